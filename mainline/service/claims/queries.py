"""Reads of claims; each takes the user."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from mainline.orgs.access import User, can_for
from mainline.register.access import visible_documents
from mainline.register.models import Document, Right
from mainline.rules.loading import rulebook
from mainline.rules.policies.loading import policybook
from mainline.rules.policies.schema import Paper
from mainline.service.claims.access import MAKE, decidable_claims, visible_claims
from mainline.service.claims.actions import CALENDAR, papers_wanted
from mainline.service.claims.enums import ClaimState
from mainline.service.claims.models import Claim, ClaimPaper
from mainline.web.steps import Step
from mainline.web.templatetags.web import page_language


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A paper that a policy asks for, and what was put there."""

    paper: Paper
    title: str
    given: ClaimPaper | None


def claims(user: User) -> QuerySet[Claim]:
    """Return the claims that the user may see; what waits longest first, what is not handed in last."""
    rows = visible_claims(user).select_related("organisation", "right")
    return rows.order_by(F("due_on").asc(nulls_last=True), "pk")


def claim(user: User, pk: int) -> Claim | None:
    """Return one claim, if the user may see it."""
    return claims(user).filter(pk=pk).first()


def papers(row: Claim) -> list[PaperLine]:
    """Return the papers of a claim: those asked for, each with what was put there."""
    given = {paper.code: paper for paper in row.papers.select_related("document")}
    return [
        PaperLine(paper, paper.title.of(page_language()), given.get(paper.code))
        for paper in papers_wanted(row)
    ]


def documents_for(user: User, row: Claim) -> list[Document]:
    """Return the documents that the user can put to a claim: those on its right, else the newest of its own."""
    found = visible_documents(user)
    found = (
        found.filter(right=row.right_id) if row.right_id else found.filter(organisation=row.organisation_id)
    )
    return list(found.order_by("-pk")[:100])


def paper_file(user: User, row: Claim, pk: int) -> Document | None:
    """Return a document that was put to a claim which the user may see: handing the claim in shows it to the office."""
    found = row.papers.filter(pk=pk, document__withdrawn_at=None).select_related("document").first()
    return found.document if found else None


def working_days_left(row: Claim, on: dt.date) -> int | None:
    """Return how many working days the office has left; negative where the promise is broken, ``None`` where none runs."""
    if row.due_on is None or row.state != ClaimState.SUBMITTED:
        return None
    calendar, first, last = rulebook().books.calendar(CALENDAR), min(on, row.due_on), max(on, row.due_on)
    days = (first + dt.timedelta(days=n) for n in range(1, (last - first).days + 1))
    number = sum(calendar.why_closed(day) is None for day in days)
    return number if on <= row.due_on else -number


def on_right(user: User, right: Right) -> list[Claim]:
    """Return the claims on a right that the user may see."""
    return list(claims(user).filter(right=right))


def title_of(row: Claim) -> str:
    """Return the title of a claim's policy in the language of the page."""
    ready = policybook().policies.get(row.policy)
    return ready.policy.title.of(page_language()) if ready else row.policy


def can_make(user: User, row: Claim) -> bool:
    """Whether the user prepares a claim for its organisation."""
    return can_for(user, MAKE, row.organisation_id)


def steps(user: User, on: dt.date) -> Iterator[Step]:
    """Yield what waits: claims sent back and begun for who makes them, submitted and approved ones for the office."""
    mine = visible_claims(user, MAKE).filter(state__in=[ClaimState.RETURNED, ClaimState.DRAFT])
    for row in mine.order_by("pk"):
        words = _("Mend and hand in again") if row.state == ClaimState.RETURNED else _("Complete and hand in")
        yield Step(f"{words}: {title_of(row)}", reverse("claim", args=[row.pk]))
    waiting = decidable_claims(user).filter(state__in=[ClaimState.SUBMITTED, ClaimState.APPROVED])
    for row in waiting.select_related("organisation").order_by("due_on", "pk"):
        words = _("Decide on a claim") if row.state == ClaimState.SUBMITTED else _("Pay a claim")
        is_late = row.state == ClaimState.SUBMITTED and row.due_on is not None and row.due_on < on
        text = f"{words}: {row.organisation.display_name}, {title_of(row)}"
        yield Step(text, reverse("claim", args=[row.pk]), is_late, row.due_on)
