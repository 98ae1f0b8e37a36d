"""A second, blind reading of a sample of the labels.

    python3 Corpus/reading.py sheet > SHEET.jsonl        one pair in twenty, without its label, in an order that tells nothing
    python3 Corpus/reading.py agreement READING.jsonl    how far the reader agrees with the authors

A reading has one object on a line, {"pair": ID, "same": true or false, "sure": true or false}. A pair belongs to the sample by
the hash of its texts, so a growing corpus keeps what was read.
"""

import collections
import gzip
import hashlib
import json
import sys

from corpus import FOLDERS, read

SHARE = 20


def digest(first, second):
    return hashlib.sha256(f"{first}\0{second}".encode()).hexdigest()


def pairs(family):
    """(anchor, other text, same or trap, class or degree) of each rewording and trap; a conversation is a text of many lines."""
    if "history" in family:
        def text(history, message):
            return "\n".join([*history, "user: " + message])

        anchor = text(family["history"], family["message"])
        others = [("same", *item) for item in family["same"]] + [("trap", *item) for item in family["traps"]]
        return [(anchor, text(history, message), label, kind) for label, kind, history, message in others]
    others = [("same", degree, text) for degree, text in family["same"]]
    others += [("trap", kind, text) for kind, _, text in family["traps"]]
    return [(family["anchor"], text, label, kind) for label, kind, text in others]


def sample():
    """Pairs of the sample: digest -> (anchor, other text, same or trap, its class or degree, language)."""
    chosen = {}
    for part in sorted(part for folder in FOLDERS for part in folder.glob("*.jsonl.gz")):
        for _, family in read(part):
            for anchor, text, label, kind in pairs(family):
                name = digest(anchor, text)
                if int(name[:8], 16) % SHARE == 0:
                    language = ("conversation " if "history" in family else "") + family["language"]
                    chosen[name[:12]] = (anchor, text, label, kind, language)
    return chosen


def sheet():
    for name, (anchor, text, _, _, _) in sorted(sample().items()):
        # Either text may come first, so that the place tells nothing.
        first, second = (anchor, text) if int(name[-1], 16) % 2 else (text, anchor)
        print(json.dumps({"pair": name, "first": first, "second": second}, ensure_ascii=False))


def agreement(path):
    chosen, counts, kinds = sample(), collections.Counter(), collections.defaultdict(collections.Counter)
    opened = gzip.open(path, "rt") if path.endswith(".gz") else open(path)
    for line in opened:
        reading = json.loads(line)
        if reading["pair"] not in chosen:
            continue
        _, _, label, kind, language = chosen[reading["pair"]]
        agreed = reading["same"] == (label == "same")
        counts[label == "same", reading["same"]] += 1
        for name in (f"{label} {kind}", f"language {language}", "sure" if reading.get("sure", True) else "not sure"):
            kinds[name][agreed] += 1
    total = sum(counts.values())
    observed = (counts[True, True] + counts[False, False]) / total
    author = (counts[True, True] + counts[True, False]) / total
    reader = (counts[True, True] + counts[False, True]) / total
    expected = author * reader + (1 - author) * (1 - reader)
    print(f"{total} pairs, agreement {observed:.3f}, Cohen's kappa {(observed - expected) / (1 - expected):.3f}")
    print(f"same by the author, different by the reader: {counts[True, False]}; the other way: {counts[False, True]}")
    for name, kind in sorted(kinds.items()):
        print(f"  {name:28} {kind[True]:4} of {sum(kind.values()):4}")


if __name__ == "__main__":
    if sys.argv[1:] == ["sheet"]:
        sheet()
    elif len(sys.argv) == 3 and sys.argv[1] == "agreement":
        agreement(sys.argv[2])
    else:
        sys.exit(__doc__)
