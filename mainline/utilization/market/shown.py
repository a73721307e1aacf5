"""A score in words: each part with what it follows from, and the words that matched, marked in the text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext_lazy as _

from mainline.register.enums import StatusLabel
from mainline.register.models import Right
from mainline.rules.money import Money
from mainline.search.highlight import Marks, Segment, highlight, marks_of_words, passage
from mainline.search.tokens import has_cjk
from mainline.utilization.market.enums import WishedMode
from mainline.utilization.market.logic import Found, Part, Score

PART_LABELS: Mapping[str, object] = {
    "words": _("Words in common"),
    "industry": _("Industry and class"),
    "force": _("In force"),
    "offered": _("Offered"),
    "mode": _("Mode"),
    "price": _("Budget and price"),
    "readiness": _("Readiness"),
    "place": _("Place"),
}
REASONS: Mapping[str, object] = {
    "words.none": _("The need has no word that tells anything."),
    "words.share": _("%(percent)s %% of what its words tell is in the text; %(enough)s %% counts as whole."),
    "industry.not_said": _("The need names no industry."),
    "industry.offer": _("The offer names the same industry."),
    "industry.no_classes": _("No class of the IPC belongs to the industry, or to the right."),
    "industry.class": _("Its class %(code)s belongs to the industry."),
    "industry.near": _("Its class %(code)s is near those of the industry."),
    "industry.other": _("Its class %(code)s belongs to another industry."),
    "force.unknown": _("The status of the right is not known."),
    "force.status": _("The right is: %(status)s."),
    "offered.yes": _("Its holder offers it now."),
    "offered.no": _("Its holder has not offered it: ask."),
    "mode.not_said": _("The need leaves open how."),
    "mode.not_offered": _("Nothing is offered yet."),
    "mode.same": _("Offered as wished: %(mode)s."),
    "mode.other": _("Offered otherwise than wished: %(mode)s."),
    "price.not_said": _("The need says no budget."),
    "price.open": _("No price is asked yet, or it is open to talk."),
    "price.within": _("The price of %(price)s is within the budget."),
    "price.above": _("The price of %(price)s is above the budget, up to twice."),
    "price.far": _("The price of %(price)s is more than twice the budget."),
    "readiness.not_said": _("The need says nothing of readiness."),
    "readiness.unknown": _("How ready it is nobody has said."),
    "readiness.enough": _("Level %(trl)s, wanted %(least)s."),
    "readiness.less": _("Level %(trl)s, wanted %(least)s at least."),
    "place.unknown": _("The need says no place, or none is known of the holder."),
    "place.city": _("The same city."),
    "place.province": _("The same province."),
    "place.other": _("Another province."),
}
"""Code of a reason to its words; filled in with its facts."""


@dataclass(frozen=True, slots=True)
class Reasoned:
    """One part of a score in words."""

    code: str
    label: object
    percent: int | None
    weight: int
    speaks: str
    why: str


def reasons(parts: Sequence[Part]) -> list[Reasoned]:
    """Return the parts of a score in the language of the page."""
    return [
        Reasoned(part.code, PART_LABELS[part.code], part.percent, part.weight, part.speaks, _why(part))
        for part in parts
    ]


def _why(part: Part) -> str:
    facts: dict[str, object] = dict(part.facts)
    if "status" in facts:
        facts["status"] = StatusLabel(str(facts["status"])).label
    if "mode" in facts:
        facts["mode"] = WishedMode(str(facts["mode"])).label
    if "price" in facts:
        facts["price"] = Money(int(str(facts["price"])), "CNY")
    return str(REASONS[part.why]) % facts


def kept(score: Score) -> dict[str, Any]:
    """Return a score as it is kept with a match, for :func:`score_of`."""
    return {
        "parts": [
            {
                "code": part.code, "weight": part.weight, "why": part.why, "facts": dict(part.facts),
                "value": None if part.value is None else [part.value.numerator, part.value.denominator],
            }
            for part in score.parts
        ],
        "found": [[hit.word, hit.other, hit.weight] for hit in score.found],
    }  # fmt: skip


def score_of(total: int, told: Mapping[str, Any]) -> Score:
    """Return a score as :func:`kept` wrote it."""
    parts = tuple(
        Part(one["code"], one["weight"], None if one["value"] is None else Fraction(*one["value"]), one["why"],
            one["facts"])
        for one in told.get("parts", ())
    )  # fmt: skip
    return Score(total, parts, tuple(Found(*one) for one in told.get("found", ())))


def marks_of(found: Sequence[Found]) -> Marks:
    """Return what to mark in a text: the words found, as written and in the other language."""
    texts = dict.fromkeys(text for hit in found for text in (hit.word, hit.other) if text)
    return marks_of_words(word for text in texts for word in ([text] if has_cjk(text) else text.split()))


def title_of(right: Right, found: Sequence[Found]) -> tuple[Segment, ...]:
    """Return the title of a right with the words found marked."""
    return highlight(right.display_title, marks_of(found))


def passage_of(right: Right, found: Sequence[Found]) -> tuple[Segment, ...]:
    """Return the best passage of a right's abstract, in the language of the page if there is one, marked."""
    texts = right.abstracts
    return passage(texts.get(right.language) or next(iter(texts.values()), ""), marks_of(found))
