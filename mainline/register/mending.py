"""The rows of a table that could not be taken, as a table of the same kind: mend them there and bring just these in again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from mainline.offices import tabular
from mainline.offices.reading import pieces_of
from mainline.offices.reasons import explain
from mainline.offices.record import Rejected
from mainline.offices.tabular.remarks import REASON, ROW, own_cells, own_headers
from mainline.register.access import NOT_YOURS, NOT_YOURS_KEPT
from mainline.register.models import Import, Quarantine
from mainline.register.storable import storable
from mainline.web.exports import Cell, Table

_HELD = (NOT_YOURS, NOT_YOURS_KEPT)
Place = tuple[str, int]
"""Member and number of a record."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """A row as the table had it, and why it was not taken."""

    headers: tuple[str, ...]
    cells: tuple[str, ...]
    number: int
    reason: str
    """Code of :mod:`mainline.offices.reasons`."""
    detail: str


def wrong_rows(job: Import) -> Iterator[Wrong]:
    """Yield the rows of an import's tables that were not taken, as its file is read today, in the order of the file.

    Those that were held back because the right is of others are told by the import itself: of a dry run the first alone.
    """
    held = _held(job)
    for found in pieces_of(Path(job.path), job.mapping):
        if not isinstance(found, tuple) or found[0] != tabular.NAME:
            continue
        for row in tabular.read_rows(found[1]):
            if not row.headers:
                continue
            position = row.found.position
            why = held.get((storable(position.member)[-1000:], position.ordinal))
            if isinstance(row.found, Rejected):
                why = (row.found.reason, row.found.detail)
            if why is not None:
                yield _wrong(row, *why)


def _wrong(row: tabular.Row, reason: str, detail: str) -> Wrong:
    headers = tuple(own_headers(row.headers))
    return Wrong(headers, tuple(own_cells(row.headers, row.cells)), row.number, reason, detail)


def _held(job: Import) -> Mapping[Place, tuple[str, str]]:
    if job.is_dry_run:
        told = ((member, n, why, detail) for member, n, why, detail in job.rejected if why in _HELD)
    else:
        rows = Quarantine.objects.filter(imported_by=job, reason__in=_HELD)
        told = iter(rows.values_list("member", "ordinal", "reason", "detail"))
    return {(str(member), int(ordinal)): (str(why), str(detail)) for member, ordinal, why, detail in told}


def as_table(job: Import, language: str) -> Table | None:
    """Return the rows that were not taken under their own headers, ours before them; ``None`` where there is none.

    Tables of several headers in one file become one, with the columns of all.
    """
    which = 0 if language == "zh" else 1
    rows = list(wrong_rows(job))
    if not rows:
        return None
    columns = list(dict.fromkeys(header for row in rows for header in row.headers))
    is_one = len({row.headers for row in rows}) == 1
    headers = list(rows[0].headers) if is_one else columns
    # Cells without a header, by which a row was too wide, stay at its end.
    width = max(len(row.cells) for row in rows) if is_one else len(headers)
    headers += [""] * (width - len(headers))
    printed = [REASON[which], ROW[which], *headers]
    return Table(printed, printed, (_line(row, headers, which, is_one) for row in rows))


def _line(row: Wrong, headers: list[str], which: int, is_one: bool) -> list[Cell]:
    told = f"{explain(row.reason)[which]} ({row.detail})"
    cells: list[Cell] = list(row.cells)
    if not is_one:
        here = dict(zip(row.headers, row.cells, strict=False))
        cells = [here.get(header, "") for header in headers]
    return [told, row.number, *cells, *[""] * (len(headers) - len(cells))]
