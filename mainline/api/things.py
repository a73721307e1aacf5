"""Finding what an address names, within what the asker may know of: else the one answer of 404."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from mainline.api.problems import missing

LARGEST_ID = 2**63 - 1


def one_of(rows: QuerySet[Any], pk: int, zh: str, en: str) -> Any:
    """Return the row of an id out of what may be seen. Raises :class:`mainline.api.problems.Refused`."""
    found = rows.filter(pk=pk).first() if 0 < pk <= LARGEST_ID else None
    if found is None:
        raise missing(zh, en, pk)
    return found
