"""Golden values of the distillation losses, from PyTorch in double precision.

Writes test/fixtures/losses.json: inputs, and for each loss its value and its gradient in the student's logits (or
hidden layer), by PyTorch's own functions and automatic differentiation.

    pip install torch
    python scripts/make-fixtures/losses.py
"""

import json
from pathlib import Path

import torch
import torch.nn.functional as F

BATCH, CLASSES = 6, 5
STUDENT_WIDTH, TEACHER_WIDTH = 3, 4


def numbers(*shape, scale=2.0):
    # Rounded to what a float32 holds exactly, so that both sides start from the same bits.
    return (torch.randn(*shape, dtype=torch.float64) * scale).float().double()


def softened(student, teacher, temperature):
    kl = F.kl_div(
        F.log_softmax(student / temperature, 1), F.log_softmax(teacher / temperature, 1),
        log_target=True, reduction="batchmean",
    )
    return temperature**2 * kl


def expected(logits, levels):
    return F.softmax(logits, 1) @ levels


def golden(loss, *inputs):
    leaves = [x.clone().requires_grad_() for x in inputs]
    value = loss(*leaves)
    value.backward()
    return {"value": value.item(), "gradients": [leaf.grad.flatten().tolist() for leaf in leaves]}


def main():
    torch.manual_seed(11)
    student, teacher = numbers(BATCH, CLASSES), numbers(BATCH, CLASSES)
    labels = torch.tensor([0, 4, 2, 2, 1, 3])
    levels = torch.tensor([1.0, 2.0, 3.0, 4.0, 5.0], dtype=torch.float64)
    ratings = torch.tensor([1.0, 5.0, 3.0, 3.0, 2.0, 4.0], dtype=torch.float64)
    weights = torch.tensor([1.0, 0.0, 2.0, 0.5, 1.0, 3.0], dtype=torch.float64)
    hidden, projection = numbers(BATCH, STUDENT_WIDTH), numbers(STUDENT_WIDTH, TEACHER_WIDTH)
    teacher_hidden = numbers(BATCH, TEACHER_WIDTH)

    losses = {
        "crossEntropyLoss": golden(lambda z: F.cross_entropy(z, labels), student),
        "weightedCrossEntropyLoss": golden(
            lambda z: (weights * F.cross_entropy(z, labels, reduction="none")).mean(), student),
        "labelSmoothingLoss": golden(lambda z: F.cross_entropy(z, labels, label_smoothing=0.1), student),
        "mseLoss": golden(lambda z: F.mse_loss(expected(z, levels), ratings), student),
        "softMseLoss": golden(lambda z: F.mse_loss(expected(z, levels), expected(teacher, levels)), student),
        "logitMatchingLoss": golden(
            lambda z: F.mse_loss(
                z - z.mean(1, keepdim=True), teacher - teacher.mean(1, keepdim=True)) / 2, student),
        "hintLoss": golden(lambda h, w: F.mse_loss(h @ w, teacher_hidden), hidden, projection),
        "softLoss": {
            str(t): golden(lambda z: softened(z, teacher, t), student) for t in (0.5, 1, 2, 4, 8)},
        "distillationLoss": golden(
            lambda z: F.cross_entropy(z, labels) + 0.7 * softened(z, teacher, 3.0), student),
    }
    inputs = {
        "studentLogits": student.tolist(), "teacherLogits": teacher.tolist(), "labels": labels.tolist(),
        "levels": levels.tolist(), "ratings": ratings.tolist(), "weights": weights.tolist(),
        "studentHidden": hidden.tolist(), "teacherHidden": teacher_hidden.tolist(),
        "projection": projection.tolist(), "smoothing": 0.1, "temperature": 3.0, "alpha": 0.7,
    }
    path = Path(__file__).parents[2] / "test" / "fixtures" / "losses.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    fixture = {"versions": {"torch": torch.__version__}, "inputs": inputs, "losses": losses}
    path.write_text(json.dumps(fixture) + "\n")


if __name__ == "__main__":
    main()
