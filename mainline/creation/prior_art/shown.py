"""A novelty report as its page shows it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from mainline.creation.prior_art import queries
from mainline.creation.prior_art.access import SEARCH
from mainline.creation.prior_art.enums import Category, Kind, Outcome, Relevance, ReportState
from mainline.creation.prior_art.logic import categories_for, standing
from mainline.creation.prior_art.models import NoveltyDocument, NoveltyQuery, NoveltyReport
from mainline.orgs.access import User
from mainline.register.enums import Verdict
from mainline.register.features import MOST_DOCUMENTS, chart_of, claims_of
from mainline.register.prior import LONGEST, Found

LABELS = dict(Category.choices)


@dataclass(frozen=True, slots=True)
class Hit:
    """A document that a search found, with what was said of it and what can be."""

    found: Found
    judged: NoveltyDocument | None
    categories: Sequence[tuple[str, str]]
    passage: str
    """The passage as plain text, to be kept with what is said."""


def page_of(user: User, row: NoveltyReport, asked: str, on: dt.date) -> dict[str, object]:
    """Return what the page of a report shows; ``asked`` is the number of the search whose documents are shown."""
    chart = chart_of(row.chart)
    searches = queries.searches(row)
    chosen = next((one for one in searches if str(one.number) == asked), searches[0] if searches else None)
    can_work = queries.report(user, row.pk, SEARCH) is not None
    judged = queries.documents(user, row)
    return {
        "report": row,
        "right": row.right,
        "can_edit": can_work and row.state == ReportState.BEGUN,
        "can_reopen": can_work and row.state == ReportState.REPORTED,
        "searches": searches,
        "chosen": chosen,
        "hits": _hits(user, row, chosen) if chosen else (),
        "documents": [(one, with_labels(one.categories)) for one in judged],
        "charted": chart.documents,
        "can_chart": len(chart.documents) < MOST_DOCUMENTS,
        "rows": [
            (one, [(cell, Verdict(cell.verdict).label) for cell in one.cells]) for one in chart.features
        ],
        "claims": claims_of(row.claims),
        "verdicts": Verdict.choices,
        "kinds": Kind.choices,
        "outcomes": Outcome.choices,
        "issues": queries.issues(row),
        "longest": LONGEST,
        "relevance": Relevance,
        "today": on,
    }


def _hits(user: User, row: NoveltyReport, query: NoveltyQuery) -> list[Hit]:
    said = {one.right_id: one for one in row.documents.all() if one.right_id}
    hits = []
    for found in queries.found(user, query):
        right = found.right
        place = standing(right.published_on, right.filed_on, row.cut_off)
        passage = "".join(text for text, _is_hit in found.passage)
        hits.append(Hit(found, said.get(right.pk), with_labels(categories_for(place)), passage))
    return hits


def with_labels(codes: Sequence[str]) -> list[tuple[str, str]]:
    """Return categories with their words."""
    return [(code, str(LABELS[code])) for code in codes]
