"""Writes the row numbers of the QQP subset's test part (see `PublicSets`): python3 qqp.py similiar_qqp_full.json.tar.gz > qqp-test.txt

All pairs that are linked by a question fall into one part: FNV-1a of the least question of the component modulo 10 is 9.
"""

import json
import sys
import tarfile

with tarfile.open(sys.argv[1]) as archive:
    rows = json.load(archive.extractfile(next(member for member in archive.getmembers() if member.isfile())))
parents = {}


def root(question):
    top = question
    while parents.get(top, top) != top:
        top = parents[top]
    while parents.get(question, question) != question:
        parents[question], question = top, parents[question]
    return top


def fnv(text):
    value = 0xCBF29CE484222325
    for byte in text.encode():
        value = ((value ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return value


for row in rows:
    low, high = sorted((root(row["text_a"]), root(row["text_b"])), key=str.encode)
    if low != high:
        parents[high] = low
for number, row in enumerate(rows):
    if fnv(root(row["text_a"])) % 10 == 9:
        print(number)
