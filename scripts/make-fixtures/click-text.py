"""Golden values of the click model that reads texts, from PyTorch in double precision.

Writes test/fixtures/click-text.json: weights, texts as vectors, the logits of a batch, and the gradients of the mean
cross-entropy in every weight.

    pip install torch
    python scripts/make-fixtures/click-text.py
"""

import json
from pathlib import Path

import torch
import torch.nn.functional as F

FIELDS = [{"name": "price", "kind": "numeric", "size": 3}, {"name": "site", "kind": "categorical", "size": 4}]
IDS = [[1, 0], [2, 3], [0, 1], [1, 1], [2, 2]]
TEXTS = [0, 2, 1, 2, 0]
LABELS = torch.tensor([1.0, 0.0, 0.0, 1.0, 0.0], dtype=torch.float64)
D, WIDTH, READ, LAYERS, WIDE = 3, 6, 2, 2, 5
FLAT = len(FIELDS) * D + 1
IN = FLAT + READ


def numbers(*shape, scale=0.5):
    # Rounded to what a float32 holds exactly, so that both sides start from the same bits.
    return (torch.randn(*shape, dtype=torch.float64) * scale).float().double()


def forward(w, x, texts):
    at = torch.tensor(IDS) + torch.tensor([0, 3])
    read = texts[TEXTS] @ w["text-projection/weights"] + w["text-projection/bias"]
    x0 = torch.cat([w["embeddings"][at].flatten(1), x, read], 1)
    crossed = x0
    for k in range(LAYERS):
        crossed = x0 * (crossed @ w[f"cross-{k + 1}/weights"] + w[f"cross-{k + 1}/bias"]) + crossed
    hidden = F.relu(crossed @ w["layer-1/weights"] + w["layer-1/bias"])
    return (hidden @ w["out/weights"] + w["out/bias"])[:, 0]


def layer(name, inputs, outputs):
    return {f"{name}/weights": numbers(inputs, outputs), f"{name}/bias": numbers(outputs)}


def main():
    torch.manual_seed(5)
    x, texts = numbers(len(IDS), 1, scale=1.0), numbers(3, WIDTH)
    weights = {"embeddings": numbers(7, D), **layer("text-projection", WIDTH, READ)}
    for k in range(LAYERS):
        weights |= layer(f"cross-{k + 1}", IN, IN)
    weights |= {**layer("layer-1", IN, WIDE), **layer("out", WIDE, 1)}
    leaves = {name: value.clone().requires_grad_() for name, value in weights.items()}
    logits = forward(leaves, x, texts)
    F.binary_cross_entropy_with_logits(logits, LABELS).backward()
    fixture = {
        "versions": {"torch": torch.__version__},
        "shape": {"dimensions": D, "textWidth": READ, "crossLayers": LAYERS, "layers": [WIDE]},
        "table": {
            "fields": FIELDS, "ids": IDS, "numbers": x.flatten().tolist(), "labels": LABELS.tolist(),
            "texts": TEXTS},
        "texts": {"values": texts.flatten().tolist(), "width": WIDTH},
        "weights": {
            name: {"shape": list(value.shape), "values": value.flatten().tolist()}
            for name, value in weights.items()},
        "logits": logits.tolist(),
        "gradients": {name: leaf.grad.flatten().tolist() for name, leaf in leaves.items()},
    }
    path = Path(__file__).parents[2] / "test" / "fixtures" / "click-text.json"
    path.write_text(json.dumps(fixture) + "\n")


if __name__ == "__main__":
    main()
