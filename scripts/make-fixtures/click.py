"""Golden values of click models, their losses and their metrics, from PyTorch and scikit-learn in double precision.

Writes test/fixtures/click.json: for each model its weights, the logits of a batch, and the gradients of the mean
cross-entropy in every weight; for each loss its value and gradients; for the metrics a set of rows and what scikit-learn
says of them.

    pip install torch scikit-learn scipy
    python scripts/make-fixtures/click.py
"""

import json
from pathlib import Path

import numpy
import scipy
import sklearn
import torch
import torch.nn.functional as F
from scipy import stats
from sklearn import metrics
from sklearn.calibration import calibration_curve

FIELDS = [
    {"name": "age", "kind": "numeric", "size": 4},
    {"name": "site", "kind": "categorical", "size": 5},
    {"name": "price", "kind": "numeric", "size": 3},
    {"name": "ad", "kind": "categorical", "size": 6},
]
IDS = [[1, 0, 2, 5], [3, 4, 0, 5], [0, 2, 1, 1], [1, 2, 2, 0], [2, 4, 1, 3]]
LABELS = torch.tensor([1.0, 0.0, 0.0, 1.0, 0.0], dtype=torch.float64)
OFFSETS = [0, 4, 9, 12]
ROWS, TABLE, NUMERIC = len(IDS), 18, 2
D, HEADS, SIZE, LAYERS, RANK, WIDE = 3, 2, 4, 2, 2, 7
COUNT = len(FIELDS) + NUMERIC  # ids and numbers
FLAT = len(FIELDS) * D + NUMERIC


def numbers(*shape, scale=0.5):
    # Rounded to what a float32 holds exactly, so that both sides start from the same bits.
    return (torch.randn(*shape, dtype=torch.float64) * scale).float().double()


def embedded(table):
    """[rows, fields, width]"""
    at = torch.tensor(IDS) + torch.tensor(OFFSETS)
    return F.embedding(at, table)


def features(w, x):
    return torch.cat([embedded(w["embeddings"]), x[:, :, None] * w["number-vectors"][None]], 1)


def flat(w, x):
    return torch.cat([embedded(w["embeddings"]).flatten(1), x], 1)


def dense(w, name, x):
    return F.linear(x, w[f"{name}/weights"].T, w[f"{name}/bias"])


def stack(w, x, layers=1):
    for k in range(layers):
        x = F.relu(dense(w, f"layer-{k + 1}", x))
    return x


def machine(vectors):
    """Sum over i of w_i and over i < j of <v_i, v_j>, pair by pair."""
    total = vectors[:, :, 0].sum(1)
    for i in range(COUNT):
        for j in range(i + 1, COUNT):
            total = total + (vectors[:, i, 1:] * vectors[:, j, 1:]).sum(1)
    return total


def logistic_regression(w, x):
    return embedded(w["embeddings"])[:, :, 0].sum(1) + (x @ w["number-weights"])[:, 0] + w["bias"]


def factorization_machine(w, x):
    return machine(features(w, x)) + w["bias"]


def click_mlp(w, x):
    return dense(w, "out", stack(w, flat(w, x)))[:, 0]


def crossed(w, x0):
    x = x0
    for k in range(LAYERS):
        name = f"cross-{k + 1}"
        matrix = w[f"{name}/weights"] if f"{name}/weights" in w else w[f"{name}/down"] @ w[f"{name}/up"]
        # The paper's W is the transpose: x0 * (W x + b) + x.
        x = torch.stack([x0[r] * (matrix.T @ x[r] + w[f"{name}/bias"]) + x[r] for r in range(ROWS)])
    return x


def dcn_parallel(w, x):
    x0 = flat(w, x)
    return dense(w, "out", torch.cat([crossed(w, x0), stack(w, x0)], 1))[:, 0]


def dcn_stacked(w, x):
    return dense(w, "out", stack(w, crossed(w, flat(w, x))))[:, 0]


def deep_fm(w, x):
    vectors = features(w, x)
    return machine(vectors) + dense(w, "out", stack(w, vectors[:, :, 1:].flatten(1)))[:, 0]


def attended(w, e):
    """Torch's own multi-head attention, whose projections are the identity: q, k and v come in ready."""
    width = HEADS * SIZE
    identity = torch.eye(width, dtype=torch.float64)
    for k in range(LAYERS):
        name = f"interacting-{k + 1}"
        ready = (e @ w[f"{name}/projections"]).transpose(0, 1).split(width, 2)
        out, _ = F.multi_head_attention_forward(
            *ready, width, HEADS, torch.cat([identity] * 3), None, None, None, False, 0.0, identity, None,
            training=False, need_weights=False)
        e = F.relu(out.transpose(0, 1) + e @ w[f"{name}/residual"])
    return e.flatten(1)


def auto_int(w, x):
    return dense(w, "out", attended(w, features(w, x)))[:, 0]


def auto_int_plus(w, x):
    e = features(w, x)
    return dense(w, "out", torch.cat([attended(w, e), stack(w, e.flatten(1))], 1))[:, 0]


def layer(name, inputs, outputs):
    return {f"{name}/weights": numbers(inputs, outputs), f"{name}/bias": numbers(outputs)}


def cross_weights(rank):
    weights = {}
    for k in range(LAYERS):
        name = f"cross-{k + 1}"
        full = {f"{name}/weights": numbers(FLAT, FLAT)}
        low = {f"{name}/down": numbers(FLAT, RANK), f"{name}/up": numbers(RANK, FLAT)}
        weights |= (low if rank else full) | {f"{name}/bias": numbers(FLAT)}
    return weights


def interacting_weights():
    weights, width = {}, D
    for k in range(LAYERS):
        weights[f"interacting-{k + 1}/projections"] = numbers(width, 3 * HEADS * SIZE)
        weights[f"interacting-{k + 1}/residual"] = numbers(width, HEADS * SIZE)
        width = HEADS * SIZE
    return weights


def vectors(width):
    return {"embeddings": numbers(TABLE, width), "number-vectors": numbers(NUMERIC, width)}


def golden_model(model, x, weights):
    leaves = {name: value.clone().requires_grad_() for name, value in weights.items()}
    logits = model(leaves, x)
    F.binary_cross_entropy_with_logits(logits, LABELS).backward()
    listed = lambda value: {"shape": list(value.shape), "values": value.flatten().tolist()}
    return {
        "weights": {name: listed(value) for name, value in weights.items()},
        "logits": logits.tolist(),
        "gradients": {name: leaf.grad.flatten().tolist() for name, leaf in leaves.items()},
    }


def models(x):
    attention_width = COUNT * HEADS * SIZE
    flat_table = lambda: {"embeddings": numbers(TABLE, D)}
    return {
        "logistic-regression": golden_model(logistic_regression, x, {
            "embeddings": numbers(TABLE, 1), "number-weights": numbers(NUMERIC, 1), "bias": numbers(1)}),
        "factorization-machine": golden_model(
            factorization_machine, x, {**vectors(D + 1), "bias": numbers(1)}),
        "click-mlp": golden_model(
            click_mlp, x, {**flat_table(), **layer("layer-1", FLAT, WIDE), **layer("out", WIDE, 1)}),
        "dcn-v2 parallel": golden_model(dcn_parallel, x, {
            **flat_table(), **cross_weights(None), **layer("layer-1", FLAT, WIDE),
            **layer("out", FLAT + WIDE, 1)}),
        "dcn-v2 stacked of low rank": golden_model(dcn_stacked, x, {
            **flat_table(), **cross_weights(RANK), **layer("layer-1", FLAT, WIDE), **layer("out", WIDE, 1)}),
        "deep-fm": golden_model(deep_fm, x, {
            **vectors(D + 1), **layer("layer-1", COUNT * D, WIDE), **layer("out", WIDE, 1)}),
        "auto-int": golden_model(
            auto_int, x, {**vectors(D), **interacting_weights(), **layer("out", attention_width, 1)}),
        "auto-int with dense layers": golden_model(auto_int_plus, x, {
            **vectors(D), **interacting_weights(), **layer("layer-1", COUNT * D, WIDE),
            **layer("out", attention_width + WIDE, 1)}),
    }


def softened(student, teacher, temperature):
    p, q = (torch.distributions.Bernoulli(logits=z / temperature) for z in (teacher, student))
    return temperature**2 * torch.distributions.kl_divergence(p, q).mean()


def golden_loss(loss, *inputs):
    leaves = [x.clone().requires_grad_() for x in inputs]
    value = loss(*leaves)
    value.backward()
    return {"value": value.item(), "gradients": [leaf.grad.flatten().tolist() for leaf in leaves]}


def losses():
    student, teacher = numbers(6, scale=2.0), numbers(6, scale=2.0)
    labels = torch.tensor([1.0, 0.0, 1.0, 0.0, 0.0, 1.0], dtype=torch.float64)
    weights = torch.tensor([1.0, 0.0, 2.0, 0.5, 1.0, 3.0], dtype=torch.float64)
    return {
        "studentLogits": student.tolist(), "teacherLogits": teacher.tolist(),
        "labels": labels.tolist(), "weights": weights.tolist(),
        "binaryCrossEntropyLoss": golden_loss(
            lambda z: F.binary_cross_entropy_with_logits(z, labels), student),
        "weightedBinaryCrossEntropyLoss": golden_loss(
            lambda z: F.binary_cross_entropy_with_logits(z, labels, weights), student),
        "binarySoftLoss": {
            str(t): golden_loss(lambda z: softened(z, teacher, t), student) for t in (0.5, 1, 2, 4, 8)},
    }


def de_long(labels, one, two):
    """The definition, kernel by kernel: psi is 1, 1/2 or 0 over all pairs of a click and none."""
    parts = []
    for scores in (one, two):
        clicks, others = scores[labels == 1][:, None], scores[labels == 0][None]
        psi = (clicks > others) + 0.5 * (clicks == others)
        parts.append((psi.mean(1), psi.mean(0)))
    (a10, a01), (b10, b01) = parts
    covariance = numpy.cov(a10, b10) / len(a10) + numpy.cov(a01, b01) / len(a01)
    difference = a10.mean() - b10.mean()
    error = numpy.sqrt(covariance[0, 0] + covariance[1, 1] - 2 * covariance[0, 1])
    low, high = stats.norm.interval(0.95, difference, error)
    return {"difference": difference, "low": low, "high": high, "p": 2 * stats.norm.sf(abs(difference / error))}


def scored():
    random = numpy.random.default_rng(7)
    rows = 400
    truth = random.normal(-1, 1.5, rows)
    labels = (random.random(rows) < 1 / (1 + numpy.exp(-truth))).astype(int)
    # Rounded, so that ties occur within and between the classes.
    logits = numpy.round(truth + random.normal(0, 1, rows), 1)
    other = numpy.round(truth + random.normal(0, 2, rows), 1)
    groups = random.integers(0, 60, rows)
    own = [(labels[groups == g], logits[groups == g]) for g in range(60) if (groups == g).any()]
    both = [(y, z) for y, z in own if 0 < y.sum() < len(y)]
    p = 1 / (1 + numpy.exp(-logits))
    rate, confidence = calibration_curve(labels, p, n_bins=10)
    rates = labels.mean()
    return {
        "logits": logits.tolist(), "otherLogits": other.tolist(), "labels": labels.tolist(),
        "groups": groups.tolist(),
        "auc": metrics.roc_auc_score(labels, logits),
        "logLoss": metrics.log_loss(labels, p),
        "logLossRows": (numpy.logaddexp(0, logits) - labels * logits).tolist(),
        "normalisedEntropy": metrics.log_loss(labels, p) / stats.entropy([rates, 1 - rates]),
        "groupAuc": numpy.average([metrics.roc_auc_score(y, z) for y, z in both], weights=[len(y) for y, _ in both]),
        "leftOut": len(own) - len(both),
        "leftOutRows": sum(len(y) for y, _ in own) - sum(len(y) for y, _ in both),
        "reliability": {"clickRate": rate.tolist(), "confidence": confidence.tolist()},
        "deLong": de_long(labels, logits, other),
        "normalTail": [{"z": z, "tail": 2 * stats.norm.sf(z)} for z in (0, 0.1, 1, 1.96, 2.8, 2.9, 5, 20)],
    }


def main():
    torch.manual_seed(11)
    x = numbers(ROWS, NUMERIC, scale=1.0)
    fixture = {
        "versions": {
            "torch": torch.__version__, "scikit-learn": sklearn.__version__, "scipy": scipy.__version__,
            "numpy": numpy.__version__,
        },
        "shape": {
            "dimensions": D, "heads": HEADS, "headSize": SIZE, "layers": LAYERS, "rank": RANK, "wide": WIDE},
        "table": {
            "fields": FIELDS, "ids": IDS, "numbers": x.flatten().tolist(), "labels": LABELS.tolist()},
        "models": models(x),
        "losses": losses(),
        "metrics": scored(),
    }
    path = Path(__file__).parents[2] / "test" / "fixtures" / "click.json"
    path.write_text(json.dumps(fixture) + "\n")


if __name__ == "__main__":
    main()
