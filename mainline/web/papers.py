"""A list as PDF: A4 across, its headers on every page, with what it was narrowed by and what it adds up to. No domain word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mainline.typesetting import typeset_apart
from mainline.web.templatetags.web import number, page_language

if TYPE_CHECKING:
    from mainline.web.exports import Cell, Table

MOST_ROWS = 3000
"""Rows of one PDF: these take the typesetter some seconds and 400 MB."""
MOST_ROWS_OF_VISITORS = 300
"""Whoever is not logged in may not keep the typesetter busy."""
_TEMPLATE = Path(__file__).parent / "data" / "list.typ"
_LONGEST = 1000
"""Characters of one cell."""
_NARROWEST, _WIDEST = 5, 40
"""Widths of columns, in characters."""
_RUN = re.compile(r"[^\s\u2e80-\uffef]{18}")
"""So much without a space breaks nowhere by itself."""
_BREAK = "\u200b"
_SIZES = ((7, 8.0), (10, 7.0), (13, 6.2))
"""Up to so many columns, letters of so many points."""
_SMALLEST = 5.4


class TooLong(ValueError):
    """The list has more rows than one PDF holds; ``args[0]`` says so in the language of the page."""


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above and below a list on paper."""

    title: str
    about: str = ""
    """Whose list it is, where it is of one thing."""
    filters: Sequence[str] = ()
    """What it is narrowed by, in words."""
    letterhead: str = ""
    """The organisation's name."""
    by: str = ""
    """Who asks."""
    remark: str = ""
    """What else every paper says, as that it is a demonstration."""
    note: str = ""
    """What is to be said beside its sums."""
    most: int = MOST_ROWS
    """Rows that this PDF may have."""
    waits: bool = True
    """Whether it is worth waiting for the typesetter; else it is refused at once while that is busy."""


def as_pdf(table: Table) -> Iterator[bytes]:
    """Return the PDF of a table as one part. Raises :class:`TooLong` and what the typesetter raises.

    Unlike the other formats it is made before the first byte goes out, so that a page can say what is wrong.
    """
    most = table.heading.most if table.heading else MOST_ROWS
    rows = [[_text(cell) for cell in row] for row in islice(table.rows, most + 1)]
    if len(rows) > most:
        words = _(
            "A PDF holds at most %(most)s rows, and this list has more. Narrow it, or take XLSX or CSV."
        )
        raise TooLong(words % {"most": number(most)})
    sums = [_text(cell) for cell in table.sums()] if table.sums and rows else []
    if sums and not any(sums):
        sums = []
    if sums and not sums[0]:
        sums[0] = _("Together")
    waits = table.heading is None or table.heading.waits
    return iter([typeset_apart(_TEMPLATE, _said(table, rows, sums), waits=waits)])


def _said(table: Table, rows: Sequence[Sequence[str]], sums: Sequence[str]) -> dict[str, object]:
    heading = table.heading or Heading(_("List"))
    made = [
        ngettext("%(n)s row", "%(n)s rows", len(rows)) % {"n": number(len(rows))},
        f"{timezone.localtime():%Y-%m-%d %H:%M}",
        *(part for part in (heading.by, heading.remark) if part),
    ]
    columns, all_rows = len(table.columns), [*rows, *([sums] if sums else [])]
    return {
        "lang": page_language(),
        "title": heading.title,
        "about": heading.about,
        "letterhead": heading.letterhead,
        "filters": list(heading.filters),
        "made": " · ".join(made),
        "foot": " · ".join(part for part in (heading.letterhead, heading.title, _("Mainline")) if part),
        "page": _("Page %(page)s of %(pages)s") % {"page": "{n}", "pages": "{m}"},
        "size": next((size for most, size in _SIZES if columns <= most), _SMALLEST),
        "headers": list(table.headers),
        "looks": list(table.looks) or [""] * columns,
        "widths": [_width([row[at] for row in all_rows], head) for at, head in enumerate(table.headers)],
        "cells": [cell for row in rows for cell in row],
        "sums": list(sums),
        "note": heading.note if sums else "",
        "none": "" if rows else _("No row fits these filters."),
    }


def _width(cells: Sequence[str], header: str) -> float:
    """Return the share of a column: short ones as long as their longest cell, long ones by what is usual in them."""
    lengths = [max(map(_long, cell.splitlines()), default=0) for cell in cells] or [0]
    longest, usual = max(lengths), sum(lengths) / len(lengths)
    width = longest if longest <= _WIDEST // 2 else max(usual * 1.2, _WIDEST / 2)
    return round(min(max(width, _long(header) * 0.8, _NARROWEST), _WIDEST), 1)


def _long(text: str) -> int:
    """Return the width of a text in Latin characters: a Chinese one is as wide as two."""
    return sum(2 if char >= "\u2e80" else 1 for char in text.replace(_BREAK, ""))


def _text(cell: Cell) -> str:
    text = "" if cell is None else number(cell) if isinstance(cell, int) else str(cell)
    if len(text) > _LONGEST:
        text = f"{text[:_LONGEST]}…"
    return _RUN.sub(lambda run: run[0] + _BREAK, text)
