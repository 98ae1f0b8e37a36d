"""The frozen layers' output for every text, computed once and kept on disk in half precision.

The lower layers never change, so training reads their tokens instead of computing them for every pair again; the product
does the same when it serves. One file per number of layers, `tokens.K.f16`, rows of H numbers; `texts.jsonl` says which
rows belong to which text; `embeddings.f32` holds the embeddings. All grow at their end, so a broken run is continued.
"""

import fcntl
import hashlib
import json
import pathlib

import numpy as np
import torch

from .encoder import Encoder
from .model_file import PADDING

LIMIT = 128  # tokens of one text that the verifier reads


def key(text):
    return hashlib.blake2b(text.encode(), digest_size=12).hexdigest()


class Activations:
    def __init__(self, folder, file, taps):
        self.folder, self.file, self.taps = pathlib.Path(folder), file, taps
        self.folder.mkdir(parents=True, exist_ok=True)
        self._read_index()
        self._note_model()

    def _note_model(self):
        """A folder holds the output of the same layers of one model for all its texts."""
        own = {"layers": self.file.layers, "hidden": self.file.hidden, "vocabulary": self.file.vocabulary,
               "taps": sorted(self.taps)}
        path = self.folder / "about.json"
        if path.exists() and (noted := json.loads(path.read_text())) != own:
            raise ValueError(f"{self.folder} holds the frozen layers' output of {noted}, not of {own}; take another folder")
        if not path.exists():
            if self.rows:
                self._truncate()  # a folder that says nothing must at least be whole
            path.write_text(json.dumps(own) + "\n")

    def _read_index(self):
        self.rows, self.texts, self.end = {}, {}, 0
        index = self.folder / "texts.jsonl"
        for line in index.read_text().splitlines() if index.exists() else []:
            name, length = json.loads(line)
            self._note(name, length)

    def _note(self, name, length):
        self.texts[name] = len(self.rows)
        self.rows[name] = (self.end, length)
        self.end += length

    def add(self, texts, batch_tokens=2048, progress=print):
        """Computes what is missing. Several programs may share the folder: one adds at a time."""
        with open(self.folder / "lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self._read_index()
            self._add(texts, batch_tokens, progress)

    def _add(self, texts, batch_tokens, progress):
        missing = sorted({text for text in texts if key(text) not in self.rows}, key=len)
        if not missing:
            return
        encoder = Encoder(self.file).fast()
        ids = self.file.token_ids(missing, LIMIT)
        order, start, done = sorted(range(len(ids)), key=lambda i: len(ids[i])), 0, 0
        self._truncate()
        while start < len(order):
            count = max(1, min(batch_tokens // len(ids[order[start]]), len(order) - start))
            chosen = order[start:start + count]
            self._append(encoder, [missing[i] for i in chosen], [ids[i] for i in chosen])
            start += count
            if start // 2000 != done:
                done = start // 2000
                progress(f"frozen layers: {start} of {len(order)} texts")

    def _append(self, encoder, texts, ids):
        lengths = torch.tensor([len(row) for row in ids])
        padded = torch.full((len(ids), int(lengths.max())), PADDING)
        for place, row in zip(padded, ids):
            place[:len(row)] = torch.tensor(row)
        embeddings, tapped = encoder(padded, lengths, self.taps)
        here = torch.arange(padded.shape[1])[None] < lengths[:, None]
        for tap, tokens in tapped.items():
            with open(self.folder / f"tokens.{tap}.f16", "ab") as output:
                output.write(tokens[here].half().numpy().tobytes())
        with open(self.folder / "embeddings.f32", "ab") as output:
            output.write(embeddings.numpy().tobytes())
        with open(self.folder / "texts.jsonl", "a") as output:
            for text, row in zip(texts, ids):
                output.write(json.dumps([key(text), len(row)]) + "\n")
                self._note(key(text), len(row))

    def _truncate(self):
        """Cuts what a broken run left behind the last text that is noted."""
        sizes = {f"tokens.{tap}.f16": self.end * self.file.hidden * 2 for tap in self.taps}
        sizes["embeddings.f32"] = len(self.rows) * self.file.hidden * 4
        for name, size in sizes.items():
            with open(self.folder / name, "ab") as output:
                if output.tell() < size:
                    raise ValueError(f"{self.folder / name} has {output.tell()} bytes of {size}; take another folder")
                output.truncate(size)

    def open(self, tap):
        """The tokens after a number of layers, and the embeddings, as arrays on disk."""
        tokens = np.memmap(self.folder / f"tokens.{tap}.f16", dtype=np.float16, mode="r")
        embeddings = np.fromfile(self.folder / "embeddings.f32", dtype=np.float32)
        return tokens.reshape(-1, self.file.hidden), embeddings.reshape(-1, self.file.hidden)
