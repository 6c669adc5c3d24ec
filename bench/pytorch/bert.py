"""PyTorch's side of bench/encode.ts and bench/fine-tune-step.ts: one unit of work for each line on standard input.

    pip install torch transformers

Started by the benchmarks (RECDISTILL_BENCH_PYTHON names the Python that has PyTorch). Protocol: `encode`, `step` or
`step-sparse` in, milliseconds out. All weights are trained, with AdamW over all of them (`step`), or with SparseAdam over
the rows of the word table that the batch touched (`step-sparse`), which is the arithmetic that recdistill does.
"""

import sys
import time
import warnings

import torch
from transformers import BertModel, logging

TEXTS = WIDTH = 32
logging.set_verbosity_error()
warnings.filterwarnings("ignore")


class Work:
    def __init__(self, folder):
        torch.manual_seed(0)
        self.model = BertModel.from_pretrained(folder, add_pooling_layer=False).eval()
        self.ids = torch.randint(1000, 30000, (TEXTS, WIDTH))
        self.mask = torch.ones(TEXTS, WIDTH, dtype=torch.long)
        self.target = torch.randn(TEXTS, self.model.config.hidden_size)
        self.optimizers = {}

    def vectors(self):
        return self.model(input_ids=self.ids, attention_mask=self.mask).last_hidden_state.mean(1)

    def encode(self):
        with torch.inference_mode():
            self.vectors()

    def optimizers_for(self, sparse):
        if sparse not in self.optimizers:
            words = self.model.embeddings.word_embeddings
            words.sparse = sparse
            others = [p for p in self.model.parameters() if p is not words.weight]
            if sparse:
                made = [torch.optim.AdamW(others, lr=1e-5), torch.optim.SparseAdam([words.weight], lr=1e-5)]
            else:
                made = [torch.optim.AdamW(self.model.parameters(), lr=1e-5)]
            self.optimizers[sparse] = made
        return self.optimizers[sparse]

    def step(self, sparse=False):
        optimizers = self.optimizers_for(sparse)
        self.model.embeddings.word_embeddings.sparse = sparse
        self.model.zero_grad()
        loss = ((self.vectors() - self.target) ** 2).mean()
        loss.backward()
        for optimizer in optimizers:
            optimizer.step()
        return loss.item()


def main():
    work = Work(sys.argv[1])
    print(f"PyTorch {torch.__version__}, {torch.get_num_threads()} threads", flush=True)
    todo = {"encode": work.encode, "step": work.step, "step-sparse": lambda: work.step(sparse=True)}
    for line in sys.stdin:
        started = time.perf_counter()
        todo[line.strip()]()
        print((time.perf_counter() - started) * 1e3, flush=True)


if __name__ == "__main__":
    main()
