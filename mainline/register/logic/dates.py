"""The dates that come next: the end of the term, for Chinese patents the next annuity, and of a lapsed right
the last day on which it can be saved.

Nominal dates only. Working days, grace periods and surcharges belong to the deadline engine.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass

from mainline.offices.record import RightKind
from mainline.register.logic.facts import EventLike, Facts
from mainline.register.logic.status import ALIVE, Certainty, Status, StatusCode
from mainline.register.logic.terms import Term, add_months, annuity_citation, fact_date, term_end, term_of

Pair = tuple[str, str]
_NOMINAL: Pair = (
    "名义日期，未按节假日顺延，未计宽限期和滞纳金；是否已缴以官方记录为准",
    "Nominal date: not rolled to a working day, grace and surcharge not counted; whether it is already"
    " paid is for the office's record to say",
)
_LAST_CHANCE: Pair = (
    "名义日期，未按节假日顺延；以官方通知书为准",
    "Nominal date: not rolled to a working day; the office's notice decides",
)


_PAID = frozenset({"portfolio.annuity.paid", "portfolio.annuity.paid_late"})
_GRACE_MONTHS = 6
_DIGITS, _LAST_YEAR = 3, 100
"""No right has a year beyond; an event may be dated with any."""


@dataclass(frozen=True, slots=True)
class NextDate:
    """A date ahead. Texts are (zh, en); ``caveat`` is empty where there is nothing to add."""

    code: str
    on: dt.date
    title: Pair
    citation: Pair
    caveat: Pair


def next_dates(
    kind: RightKind,
    office: str,
    facts: Facts,
    as_of: dt.date,
    renewed_on: Sequence[dt.date] = (),
    *,
    status: Status,
    paid: Container[int] = (),
) -> tuple[NextDate, ...]:
    """The dates on or after ``as_of``, earliest first.

    A right in force has its annuity and the end of its term; a lapsed one only the day to which it can be
    saved; nothing is said of one that has ended or is not granted. ``facts`` and ``renewed_on`` are those
    that ``status`` rests on; years whose annuity is ``paid`` are passed over.
    """
    if status.code is StatusCode.LAPSED_RESTORABLE:
        return _last_chance(status, as_of)
    if facts.granted_on is None or status.code not in ALIVE:
        return ()
    end = term_end(kind, office, facts, renewed_on)
    found = [*_annuity(kind, office, facts, as_of, end, paid), *_term_end(kind, office, facts, as_of, end)]
    return tuple(sorted(found, key=lambda each: (each.on, each.code)))


def _last_chance(status: Status, as_of: dt.date) -> tuple[NextDate, ...]:
    """The end of the time in which to ask for restoration, or to renew late."""
    if status.act_by is None or status.act_by < as_of:
        return ()
    if status.certainty is Certainty.COMPUTED:
        title = ("宽展期最后一日，可补办续展", "Last day for late renewal")
        return (NextDate("late_renewal", status.act_by, title, status.act_cite, _LAST_CHANCE),)
    title = ("请求恢复权利的最后一日", "Last day to ask for restoration")
    return (NextDate("restoration", status.act_by, title, status.act_cite, _LAST_CHANCE),)


def paid_years(events: Iterable[EventLike], filed_on: dt.date | None) -> frozenset[int]:
    """The years whose annuity was paid, as events tell it: by the year that they name, else by their day.

    A payment that names no year is for the next that was due from six months before it on, the time of grace.
    """
    years: set[int] = set()
    undated = []
    for event in events:
        if event.code not in _PAID:
            continue
        named = dict(event.details).get("year", "")
        if str(named).isdecimal() and len(str(named)) <= _DIGITS:
            years.add(int(named))
        elif filed_on is not None and (day := event.happened_on or event.effective_on):
            undated.append(day)
    for day in sorted(undated):
        year = 2
        while (
            filed_on is not None
            and year <= _LAST_YEAR
            and (year in years or add_months(filed_on, 12 * (year - 1)) < add_months(day, -_GRACE_MONTHS))
        ):
            year += 1
        years.add(year)
    return frozenset(years)


def _annuity(
    kind: RightKind, office: str, facts: Facts, as_of: dt.date, end: dt.date | None, paid: Container[int]
) -> list[NextDate]:
    """The next annuity: the fee of the year of grant is paid with the grant formalities, so later ones only."""
    citation = annuity_citation(kind, office)
    if citation is None or facts.filed_on is None or facts.granted_on is None:
        return []
    year = 2
    while (
        (due := add_months(facts.filed_on, 12 * (year - 1))) < as_of
        or due <= facts.granted_on
        or year in paid
    ):
        year += 1
    if end is not None and due > end:
        return []
    title = (f"缴纳第{year}年年费", f"Annuity of year {year} due")
    return [NextDate("annuity", due, title, citation, _NOMINAL)]


def _term_end(
    kind: RightKind, office: str, facts: Facts, as_of: dt.date, end: dt.date | None
) -> list[NextDate]:
    if end is None or end < as_of:
        return []
    term = term_of(kind, office, facts)
    if facts.expires_on or term is None:
        stated = ("官方记录所载期限", "As the office's record states")
        return [NextDate("term_end", end, ("保护期限届满", "Term ends"), stated, ("", ""))]
    title = (
        ("注册有效期届满，可续展", "Registration ends unless renewed")
        if term.renewable
        else ("保护期限届满", "Term ends")
    )
    return [NextDate("term_end", end, title, term.cite, _caveat(term, facts, end))]


def _caveat(term: Term, facts: Facts, end: dt.date) -> Pair:
    """What the reader must know before trusting the date."""
    zh, en = [], []
    if term.is_minimum:
        zh.append("可能另有期限补偿或延长，以官方记录为准")
        en.append("an adjustment or extension may add to it; the office's record decides")
    if any(fact == "earliest_filed" for fact, _ in term.base):
        zh.append("期末放弃可使其提前届满")
        en.append("a terminal disclaimer may end it sooner")
        if facts.earliest_filed_on is None:
            zh.append("未见其延续的更早申请，如有则自该申请起算")
            en.append("no earlier application that it continues is on record; one would end it sooner")
    if term.take == "earlier" and any(fact_date(facts, fact) is None for fact, _ in term.base):
        zh.append("首次商业利用日或创作完成日未知，如更早则期限更早届满")
        en.append("first exploitation or creation is not known; an earlier one would end the term sooner")
    if term.read_to and end > term.read_to:
        zh.append(f"所依据的法律仅核对至{term.read_to}，其后的修订尚未核对")
        en.append(f"the law behind it was read up to {term.read_to}; what changed later was not read")
    if term.confidence != "H":
        zh.append("依据二手资料，使用前请核对原文")
        en.append("from secondary sources; check the law itself before relying on it")
    return "；".join(zh), "; ".join(en)
