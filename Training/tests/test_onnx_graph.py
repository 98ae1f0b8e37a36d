"""What goes into the ONNX graph, before it is one; `python -m verifier onnx --golden` checks the graph itself."""

import importlib.util
import pathlib
import sys
import unittest

import numpy as np
import torch

sys.path[:0] = [str(pathlib.Path(__file__).parents[1]), str(pathlib.Path(__file__).parent)]

from test_verifier import SmallModel  # noqa: E402
from verifier.joint import Shape, Verifier  # noqa: E402


class PackedModel(SmallModel):
    """A small model whose 50 word vectors are stored in blocks of 32 weights."""

    def __init__(self):
        super().__init__()
        self.hidden, self.vocabulary, self.positions = 32, 50, 16
        draw = np.random.RandomState(2)
        self.codes = draw.randint(0, 256, (50, 16)).astype(np.uint8)
        self.steps = (draw.rand(50, 1) / 8).astype(np.float16).astype(np.float32)

    def blocks(self, name):
        return self.codes, self.steps


@unittest.skipUnless(importlib.util.find_spec("onnxruntime"), "onnxruntime is not installed")
class GraphTests(unittest.TestCase):
    def setUp(self):
        from verifier import onnx_graph

        torch.manual_seed(5)
        self.model, self.graph = PackedModel(), onnx_graph
        verifier = Verifier(self.model, Shape(frozen=1, rank=2, width=8), torch.float32)
        for name, parameter in verifier.named_parameters():
            if name.endswith("up") or "matched" in name:
                torch.nn.init.normal_(parameter, std=0.2)
        self.scorer = onnx_graph.PairScorer(self.model, verifier).eval()

    def test_words_are_unpacked_where_they_are_looked_up(self):
        ids = torch.tensor([[4, 9, 4], [49, 0, 1]])
        low, high = self.model.codes & 15, self.model.codes >> 4
        expected = (np.concatenate([low, high], axis=1).astype(np.float32) - 8) * self.model.steps
        np.testing.assert_array_equal(self.graph.PackedWords(self.model)(ids).numpy(), expected[ids.numpy()])

    @torch.no_grad()
    def test_neither_padding_nor_order_nor_neighbours_change_a_logit(self):
        short, long = torch.tensor([[0, 7, 8, 2]]), torch.tensor([[0, 8, 9, 10, 11, 2]])
        padded = torch.tensor([[0, 7, 8, 2, 1, 1], [0, 30, 31, 32, 33, 2]])
        alone = self.scorer(short, long)
        torch.testing.assert_close(self.scorer(long, short), alone)
        torch.testing.assert_close(self.scorer(padded, long.expand(2, -1))[:1], alone)
        self.assertGreater(abs(float(alone - self.scorer(short, short))), 1e-3)


if __name__ == "__main__":
    unittest.main()
