"""Checks slices of prompt families and divides them into train, calibration and test.

    python3 Corpus/corpus.py check SLICE.jsonl ...     format, counts, duplicates, openings, classes
    python3 Corpus/corpus.py divide SLICE.jsonl ...    check, then rewrite train/calibration/test.jsonl.gz with the slices added

A family with a `history` is one of conversations; those stand in files of their own, in `conversations/`.

A family always falls into the same part: FNV-1a of its id modulo 10 is 0 to 6 for training, 7 for calibration, 8 or 9 for
testing. So parts can grow without a family ever changing sides.
"""

import collections
import gzip
import json
import pathlib
import sys

CLASSES = set(
    "number date time unit currency version id negation antonym entity programming_language technology order referent "
    "scope qualifier question_type output direction condition action".split()
)
FOLDER = pathlib.Path(__file__).parent
FOLDERS = [FOLDER, FOLDER / "conversations"]
PARTS = ["train"] * 7 + ["calibration"] + ["test"] * 2


def part(identifier):
    value = 0xCBF29CE484222325
    for byte in identifier.encode():
        value = ((value ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return PARTS[value % 10]


def conversation_problems(family):
    if not isinstance(family.get("message"), str):
        yield "a message is needed"
    histories = [family["history"]] + [item[1] for item in family.get("same", []) + family.get("traps", [])]
    for history in histories:
        if any(not turn.startswith(("user: ", "assistant: ")[number % 2]) for number, turn in enumerate(history)):
            yield "a history alternates user and assistant"
        if len(history) % 2:
            yield "a history ends with the assistant"
    same, traps = family.get("same", []), family.get("traps", [])
    if any(len(item) != 3 or item[0] not in ("light", "reworded") for item in same):
        yield "same needs [light or reworded, history, message]"
    if any(len(item) != 3 or item[0] not in CLASSES for item in traps):
        yield "traps need [class, history, message]"
    if len(same) < 2 or len(traps) < 2:
        yield "at least two rewordings and two traps are needed"


def problems(family):
    if family.get("language") not in ("en", "zh", "mixed"):
        yield "language must be en, zh or mixed"
    if not family.get("domain"):
        yield "a domain is needed"
    if "history" in family:
        yield from conversation_problems(family)
        return
    if not isinstance(family.get("anchor"), str):
        yield "an anchor is needed"
    same, traps = family.get("same", []), family.get("traps", [])
    if any(len(text) != 2 or text[0] not in ("light", "reworded") for text in same):
        yield "same needs [light or reworded, text]"
    if any(len(text) != 3 or text[0] not in CLASSES or text[1] not in ("edit", "reworded") for text in traps):
        yield "traps need [class, edit or reworded, text]"
    if len(same) < 4 or len(traps) < 4:
        yield "at least four rewordings and four traps are needed"


def texts_of(family):
    if "history" not in family:
        return [family["anchor"]] + [item[-1] for item in family["same"] + family["traps"]]
    conversations = [[family["history"], family["message"]]] + [item[1:] for item in family["same"] + family["traps"]]
    # Short single messages may come again in other families; conversations may not.
    return ["\n".join(history + [message]) for history, message in conversations if history]


def read(path):
    opened = gzip.open(path, "rt", encoding="utf-8") if str(path).endswith(".gz") else open(path, encoding="utf-8")
    with opened as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                yield f"{path}:{number}", json.loads(line)


def check(families):
    """Prints what is wrong; the families by id."""
    found, texts, complaints = {}, {}, 0
    openings, classes = collections.Counter(), collections.Counter()
    for place, family in families:
        faults = list(problems(family))
        if family.get("id") in found:
            faults.append(f"id {family['id']} is taken")
        for text in texts_of(family):
            key = " ".join(text.lower().split())
            if key in texts:
                faults.append(f"the text stands in {texts[key]} too: {text[:60]}")
            texts[key] = place
        for fault in faults:
            print(f"{place}: {fault}")
        complaints += len(faults)
        found[family["id"]] = family
        asked = family.get("anchor") or family["message"]
        start = asked.lower().split()[:2] if family["language"] == "en" else asked[:3]
        openings["".join(start) if family["language"] != "en" else " ".join(start)] += 1
        classes.update(trap[0] for trap in family["traps"])
    print(f"{len(found)} families, {complaints} complaints")
    print("commonest openings:", openings.most_common(8))
    print("traps:", classes.most_common())
    return found, complaints


def divide(slices):
    paths = [path for folder in FOLDERS for name in sorted(set(PARTS)) if (path := folder / f"{name}.jsonl.gz").exists()]
    paths += slices
    found, complaints = check(pair for path in paths for pair in read(path))
    if complaints:
        sys.exit(1)
    for folder in FOLDERS:
        folder.mkdir(exist_ok=True)
        for name in sorted(set(PARTS)):
            keys = [key for key in sorted(found) if part(key) == name and ("history" in found[key]) == (folder != FOLDER)]
            write(folder / f"{name}.jsonl.gz", [json.dumps(found[key], ensure_ascii=False) for key in keys])
            print(folder.name, name, len(keys))


def write(path, lines):
    with open(path, "wb") as file:
        # Without a time and a name in it, the same families give the same file.
        with gzip.GzipFile("", "wb", 9, file, mtime=0) as packed:
            packed.write(("\n".join(lines) + "\n").encode())


if __name__ == "__main__":
    if len(sys.argv) < 2 or sys.argv[1] not in ("check", "divide"):
        sys.exit(__doc__)
    if sys.argv[1] == "divide":
        divide(sys.argv[2:])
    else:
        sys.exit(1 if check(pair for path in sys.argv[2:] for pair in read(path))[1] else 0)
