"""How long a semantic hit takes, with the verifier and without, over HTTP and one request after the other, and what is served.

    python3 Benchmarks/semantic-hits.py MODELCACHE [FAMILIES] [--risk R]

Starts `MODELCACHE serve` twice with an empty store, inserts the anchor of every family (Corpus/test.jsonl.gz), then asks each
light and reworded prompt and each trap once. Every prompt is new to the server, so nothing is remembered of it; anchors that
have not been candidates lately are not remembered either.
"""

import argparse
import gzip
import http.client
import json
import pathlib
import socket
import subprocess
import tempfile
import time

CORPUS = pathlib.Path(__file__).resolve().parent.parent / "Corpus" / "test.jsonl.gz"


def families(path):
    opened = gzip.open(path, "rt") if str(path).endswith(".gz") else open(path, encoding="utf-8")
    with opened as lines:
        return [json.loads(line) for line in lines if line.strip()]


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def post(connection, path, body):
    connection.request("POST", path, json.dumps(body), {"Content-Type": "application/json"})
    response = connection.getresponse()
    content = response.read()
    if response.status >= 400:
        raise SystemExit(f"{path}: {response.status} {content[:300]!r}")
    return json.loads(content)


def connect(port):
    for _ in range(300):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            connection.request("GET", "/health/live")
            connection.getresponse().read()
            return connection
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the server does not answer")


def measure(binary, all_families, settings):
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        command = [binary, "serve", "--set", f"server.port={port}", "--set", f"data.folder={folder}"]
        for setting in settings:
            command += ["--set", setting]
        server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            connection = connect(port)
            for family in all_families:
                post(connection, "/api/v1/entries", {"tenant": "t", "match": family["anchor"], "answer": family["id"]})
            times, served = {"semantic hits": [], "misses": []}, {}
            for family in all_families:
                asked = [(kind, prompt, True) for kind, prompt in family["same"]]
                asked += [("trap", trap[-1], False) for trap in family["traps"]]
                for kind, prompt, is_same in asked:
                    begun = time.perf_counter()
                    reply = post(connection, "/api/v1/lookup", {"tenant": "t", "match": prompt})
                    took = (time.perf_counter() - begun) * 1e3
                    times["semantic hits" if reply["hit"] else "misses"].append(took)
                    counts = served.setdefault(kind, {"asked": 0, "right": 0, "wrong": 0})
                    counts["asked"] += 1
                    if reply["hit"]:
                        counts["right" if is_same and reply["answer"] == family["id"] else "wrong"] += 1
            return times, served
        finally:
            server.terminate()
            server.wait()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary")
    parser.add_argument("families", nargs="?", default=CORPUS)
    parser.add_argument("--risk", default="0.02")
    parser.add_argument("--count", type=int, default=300, help="families that are used")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="a setting of the server")
    options = parser.parse_args()
    chosen = families(options.families)[: options.count]
    for state in ("off", "on"):
        times, served = measure(options.binary, chosen, [f"cache.verifier={state}", f"cache.risk={options.risk}", *options.set])
        for name, values in times.items():
            if values:
                values = sorted(values)
                p50, p95 = values[len(values) // 2], values[int(len(values) * 0.95)]
                print(f"verifier {state}: {name}: {len(values)}, p50 {p50:.1f} ms, p95 {p95:.1f} ms")
        for kind, counts in served.items():
            print(f"verifier {state}: {kind}: " + ", ".join(f"{count} {name}" for name, count in counts.items()))


if __name__ == "__main__":
    main()
