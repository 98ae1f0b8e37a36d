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
import venv

HERE = os.path.dirname(os.path.abspath(__file__))
WORK = f"{HERE}/.build/vector-search"
DOCUMENT = f"{HERE}/../docs/benchmarks.md"
RIVALS = ["numpy", "faiss-cpu", "hnswlib", "usearch"]
SIZES = [1_000, 10_000, 100_000]
SYNTHETIC_THRESHOLDS = [0.8]
REAL_THRESHOLDS = [0.85, 0.88, 0.9, 0.95]


def say(text):
    print(f"==> {text}", flush=True)


def skip(what, why):
    print(f"==> SKIPPED: {what}: {why}", flush=True)


def rivals_python():
    """A Python that has the other libraries; None where they cannot be had."""
    folder = f"{HERE}/.build/rivals"
    python = f"{folder}/bin/python"
    check = [python, "-c", "import numpy, faiss, hnswlib, usearch"]
    if os.path.exists(python) and subprocess.run(check, capture_output=True).returncode == 0:
        return python
    try:
        venv.create(folder, with_pip=True, clear=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *RIVALS], check=True)
        return python
    except (subprocess.CalledProcessError, OSError) as error:
        skip("the other libraries", f"PyPI did not give {', '.join(RIVALS)} ({error})")
        return None


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


def number(value):
    if value is None:
        return "–"
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 1 else f"{value:.2f}"


def table(columns, rows):
    lines = [columns, ["---"] * len(columns), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


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


def conditions(revision):
    with open("/proc/cpuinfo") as lines:
        processor = next(line.split(":")[1].strip() for line in lines if line.startswith("model name"))
    load = os.getloadavg()[0]
    return (f"{time.strftime('%Y-%m-%d')}, revision {revision}, {processor} with {os.cpu_count()} cores. Processor time, "
            f"median of the queries, one thread. Load average at the end: {load:.1f}.")


def write(section, text):
    """Replaces what stands between the two marks of a section."""
    begin, end = f"<!-- figures of {section} -->", f"<!-- end of the figures of {section} -->"
    with open(DOCUMENT, encoding="utf-8") as file:
        document = file.read()
    before, rest = document.split(begin)
    after = rest.split(end)[1]
    with open(DOCUMENT, "w", encoding="utf-8") as file:
        file.write(f"{before}{begin}\n\n{text}\n\n{end}{after}")


def synthetic(options, sizes, section):
    run = Run(options.binaries, "synthetic" if len(sizes) > 1 else "million", SYNTHETIC_THRESHOLDS)
    say("making synthetic vectors")
    if not run.make("generate", sizes):
        sys.exit("the vectors could not be made")
    run.measure(sizes, rivals_python())
    text = [conditions(options.revision), library_table(run.figures())]
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
    write("real prompts", conditions(options.revision) + "\n\n" + kept_table(run.figures()))
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
