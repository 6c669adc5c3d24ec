"""Python's side of bench/top-k.ts: requests one by one on one thread, to faiss's exact index of inner products or to
hnswlib's approximate one, which says beside its name which share of the exact ten it finds.

    pip install faiss-cpu hnswlib numpy

Started by the benchmark (RECDISTILL_BENCH_PYTHON names the Python). Protocol: a number of requests in, milliseconds out.
"""

import sys
import time
from importlib.metadata import version

import numpy


def faiss_index(table, k):
    import faiss

    faiss.omp_set_num_threads(1)
    index = faiss.IndexFlatIP(table.shape[1])
    index.add(table)
    return f"faiss {faiss.__version__} IndexFlatIP", lambda query: index.search(query, k)[1]


def hnswlib_index(table, k):
    import hnswlib

    index = hnswlib.Index(space="ip", dim=table.shape[1])
    index.init_index(max_elements=len(table), M=16, ef_construction=100, random_seed=1)
    index.add_items(table, num_threads=1)
    index.set_num_threads(1)
    index.set_ef(200)
    return f"hnswlib {version('hnswlib')} M=16 ef=200", lambda query: index.knn_query(query, k=k)[0]


def main():
    kind = sys.argv[1]
    items, width, k = map(int, sys.argv[2:5])
    random = numpy.random.default_rng(1)
    table = random.normal(size=(items, width)).astype(numpy.float32)
    queries = random.normal(size=(1000, width)).astype(numpy.float32)
    banner, search = {"faiss": faiss_index, "hnswlib": hnswlib_index}[kind](table, k)
    exact = numpy.argsort(-queries[:200] @ table.T, axis=1)[:, :k]
    found = [len(set(search(queries[i : i + 1])[0]) & set(exact[i])) for i in range(200)]
    print(f"{banner}, {100 * numpy.mean(found) / k:.1f}% of the exact {k}", flush=True)
    for line in sys.stdin:
        start = time.perf_counter()
        for i in range(int(line)):
            search(queries[i % 1000 : i % 1000 + 1])
        print((time.perf_counter() - start) * 1000, flush=True)


if __name__ == "__main__":
    main()
