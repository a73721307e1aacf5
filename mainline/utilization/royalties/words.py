"""Steps and flags of a check in plain words."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mainline.rules.money import Money, rounded
from mainline.utilization.agreements.typed import percent
from mainline.utilization.royalties.enums import FlagLabel
from mainline.utilization.royalties.logic import Flag, Raised, Step, StepKind, flags_of, steps_of
from mainline.utilization.royalties.models import RoyaltyReport

_STEPS = {
    StepKind.SALES: gettext_lazy("Net sales reported, all products together"),
    StepKind.DEDUCTED: gettext_lazy("Deductions that count"),
    StepKind.BASE: gettext_lazy("What the rate is applied to"),
    StepKind.ROYALTY: gettext_lazy("Royalty by the rates, rounded once"),
    StepKind.MINIMUM: gettext_lazy("Raised to the minimum of a period"),
    StepKind.CAP: gettext_lazy("Cut to the cap of a period"),
    StepKind.CAP_TOTAL: gettext_lazy("Cut to what the cap in all leaves"),
    StepKind.OWED: gettext_lazy("Owed"),
}


@dataclass(frozen=True, slots=True)
class ShownStep:
    """A step as its page prints it."""

    text: str
    money: str
    is_result: bool
    kind: str


def shown_steps(report: RoyaltyReport) -> list[ShownStep]:
    """Return the steps of the check of a report in words."""
    return [
        ShownStep(
            _step(step, report.currency),
            _amount(step, report.currency),
            step.kind is StepKind.OWED,
            step.kind,
        )
        for step in steps_of(report.checked)
    ]


def _step(step: Step, currency: str) -> str:
    if step.kind is not StepKind.TIER:
        return str(_STEPS[step.kind])
    told = {
        "rate": percent(step.rate), "low": Money(step.low, currency), "high": Money(step.high or 0, currency),
    }  # fmt: skip
    return _("%(rate)s %% of what lies from %(low)s to %(high)s") % told


def _amount(step: Step, currency: str) -> str:
    """Print an amount; of a tier that is no whole number of minor units with the fraction that it has."""
    if step.minor.denominator == 1:
        return str(Money(step.minor.numerator, currency))
    exact = step.minor / 100
    return f"{exact.numerator:,}/{exact.denominator} ≈ {Money(rounded(step.minor), currency)}"


def shown_flags(report: RoyaltyReport) -> list[str]:
    """Return what is odd about a report in words."""
    return [flag_words(raised, report.currency) for raised in flags_of(report.checked)]


def flag_words(raised: Raised, currency: str) -> str:
    """Say what is odd, about what and by how much."""
    label = str(FlagLabel(raised.flag.value).label)
    if raised.flag is Flag.LATE:
        days = ngettext("%(n)s day", "%(n)s days", raised.by) % {"n": raised.by}
        return f"{label}: {days}"
    if raised.flag is Flag.VARIANCE:
        words = _("%(amount)s too little") if raised.by > 0 else _("%(amount)s too much")
        return f"{label}: {words % {'amount': Money(abs(raised.by), currency)}}"
    if raised.flag is Flag.GAP:
        return f"{label}: {raised.by}"
    parts = [raised.about, str(Money(raised.by, currency)) if raised.by else ""]
    told = " ".join(part for part in parts if part)
    return f"{label}: {told}" if told else label
