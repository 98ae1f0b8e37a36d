"""Inference from the artefact alone, step by step as README.md describes it: one pair, single precision, merged weights.

Written apart from `joint.py` on purpose: where the two agree, the description is complete. Golden pairs come from here.
"""

import json
import math
import pathlib

import torch
from safetensors.torch import load_file
from torch.nn import functional

from .activations import LIMIT
from .encoder import Encoder, Layer

NAMES = ("query", "key", "value", "output", "enter", "leave")


class Reference:
    def __init__(self, path, file):
        path = pathlib.Path(path)
        self.file, self.encoder = file, Encoder(file)
        self.frozen = json.loads(path.with_suffix(".json").read_text())["shape"]["frozen"]
        self.stored = {name: tensor.float() for name, tensor in load_file(path.with_suffix(".safetensors")).items()}
        self.layers = [self._merged(number) for number in range(self.frozen, file.layers)]

    def _merged(self, number):
        layer = Layer(self.file, number)
        for name in NAMES:
            up, down = (self.stored[f"layers.{number}.{name}.{part}"] for part in ("up", "down"))
            linear = getattr(layer, name)
            linear.weight = linear.weight + up @ down
        return layer

    @torch.no_grad()
    def pair(self, first, second):
        """Everything that an implementation can compare: ids, matches, some features, the logit."""
        ids = self.file.token_ids([first, second], LIMIT)
        tokens, embeddings = zip(*(self._frozen(row) for row in ids))
        matched = [int(token in ids[1 - side]) for side in (0, 1) for token in ids[side]]
        vectors = torch.stack([self.stored["unmatched"], self.stored["matched"]])
        x = torch.cat(tokens) + vectors[matched]
        side = torch.tensor([0] * len(ids[0]) + [1] * len(ids[1]))
        across = (side[:, None] != side[None, :]).float()
        for layer, bias in zip(self.layers, self.stored["cross_bias"]):
            x = layer(x[None], across * bias[:, None, None])[0]
        a, b, g = x[side == 0].mean(0), x[side == 1].mean(0), x.amax(0)
        e, f = embeddings
        product = e * f * self.file.hidden
        features = torch.cat([
            (a + b) / 2, (a - b).abs(), a * b, g, (e - f).abs() * math.sqrt(self.file.hidden), product,
            product.mean()[None],
        ])
        hidden = functional.gelu(self.stored["enter.weight"] @ features + self.stored["enter.bias"])
        logit = self.stored["leave.weight"][0] @ hidden + self.stored["leave.bias"][0]
        blocks = [round(float(v), 4) for v in features[::self.file.hidden]]
        return {"a": first, "b": second, "ids_a": ids[0], "ids_b": ids[1], "matched": matched,
                "first_of_each_feature_block": blocks, "logit": round(float(logit), 4)}

    def _frozen(self, ids):
        embedding, tapped = self.encoder(torch.tensor([ids]), torch.tensor([len(ids)]), (self.frozen,))
        return tapped[self.frozen][0], embedding[0]
