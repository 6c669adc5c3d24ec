"""PyTorch's side of bench/sasrec-epoch.ts and bench/bpr-epoch.ts: one epoch for each line on standard input.

    pip install torch

Started by the benchmarks (RECDISTILL_BENCH_PYTHON names the Python that has PyTorch). Protocol: `sasrec` (causal
transformer, post-layer-norm, cross-entropy over the whole catalogue at every position) or `bpr` (matrix factorization, one
drawn negative a row) in, milliseconds out. AdamW over all weights.
"""

import sys
import time

import torch
import torch.nn.functional as F

BPR_BATCH = 1024


class SasRec(torch.nn.Module):
    def __init__(self, items, length, dimensions, layers, heads):
        super().__init__()
        self.items = torch.nn.Embedding(items, dimensions)
        self.places = torch.nn.Parameter(torch.randn(length, dimensions) * 0.02)
        self.bias = torch.nn.Parameter(torch.zeros(items))
        self.norm = torch.nn.LayerNorm(dimensions, eps=1e-6)
        self.dropout = torch.nn.Dropout(0.2)
        torch.nn.init.normal_(self.items.weight, std=0.05)
        layer = lambda: torch.nn.TransformerEncoderLayer(
            dimensions, heads, dimensions, dropout=0.0, activation="gelu", layer_norm_eps=1e-6, batch_first=True)
        self.layers = torch.nn.ModuleList([layer() for _ in range(layers)])
        self.register_buffer("mask", torch.nn.Transformer.generate_square_subsequent_mask(length))

    def forward(self, histories):
        x = self.dropout(self.norm(self.items(histories) + self.places))
        for layer in self.layers:
            x = self.dropout(layer(x, src_mask=self.mask, is_causal=True))
        return x @ self.items.weight.T + self.bias


class Factorization(torch.nn.Module):
    def __init__(self, users, items, dimensions):
        super().__init__()
        self.users = torch.nn.Embedding(users, dimensions)
        self.items = torch.nn.Embedding(items, dimensions)
        self.bias = torch.nn.Parameter(torch.zeros(items))
        for table in (self.users, self.items):
            torch.nn.init.normal_(table.weight, std=0.05)

    def forward(self, users, items):
        return (self.users(users) * self.items(items)).sum(-1) + self.bias[items]


class Work:
    def __init__(self, users, items, length, dimensions, layers, heads, batch):
        torch.manual_seed(0)
        self.batch, self.item_count = batch, items
        self.histories = torch.randint(items, (users, length + 1))
        self.sasrec_model = SasRec(items, length, dimensions, layers, heads)
        self.bpr_model = Factorization(users, items, dimensions)
        adam = lambda model: torch.optim.AdamW(model.parameters(), lr=5e-3, weight_decay=0.1)
        self.sasrec_optimizer, self.bpr_optimizer = adam(self.sasrec_model), adam(self.bpr_model)

    def sasrec(self):
        for rows in torch.randperm(len(self.histories)).split(self.batch):
            self.sasrec_optimizer.zero_grad()
            logits = self.sasrec_model(self.histories[rows, :-1])
            F.cross_entropy(logits.flatten(0, 1), self.histories[rows, 1:].flatten()).backward()
            self.sasrec_optimizer.step()

    def bpr(self):
        width = self.histories.shape[1]
        taken = self.histories.flatten()
        for rows in torch.randperm(len(taken)).split(BPR_BATCH):
            self.bpr_optimizer.zero_grad()
            users = rows // width
            negatives = torch.randint(self.item_count, (len(rows),))
            margins = self.bpr_model(users, taken[rows]) - self.bpr_model(users, negatives)
            (-F.logsigmoid(margins)).mean().backward()
            self.bpr_optimizer.step()


def main():
    work = Work(*map(int, sys.argv[1:8]))
    print(f"torch {torch.__version__}, {torch.get_num_threads()} threads", flush=True)
    for line in sys.stdin:
        start = time.perf_counter()
        {"sasrec": work.sasrec, "bpr": work.bpr}[line.strip()]()
        print((time.perf_counter() - start) * 1000, flush=True)


if __name__ == "__main__":
    main()
