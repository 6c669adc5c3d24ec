"""Golden value and gradient of the loss that tunes item texts to next items, in PyTorch in double precision.

Writes test/fixtures/text-next-item.json: a table of vectors, queries with their histories, the loss and its gradient by
automatic differentiation. The formula is written out query by query and item by item.

    pip install torch
    python scripts/make-fixtures/text-next-item.py
"""

import json
from pathlib import Path

import torch

ITEMS, WIDTH = 7, 4
DECAY, TEMPERATURE = 0.6, 0.2
# The third takes an item again that it knows, the fourth knows one item twice.
HISTORIES = [[0, 1, 2], [3], [4, 5], [6, 2, 6, 1]]
TARGETS = [5, 0, 4, 3]
INCLUSION = [0.5, 0.25, 1, 0.125, 0.5, 0.25, 0.75]


def loss(table):
    centred = table - table.mean(0)
    t = [row / row.norm() for row in centred]
    total = 0
    for history, target in zip(HISTORIES, TARGETS):
        wanted = sum(DECAY ** (len(history) - 1 - p) * t[item] for p, item in enumerate(history))
        wanted = wanted / wanted.norm()
        own = torch.exp(wanted @ t[target] / TEMPERATURE)
        others = [i for i in range(ITEMS) if i not in history and i != target]
        rest = sum(torch.exp(wanted @ t[i] / TEMPERATURE) / INCLUSION[i] for i in others)
        total = total - torch.log(own / (own + rest))
    return total / len(TARGETS)


torch.manual_seed(3)
table = torch.randn(ITEMS, WIDTH, dtype=torch.float64).float().double().requires_grad_()
value = loss(table)
value.backward()
fixture = {
    "versions": {"torch": torch.__version__},
    "width": WIDTH,
    "decay": DECAY,
    "temperature": TEMPERATURE,
    "histories": HISTORIES,
    "targets": TARGETS,
    "inclusion": INCLUSION,
    "table": table.detach().flatten().tolist(),
    "loss": value.item(),
    "gradient": table.grad.flatten().tolist(),
}
path = Path(__file__).parents[2] / "test" / "fixtures" / "text-next-item.json"
path.write_text(json.dumps(fixture, indent=1) + "\n")
