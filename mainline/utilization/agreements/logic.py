"""The clauses of an agreement as data: fixed sums, a running rate in tiers, minimum and cap, what may be deducted. Pure.

Amounts are minor units of the agreement's currency, rates exact fractions. Nothing here knows the law but the ceilings
beyond which an open licence is explained: see :data:`OPEN_FIXED` and :data:`OPEN_RATE`.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

EVERY = (3, 6, 12)
"""Months of a period that a licensee can be asked to report on; periods are those of the calendar."""
OPEN_FIXED = 20_000_000_00
"""Fen up to which a fixed fee of an open licence needs no word of reason (CNIPA's notice on open licences, as reported)."""
OPEN_RATE = Fraction(20, 100)
"""The same of a rate on net sales."""
FIRST_YEAR, LAST_YEAR = 1900, 2199
"""Years in which a term can begin: beyond them a day is mistyped, and no period can be counted from it."""


@dataclass(frozen=True, slots=True)
class Lump:
    """A fixed sum and the day by which it is paid."""

    name: str
    on: dt.date
    minor: int


@dataclass(frozen=True, slots=True)
class Tier:
    """The rate on what of the base lies above an amount."""

    above: int
    rate: Fraction


@dataclass(frozen=True, slots=True)
class Running:
    """A royalty on net sales."""

    tiers: tuple[Tier, ...]
    is_cumulative: bool = False
    """Whether tiers count the sales of all periods together; else each period begins anew."""
    every: int = 12
    due_days: int = 30
    """Days after a period by which it is reported, and after an invoice by which it is paid."""
    minimum: int | None = None
    """Of a period."""
    cap_period: int | None = None
    cap_total: int | None = None
    deductions: tuple[str, ...] = ()
    """Kinds that may be deducted from net sales."""
    deductions_cap: Fraction | None = None
    """Part of the sales that all deductions together may be; ``None``: no cap is agreed."""
    products: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Terms:
    """What two sides agree on."""

    currency: str = "CNY"
    field: str = ""
    territory: str = ""
    starts_on: dt.date | None = None
    """``None``: the day of the second signature."""
    until: dt.date | None = None
    """``None``: as long as the rights last."""
    affiliated: str = "unknown"
    lumps: tuple[Lump, ...] = ()
    running: Running | None = None
    weights: tuple[tuple[int, Fraction], ...] = ()
    """Which part of the income falls to which right, by its id."""
    note: str = ""

    @property
    def fixed(self) -> int:
        """All fixed sums together."""
        return sum(lump.minor for lump in self.lumps)


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with the terms: a code that pages put into words, and what it is about."""

    code: str
    about: str = ""


def faults(terms: Terms, *, is_open: bool = False) -> Iterator[Fault]:
    """Yield what keeps terms from being sent: nothing is sent with a clause that contradicts itself."""
    if not terms.field.strip() and not is_open:
        yield Fault("field")
    if not terms.territory.strip():
        yield Fault("territory")
    if terms.starts_on and terms.until and terms.until < terms.starts_on:
        yield Fault("term")
    if terms.starts_on and not FIRST_YEAR <= terms.starts_on.year <= LAST_YEAR:
        yield Fault("begins")
    if not terms.weights:
        yield Fault("rights")
    elif sum(part for _right, part in terms.weights) != 1 or any(part <= 0 for _right, part in terms.weights):
        yield Fault("weights")
    if any(lump.minor <= 0 for lump in terms.lumps):
        yield Fault("lump")
    if terms.running is not None:
        yield from _faults_of(terms.running)


def _faults_of(running: Running) -> Iterator[Fault]:
    bounds = [tier.above for tier in running.tiers]
    if not bounds or bounds[0] != 0 or bounds != sorted(set(bounds)):
        yield Fault("tiers")
    if any(not 0 <= tier.rate <= 1 for tier in running.tiers):
        yield Fault("rate")
    if running.every not in EVERY:
        yield Fault("every")
    limits = (running.minimum, running.cap_period, running.cap_total)
    if any(limit is not None and limit < 0 for limit in limits):
        yield Fault("limits")
    caps = [cap for cap in (running.cap_period, running.cap_total) if cap is not None]
    if running.minimum is not None and running.minimum > min(caps, default=running.minimum):
        yield Fault("minimum")
    if running.deductions_cap is not None and not 0 <= running.deductions_cap <= 1:
        yield Fault("deductions")


def divided(minor: int, weights: Sequence[tuple[Any, Fraction]]) -> dict[Any, int]:
    """Divide an amount by weights that sum to one, to the minor unit and without rest: the largest remainders get one more.

    Of equal remainders the first gets it, so that the same amounts are always divided alike. Raises ``ValueError`` for
    weights that are negative or do not sum to one, and for an amount below zero.
    """
    if minor < 0 or any(weight < 0 for _key, weight in weights) or sum(w for _k, w in weights) != 1:
        raise ValueError(f"{minor} can't be divided by {weights}")
    exact = [(key, minor * weight) for key, weight in weights]
    whole = {key: value.numerator // value.denominator for key, value in exact}
    rest = minor - sum(whole.values())
    order = sorted(range(len(exact)), key=lambda at: (-(exact[at][1] % 1), at))
    for at in order[:rest]:
        whole[exact[at][0]] += 1
    return whole


def periods(running: Running, starts_on: dt.date, until: dt.date) -> Iterator[tuple[dt.date, dt.date]]:
    """Yield the periods of the calendar that a licensee reports on, from the first day to the last; both ends cut off."""
    first = dt.date(starts_on.year, (starts_on.month - 1) // running.every * running.every + 1, 1)
    while first <= until:
        following = _months_on(first, running.every)
        last = following - dt.timedelta(days=1)
        yield max(first, starts_on), min(last, until)
        first = following


def due_on(running: Running, period_to: dt.date) -> dt.date:
    """Return the day by which a period is reported."""
    return period_to + dt.timedelta(days=running.due_days)


def _months_on(day: dt.date, months: int) -> dt.date:
    total = day.year * 12 + day.month - 1 + months
    return dt.date(total // 12, total % 12 + 1, 1)


def plain(terms: Terms) -> dict[str, Any]:
    """Return terms as JSON keeps them: fractions and days as text."""
    running = terms.running
    return {
        "currency": terms.currency,
        "field": terms.field,
        "territory": terms.territory,
        "starts_on": _iso(terms.starts_on),
        "until": _iso(terms.until),
        "affiliated": terms.affiliated,
        "lumps": [[one.name, one.on.isoformat(), one.minor] for one in terms.lumps],
        "running": None if running is None else _plain_running(running),
        "weights": [[right, str(part)] for right, part in terms.weights],
        "note": terms.note,
    }


def _plain_running(running: Running) -> dict[str, Any]:
    return {
        "tiers": [[tier.above, str(tier.rate)] for tier in running.tiers],
        "is_cumulative": running.is_cumulative,
        "every": running.every,
        "due_days": running.due_days,
        "minimum": running.minimum,
        "cap_period": running.cap_period,
        "cap_total": running.cap_total,
        "deductions": list(running.deductions),
        "deductions_cap": None if running.deductions_cap is None else str(running.deductions_cap),
        "products": list(running.products),
    }


def terms_of(kept: Mapping[str, Any]) -> Terms:
    """Return terms from what :func:`plain` wrote."""
    running = kept.get("running")
    return Terms(
        currency=kept.get("currency", "CNY"),
        field=kept.get("field", ""),
        territory=kept.get("territory", ""),
        starts_on=_day(kept.get("starts_on")),
        until=_day(kept.get("until")),
        affiliated=kept.get("affiliated", "unknown"),
        lumps=tuple(
            Lump(name, dt.date.fromisoformat(on), minor) for name, on, minor in kept.get("lumps", ())
        ),
        running=_running_of(running) if running else None,
        weights=tuple((right, Fraction(part)) for right, part in kept.get("weights", ())),
        note=kept.get("note", ""),
    )


def _running_of(kept: Mapping[str, Any]) -> Running:
    cap = kept["deductions_cap"]
    return Running(
        tiers=tuple(Tier(above, Fraction(rate)) for above, rate in kept["tiers"]),
        is_cumulative=kept["is_cumulative"],
        every=kept["every"],
        due_days=kept["due_days"],
        minimum=kept["minimum"],
        cap_period=kept["cap_period"],
        cap_total=kept["cap_total"],
        deductions=tuple(kept["deductions"]),
        deductions_cap=None if cap is None else Fraction(cap),
        products=tuple(kept["products"]),
    )


def digest(terms: Terms) -> str:
    """Return the SHA-256 of the terms, by which both sides know that they signed the same."""
    text = json.dumps(plain(terms), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def _day(kept: str | None) -> dt.date | None:
    return dt.date.fromisoformat(kept) if kept else None
