"""Lists as tables of one kind: sorted by the links of their headers, columns chosen and remembered, handed out as files.

No domain word. A list declares its columns once, as a :class:`ListTable`; a view asks it for the rows in order and
shows them by ``web/table.html``. All works without script: sorting is a link, choosing is a form, and what was
chosen is kept in a cookie of the browser.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse

from mainline.web.exports import Cell
from mainline.web.exports import Table as FileTable

_YEAR = 365 * 24 * 3600
_PAGE = 25


@dataclass(frozen=True, slots=True)
class Column:
    """One column: how a row fills it on a page and in a file, and by which field it is sorted."""

    code: str
    header: object
    """A text in the language of the page, lazy."""
    cell: Callable[[Any], object]
    """Row to what the page shows; escaped unless it is safe already."""
    value: Callable[[Any], Cell] | None = None
    """Row to what a file holds, where that is not what the page shows."""
    sort: str = ""
    """Field that the database sorts by; empty where it can't."""
    look: str = "tight"
    """Classes of the cell: ``tight``, ``wide`` or ``n`` for numbers."""
    is_shown: bool = True
    """Whether it is there before anybody chooses."""

    def written(self, row: Any) -> Cell:
        """Return what a file holds of a row."""
        return str(self.cell(row)) if self.value is None else self.value(row)


@dataclass(frozen=True, slots=True)
class Head:
    """The header of a shown column: ``asked`` is what its link asks to sort by, ``order`` how it is sorted now."""

    column: Column
    asked: str
    order: str


@dataclass(frozen=True, slots=True)
class Shown:
    """One page of a list as its template draws it."""

    code: str
    page: Page[Any]
    heads: Sequence[Head]
    choices: Sequence[tuple[Column, bool]]
    """Columns that can be chosen, and whether they are; the first column is always there."""
    kept: Sequence[tuple[str, str]]
    """What else the address says, for the form that chooses columns."""

    @property
    def body(self) -> list[list[tuple[str, object]]]:
        """Cells of each row: (classes, content)."""
        columns = [head.column for head in self.heads]
        return [[(column.look, column.cell(row)) for column in columns] for row in self.page]


@dataclass(frozen=True, slots=True)
class ListTable:
    """A kind of list. ``code`` names its cookie; the first column is what a row is called and always shown."""

    code: str
    columns: Sequence[Column]
    sort: str = ""
    """The order before anybody asks, by a column's code, ``-`` first for downwards; empty: as the rows come."""
    by_code: Mapping[str, Column] = field(init=False)

    def __post_init__(self) -> None:
        """Index the columns."""
        object.__setattr__(self, "by_code", {column.code: column for column in self.columns})

    def sorted_by(self, request: HttpRequest) -> str:
        """Return the order asked for, or the usual one where it makes no sense."""
        asked = request.GET.get("sort", "")
        column = self.by_code.get(asked.removeprefix("-"))
        return asked if column is not None and column.sort else self.sort

    def in_order(self, request: HttpRequest, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Sort rows as asked, unknown values last, then by id so that pages never overlap."""
        order = self.sorted_by(request)
        if not order:
            return rows
        by = F(self.by_code[order.removeprefix("-")].sort)
        first = by.desc(nulls_last=True) if order.startswith("-") else by.asc(nulls_last=True)
        return rows.order_by(first, "-pk")

    def shown(
        self,
        request: HttpRequest,
        rows: QuerySet[Any],
        wrap: Callable[[Iterable[Any]], list[Any]] | None = None,
    ) -> Shown:
        """Return one page of the rows in the order and with the columns asked for; ``wrap`` prepares the page's rows."""
        page = Paginator(self.in_order(request, rows), _PAGE).get_page(request.GET.get("page"))
        if wrap is not None:
            page.object_list = wrap(page.object_list)
        chosen, order = self._chosen(request), self.sorted_by(request)
        return Shown(
            code=self.code,
            page=page,
            heads=[_head(column, order) for column in self.columns if column.code in chosen],
            choices=[(column, column.code in chosen) for column in self.columns[1:]],
            kept=[
                (name, value)
                for name, values in request.GET.lists()
                if name not in ("columns", "page", "table")
                for value in values
            ],
        )

    def remember(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Keep in the browser which columns were chosen with this request, if any were."""
        if request.GET.get("table") == self.code:
            response.set_cookie(
                self._cookie,
                ".".join(column.code for column in self.columns if column.code in self._chosen(request)),
                max_age=_YEAR,
                httponly=True,
                samesite="Lax",
                secure=bool(settings.SESSION_COOKIE_SECURE),
            )
        return response

    def file(self, rows: Iterable[Any]) -> FileTable:
        """Return rows with all columns, as a table that can be written to a file."""
        return FileTable(
            columns=[column.code for column in self.columns],
            headers=[str(column.header) for column in self.columns],
            rows=([column.written(row) for column in self.columns] for row in rows),
        )

    @property
    def _cookie(self) -> str:
        return f"columns-{self.code}"

    def _chosen(self, request: HttpRequest) -> set[str]:
        """Return the columns asked for, else those remembered, else the usual ones; always the first."""
        if request.GET.get("table") == self.code:
            asked = set(request.GET.getlist("columns"))
        else:
            asked = set(request.COOKIES.get(self._cookie, "").split("."))
        known = asked & set(self.by_code)
        if not known:
            known = {column.code for column in self.columns if column.is_shown}
        return known | {self.columns[0].code}


def _head(column: Column, order: str) -> Head:
    if order.removeprefix("-") != column.code:
        return Head(column, column.code if column.sort else "", "")
    is_down = order.startswith("-")
    return Head(
        column, column.code if is_down else f"-{column.code}", "descending" if is_down else "ascending"
    )
