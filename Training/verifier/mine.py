"""Hard negatives from the cache's own index: of each prompt, the nearest prompts of *other* families.

These are the candidates a cache full of such prompts would bring before the verifier. Traps are written beside their
anchor, so only mined pairs show it two questions that merely share a topic. Families are different questions, but their
authors did not know of each other's: what may be a true repeat is set apart, for somebody to read.
"""

import json
import pathlib
from dataclasses import asdict, dataclass
from difflib import SequenceMatcher

import numpy as np

from .activations import key
from .pairs import Pair, split_of


@dataclass(frozen=True)
class Candidate:
    a: str
    b: str
    families: tuple  # their ids
    language: str  # of the first
    cosine: float
    logit: float = 0.0


def prompts(families):
    """Each text that is a family's alone, with the family. A text of several families is no negative of any."""
    owners = {}
    for family in families:
        for text in [family["anchor"], *(row[-1] for row in family["same"] + family["traps"])]:
            owners.setdefault(text, {})[family["id"]] = family
    return [(text, *own.values()) for text, own in owners.items() if len(own) == 1]


def nearest(prompts, activations, tap, least, count, block=1024):
    """Candidates of a cosine of at least `least`: the `count` nearest strangers of each prompt, the nearest pair first."""
    _, embeddings = activations.open(tap)
    vectors = embeddings[[activations.texts[key(text)] for text, _ in prompts]]
    names = {family["id"]: number for number, (_, family) in enumerate(prompts)}
    groups = np.array([names[family["id"]] for _, family in prompts])
    if len(prompts) < 2:
        return []
    found, count = {}, min(count, len(prompts) - 1)
    for start in range(0, len(vectors), block):
        cosines = vectors[start:start + block] @ vectors.T
        cosines[groups[start:start + block, None] == groups[None]] = -1
        best = np.argpartition(-cosines, count, axis=1)[:, :count]
        for row, columns in enumerate(best):
            for column in columns:
                if cosines[row, column] >= least:
                    found[tuple(sorted((start + row, int(column))))] = float(cosines[row, column])
    return [candidate(prompts[one], prompts[other], cosine)
            for (one, other), cosine in sorted(found.items(), key=lambda item: -item[1])]


def candidate(one, other, cosine):
    (a, family), (b, stranger) = one, other
    return Candidate(a, b, (family["id"], stranger["id"]), family["language"], round(cosine, 4))


def thinned(candidates, per_family):
    """At most so many of each family, and one for each two families, so that a crowded topic does not take over."""
    counts, chosen, seen = {}, [], set()
    for candidate in candidates:
        both = tuple(sorted(candidate.families))
        if both in seen or any(counts.get(family, 0) >= per_family for family in both):
            continue
        seen.add(both)
        for family in both:
            counts[family] = counts.get(family, 0) + 1
        chosen.append(candidate)
    return chosen


def may_be_a_repeat(candidate, most_cosine, most_logit, most_alike=0.9):
    """Whether embedding or verifier are sure that the two want the same, or they are nearly the same letters."""
    if candidate.cosine > most_cosine or candidate.logit > most_logit:
        return True
    one, other = (letters(text) for text in (candidate.a, candidate.b))
    return SequenceMatcher(None, one, other, autojunk=False).ratio() > most_alike


def letters(text):
    return "".join(character for character in text.casefold() if character.isalnum())


def write(path, candidates):
    with open(path, "w", encoding="utf-8") as output:
        for candidate in candidates:
            output.write(json.dumps(asdict(candidate), ensure_ascii=False) + "\n")


def mined_pairs(path, training):
    """The pairs of a file that `write` made, as traps: all of families for training, or none of them."""
    pairs = []
    for line in pathlib.Path(path).read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        for name in row["families"]:
            if (split_of({"id": name}) == "train") != training:
                raise ValueError(f"{path}: {name} is {'not ' if training else ''}a family for training")
        pairs.append(Pair(row["a"], row["b"], False, "trap: mined", row["language"], row["families"][0], "mined"))
    return pairs
