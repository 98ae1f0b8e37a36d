"""Measures other vector libraries on a set that `VectorSearchBenchmark generate` or `embed` wrote.

    pip install numpy faiss-cpu hnswlib usearch
    python3 vector-search-rivals.py FOLDER COUNT RESULTS [--dimensions 384] [--threshold 0.8]

Appends for each library a line of JSON to RESULTS, with the same figures as `VectorSearchBenchmark measure`: the CPU
time of one query (k = 10, one thread), the hits kept (of the queries with an exact neighbour at the threshold or
above), inserts per second, bytes of anonymous memory per vector, the CPU time of a delete and of a build. The libraries
get their vectors a thousand at a time.
"""

import argparse
import json
import multiprocessing
import time

import faiss
import hnswlib
import numpy as np
from usearch.index import Index

NEIGHBOURS = 10
DELETES = 100


def anonymous_memory():
    with open("/proc/self/status") as status:
        line = next(line for line in status if line.startswith("RssAnon"))
    return int(line.split()[1]) * 1024


class FaissFlat:
    name = "faiss flat"

    def __init__(self, dimensions, count):
        self.index = faiss.IndexFlatIP(dimensions)

    def add(self, ids, vectors):
        self.index.add(vectors)

    def search(self, query):
        return self.index.search(query[None], NEIGHBOURS)[1][0]

    def remove(self, identifier):
        self.index.remove_ids(np.array([identifier], dtype=np.int64))


class FaissHNSW(FaissFlat):
    name = "faiss HNSW32, ef 64"
    ef = 64

    def __init__(self, dimensions, count):
        self.index = faiss.IndexHNSWFlat(dimensions, 32, faiss.METRIC_INNER_PRODUCT)
        self.index.hnsw.efSearch = self.ef

    remove = None


class FaissHNSWDefault(FaissHNSW):
    name = "faiss HNSW32, ef 16 (default)"
    ef = 16


class HNSWLib:
    name = "hnswlib, ef 64"

    def __init__(self, dimensions, count):
        self.index = hnswlib.Index(space="ip", dim=dimensions)
        self.index.init_index(max_elements=count, M=16, ef_construction=100)
        self.index.set_ef(64)

    def add(self, ids, vectors):
        self.index.add_items(vectors, ids, num_threads=1)

    def search(self, query):
        return self.index.knn_query(query, k=NEIGHBOURS, num_threads=1)[0][0]

    def remove(self, identifier):
        self.index.mark_deleted(identifier)


class USearch:
    name = "usearch f16, ef 64"

    def __init__(self, dimensions, count):
        self.index = Index(
            ndim=dimensions, metric="ip", dtype="f16", connectivity=16, expansion_add=128, expansion_search=64)

    def add(self, ids, vectors):
        self.index.add(ids, vectors, threads=1)

    def search(self, query):
        return self.index.search(query, NEIGHBOURS, threads=1).keys

    def remove(self, identifier):
        self.index.remove(identifier)


def build(library, vectors):
    """The filled index, CPU seconds and bytes of memory."""
    count = len(vectors)
    memory, start = anonymous_memory(), time.process_time()
    index = library(vectors.shape[1], count)
    for first in range(0, count, 1000):
        last = min(first + 1000, count)
        index.add(np.arange(first, last), vectors[first:last])
    return index, time.process_time() - start, anonymous_memory() - memory


def search(index, queries):
    """CPU seconds of each query, and the id that came first."""
    for query in queries[:20]:
        index.search(query)
    times, found = [], []
    for query in queries:
        start = time.process_time()
        neighbours = index.search(query)
        times.append(time.process_time() - start)
        found.append(int(neighbours[0]) if len(neighbours) else -1)
    return np.array(times), found


def delete(index):
    """CPU seconds of one delete; None where the library cannot."""
    if not index.remove:
        return None
    start = time.process_time()
    for identifier in range(DELETES):
        index.remove(identifier)
    return (time.process_time() - start) / DELETES


def measure(library, vectors, queries, best, thresholds):
    index, build_time, memory = build(library, vectors)
    times, found = search(index, queries)
    similarities = np.array([vectors[i] @ q if i >= 0 else -1 for i, q in zip(found, queries)])
    deleted = delete(index)
    return {
        "library": library.name,
        "vectors": len(vectors),
        "dimensions": vectors.shape[1],
        "microseconds": float(np.median(times)) * 1e6,
        "microseconds99": float(np.percentile(times, 99)) * 1e6,
        "kept": [
            {
                "threshold": threshold,
                "hits": int((best >= threshold).sum()),
                "kept": int((similarities[best >= threshold] >= threshold - 1e-6).sum()),
            }
            for threshold in thresholds
        ],
        "insertsPerSecond": len(vectors) / build_time,
        "bytesPerVector": memory / len(vectors),
        "deleteMicroseconds": None if deleted is None else deleted * 1e6,
        "rebuildSeconds": build_time,
    }


def report(library, vectors, queries, best, thresholds, path):
    """Prints the figures, and appends them to a file."""
    line = json.dumps(measure(library, vectors, queries, best, thresholds))
    print(line, flush=True)
    with open(path, "a") as results:
        results.write(line + "\n")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("count", type=int)
    parser.add_argument("results")
    parser.add_argument("--dimensions", type=int, default=384)
    parser.add_argument("--threshold", type=float, action="append")
    options = parser.parse_args()
    faiss.omp_set_num_threads(1)
    stored = np.memmap(f"{options.folder}/stored.f32", dtype=np.float32, mode="r").reshape(-1, options.dimensions)
    vectors = np.array(stored[: options.count])
    queries = np.fromfile(f"{options.folder}/queries-{options.count}.f32", dtype=np.float32)
    queries = queries.reshape(-1, options.dimensions)
    best = np.array([(vectors @ query).max() for query in queries])
    # The default search differs from the next one in `ef` alone; a large graph takes too long to be built twice.
    default = [FaissHNSWDefault] if options.count < 1_000_000 else []
    for library in [FaissFlat, *default, FaissHNSW, HNSWLib, USearch]:
        # In a process of its own, so that it cannot use memory that another has given back.
        process = multiprocessing.get_context("fork").Process(
            target=report, args=(library, vectors, queries, best, options.threshold or [0.8], options.results))
        process.start()
        process.join()
        if process.exitcode != 0:
            raise SystemExit(f"{library.name} failed")


main()
