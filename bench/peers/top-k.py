"""Python's side of bench/top-k.ts: requests one by one to faiss's exact index of inner products, on one thread.

    pip install faiss-cpu numpy

Started by the benchmark (RECDISTILL_BENCH_PYTHON names the Python). Protocol: a number of requests in, milliseconds out.
"""

import sys
import time

import faiss
import numpy


def main():
    items, width, k = map(int, sys.argv[1:4])
    faiss.omp_set_num_threads(1)
    random = numpy.random.default_rng(1)
    index = faiss.IndexFlatIP(width)
    index.add(random.normal(size=(items, width)).astype(numpy.float32))
    queries = random.normal(size=(1000, width)).astype(numpy.float32)
    print(f"faiss {faiss.__version__} IndexFlatIP", flush=True)
    for line in sys.stdin:
        start = time.perf_counter()
        for i in range(int(line)):
            index.search(queries[i % 1000 : i % 1000 + 1], k)
        print((time.perf_counter() - start) * 1000, flush=True)


if __name__ == "__main__":
    main()
