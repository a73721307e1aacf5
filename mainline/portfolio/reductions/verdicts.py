"""Which share of a fee the applicants of a right are spared on a day, and who of them lacks what. Pure.

Who qualifies says the rule ``cn.fee.reduction`` alone. Whom nothing was said of, whose proof is missing or has run out, and
whose income is not known does not qualify: the fee is then the full one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from mainline.rules.engine import Engine
from mainline.rules.values import Value

RULE = "cn.fee.reduction"
RIGHTS = ("invention", "utility_model", "design")
"""Kinds of Chinese rights whose fees can be reduced."""
INCOME: Mapping[str, str] = {"individual": "income_per_month_cny", "enterprise": "taxable_income_cny"}
"""Kinds of applicants who qualify by what they earn, and the fact of the rule that it is."""
State = Literal[
    "qualifies", "nothing", "other_year", "ended", "no_proof", "no_income", "over", "not_meant", "no_law"
]
_NONE = Fraction()


@dataclass(frozen=True, slots=True)
class Claim:
    """What is known of one applicant for one year."""

    pk: int
    kind: str
    year: int
    income: Fraction | None
    """Yuan: an individual's in a month, the taxable income of an enterprise in a year."""
    has_proof: bool
    valid_until: dt.date | None = None

    @property
    def last(self) -> dt.date:
        """The last day on which it counts: to the end of its year, unless something else was said."""
        return self.valid_until or dt.date(self.year, 12, 31)

    def counts_on(self, day: dt.date) -> bool:
        """Whether it speaks for a day."""
        return dt.date(self.year, 1, 1) <= day <= self.last


@dataclass(frozen=True, slots=True)
class Applicant:
    """One applicant of a right, with all that is known of it."""

    name: str
    claims: Sequence[Claim] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """How one applicant stands on a day."""

    name: str
    state: State
    claim: Claim | None = None
    """What the state is about."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the applicants of a right come to on a day."""

    share: Fraction
    """Of the fee, that is not to be paid."""
    standings: Sequence[Standing]

    @property
    def lacking(self) -> list[Standing]:
        """Those because of whom the fee is the full one."""
        return [each for each in self.standings if each.state != "qualifies"]

    @property
    def fact(self) -> str:
        """The share as people would say it for the rules: ``0.85``, ``0.7``, empty for none."""
        return str(Decimal(self.share.numerator) / self.share.denominator) if self.share else ""

    @property
    def until(self) -> dt.date | None:
        """The day on which the first proof runs out, where all qualify."""
        if self.lacking:
            return None
        return min((each.claim.last for each in self.standings if each.claim), default=None)


def is_said(applicants: Iterable[Applicant]) -> bool:
    """Whether anything was said of any of them; else the share is what people say of the right itself."""
    return any(each.claims for each in applicants)


def verdict_of(engine: Engine, applicants: Sequence[Applicant], on: dt.date) -> Verdict:
    """Return what the applicants of a right come to on a day."""
    standings = [standing_of(engine, each, on) for each in applicants]
    if not standings or any(each.state != "qualifies" for each in standings):
        return Verdict(_NONE, standings)
    first = standings[0].claim
    facts: dict[str, Value] = (
        {**_facts(first, on), "applicants": Fraction(len(standings)), "others_eligible": True}
        if first
        else {}
    )
    share = engine.ask(RULE, facts).values.get("reduction_share")
    return Verdict(share if isinstance(share, Fraction) else _NONE, standings)


def standing_of(engine: Engine, applicant: Applicant, on: dt.date) -> Standing:
    """Return how an applicant stands on a day: by the claim that speaks for it, else by the newest."""
    newest_first = sorted(applicant.claims, key=lambda claim: -claim.year)
    fitting = [claim for claim in newest_first if claim.counts_on(on)]
    told = [Standing(applicant.name, _state(engine, claim, on), claim) for claim in fitting]
    best = next((each for each in told if each.state == "qualifies"), None)
    if best is not None or told:
        return best or told[0]
    if not newest_first:
        return Standing(applicant.name, "nothing")
    before = next((claim for claim in newest_first if claim.last < on), None)
    return Standing(applicant.name, "ended" if before else "other_year", before or newest_first[-1])


def _state(engine: Engine, claim: Claim, on: dt.date) -> State:
    if claim.kind in INCOME and claim.income is None:
        return "no_income"
    told = engine.ask(RULE, _facts(claim, on))
    is_eligible = told.values.get("is_applicant_eligible")
    if told.edition is None or not isinstance(is_eligible, bool):
        return "no_law"
    if not is_eligible:
        return "over" if claim.kind in INCOME else "not_meant"
    return "qualifies" if claim.has_proof else "no_proof"


def _facts(claim: Claim, on: dt.date) -> dict[str, Value]:
    facts: dict[str, Value] = {"event": "reduction_requested", "event_date": on, "right_type": RIGHTS[0]}
    facts |= {"applicant_kind": claim.kind, "applicants": Fraction(1)}
    if claim.kind in INCOME and claim.income is not None:
        facts[INCOME[claim.kind]] = claim.income
    return facts
