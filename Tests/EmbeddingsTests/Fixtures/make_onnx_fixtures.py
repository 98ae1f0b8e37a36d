"""Makes small ONNX models and the vectors that ONNX Runtime computes with them.

    pip install onnx onnxruntime numpy
    python make_onnx_fixtures.py    # writes into Onnx/, beside this file

Each is a toy encoder with random weights: word, type and place of a token, one layer that mixes in the mean of the
text, and tanh. `tokens` gives a vector for each token, `pooled` one for the text; the others are for refusals.
"""

import json
import pathlib

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

FOLDER = pathlib.Path(__file__).parent / "Onnx"
VOCABULARY, WIDTH, PLACES = 46, 16, 16
INPUTS = ["input_ids", "attention_mask", "token_type_ids"]
TEXTS = [[1, 2], [1, 7, 2], [1, 5, 6, 7, 30, 31, 2], [1, 4, 9, 3, 8, 2], [1, 45, 44, 43, 42, 41, 40, 39, 38, 37, 36, 2]]


def weights():
    random = np.random.RandomState(3)
    return {
        "words": random.randn(VOCABULARY, WIDTH).astype(np.float32),
        "types": random.randn(2, WIDTH).astype(np.float32),
        "places": random.randn(PLACES, WIDTH).astype(np.float32),
        "own": random.randn(WIDTH, WIDTH).astype(np.float32) / 4,
        "shared": random.randn(WIDTH, WIDTH).astype(np.float32) / 4,
        "zero": np.array([0]), "one": np.array([1]), "two": np.array([2]),
    }


def tokens_graph():
    """Nodes that end in `tokens` [1, S, WIDTH], with `mean` [1, 1, WIDTH] of its own words on the way."""
    node = helper.make_node
    return [
        node("Shape", ["input_ids"], ["shape"]),
        node("Slice", ["shape", "one", "two"], ["length"]),
        node("Slice", ["places", "zero", "length", "zero"], ["placed"]),
        node("Gather", ["words", "input_ids"], ["worded"]),
        node("Gather", ["types", "token_type_ids"], ["typed"]),
        node("Add", ["worded", "typed"], ["word and type"]),
        node("Add", ["word and type", "placed"], ["embedded"]),
        node("Cast", ["attention_mask"], ["mask"], to=TensorProto.FLOAT),
        node("Unsqueeze", ["mask", "two"], ["column"]),
        node("Mul", ["embedded", "column"], ["masked"]),
        node("ReduceMean", ["masked"], ["mean"], axes=[1], keepdims=1),
        node("MatMul", ["embedded", "own"], ["from itself"]),
        node("MatMul", ["mean", "shared"], ["from the text"]),
        node("Add", ["from itself", "from the text"], ["sum"]),
        node("Tanh", ["sum"], ["tokens"]),
    ]


def save(name, nodes, outputs, inputs=INPUTS):
    constants = [numpy_helper.from_array(values, key) for key, values in weights().items()]
    declared = [helper.make_tensor_value_info(key, TensorProto.INT64, [1, "s"]) for key in inputs]
    graph = helper.make_graph(nodes, name, declared, outputs, constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.save(model, FOLDER / f"{name}.onnx")


def main():
    node, floats = helper.make_node, TensorProto.FLOAT
    FOLDER.mkdir(exist_ok=True)
    per_token = helper.make_tensor_value_info("last_hidden_state", floats, [1, "s", WIDTH])
    named = node("Identity", ["tokens"], ["last_hidden_state"])
    save("tokens", tokens_graph() + [named], [per_token])
    per_text = helper.make_tensor_value_info("sentence_embedding", floats, [1, WIDTH])
    pooling = node("ReduceMax", ["tokens"], ["sentence_embedding"], axes=[1], keepdims=0)
    save("pooled", tokens_graph() + [named, pooling], [per_token, per_text])
    twice = node("Add", ["tokens", "pixels as numbers"], ["last_hidden_state"])
    pixels = [node("Cast", ["pixel_values"], ["pixels"], to=floats),
              node("Unsqueeze", ["pixels", "two"], ["pixels as numbers"])]
    save("other-input", tokens_graph() + pixels + [twice], [per_token], INPUTS + ["pixel_values"])
    codes = helper.make_tensor_value_info("last_hidden_state", TensorProto.INT64, [1, "s", WIDTH])
    cast = node("Cast", ["tokens"], ["last_hidden_state"], to=TensorProto.INT64)
    save("whole-numbers", tokens_graph() + [cast], [codes])
    flat = helper.make_tensor_value_info("last_hidden_state", floats, [None])
    rows = [node("Squeeze", ["tokens", "zero"], ["rows"]),
            node("ReduceMean", ["rows"], ["last_hidden_state"], axes=[1], keepdims=0)]
    save("flat", tokens_graph() + rows, [flat])

    expected = []
    sessions = {name: onnxruntime.InferenceSession(FOLDER / f"{name}.onnx") for name in ("tokens", "pooled")}
    for ids in TEXTS:
        row = np.array([ids], np.int64)
        feed = dict(zip(INPUTS, [row, np.ones_like(row), np.zeros_like(row)]))
        rows = sessions["tokens"].run(["last_hidden_state"], feed)[0][0]
        pooled = sessions["pooled"].run(["sentence_embedding"], feed)[0][0]
        expected.append({"ids": ids[1:-1], "mean": rows.mean(0).tolist(), "first": rows[0].tolist(),
                         "pooled": pooled.tolist()})
    (FOLDER / "expected.json").write_text(json.dumps(expected) + "\n")


if __name__ == "__main__":
    main()
