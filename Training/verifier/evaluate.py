"""Measures a verifier on the test families and public sets, beside the cosine and, if given, the product's judge."""

import json
import math

import numpy as np
import torch

from . import measures, pairs as pair_sets
from .train import scores


def cosines(data):
    vectors = data.embeddings
    return np.array([float(vectors[one[2]] @ vectors[other[2]]) for one, other in data.places])


def judge_scores(path, pairs):
    """The judge's logit and whether a guard spoke against the pair, from `modelcache evaluate --outcomes`; None if a pair is missing."""
    outcomes = {}
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            outcome = json.loads(line)
            outcomes[outcome["a"], outcome["b"]] = outcome
    found = [outcomes.get((pair.first, pair.second)) for pair in pairs]
    if any(outcome is None for outcome in found):
        return None
    veto = np.array(["guard" in outcome for outcome in found])
    score = np.array([min(max(outcome.get("score") or 0, 1e-6), 1 - 1e-6) for outcome in found])
    return np.log(score / (1 - score)), veto


def logistic(features, same, steps=60):
    """Weights of a logistic regression (Newton's method, a light ridge); features are scaled first."""
    mean, deviation = features.mean(0), features.std(0) + 1e-9
    x = np.column_stack([(features - mean) / deviation, np.ones(len(features))])
    weights, ridge = np.zeros(x.shape[1]), np.diag([1e-2] * (x.shape[1] - 1) + [1e-9])
    for _ in range(steps):
        chance = 1 / (1 + np.exp(-np.clip(x @ weights, -30, 30)))
        slope = x.T @ (chance - same) + ridge @ weights
        weights -= np.linalg.solve((x * (chance * (1 - chance))[:, None]).T @ x + ridge, slope)
    return lambda other: np.column_stack([(other - mean) / deviation, np.ones(len(other))]) @ weights


def families(verifier, calibration, test, outcomes=None):
    """Reports by rule: cosine, verifier, and judge with verifier (weighed on the calibration families)."""
    own = {name: scores(verifier, data) for name, data in (("calibration", calibration), ("test", test))}
    reports = {
        "cosine": measures.family_report(test.pairs, cosines(test)),
        "verifier": measures.family_report(test.pairs, own["test"]),
        "verifier, calibration": measures.family_report(calibration.pairs, own["calibration"]),
    }
    if outcomes:
        reports.update(_with_judge(own, calibration, test, outcomes))
    return reports, own


def _with_judge(own, calibration, test, outcomes):
    """The judge, and a logistic regression on both logits, the guards' objection and the cosine.

    The regression is fitted on the calibration families; and, since the judge may have learnt from these, once more on one
    half of the test families for the other half ("crosswise").
    """
    features = {}
    for name, data in (("calibration", calibration), ("test", test)):
        judged = judge_scores(outcomes, data.pairs)
        if judged is None:
            raise SystemExit(f"{outcomes}: not all pairs of the held-out families are there")
        logit, veto = judged
        features[name] = np.column_stack([own[name], logit, veto, veto * own[name], cosines(data)])
    same = {"calibration": [p.same for p in calibration.pairs], "test": np.array([p.same for p in test.pairs])}
    half = np.array([pair_sets.tenth(pair.group) == 8 for pair in test.pairs])
    x = features["test"]
    # What a guard objects to comes last, by the cosine.
    alone = np.where(x[:, 2] > 0, -40 + x[:, 4], x[:, 1])
    return {
        "judge": measures.family_report(test.pairs, alone),
        "verifier, objections last": measures.family_report(
            test.pairs, np.where(x[:, 2] > 0, -40 + x[:, 4], x[:, 0])),
        "judge and verifier": measures.family_report(
            test.pairs, logistic(features["calibration"], np.array(same["calibration"]))(x)),
        "judge and verifier, crosswise": measures.family_report(
            test.pairs, _crosswise(x, same["test"], half)),
        "judge without verifier, crosswise": measures.family_report(
            test.pairs, _crosswise(x[:, [1, 2, 4]], same["test"], half)),
    }


def _crosswise(x, same, half):
    result = np.zeros(len(half))
    for part in (half, ~half):
        result[part] = logistic(x[~part], same[~part])(x[part])
    return result


def public(verifier, batches, name, data_folder, limit):
    """AUC and recall at precision 0.90 on the test part of a public set, of the cosine and of the verifier."""
    pairs = pair_sets.public_pairs(data_folder, name, "test")
    order = torch.randperm(len(pairs), generator=torch.Generator().manual_seed(2))[:limit or len(pairs)].tolist()
    data = batches([pairs[i] for i in order])
    same = np.array([pair.same for pair in data.pairs])
    return {
        "pairs": len(data.pairs),
        **{rule: {"auc": measures.area(values, same), "recall at precision 0.90":
                  measures.recall_at_precision(values, same)}
           for rule, values in (("cosine", cosines(data)), ("verifier", scores(verifier, data)))},
    }


def write_pairs(path, *sets):
    """The pairs as `modelcache evaluate` reads them."""
    with open(path, "w", encoding="utf-8") as output:
        for pair in dict.fromkeys(pair for pairs in sets for pair in pairs):
            output.write(json.dumps({"a": pair.first, "b": pair.second, "same": pair.same, "category": pair.kind},
                                    ensure_ascii=False) + "\n")


def rounded(value):
    """Figures with four digits, for a report that people read."""
    if isinstance(value, dict):
        return {key: rounded(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [rounded(part) for part in value]
    return round(value, 4) if isinstance(value, float) and math.isfinite(value) else value
