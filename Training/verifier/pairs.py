"""Labelled pairs of prompts: from families of our own corpus and from public sets, divided so that nothing leaks.

A family goes as a whole to one split, by a hash of its id; a question of `qqp` by its connected component.
"""

import gzip
import json
import pathlib
import random
import tarfile
from dataclasses import dataclass

from . import near_repeats


@dataclass(frozen=True)
class Pair:
    first: str
    second: str
    same: bool
    kind: str  # light, reworded, near: ..., trap: ..., or the public set's name
    language: str = "en"
    group: str = ""
    form: str = ""  # of a trap: edit or reworded


def hashed(name):
    """FNV-1a of the name."""
    value = 0xCBF29CE484222325
    for byte in name.encode():
        value = (value ^ byte) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    return value


def tenth(name):
    """The hash modulo 10: the split that the product's own tools use."""
    return hashed(name) % 10


def split_of(family):
    part = tenth(family["id"])
    return "train" if part < 7 else "calibration" if part == 7 else "test"


def families(folder, split, conversations=None, histories=True, language=""):
    """The families of a split, from all JSON Lines files of a folder. A line that is still being written is passed over.

    `conversations`: only these families, or only the others. `histories`: whether a conversation's text has its earlier turns.
    `language`: only families of it.
    """
    found = []
    for path in sorted(pathlib.Path(folder).rglob("*.jsonl*")):
        with gzip.open(path, "rt") if path.suffix == ".gz" else open(path, encoding="utf-8") as lines:
            for line in lines:
                try:
                    family = json.loads(line)
                except ValueError:
                    continue
                if "domain" not in family:
                    continue
                if language and family["language"] != language:
                    continue
                if conversations is not None and conversations != ("history" in family):
                    continue
                if "history" in family:
                    family = of_conversations(recombined(family), histories)
                if len(family.get("same", [])) >= 2 and len(family.get("traps", [])) >= 2:
                    if split_of(family) == split:
                        found.append(family)
    return found


def thinned(families, count):
    """About so many of them, evenly from first to last; all for 0."""
    return families[::max(1, len(families) // count)] if count else families


def of_conversations(family, histories=True):
    """A family of conversations as one of texts."""

    def text(history, message):
        return conversation_text(history if histories else [], message)

    return {
        **{name: family[name] for name in ("id", "domain", "language")},
        "opening": family["history"][:2],
        "anchor": text(family["history"], family["message"]),
        "same": [[kind, text(history, message)] for kind, history, message in family["same"]],
        "traps": [[kind, "conversation", text(history, message)] for kind, history, message in family["traps"]],
    }


# Scalars of an answer that a conversation's text keeps.
ANSWER_SCALARS = 120


def conversation_text(history, message):
    """What the verifier reads of a conversation: the last message, then the turns before it, latest first.

    So what is cut from a long one is what was said longest ago. Of answers only the beginning is kept: what they are
    about is said there, and what the user has said decides more often.
    """
    turns = [turn if turn.startswith("user: ") else turn[:ANSWER_SCALARS] for turn in reversed(history)]
    return "\n".join([message, *turns])


def recombined(family):
    """The family of conversations with two more members of each light rewording: its message after the anchor's history, and the other way.

    Authors put history and message in other words at once. So an unchanged history, or an unchanged message, would speak for a trap.
    What is wholly reworded mostly leans on its own history: of 60 such messages after the anchor's, 17 did not want the same.
    """
    history, message = family["history"], family["message"]
    more = []
    for kind, other, asked in family["same"]:
        if kind == "light" and history and other and other != history and asked != message:
            more += [["exchanged: message", history, asked], ["exchanged: history", other, message]]
    return {**family, "same": family["same"] + more}


# Turns that change nothing of what is asked next.
COURTESIES = {
    "en": [["user: hi", "assistant: Hello! How can I help you?"], ["user: Good morning", "assistant: Good morning! What can I do for you?"],
           ["user: are you there?", "assistant: Yes, I'm here."], ["user: I have a question", "assistant: Go ahead."],
           ["user: thanks, that's all clear", "assistant: You're welcome. Anything else?"]],
    "zh": [["user: 你好", "assistant: 你好！有什么可以帮您？"], ["user: 在吗", "assistant: 在的，请说。"],
           ["user: 早上好", "assistant: 早上好，请问需要什么帮助？"], ["user: 想问个问题", "assistant: 请讲。"],
           ["user: 谢谢，明白了", "assistant: 不客气，还有别的问题吗？"]],
}


def after_other_talk(family, talks, draw):
    """Pairs of a prompt that says all by itself, after talk that does not matter: courtesies, or another subject."""
    about = dict(language=family["language"], group=family["id"])
    anchor, same = family["anchor"], [text for _, text in family["same"]]
    kind, _, trap = draw.choice(family["traps"])

    def after(text):
        turns = draw.choice(COURTESIES["zh" if family["language"] == "zh" else "en"])
        talk = draw.choice(talks) if talks and draw.random() < 0.4 else None
        return conversation_text(talk["opening"] if talk and talk["domain"] != family["domain"] else turns, text)

    pairs = [Pair(after(anchor), other, True, "after other talk", **about)
             for other in (after(anchor), draw.choice([anchor, *same]), after(draw.choice(same)))]
    pairs += [Pair(after(anchor), other, False, "trap: " + kind, form="after other talk", **about)
              for other in (after(trap), trap)]
    return [pair for pair in pairs if pair.first != pair.second]


def test_pairs(families):
    """Each rewording, near repeat and trap with its anchor; the product's evaluation turns some long traps round as well."""
    pairs = []
    for number, family in enumerate(families):
        anchor, about = family["anchor"], dict(language=family["language"], group=family["id"])
        for kind, text in near_repeats.of(anchor, number):
            pairs.append(Pair(anchor, text, True, kind, **about))
        for kind, text in family["same"]:
            pairs.append(Pair(anchor, text, True, kind, **about))
        for kind, form, text in family["traps"]:
            pairs.append(Pair(anchor, text, False, "trap: " + kind, form=form, **about))
    return pairs


def training_pairs(families, seed=1):
    """Besides the pairs with the anchor: rewordings among each other, traps with rewordings, and near repeats of both.

    A near repeat of a trap is a trap: otherwise a typo or a "please" would tell the label. Of every third family of single prompts
    some pairs stand after other talk, which alone must tell nothing either.
    """
    pairs, talks = [], [family for family in families if "opening" in family]
    for family in families:
        draw = random.Random(f"{seed} {family['id']}")  # so that a family's pairs do not change when the corpus grows
        anchor, about = family["anchor"], dict(language=family["language"], group=family["id"])
        same = [text for _, text in family["same"]]

        def near(text):
            variants = near_repeats.of(text, draw.randrange(1000))
            return draw.choice(variants)[1] if variants else text

        pairs += [Pair(anchor, text, True, kind, **about) for kind, text in family["same"]]
        among = [(a, b) for i, a in enumerate(same) for b in same[i + 1:]]
        pairs += [Pair(a, b, True, "rewordings", **about) for a, b in draw.sample(among, min(5, len(among)))]
        pairs += [Pair(anchor, near(anchor), True, "near", **about) for _ in range(2)]
        pairs.append(Pair(near(anchor), draw.choice(same), True, "near", **about))
        for kind, form, text in family["traps"]:
            pairs.append(Pair(anchor, text, False, "trap: " + kind, form=form, **about))
            pairs.append(Pair(draw.choice(same), text, False, "trap: " + kind, form="rewording", **about))
        _, form, trap = draw.choice(family["traps"])
        pairs.append(Pair(anchor, near(trap), False, "trap: near", form=form, **about))
        if "opening" not in family and (hashed(family["id"]) // 10 + seed) % 3 == 0:
            pairs += after_other_talk(family, talks, draw)
    return pairs


def public_pairs(folder, name, split):
    """The pairs of one public set. A set without a part for training gives its development part."""
    folder = pathlib.Path(folder)
    if name == "qqp":
        return _qqp(folder, split)
    if split == "train":
        # Some texts of the test parts stand in the others too.
        tested = {text for pair in public_pairs(folder, name, "test") for text in (pair.first, pair.second)}
        return [pair for pair in _public(folder, name, split) if not {pair.first, pair.second} & tested]
    return _public(folder, name, split)


def _public(folder, name, split):
    part = {"lcqmc": ("dev.tsv.gz", "test.tsv.gz"), "paws-x-zh": ("dev_2k.tsv.gz", "test_2k.tsv.gz"),
            "msrp": ("msr_paraphrase_train.tsv.gz", "msr_paraphrase_test.tsv.gz")}[name][split == "test"]
    first, second, label = {"lcqmc": (0, 1, 2), "paws-x-zh": (1, 2, 3), "msrp": (3, 4, 0)}[name]
    language = "en" if name == "msrp" else "zh"
    pairs = []
    with gzip.open(folder / name / part, "rt", encoding="utf-8-sig") as lines:
        for line in lines:
            row = line.rstrip("\n").split("\t")
            if len(row) > max(first, second, label) and row[label] in ("0", "1"):
                pairs.append(Pair(row[first], row[second], row[label] == "1", name, language))
    return pairs


def _qqp(folder, split):
    with tarfile.open(folder / "qqp" / "similiar_qqp_full.json.tar.gz") as archive:
        rows = json.load(archive.extractfile(archive.next()))
    parents = {}

    def root(text):
        path = []
        while parents.setdefault(text, text) != text:
            path.append(text)
            text = parents[text]
        for step in path:
            parents[step] = text
        return text

    for row in rows:
        one, other = sorted((root(row["text_a"]), root(row["text_b"])), key=lambda text: text.encode())
        parents[other] = one
    wanted = {"train": range(8), "calibration": [8], "test": [9]}[split]
    return [
        Pair(row["text_a"], row["text_b"], row["label"] == 1, "qqp", group=root(row["text_a"]))
        for row in rows if tenth(root(row["text_a"])) in wanted
    ]
