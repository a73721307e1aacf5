"""The fees that fall due within a year, one row a right: what is paid, what the right costs to its end, what was decided."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from django.db.models import CharField, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce

from mainline.orgs.access import User
from mainline.orgs.models import Organisation
from mainline.portfolio.fees.flags import USES, Flags, flags_of
from mainline.portfolio.fees.upkeep import (
    BARS,
    GRACE,
    Payment,
    Year,
    costs_of,
    payment_of,
    remaining,
    totals,
    years_of,
)
from mainline.portfolio.reductions.queries import applicants_of, verdict
from mainline.portfolio.reductions.verdicts import Applicant, Verdict
from mainline.portfolio.states import needs_second
from mainline.register.access import visible_events
from mainline.register.deadlines.access import VIEW, visible_deadlines
from mainline.register.deadlines.enums import DeadlineFate
from mainline.register.deadlines.following import follows
from mainline.register.deadlines.happenings import Thread
from mainline.register.deadlines.models import Deadline, DeadlineChange, Docket
from mainline.register.deadlines.refresh import deriver, threads_of
from mainline.register.models import Right
from mainline.register.subsets import STANDING
from mainline.rules.money import Money
from mainline.rules.periods import DAY, add_months, whole_years

AHEAD = 365
"""Days."""
DECISION = "annuity"
"""Under this name a change of a deadline says what was decided: the newest counts, an empty one takes it back."""
_CHUNK = 400
_FEES = Q(rule="cn.annuity.due", bar="due") | Q(rule__in=["ep.renewal", "us.maintenance"], bar="ordinary")


@dataclass(frozen=True, slots=True)
class Kept:
    """A right whose dates are kept, with its fees."""

    docket: Docket
    thread: Thread
    years: Sequence[Year]
    applicants: Sequence[Applicant] = ()

    def verdict_on(self, day: dt.date) -> Verdict | None:
        """Return what its applicants come to on a day; ``None`` where nothing was said of any of them."""
        return verdict(self.applicants, day)

    def thread_on(self, day: dt.date) -> Thread:
        """Return the thread for a payment on a day: with the reduction to which its applicants have a right then."""
        told = self.verdict_on(day)
        if told is None and not follows(self.docket.facts, "reduction"):
            return self.thread
        # What followed from applicants of whom nothing is said any more is nobody's word.
        facts = {name: value for name, value in self.thread.facts.items() if name != "reduction"}
        share = {"reduction": told.share} if told is not None and told.share else {}
        return replace(self.thread, facts={**facts, **share})

    @property
    def end(self) -> dt.date | None:
        """The end of the term, where the rules count years up to it or the office states it."""
        counted = [year for year in self.years if year.rule != "us.maintenance"]
        if counted:
            last = max(counted, key=lambda year: year.number)
            return add_months(last.begun, 12 * last.number)
        return self.docket.right.expires_on

    @property
    def last_day(self) -> dt.date | None:
        """The last day in force: a Chinese term ends the day before the corresponding day."""
        is_eve = self.end is not None and self.years and self.years[0].rule == "cn.annuity.due"
        return self.end - DAY if is_eve and self.end else self.end


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the board."""

    deadline: Deadline
    kept: Kept | None
    payment: Payment | None
    """What is to be paid today."""
    years_left: int | None
    to_end: tuple[Money, ...]
    """All that is still to be paid to the end of the term, by currency: reduced as far as the proofs reach today."""
    unknown: int
    """Years whose fee is not known."""
    flags: Flags
    decision: str
    waits: bool
    """Whether a decision waits for a second person."""

    @property
    def pk(self) -> int:
        """The number of the deadline."""
        return self.deadline.pk

    @property
    def right(self) -> Right:
        """Whose fee it is."""
        return self.deadline.docket.right

    @property
    def total(self) -> Money | None:
        """What is to be paid today, ``None`` where it is not known."""
        return self.payment.total if self.payment else None


@dataclass(frozen=True, slots=True)
class Summed:
    """What some rows come to at one office in one currency; ``unknown`` rows have no amount."""

    office: str
    total: Money | None
    rows: int
    unknown: int


def kept(dockets: Sequence[Docket]) -> Iterator[Kept]:
    """Yield the rights of some dockets with their fees; those for which there are no rules are left out."""
    for start in range(0, len(dockets), _CHUNK):
        some = dockets[start : start + _CHUNK]
        threads, applicants = threads_of(some), applicants_of(some)
        for docket in some:
            thread = threads[docket.pk]
            if thread is not None:
                items = deriver().derive(thread.packs, thread.facts, thread.happenings)
                yield Kept(docket, thread, years_of(items), applicants.get(docket.pk, ()))


def due_fees(user: User, on: dt.date, verb: str = VIEW) -> QuerySet[Deadline]:
    """Return the first fee of each right that falls due within a year or runs in its grace, not paid."""
    open_ = _payable(user, on, verb)
    earlier = _payable(user, on, verb).filter(
        Q(due_on__lt=OuterRef("due_on")) | Q(due_on=OuterRef("due_on"), pk__lt=OuterRef("pk")),
        docket=OuterRef("docket"),
    )
    return (
        open_.filter(~Exists(earlier))
        .annotate(decision=decision(), has_use=_used(user))
        .select_related("docket__right", "docket__organisation", "docket__payer")
        .defer("docket__right__abstracts")
        .order_by("due_on", "pk")
    )


def paid_once(fees: Iterable[Deadline]) -> list[Deadline]:
    """Return some fees in their order, of each right and year one: where several organisations keep it, the first docket's."""
    rows = list(fees)
    first: dict[tuple[int, str, int], Deadline] = {}
    for row in sorted(rows, key=lambda row: (row.docket_id, row.pk)):
        first.setdefault((row.docket.right_id, row.rule, row.number), row)
    chosen = {row.pk for row in first.values()}
    return [row for row in rows if row.pk in chosen]


def _used(user: User) -> Exists:
    """Whether the thread of a right tells of any use, ended or not, as far as the user may know."""
    told = visible_events(user).filter(STANDING, code__in=USES, right=OuterRef("docket__right"))
    return Exists(told.order_by())


def past_grace(user: User, on: dt.date) -> int:
    """Count the rights with a fee whose grace is over and of which nobody knows whether it was paid."""
    rows = visible_deadlines(user).filter(
        rule__in=BARS, bar=GRACE, fate=DeadlineFate.OPEN, act="", due_on__lt=on
    )
    return rows.values("docket").distinct().count()


def _payable(user: User, on: dt.date, verb: str) -> QuerySet[Deadline]:
    grace = grace_of(OuterRef)
    until = on + dt.timedelta(days=AHEAD)
    rows = visible_deadlines(user, verb).filter(_FEES, fate=DeadlineFate.OPEN, due_on__lte=until)
    return rows.filter(Exists(grace.filter(due_on__gte=on)))


def grace_of(ref: type[OuterRef]) -> QuerySet[Deadline]:
    """Return the ends of grace of the fee that an outer query looks at."""
    same = ("docket", "rule", "trigger", "occurrence", "number")
    return Deadline.objects.filter(**{name: ref(name) for name in same}, bar=GRACE)


def decision() -> Coalesce:
    """Return the newest decision on a fee; empty: none."""
    told = DeadlineChange.objects.filter(deadline=OuterRef("pk"), after__has_key=DECISION).order_by("-pk")
    newest = Subquery(
        told.annotate(code=KT(f"after__{DECISION}")).values("code")[:1], output_field=CharField()
    )
    return Coalesce(newest, Value(""), output_field=CharField())


def rows_of(deadlines: Iterable[Deadline], on: dt.date) -> list[Row]:
    """Return the lines of some fees, in their order."""
    some = list(deadlines)
    dockets = list({row.docket_id: row.docket for row in some}.values())
    rights = {one.docket.pk: one for one in kept(dockets)}
    flags = flags_by_docket(dockets, on)
    waiting = _waiting(some)
    return [_row(row, rights.get(row.docket_id), flags[row.docket_id], row.pk in waiting, on) for row in some]


def flags_by_docket(dockets: Iterable[Docket], on: dt.date) -> dict[int, Flags]:
    """Return the flags of some rights on a day, each as its organisation may know them."""
    by_body: dict[Organisation, list[Docket]] = defaultdict(list)
    for docket in dockets:
        by_body[docket.organisation].append(docket)
    found: dict[int, Flags] = {}
    for body, own in by_body.items():
        told = flags_of(body, [docket.right_id for docket in own], on)
        found |= {docket.pk: told[docket.right_id] for docket in own}
    return found


def _waiting(rows: Collection[Deadline]) -> set[int]:
    """Return which fees wait for a second person to let the right go."""
    keys = {_identity(row): row.pk for row in rows}
    ends = Deadline.objects.filter(
        docket__in={row.docket_id for row in rows}, rule__in=BARS, bar=GRACE, fate=DeadlineFate.OPEN
    ).exclude(act="")
    return {keys[_identity(end)] for end in ends if _identity(end) in keys and needs_second(end)}


def _identity(row: Deadline) -> tuple[object, ...]:
    return row.docket_id, row.rule, row.trigger, row.occurrence, row.number


def year_of(one: Kept, deadline: Deadline) -> Year | None:
    """Return the fee that a deadline is."""
    same = (deadline.rule, deadline.number, deadline.trigger, deadline.due_on)
    return next((y for y in one.years if (y.rule, y.number, y.event, y.due) == same), None)


def _row(deadline: Deadline, one: Kept | None, flags: Flags, waits: bool, on: dt.date) -> Row:
    said = str(getattr(deadline, "decision", ""))
    year = year_of(one, deadline) if one else None
    if one is None or year is None:
        return Row(deadline, one, None, None, (), 1, flags, said, waits)
    engine = deriver().engine
    payment = payment_of(engine, one.thread_on(on), year, on)
    later = [each for each in remaining(one.years, on) if each.due > year.due]
    # A proof is of a year: what falls due after it ran out is in full.
    amounts = [
        payment.total,
        *(costs_of(engine, one.thread_on(max(each.due, on)), each).payable for each in later),
    ]
    known = [each for each in amounts if each is not None]
    left = whole_years(on, one.end) if one.end else None
    return Row(
        deadline, one, payment, left, tuple(totals(known)), len(amounts) - len(known), flags, said, waits
    )


def sums(rows: Iterable[Row]) -> list[Summed]:
    """Return what rows come to, by office and currency; rows without an amount are counted and not added."""
    added: dict[tuple[str, str], tuple[int, int]] = {}
    unknown: dict[str, int] = defaultdict(int)
    for row in rows:
        office = row.right.office
        if row.total is None:
            unknown[office] += 1
            continue
        minor, count = added.get((office, row.total.currency), (0, 0))
        added[office, row.total.currency] = (minor + row.total.minor, count + 1)
    found = [
        Summed(office, Money(minor, currency), count, unknown.pop(office, 0))
        for (office, currency), (minor, count) in sorted(added.items())
    ]
    return found + [Summed(office, None, 0, count) for office, count in sorted(unknown.items())]


def full_sums(rows: QuerySet[Deadline]) -> list[Summed]:
    """Return what the full fees of rows come to, by office and currency, added up by the database."""
    grouped = (
        rows.order_by()
        .values(office=F("docket__right__office"), money=F("currency"))
        .annotate(minor=Sum("fee_minor"), known=Count("fee_minor"), rows=Count("pk"))
    )
    return [
        Summed(
            each["office"],
            Money(each["minor"], each["money"]) if each["known"] else None,
            each["rows"],
            each["rows"] - each["known"],
        )
        for each in grouped.order_by("office", "money")
    ]
