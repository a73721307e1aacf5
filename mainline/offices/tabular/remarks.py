"""Columns that we put before those of somebody's table when it goes back to be mended; read again, they say nothing."""

from __future__ import annotations

from collections.abc import Sequence

from mainline.offices.tabular.mapping import fold_header

REASON = ("错误原因与改法", "What is wrong, and what to do")
ROW = ("原文件行号", "Row in the file")
_FOLDED = frozenset(fold_header(each) for each in (*REASON, *ROW))


def own_headers(headers: Sequence[str]) -> list[str]:
    """Return the headers without ours."""
    return [each for each in headers if fold_header(each) not in _FOLDED]


def own_cells(headers: Sequence[str], cells: Sequence[str]) -> list[str]:
    """Return the cells of a row without those under our headers."""
    ours = {place for place, each in enumerate(headers) if fold_header(each) in _FOLDED}
    return [cell for place, cell in enumerate(cells) if place not in ours]
