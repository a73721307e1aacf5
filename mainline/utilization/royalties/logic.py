"""What a royalty report comes to by the clauses of its agreement, step by step, in exact arithmetic. Pure.

Only the royalty itself is rounded, once, to the minor unit; steps keep what they are exactly.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any

from mainline.rules.money import rounded
from mainline.utilization.agreements.logic import Running, Tier, due_on


class Flag(StrEnum):
    """What is odd about a report."""

    VARIANCE = "variance"
    OVER_CAP = "over_cap"
    NOT_ALLOWED = "not_allowed"
    MISSING = "missing"
    STRANGE = "strange"
    LATE = "late"
    PERIOD = "period"
    GAP = "gap"


class StepKind(StrEnum):
    """What a step of the reckoning is."""

    SALES = "sales"
    DEDUCTED = "deducted"
    BASE = "base"
    TIER = "tier"
    ROYALTY = "royalty"
    MINIMUM = "minimum"
    CAP = "cap"
    CAP_TOTAL = "cap_total"
    OWED = "owed"


@dataclass(frozen=True, slots=True)
class Told:
    """What the licensee reports. Amounts are minor units."""

    period_from: dt.date
    period_to: dt.date
    sales: tuple[tuple[str, int], ...]
    deductions: tuple[tuple[str, int], ...]
    claimed: int
    filed_on: dt.date


@dataclass(frozen=True, slots=True)
class Before:
    """What the reports before it came to."""

    base: int = 0
    royalty: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what it is, its result in minor units, and for a tier from where to where at which rate."""

    kind: StepKind
    minor: Fraction
    low: int = 0
    high: int | None = None
    rate: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Raised:
    """A flag, what it is about, and by how much in minor units or days."""

    flag: Flag
    about: str = ""
    by: int = 0


@dataclass(frozen=True, slots=True)
class Checked:
    """The answer: base and royalty in minor units, the steps to them, and what is odd."""

    base: int
    owed: int
    steps: tuple[Step, ...]
    flags: tuple[Raised, ...]


def check(
    running: Running,
    told: Told,
    before: Before = Before(),
    periods: Collection[tuple[dt.date, dt.date]] = (),
    missed: int = 0,
) -> Checked:
    """Reckon a report by the clauses. ``periods`` are those that the agreement asks for, ``missed`` how many of them before
    this one were not reported.
    """
    sales = sum(minor for _product, minor in told.sales)
    counted, flags = _deducted(running, told, sales)
    base = max(0, sales - counted)
    steps = [Step(StepKind.SALES, Fraction(sales)), Step(StepKind.DEDUCTED, Fraction(counted))]
    steps.append(Step(StepKind.BASE, Fraction(base)))
    tiers = list(_tiers(running, base, before.base if running.is_cumulative else 0))
    steps += tiers
    owed = rounded(sum((step.minor for step in tiers), Fraction(0)))
    steps.append(Step(StepKind.ROYALTY, Fraction(owed)))
    for kind, limited in _limits(running, owed, before):
        owed = limited
        steps.append(Step(kind, Fraction(owed)))
    steps.append(Step(StepKind.OWED, Fraction(owed)))
    flags += _odd(running, told, owed, periods, missed)
    return Checked(base, owed, tuple(steps), tuple(flags))


def _deducted(running: Running, told: Told, sales: int) -> tuple[int, list[Raised]]:
    """Return which deductions count, and what is wrong with them. None counts whose kind is not agreed."""
    flags = []
    allowed = 0
    for kind, minor in told.deductions:
        if kind in running.deductions:
            allowed += minor
        elif minor:
            flags.append(Raised(Flag.NOT_ALLOWED, kind, minor))
    if running.deductions_cap is not None:
        # Down: a cap is not passed by rounding.
        cap = sales * running.deductions_cap
        most = cap.numerator // cap.denominator
        if allowed > most:
            flags.append(Raised(Flag.OVER_CAP, "", allowed - most))
            allowed = most
    return allowed, flags


def _tiers(running: Running, base: int, low: int) -> Iterator[Step]:
    """Yield what of the base lies in each tier, and what that comes to, exactly."""
    high = low + base
    for tier, following in zip(running.tiers, [*running.tiers[1:], None], strict=True):
        begin, end = max(low, tier.above), min(high, following.above if following else high)
        if end > begin:
            yield Step(StepKind.TIER, (end - begin) * tier.rate, begin, end, tier.rate)


def _limits(running: Running, owed: int, before: Before) -> Iterator[tuple[StepKind, int]]:
    if running.minimum is not None and owed < running.minimum:
        owed = running.minimum
        yield StepKind.MINIMUM, owed
    if running.cap_period is not None and owed > running.cap_period:
        owed = running.cap_period
        yield StepKind.CAP, owed
    if running.cap_total is not None and before.royalty + owed > running.cap_total:
        yield StepKind.CAP_TOTAL, max(0, running.cap_total - before.royalty)


def _odd(
    running: Running, told: Told, owed: int, periods: Collection[tuple[dt.date, dt.date]], missed: int
) -> Iterator[Raised]:
    if told.claimed != owed:
        yield Raised(Flag.VARIANCE, "", owed - told.claimed)
    named = {product for product, _minor in told.sales}
    yield from (Raised(Flag.MISSING, product) for product in running.products if product not in named)
    if running.products:
        yield from (
            Raised(Flag.STRANGE, product) for product, _minor in told.sales if product not in running.products
        )
    if (late := (told.filed_on - due_on(running, told.period_to)).days) > 0:
        yield Raised(Flag.LATE, "", late)
    if periods and (told.period_from, told.period_to) not in periods:
        yield Raised(Flag.PERIOD)
    if missed:
        yield Raised(Flag.GAP, "", missed)


def rate_of(tiers: Sequence[Tier], net: int, low: int = 0) -> Fraction:
    """Return what tiers make of an amount that lies above ``low``, exactly, in minor units."""
    running = Running(tuple(tiers))
    return sum((step.minor for step in _tiers(running, net, low)), Fraction(0))


def plain(checked: Checked) -> dict[str, Any]:
    """Return steps and flags as JSON keeps them."""
    return {
        "steps": [
            [
                step.kind.value,
                str(step.minor),
                step.low,
                step.high,
                None if step.rate is None else str(step.rate),
            ]
            for step in checked.steps
        ],
        "flags": [[raised.flag.value, raised.about, raised.by] for raised in checked.flags],
    }


def steps_of(kept: Mapping[str, Any]) -> list[Step]:
    """Return the steps that :func:`plain` wrote."""
    return [
        Step(StepKind(kind), Fraction(minor), low, high, None if rate is None else Fraction(rate))
        for kind, minor, low, high, rate in kept.get("steps", ())
    ]


def flags_of(kept: Mapping[str, Any]) -> list[Raised]:
    """Return the flags that :func:`plain` wrote."""
    return [Raised(Flag(flag), about, by) for flag, about, by in kept.get("flags", ())]
