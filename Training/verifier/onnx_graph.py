"""The whole verifier as one ONNX graph, so that it can be used with onnxruntime alone.

    first, second   int64 [pairs, tokens]   ids of both texts, padded with 1 (each side to its own length)
    logit           float32 [pairs]         of "both want the same answer"

It holds the embedding model too: word vectors stay in the 4 bits they are stored in and are unpacked where they are
looked up, layers are in single precision. All twelve unchanged layers run over each text, since the head reads the
embeddings. The weights of the upper layers are there once; adapters are added to their results, not merged.

What makes ids of a text is written beside the graph as a file of the package `tokenizers`.
"""

import pathlib

import numpy as np
import onnxruntime
import torch
from tokenizers import Regex, Tokenizer, normalizers, processors
from torch import nn

from .activations import LIMIT
from .encoder import Encoder, Layer
from .joint import Batch
from .model_file import BEGIN, END, PADDING, PREFIX

PAIRS, FIRST, SECOND = (torch.export.Dim(name, min=1, max=most) for name, most in
                        (("pairs", 4096), ("first_tokens", LIMIT), ("second_tokens", LIMIT)))


class PackedWords(nn.Module):
    """Word vectors in blocks of 4-bit codes, unpacked when they are looked up."""

    def __init__(self, file):
        super().__init__()
        codes, steps = file.blocks("emb.word")
        self.hidden = file.hidden
        self.register_buffer("codes", torch.from_numpy(codes).view(file.vocabulary, -1))
        self.register_buffer("steps", torch.from_numpy(steps).half().view(file.vocabulary, -1))

    def forward(self, ids):
        codes = self.codes[ids].unflatten(-1, (-1, 16)).int()
        high = codes // 16
        weights = torch.cat([codes - high * 16, high], dim=-1).float() - 8
        return (weights * self.steps[ids].float()[..., None]).flatten(-2)


class PairScorer(nn.Module):
    """From the token ids of two texts to the logit, in single precision."""

    def __init__(self, file, verifier):
        super().__init__()
        self.words, self.encoder, self.verifier = PackedWords(file), Encoder(file), verifier
        self.encoder.words = None
        for layer, unchanged in zip(verifier.layers, self.encoder.layers[verifier.shape.frozen:]):
            for name in Layer.LINEAR:
                getattr(layer, name).weight = getattr(unchanged, name).weight

    def forward(self, first, second):
        frozen = self.verifier.shape.frozen
        tokens, embeddings, here = [], [], []
        for ids in (first, second):
            present = ids != PADDING
            embedding, tapped = self.encoder.run(self.words(ids), present, (frozen,))
            tokens.append(tapped[frozen])
            embeddings.append(embedding)
            here.append(present)
        alike = first[:, :, None] == second[:, None, :]
        side = torch.cat([torch.where(present, number, -1) for number, present in enumerate(here)], dim=1)
        return self.verifier(Batch(
            torch.cat(tokens, dim=1), side, torch.cat([alike.any(2), alike.any(1)], dim=1),
            torch.stack(embeddings, dim=1)))


def write(path, file, verifier):
    """Writes the graph to PATH, and PATH with `.tokenizer.json` for its ending."""
    path = pathlib.Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    ids = torch.tensor(file.token_ids(["a first text"] * 2)), torch.tensor(file.token_ids(["and a second one"] * 2))
    with torch.no_grad():
        program = torch.onnx.export(
            PairScorer(file, verifier).eval(), ids, input_names=["first", "second"], output_names=["logit"],
            dynamic_shapes=({0: PAIRS, 1: FIRST}, {0: PAIRS, 1: SECOND}), dynamo=True, verbose=False)
    program.save(path)
    tokenizer(file).save(str(path.with_suffix(".tokenizer.json")))


def check(path, rows, tolerance=0.01):
    """Runs the graph and its tokenizer on golden pairs, one by one, all at once, and the other way round.

    Returns how far the logits are off at most; raises `ValueError` if that is more than the tolerance.
    """
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    pieces = Tokenizer.from_file(str(pathlib.Path(path).with_suffix(".tokenizer.json")))
    wanted = np.array([row["logit"] for row in rows])

    def logits(first, second):
        return session.run(["logit"], {"first": np.array(first), "second": np.array(second)})[0]

    for row in rows:
        for text, ids in (("a", "ids_a"), ("b", "ids_b")):
            if pieces.encode(row[text]).ids != row[ids]:
                raise ValueError(f"{path}: other tokens than the model's own for {row[text]!r}")
    one_by_one = np.concatenate([logits([row["ids_a"]], [row["ids_b"]]) for row in rows])
    first, second = ([encoding.ids for encoding in pieces.encode_batch([row[text] for row in rows])] for text in "ab")
    off = max(float(np.abs(found - wanted).max())
              for found in (one_by_one, logits(first, second), logits(second, first)))
    if off > tolerance:
        raise ValueError(f"{path}: a logit is {off:.4f} off the golden pair's")
    return off


def tokenizer(file):
    """What `ModelFile.token_ids` does, as one tokenizer: prefix, normalisation, pieces, begin and end, at most `LIMIT`.

    The model's map of code points is that of `nmt_nfkc`, but for the wide tilde, which it keeps.
    """
    result = file.tokenizer()
    kept, meanwhile = "\uff5e", "\ufdd0"
    result.normalizer = normalizers.Sequence([
        normalizers.NFC(), normalizers.Replace(kept, meanwhile), normalizers.Nmt(), normalizers.NFKC(),
        normalizers.Replace(meanwhile, kept), normalizers.Replace(Regex("^ *"), PREFIX),
        normalizers.Replace(Regex(" +"), " "), normalizers.Replace(Regex(" $"), ""),
    ])
    result.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", BEGIN), ("</s>", END)])
    result.enable_truncation(LIMIT)
    result.enable_padding(pad_id=PADDING, pad_token="<pad>")
    return result
