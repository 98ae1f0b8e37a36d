"""Writes conversations.json: conversations with the text that the verifier was taught to read, for the product's tests.

    cd Training && python3 Fixtures/conversations.py
"""

import json
import pathlib
import sys

folder = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(folder.parent))
from verifier.pairs import conversation_text  # noqa: E402

CONVERSATIONS = [
    ([], "How do I clear the build cache?"),
    (["user: disk is full", "assistant: What takes the space?"], "docker. how do I clear only its cache"),
    (["user: a", "assistant: b", "user: c", "assistant: d"], ""),
    # An answer is cut after 120 scalars, its role included; what a user said is not.
    (["user: " + "long question " * 30, "assistant: " + "x" * 200], "shorter please"),
    (["user: exactly", "assistant: " + "y" * 109], "not cut"),
    (["user: one more", "assistant: " + "z" * 110], "cut by one"),
    # Scalars are counted, not what is seen: families and flags are several, as are letters with marks of their own.
    (["user: 👨‍👩‍👧‍👦🇩🇪", "assistant: " + "👨‍👩‍👧‍👦" * 20], "emoji 🇩🇪"),
    (["user: cafe\u0301", "assistant: " + "e\u0301" * 80], "e\u0301 and é"),
    (["user: 帮我写一段请假邮件", "assistant: " + "张经理您好，明天需要请假一天。" * 12], "太正式了，改短一点"),
    (["user: first line\r\nsecond line", "assistant: user: not a user\nassistant: nor this"], "line\nbreaks"),
]

rows = [
    {"history": history, "message": message, "text": conversation_text(history, message)}
    for history, message in CONVERSATIONS
]
(folder / "conversations.json").write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
