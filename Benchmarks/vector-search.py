#!/usr/bin/env python3
"""Measures the embedded vector index beside other libraries, and writes the figures into docs/benchmarks.md.

    vector-search.py --binaries FOLDER                 1,000 to 100,000 vectors; part of `make bench`
    vector-search.py --binaries FOLDER --million       1,000,000; takes an hour
    vector-search.py --binaries FOLDER --data FOLDER   real prompts through the installed default model

Needs nothing but Python itself: the other libraries go into a virtual environment of its own, from PyPI. Where that
cannot be reached, or the data or the model is absent, that part is skipped, and said so in a line of its own. The
status is 1 when a hit was lost.
"""

import argparse
import json
import os
import subprocess
import sys
import time

from report import HERE, conditions, environment, number, say, skip, table, write

WORK = f"{HERE}/.build/vector-search"
RIVALS = ["numpy", "faiss-cpu", "hnswlib", "usearch"]
SIZES = [1_000, 10_000, 100_000]
SYNTHETIC_THRESHOLDS = [0.8]
REAL_THRESHOLDS = [0.85, 0.88, 0.9, 0.95]
HOW = "Processor time, median of the queries, one thread."


def rivals_python():
    """A Python that has the other libraries; None where they cannot be had."""
    return environment("rivals", ["numpy", "faiss", "hnswlib", "usearch"], RIVALS)


class Run:
    """The measurements of one set at some sizes; their figures are lines of JSON in one file."""

    def __init__(self, binaries, name, thresholds):
        self.program = f"{binaries}/VectorSearchBenchmark"
        self.folder = f"{WORK}/{name}"
        self.thresholds = [word for t in thresholds for word in ("--threshold", str(t))]
        os.makedirs(f"{HERE}/results", exist_ok=True)
        self.results = f"{HERE}/results/{time.strftime('%Y%m%d-%H%M%S')}-{name}.jsonl"
        self.lost_hits = False

    def make(self, command, sizes, *options):
        return subprocess.run([self.program, command, self.folder, *map(str, sizes), *options]).returncode == 0

    def measure(self, sizes, python):
        for size in sizes:
            say(f"{size:,} vectors")
            command = [self.program, "measure", self.folder, str(size), "--results", self.results, *self.thresholds]
            self.lost_hits |= subprocess.run(command).returncode != 0
            if python:
                script = f"{HERE}/vector-search-rivals.py"
                subprocess.run([python, script, self.folder, str(size), self.results, *self.thresholds], check=True)

    def figures(self):
        with open(self.results) as lines:
            return [json.loads(line) for line in lines]


def library_table(figures):
    columns = ["Vectors", "Library", "CPU µs/query", "p99", "Beside faiss flat", "Hits kept", "Inserts/s",
               "Bytes/vector", "Delete, µs", "Build, s"]
    rows = []
    for size in sorted({item["vectors"] for item in figures}):
        same = [item for item in figures if item["vectors"] == size]
        flat = next((item["microseconds"] for item in same if item["library"] == "faiss flat"), None)
        for item in same:
            kept = item["kept"][0]
            share = "" if flat is None else f"{flat / item['microseconds']:.1f} ×"
            rows.append([f"{size:,}", item["library"], number(item["microseconds"]), number(item["microseconds99"]),
                         share, f"{kept['kept']} of {kept['hits']}", f"{item['insertsPerSecond']:,.0f}",
                         number(item["bytesPerVector"]), number(item["deleteMicroseconds"]),
                         number(item["rebuildSeconds"])])
    return table(columns, rows)


def kept_table(figures):
    columns = ["Prompts", "Library", "CPU µs/query", *(f"Kept at {t}" for t in REAL_THRESHOLDS)]
    rows = [[f"{item['vectors']:,}", item["library"], number(item["microseconds"]),
             *(f"{kept['kept']} of {kept['hits']}" for kept in item["kept"])] for item in figures]
    return table(columns, rows)


def synthetic(options, sizes, section):
    run = Run(options.binaries, "synthetic" if len(sizes) > 1 else "million", SYNTHETIC_THRESHOLDS)
    say("making synthetic vectors")
    if not run.make("generate", sizes):
        sys.exit("the vectors could not be made")
    run.measure(sizes, rivals_python())
    text = [conditions(options.revision, HOW), library_table(run.figures())]
    rebuilt = subprocess.run([run.program, "rebuild", run.folder, str(max(sizes))], capture_output=True, text=True)
    text.append(rebuilt.stdout.strip() or f"The rebuild failed: {rebuilt.stderr.strip()}")
    partitions = subprocess.run([run.program, "partitions", run.folder, str(10 * max(sizes))] if len(sizes) > 1
                                else ["true"], capture_output=True, text=True)
    text.append(partitions.stdout.strip())
    write(section, "\n\n".join(part for part in text if part))
    return run.lost_hits


def real(options):
    if not os.path.isdir(options.data or ""):
        skip("real prompts", "no folder with public sets was given (--data FOLDER)")
        return False
    run = Run(options.binaries, "real", REAL_THRESHOLDS)
    say("embedding real prompts")
    if not run.make("embed", SIZES, "--data", options.data):
        skip("real prompts", "they could not be embedded; is the default model installed?")
        return False
    run.measure(SIZES, rivals_python())
    write("real prompts", conditions(options.revision, HOW) + "\n\n" + kept_table(run.figures()))
    return run.lost_hits


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--binaries", required=True, help="where VectorSearchBenchmark was built")
    parser.add_argument("--data", default=os.environ.get("MODELCACHE_DATA"), help="the folder with the public sets")
    parser.add_argument("--million", action="store_true", help="measure a million vectors and nothing else")
    parser.add_argument("--real-only", action="store_true", help="measure real prompts and nothing else")
    parser.add_argument("--revision", default="unknown")
    options = parser.parse_args()
    lost = False
    if options.million:
        lost = synthetic(options, [1_000_000], "a million vectors")
    else:
        if not options.real_only:
            lost = synthetic(options, SIZES, "vector search")
        lost |= real(options)
    if lost:
        sys.exit("a hit was lost")


main()
