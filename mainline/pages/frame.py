"""What the frame of every page asks for, and the sign of life."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Mapping, Sequence
from functools import cached_property

from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from mainline.links import BY_CODE
from mainline.orgs import clock, factors
from mainline.orgs.access import User, can, is_admin
from mainline.orgs.models import SavedView
from mainline.orgs.saved_views import views_by_table
from mainline.portfolio.billing.access import agencies
from mainline.portfolio.billing.queries import has_bills
from mainline.portfolio.reports.lists import LISTS
from mainline.register import queries
from mainline.register.differences.access import open_differences

FRESH_SECONDS = 5


class Frame:
    """What the frame of every page asks for, each once and only if asked."""

    def __init__(self, user: User) -> None:
        """Begin with nothing known."""
        self._user = user

    @cached_property
    def has_demo(self) -> bool:
        """Whether demonstration rights are among what is shown; looked up twice a minute at most."""
        return bool(caches["local"].get_or_set("has_demo_rights", queries.has_demo_rights, 30))

    @cached_property
    def demo_day(self) -> object:
        """The day on which the demonstration clock stands, or nothing; a few seconds old at most."""
        return caches["local"].get_or_set("demo_day", _demo_day, FRESH_SECONDS)

    @cached_property
    def can_import(self) -> bool:
        """Whether the user may bring files in."""
        return can(self._user, "import.run")

    @cached_property
    def can_see_books(self) -> bool:
        """Whether the user may see the ledger of an organisation."""
        return self._user.is_authenticated and can(self._user, "ledger.view")

    @cached_property
    def can_keep_dates(self) -> bool:
        """Whether the user may keep the dates of rights and decide on them."""
        return can(self._user, "docket.keep")

    @cached_property
    def open_differences(self) -> int:
        """How many differences between the user's lists and offices wait to be decided; asked where it is shown alone."""
        return open_differences(self._user)

    @cached_property
    def writes_bills(self) -> bool:
        """Whether the user writes bills for an agency."""
        return bool(agencies(self._user))

    @cached_property
    def has_bills(self) -> bool:
        """Whether the user writes bills for an agency, or there are some that the user may see."""
        return self._user.is_authenticated and (self.writes_bills or has_bills(self._user))

    @cached_property
    def can_decide(self) -> bool:
        """Whether the user may decide that two organisations are one."""
        return can(self._user, "proposal.decide")

    @cached_property
    def second_factor_advised(self) -> bool:
        """Whether to remind the user of a second factor."""
        return factors.is_advised(self._user)

    @cached_property
    def must_have_second_factor(self) -> bool:
        """Whether this installation lets the user work only with one."""
        return factors.is_required(self._user)

    @cached_property
    def can_administer(self) -> bool:
        """Whether the user runs the platform."""
        return is_admin(self._user)

    @cached_property
    def can_audit(self) -> bool:
        """Whether the user may see who did what, all of it or an organisation's part."""
        return self._user.is_authenticated and can(self._user, "audit.view")

    @cached_property
    def can_save_views(self) -> bool:
        """Whether the user may keep tables as shown."""
        return self._user.is_authenticated and can(self._user, "view.save")

    @cached_property
    def can_save_searches(self) -> bool:
        """Whether the user may keep searches."""
        return self._user.is_authenticated and can(self._user, "search.save")

    @cached_property
    def report_lists(self) -> Container[str]:
        """Codes of the tables that the user can keep as a report."""
        return LISTS if self._user.is_authenticated and can(self._user, "docket.view") else ()

    @cached_property
    def saved_views(self) -> Mapping[str, Sequence[SavedView]]:
        """What the user keeps, by the code of its table."""
        return views_by_table(self._user)


def _demo_day() -> dt.date | str:
    """Return the day of the demonstration clock, or an empty text, which unlike ``None`` is kept."""
    return clock.today() if clock.is_demo() else ""


def frame(request: HttpRequest) -> dict[str, object]:
    """Give every template the frame and the links by code."""
    return {"frame": Frame(request.user), "links_by_code": BY_CODE}


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Say that the database answers: for a supervisor, not for people."""
    clock.is_demo()
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")
