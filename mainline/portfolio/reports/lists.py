"""The lists that a report can be made of: which rows each has for whoever asks, and of which right a row is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse

from mainline.orgs import clock
from mainline.orgs.access import with_merged
from mainline.orgs.models import Organisation
from mainline.portfolio import queries
from mainline.portfolio.differences.queries import asked_differences
from mainline.portfolio.differences.tables import DIFFERENCES
from mainline.portfolio.fees import board
from mainline.portfolio.fees.tables import ANNUITIES, lines
from mainline.portfolio.rights import KEPT, kept
from mainline.portfolio.states import PRESSING, in_states, is_counted
from mainline.portfolio.tables import DEADLINES
from mainline.register.access import entrusted_rights, rights_entrusted_to
from mainline.register.deadlines.models import Deadline
from mainline.register.enums import PartConfidentiality
from mainline.register.models import Right
from mainline.register.views.tables import MY_RIGHTS
from mainline.web.tables import ListTable


@dataclass(frozen=True, slots=True)
class Listed:
    """One list."""

    table: ListTable
    page: str
    """Name of the address of its page."""
    rows: Callable[[HttpRequest], QuerySet[Any]]
    """What whoever asks may see, before the address narrows it."""
    of: Callable[[Organisation], Q]
    """The condition of being one organisation's."""
    right: Callable[[Any], Right]
    """Line to the right that it is about."""
    lines: Callable[[Iterable[Any]], Iterable[Any]] = iter
    """Rows to the lines that the columns are made of."""
    is_guarded: Callable[[Any], bool] = lambda _line: False
    """Whether a line tells of more than its right that is not published."""
    guarded: frozenset[str] = frozenset()
    """Codes of the columns that do so, whatever a line says."""

    def shows_guarded(self, request: HttpRequest, columns: Iterable[str]) -> bool:
        """Whether a file of these columns, or narrowed as the address says, can tell of what is not published."""
        narrows = {code for code in self.guarded if self.table.by_code[code].parameter in request.GET}
        return bool(narrows or self.guarded.intersection(columns))

    @property
    def path(self) -> str:
        """Where its page stands."""
        return reverse(self.page)


def _dates(request: HttpRequest) -> QuerySet[Deadline]:
    return asked_dates(request).annotate(trigger_secrecy=F("trigger_event__confidentiality"))


def _follows_from_secret(row: Any) -> bool:
    """Whether what set a day running is known to the holder's members alone."""
    return row.trigger_secrecy not in (None, PartConfidentiality.PUBLIC)


def asked_dates(request: HttpRequest) -> QuerySet[Deadline]:
    """Return what presses, unless the address asks for a state of its own."""
    on = clock.today()
    rows = queries.deadlines(request.user).annotate(is_counted=is_counted(on))
    return rows if request.GET.get("state") else rows.filter(in_states(list(PRESSING), on))


def _of_docket(organisation: Organisation) -> Q:
    return Q(docket__organisation__in=with_merged({organisation.pk}))


def _of(organisation: Organisation) -> Q:
    return Q(organisation__in=with_merged({organisation.pk}))


LISTS = {
    one.table.code: one
    for one in (
        Listed(
            MY_RIGHTS,
            "my_rights",
            lambda request: entrusted_rights(request.user).order_by("-filed_on", "-pk"),
            lambda body: Q(pk__in=rights_entrusted_to(body).order_by().values("pk")),
            lambda right: right,
        ),
        Listed(
            DEADLINES,
            "docket",
            _dates,
            _of_docket,
            lambda row: row.docket.right,
            is_guarded=_follows_from_secret,
        ),
        Listed(
            ANNUITIES,
            "annuities",
            lambda request: board.due_fees(request.user, clock.today()),
            _of_docket,
            lambda line: line.right,
            lambda rows: lines(rows, clock.today()),
            # Licences, pledges and income are events of the holder's.
            guarded=frozenset({"flags", "use"}),
        ),
        Listed(
            DIFFERENCES,
            "differences",
            asked_differences,
            _of,
            lambda row: row.right,
            # What an organisation says itself need not be published.
            guarded=frozenset({"ours"}),
        ),
        Listed(
            KEPT,
            "kept_rights",
            lambda request: kept(request.user, clock.today()),
            _of,
            lambda row: row.right,
        ),
    )
}
"""By the code of the table."""
MOST_FIELDS = 200
"""Fields of an address: no list has as many."""


def has_too_many_fields(query: str) -> bool:
    """Whether a query has more fields than any list asks for."""
    return query.count("&") >= MOST_FIELDS


def listed_at(address: str) -> tuple[Listed, str] | None:
    """Return the list whose page an address names, and its query; ``None`` for any other address."""
    path, _mark, query = address.partition("?")
    found = next((one for one in LISTS.values() if one.path == path), None)
    if found is None or any(ord(char) < 33 for char in query) or has_too_many_fields(query):
        return None
    return found, query
