"""Golden values of the metrics and tests, from scikit-learn and SciPy.

Usage: pip install scikit-learn scipy && python scripts/make-fixtures/metrics.py
Writes test/fixtures/metrics.json.
"""

import json
from pathlib import Path

import numpy
import scipy
import sklearn
from scipy import special, stats
from sklearn import metrics

random = numpy.random.default_rng(20)
LEVELS = [1, 2, 3, 4, 5]
ROWS = 200


def softmax(logits):
    return special.softmax(logits, axis=1).astype(numpy.float32)


def classification(labels, probabilities):
    predicted = probabilities.argmax(axis=1)
    report = metrics.classification_report(labels, predicted, labels=range(5), output_dict=True, zero_division=0)
    expected = probabilities.astype(float) @ numpy.array(LEVELS)
    ratings = numpy.array(LEVELS)[labels]
    return {
        "perClass": [report[str(c)] for c in range(5)],
        "macro": report["macro avg"],
        "weighted": report["weighted avg"],
        "accuracy": metrics.accuracy_score(labels, predicted),
        "confusion": metrics.confusion_matrix(labels, predicted, labels=range(5)).tolist(),
        "logLoss": metrics.log_loss(labels, probabilities.astype(float), labels=range(5)),
        "rmse": metrics.root_mean_squared_error(ratings, expected),
        "mae": metrics.mean_absolute_error(ratings, expected),
    }


def calibration_error(labels, probabilities, bins):
    """The definition of Guo et al. 2017 over scipy's binning of (0, 1]."""
    confidence = probabilities.max(axis=1).astype(float)
    hits = (probabilities.argmax(axis=1) == labels).astype(float)
    edges = numpy.linspace(0, 1, bins + 1)
    which = numpy.digitize(confidence, edges, right=True) - 1
    sums = [abs(hits[which == b].sum() - confidence[which == b].sum()) for b in range(bins)]
    return float(sum(sums) / len(labels))


def paired(treatment, baseline):
    t = stats.ttest_rel(treatment, baseline)
    interval = t.confidence_interval(0.95)
    wilcoxon = stats.wilcoxon(treatment, baseline, method="exact")
    return {
        "treatment": treatment.tolist(),
        "baseline": baseline.tolist(),
        "t": t.statistic,
        "p": t.pvalue,
        "low": interval.low,
        "high": interval.high,
        "wilcoxonStatistic": wilcoxon.statistic,
        "wilcoxonP": wilcoxon.pvalue,
    }


def interval_of(values):
    mean = float(numpy.mean(values))
    low, high = stats.t.interval(0.95, len(values) - 1, loc=mean, scale=stats.sem(values))
    return {"values": values.tolist(), "mean": mean, "low": low, "high": high}


logits = random.normal(size=(ROWS, 5)) * 1.5
probabilities = softmax(logits)
# A class that nobody predicts and one that never occurs belong to the cases.
rare = softmax(logits * [1, 1, 1, 1, 0] + [0, 0, 0, 0, -9])
labels = numpy.array([random.choice(5, p=row.astype(float) / row.astype(float).sum()) for row in probabilities])
labels_without_two = numpy.where(labels == 1, 2, labels)
student = softmax(logits + random.normal(size=(ROWS, 5)) * 0.5)
relevance = (random.random((6, 12)) < 0.3).astype(int)
relevance[:, 0] = 1
scores = random.normal(size=(6, 12))

fixture = {
    "versions": {"numpy": numpy.__version__, "scipy": scipy.__version__, "scikit-learn": sklearn.__version__},
    "levels": LEVELS,
    "probabilities": probabilities.flatten().tolist(),
    "studentProbabilities": student.flatten().tolist(),
    "labels": labels.tolist(),
    "plain": classification(labels, probabilities),
    "rareProbabilities": rare.flatten().tolist(),
    "rareLabels": labels_without_two.tolist(),
    "rare": classification(labels_without_two, rare),
    "ece": {str(bins): calibration_error(labels, probabilities, bins) for bins in (5, 15)},
    "kl": float(numpy.mean([stats.entropy(p.astype(float), q.astype(float)) for p, q in zip(probabilities, student)])),
    "agreement": float((probabilities.argmax(axis=1) == student.argmax(axis=1)).mean()),
    "ndcg": {
        "scores": scores.tolist(),
        "relevance": relevance.tolist(),
        "at5": [float(metrics.ndcg_score([r], [s], k=5)) for r, s in zip(relevance, scores)],
    },
    "studentT": [
        {"t": t, "freedom": freedom, "tail": 2 * stats.t.sf(abs(t), freedom)}
        for freedom in (1, 2, 4.5, 9, 29, 300, 100000)
        for t in (0, 0.1, -1, 2.2, 5, 12)
    ],
    "critical": [
        {"freedom": freedom, "tail": tail, "t": stats.t.isf(tail / 2, freedom)}
        for freedom in (1, 2, 4, 29, 500)
        for tail in (0.5, 0.05, 0.001)
    ],
    "intervals": [interval_of(random.normal(0.9, 0.01, n)) for n in (2, 5, 30)],
    "paired": [
        paired(a, a + random.normal(shift, 0.01, n))
        for n, shift in ((5, 0.04), (5, 0.0), (10, 0.004), (49, 0.001), (80, 0.002))
        for a in [random.normal(0.9, 0.02, n)]
    ],
}

path = Path(__file__).resolve().parents[2] / "test" / "fixtures" / "metrics.json"
path.parent.mkdir(parents=True, exist_ok=True)
path.write_text(json.dumps(fixture) + "\n")
print(f"{path.name}: {path.stat().st_size:,} bytes")
