"""`python -m unittest discover Training/tests` from the repository's root; needs no model file."""

import itertools
import pathlib
import random
import sys
import tempfile
import unittest
from types import SimpleNamespace

import numpy as np
import torch

sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))

from verifier import artefact, measures, near_repeats, pairs  # noqa: E402
from verifier.joint import Batch, Shape, Verifier  # noqa: E402
from verifier.train import average, begin_from, learnt  # noqa: E402


class SmallModel(SimpleNamespace):
    """A model file of random weights: two layers, four heads."""

    def __init__(self):
        super().__init__(hidden=16, layers=2, heads=4, inner=32, epsilon=1e-12)

    def tensor(self, name, *shape):
        return torch.randn(shape, generator=torch.Generator().manual_seed(sum(name.encode()))) / 4


def small_verifier():
    torch.manual_seed(3)
    verifier = Verifier(SmallModel(), Shape(frozen=1, rank=2, width=8)).eval()
    for parameter in verifier.parameters():
        torch.nn.init.normal_(parameter, std=0.3)
    return verifier


def batch_of(lengths, tokens, embeddings, padding=0):
    side = torch.tensor([[0] * lengths[0] + [1] * lengths[1] + [-1] * padding])
    tokens = torch.cat([*tokens, torch.full((padding, 16), 9.0)])[None]
    return Batch(tokens, side, torch.arange(side.shape[1])[None] < 0, torch.stack(embeddings)[None])


class VerifierTests(unittest.TestCase):
    def setUp(self):
        draw = torch.Generator().manual_seed(1)
        self.tokens = [torch.randn(5, 16, generator=draw), torch.randn(3, 16, generator=draw)]
        self.embeddings = [torch.randn(16, generator=draw) for _ in range(2)]

    def test_the_score_does_not_depend_on_the_order_of_the_texts(self):
        verifier = small_verifier()
        one = verifier(batch_of((5, 3), self.tokens, self.embeddings))
        other = verifier(batch_of((3, 5), self.tokens[::-1], self.embeddings[::-1]))
        torch.testing.assert_close(one, other, atol=0.05, rtol=0.02)  # bfloat16

    def test_padding_does_not_change_the_score(self):
        verifier = small_verifier()
        one = verifier(batch_of((5, 3), self.tokens, self.embeddings))
        other = verifier(batch_of((5, 3), self.tokens, self.embeddings, padding=4))
        torch.testing.assert_close(one, other, atol=0.05, rtol=0.02)


class AverageTests(unittest.TestCase):
    def run_of(self, folder, value, count=2):
        folder.mkdir()
        (folder / "settings.json").write_text('{"frozen": 6}')
        torch.save({"step": 7, "verifier": {"weight": torch.full((count,), value)}}, folder / "checkpoint.pt")
        return folder

    def test_weights_lie_between_those_of_both_runs(self):
        with tempfile.TemporaryDirectory() as path:
            folder = pathlib.Path(path)
            average(folder / "mean", self.run_of(folder / "end", 1.0), self.run_of(folder / "start", 0.0), 0.75)
            state = torch.load(folder / "mean" / "checkpoint.pt", weights_only=True)
            self.assertEqual(state["verifier"]["weight"].tolist(), [0.75, 0.75])
            self.assertEqual(state["step"], 7)

    def test_runs_of_different_layers_have_no_mean(self):
        with tempfile.TemporaryDirectory() as path:
            folder = pathlib.Path(path)
            with self.assertRaisesRegex(ValueError, "same layers"):
                average(folder / "mean", self.run_of(folder / "end", 1.0), self.run_of(folder / "start", 0.0, 3), 0.75)


class ArtefactTests(unittest.TestCase):
    def test_a_run_may_begin_from_what_an_artefact_has_learnt(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "verifier"
            verifier = small_verifier()
            artefact.write(path, verifier, {})
            torch.manual_seed(9)
            other = Verifier(SmallModel(), Shape(frozen=1, rank=2, width=8)).eval()
            begin_from(other, learnt(path), path)
            for name, value in verifier.state_dict().items():
                torch.testing.assert_close(other.state_dict()[name], value, atol=1e-3, rtol=1e-3)


class MeasureTests(unittest.TestCase):
    def test_the_area_is_the_share_of_pairs_in_right_order(self):
        draw = np.random.RandomState(5)
        scores, same = draw.randint(0, 9, 60), draw.rand(60) < 0.4
        expected = np.mean([
            (a > b) + 0.5 * (a == b) for a, b in itertools.product(scores[same], scores[~same])
        ])
        self.assertAlmostEqual(measures.area(scores, same), expected)

    def test_at_most_the_share_of_traps_lies_above_the_threshold(self):
        traps = np.random.RandomState(2).randn(997)
        for share in measures.TRAPS_SERVED:
            self.assertLessEqual((traps > measures.threshold(traps, share)).mean(), share)

    def test_recall_at_precision(self):
        self.assertEqual(measures.recall_at_precision([4, 3, 2, 1], [True, True, False, True], 0.9), 2 / 3)
        self.assertEqual(measures.recall_at_precision([2, 1], [False, True], 0.9), 0)


class PairTests(unittest.TestCase):
    def test_the_hash_is_fnv_1a(self):
        self.assertEqual(pairs.tenth(""), 0xCBF29CE484222325 % 10)
        self.assertEqual(pairs.tenth("a"), 0xAF63DC4C8601EC8C % 10)

    def test_near_repeats_follow_the_language(self):
        kinds = [kind for kind, _ in near_repeats.of("How do I restart Nginx?", 1)]
        self.assertEqual(kinds, ["near: case", "near: punctuation", "near: courtesy", "near: typo"])
        self.assertIn(("near: courtesy", "你好，怎么重启路由器？"), near_repeats.of("怎么重启路由器？", 1))

    def test_light_rewordings_exchange_histories_and_messages(self):
        history, other = ["user: a", "assistant: b"], ["user: A", "assistant: B"]
        family = {"id": "C-1", "domain": "x", "language": "en", "history": history, "message": "and then?", "traps": [],
                  "same": [["light", other, "what then?"], ["light", [], "what after a?"], ["reworded", other, "next?"],
                           ["light", other, "and then?"]]}
        self.assertEqual(pairs.recombined(family)["same"][4:], [
            ["exchanged: message", history, "what then?"], ["exchanged: history", other, "and then?"]])

    def test_talk_that_does_not_matter_stands_before_both_labels(self):
        family = {"id": "S-1", "domain": "x", "language": "en", "anchor": "the anchor", "same": [["light", "one"]],
                  "traps": [["scope", "edit", "other"]]}
        found = pairs.after_other_talk(family, [], random.Random(1))
        self.assertEqual({pair.same for pair in found}, {True, False})
        for pair in found:
            self.assertTrue(pair.first.startswith("the anchor\nassistant: "))
            self.assertEqual(pair.same, pair.second.split("\n")[0] in ("the anchor", "one"))

    def test_a_family_gives_the_same_training_pairs_whatever_stands_beside_it(self):
        family = {"id": "A-1", "language": "en", "anchor": "turn on dark mode please",
                  "same": [["light", "one"], ["light", "two"], ["reworded", "three"]],
                  "traps": [["negation", "edit", "four"], ["scope", "edit", "five"], ["action", "edit", "six"]]}
        alone = pairs.training_pairs([family])
        self.assertEqual(alone, pairs.training_pairs([{**family, "id": "B-1"}, family])[len(alone):])


if __name__ == "__main__":
    unittest.main()
