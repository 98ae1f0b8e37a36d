"""The same prompt as another hand would type it: other case, punctuation, courtesy, a slip of the finger.

The same rules as the product's evaluation (`NearRepeats.swift`); which courtesy and which slip comes from the seed.
"""

import re

CHINESE_COURTESY = ["请问{}", "你好，{}", "麻烦问一下，{}", "{}谢谢"]
ENGLISH_COURTESY = ["Hi, {}", "Please tell me: {}", "{} Thanks!", "Hello! {}"]


def of(text, seed):
    """(kind, text) of every near repeat that differs from the text."""
    chinese = any("\u4e00" <= character <= "\u9fff" for character in text)
    courtesy = (CHINESE_COURTESY if chinese else ENGLISH_COURTESY)[seed % 4]
    candidates = [
        ("near: case", text if chinese else text.lower()),
        ("near: punctuation", text.rstrip("?.!？。！")),
        ("near: courtesy", courtesy.replace("{}", text)),
        ("near: typo", _space_in(text) if chinese else _swap_in(text, seed)),
    ]
    return [(kind, near) for kind, near in candidates if near != text and near]


def _space_in(text):
    places = [i for i in range(1, len(text)) if not (text[i].isascii() and text[i - 1].isascii())]
    if not places:
        return text
    place = min(places, key=lambda i: abs(i - len(text) // 2))
    return text[:place] + " " + text[place:]


def _swap_in(text, seed):
    words = [match.span() for match in re.finditer("[a-z]{6,}", text)]
    if not words:
        return text
    start, end = max(words, key=lambda span: span[1] - span[0])
    at = start + 2 + seed % (end - start - 4)
    return text[:at] + text[at + 1] + text[at] + text[at + 2:]
