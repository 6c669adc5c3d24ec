"""Golden values of the rating models, from PyTorch in double precision.

Writes test/fixtures/models.json: for matrix factorization and the feed-forward model the starting weights, a batch, the
logits, the loss, its gradients, and the weights after five steps of AdamW.

    pip install torch
    python scripts/make-fixtures/models.py
"""

import json
from pathlib import Path

import torch
import torch.nn.functional as F

USERS, ITEMS, CLASSES, DIMENSIONS = 4, 5, 3, 2
USER_FEATURES, ITEM_FEATURES, LAYERS = 2, 3, (6, 4)
STEPS, LEARNING_RATE, WEIGHT_DECAY = 5, 0.01, 0.1


def numbers(*shape):
    # Rounded to what a float32 holds exactly, so that both sides start from the same bits.
    return torch.randn(*shape, dtype=torch.float64).float().double()


def matrix_factorization(weights, users, items):
    user, item = weights["users"][users], weights["items"][items]
    score = user[:, :1] + item[:, :1] + (user[:, 1:] * item[:, 1:]).sum(1, keepdim=True)
    return score * weights["head/direction"] + weights["head/offsets"]


def feed_forward(weights, users, items, user_features, item_features):
    x = torch.cat(
        [weights["user-ids"][users], weights["item-ids"][items], user_features[users], item_features[items]], 1)
    for layer in ("layer-1", "layer-2"):
        x = torch.relu(x @ weights[f"{layer}/weights"] + weights[f"{layer}/bias"])
    return x @ weights["out/weights"] + weights["out/bias"]


def golden(forward, weights, undecayed, labels):
    start = {name: value.clone() for name, value in weights.items()}
    leaves = {name: value.clone().requires_grad_() for name, value in weights.items()}
    optimizer = torch.optim.AdamW(
        [
            {"params": [v for n, v in leaves.items() if n not in undecayed], "weight_decay": WEIGHT_DECAY},
            {"params": [v for n, v in leaves.items() if n in undecayed], "weight_decay": 0.0},
        ],
        lr=LEARNING_RATE,
    )
    first = None
    for _ in range(STEPS):
        optimizer.zero_grad()
        logits = forward(leaves)
        loss = F.cross_entropy(logits, labels)
        loss.backward()
        if first is None:
            gradients = {name: leaf.grad.flatten().tolist() for name, leaf in leaves.items()}
            first = {"logits": logits.flatten().tolist(), "loss": loss.item(), "gradients": gradients}
        optimizer.step()
    flat = lambda tensors: {name: value.detach().flatten().tolist() for name, value in tensors.items()}
    return {"start": flat(start), **first, "trained": flat(leaves)}


def main():
    torch.manual_seed(5)
    users, items = torch.tensor([0, 3, 1, 3, 2, 0]), torch.tensor([4, 0, 2, 2, 1, 0])
    labels = torch.tensor([0, 2, 1, 1, 2, 0])
    user_features, item_features = numbers(USERS, USER_FEATURES), numbers(ITEMS, ITEM_FEATURES)
    factors = {
        "users": numbers(USERS, 1 + DIMENSIONS), "items": numbers(ITEMS, 1 + DIMENSIONS),
        "head/direction": numbers(1, CLASSES), "head/offsets": numbers(CLASSES),
    }
    widths = (2 * DIMENSIONS + USER_FEATURES + ITEM_FEATURES, *LAYERS)
    layers = {"user-ids": numbers(USERS, DIMENSIONS), "item-ids": numbers(ITEMS, DIMENSIONS)}
    for k in range(len(LAYERS)):
        layers[f"layer-{k + 1}/weights"] = numbers(widths[k], widths[k + 1])
        layers[f"layer-{k + 1}/bias"] = numbers(widths[k + 1])
    layers |= {"out/weights": numbers(widths[-1], CLASSES), "out/bias": numbers(CLASSES)}

    models = {
        "matrix-factorization": golden(
            lambda w: matrix_factorization(w, users, items), factors, {"head/direction", "head/offsets"}, labels),
        "feed-forward": golden(
            lambda w: feed_forward(w, users, items, user_features, item_features),
            layers, {"layer-1/bias", "layer-2/bias", "out/bias"}, labels),
    }
    inputs = {
        "users": users.tolist(), "items": items.tolist(), "labels": labels.tolist(),
        "userFeatures": user_features.flatten().tolist(), "itemFeatures": item_features.flatten().tolist(),
        "steps": STEPS, "learningRate": LEARNING_RATE, "weightDecay": WEIGHT_DECAY,
    }
    path = Path(__file__).parents[2] / "test" / "fixtures" / "models.json"
    fixture = {"versions": {"torch": torch.__version__}, "inputs": inputs, "models": models}
    path.write_text(json.dumps(fixture) + "\n")


if __name__ == "__main__":
    main()
