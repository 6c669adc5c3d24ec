"""Golden values of a principal projection, from scikit-learn in double precision.

Writes test/fixtures/principal-table.json: a table, its projection onto two directions, the directions, and the share of
the variance that they hold.

    pip install scikit-learn
    python scripts/make-fixtures/principal-table.py
"""

import json
from pathlib import Path

import numpy
import sklearn
from sklearn.decomposition import PCA

ITEMS, WIDTH, DIMENSIONS = 7, 5, 2
random = numpy.random.default_rng(3)
table = random.normal(size=(ITEMS, WIDTH)) * [3, 2, 1, 0.5, 0.2] + [5, 0, -2, 0, 1]
table = table.astype(numpy.float32).astype(numpy.float64)
model = PCA(DIMENSIONS, svd_solver="full").fit(table)
# Both directions of an axis are right; the one whose largest number is above 0 is meant.
largest = model.components_[range(DIMENSIONS), numpy.abs(model.components_).argmax(1)]
signs = numpy.sign(largest)
fixture = {
    "versions": {"scikit-learn": sklearn.__version__, "numpy": numpy.__version__},
    "width": WIDTH,
    "dimensions": DIMENSIONS,
    "table": table.flatten().tolist(),
    "projected": (model.transform(table) * signs).flatten().tolist(),
    "components": (model.components_ * signs[:, None]).flatten().tolist(),
    "explained": float(model.explained_variance_ratio_.sum()),
}
path = Path(__file__).parents[2] / "test" / "fixtures" / "principal-table.json"
path.write_text(json.dumps(fixture, indent=1) + "\n")
