"""PyTorch's side of bench/student-train.ts and bench/score.ts: one unit of work for each line on standard input.

    pip install torch

Started by the benchmarks (RECDISTILL_BENCH_PYTHON names the Python that has PyTorch). Protocol: `train` (one epoch of biased
matrix factorization with the ordinal head, AdamW over all weights) or `score` (logits of all pairs) in, milliseconds out.
"""

import sys
import time

import torch
import torch.nn.functional as F


class Factorization(torch.nn.Module):
    def __init__(self, users, items, dimensions, classes):
        super().__init__()
        self.users = torch.nn.Embedding(users, dimensions + 1)
        self.items = torch.nn.Embedding(items, dimensions + 1)
        self.direction = torch.nn.Parameter(torch.arange(classes) - (classes - 1) / 2)
        self.offsets = torch.nn.Parameter(torch.zeros(classes))
        for table in (self.users, self.items):
            torch.nn.init.normal_(table.weight, std=0.1)

    def forward(self, users, items):
        user, item = self.users(users), self.items(items)
        score = user[:, 0] + item[:, 0] + (user[:, 1:] * item[:, 1:]).sum(1)
        return score[:, None] * self.direction + self.offsets


class Work:
    def __init__(self, users, items, dimensions, classes, rows, batch):
        torch.manual_seed(0)
        self.model = Factorization(users, items, dimensions, classes)
        self.optimizer = torch.optim.AdamW(self.model.parameters(), lr=5e-3, weight_decay=0.1)
        self.users, self.items = torch.randint(users, (rows,)), torch.randint(items, (rows,))
        self.labels = torch.randint(classes, (rows,))
        self.batch = batch

    def train(self):
        for rows in torch.randperm(len(self.labels)).split(self.batch):
            self.optimizer.zero_grad()
            logits = self.model(self.users[rows], self.items[rows])
            F.cross_entropy(logits, self.labels[rows]).backward()
            self.optimizer.step()

    def score(self):
        with torch.inference_mode():
            for users, items in zip(self.users.split(8192), self.items.split(8192)):
                self.model(users, items).numpy()


def main():
    work = Work(*map(int, sys.argv[1:7]))
    print(f"torch {torch.__version__}, {torch.get_num_threads()} threads", flush=True)
    for line in sys.stdin:
        start = time.perf_counter()
        {"train": work.train, "score": work.score}[line.strip()]()
        print((time.perf_counter() - start) * 1000, flush=True)


if __name__ == "__main__":
    main()
