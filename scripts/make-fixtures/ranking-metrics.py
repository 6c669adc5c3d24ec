"""Golden values of the ranking metrics: ranx on runs without ties, scikit-learn's NDCG on runs with many.

Usage: pip install ranx scikit-learn && python scripts/make-fixtures/ranking-metrics.py
Writes test/fixtures/ranking-metrics.json.
"""

import json
from importlib.metadata import version
from pathlib import Path

import numpy
import sklearn
from ranx import Qrels, Run, evaluate
from sklearn.metrics import ndcg_score

random = numpy.random.default_rng(7)
QUERIES, ITEMS = 40, 30
KS = [1, 3, 10, 30]
METRICS = {"recall": "recall", "hitRate": "hit_rate", "ndcg": "ndcg", "mrr": "mrr", "map": "map", "precision": "precision"}

# Without ties: a permutation's numbers, exact in 32-bit floats.
scores = numpy.stack([random.permutation(ITEMS) for _ in range(QUERIES)])
relevant = [sorted(random.choice(ITEMS, size, replace=False).tolist()) for size in random.integers(1, 9, QUERIES)]
seen = [
    sorted(set(random.choice(ITEMS, size).tolist()) - set(wanted))
    for size, wanted in zip(random.integers(0, 12, QUERIES), relevant)
]

tied = random.integers(0, 4, (QUERIES, ITEMS))
relevance = numpy.zeros((QUERIES, ITEMS), int)
for query, wanted in enumerate(relevant):
    relevance[query, wanted] = 1


def by_ranx(without):
    """Every metric at every k, query by query, with some items of each query left out of the run."""
    qrels = Qrels({f"q{q:02}": {str(item): 1 for item in wanted} for q, wanted in enumerate(relevant)})
    runs = {
        f"q{q:02}": {str(item): float(scores[q, item]) for item in range(ITEMS) if item not in without[q]}
        for q in range(QUERIES)
    }
    names = [f"{theirs}@{k}" for theirs in METRICS.values() for k in KS]
    values = evaluate(qrels, Run(runs), names, return_mean=False)
    return {
        ours: {str(k): values[f"{theirs}@{k}"].tolist() for k in KS} for ours, theirs in METRICS.items()
    }


fixture = {
    "versions": {"numpy": numpy.__version__, "ranx": version("ranx"), "scikit-learn": sklearn.__version__},
    "queries": QUERIES,
    "items": ITEMS,
    "ks": KS,
    "scores": scores.tolist(),
    "relevant": relevant,
    "seen": seen,
    "kept": by_ranx([[] for _ in range(QUERIES)]),
    "masked": by_ranx(seen),
    "tiedScores": tied.tolist(),
    "tiedNdcg": {
        str(k): [float(ndcg_score([truth], [row], k=k)) for truth, row in zip(relevance, tied)] for k in KS
    },
}

path = Path(__file__).resolve().parents[2] / "test" / "fixtures" / "ranking-metrics.json"
path.write_text(json.dumps(fixture) + "\n")
print(f"{path.name}: {path.stat().st_size:,} bytes")
