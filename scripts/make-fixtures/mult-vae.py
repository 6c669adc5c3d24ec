"""Golden values of Mult-VAE, from PyTorch in double precision.

Writes test/fixtures/mult-vae.json: weights, the logits of histories at the posterior's mean, and the loss with the
gradients in every weight at beta 0.3.

    pip install torch
    python scripts/make-fixtures/mult-vae.py
"""

import json
from pathlib import Path

import torch

torch.manual_seed(6)
ITEMS, DIMENSIONS, LATENT, BETA = 7, 4, 2, 0.3
HISTORIES = [[0, 3], [1, 2, 6], [5, 5, 4]]


def numbers(*shape):
    # Rounded to what a float32 holds exactly, so that both sides start from the same bits.
    return (torch.randn(*shape, dtype=torch.float64) * 0.5).float().double().requires_grad_()


weights = {
    "encoder/weights": numbers(ITEMS, DIMENSIONS),
    "encoder/bias": numbers(DIMENSIONS),
    "posterior/weights": numbers(DIMENSIONS, 2 * LATENT),
    "posterior/bias": numbers(2 * LATENT),
    "decoder/weights": numbers(LATENT, DIMENSIONS),
    "decoder/bias": numbers(DIMENSIONS),
    "item-ids": numbers(ITEMS, DIMENSIONS),
    "item-bias": numbers(ITEMS),
}
taken = torch.zeros(len(HISTORIES), ITEMS, dtype=torch.float64)
for row, history in enumerate(HISTORIES):
    taken[row, history] = 1
w = weights
x = torch.nn.functional.normalize(taken, dim=1)
mean, log_variance = (
    torch.tanh(x @ w["encoder/weights"] + w["encoder/bias"]) @ w["posterior/weights"] + w["posterior/bias"]
).chunk(2, 1)
hidden = torch.tanh(mean @ w["decoder/weights"] + w["decoder/bias"])
logits = hidden @ w["item-ids"].T + w["item-bias"]
q = torch.distributions.Normal(mean, torch.exp(log_variance / 2))
divergence = torch.distributions.kl_divergence(q, torch.distributions.Normal(0.0, 1.0)).sum(1)
loss = (-(taken * torch.log_softmax(logits, 1)).sum(1) + BETA * divergence).mean()
loss.backward()
fixture = {
    "versions": {"torch": torch.__version__},
    "shape": {"items": ITEMS, "dimensions": DIMENSIONS, "latent": LATENT},
    "beta": BETA,
    "histories": HISTORIES,
    "weights": {name: weight.detach().flatten().tolist() for name, weight in weights.items()},
    "logits": logits.detach().flatten().tolist(),
    "loss": loss.item(),
    "gradients": {name: weight.grad.flatten().tolist() for name, weight in weights.items()},
}
path = Path(__file__).parents[2] / "test" / "fixtures" / "mult-vae.json"
path.write_text(json.dumps(fixture, indent=1) + "\n")
