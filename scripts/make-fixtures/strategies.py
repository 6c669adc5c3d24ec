"""Golden values of the distillation strategies' losses, from PyTorch in double precision.

Writes test/fixtures/strategies.json: inputs, and for each loss its value and its gradients, by PyTorch's own functions
and automatic differentiation. The matrices of FSP are built in full, the focal weights and temperatures taken row by row.

    pip install torch
    python scripts/make-fixtures/strategies.py
"""

import json
import math
from pathlib import Path

import torch
import torch.nn.functional as F

BATCH, CLASSES = 6, 5
WIDTHS, TEACHER_WIDTHS = (3, 4), (5, 7)


def numbers(*shape, scale=2.0):
    # Rounded to what a float32 holds exactly, so that both sides start from the same bits.
    return (torch.randn(*shape, dtype=torch.float64) * scale).float().double()


def divergences(student, teacher, temperature):
    """T² · KL of each row; T is a number or one a row."""
    t = torch.as_tensor(temperature, dtype=torch.float64).reshape(-1, 1)
    kl = F.kl_div(F.log_softmax(student / t, 1), F.log_softmax(teacher / t, 1), log_target=True, reduction="none")
    return (t**2).squeeze(1) * kl.sum(1)


def attention(hidden, power):
    return F.normalize(hidden.abs().pow(power).sum(1), dim=0)


def similarities(hidden):
    return F.normalize(hidden @ hidden.T, dim=1)


def flow(first, second):
    return torch.einsum("ia,ib->iab", first, second)


def golden(loss, *inputs):
    leaves = [x.clone().requires_grad_() for x in inputs]
    value = loss(*leaves)
    value.backward()
    return {"value": value.item(), "gradients": [leaf.grad.flatten().tolist() for leaf in leaves]}


def main():
    torch.manual_seed(23)
    student, teacher = numbers(BATCH, CLASSES), numbers(BATCH, CLASSES)
    temperature, scale, gamma = 2.0, 3.0, 2.0
    p, q = F.softmax(teacher, 1), F.softmax(student, 1)
    entropies = -(p * p.log()).sum(1) / math.log(CLASSES)
    lacks = (1 - q[torch.arange(BATCH), teacher.argmax(1)]) ** gamma
    by_entropy = temperature * scale ** (1 - 2 * entropies)
    by_focus = temperature * scale ** (1 - 2 * lacks)

    hidden = [numbers(BATCH, width, scale=1.0) for width in WIDTHS]
    teacher_hidden = [numbers(BATCH, width, scale=1.0) for width in TEACHER_WIDTHS]
    same_hidden = [numbers(BATCH, width, scale=1.0) for width in WIDTHS]

    def in_temperature(z, theta):
        return divergences(z, teacher, temperature * scale ** torch.tanh(theta)).mean()

    losses = {
        "entropyTemperature": golden(lambda z: divergences(z, teacher, by_entropy).mean(), student),
        "focalTemperature": golden(lambda z: divergences(z, teacher, by_focus).mean(), student),
        "focalWeight": golden(lambda z: (lacks * divergences(z, teacher, temperature)).mean(), student),
        "learntTemperature": golden(in_temperature, student, torch.tensor([0.3], dtype=torch.float64)),
        "attentionTransfer": golden(
            lambda h: (attention(h, 2) - attention(teacher_hidden[0], 2)).pow(2).sum(), hidden[0]),
        "attentionTransferCubed": golden(
            lambda h: (attention(h, 3) - attention(teacher_hidden[0], 3)).pow(2).sum(), hidden[0]),
        "similarityPreserving": golden(
            lambda h: (similarities(h) - similarities(teacher_hidden[0])).pow(2).sum() / BATCH**2, hidden[0]),
        "solutionFlow": golden(lambda a, b: F.mse_loss(flow(a, b), flow(*same_hidden)), *hidden),
        "patient": golden(
            lambda h: (F.normalize(h, dim=1) - F.normalize(same_hidden[1], dim=1)).pow(2).sum() / BATCH, hidden[1]),
        "mutual": golden(
            lambda a, b: divergences(a, b.detach(), temperature).mean() + divergences(b, a.detach(), temperature).mean(),
            student, teacher),
    }
    inputs = {
        "studentLogits": student.tolist(), "teacherLogits": teacher.tolist(), "temperature": temperature,
        "range": scale, "gamma": gamma, "theta": 0.3, "hidden": [x.tolist() for x in hidden],
        "teacherHidden": [x.tolist() for x in teacher_hidden], "sameHidden": [x.tolist() for x in same_hidden],
    }
    path = Path(__file__).parents[2] / "test" / "fixtures" / "strategies.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    fixture = {"versions": {"torch": torch.__version__}, "inputs": inputs, "losses": losses}
    path.write_text(json.dumps(fixture) + "\n")


if __name__ == "__main__":
    main()
