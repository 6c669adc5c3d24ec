"""What Python's onnx says of every graph that the library exports.

Has the library write small exports of each kind, checks each with onnx.checker (full check, with inference of types and
shapes), and answers a batch with onnx's own reference implementation in NumPy, which shares nothing with ONNX Runtime; a
graph with an operator whose reference does not know sequence lengths (GRU) is answered by ONNX Runtime. Writes
test/fixtures/onnx-graphs.json: for each graph a hash of its structure, who answered, and the answer.

    python -m venv onnx-env && onnx-env/bin/pip install onnx onnxruntime
    onnx-env/bin/python scripts/make-fixtures/onnx-graphs.py
"""

import json
import os
import subprocess
import tempfile
from pathlib import Path

import numpy
import onnx
import onnxruntime
from onnx.reference import ReferenceEvaluator

ROOT = Path(__file__).parents[2]
TEST = "test/deploy/export/checked-by-onnx.test.ts"


def answer(path, model, output, feeds):
    if any(node.op_type == "GRU" for node in model.graph.node):
        return "onnxruntime", onnxruntime.InferenceSession(str(path)).run([output], feeds)[0]
    return "onnx.reference", ReferenceEvaluator(model).run([output], feeds)[0]


def checked(path):
    about = json.loads(path.with_suffix(".json").read_text())
    model = onnx.load(path)
    onnx.checker.check_model(model, full_check=True)
    feeds = {
        name: numpy.array(feed["values"], dtype=feed["type"]).reshape(feed["shape"])
        for name, feed in about["inputs"].items()
    }
    by, values = answer(path, model, about["output"], feeds)
    assert values.dtype == numpy.float32, f"{path.name}: {values.dtype}"
    return {"structure": about["structure"], "by": by, "values": [float(x) for x in values.flatten()]}


with tempfile.TemporaryDirectory() as folder:
    environment = {**os.environ, "RECDISTILL_ONNX_FOLDER": folder}
    subprocess.run(["npx", "vitest", "run", TEST], cwd=ROOT, env=environment, check=True)
    models = {path.stem: checked(path) for path in sorted(Path(folder).glob("*.onnx"))}
versions = {module.__name__: module.__version__ for module in (onnx, onnxruntime, numpy)}
fixture = {"versions": versions, "checker": "onnx.checker.check_model(full_check=True)", "models": models}
(ROOT / "test" / "fixtures" / "onnx-graphs.json").write_text(json.dumps(fixture) + "\n")
print(f"{len(models)} graphs checked")
