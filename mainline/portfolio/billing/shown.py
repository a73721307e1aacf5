"""One bill as its page shows it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from mainline.orgs.access import User
from mainline.portfolio.billing import queries, settling
from mainline.portfolio.billing.access import belongs_to_agency, is_agency_of, is_client_of
from mainline.portfolio.billing.enums import Answer, BillState, LineKind
from mainline.portfolio.billing.models import Bill, BillLine
from mainline.portfolio.billing.tables import name_of, percent
from mainline.rules.money import CURRENCIES, Money


@dataclass(frozen=True, slots=True)
class Shown:
    """A line with what its page prints of it."""

    line: BillLine
    money: Money | None
    vat: Money | None
    percent: str
    typed: str
    """The amount as a field holds it."""
    can_open: bool
    """Whether the right is one that the reader may open."""
    is_gone: bool
    """Whether another line takes it back."""
    can_answer: bool
    can_take_back: bool


def page_of(user: User, bill: Bill, on: dt.date) -> dict[str, object]:
    """Return what the page of a bill shows to a user."""
    rows = queries.lines_of(bill)
    writes, answers = is_agency_of(user, bill), is_client_of(user, bill)
    shown = _shown(user, bill, rows, writes, answers)
    open_ = [one.line for one in shown if not one.is_gone and one.line.kind != LineKind.CREDIT]
    is_open = bill.state == BillState.ISSUED
    waiting = sum(line.answer == Answer.WAITING for line in open_)
    rating, is_paid = getattr(bill, "rating", None), bill.state == BillState.PAID
    asks = settling.asks_something(rows)
    disputed = sum(line.answer == Answer.DISPUTED for line in open_)
    return {
        "bill": bill,
        "title": name_of(bill),
        "lines": shown,
        "sums": queries.sums_of(rows),
        "has_vat": any(row.vat_minor is not None for row in rows),
        "writes": writes,
        "answers": answers,
        "is_draft": bill.state == BillState.DRAFT,
        "is_open": is_open,
        "unknown": sum(row.minor is None for row in rows),
        "waiting": waiting,
        "disputed": disputed,
        "can_pay": is_open and not disputed and (answers or (writes and not waiting)),
        "can_reopen": rating is None and settling.may_reopen(user, bill),
        "rating": rating,
        "can_rate": answers and is_paid and rating is None and asks and not belongs_to_agency(user, bill),
        "stars": range(5, 0, -1),
        "currencies": list(CURRENCIES),
        "proposed": queries.next_number(bill.agency, on) if bill.state == BillState.DRAFT else "",
        "free": [
            (one, str(Money(one.minor, one.currency)))
            for one in (
                queries.free_prices(bill.agency, on) if writes and bill.state == BillState.DRAFT else ()
            )
        ],
        "today": on,
    }


def _shown(user: User, bill: Bill, rows: Sequence[BillLine], writes: bool, answers: bool) -> list[Shown]:
    seen, gone = queries.seen_rights(user, rows), {row.corrects_id for row in rows}
    is_open = bill.state == BillState.ISSUED
    return [
        Shown(
            line=row,
            money=None if row.minor is None else Money(row.minor, row.currency),
            vat=None if row.vat_minor is None else Money(row.vat_minor, row.currency),
            percent=percent(row.vat_percent),
            typed="" if row.minor is None else f"{row.minor // 100}.{row.minor % 100:02d}",
            can_open=row.right_id in seen,
            is_gone=row.pk in gone,
            can_answer=answers and is_open and row.pk not in gone and row.kind != LineKind.CREDIT,
            can_take_back=writes and is_open and row.pk not in gone and row.kind != LineKind.CREDIT,
        )
        for row in rows
    ]
