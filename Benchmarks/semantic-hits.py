"""How long a semantic hit takes, with the verifier and without, over HTTP and one request after the other, and what is served.

    python3 Benchmarks/semantic-hits.py MODELCACHE [FAMILIES] [--risk R]

Starts `MODELCACHE serve` twice with an empty store, inserts the anchor of every family (Corpus/test.jsonl.gz), then asks each
light and reworded prompt and each trap once. Families of conversations (Corpus/conversations/test.jsonl.gz) are asked with
`cache.context: conversation`. Every prompt is new to the server, so nothing is remembered of it; anchors that
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


def turn(text):
    role, content = text.split(": ", 1)
    return {"role": role, "content": content}


def request(item):
    """What is asked, of a family, a rewording or a trap: a prompt, or a history and the message after it."""
    if isinstance(item, dict):
        item = [item["history"], item["message"]] if "history" in item else [item["anchor"]]
    if not isinstance(item[-2:][0], list):
        return {"tenant": "t", "match": item[-1]}
    return {"tenant": "t", "messages": [*map(turn, item[-2]), {"role": "user", "content": item[-1]}]}


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
                post(connection, "/api/v1/entries", {**request(family), "answer": family["id"]})
            times, served = {"semantic hits": [], "misses": []}, {}
            for family in all_families:
                asked = [(item[0], request(item), True) for item in family["same"]]
                asked += [("trap", request(item), False) for item in family["traps"]]
                for kind, question, is_same in asked:
                    begun = time.perf_counter()
                    reply = post(connection, "/api/v1/lookup", question)
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
    context = ["cache.context=conversation"] if "history" in chosen[0] else []
    for state in ("off", "on"):
        times, served = measure(options.binary, chosen, [f"cache.verifier={state}", f"cache.risk={options.risk}", *context, *options.set])
        for name, values in times.items():
            if values:
                values = sorted(values)
                p50, p95 = values[len(values) // 2], values[int(len(values) * 0.95)]
                print(f"verifier {state}: {name}: {len(values)}, p50 {p50:.1f} ms, p95 {p95:.1f} ms")
        for kind, counts in served.items():
            print(f"verifier {state}: {kind}: " + ", ".join(f"{count} {name}" for name, count in counts.items()))


if __name__ == "__main__":
    main()
