"""Terms of agreements between what a request holds, what is agreed, and what is answered."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from fractions import Fraction
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from mainline.api.problems import wrong
from mainline.api.shapes.given_utilization import GivenLicence, GivenRight, GivenRoyalty, GivenTerms
from mainline.utilization.agreements.logic import Lump, Running, Terms, Tier
from mainline.utilization.agreements.words import clauses


def terms_given(given: GivenTerms) -> Terms:
    """Return the terms that a request holds. Raises ``ValidationError`` where only some rights have a part."""
    return _terms(given, _weights(given.rights))


def licence_given(given: GivenLicence, right: int) -> Terms:
    """Return the terms of an open licence of one right."""
    return _terms(given, ((right, Fraction(1)),))


def _terms(given: GivenLicence, weights: tuple[tuple[int, Fraction], ...]) -> Terms:
    return Terms(
        currency=given.currency,
        field=given.field.strip(),
        territory=given.territory.strip(),
        starts_on=given.starts_on,
        until=given.until,
        affiliated=given.affiliated,
        lumps=tuple(Lump(_line(one.name), one.due_on, one.minor) for one in given.lumps),
        running=_running(given.running) if given.running is not None else None,
        weights=weights,
        note=given.note.strip(),
    )


def _running(given: GivenRoyalty) -> Running:
    return Running(
        tiers=tuple(Tier(one.above_minor, Fraction(one.rate)) for one in given.tiers),
        is_cumulative=given.is_cumulative,
        every=given.every,
        due_days=given.due_days,
        minimum=given.minimum_minor,
        cap_period=given.cap_period_minor,
        cap_total=given.cap_total_minor,
        deductions=_lines(given.deductions),
        deductions_cap=Fraction(given.deductions_cap) if given.deductions_cap is not None else None,
        products=_lines(given.products),
    )


def _weights(given: Sequence[GivenRight]) -> tuple[tuple[int, Fraction], ...]:
    """Return the rights with their parts of the income; alike where none is said, as the form has it."""
    if len({one.right for one in given}) != len(given):
        raise wrong("/terms/rights", "每项权利只写一次。", "Each right stands once.")
    said = [one.part for one in given if one.part is not None]
    if said and len(said) != len(given):
        raise ValidationError(_("Say of every right which part of the income falls to it, or of none."))
    return tuple(
        (one.right, Fraction(one.part) if one.part is not None else Fraction(1, len(given))) for one in given
    )


def _line(text: str) -> str:
    return " ".join(text.split())


def _lines(texts: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(line for text in texts if (line := _line(text))))


def terms_body(terms: Terms, known: Collection[int]) -> dict[str, Any]:
    """Return terms as they are answered, with the rights of ``known`` alone."""
    return {
        "currency": terms.currency,
        "field": terms.field,
        "territory": terms.territory,
        "starts_on": terms.starts_on,
        "until": terms.until,
        "affiliated": terms.affiliated,
        "lumps": [{"name": one.name, "due_on": one.on, "minor": one.minor} for one in terms.lumps],
        "running": None if terms.running is None else _running_body(terms.running),
        "rights": [{"right": pk, "part": str(part)} for pk, part in terms.weights if pk in known],
        "note": terms.note,
    }


def tiers_body(tiers: Sequence[Tier]) -> list[dict[str, Any]]:
    """Return rates as they are answered."""
    return [{"above_minor": tier.above, "rate": str(tier.rate)} for tier in tiers]


def _running_body(running: Running) -> dict[str, Any]:
    cap = running.deductions_cap
    return {
        "tiers": tiers_body(running.tiers),
        "is_cumulative": running.is_cumulative,
        "every": running.every,
        "due_days": running.due_days,
        "minimum_minor": running.minimum,
        "cap_period_minor": running.cap_period,
        "cap_total_minor": running.cap_total,
        "deductions": list(running.deductions),
        "deductions_cap": None if cap is None else str(cap),
        "products": list(running.products),
    }


def clauses_body(terms: Terms) -> list[dict[str, str]]:
    """Return the clauses in words."""
    return [{"about": about, "text": text} for about, text in clauses(terms)]
