"""The parts of somebody's gains in a window of days, each with the records that it is made of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from mainline.portfolio.billing.models import Bill, BillLine
from mainline.register.deadlines.models import Deadline
from mainline.register.logic.terms import add_months
from mainline.register.models import Event, Right
from mainline.register.subsets import STANDING
from mainline.strategy.gain.access import Subject, paid_to, received_by
from mainline.strategy.gain.entitlements import Entitlement, entitlements_of, take_up
from mainline.strategy.gain.logic import IN, OUT, Due, Sums, compliance, dues, time_ratio
from mainline.strategy.gain.windows import Window
from mainline.strategy.indicators.logic import median, rounded_text
from mainline.strategy.indicators.rows import EMPLOYERS, PATENTS
from mainline.strategy.models import Span
from mainline.web.sums import in_words

INCOME = ("utilization.royalty.received", "utilization.transfer.paid")
RECOVERED = ("protection.suit.enforced",)
FEES = ("portfolio.annuity.paid", "portfolio.annuity.paid_late", "portfolio.fee.paid")
USES = (
    "utilization.product.launched", "utilization.licence.signed", "utilization.licence.recorded",
    "utilization.open_licence.accepted", "utilization.transfer.recorded", "utilization.equity.contributed",
    "utilization.pledge.registered",
)  # fmt: skip
USE_MONTHS = 36
GRANT_MONTHS = 15
"""Mean examination of an invention in months, whole country, 2025 (press conference of 2026-01-23)."""
_DAYS_A_MONTH = Fraction(365, 12)


@dataclass(frozen=True, slots=True)
class Part:
    """One part: a sum of money, or a figure in words; ``None`` in both: not known, and why."""

    code: str
    label: str
    group: str
    """``money``, ``support``, ``law``, ``time``, ``keeping`` or ``use``."""
    sign: int = 0
    sums: Mapping[str, int] | None = None
    unknown: int = 0
    """Records that say no amount."""
    text: str = ""
    why: str = ""
    note: str = ""
    rows: QuerySet[Any] | None = None
    n: int = 0

    @property
    def is_known(self) -> bool:
        """Whether there is something to tell."""
        return bool(self.text)


@dataclass(frozen=True, slots=True)
class Gains:
    """All parts of one subject in one window."""

    subject: Subject
    window: Window
    parts: Sequence[Part]
    dues: Sequence[Due]
    entitlements: Sequence[Entitlement]

    def part(self, code: str) -> Part | None:
        """Return a part by its code."""
        return next((one for one in self.parts if one.code == code), None)

    def of(self, group: str) -> list[Part]:
        """Return the parts of a group."""
        return [one for one in self.parts if one.group == group]


def gains_of(subject: Subject, window: Window) -> Gains:
    """Return the gains of a subject in a window."""
    entitled = entitlements_of(subject)
    owed = _dues(subject, window)
    made = _of_person if subject.kind == "person" else _of_body
    parts = [
        *made(subject, window, entitled),
        *_law(subject, window, owed),
        *_rest(subject, window, entitled),
    ]
    return Gains(subject, window, parts, owed, entitled)


def _in(window: Window, events: QuerySet[Event], field: str = "happened_on") -> QuerySet[Any]:
    found = events.filter(**{f"{field}__lte": window.last})
    return found.filter(**{f"{field}__gte": window.first}) if window.first else found


def _summed(rows: QuerySet[Event]) -> tuple[Sums, int]:
    sums, n = Sums(), 0
    told = rows.order_by().values_list("currency").annotate(
        minor=Sum("amount_minor"), rows=Count("pk"), known=Count("amount_minor")
    )  # fmt: skip
    for currency, minor, rows_of, known in told:
        n += rows_of
        sums.unknown += rows_of - (known if currency else 0)
        if currency and minor is not None:
            sums.add(minor, currency)
    return sums, n


def _money(code: str, label: str, rows: QuerySet[Event], sign: int, note: str = "") -> Part:
    """Return a part of money; without any record it is not known whether there was any."""
    sums, n = _summed(rows)
    text = in_words(dict(sums.minor), sums.unknown) if n else ""
    why = "" if n else _("no record")
    return Part(
        code, label, "money", sign, dict(sums.minor) if n else None, sums.unknown, text, why, note, rows, n
    )


def _unknown(code: str, label: str, group: str, why: str, sign: int = 0) -> Part:
    return Part(code, label, group, sign, why=why)


def _of_person(subject: Subject, window: Window, _entitled: Sequence[Entitlement]) -> Iterator[Part]:
    events = subject.events()
    mine = events.filter(paid_to(subject.ids, subject.rights()), code="utilization.reward.paid")
    is_reward = Q(details__kind="reward") | Q(details__ground="grant")
    yield _money("rewards", _("Rewards paid to me"), _in(window, mine.filter(is_reward)), IN)
    yield _money(
        "remuneration",
        _("Remuneration paid to me"),
        _in(window, mine.exclude(pk__in=mine.filter(is_reward).values("pk"))),
        IN,
    )
    yield _money(
        "earned", _("What my inventions earned their holders"), _in(window, events.filter(code__in=INCOME)), 0,
        _("received by the holders, before anything is divided"),
    )  # fmt: skip


def _of_body(subject: Subject, window: Window, entitled: Sequence[Entitlement]) -> Iterator[Part]:
    events = subject.events()
    received = events.filter(received_by(subject.ids), code__in=INCOME)
    yield _money("income", _("Licence and transfer income"), _in(window, received), IN)
    paid = [one.paid_event for one in entitled if one.paid_event is not None]
    support = (events | subject.recorded()).filter(pk__in=paid)
    yield _money("subsidies", _("Subsidies and rewards received"), _in(window, support), IN)
    yield _savings(_in(window, events.filter(code__in=FEES)))
    yield _unknown(
        "loan_benefit", _("Benefit of loans"), "money", _("no reference rate of interest is set"), IN
    )
    yield _money("recovered", _("Damages received"), _in(window, events.filter(code__in=RECOVERED)), IN)
    yield _money("official_fees", _("Official fees paid"), _in(window, events.filter(code__in=FEES)), OUT)
    yield _agency(subject, window)
    # By a plan of the unit for which it was recorded: of a right held together each pays its own.
    others = Q(details__has_key="plan") & ~Q(organisation=None) & ~Q(organisation__in=subject.ids)
    yield _money(
        "rewards_paid",
        _("Rewards and remuneration paid to inventors"),
        _in(window, events.filter(code="utilization.reward.paid").exclude(others)),
        OUT,
    )
    yield _unknown("enforcement", _("Cost of enforcement"), "money", _("no record"), OUT)


def _savings(paid: QuerySet[Event]) -> Part:
    """Return what fee reductions spared: where the date that a payment ended says the full fee."""
    full: dict[int, tuple[int, str]] = {}
    told = Deadline.objects.filter(ended_by__in=paid.values("pk"), fee_minor__isnull=False)
    for event, minor, currency in told.values_list("ended_by", "fee_minor", "currency"):
        full[event] = (minor, currency)
    known, sums = list(full), Sums()
    for pk, minor, currency in paid.filter(pk__in=known).values_list("pk", "amount_minor", "currency"):
        if minor is not None and currency == full[pk][1]:
            sums.add(max(full[pk][0] - minor, 0), currency)
    n = paid.filter(code__startswith="portfolio.annuity.").count()
    label = _("Spared by fee reductions")
    if not sums.minor:
        return Part(
            "savings", label, "money", IN, why=_("the full fees behind these payments are not on record"), n=n
        )
    sums.unknown = n - len(known)
    rows = paid.filter(pk__in=known)
    return Part(
        "savings",
        label,
        "money",
        IN,
        dict(sums.minor),
        sums.unknown,
        in_words(dict(sums.minor), sums.unknown),
        rows=rows,
        n=len(known),
    )


def _agency(subject: Subject, window: Window) -> Part:
    """Return what paid bills of agencies come to, fees that they laid out left out: these are official fees."""
    bills = _in(window, Bill.objects.filter(client__in=subject.ids, state="paid"), "paid_on")
    lines = BillLine.objects.filter(bill__in=bills.values("pk")).exclude(kind="fee").exclude(minor=None)
    sums = Sums()
    for currency, net, vat in (
        lines.order_by().values_list("currency").annotate(net=Sum("minor"), vat=Sum("vat_minor"))
    ):
        sums.add((net or 0) + (vat or 0), currency)
    n, label = bills.count(), _("Agencies, by paid bills")
    if not n:
        return _unknown("agency", label, "money", _("no record"), OUT)
    return Part("agency", label, "money", OUT, dict(sums.minor), 0, in_words(dict(sums.minor), 0), n=n)


def _dues(subject: Subject, window: Window) -> list[Due]:
    """Return what the law asks as rewards for patents of employers, of which the last day falls in the window."""
    rights = subject.rights().filter(
        kind__in=PATENTS, office="CN", holder_kind__in=EMPLOYERS, life__grant_on__lte=window.last,
    )  # fmt: skip
    events = subject.events().filter(
        Q(details__kind="reward") | Q(details__ground="grant"), code="utilization.reward.paid", currency="CNY",
        happened_on__lte=window.last,
    )  # fmt: skip

    def by_right(rows: QuerySet[Event]) -> dict[int, int]:
        told = rows.order_by().values_list("right").annotate(minor=Sum("amount_minor"))
        return {right: minor or 0 for right, minor in told}

    own = by_right(events.filter(paid_to(subject.ids, subject.rights()))) if subject.kind == "person" else {}
    found = dues(rights.order_by().values_list("pk", "kind", "life__grant_on"), by_right(events), own)
    return [
        one
        for one in found
        if one.due_on <= window.last and (window.first is None or one.due_on >= window.first)
    ]


def _law(subject: Subject, window: Window, owed: Sequence[Due]) -> Iterator[Part]:
    label = _("Rewards against the legal minimum")
    share = compliance(owed)
    rows = Right.objects.filter(pk__in=[one.right for one in owed]).order_by("pk")
    if share is None:
        yield Part("rewards_due", label, "law", why=_("no reward fell due"))
        return
    late = [one for one in owed if one.is_overdue(window.last)]
    words = _("%(paid)s paid, %(least)s due for %(n)s patents") % {
        "paid": in_words({"CNY": sum(one.paid for one in owed)}, 0),
        "least": in_words({"CNY": sum(one.least for one in owed)}, 0),
        "n": len(owed),
    }
    note = words
    if late:
        missing = in_words({"CNY": sum(one.missing for one in late)}, 0)
        note += " · " + _("overdue for %(n)s patents: %(missing)s") % {"n": len(late), "missing": missing}
    yield Part(
        "rewards_due",
        label,
        "law",
        text=f"{rounded_text(share * 100, 1)} %",
        note=note,
        rows=rows,
        n=len(owed),
    )


def _rest(subject: Subject, window: Window, entitled: Sequence[Entitlement]) -> Iterator[Part]:
    if subject.kind == "organisation":
        yield from _support(subject, entitled)
    yield _grant_time(subject, window)
    if subject.kind == "organisation":
        yield _support_time(window, entitled)
        yield from _keeping(subject, window)
    yield _use(subject, window)


def _support(subject: Subject, entitled: Sequence[Entitlement]) -> Iterator[Part]:
    received, least = take_up(entitled)
    unpriced = sum(one.entitled_minor is None for one in entitled)
    note = _("%(n)s with an amount that is not known") % {"n": unpriced} if unpriced else ""
    paid = [one.paid_event for one in entitled if one.paid_event is not None]
    rows = (subject.events() | subject.recorded()).filter(pk__in=paid)
    label = _("Support taken up, of what was asked for or granted")
    if not least:
        yield Part("take_up", label, "support", why=_("no record"), note=note)
    else:
        text = f"{rounded_text(Fraction(100 * received, least), 1)} %"
        yield Part("take_up", label, "support", text=text, note=note, rows=rows, n=len(paid))
    unclaimed = [one for one in entitled if one.is_unclaimed]
    matched = subject.events().filter(
        code="service.policy.matched", right__in=[one.right for one in unclaimed]
    )
    yield Part(
        "unclaimed", _("Rules met and not claimed"), "support", text=str(len(unclaimed)), rows=matched, n=len(unclaimed),
        note=_("their amounts are not known") if unclaimed else "",
    )  # fmt: skip


def _grant_time(subject: Subject, window: Window) -> Part:
    granted = _in(
        window,
        subject.rights().filter(kind="invention", office="CN", filed_on__isnull=False),
        "life__grant_on",
    )
    days = [
        (last - first).days for first, last in granted.order_by().values_list("filed_on", "life__grant_on")
    ]
    label = _("Time to grant of inventions, against 15 months")
    ratio = time_ratio(days, GRANT_MONTHS * _DAYS_A_MONTH)
    if ratio is None:
        return Part("grant_time", label, "time", why=_("no invention was granted"))
    note = _("median %(days)s days; 15 months: mean of the whole country in 2025") % {
        "days": rounded_text(median(days), 0)
    }
    return Part(
        "grant_time",
        label,
        "time",
        text=f"× {rounded_text(ratio, 2)}",
        note=note,
        rows=granted.order_by("pk"),
        n=len(days),
    )


def _support_time(window: Window, entitled: Sequence[Entitlement]) -> Part:
    days = [
        (one.paid_on - one.claimed_on).days
        for one in entitled
        if one.paid_on
        and one.claimed_on
        and one.paid_on <= window.last
        and (not window.first or one.paid_on >= window.first)
    ]
    label = _("Days from a claim for support to its payment, median")
    if not days:
        return Part("support_time", label, "time", why=_("none was paid"))
    return Part("support_time", label, "time", text=rounded_text(median(days), 0), n=len(days))


def _keeping(subject: Subject, window: Window) -> Iterator[Part]:
    events = subject.events()
    paid = _in(window, events.filter(code__in=("portfolio.annuity.paid", "portfolio.annuity.paid_late")))
    n, on_time = paid.count(), paid.filter(code="portfolio.annuity.paid").count()
    label = _("Annuities paid on time")
    if n:
        yield Part(
            "keep_rate",
            label,
            "keeping",
            text=f"{rounded_text(Fraction(100 * on_time, n), 1)} %",
            rows=paid,
            n=n,
        )
    else:
        yield Part("keep_rate", label, "keeping", why=_("no record"))
    decided = events.filter(
        STANDING,
        code__in=("portfolio.annuity.declined", "portfolio.right.renounced"),
        right=OuterRef("right"),
        happened_on__lte=OuterRef("happened_on"),
    )
    lapsed = _in(window, events.filter(code="portfolio.right.ceased")).filter(~Exists(decided))
    m = lapsed.count()
    yield Part("lapses", _("Lapses without a recorded decision"), "keeping", text=str(m), rows=lapsed, n=m)


def _use(subject: Subject, window: Window) -> Part:
    """Return the share of inventions in force that were used in the 36 months before the last day."""
    alive = Span.objects.filter(
        Q(until=None) | Q(until__gt=window.last), kind="invention", state="alive", since__lte=window.last
    )
    valid = subject.rights().filter(pk__in=alive.values("right"))
    used = subject.events().filter(
        code__in=USES, happened_on__gt=add_months(window.last, -USE_MONTHS), happened_on__lte=window.last
    )
    n, m = valid.count(), valid.filter(pk__in=used.values("right")).count()
    label = _("Inventions in force that were used in 36 months")
    if not n:
        return Part("use_rate", label, "use", why=_("no invention is in force"))
    note = _(
        "%(m)s of %(n)s; surveys of the whole country, another measure: firms 53.3 %% (2024), universities 3.9 %% (2022)"
    ) % {"m": m, "n": n}
    return Part(
        "use_rate",
        label,
        "use",
        text=f"{rounded_text(Fraction(100 * m, n), 1)} %",
        note=note,
        rows=valid.order_by("pk"),
        n=n,
    )
