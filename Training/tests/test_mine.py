"""Hard negatives: what is looked at, what is left out, and that nothing of a held-out family gets into training."""

import pathlib
import sys
import tempfile
import unittest
from types import SimpleNamespace

import numpy as np

sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))

from verifier import mine, pairs  # noqa: E402
from verifier.activations import key  # noqa: E402


def family(name, anchor, same=(), traps=()):
    return {"id": name, "language": "en", "anchor": anchor, "same": [["light", text] for text in same],
            "traps": [["entity", "edit", text] for text in traps]}


class Index(SimpleNamespace):
    """Vectors of texts, as `Activations` keeps them."""

    def __init__(self, vectors):
        super().__init__(texts={key(text): row for row, text in enumerate(vectors)})
        self.vectors = np.array(list(vectors.values()), dtype=np.float32)

    def open(self, tap):
        return None, self.vectors


class MineTests(unittest.TestCase):
    def test_the_nearest_prompts_of_other_families_are_those_of_brute_force(self):
        draw = np.random.RandomState(4)
        families = [family(f"F{n}", f"{n} a", [f"{n} b", f"{n} c"], [f"{n} d"]) for n in range(20)]
        prompts = mine.prompts(families)
        vectors = draw.randn(len(prompts), 6)
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        index = Index({text: vector for (text, _), vector in zip(prompts, vectors)})
        expected = set()
        for i, (text, own) in enumerate(prompts):
            strangers = [j for j, (_, other) in enumerate(prompts) if other is not own]
            best = sorted(strangers, key=lambda j: -vectors[i] @ vectors[j])[:3]
            expected |= {frozenset((text, prompts[j][0])) for j in best if vectors[i] @ vectors[j] >= 0.8}
        for block in (7, 1024):
            found = mine.nearest(prompts, index, 8, 0.8, 3, block)
            self.assertEqual({frozenset((c.a, c.b)) for c in found}, expected)
            self.assertEqual([c.cosine for c in found], sorted((c.cosine for c in found), reverse=True))

    def test_a_text_of_two_families_is_no_negative(self):
        both = [family("F1", "reset it", ["shared"]), family("F2", "erase it", traps=["shared"])]
        self.assertEqual([text for text, _ in mine.prompts(both)], ["reset it", "erase it"])

    def test_a_family_gives_so_many_pairs_and_one_with_each_other_family(self):
        candidates = [mine.Candidate(f"a{n}", f"b{n}", ("F1", f"F{2 + n // 2}"), "en", 0.99 - n / 100) for n in range(8)]
        chosen = mine.thinned(candidates, per_family=3)
        self.assertEqual([c.a for c in chosen], ["a0", "a2", "a4"])

    def test_what_may_be_a_repeat_is_set_apart(self):
        def doubtful(a, b, logit=-1.0, cosine=0.92):
            return mine.may_be_a_repeat(mine.Candidate(a, b, ("F1", "F2"), "en", cosine, logit), 0.94, 2)

        self.assertTrue(doubtful("How do I reset my router?", "how do i reset my router"))
        self.assertTrue(doubtful("How do I reset my router at home?", "How do I reset my routers at home?"))
        self.assertTrue(doubtful("Reset the router", "Make the router new", logit=2.5))
        self.assertTrue(doubtful("Reset the router", "Make the router new", cosine=0.95))
        self.assertFalse(doubtful("How do I reset my router?", "How do I choose a router?"))

    def test_pairs_of_held_out_families_are_refused(self):
        names = {pairs.split_of({"id": f"F{n}"}): f"F{n}" for n in range(40)}
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "mined.jsonl"
            mine.write(path, [mine.Candidate("one", "other", (names["train"],) * 2, "zh", 0.95, 0.5)])
            self.assertEqual(mine.mined_pairs(path, training=True), [
                pairs.Pair("one", "other", False, "trap: mined", "zh", names["train"], "mined")])
            mine.write(path, [mine.Candidate("one", "other", (names["train"], names["test"]), "zh", 0.95, 0.5)])
            with self.assertRaisesRegex(ValueError, "not a family for training"):
                mine.mined_pairs(path, training=True)
            with self.assertRaisesRegex(ValueError, "is a family for training"):
                mine.mined_pairs(path, training=False)


if __name__ == "__main__":
    unittest.main()
