"""Clauses, faults and obstacles in plain words of the page's language."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mainline.rules.money import Money
from mainline.utilization.agreements.logic import Fault, Running, Terms
from mainline.utilization.agreements.typed import percent

EVERY_WORDS = {
    3: gettext_lazy("every quarter"),
    6: gettext_lazy("every half-year"),
    12: gettext_lazy("every year"),
}
_FAULTS = {
    "field": gettext_lazy("Say for which field of use the right is licensed."),
    "territory": gettext_lazy("Say in which territory."),
    "term": gettext_lazy("The term ends before it begins."),
    "begins": gettext_lazy("Check the day on which the term begins: it lies before 1900 or after 2199."),
    "rights": gettext_lazy("Name at least one right."),
    "weights": gettext_lazy(
        "The parts of the income that fall to each right must be above 0 and come to 100 %."
    ),
    "lump": gettext_lazy("A fixed sum must be above nothing."),
    "tiers": gettext_lazy("The first rate begins at 0, and each further one above the one before."),
    "rate": gettext_lazy("A rate lies between 0 and 100 %."),
    "every": gettext_lazy("Choose how often sales are reported."),
    "limits": gettext_lazy("A minimum or cap can't be below 0."),
    "minimum": gettext_lazy("The minimum is above the cap: nothing could satisfy both."),
    "deductions": gettext_lazy("The cap of deductions lies between 0 and 100 %."),
}


def fault_words(fault: Fault) -> str:
    """Say what is wrong with terms and what to do."""
    return str(_FAULTS[fault.code])


def clauses(terms: Terms) -> Iterator[tuple[str, str]]:
    """Yield the clauses one by one as (what it is about, what is agreed)."""
    yield _("Field of use"), terms.field or _("not limited")
    yield _("Territory"), terms.territory
    begins = str(terms.starts_on) if terms.starts_on else _("the day of the second signature")
    ends = str(terms.until) if terms.until else _("the end of the rights")
    yield _("Term"), _("from %(begins)s to %(ends)s") % {"begins": begins, "ends": ends}
    for lump in terms.lumps:
        told = {"amount": Money(lump.minor, terms.currency), "day": lump.on}
        yield lump.name or _("Fixed sum"), _("%(amount)s, due on %(day)s") % told
    if terms.running is not None:
        yield from _running(terms.running, terms.currency)
    elif not terms.lumps:
        yield _("Fee"), _("none: the licence is free")
    if terms.note:
        yield _("Further"), terms.note


def fee_words(terms: Terms) -> str:
    """Say the fee of a licence and by which standard it is reckoned, in one line."""
    told = [
        " ".join(filter(None, (lump.name, str(Money(lump.minor, terms.currency))))) for lump in terms.lumps
    ]
    if terms.running is not None:
        told.append(
            " ".join(("; ".join(_tiers(terms.running, terms.currency)), _scope(terms.running))).strip()
        )
    return "; ".join(told) or _("none: the licence is free")


def _running(running: Running, currency: str) -> Iterator[tuple[str, str]]:
    yield _("Running royalty"), "; ".join(_tiers(running, currency)) + " " + _scope(running)
    if running.minimum is not None:
        yield _("Minimum of a period"), str(Money(running.minimum, currency))
    if running.cap_period is not None:
        yield _("Cap of a period"), str(Money(running.cap_period, currency))
    if running.cap_total is not None:
        yield _("Cap in all"), str(Money(running.cap_total, currency))
    if running.deductions:
        kinds = _(", ").join(running.deductions)
        cap = running.deductions_cap
        words = _("%(kinds)s, together at most %(percent)s %% of sales") if cap is not None else "%(kinds)s"
        yield _("May be deducted"), words % {"kinds": kinds, "percent": percent(cap)}
    else:
        yield _("May be deducted"), _("nothing")
    if running.products:
        yield _("Products"), _(", ").join(running.products)
    days = ngettext(
        "%(every)s, within %(n)s day of its end", "%(every)s, within %(n)s days of its end", running.due_days
    )
    yield _("Sales reports"), days % {"every": EVERY_WORDS[running.every], "n": running.due_days}


def _tiers(running: Running, currency: str) -> Iterator[str]:
    for at, tier in enumerate(running.tiers):
        above = running.tiers[at + 1].above if at + 1 < len(running.tiers) else None
        rate = percent(tier.rate)
        if tier.above == 0 and above is None:
            yield _("%(rate)s %% of net sales") % {"rate": rate}
        elif above is None:
            yield _("%(rate)s %% of what is above %(low)s") % {
                "rate": rate,
                "low": Money(tier.above, currency),
            }
        else:
            told = {"rate": rate, "low": Money(tier.above, currency), "high": Money(above, currency)}
            yield _("%(rate)s %% from %(low)s to %(high)s") % told


def _scope(running: Running) -> str:
    if len(running.tiers) < 2:
        return ""
    if running.is_cumulative:
        return _("(net sales of all periods together)")
    return _("(net sales of one period)")
