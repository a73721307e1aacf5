"""Reading the ledger."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet, Sum

from mainline.orgs.access import User
from mainline.orgs.models import Organisation
from mainline.register.ledger.access import visible_postings
from mainline.register.ledger.enums import AccountCode
from mainline.register.ledger.models import Posting, PostingLine
from mainline.rules.money import Money


def balance(
    organisation: Organisation, account: str, *, person: int | None = None, until: dt.date | None = None
) -> dict[str, int]:
    """Return what stands on an account in each currency, in minor units: debits less credits, to the end of day ``until``."""
    rows = PostingLine.objects.filter(posting__organisation=organisation, account=account)
    if person is not None:
        rows = rows.filter(person=person)
    if until is not None:
        rows = rows.filter(posting__posted_on__lte=until)
    found = rows.order_by().values_list("currency").annotate(total=Sum("minor"))
    return {currency: total for currency, total in found if total}


def postings_of(user: User, source: str = "") -> QuerySet[Posting]:
    """Return the postings that the user may see, newest first, with their lines; with a source those of one record."""
    rows = visible_postings(user).select_related("organisation", "reverses", "made_by")
    rows = rows.filter(source=source) if source else rows
    return rows.prefetch_related("lines__person", "lines__other").order_by("-posted_on", "-pk")


def lines(user: User) -> QuerySet[PostingLine]:
    """Return the lines that the user may see, newest posting first, its lines in their order."""
    rows = PostingLine.objects.filter(posting__in=visible_postings(user))
    rows = rows.select_related("posting__organisation", "posting__made_by", "person", "other")
    return rows.order_by("-posting__posted_on", "-posting", "position")


@dataclass(frozen=True, slots=True)
class Balance:
    """What stands on one account of one book in one currency."""

    organisation: Organisation
    account: AccountCode
    money: Money

    @property
    def contrary(self) -> Money:
        """The amount with the other sign, for the column of credits."""
        return Money(-self.money.minor, self.money.currency)


def trial_balance(user: User, until: dt.date | None = None) -> Sequence[Balance]:
    """Return the balance of every account that the user may see; of each book they sum to zero."""
    shown = visible_postings(user)
    shown = shown.filter(posted_on__lte=until) if until else shown
    found = (
        PostingLine.objects.filter(posting__in=shown)
        .order_by()
        .values_list("posting__organisation", "account", "currency")
        .annotate(total=Sum("minor"))
    )
    bodies = Organisation.objects.in_bulk({row[0] for row in found})
    rows = [
        Balance(bodies[body], AccountCode(account), Money(total, currency))
        for body, account, currency, total in found
    ]
    order = {code: place for place, code in enumerate(AccountCode.values)}
    return sorted(rows, key=lambda row: (row.organisation.pk, order[row.account], row.money.currency))


def unbalanced() -> QuerySet[PostingLine, dict[str, Any]]:
    """Return postings whose lines do not sum to zero in a currency: there are none unless somebody altered the tables."""
    rows = PostingLine.objects.order_by().values("posting", "currency").annotate(total=Sum("minor"))
    return rows.filter(~Q(total=0))
