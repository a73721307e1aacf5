"""What keeping a right in force costs, year by year and on any day of payment, as the rules of law say it. Pure.

Every amount comes of a rule or a table of fees. What these do not tell is ``None``, with what is missing; it is never zero.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from mainline.register.deadlines.happenings import Thread
from mainline.rules.engine import Engine, Outcome
from mainline.rules.money import Money
from mainline.rules.periods import DAY, add_months, whole_years
from mainline.rules.schema import Text
from mainline.rules.threads import Item
from mainline.rules.values import Missing

Status = Literal["payable", "surcharge", "restorable", "lapsed", "unknown"]
BARS: Mapping[str, str] = {"cn.annuity.due": "due", "ep.renewal": "ordinary", "us.maintenance": "ordinary"}
"""Rules by which a right is kept in force → the bar on which the fee falls due; the bar ``grace`` ends its grace."""
GRACE = "grace"
_GRACE_MONTHS = 6
_WINDOW = ("lapse_notice_received",)
_ASKED = frozenset({"payment_date"})
"""Facts that the question itself gives."""


@dataclass(frozen=True, slots=True)
class Year:
    """One fee of a right: the patent year (in the United States the number of the fee), and its days."""

    rule: str
    number: int
    begun: dt.date
    """The event from which it is counted: the filing, in the United States the grant."""
    event: str
    nominal: dt.date
    due: dt.date
    grace_end: dt.date
    fate: str = "open"

    def is_payable(self, on: dt.date) -> bool:
        """Whether it can still be paid on a day without asking for the right back."""
        return self.fate == "open" and on <= self.grace_end


@dataclass(frozen=True, slots=True)
class Costs:
    """What the fee of one year is when paid in time."""

    full: Money | None
    payable: Money | None
    """After the reductions that the facts tell of; the better of two, they do not add up."""
    missing: frozenset[str] = frozenset()
    why: tuple[Text, ...] = ()

    @property
    def is_reduced(self) -> bool:
        """Whether less than the full fee is to be paid."""
        return self.full is not None and self.payable is not None and self.payable < self.full


@dataclass(frozen=True, slots=True)
class Part:
    """One item of a payment: ``annual_fee``, ``surcharge`` or ``restoration``, and the rule that says so."""

    code: str
    amount: Money
    rule: str


@dataclass(frozen=True, slots=True)
class Payment:
    """What is to be paid for one year on one day."""

    on: dt.date
    status: Status
    parts: tuple[Part, ...]
    total: Money | None
    percent: Fraction | None = None
    """The surcharge, in hundredths of the full fee."""
    missing: frozenset[str] = frozenset()
    why: tuple[Text, ...] = ()
    rules: tuple[tuple[str, Outcome], ...] = ()
    """Which rules say so."""
    until: dt.date | None = None
    """The last day to ask for the right back, where the thread tells of the notice from which that is counted."""


@dataclass(frozen=True, slots=True)
class Band:
    """One month of grace: its days, and what is to be paid on them."""

    first: dt.date
    last: dt.date
    payment: Payment


def years_of(items: Iterable[Item]) -> list[Year]:
    """Return the fees of a right among all that is derived of it, by number."""
    pairs: dict[tuple[str, object, int], dict[str, Item]] = {}
    for item in items:
        due = item.due
        if due.rule.id in BARS:
            identity = (due.rule.id, (item.trigger.event, repr(item.trigger.key)), due.number or 0)
            pairs.setdefault(identity, {})[due.bar.code] = item
    found = [_year(rule, number, bars) for (rule, _, number), bars in pairs.items()]
    return sorted((year for year in found if year), key=lambda year: (year.due, year.rule, year.number))


def _year(rule: str, number: int, bars: Mapping[str, Item]) -> Year | None:
    first, grace = bars.get(BARS[rule]), bars.get(GRACE)
    if first is None or grace is None or first.due.on is None or grace.due.on is None:
        return None
    trigger = first.trigger
    nominal = first.due.nominal or first.due.on
    return Year(rule, number, trigger.on, trigger.event, nominal, first.due.on, grace.due.on, first.fate)


def costs_of(engine: Engine, thread: Thread, year: Year) -> Costs:
    """Return what a year's fee is when it is paid on the day it is due."""
    payment, full = _paid(engine, thread, year, year.due), _full(engine, thread, year, year.due)
    return Costs(full, payment.total, payment.missing, payment.why)


def payment_of(engine: Engine, thread: Thread, year: Year, on: dt.date) -> Payment:
    """Return what is to be paid for a year on a day, item by item."""
    return _paid(engine, thread, year, on)


def bands_of(engine: Engine, thread_on: Callable[[dt.date], Thread], year: Year) -> list[Band]:
    """Return the months of grace with what each costs on its last day, by the thread for a payment on that day."""

    def paid(day: dt.date) -> Payment:
        return _paid(engine, thread_on(day), year, day)

    if year.rule != "cn.annuity.due":
        return [Band(year.due + DAY, year.grace_end, paid(year.grace_end))]
    found, first = [], year.nominal + DAY
    for month in range(1, _GRACE_MONTHS + 1):
        last = add_months(year.nominal, month) if month < _GRACE_MONTHS else year.grace_end
        found.append(Band(first, last, paid(last)))
        first = last + DAY
    return found


def remaining(years: Iterable[Year], on: dt.date) -> list[Year]:
    """Return the years that are still to be paid on a day."""
    return [year for year in years if year.is_payable(on)]


def low_and_high(costs: Costs) -> tuple[Money, Money] | None:
    """Return the least and the most that a year costs: with the reductions told of, and without; ``None``: not known."""
    if costs.full is None:
        return (costs.payable, costs.payable) if costs.payable is not None else None
    return (costs.payable if costs.payable is not None else costs.full, costs.full)


def _paid(engine: Engine, thread: Thread, year: Year, on: dt.date) -> Payment:
    if year.rule == "cn.annuity.due":
        return _chinese(engine, thread, year, on)
    return _with_grace(engine, thread, year, on)


def _full(engine: Engine, thread: Thread, year: Year, on: dt.date) -> Money | None:
    """Return the fee without any reduction."""
    if year.rule == "cn.annuity.due":
        facts = {**_facts(thread, year), "payment_date": on}
        return _money(engine.ask("cn.annuity.surcharge", facts), "annual_fee")
    if year.rule == "us.maintenance":
        return _money(engine.ask(year.rule, {**_facts(thread, year), "entity": "large"}), "fee")
    return _money(
        engine.ask("ep.renewal.micro_entity", _european(thread, year, on) | {"micro_entity": False}), "fee"
    )


def _facts(thread: Thread, year: Year) -> dict[str, Any]:
    """Return the facts by which the rules on a year's fee are asked."""
    facts = {**thread.facts, "filing_date": thread.facts.get("filing_date", year.begun)}
    if year.rule == "us.maintenance":
        return {**facts, "event": year.event, "event_date": year.begun, "fee_number": year.number}
    facts |= {"event": "annuity_due", "event_date": year.nominal, "patent_year": year.number}
    granted = facts.get("grant_date")
    if granted is not None:
        # The notice of grant says which year it is; where nobody told, it is the year that ran on that day.
        facts.setdefault("grant_year_no", whole_years(year.begun, granted) + 1)
    return facts


def _chinese(engine: Engine, thread: Thread, year: Year, on: dt.date) -> Payment:
    facts = {**_facts(thread, year), "payment_date": on}
    # Reductions have rules since 2016 alone; where none is told of, the fee is the full one.
    fee_rule = "cn.annuity.reduced" if facts.get("reduction") else "cn.annuity.surcharge"
    told = engine.ask(fee_rule, facts)
    status = told.values.get("status")
    if status == "lapsed":
        return _restored(engine, thread, year, facts, on)
    fee, surcharge = _money(told, "annual_fee"), _money(told, "surcharge")
    rules = [(fee_rule, told)]
    if facts.get("open_licence_implemented"):
        licensed = engine.ask("cn.annuity.open_licence", facts)
        better = _money(licensed, "annual_fee")
        if better is not None and (fee is None or better < fee):
            fee, fee_rule = better, "cn.annuity.open_licence"
            rules.append((fee_rule, licensed))
    if fee is None or surcharge is None:
        return Payment(on, "unknown", (), None, missing=_missing(told), why=told.why, rules=tuple(rules))
    late = engine.ask("cn.annuity.surcharge", facts)
    full = _money(late, "annual_fee")
    if surcharge.minor:
        rules.append(("cn.annuity.surcharge", late))
    percent = Fraction(surcharge.minor * 100, full.minor) if full is not None and full.minor else None
    parts = [Part("annual_fee", fee, fee_rule)]
    if surcharge.minor:
        parts.append(Part("surcharge", surcharge, "cn.annuity.surcharge"))
    code: Status = "surcharge" if surcharge.minor else "payable"
    return Payment(on, code, tuple(parts), fee + surcharge, percent, rules=tuple(rules))


def _restored(engine: Engine, thread: Thread, year: Year, facts: Mapping[str, Any], on: dt.date) -> Payment:
    """Return what it costs to ask for a lapsed right back; until when is known once the notice is."""
    notices = [each.on for each in thread.happenings if each.event in _WINDOW and each.on > year.nominal]
    rule = "cn.fee.restore_lapsed"
    told = engine.ask(rule, {**facts, "event_date": min(notices, default=on)})
    until = told.date("due_date") if notices else None
    items = told.values.get("items")
    if not isinstance(items, Mapping):
        return Payment(on, "lapsed", (), None, missing=_missing(told), why=told.why, rules=((rule, told),))
    if until is not None and until < on:
        return Payment(on, "lapsed", (), None, rules=((rule, told),), until=until)
    parts = tuple(Part(code, amount, rule) for code, amount in items.items() if isinstance(amount, Money))
    return Payment(on, "restorable", parts, _money(told, "total"), rules=((rule, told),), until=until)


def _with_grace(engine: Engine, thread: Thread, year: Year, on: dt.date) -> Payment:
    """Return what a fee costs that has one surcharge for all its grace, as at the EPO and the USPTO."""
    if on > year.grace_end:
        return Payment(
            on, "lapsed", (), None, rules=((year.rule, engine.ask(year.rule, _ordinary(thread, year))),)
        )
    told, fee, surcharge = _fee_and_surcharge(engine, thread, year, on)
    rules = tuple(told)
    if fee is None or (on > year.due and surcharge is None):
        lacking = frozenset().union(*(_missing(each) for _, each in rules))
        why = tuple(dict.fromkeys(text for _, each in rules for text in each.why))
        return Payment(on, "unknown", (), None, missing=lacking, why=why, rules=rules)
    if on <= year.due or surcharge is None:
        return Payment(on, "payable", (Part("annual_fee", fee, rules[0][0]),), fee, Fraction(), rules=rules)
    parts = (Part("annual_fee", fee, rules[0][0]), Part("surcharge", surcharge, rules[-1][0]))
    percent = Fraction(surcharge.minor * 100, fee.minor) if fee.minor else None
    return Payment(on, "surcharge", parts, fee + surcharge, percent, rules=rules)


def _fee_and_surcharge(
    engine: Engine, thread: Thread, year: Year, on: dt.date
) -> tuple[list[tuple[str, Outcome]], Money | None, Money | None]:
    if year.rule == "us.maintenance":
        told = engine.ask(year.rule, _ordinary(thread, year))
        return [(year.rule, told)], _money(told, "fee"), _money(told, "surcharge")
    facts = _european(thread, year, on)
    told = engine.ask("ep.renewal.micro_entity", facts)
    table = engine.ask("ep.renewal.table", facts)
    fee, percent = _money(told, "fee"), table.values.get("additional_fee_pct")
    surcharge = (
        fee.times(Fraction(percent, 100)) if fee is not None and isinstance(percent, int | Fraction) else None
    )
    return [("ep.renewal.micro_entity", told), ("ep.renewal.table", table)], fee, surcharge


def _ordinary(thread: Thread, year: Year) -> dict[str, Any]:
    """Return the facts by which the rule itself is asked, that set the fee running."""
    return {**_facts(thread, year), "event": year.event, "event_date": year.begun}


def _european(thread: Thread, year: Year, on: dt.date) -> dict[str, Any]:
    facts = {**_facts(thread, year), "event": "fee_table", "event_date": on}
    return facts | {"micro_entity": bool(facts.get("micro_entity"))}


def _money(told: Outcome, name: str) -> Money | None:
    value = told.values.get(name)
    return value if isinstance(value, Money) else None


def _missing(told: Outcome) -> frozenset[str]:
    values = (value.facts for value in told.values.values() if isinstance(value, Missing))
    return frozenset(told.missing).union(*values) - _ASKED


def totals(amounts: Iterable[Money]) -> Iterator[Money]:
    """Yield the sum of amounts for each currency, by its code."""
    sums: dict[str, int] = {}
    for each in amounts:
        sums[each.currency] = sums.get(each.currency, 0) + each.minor
    return (Money(minor, currency) for currency, minor in sorted(sums.items()))
