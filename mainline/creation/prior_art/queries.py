"""Reads of novelty reports; each takes the user."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from mainline.creation.disclosures import queries as disclosures
from mainline.creation.prior_art.access import SEARCH, visible_reports
from mainline.creation.prior_art.enums import Basis, ReportState
from mainline.creation.prior_art.logic import categories_for, standing
from mainline.creation.prior_art.models import NoveltyDocument, NoveltyIssue, NoveltyQuery, NoveltyReport
from mainline.orgs.access import User
from mainline.register.access import visible_rights
from mainline.register.known import words_known
from mainline.register.models import Right, SourceRecord
from mainline.register.prior import LONGEST, Found, shown, words_of
from mainline.register.projection import unpack
from mainline.web.steps import Step

_STEPS = 20
SHOWN = 20
"""Documents of a search on the page; the rest are counted."""


def report(user: User, pk: int, verb: str = "") -> NoveltyReport | None:
    """Return a report, if the user may see it, or with a verb work on it."""
    rows = visible_reports(user, verb).select_related("right", "organisation", "requested_by", "saved_by")
    return rows.filter(pk=pk).first()


def reports(user: User, right: Right | None = None) -> list[NoveltyReport]:
    """Return the reports that the user may see, of one right where it is told, the newest first."""
    rows = visible_reports(user).select_related("right", "requested_by")
    rows = rows.filter(right=right) if right is not None else rows
    return list(rows.order_by("-saved_at", "-pk")[:200])


def issues(row: NoveltyReport) -> list[NoveltyIssue]:
    """Return what was given of a report that the user may see, the newest first."""
    return list(row.issues.select_related("issued_by").order_by("-number"))


def subject_of(user: User, right: Right, language: str) -> str:
    """Return an invention's own words to search by: those that the register knows, in one language where it has it.

    Of one that is not published these are a title at most: then with what the disclosure says that the user may read.
    """
    words = words_known(right)
    own = next((one for one in words if one.language == language), words[0] if words else None)
    parts = [own.title, own.abstract, own.claims[0] if own.claims else ""] if own is not None else []
    if not any(part.strip() for part in parts[1:]):
        parts += _disclosed(user, right)
    return "\n".join(part.strip() for part in parts if part.strip())[:LONGEST]


def _disclosed(user: User, right: Right) -> list[str]:
    for row in disclosures.on_right(user, right):
        for version in disclosures.versions(user, row):
            return [version.draft.problem, version.draft.solution, version.draft.advantages]
    return []


def cut_off_of(right: Right, on: dt.date) -> tuple[dt.date, str]:
    """Return the day before which a document must have been published, and what it is: priority, filing, else the day asked."""
    if priority := priority_of(right):
        return priority, Basis.PRIORITY.value
    if right.filed_on is not None:
        return right.filed_on, Basis.FILING.value
    return on, Basis.CHOSEN.value


def priority_of(right: Right) -> dt.date | None:
    """Return the earliest day of priority that any source of a right claims; ``None`` where none does."""
    days = [
        claimed.date
        for source in SourceRecord.objects.filter(right=right)
        for claimed in unpack(bytes(source.body)).priorities
        if claimed.date is not None
    ]
    return min(days, default=None)


def searches(row: NoveltyReport) -> list[NoveltyQuery]:
    """Return the searches of a report that the user may see, the newest first."""
    return list(row.queries.select_related("made_by").order_by("-number"))


def found(user: User, query: NoveltyQuery) -> list[Found]:
    """Return what a search found that the user may know of, the first of it with their passages."""
    return shown(user, found_ids(user, query)[:SHOWN], words_of(query.text))


def found_ids(user: User, query: NoveltyQuery) -> list[int]:
    """Return the ids of what a search found that the user may know of, without the right itself and its family."""
    right = query.report.right
    own = visible_rights(user).filter(pk__in=query.found).exclude(pk=right.pk)
    own = own.exclude(family_key=right.family_key) if right.family_key else own
    known = set(own.values_list("pk", flat=True))
    return [pk for pk in query.found if pk in known]


@dataclass(frozen=True, slots=True)
class Judged:
    """A document of a report with how its days stand to the cut-off, and the categories that it can have."""

    row: NoveltyDocument
    standing: str
    categories: Sequence[str]
    right: Right | None
    """The right that it is, where the reader may know of it."""


def documents(user: User, row: NoveltyReport) -> list[Judged]:
    """Return the documents of a report that the user may see: relevant ones first, by category."""
    rows = list(row.documents.select_related("judged_by"))
    seen = visible_rights(user).in_bulk([one.right_id for one in rows if one.right_id])
    order = {"X": 0, "E": 1, "Y": 2, "A": 3, "D": 4, "": 5}
    rows.sort(key=lambda one: (one.relevance != "relevant", order[one.category], one.pk))
    judged = []
    for one in rows:
        place = standing(one.published_on, one.filed_on, row.cut_off)
        judged.append(Judged(one, place, categories_for(place), seen.get(one.right_id or 0)))
    return judged


def steps(user: User, on: dt.date) -> Iterator[Step]:
    """Yield the reports that were begun and not ended."""
    rows = visible_reports(user, SEARCH).filter(state=ReportState.BEGUN).select_related("right")
    for row in rows.order_by("requested_on", "pk")[:_STEPS]:
        title = row.right.display_title or row.right.number
        yield Step(
            _("The novelty report on %(right)s, begun on %(day)s, waits for its conclusion.")
            % {"right": title, "day": row.requested_on},
            reverse("novelty_report", args=[row.pk]),
        )
