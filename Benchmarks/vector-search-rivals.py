"""Measures other vector libraries on the vectors that `VectorSearchBenchmark generate` wrote.

    pip install numpy faiss-cpu hnswlib usearch
    VectorSearchBenchmark generate FOLDER 100000
    VectorSearchBenchmark measure FOLDER COUNT        # also writes the queries for COUNT
    python3 vector-search-rivals.py FOLDER COUNT [DIMENSIONS]

Prints for each library the median CPU time of one query (k = 10, one thread), the hits kept (of the queries
with an exact neighbour at 0.8 or above), inserts per second, bytes of anonymous memory per vector, and the
CPU time of a delete.
"""

import sys
import time

import faiss
import hnswlib
import numpy as np
from usearch.index import Index

THRESHOLD = 0.8
NEIGHBOURS = 10


def anonymous_memory():
    with open("/proc/self/status") as status:
        line = next(line for line in status if line.startswith("RssAnon"))
    return int(line.split()[1]) * 1024


class FaissFlat:
    name = "faiss flat f32"

    def __init__(self, dimensions, count):
        self.index = faiss.IndexFlatIP(dimensions)

    def add(self, ids, vectors):
        self.index.add(vectors)

    def search(self, query):
        return self.index.search(query[None], NEIGHBOURS)[1][0]

    def remove(self, identifier):
        self.index.remove_ids(np.array([identifier], dtype=np.int64))


class FaissHNSW(FaissFlat):
    name = "faiss HNSW M32 ef64"

    def __init__(self, dimensions, count):
        self.index = faiss.IndexHNSWFlat(dimensions, 32, faiss.METRIC_INNER_PRODUCT)
        self.index.hnsw.efSearch = 64

    remove = None


class HNSWLib:
    name = "hnswlib M16 ef64"

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
    name = "usearch M16 ef64 f16"

    def __init__(self, dimensions, count):
        self.index = Index(
            ndim=dimensions, metric="ip", dtype="f16", connectivity=16, expansion_add=128,
            expansion_search=64)

    def add(self, ids, vectors):
        self.index.add(ids, vectors, threads=1)

    def search(self, query):
        return self.index.search(query, NEIGHBOURS, threads=1).keys

    def remove(self, identifier):
        self.index.remove(identifier)


def measure(library, vectors, queries, best):
    count = len(vectors)
    memory = anonymous_memory()
    start = time.process_time()
    index = library(vectors.shape[1], count)
    for first in range(0, count, 1000):
        last = min(first + 1000, count)
        index.add(np.arange(first, last), vectors[first:last])
    build = time.process_time() - start
    memory = anonymous_memory() - memory
    for query in queries[:20]:
        index.search(query)
    times, kept = [], 0
    for query, best_similarity in zip(queries, best):
        start = time.process_time()
        found = index.search(query)
        times.append(time.process_time() - start)
        if best_similarity >= THRESHOLD:
            kept += int(len(found) and vectors[int(found[0])] @ query >= THRESHOLD)
    remove = "none"
    if index.remove:
        start = time.process_time()
        for identifier in range(100):
            index.remove(identifier)
        remove = f"{(time.process_time() - start) * 1e4:.1f} us"
    print(
        f"{library.name:22} {np.median(times) * 1e6:8.0f} us  hits {kept}/{int((best >= THRESHOLD).sum())}"
        f"  {count / build:9.0f} inserts/s  {memory / count:6.0f} B/vector  delete {remove}"
        f"  build {build:.2f} s", flush=True)


def main():
    folder, count = sys.argv[1], int(sys.argv[2])
    dimensions = int(sys.argv[3]) if len(sys.argv) > 3 else 384
    faiss.omp_set_num_threads(1)
    stored = np.memmap(f"{folder}/stored.f32", dtype=np.float32, mode="r").reshape(-1, dimensions)
    vectors = np.array(stored[:count])
    queries = np.fromfile(f"{folder}/queries-{count}.f32", dtype=np.float32).reshape(-1, dimensions)
    best = np.array([(vectors @ query).max() for query in queries])
    for library in [FaissFlat, FaissHNSW, HNSWLib, USearch]:
        measure(library, vectors, queries, best)


main()
