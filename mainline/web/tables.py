"""Lists as tables of one kind: filtered, sorted by their headers, columns chosen and remembered, printed, handed out as files.

No domain word. A list declares its columns once, as a :class:`ListTable`; a view asks it for the rows as the address
wants them and shows them by ``web/table.html``. All works without script: sorting is a link, filtering and choosing
are forms, and what was chosen is kept in a cookie of the browser. What an address asks for beside filters:

==========  ==============================================================================================
``sort``    code of a column, ``-`` first for downwards
``page``    number of the page
``size``    rows a page: one of :data:`SIZES`
``columns`` with ``table``: the form that chooses columns, remembered
``shows``   codes of the columns joined by dots, not remembered: how a saved view says them
``print``   the first :data:`MOST_PRINTED` rows, without the frame of the page
``view``    ``all``: nothing of what the user keeps as the usual view
==========  ==============================================================================================
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db.models import F, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mainline.rules.money import Money
from mainline.typesetting import NoFonts, NotTypeset
from mainline.web.addresses import PASSING, changed, kept, said, without
from mainline.web.asking import Asker, asker_of
from mainline.web.cookies import host_only
from mainline.web.downloads import download
from mainline.web.exports import WRITERS, Cell
from mainline.web.exports import Table as FileTable
from mainline.web.filters import Field, Filter, Narrowing
from mainline.web.papers import MOST_ROWS, MOST_ROWS_OF_VISITORS, Heading, TooLong
from mainline.web.sums import Amounts, Sums, notes, totals

log = logging.getLogger("mainline.web")
SIZES = (25, 50, 100, 200)
"""Rows a page, the usual number first."""
MOST_PRINTED = 1000
LAST_PAGE = 500
"""Nobody reads further page by page, and each page costs all before it."""
RESERVED = frozenset({"sort", "page", "size", "columns", "table", "shows", "print", "view"})
"""What no filter may be called."""
DATA_FILES = {"csv": _("CSV (spreadsheet)"), "xlsx": _("XLSX (Excel)"), "jsonl": _("JSON lines")}
"""Formats that hold rows and nothing else."""
PDF = {"pdf": _("PDF (to print)")}
FILES = DATA_FILES | PDF
"""Formats in which every list can be had."""
_YEAR = 365 * 24 * 3600
_SIZE_COOKIE = "rows-a-page"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: how a row fills it on a page and in a file, and by what it is sorted, filtered and summed."""

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
    filter: Filter | None = None
    """What the list can be narrowed by here; its parameter is the column's code unless it says another."""
    sum: str | Callable[[Any], int] = ""
    """Field that the database adds up, or row to a number where it can't; empty: no sum is shown."""
    is_action: bool = False
    """Whether it holds buttons: these are always there, and never in a file or on paper."""
    paper: Callable[[Any], Cell] | None = None
    """Row to what a PDF holds, where that is not what other files hold."""
    amount: Callable[[Any], Money | None] | None = None
    """Row to an amount that a PDF adds up by currency: ``None`` where there is none, :data:`mainline.web.sums.UNKNOWN`
    where it is not known."""
    amounts: Amounts | None = None
    """The same for the database, which adds them up below the page."""

    def written(self, row: Any) -> Cell:
        """Return what a file holds of a row."""
        return str(self.cell(row)) if self.value is None else self.value(row)

    def set(self, row: Any) -> Cell:
        """Return what a PDF holds of a row."""
        return self.written(row) if self.paper is None else self.paper(row)

    @property
    def parameter(self) -> str:
        """The name under which an address says its filter."""
        return (self.filter.name if self.filter else "") or self.code


@dataclass(frozen=True, slots=True)
class Head:
    """The header of a shown column: where its link leads, and how the list is sorted by it now."""

    column: Column
    href: str
    order: str


@dataclass(frozen=True, slots=True)
class Shown:
    """One page of a list as its template draws it."""

    code: str
    title: object
    page: Page[Any]
    heads: Sequence[Head]
    choices: Sequence[tuple[Column, bool]]
    """Columns that can be chosen, and whether they are; the first column is always there."""
    kept: Sequence[tuple[str, str]]
    """What else the address says, for the form that chooses columns."""
    kept_by_filters: Sequence[tuple[str, str]]
    """What else the address says, for the form of filters."""
    quick: Field | None
    """The text filter whose box stands open."""
    kept_by_quick: Sequence[tuple[str, str]]
    """What else the address says, for that box."""
    fields: Sequence[Field]
    chips: Sequence[tuple[str, str]]
    """What the list is narrowed by, and the address without it."""
    problems: Sequence[str]
    """What the address asks for and makes no sense, in sentences."""
    total: int
    """Rows on all pages."""
    totals: Mapping[str, str]
    """Sum over all rows, not only this page's, in words by code of the column."""
    sizes: Sequence[tuple[int, str]]
    """Rows a page and the address for so many."""
    clear: str
    """Address without any filter."""
    print: str
    """Address of the list on paper."""
    address: str
    """Path and query by which this list is found again, as a saved view keeps it."""
    is_printed: bool
    at: dt.datetime

    @property
    def body(self) -> list[list[tuple[str, object]]]:
        """Cells of each row: (classes, content)."""
        columns = [head.column for head in self.heads]
        return [[(column.look, column.cell(row)) for column in columns] for row in self.page]

    @property
    def foot(self) -> list[tuple[str, str]]:
        """Cells of the line of sums: (classes, sum); nothing where no column is added up."""
        if not self.totals:
            return []
        codes = [(head.column.look, head.column.code) for head in self.heads]
        return [(look, self.totals.get(code, "")) for look, code in codes]

    @property
    def notes(self) -> list[str]:
        """What is to be said beside the sums."""
        return notes(head.column for head in self.heads if self.totals.get(head.column.code))

    @property
    def is_drawn(self) -> bool:
        """Whether there is a table to draw: rows, or filters that left none."""
        return bool(self.total or self.chips or self.problems)

    @property
    def left_out(self) -> bool:
        """Whether there are more rows than pages or paper lead to, and this is where that shows."""
        return self.total > self.page.paginator.count and not self.page.has_next()

    @property
    def reachable(self) -> int:
        """Rows that pages lead to, or that are on the paper."""
        return len(self.page) if self.is_printed else self.page.paginator.count

    @property
    def size(self) -> int:
        """Rows a page."""
        return self.page.paginator.per_page

    @property
    def smallest(self) -> int:
        """Fewest rows that a page can have."""
        return SIZES[0]

    @property
    def has_actions(self) -> bool:
        """Whether buttons stand in its rows."""
        return any(head.column.is_action for head in self.heads)

    @property
    def query(self) -> str:
        """The query of :attr:`address`."""
        return self.address.partition("?")[2]


@dataclass(frozen=True, slots=True)
class ListTable:
    """A kind of list. ``code`` names its cookie; the first column is what a row is called and always shown."""

    code: str
    columns: Sequence[Column]
    sort: str = ""
    """The order before anybody asks, by a column's code, ``-`` first for downwards; empty: as the rows come."""
    title: object = ""
    """What the list is called on paper and among saved views; lazy."""
    quick: str = ""
    """Code of the column whose text filter stands open beside the menus; empty: the first that has one."""
    by_code: Mapping[str, Column] = field(init=False)

    def __post_init__(self) -> None:
        """Index the columns."""
        object.__setattr__(self, "by_code", {column.code: column for column in self.columns})

    def sorted_by(self, request: HttpRequest) -> str:
        """Return the order asked for, or the usual one where it makes no sense."""
        asked = request.GET.get("sort", "")
        column = self.by_code.get(asked.removeprefix("-"))
        return asked if column is not None and column.sort else self.sort

    def narrowing(self, request: HttpRequest, only: Iterable[str] | None = None) -> Narrowing:
        """Return what the filters make of the address; with ``only`` those of the columns of these codes."""
        columns = self.columns if only is None else [self.by_code[code] for code in only]

        def asker() -> Asker:
            return asker_of(request)

        return Narrowing(
            [
                column.filter.read(column.parameter, str(column.header), request.GET, asker)
                for column in columns
                if column.filter is not None
            ]
        )

    def asked(self, request: HttpRequest, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Narrow and sort rows as asked, unknown values last, then by id so that pages never overlap.

        Page, file and print take their rows from here, so that they can't differ.
        """
        return self._in_order(request, rows.filter(*self.narrowing(request).conditions))

    def _in_order(self, request: HttpRequest, rows: QuerySet[Any]) -> QuerySet[Any]:
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
        total: Callable[[], int] | None = None,
    ) -> Shown:
        """Return one page of the rows as asked; ``wrap`` prepares the page's rows.

        ``total`` tells the number of all rows where that is known faster than by counting them.
        """
        narrowing, is_printed = self.narrowing(request), is_print(request)
        narrowed = self._in_order(request, rows.filter(*narrowing.conditions))
        rows_a_page = MOST_PRINTED if is_printed else _size(request)
        number_of_rows = total() if total and not narrowing.conditions else narrowed.count()
        page = _pages(narrowed, rows_a_page, number_of_rows).get_page(
            1 if is_printed else request.GET.get("page")
        )
        if wrap is not None:
            page.object_list = wrap(page.object_list)
        columns = self._columns(request, is_printed)
        codes = {column.code for column in columns}
        quick = self._quick(narrowing)
        own = [name for column in self.columns if column.filter for name in _parameters(column)]
        return Shown(
            code=self.code,
            title=self.title,
            page=page,
            heads=[self._head(request, column) for column in columns],
            choices=[(one, one.code in codes) for one in self.columns[1:] if not one.is_action],
            kept=kept(request, ("page", "columns", "table", "shows", "print")),
            kept_by_filters=kept(request, (*own, *PASSING)),
            quick=quick,
            kept_by_quick=kept(request, (quick.name if quick else "", *PASSING)),
            fields=narrowing.fields,
            chips=[(chip.text, without(request, chip.without)) for chip in narrowing.chips],
            problems=narrowing.problems,
            total=number_of_rows,
            totals=totals(columns, narrowed) if number_of_rows else {},
            sizes=[(size, changed(request, size=str(size))) for size in SIZES],
            clear=without(request, dict.fromkeys(own)),
            print=changed(request, print="1"),
            address=self._address(request, columns),
            is_printed=is_printed,
            at=timezone.now(),
        )

    def answer(self, request: HttpRequest, template: str, context: Mapping[str, object]) -> HttpResponse:
        """Show a list on its page, or alone where the address asks for paper, and remember what was chosen.

        ``context`` has it as ``table``, and where it is the list of one thing that thing's name as ``about``.
        """
        response = render(request, "web/print.html" if is_print(request) else template, dict(context))
        return self.remember(request, response)

    def remember(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Keep in the browser which columns and how many rows were chosen with this request, if any were."""
        if request.GET.get("table") == self.code:
            chosen = self._chosen(request)
            _keep(response, self._cookie, ".".join(c.code for c in self.columns if c.code in chosen))
        if request.GET.get("size") == str(_size(request)):
            _keep(response, host_only(_SIZE_COOKIE), str(_size(request)))
        return response

    def file(self, rows: Iterable[Any], shows: str = "") -> FileTable:
        """Return rows as a table that can be written to a file.

        ``shows`` are the codes of its columns joined by dots, as an address says them; without one that there is,
        the file has all columns. The first is always there.
        """
        columns = [column for column in self.columns if not column.is_action]
        asked = {column.code for column in columns}.intersection(shows.split("."))
        if asked:
            columns = [column for column in columns if column.code in asked or column is self.columns[0]]
        return FileTable(
            columns=[column.code for column in columns],
            headers=[str(column.header) for column in columns],
            rows=([column.written(row) for column in columns] for row in rows),
        )

    def paper(self, request: HttpRequest, rows: Iterable[Any], about: str = "") -> FileTable:
        """Return rows as a table for a PDF: the columns that are shown, what narrows it, and what it adds up to.

        ``about`` is the name of the one thing that it is the list of.
        """
        columns = self._columns(request, is_printed=True)
        sums, asker = Sums(columns), asker_of(request)
        return FileTable(
            columns=[column.code for column in columns],
            headers=[str(column.header) for column in columns],
            rows=([column.set(row) for column in columns] for row in sums.over(rows)),
            looks=["n" if column.look.split()[0] == "n" else "" for column in columns],
            heading=Heading(
                title=str(self.title),
                about=about,
                filters=[chip.text for chip in self.narrowing(request).chips],
                letterhead=asker.letterhead,
                by=request.user.get_username() if request.user.is_authenticated else gettext("visitor"),
                remark=asker.remark,
                note=" ".join(notes(columns)),
                most=MOST_ROWS if request.user.is_authenticated else MOST_ROWS_OF_VISITORS,
                waits=request.user.is_authenticated,
            ),
            sums=sums.cells,
        )

    @property
    def _cookie(self) -> str:
        return host_only(f"columns-{self.code}")

    def _columns(self, request: HttpRequest, is_printed: bool) -> list[Column]:
        chosen = self._chosen(request)
        return [
            column
            for column in self.columns
            if (not is_printed if column.is_action else column.code in chosen)
        ]

    def _chosen(self, request: HttpRequest) -> set[str]:
        """Return the columns asked for, else those remembered, else the usual ones; always the first."""
        if request.GET.get("table") == self.code:
            asked = set(request.GET.getlist("columns"))
        else:
            asked = set(request.GET.get("shows", request.COOKIES.get(self._cookie, "")).split("."))
        known = {code for code in asked & set(self.by_code) if not self.by_code[code].is_action}
        if not known:
            known = {column.code for column in self.columns if column.is_shown}
        return known | {self.columns[0].code}

    def _quick(self, narrowing: Narrowing) -> Field | None:
        texts = {one.name: one for one in narrowing.fields if one.kind == "text"}
        named = texts.get(self.by_code[self.quick].parameter) if self.quick else None
        return named or next(iter(texts.values()), None)

    def _head(self, request: HttpRequest, column: Column) -> Head:
        order = self.sorted_by(request)
        if order.removeprefix("-") != column.code:
            return Head(column, changed(request, sort=column.code) if column.sort else "", "")
        is_down = order.startswith("-")
        href = changed(request, sort=column.code if is_down else f"-{column.code}")
        return Head(column, href, "descending" if is_down else "ascending")

    def _address(self, request: HttpRequest, columns: Iterable[Column]) -> str:
        """Return path and query of the list as it stands: filters, order, columns, rows a page; one spelling of each."""
        told = {name: values for name, values in said(request).items() if name not in PASSING}
        told["shows"] = [".".join(column.code for column in columns if not column.is_action)]
        return f"{request.path}?{urlencode(sorted(told.items()), doseq=True)}"


def files(
    name: str, formats: Iterable[tuple[str, object]] = (), **arguments: object
) -> list[tuple[str, object]]:
    """Return (address, label) of each file that a list can be had as; ``name`` is that of the address."""
    return [
        (reverse(name, kwargs={**arguments, "format": format}), label)
        for format, label in formats or FILES.items()
    ]


def as_file(
    request: HttpRequest, table: ListTable, rows: Iterable[object], format: str, name: str, about: str = ""
) -> HttpResponseBase:
    """Stream a list as a file called ``name``, with the columns that the address asks for, else with all.

    A PDF has the columns that are shown. ``about`` names what it is the list of. 404 for a format that there is none
    of; a list that is too long for a PDF is told so on a page.
    """
    if format not in FILES:
        raise Http404(gettext("There is no export as %(format)s.") % {"format": format})
    if format in PDF:
        return sent(request, table.paper(request, rows, about), format, name)
    return sent(request, table.file(rows, request.GET.get("shows", "")), format, name)


def sent(request: HttpRequest, table: FileTable, format: str, name: str) -> HttpResponseBase:
    """Stream a table as a file called ``name``, or say on a page why there is no PDF of it."""
    media_type, write = WRITERS[format]
    try:
        return download(write(table), media_type, f"{name}.{format}")
    except TooLong as error:
        return render(request, "web/no_paper.html", {"why": error.args[0]}, status=413)
    except (NoFonts, NotTypeset) as error:
        log.error("No PDF: %s", error)
        why = gettext("The typesetter is busy or not set up. Try again in a minute, or take XLSX or CSV.")
        return render(request, "web/no_paper.html", {"why": why}, status=503)


def is_print(request: HttpRequest) -> bool:
    """Whether the address asks for a list on paper."""
    return request.GET.get("print") == "1"


def _parameters(column: Column) -> Sequence[str]:
    return column.filter.parameters(column.parameter) if column.filter else ()


def _size(request: HttpRequest) -> int:
    """Return the rows a page asked for, else those remembered, else the usual number."""
    sizes = {str(size): size for size in SIZES}
    remembered = sizes.get(request.COOKIES.get(host_only(_SIZE_COOKIE), ""), SIZES[0])
    return sizes.get(request.GET.get("size", ""), remembered)


def _pages(rows: QuerySet[Any], size: int, total: int) -> Paginator[Any]:
    """Return the pages of rows whose number is known, as far as pages lead."""
    pages = Paginator(rows, size)
    pages.count = min(total, size if size == MOST_PRINTED else size * LAST_PAGE)
    return pages


def _keep(response: HttpResponse, name: str, value: str) -> None:
    response.set_cookie(
        name,
        value,
        max_age=_YEAR,
        httponly=True,
        samesite="Lax",
        secure=bool(settings.SESSION_COOKIE_SECURE),
    )
