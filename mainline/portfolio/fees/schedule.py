"""The schedule of fees of one right in the language of the page, and what is to be paid on a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mainline.orgs.access import User
from mainline.portfolio.fees.board import Kept, flags_by_docket, kept
from mainline.portfolio.fees.flags import LABELS
from mainline.portfolio.fees.upkeep import Band, Costs, Payment, Year, bands_of, costs_of, payment_of, totals
from mainline.portfolio.reductions.queries import applicants_of
from mainline.portfolio.reductions.shown import Basis, basis_on, lacking_words
from mainline.portfolio.reductions.shown import Told as Standing
from mainline.portfolio.reductions.shown import told as standing_told
from mainline.portfolio.reductions.verdicts import is_said, verdict_of
from mainline.register.deadlines.access import visible_dockets
from mainline.register.deadlines.following import said
from mainline.register.deadlines.models import Deadline, Docket
from mainline.register.deadlines.refresh import deriver
from mainline.rules.explaining import cited
from mainline.rules.loading import rulebook
from mainline.rules.money import Money
from mainline.rules.periods import DAY
from mainline.web.templatetags.web import page_language

SAID = {
    "cn.annuity.due": ("reduction", "grant_year_no", "open_licence_implemented"),
    "us.maintenance": ("entity",),
    "ep.renewal": ("micro_entity",),
}
"""Facts by which a fee is reduced, that people say."""
REDUCTIONS = ("0.7", "0.85")
"""Shares of the fee that are remitted: several applicants who all qualify, one who does."""
ENTITIES = ("large", "small", "micro")
STATUSES = {
    "payable": gettext_lazy("payable without surcharge"),
    "surcharge": gettext_lazy("payable with surcharge"),
    "restorable": gettext_lazy("lapsed, can be restored"),
    "lapsed": gettext_lazy("lapsed"),
    "unknown": gettext_lazy("amount not known"),
}
PARTS = {
    "annual_fee": gettext_lazy("Annual fee"),
    "surcharge": gettext_lazy("Late surcharge"),
    "restoration": gettext_lazy("Restoration fee"),
}
FATES = {
    "open": gettext_lazy("Open"),
    "done": gettext_lazy("Paid"),
    "void": gettext_lazy("Fell away"),
    "check": gettext_lazy("To be verified"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """One payment in the language of the page."""

    label: str
    payment: Payment
    status: str
    percent: str
    parts: Sequence[tuple[str, str, str]]
    """Name, amount, rule."""
    citations: Sequence[str]
    missing: Sequence[str]
    why: Sequence[str]


@dataclass(frozen=True, slots=True)
class Line:
    """One year of the schedule."""

    year: Year
    label: str
    costs: Costs
    fate: str
    fate_text: object
    bands: Sequence[tuple[Band, str]]
    restoration: Money | None


@dataclass(frozen=True, slots=True)
class Asked:
    """A fact that people say of a right, as a form asks for it."""

    name: str
    label: str
    kind: str
    value: str


def docket_of(user: User, pk: int) -> Docket | None:
    """Return an open docket, if the user may see it."""
    rows = visible_dockets(user).select_related("right", "organisation", "payer")
    return rows.filter(pk=pk).first() if pk < 2**63 else None


def label_of(rule: str, number: int) -> str:
    """Name a fee by its year, in the United States by its number."""
    if rule == "us.maintenance":
        return _("Maintenance fee %(n)s") % {"n": number}
    return _("Year %(n)s") % {"n": number}


def page_of(docket: Docket, today: dt.date, on: dt.date) -> dict[str, object]:
    """Return what the page of a right's fees shows, and what is to be paid on the day ``on``."""
    one = next(kept([docket]), None)
    lines = [_line(one, year, today) for year in one.years] if one else []
    flags = flags_by_docket([docket], today)[docket.pk]
    ahead = [line.costs.payable for line in lines if line.year.is_payable(today)]
    known = [each for each in ahead if each is not None]
    return {
        "docket": docket,
        "right": docket.right,
        "lines": _with_deadlines(docket, lines),
        "end": one.last_day if one else None,
        "to_end": list(totals(known)),
        "unknown": len(ahead) - len(known),
        "asked_on": on,
        "today": today,
        "told": [told_of(one, year, on) for year in asked(one.years, today, on)] if one else [],
        "flags": [LABELS[code] for code in flags.codes],
        "income": flags.income,
        "reduction": said(docket.facts).get("reduction", ""),
        "reduced": reduced(one, today, on) if one else None,
        "facts": facts_of(docket, one.years if one else (), is_decided=bool(one and is_said(one.applicants))),
    }


@dataclass(frozen=True, slots=True)
class Reduced:
    """The applicants of a right, how each stands today, and what they come to."""

    applicants: Sequence[Standing]
    is_said: bool
    """Whether anything was said of any; else the share is what people say of the right."""
    percent: str
    until: dt.date | None
    on_the_day: str
    """Who lacks what on the day that is asked for, where that is another."""
    basis: Basis


def reduced(one: Kept, today: dt.date, on: dt.date) -> Reduced | None:
    """Return how the applicants of a right stand; ``None`` for rights whose fees are not reduced for who applies."""
    if not one.applicants:
        return None
    now, then = verdict_of(deriver().engine, one.applicants, today), one.verdict_on(on)
    return Reduced(
        [standing_told(each) for each in now.standings],
        is_said(one.applicants),
        f"{now.share * 100} %" if now.share else "",
        now.until,
        lacking_words(then) if then is not None and on != today else "",
        basis_on(today),
    )


def facts_of(docket: Docket, years: Iterable[Year], is_decided: bool = False) -> list[Asked]:
    """Return the facts on which reductions of a right's fees hang, with what was said of them.

    ``is_decided``: its applicants decide on the share, so it is not asked for.
    """
    known, language, own = rulebook().facts, page_language(), said(docket.facts)
    names = dict.fromkeys(name for year in years for name in SAID[year.rule])
    if is_decided:
        names.pop("reduction", None)
    return [
        Asked(name, known[name].label.of(language), known[name].type, own.get(name, "")) for name in names
    ]


def check_facts(given: Mapping[str, str], docket: Docket) -> None:
    """Raise ``ValidationError`` for a reduction that no rule has, or on which the applicants decide; 85 % is 0.85."""
    share = given.get("reduction", "")
    if "reduction" in given and is_said(applicants_of([docket]).get(docket.pk, ())):
        raise ValidationError({"reduction": _("The share follows from the applicants: say it of them.")})
    if share and share not in REDUCTIONS:
        words = _("The share reduced is %(known)s, or nothing.")
        raise ValidationError({"reduction": words % {"known": ", ".join(REDUCTIONS)}})
    entity = given.get("entity", "")
    if entity and entity not in ENTITIES:
        words = _("The size of the entity is %(known)s.")
        raise ValidationError({"entity": words % {"known": ", ".join(ENTITIES)}})


def asked(years: Sequence[Year], today: dt.date, on: dt.date) -> list[Year]:
    """Return the fees that a payment on a day would be for: the next one open, and those due by that day after it."""
    open_ = [year for year in years if year.fate == "open"]
    ahead = [year for year in open_ if year.is_payable(today)] or open_[-1:]
    return [year for place, year in enumerate(ahead) if place == 0 or year.due <= on]


def told_of(one: Kept, year: Year, on: dt.date) -> Told:
    """Return what is to be paid for a year on a day, in words."""
    payment = payment_of(deriver().engine, one.thread_on(on), year, on)
    book, language = rulebook(), page_language()
    cites = [
        cited(book, cite).of(language)
        for _rule, outcome in payment.rules
        if outcome.edition is not None
        for cite in outcome.edition.version.cite
    ]
    return Told(
        label=label_of(year.rule, year.number),
        payment=payment,
        status=str(STATUSES[payment.status]),
        percent=_percent(payment),
        parts=[(str(PARTS.get(p.code, p.code)), str(p.amount), p.rule) for p in payment.parts],
        citations=list(dict.fromkeys(cites)),
        missing=[
            book.facts[name].label.of(language) for name in sorted(payment.missing) if name in book.facts
        ],
        why=[text.of(language) for text in payment.why],
    )


def _line(one: Kept, year: Year, today: dt.date) -> Line:
    engine, fate, after = deriver().engine, year.fate, year.grace_end + DAY
    if fate == "open" and not year.is_payable(today):
        fate = "check"
    return Line(
        year=year,
        label=label_of(year.rule, year.number),
        costs=costs_of(engine, one.thread_on(max(year.due, today) if fate == "open" else year.due), year),
        fate=fate,
        fate_text=FATES.get(fate, fate),
        bands=[(band, _percent(band.payment)) for band in bands_of(engine, one.thread_on, year)]
        if fate == "open"
        else [],
        restoration=payment_of(engine, one.thread_on(after), year, after).total if fate == "open" else None,
    )


def _with_deadlines(docket: Docket, lines: Iterable[Line]) -> list[tuple[Line, int | None]]:
    rows = Deadline.objects.filter(docket=docket).values_list("rule", "number", "due_on", "pk")
    known = {(rule, number, due): pk for rule, number, due, pk in rows}
    return [(line, known.get((line.year.rule, line.year.number, line.year.due))) for line in lines]


def _percent(payment: Payment) -> str:
    if payment.percent is None:
        return ""
    return f"{float(payment.percent):g} %"
