"""Golden values of the adversarial strategies, from PyTorch's automatic differentiation in double precision.

Writes test/fixtures/adversarial.json: the two players' losses and gradients over logits, and a Bayesian personalised
ranking under the worst small move of its embeddings.

    pip install torch
    python scripts/make-fixtures/adversarial.py
"""

import json
from pathlib import Path

import torch
import torch.nn.functional as F

torch.manual_seed(8)
BATCH, CLASSES, HIDDEN, TEMPERATURE = 5, 3, 4, 2.0
QUERIES, ITEMS, WIDTH, EPSILON, WEIGHT = 3, 5, 2, 0.5, 0.8


def numbers(*shape):
    # Rounded to what a float32 holds exactly, so that both sides start from the same bits.
    return torch.randn(*shape, dtype=torch.float64).float().double()


def flat(x):
    return x.detach().flatten().tolist()


def players():
    teacher, student = 2 * numbers(BATCH, CLASSES), numbers(BATCH, CLASSES).requires_grad_()
    weights = [numbers(CLASSES, HIDDEN), numbers(HIDDEN), numbers(HIDDEN, 1), numbers(1)]
    for weight in weights:
        weight.requires_grad_()
    w, b, v, c = weights
    shares = lambda z: F.log_softmax(z / TEMPERATURE, 1)
    score = lambda x, own: (F.relu(x @ own[0] + own[1]) @ own[2] + own[3])[:, 0]
    ones, zeros = torch.ones(BATCH, dtype=torch.float64), torch.zeros(BATCH, dtype=torch.float64)
    told = F.binary_cross_entropy_with_logits
    discriminator = told(score(shares(teacher), weights), ones)
    discriminator = discriminator + told(score(shares(student).detach(), weights), zeros)
    deceiver = told(score(shares(student), [weight.detach() for weight in weights]), ones)
    (discriminator + deceiver).backward()
    names = ["layer-1/weights", "layer-1/bias", "layer-2/weights", "layer-2/bias"]
    return {
        "shape": {"batch": BATCH, "classes": CLASSES, "hidden": HIDDEN, "temperature": TEMPERATURE},
        "teacher": flat(teacher),
        "student": flat(student),
        "weights": {name: flat(weight) for name, weight in zip(names, weights)},
        "loss": (discriminator + deceiver).item(),
        "gradients": {
            "student": flat(student.grad),
            **{name: flat(weight.grad) for name, weight in zip(names, weights)},
        },
    }


def perturbed():
    h, v, b = numbers(QUERIES, WIDTH), numbers(ITEMS, WIDTH), numbers(ITEMS)
    targets, negatives = [0, 3, 2], [[1, 2], [4, 0], [0, 1]]
    leaves = [x.clone().requires_grad_() for x in (h, v, b)]

    def loss(h, v, b):
        z = h @ v.T + b
        margins = [z[u, targets[u]] - z[u, j] for u in range(QUERIES) for j in negatives[u]]
        return -F.logsigmoid(torch.stack(margins)).mean()

    clean = loss(*leaves)
    slopes = torch.autograd.grad(clean, leaves[:2], retain_graph=True)
    norm = torch.sqrt(sum((slope**2).sum() for slope in slopes))
    moves = [EPSILON * slope / norm for slope in slopes]
    moved = loss(leaves[0] + moves[0], leaves[1] + moves[1], leaves[2])
    total = clean + WEIGHT * moved
    total.backward()
    return {
        "epsilon": EPSILON,
        "weight": WEIGHT,
        "hidden": h.tolist(),
        "itemVectors": v.tolist(),
        "biases": b.tolist(),
        "targets": targets,
        "negatives": negatives,
        "clean": clean.item(),
        "norm": norm.item(),
        "value": total.item(),
        "gradients": [flat(leaf.grad) for leaf in leaves],
    }


fixture = {"versions": {"torch": torch.__version__}, "players": players(), "perturbed": perturbed()}
path = Path(__file__).parents[2] / "test" / "fixtures" / "adversarial.json"
path.write_text(json.dumps(fixture, indent=1) + "\n")
