#!/usr/bin/env python3
"""Measures imports into a data folder, beside what the encoder alone does with the same prompts.

    make build && python3 Benchmarks/transfer.py [--rows 100000] [--embedded-rows 10000] [--runs 3]

Two imports: rows that bring their vectors (384 components), and rows that are embedded by the model in use, which must
be installed. Wall-clock seconds; the load of the machine is printed, because others' work counts in them.
"""

import argparse
import array
import base64
import json
import math
import os
import random
import subprocess
import tempfile
import time

WORDS = """how do I cancel my order where is the parcel can you change address invoice refund the blue shoes in size
nine what does warranty cover for a phone that fell into water please explain to me delivery abroad takes too long
which card is accepted at night on sundays why was I charged twice last month after returning both items""".split()


def prompt(source, number):
    return " ".join(source.choice(WORDS) for _ in range(source.randint(6, 14))) + f" {number}?"


def unit_vector(source, dimensions):
    values = [source.gauss(0, 1) for _ in range(dimensions)]
    length = math.sqrt(sum(value * value for value in values))
    return array.array("f", [value / length for value in values])


def write_lines(path, rows, fingerprint):
    """With a fingerprint every row has a vector, one of a thousand."""
    source = random.Random(7)
    vectors = [base64.b64encode(unit_vector(source, 384).tobytes()).decode() for _ in range(1000 if fingerprint else 0)]
    with open(path, "w", encoding="utf-8") as file:
        for number in range(rows):
            line = {
                "tenant": "bench",
                "messages": [{"role": "user", "content": prompt(source, number)}],
                "answer": f"The answer to question {number}, which is as long as a short paragraph of text may be. " * 3,
            }
            if fingerprint:
                line["embedding"] = {"fingerprint": fingerprint, "vector": vectors[number % 1000]}
            file.write(json.dumps(line) + "\n")


def run(*command):
    started = time.monotonic()
    result = subprocess.run(command, capture_output=True, text=True)
    if result.returncode != 0:
        raise SystemExit(f"{' '.join(command)}: {result.stderr}")
    return time.monotonic() - started, result.stdout


def imported(binary, path, rows, folder):
    data = os.path.join(folder, f"data-{time.monotonic_ns()}")
    os.mkdir(data)
    seconds, _ = run(binary, "import", path, "--data", data)
    return rows / seconds


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--embedded-rows", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--binary", default=".build/release/modelcache")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        plain = os.path.join(folder, "plain.jsonl")
        write_lines(plain, options.embedded_rows, None)
        measured = [json.loads(run(options.binary, "model", "bench", plain, "--json")[1]) for _ in range(options.runs)]
        with_vectors = os.path.join(folder, "vectors.jsonl")
        write_lines(with_vectors, options.rows, measured[0]["embedding"])
        vectors = [imported(options.binary, with_vectors, options.rows, folder) for _ in range(options.runs)]
        single = os.path.join(folder, "single.jsonl")
        write_lines(single, 1, measured[0]["embedding"])
        alone = sorted(1 / imported(options.binary, single, 1, folder) for _ in range(options.runs))
        embedded, encoder = [], [row["texts_per_second"] for row in measured]
        for _ in range(options.runs):
            embedded.append(imported(options.binary, plain, options.embedded_rows, folder))
        for title, rates in [
            (f"{options.rows} rows with vectors, rows a second", vectors),
            (f"{options.embedded_rows} rows embedded, rows a second", embedded),
            ("the encoder alone, texts a second", encoder),
        ]:
            rates.sort()
            print(f"{title}: median {rates[len(rates) // 2]:.0f} ({rates[0]:.0f} to {rates[-1]:.0f})")
        print(f"a process that imports one row: median {alone[len(alone) // 2]:.2f} s; it is part of the rates")
        share = sorted(embedded)[len(embedded) // 2] / sorted(encoder)[len(encoder) // 2]
        print(f"share of the encoder's throughput: {share:.2f}; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")


if __name__ == "__main__":
    main()
