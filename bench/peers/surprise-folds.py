"""Test RMSE of Surprise's algorithms, with its default settings, on the official folds u1-u5 of MovieLens-100K.

    pip install scikit-surprise==1.1.4 "numpy<2" pandas
    python bench/peers/surprise-folds.py <folder with u1.base, u1.test, ... plain or gzipped> > reports/surprise-ml-100k.json

The report on MovieLens-100K shows these figures beside its own, since both are of the same folds.
"""
import gzip
import json
import pathlib
import sys

import pandas
import surprise

ALGORITHMS = {
    'BaselineOnly': lambda: surprise.BaselineOnly(verbose=False),
    'SVD': lambda: surprise.SVD(random_state=0),
    'KNNBaseline': lambda: surprise.KNNBaseline(verbose=False),
    'SVDpp': lambda: surprise.SVDpp(random_state=0),
}


def read(folder, name):
    path = folder / name
    opened = open(path, encoding='latin-1') if path.exists() else gzip.open(f'{path}.gz', 'rt', encoding='latin-1')
    with opened as lines:
        return [(f[0], f[1], float(f[2]), None) for f in (line.rstrip('\n').split('\t') for line in lines)]


def main():
    folder = pathlib.Path(sys.argv[1])
    results = {name: [] for name in ALGORITHMS}
    for fold in range(1, 6):
        rows = pandas.DataFrame([row[:3] for row in read(folder, f'u{fold}.base')])
        trainset = surprise.Dataset.load_from_df(rows, surprise.Reader(rating_scale=(1, 5))).build_full_trainset()
        testset = [row[:3] for row in read(folder, f'u{fold}.test')]
        for name, make in ALGORITHMS.items():
            predictions = make().fit(trainset).test(testset)
            results[name].append(round(surprise.accuracy.rmse(predictions, verbose=False), 4))
            print(f'u{fold} {name} {results[name][-1]}', file=sys.stderr)
    means = {name: round(sum(values) / len(values), 4) for name, values in results.items()}
    about = {'surprise': surprise.__version__, 'folds': ['u1', 'u2', 'u3', 'u4', 'u5'], 'metric': 'test RMSE'}
    print(json.dumps({**about, 'perFold': results, 'mean': means}, indent=1))


if __name__ == '__main__':
    main()
