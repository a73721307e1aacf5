"""Bank lines against the fees that are open: matched by number and exact amount, looked over, and booked once."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mainline.audit.actions import record
from mainline.offices import numbers
from mainline.orgs.access import User
from mainline.portfolio.fees.banklines import BankLine, folded, numbers_in
from mainline.portfolio.fees.board import Kept, kept
from mainline.portfolio.fees.upkeep import Payment, Year, payment_of
from mainline.register.access import changeable_rights, visible_events
from mainline.register.actions import record_event
from mainline.register.deadlines.access import KEEP, visible_dockets
from mainline.register.deadlines.models import Docket
from mainline.register.deadlines.refresh import deriver
from mainline.register.models import Identifier
from mainline.register.subsets import STANDING
from mainline.rules.money import Money

PAID, PAID_LATE = "portfolio.annuity.paid", "portfolio.annuity.paid_late"
FATES = {
    "matched": gettext_lazy("Matched"),
    "booked": gettext_lazy("Booked already"),
    "ambiguous": gettext_lazy("Ambiguous"),
    "unknown": gettext_lazy("Not matched"),
}
_EARLY_DAYS = 800


@dataclass(frozen=True, slots=True)
class Match:
    """A bank line, and what it pays."""

    line: BankLine
    fate: str
    """Of :data:`FATES`."""
    why: str
    docket: Docket | None = None
    year: Year | None = None
    amount: Money | None = None
    """What was paid, where it is matched: in the currency of the fee, if the bank names none."""

    @property
    def said(self) -> str:
        """The amount as the bank told it."""
        if self.line.minor is None:
            return ""
        whole, part = divmod(self.line.minor, 100)
        return f"{whole:,}.{part:02d} {self.line.currency}".strip()


@dataclass(frozen=True, slots=True)
class _Known:
    """What lines are compared with."""

    by_number: dict[str, set[int]]
    """Key or folded number → rights."""
    rights: dict[int, Docket]
    kept: dict[int, Kept]
    booked: frozenset[tuple[int, str, int]]
    """(right, day, minor units) of the payments on the threads."""
    changeable: frozenset[int]
    """Rights on whose threads the user may enter what happened."""


def matches(user: User, lines: Sequence[BankLine]) -> list[Match]:
    """Return what each line pays, in their order. Writes nothing."""
    known = _known(user, lines)
    found: list[Match] = []
    taken: dict[tuple[int, int], BankLine] = {}
    for line in lines:
        match = _match(line, known)
        if match.fate == "matched" and match.docket is not None and match.year is not None:
            key = (match.docket.right_id, match.year.number)
            before = taken.setdefault(key, line)
            if before is not line:
                match = replace(match, fate="ambiguous", why=_twice(before, line))
        found.append(match)
    return found


@transaction.atomic
def book(*, lines: Sequence[BankLine], by: AbstractBaseUser, on: dt.date) -> list[Match]:
    """Enter what the lines pay on the threads; return those that were entered. The same lines twice enter nothing twice."""
    # Whoever books the same file at the same time waits here, and then finds it booked.
    list(
        visible_dockets(by, KEEP).select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True)
    )
    done = []
    for match in matches(by, lines):
        if match.fate != "matched" or match.docket is None or match.year is None or match.amount is None:
            continue
        day = dt.date.fromisoformat(match.line.day)
        event = record_event(
            right=match.docket.right,
            code=PAID_LATE if day > match.year.due else PAID,
            happened_on=day,
            by=by,
            on=on,
            source_text=match.line.reference,
            details={"year": str(match.year.number)},
            amount_minor=match.amount.minor,
            currency=match.amount.currency,
        )
        record(
            code="annuity.paid",
            by=by,
            subject=f"right:{event.right_id}",
            data={"year": match.year.number, "amount": str(match.amount)},
        )
        done.append(match)
    return done


def _known(user: User, lines: Sequence[BankLine]) -> _Known:
    dockets = list(visible_dockets(user, KEEP).select_related("right", "organisation").order_by("pk"))
    rights = {docket.right_id: docket for docket in reversed(dockets)}
    by_number: dict[str, set[int]] = defaultdict(set)
    for right, key, text in Identifier.objects.filter(right__in=rights).values_list(
        "right_id", "key", "text"
    ):
        by_number[key].add(right)
        by_number[folded(text)].add(right)
    meant = {right for line in lines for right in _rights(line, by_number)}
    events = visible_events(user).filter(
        STANDING, right__in=meant, code__in=(PAID, PAID_LATE), amount_minor__isnull=False
    )
    booked = events.order_by().values_list("right_id", "happened_on", "amount_minor")
    return _Known(
        by_number,
        rights,
        {one.docket.right_id: one for one in kept([rights[right] for right in sorted(meant)])},
        frozenset((right, str(day), minor) for right, day, minor in booked if minor is not None),
        frozenset(changeable_rights(user).filter(pk__in=meant).values_list("pk", flat=True)),
    )


def _rights(line: BankLine, by_number: dict[str, set[int]]) -> set[int]:
    """Return the rights whose number the line names."""
    return {
        right
        for number in numbers_in(line.reference)
        for key in _keys(number)
        for right in by_number.get(key, ())
    }


def _keys(number: str) -> Iterable[str]:
    keys = {folded(number)}
    with contextlib.suppress(numbers.NumberError):
        keys.update(numbers.keys(number))
    return keys


def _match(line: BankLine, known: _Known) -> Match:
    if line.fault or line.minor is None:
        return Match(line, "unknown", line.fault)
    rights = _rights(line, known.by_number)
    if not rights:
        return Match(line, "unknown", _("no right whose dates you keep has a number in this line"))
    if len(rights) > 1:
        names = ", ".join(sorted(known.rights[right].right.number for right in rights))
        return Match(line, "ambiguous", _("the line names several rights: %(names)s") % {"names": names})
    (right,) = rights
    docket = known.rights[right]
    if (right, line.day, line.minor) in known.booked:
        return Match(line, "booked", _("this payment is on the thread already"), docket)
    if right not in known.changeable:
        return Match(line, "unknown", _("you may not enter events on this right"), docket)
    if right not in known.kept:
        return Match(line, "unknown", _("the rules know of no fee for this right"), docket)
    return _of_right(line, known.kept[right])


def _of_right(line: BankLine, one: Kept) -> Match:
    """Return which open fee of a right a line pays: the first that is payable on its day, and that to the last fen."""
    day, engine = dt.date.fromisoformat(line.day), deriver().engine
    thread = one.thread_on(day)
    until = day + dt.timedelta(days=_EARLY_DAYS)
    open_ = [year for year in one.years if year.is_payable(day) and year.due <= until]
    if line.year:
        open_ = [year for year in open_ if str(year.number) == line.year.lstrip("0")]
    if not open_:
        return Match(line, "unknown", _("no fee of this right is open on that day"), one.docket)
    asked = [(year, payment_of(engine, thread, year, day)) for year in open_]
    fitting = [year for year, payment in asked if payment.total is not None and _fits(line, payment.total)]
    first, payment = asked[0]
    if first in fitting:
        return Match(line, "matched", "", one.docket, first, payment.total)
    if fitting:
        words = _("the amount is that of year %(year)s, but year %(first)s is not paid")
        return Match(
            line, "ambiguous", words % {"year": fitting[0].number, "first": first.number}, one.docket
        )
    return Match(line, "unknown", _expected(first, payment), one.docket)


def _fits(line: BankLine, total: Money) -> bool:
    return line.minor == total.minor and line.currency in ("", total.currency)


def _expected(year: Year, payment: Payment) -> str:
    if payment.total is None:
        return _("the fee of year %(year)s is not known on that day") % {"year": year.number}
    words = _("year %(year)s costs %(amount)s on that day")
    return words % {"year": year.number, "amount": payment.total}


def _twice(before: BankLine, line: BankLine) -> str:
    if (before.day, before.minor, before.reference) == (line.day, line.minor, line.reference):
        return _("the same line as row %(row)s") % {"row": before.row}
    return _("row %(row)s pays the same fee") % {"row": before.row}
