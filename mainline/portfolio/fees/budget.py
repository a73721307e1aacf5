"""What keeping the rights costs in the years ahead, with a band from the reduced fees to the full ones, and what a group
given up would save.

A fee that nobody knows is counted as unknown and never added as zero.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from mainline.orgs.access import User
from mainline.portfolio.fees.board import Kept, kept
from mainline.portfolio.fees.groups import GROUPS, has_key, name_of
from mainline.portfolio.fees.keeping import payer_of
from mainline.portfolio.fees.schedule import label_of
from mainline.portfolio.fees.tables import figure
from mainline.portfolio.fees.upkeep import (
    BARS,
    GRACE,
    Payment,
    Year,
    costs_of,
    low_and_high,
    payment_of,
    remaining,
)
from mainline.portfolio.states import needs_second
from mainline.register.deadlines.access import visible_deadlines, visible_dockets
from mainline.register.deadlines.enums import DeadlineAct, DeadlineFate
from mainline.register.deadlines.models import Docket
from mainline.register.deadlines.refresh import deriver
from mainline.register.enums import StatusLabel
from mainline.rules.engine import Engine
from mainline.rules.money import Money
from mainline.web.exports import Table

YEARS = 5
_LONGEST = 200
_MOST_GROUPS = 50


@dataclass(frozen=True, slots=True)
class Fee:
    """One fee ahead; both ends ``None`` where it is not known."""

    docket: Docket
    rule: str
    number: int
    due: dt.date
    year: int
    """The calendar year in which it is paid: one that is overdue is paid this year."""
    low: Money | None
    high: Money | None


@dataclass(frozen=True, slots=True)
class Span:
    """What some fees come to in one currency: at the least, at the most, and how many are not known."""

    low: int = 0
    high: int = 0
    fees: int = 0

    def __add__(self, other: Span) -> Span:
        return Span(self.low + other.low, self.high + other.high, self.fees + other.fees)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table of the budget: what it is of, and each year."""

    label: str
    currency: str
    years: Sequence[Span]
    total: Span


@dataclass(frozen=True, slots=True)
class Bar:
    """One year in a chart, in hundredths of its height."""

    year: int
    x: int
    low: Money
    high: Money
    low_top: int
    low_height: int
    band_top: int
    band_height: int


@dataclass(frozen=True, slots=True)
class Scenario:
    """A group of rights that is given up in thought: by words of number, title or holder, and by status."""

    text: str = ""
    status: str = ""
    groups: tuple[tuple[str, str], ...] = ()
    """(group, key) of those given up whole."""

    @property
    def is_asked(self) -> bool:
        """Whether there is one."""
        return bool(self.text or self.status or self.groups)

    def drops(self, docket: Docket) -> bool:
        """Whether a docket falls under one of the groups."""
        return any(has_key(docket, code, key) for code, key in self.groups)

    def condition(self) -> Q:
        """Return which dockets its words and status drop."""
        words = Q()
        for word in self.text.split():
            words &= (
                Q(right__number__icontains=word)
                | Q(right__title__icontains=word)
                | Q(right__titles__icontains=word)
                | Q(right__holder_name__icontains=word)
            )
        return words & Q(right__status=self.status) if self.status else words


def scenario(text: str, status: str, groups: Sequence[str] = ()) -> Scenario:
    """Return the scenario that an address asks for; a status or a group that there is not is none.

    A group is told as ``field:A01``: its code, and the key that is given up.
    """
    known = dict(StatusLabel.choices)
    told = (each.replace("\0", "").partition(":") for each in dict.fromkeys(groups[:_MOST_GROUPS]))
    chosen = tuple((code, key[:_LONGEST]) for code, colon, key in told if colon and code in GROUPS)
    return Scenario(text.replace("\0", "").strip()[:_LONGEST], status if status in known else "", chosen)


def fees_ahead(user: User, on: dt.date) -> tuple[list[Fee], int]:
    """Return the fees of the years ahead, and how many rights are left out because it was decided to let them go."""
    gone = let_go(user)
    dockets = list(
        visible_dockets(user)
        .select_related("right", "organisation", "payer")
        .defer("right__abstracts")
        .order_by("pk")
    )
    staying = [docket for docket in dockets if docket.pk not in gone]
    # Of a right whose dates several organisations of the user keep each fee is paid once.
    fees: dict[tuple[int, str, int], Fee] = {}
    for one in kept(staying):
        for fee in _fees(one, on):
            fees.setdefault((fee.docket.right_id, fee.rule, fee.number), fee)
    return list(fees.values()), len(dockets) - len(staying)


def let_go(user: User) -> set[int]:
    """Return the dockets of which two people decided to let the right lapse."""
    ends = visible_deadlines(user).filter(
        rule__in=BARS, bar=GRACE, fate=DeadlineFate.OPEN, act=DeadlineAct.WAIVED
    )
    return {row.docket_id for row in ends if not needs_second(row)}


def dropped(user: User, asked: Scenario) -> set[int]:
    """Return the dockets that a scenario gives up; none without one."""
    if not asked.is_asked:
        return set()
    rows, gone = visible_dockets(user), set[int]()
    if asked.text or asked.status:
        gone |= set(rows.filter(asked.condition()).values_list("pk", flat=True))
    if asked.groups:
        told = rows.select_related("right", "organisation", "payer").defer("right__abstracts")
        gone |= {docket.pk for docket in told if asked.drops(docket)}
    return gone


def _fees(one: Kept, on: dt.date) -> Iterable[Fee]:
    engine, last, thread = deriver().engine, on.year + YEARS - 1, one.thread_on(on)
    for year in remaining(one.years, on):
        if max(year.due.year, on.year) > last:
            continue
        ends = _ends(engine, one, year, on)
        if ends is not None and year.due < on:
            ends = _late(ends, payment_of(engine, thread, year, on))
        low, high = ends if ends is not None else (None, None)
        yield Fee(one.docket, year.rule, year.number, year.due, max(year.due.year, on.year), low, high)


def _ends(engine: Engine, one: Kept, year: Year, on: dt.date) -> tuple[Money, Money] | None:
    """Return the least and the most: as if the proofs of today were renewed, or with those noted for its day; and in full."""
    threads = [one.thread_on(on), one.thread_on(max(year.due, on))]
    told = [
        low_and_high(costs_of(engine, thread, year)) for thread in threads[: 1 + (threads[0] != threads[1])]
    ]
    known = [ends for ends in told if ends is not None]
    return (min(low for low, _ in known), max(high for _, high in known)) if known else None


def _late(ends: tuple[Money, Money], payment: Payment) -> tuple[Money, Money] | None:
    """Return both ends with the surcharge of today, where a fee runs in its grace; ``None`` where that is not known."""
    if payment.total is None:
        return None
    surcharge = Money(
        sum(part.amount.minor for part in payment.parts if part.code == "surcharge"), ends[0].currency
    )
    return ends[0] + surcharge, ends[1] + surcharge


def by_year(fees: Iterable[Fee], on: dt.date, label: Callable[[Fee], str] = lambda fee: "") -> list[Line]:
    """Return what fees come to by label and currency, year by year."""
    added: dict[tuple[str, str], list[Span]] = defaultdict(lambda: [Span()] * YEARS)
    for fee in fees:
        if fee.low is not None and fee.high is not None:
            spans = added[label(fee), fee.low.currency]
            spans[fee.year - on.year] += Span(fee.low.minor, fee.high.minor, 1)
    return [
        Line(name, currency, spans, sum(spans[1:], start=spans[0]))
        for (name, currency), spans in sorted(added.items())
    ]


@dataclass(frozen=True, slots=True)
class Part:
    """One group of the rights in one currency: what it costs, and how much of the dearest."""

    key: str
    name: str
    rights: int
    currency: str
    years: Sequence[Span]
    total: Span
    low_width: int
    """Of a bar, in hundredths of the dearest group of its currency."""
    band_width: int
    unknown: int
    """Fees that nobody knows; told once, of the first currency of the group."""


def by_group(fees: Sequence[Fee], code: str, on: dt.date) -> list[Part]:
    """Return what the rights cost told apart by a group of :data:`GROUPS`, the dearest first."""
    group = GROUPS[code]
    names: dict[str, str] = {}
    rights: dict[str, set[int]] = defaultdict(set)
    unknown: Counter[str] = Counter()
    keys: dict[int, str] = {}
    for fee in fees:
        key = keys.setdefault(fee.docket.pk, group.key(fee.docket))
        names.setdefault(key, name_of(group, fee.docket))
        rights[key].add(fee.docket.pk)
        unknown[key] += fee.low is None
    told = by_year(fees, on, lambda fee: keys[fee.docket.pk])
    most: dict[str, int] = defaultdict(int)
    for line in told:
        most[line.currency] = max(most[line.currency], line.total.high)
    bare = set(names) - {line.label for line in told}
    told += [Line(key, "", [Span()] * YEARS, Span()) for key in sorted(bare)]
    found, seen = [], set[str]()
    for line in sorted(told, key=lambda line: (line.currency == "", -line.total.high, names[line.label])):
        of = most[line.currency] or 1
        low, high = line.total.low * 100 // of, line.total.high * 100 // of
        lacking = 0 if line.label in seen else unknown[line.label]
        seen.add(line.label)
        found.append(
            Part(
                line.label, names[line.label], len(rights[line.label]), line.currency, line.years, line.total,
                low, high - low, lacking,
            )
        )  # fmt: skip
    return found


def unknown_by_year(fees: Iterable[Fee], on: dt.date) -> list[int]:
    """Return how many fees of each year are not known."""
    counts = Counter(fee.year for fee in fees if fee.low is None)
    return [counts[on.year + ahead] for ahead in range(YEARS)]


def savings(fees: Sequence[Fee], gone: set[int], on: dt.date) -> list[Line]:
    """Return what is saved, year by year, if some dockets are given up."""
    return by_year([fee for fee in fees if fee.docket.pk in gone], on)


def bars(line: Line, on: dt.date, width: int = 100) -> list[Bar]:
    """Return the bars of a chart of one line: full height is the dearest year."""
    most = max((span.high for span in line.years), default=0) or 1
    found = []
    for place, span in enumerate(line.years):
        low, high = span.low * 100 // most, span.high * 100 // most
        found.append(
            Bar(
                on.year + place, place * width, Money(span.low, line.currency), Money(span.high, line.currency),
                100 - low, low, 100 - high, high - low,
            )
        )  # fmt: skip
    return found


def as_table(fees: Iterable[Fee]) -> Table:
    """Return the fees ahead as a file, one a line; what is not known stays empty and says so."""
    return Table(
        columns=(
            "number", "title", "holder", "kind", "office", "family", "department", "section", "class", "payer",
            "fee", "due", "year", "low", "high", "currency", "known",
        ),
        headers=[
            _("Number"), _("Title"), _("Holder"), _("Kind of right"), _("Office"), _("Family"), _("Department"), _("IPC section"), _("IPC class"), _("Payer"), _("Fee"), _("Due"), _("Year"),
            _("At least"), _("At most"), _("Currency"), _("Known"),
        ],
        rows=(
            [
                fee.docket.right.number, fee.docket.right.display_title, fee.docket.right.holder_name,
                str(fee.docket.right.get_kind_display()), fee.docket.right.office,
                fee.docket.right.family_key, fee.docket.department, GROUPS["section"].key(fee.docket),
                GROUPS["class"].key(fee.docket), payer_of(fee.docket).display_name, label_of(fee.rule, fee.number),
                str(fee.due), fee.year,
                figure(fee.low) if fee.low is not None else None,
                figure(fee.high) if fee.high is not None else None,
                fee.low.currency if fee.low is not None else "",
                _("yes") if fee.low is not None else _("not known"),
            ]
            for fee in fees
        ),
    )  # fmt: skip
