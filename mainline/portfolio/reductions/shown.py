"""Reductions in the language of the page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mainline.portfolio.enums import ApplicantKind
from mainline.portfolio.reductions.verdicts import (
    INCOME,
    RULE,
    Applicant,
    Claim,
    Standing,
    Verdict,
    standing_of,
)
from mainline.register.deadlines.refresh import deriver
from mainline.rules.explaining import cited
from mainline.rules.loading import rulebook
from mainline.rules.money import Money
from mainline.web.templatetags.web import page_language

STATES: Mapping[str, object] = {
    "qualifies": gettext_lazy("Qualifies"),
    "nothing": gettext_lazy("Nothing said"),
    "other_year": gettext_lazy("Only for later years"),
    "ended": gettext_lazy("Proof has run out"),
    "no_proof": gettext_lazy("No proof"),
    "no_income": gettext_lazy("Income not known"),
    "over": gettext_lazy("Earns too much"),
    "not_meant": gettext_lazy("None of those meant"),
    "no_law": gettext_lazy("Before the law"),
}
_BREAKS = {"nothing", "other_year", "ended", "no_proof", "no_income"}
"""What people can mend."""


@dataclass(frozen=True, slots=True)
class Basis:
    """The law that says who qualifies on a day, with the day from which it holds."""

    citations: Sequence[str]
    since: dt.date | None


@dataclass(frozen=True, slots=True)
class Told:
    """One applicant of a right in words."""

    name: str
    state: str
    label: str
    why: str
    claim: Claim | None


@dataclass(frozen=True, slots=True)
class Cell:
    """How an applicant stands in a year."""

    year: int
    state: str
    label: str
    why: str


def basis_on(day: dt.date) -> Basis:
    """Return the law on reductions of a day."""
    book = rulebook()
    edition = book.rules[RULE].edition(day)
    if edition is None:
        return Basis((), None)
    language = page_language()
    return Basis([cited(book, cite).of(language) for cite in edition.version.cite], edition.version.since)


def told(standing: Standing) -> Told:
    """Return how an applicant stands, in words."""
    label = str(STATES[standing.state])
    return Told(standing.name, standing.state, label, _why(standing), standing.claim)


def lacking_words(verdict: Verdict) -> str:
    """Say who of a right's applicants lacks what; empty where nobody does."""
    return " ".join(f"{each.name}: {_why(each)}" for each in verdict.lacking)


def cells(applicant: Applicant, years: Iterable[int], today: dt.date) -> list[Cell]:
    """Return how an applicant stands in some years: this year today, in others on the day that its proofs speak for."""
    engine = deriver().engine
    found = []
    for year in years:
        of_year = [claim for claim in applicant.claims if claim.year <= year <= claim.last.year]
        if not of_year:
            found.append(Cell(year, "nothing", "–", ""))
            continue
        day = today if year == today.year else dt.date(year, 1, 1)
        told_ = told(standing_of(engine, Applicant(applicant.name, of_year), day))
        found.append(Cell(year, told_.state, told_.label, told_.why))
    return found


def can_be_mended(state: str) -> bool:
    """Whether people can do something about a state."""
    return state in _BREAKS


def income_text(claim: Claim) -> str:
    """Return what an applicant earns, where that decides."""
    if claim.kind not in INCOME:
        return ""
    if claim.income is None:
        return _("not known")
    amount = str(Money(int(claim.income * 100), "CNY"))
    return _("%(amount)s a month") % {"amount": amount} if claim.kind == "individual" else amount


def _why(standing: Standing) -> str:
    claim = standing.claim
    if claim is None:
        return _("nothing is said of this applicant.")
    words = {
        "year": claim.year,
        "day": claim.last,
        "kind": ApplicantKind(claim.kind).label,
        "income": income_text(claim),
    }
    return str(_WHY[standing.state] % words)


_WHY: Mapping[str, object] = {
    "qualifies": gettext_lazy("%(kind)s, proof until %(day)s."),
    "other_year": gettext_lazy("said for %(year)s alone, not for this day."),
    "ended": gettext_lazy("the proof of %(year)s ran out on %(day)s: renew it."),
    "no_proof": gettext_lazy(
        "no proof for %(year)s: neither a document nor the number of the office's record."
    ),
    "no_income": gettext_lazy("the income by which %(year)s is judged is not said."),
    "over": gettext_lazy("for %(year)s the income, %(income)s, is not below the limit."),
    "not_meant": gettext_lazy(
        "neither an individual, an enterprise, a public institution, a social organisation nor a non-profit research body."
    ),
    "no_law": gettext_lazy("the law of that day is not among the rules."),
}
