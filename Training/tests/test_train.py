"""Runs that are broken off, and what the frozen layers have left on disk."""

import pathlib
import sys
import tempfile
import unittest

import torch

sys.path[:0] = [str(pathlib.Path(__file__).parents[1]), str(pathlib.Path(__file__).parent)]

from test_verifier import SmallModel  # noqa: E402
from verifier import pairs  # noqa: E402
from verifier.activations import Activations  # noqa: E402
from verifier.batches import PairBatches  # noqa: E402
from verifier.train import Settings, Unfinished, train  # noqa: E402


class ReadableModel(SmallModel):
    """A small model with letters for words."""

    def __init__(self):
        super().__init__()
        self.vocabulary, self.positions = 128, 128

    def token_ids(self, texts, limit):
        return [[0, *(ord(letter) % 128 for letter in text), 2][:limit] for text in texts]


def family(number):
    return {"id": f"F{number}", "domain": "x", "language": "en", "anchor": f"anchor {number}",
            "same": [["light", f"{number} anchor"], ["reworded", f"other words {number}"]],
            "traps": [["entity", "edit", f"anchor {number + 50}"], ["number", "edit", f"harbour {number}"]]}


class TrainTests(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder, self.model = pathlib.Path(folder.name), ReadableModel()
        self.families = [family(number) for number in range(8)]

    def activations(self, taps=(1,)):
        return Activations(self.folder / "activations", self.model, taps)

    def train(self, name, **options):
        activations = self.activations()
        ids = lambda texts: dict(zip(texts, self.model.token_ids(texts, 128)))  # noqa: E731
        held_out = pairs.test_pairs(self.families[:2])
        activations.add({text for pair in held_out for text in (pair.first, pair.second)})
        held_out = PairBatches(held_out, activations, 1, ids([t for p in held_out for t in (p.first, p.second)]))
        settings = Settings(frozen=1, rank=2, width=8, dropout=0, batch=8, epochs=1, **options.pop("settings", {}))
        return train(self.folder / name, self.model, activations, ids, settings, self.families, "", held_out, every=2, **options)

    def test_a_run_that_was_broken_off_ends_as_one_that_was_not(self):
        whole = self.train("whole")
        stops = 0
        while True:
            try:
                broken = self.train("broken", stop_after=1e-9)
                break
            except Unfinished:
                stops += 1
        self.assertGreater(stops, 2)
        for (name, one), (_, other) in zip(whole.state_dict().items(), broken.state_dict().items()):
            self.assertTrue(torch.allclose(one, other, atol=1e-6), name)

    def test_a_run_is_not_gone_on_with_with_other_settings(self):
        self.train("run")
        with self.assertRaisesRegex(ValueError, "another value of rate, seed"):
            self.train("run", settings={"rate": 5e-4, "seed": 3})

    def test_a_folder_of_activations_is_for_one_model_and_its_layers(self):
        self.activations().add(["a", "b"])
        with self.assertRaisesRegex(ValueError, "take another folder"):
            self.activations(taps=(1, 2))
        self.model.vocabulary = 99
        with self.assertRaisesRegex(ValueError, "take another folder"):
            self.activations()

    def test_activations_that_are_not_whole_are_not_filled_with_zeros(self):
        self.activations().add(["a", "b"])
        path = self.folder / "activations" / "tokens.1.f16"
        path.write_bytes(path.read_bytes()[:-8])
        with self.assertRaisesRegex(ValueError, "take another folder"):
            self.activations().add(["c"])

    def test_what_a_broken_program_left_is_cut_off(self):
        self.activations().add(["a", "b"])
        path = self.folder / "activations" / "tokens.1.f16"
        whole = path.read_bytes()
        path.write_bytes(whole + b"rest")
        self.activations().add(["c"])
        self.assertEqual(path.read_bytes()[:len(whole)], whole)
        self.assertEqual((len(path.read_bytes()) - len(whole)) % (self.model.hidden * 2), 0)


if __name__ == "__main__":
    unittest.main()
