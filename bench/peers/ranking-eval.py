"""Python's side of bench/ranking-eval.ts: one full ranking for each line on standard input.

    pip install numpy ranx

Started by the benchmark (RECDISTILL_BENCH_PYTHON names the Python). Protocol: `numpy` or `ranx` in, milliseconds out.
"""

import sys
import time
import warnings

from importlib.metadata import version

import numpy
from ranx import Qrels, Run, evaluate

warnings.filterwarnings("ignore")
KS = (5, 10, 20)
METRICS = ("recall", "hit_rate", "ndcg", "mrr", "map", "precision")


class Work:
    def __init__(self, queries, items):
        random = numpy.random.default_rng(1)
        self.rows = numpy.arange(queries)[:, None]
        self.scores = random.normal(size=(queries, items)).astype(numpy.float32)
        self.targets = random.integers(items, size=queries)
        self.seen = random.integers(items, size=(queries, 7))
        self.qrels = Qrels({f"q{q}": {str(target): 1} for q, target in enumerate(self.targets)})

    def best(self):
        """[queries, 20], best first, seen items masked unless they are the target."""
        scores = self.scores.copy()
        held = scores[self.rows[:, 0], self.targets]
        scores[self.rows, self.seen] = -numpy.inf
        scores[self.rows[:, 0], self.targets] = held
        top = numpy.argpartition(-scores, KS[-1], axis=1)[:, : KS[-1]]
        values = scores[self.rows, top]
        order = numpy.argsort(-values, axis=1, kind="stable")
        return top[self.rows, order], values[self.rows, order]

    def numpy(self):
        hits = self.best()[0] == self.targets[:, None]
        places = numpy.arange(1, KS[-1] + 1)
        for k in KS:
            hit = hits[:, :k]
            recall = hit.sum(1)
            reciprocal = (hit / places[:k]).sum(1)
            gain = (hit / numpy.log2(places[:k] + 1)).sum(1)
            # With one target, hit rate is recall, and average precision the reciprocal rank.
            numpy.mean([recall, recall, gain, reciprocal, reciprocal, recall / k], axis=1)

    def ranx(self):
        top, values = self.best()
        run = Run({f"q{q}": dict(zip(map(str, items), row)) for q, (items, row) in enumerate(zip(top.tolist(), values.tolist()))})
        evaluate(self.qrels, run, [f"{metric}@{k}" for metric in METRICS for k in KS])


def main():
    work = Work(*map(int, sys.argv[1:3]))
    print(f"numpy {numpy.__version__}, ranx {version('ranx')}", flush=True)
    for line in sys.stdin:
        start = time.perf_counter()
        getattr(work, line.strip())()
        print((time.perf_counter() - start) * 1000, flush=True)


if __name__ == "__main__":
    main()
