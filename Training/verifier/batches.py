"""Puts pairs into batches of like length, with the tokens that the frozen layers made of them."""

import random

import numpy as np
import torch

from .activations import key
from .joint import Batch


class PairBatches:
    def __init__(self, pairs, activations, tap, ids):
        """`ids` gives the token ids of a text (for what is matched)."""
        self.pairs, self.hidden = pairs, activations.file.hidden
        self.tokens, self.embeddings = activations.open(tap)
        self.places = [
            tuple((*activations.rows[key(text)], activations.texts[key(text)]) for text in (p.first, p.second))
            for p in pairs
        ]
        self.ids = [tuple(np.asarray(ids[text]) for text in (p.first, p.second)) for p in pairs]

    def length(self, number):
        return sum(place[1] for place in self.places[number])

    def in_order(self, tokens=4096):
        """Numbers of pairs by length, in batches of at most so many tokens."""
        return self._cut(sorted(range(len(self.pairs)), key=self.length), tokens)

    def shuffled(self, size, seed, longest=10**9):
        """Batches of some `size` pairs of average length for one epoch; those over `longest` tokens are left out."""
        draw = random.Random(seed)
        numbers = [n for n in range(len(self.pairs)) if self.length(n) <= longest]
        average = sum(map(self.length, numbers)) / max(1, len(numbers))
        keys = {n: self.length(n) * draw.uniform(0.85, 1.15) for n in numbers}
        batches = self._cut(sorted(numbers, key=keys.get), int(size * average))
        draw.shuffle(batches)
        return batches

    def _cut(self, numbers, tokens):
        batches, longest = [[]], 0
        for number in numbers:
            longest = max(longest, self.length(number))
            if batches[-1] and longest * (len(batches[-1]) + 1) > tokens:
                batches.append([])
                longest = self.length(number)
            batches[-1].append(number)
        return batches

    def batch(self, numbers):
        width = max(map(self.length, numbers))
        tokens = np.zeros((len(numbers), width, self.hidden), dtype=np.float16)
        side = np.full((len(numbers), width), -1, dtype=np.int64)
        matched = np.zeros((len(numbers), width), dtype=bool)
        for row, number in enumerate(numbers):
            at = 0
            for which, (start, length, _) in enumerate(self.places[number]):
                tokens[row, at:at + length] = self.tokens[start:start + length]
                side[row, at:at + length] = which
                matched[row, at:at + length] = np.isin(self.ids[number][which], self.ids[number][1 - which])
                at += length
        embeddings = np.stack([[self.embeddings[place[2]] for place in self.places[n]] for n in numbers])
        return Batch(torch.from_numpy(tokens).float(), *map(torch.from_numpy, (side, matched, embeddings)))
