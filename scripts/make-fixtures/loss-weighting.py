"""Golden values of the weightings of several tasks, from PyTorch's automatic differentiation in double precision.

Writes test/fixtures/loss-weighting.json: for weights by uncertainty the loss and its gradients, for GradNorm a run of
three steps over a small network with one shared layer, where the gradient of L_grad comes from a second derivative.

    pip install torch
    python scripts/make-fixtures/loss-weighting.py
"""

import json
from pathlib import Path

import torch

torch.manual_seed(5)
TASKS, ROWS, INPUTS, WIDTH = 3, 6, 4, 3
ASYMMETRY, RATE, STEPS = 1.5, 0.025, 3


def numbers(*shape):
    # Rounded to what a float32 holds exactly, so that both sides start from the same bits.
    return torch.randn(*shape, dtype=torch.float64).float().double()


def uncertainty():
    losses = torch.tensor([0.5, 2.0, 8.0], dtype=torch.float64, requires_grad=True)
    s = torch.tensor([0.25, -0.5, 1.0], dtype=torch.float64, requires_grad=True)
    loss = (torch.exp(-s) * losses + s).sum()
    loss.backward()
    return {
        "losses": losses.tolist(),
        "s": s.tolist(),
        "loss": loss.item(),
        "gradients": {"losses": losses.grad.tolist(), "s": s.grad.tolist()},
    }


def grad_norm():
    x, shared = numbers(ROWS, INPUTS), numbers(INPUTS, WIDTH)
    heads = [numbers(WIDTH) for _ in range(TASKS)]
    targets = [numbers(ROWS) * 3**t for t in range(TASKS)]
    start = {
        "x": x.flatten().tolist(),
        "shared": shared.flatten().tolist(),
        "heads": [head.tolist() for head in heads],
        "targets": [target.tolist() for target in targets],
    }
    weights = torch.ones(TASKS, dtype=torch.float64, requires_grad=True)
    first, steps = None, []
    layer = shared.clone().requires_grad_()
    for _ in range(STEPS):
        hidden = torch.tanh(x @ layer)
        losses = torch.stack([((hidden @ h - y) ** 2).mean() for h, y in zip(heads, targets)])
        first = losses.detach() if first is None else first
        norms = torch.stack(
            [
                torch.autograd.grad(weights[t] * losses[t], layer, create_graph=True, retain_graph=True)[0].norm()
                for t in range(TASKS)
            ]
        )
        left = (losses / first).detach()
        goal = (norms.mean() * (left / left.mean()) ** ASYMMETRY).detach()
        (slope,) = torch.autograd.grad((norms - goal).abs().sum(), weights, retain_graph=True)
        moved = weights.detach() - RATE * slope
        weights = (moved * TASKS / moved.sum()).requires_grad_()
        # The shared layer moves by the loss that the new weights make.
        (step,) = torch.autograd.grad((weights.detach() * losses).sum(), layer)
        steps.append({"losses": losses.tolist(), "weights": weights.tolist()})
        layer = (layer - 0.05 * step).detach().requires_grad_()
    return {**start, "asymmetry": ASYMMETRY, "learningRate": RATE, "layerRate": 0.05, "steps": steps}


fixture = {
    "versions": {"torch": torch.__version__},
    "uncertainty": uncertainty(),
    "gradNorm": grad_norm(),
}
path = Path(__file__).parents[2] / "test" / "fixtures" / "loss-weighting.json"
path.write_text(json.dumps(fixture, indent=1) + "\n")
