"""Lists a piece at a time: a cursor says after which row it goes on, so that new rows shift nothing.

A cursor is signed, and for one list with its filters alone: it can't be made up, nor carried to another list.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.signing import BadSignature, Signer
from django.db.models import QuerySet
from django.http import HttpRequest

from mainline.api.problems import Refused

USUAL = 50
MOST = 200
LONGEST = 400
"""Characters of a cursor; ours have fewer."""
_PAGING = ("cursor", "limit", "page")


@dataclass(frozen=True, slots=True)
class Piece:
    """Some rows of a list, and the cursors that lead on and back; empty where there is nothing more."""

    items: Sequence[Any]
    next: str = ""
    previous: str = ""


class Cursors:
    """The cursors of one list as one request asks for it."""

    def __init__(self, request: HttpRequest, given: str) -> None:
        """Raises :class:`Refused` for a cursor that is damaged or of another list."""
        match = request.resolver_match
        route = match.route if match else request.path
        filters = sorted((name, values) for name, values in request.GET.lists() if name not in _PAGING)
        where = sorted(match.kwargs.items()) if match else []
        self._signer = Signer(salt=f"mainline.api.cursor:{route}:{where}:{filters}", sep="~")
        self.place: Any = None
        self.is_back = False
        if given:
            self.place, self.is_back = self._read(given)

    def _read(self, given: str) -> tuple[Any, bool]:
        try:
            place, is_back = self._signer.unsign_object(given)
        except (BadSignature, ValueError, TypeError) as error:
            raise Refused(
                "cursor",
                "游标已损坏，或属于另一个列表或另一组筛选。请不带游标从头开始。",
                "The cursor is damaged, or belongs to another list or to other filters. Begin anew without it.",
                field="cursor",
            ) from error
        return place, bool(is_back)

    def at(self, place: Any, *, is_back: bool = False) -> str:
        """Return the cursor that goes on behind a place, or back before it."""
        return self._signer.sign_object([place, int(is_back)])


def rows_of(cursors: Cursors, rows: QuerySet[Any], limit: int, *, is_newest_first: bool = False) -> Piece:
    """Return a piece of rows in the order of their ids."""
    is_descending = is_newest_first != cursors.is_back
    if cursors.place is not None:
        rows = rows.filter(**{"pk__lt" if is_descending else "pk__gt": cursors.place})
    found = list(rows.order_by("-pk" if is_descending else "pk")[: limit + 1])
    return _piece(cursors, found, limit, lambda row: row.pk)


def entries_of(
    cursors: Cursors,
    rows: Sequence[Any],
    limit: int,
    key: Callable[[Any], list[Any]],
    *,
    is_newest_first: bool,
) -> Piece:
    """Return a piece of rows that are at hand already, in the order of their keys."""
    is_descending = is_newest_first != cursors.is_back
    ordered = sorted(rows, key=key, reverse=is_descending)
    if cursors.place is not None:
        place = cursors.place
        ordered = [row for row in ordered if (key(row) < place if is_descending else key(row) > place)]
    return _piece(cursors, ordered[: limit + 1], limit, key)


def _piece(cursors: Cursors, found: list[Any], limit: int, key: Callable[[Any], Any]) -> Piece:
    """Cut to ``limit``; the one row more told whether there is more in the direction of the cursor."""
    has_more, found = len(found) > limit, found[:limit]
    if cursors.is_back:
        found.reverse()
    if not found:
        return Piece([])
    has_next = has_more or cursors.is_back
    has_previous = has_more if cursors.is_back else cursors.place is not None
    return Piece(
        found,
        cursors.at(key(found[-1])) if has_next else "",
        cursors.at(key(found[0]), is_back=True) if has_previous else "",
    )
