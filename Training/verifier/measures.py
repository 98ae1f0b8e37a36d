"""What a score is worth: the area under the ROC curve, and how many rewordings are served when few traps are."""

import numpy as np

TRAPS_SERVED = (0.01, 0.015, 0.03, 0.05)


def area(scores, same):
    """The chance that a pair that wants the same answer scores higher than one that does not (ties count a half)."""
    scores, same = np.asarray(scores, dtype=np.float64), np.asarray(same, dtype=bool)
    values, places, counts = np.unique(scores, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[places]
    positives, negatives = same.sum(), (~same).sum()
    if not positives or not negatives:
        return float("nan")
    return float((ranks[same].sum() - positives * (positives + 1) / 2) / (positives * negatives))


def threshold(traps, share):
    """The score above which at most this share of the traps lies."""
    ordered = np.sort(np.asarray(traps))[::-1]
    return float(ordered[min(int(share * len(ordered)), len(ordered) - 1)])


def recall_at_precision(scores, same, precision=0.9):
    order = np.argsort(-np.asarray(scores), kind="stable")
    right = np.cumsum(np.asarray(same)[order])
    served = np.arange(1, len(order) + 1)
    enough = right / served >= precision
    return float(right[enough].max() / right[-1]) if enough.any() else 0.0


def family_report(pairs, scores):
    """Rows (group of rewordings: share served at each share of traps), the AUC, by language and for near repeats."""
    scores = np.asarray(scores)
    same = np.array([pair.same for pair in pairs])
    report = {"pairs": len(pairs), "auc": area(scores, same)}
    written = np.array([not pair.kind.startswith("near") for pair in pairs])
    report["auc without near"] = area(scores[written], same[written])
    kinds = np.array(["near" if pair.kind.startswith("near") else pair.kind for pair in pairs])
    languages = np.array([pair.language for pair in pairs])
    for share in TRAPS_SERVED:
        cut = threshold(scores[~same], share)
        row = {kind: float((scores[kinds == kind] > cut).mean()) for kind in ("near", "light", "reworded")}
        row["written"] = float((scores[same & written] > cut).mean())
        report[f"traps {share:.1%}"] = row
        if share == 0.015:
            report["by language"] = {
                language: {
                    **{kind: float((scores[(kinds == kind) & (languages == language)] > cut).mean())
                       for kind in ("near", "light", "reworded")},
                    "traps": float((scores[~same & (languages == language)] > cut).mean()),
                    "auc": area(scores[languages == language], same[languages == language]),
                } for language in sorted(set(languages))
            }
            report["traps by class"] = {
                kind[6:]: [int((scores[kinds == kind] > cut).sum()), int((kinds == kind).sum()),
                           area(np.append(scores[kinds == kind], scores[same]),
                                np.append(np.zeros((kinds == kind).sum()), np.ones(same.sum())))]
                for kind in sorted(set(kinds[~same]))
            }
    return report


def conversation_report(pairs, scores):
    """What is served of the rewordings written by people when few conversations with another meaning are; the AUC."""
    written = [number for number, pair in enumerate(pairs) if not pair.kind.startswith("near")]
    scores, same = np.asarray(scores)[written], np.array([pairs[number].same for number in written])
    return {"pairs": len(written), "auc": area(scores, same), "same served at traps": {
        f"{share:.1%}": float((scores[same] > threshold(scores[~same], share)).mean())
        for share in (0.01, 0.02, 0.05)}}


def strangers_report(scores, pairs, strangers):
    """The share of pairs of different families that is served when the given share of traps is."""
    traps = np.array([score for score, pair in zip(scores, pairs) if not pair.same])
    return {"pairs": len(strangers), **{
        f"traps {share:.1%}": float((strangers > threshold(traps, share)).mean()) for share in TRAPS_SERVED}}


def line(report):
    """The report in one line."""
    shares = "  ".join(
        f"{share:.1%}: " + "/".join(f"{report[f'traps {share:.1%}'][k]:.3f}" for k in ("near", "light", "reworded"))
        for share in TRAPS_SERVED)
    return f"AUC {report['auc']:.4f} ({report['auc without near']:.4f})  near/light/reworded at {shares}"
