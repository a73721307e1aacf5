"""An agency that keeps the dates of a client's right, for the tests of bills."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from mainline.orgs.enums import OrganisationKind, Role
from mainline.orgs.models import Organisation
from mainline.portfolio.billing import actions
from mainline.portfolio.billing.models import Bill
from mainline.portfolio.billing.queries import items
from mainline.register.actions import record_event
from mainline.register.deadlines.actions import open_dockets
from mainline.register.models import Party, Right
from tests.factories import DAY, a_user, an_organisation, enter
from tests.register.samples import publication

YEAR = (dt.date(2025, 11, 21), DAY)


@dataclass(frozen=True)
class Cast:
    """A right, its holder, its agency, and somebody of each who may act."""

    right: Right
    client: Organisation
    agency: Organisation
    manager: Any
    attorney: Any

    def act(self, day: dt.date = dt.date(2026, 10, 12)) -> None:
        """Let the office send its opinion, which asks for an answer."""
        record_event(
            right=self.right, code="creation.examination.action_issued", happened_on=day, by=None, on=DAY,
            details={"delivery": "electronic"},
        )  # fmt: skip

    def answer(self, day: dt.date = dt.date(2026, 11, 2)) -> None:
        """Let the agency answer: that ends the date."""
        record_event(
            right=self.right,
            code="creation.examination.action_answered",
            happened_on=day,
            by=self.attorney,
            on=DAY,
        )

    def pay(self, minor: int = 90000, currency: str = "CNY") -> None:
        """Let the agency pay an official fee."""
        record_event(
            right=self.right, code="portfolio.fee.paid", happened_on=dt.date(2026, 11, 3), by=self.attorney, on=DAY,
            details={"document": "延长费"}, amount_minor=minor, currency=currency,
        )  # fmt: skip

    def price(self, minor: int = 300000, since: dt.date = dt.date(2026, 1, 1), vat: Any = None) -> Any:
        """Say what an answer costs."""
        return actions.add_price(
            agency=self.agency, rule="cn.oa.first_response", what="", minor=minor, currency="CNY", vat_percent=vat,
            since=since, by=self.attorney,
        )  # fmt: skip

    def items(self) -> Any:
        """What was done in the last year and is on no bill."""
        return items(self.agency, self.client, *YEAR)

    def draft(self) -> Bill:
        """A draft of all that was done."""
        return actions.draft_bill(
            agency=self.agency, client=self.client, first=YEAR[0], last=YEAR[1],
            keys=[item.key for item in self.items()], by=self.attorney,
        )  # fmt: skip

    def issued(self, number: str = "2026-0001") -> Bill:
        """A bill that the client sees."""
        return actions.issue(bill=self.draft(), number=number, on=DAY, by=self.attorney)


def a_cast() -> Cast:
    """Make it: a pending application of a university, filed through an agency that keeps its dates."""
    right = enter(publication())[0]
    client = right.parties.get(role="applicant").organisation
    assert client is not None
    agency = an_organisation("松砚代理", OrganisationKind.AGENCY)
    Party.objects.create(right=right, role="agent", name=agency.name, organisation=agency)
    open_dockets(rights=[right.pk], organisation=agency, by=None, on=DAY)
    return Cast(right, client, agency, a_user(Role.MANAGER, client), a_user(Role.ATTORNEY, agency))
