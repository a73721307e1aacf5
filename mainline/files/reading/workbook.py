"""Text of XLSX files: each sheet's name, then its rows with cells parted by tabs."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator
from pathlib import Path

from openpyxl import load_workbook


def lines(path: Path) -> tuple[Iterable[str], int | None]:
    """Return the lines of a workbook; it has no pages."""
    return _all(path), None


def _all(path: Path) -> Iterator[str]:
    # Opened here: the library would refuse a file by its name.
    with path.open("rb") as file, warnings.catch_warnings():
        # The library warns of styles that it leaves out; none of them is a value.
        warnings.simplefilter("ignore")
        book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
        for sheet in book.worksheets:
            sheet.reset_dimensions()
            yield f"# {sheet.title}"
            for row in sheet.iter_rows(values_only=True):
                cells = ["" if value is None else str(value) for value in row]
                if any(cells):
                    yield "\t".join(cells).rstrip("\t")
