"""Runs one notebook through nbclient and reports cell by cell.

Reads a job from standard input, {"notebook": {...}, "folder": "..."}: the notebook as JSON and the working directory
of its kernel. Writes one JSON object a line to standard output:
  {"event": "start", "cell": index}
  {"event": "end", "cell": index, "seconds": 1.2}
  {"event": "done", "failed": index or null, "error": text, "notebook": {...}}
Called by `recdistill notebooks`, which inserts the parameters and writes the files.
"""
import json
import os
import sys
import time

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, DeadKernelError

# Whatever a library, the kernel or a child of a cell prints must not end up between the reports: they alone get the
# pipe, through a descriptor that no child inherits, and everybody's standard output is standard error from here on.
REPORTS = os.fdopen(os.dup(1), "w", encoding="utf-8")
os.dup2(2, 1)
sys.stdout = sys.stderr


def report(**fields):
    REPORTS.write(json.dumps(fields) + "\n")
    REPORTS.flush()


def error_of(cell, reply):
    """tslab sends a cell's TypeScript error as stderr text, not as an error output."""
    texts = [output.get("text", "") for output in cell.outputs if output.get("name") == "stderr"]
    return "".join(texts).strip() or str(reply)


def main():
    job = json.load(sys.stdin)
    # Reading joins the lists of lines in which files store a source.
    notebook = nbformat.reads(json.dumps(job["notebook"]), as_version=4)
    started = {}

    def on_start(cell, cell_index, **_):
        started[cell_index] = time.monotonic()
        report(event="start", cell=cell_index)

    def on_end(cell, cell_index, **_):
        report(event="end", cell=cell_index, seconds=time.monotonic() - started[cell_index])

    client = NotebookClient(
        notebook,
        kernel_name="tslab",
        timeout=None,
        startup_timeout=120,
        record_timing=False,
        resources={"metadata": {"path": job["folder"]}},
        on_cell_start=on_start,
        on_cell_executed=on_end,
    )
    failed, error = None, ""
    try:
        client.execute()
    except (CellExecutionError, DeadKernelError) as reason:
        failed = max(started, default=0)
        error = error_of(notebook.cells[failed], reason)
    report(event="done", failed=failed, error=error, notebook=notebook)


if __name__ == "__main__":
    main()
