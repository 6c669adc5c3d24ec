"""Turns notebooks into HTML pages with nbconvert.

usage: to_html.py NOTEBOOK.ipynb PAGE.html [NOTEBOOK.ipynb PAGE.html ...]
Called by `recdistill notebooks`, which then puts plotly.js into each page once.
"""
import pathlib
import sys

from nbconvert import HTMLExporter


def main():
    exporter = HTMLExporter()
    for notebook, page in zip(sys.argv[1::2], sys.argv[2::2]):
        body, _ = exporter.from_filename(notebook)
        pathlib.Path(page).write_text(body, encoding="utf-8")


if __name__ == "__main__":
    main()
