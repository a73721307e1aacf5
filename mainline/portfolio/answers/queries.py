"""Reads of answers to office actions; each takes the user."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from mainline.orgs.access import User
from mainline.orgs.models import Membership, Organisation
from mainline.portfolio.answers.access import KEEP, sent_answers, visible_answers, written_answers
from mainline.portfolio.answers.enums import AnswerState, Decision
from mainline.portfolio.answers.models import Answer, AnswerVersion
from mainline.register.deadlines.enums import DeadlineFate
from mainline.register.deadlines.models import Deadline
from mainline.register.enums import HOLDING_ROLES
from mainline.register.known import right_numbered
from mainline.register.models import Party, Right

RULES = ("cn.oa.first_response", "cn.oa.subsequent_response", "ep.oa.response", "us.oa.reply")
"""Rules whose date an answer to an office action ends."""


@dataclass(frozen=True, slots=True)
class Cited:
    """A cited document: its number as typed, and the right of the register that it is, if the reader may know of it."""

    number: str
    right: Right | None


def is_answerable(deadline: Deadline) -> bool:
    """Whether a date is open and ended by the answer to an office action."""
    return deadline.rule in RULES and deadline.fate in (DeadlineFate.OPEN, DeadlineFate.UNKNOWN)


def answer(user: User, pk: int) -> Answer | None:
    """Return one answer, if the user may know of it."""
    rows = visible_answers(user).select_related(
        "deadline__docket__right", "deadline__docket__organisation", "saved_by", "event", "document"
    )
    return rows.filter(pk=pk).first()


def answer_of(user: User, deadline: Deadline) -> Answer | None:
    """Return the answer that is being prepared for a date, if the user may see it."""
    return written_answers(user).filter(deadline=deadline).first()


def answers_on(user: User, right: Right) -> list[Answer]:
    """Return the answers on a right that the user may know of."""
    rows = visible_answers(user).filter(deadline__docket__right=right)
    return list(rows.select_related("deadline").order_by("pk"))


def versions(answer: Answer, *, as_writer: bool) -> list[AnswerVersion]:
    """Return the versions of an answer, the newest first; the client sees none that was called back."""
    rows = answer.versions.select_related("sent_by", "decided_by").order_by("-number")
    return list(rows if as_writer else rows.exclude(decision=Decision.RECALLED))


def clients_of(right: Right) -> list[Organisation]:
    """Return the organisations on this platform that hold a right."""
    held = Party.objects.filter(right=right, role__in=HOLDING_ROLES, organisation__isnull=False)
    roots = {root or pk for pk, root in held.values_list("organisation", "organisation__merged_into")}
    here = Membership.objects.filter(Q(organisation__in=roots) | Q(organisation__merged_into__in=roots))
    ids = {root or pk for pk, root in here.values_list("organisation", "organisation__merged_into")}
    return list(Organisation.objects.filter(pk__in=ids).order_by("pk"))


def cited(user: User, documents: Sequence[str]) -> list[Cited]:
    """Return cited documents with the rights that they are, as far as the reader may know of them."""
    return [Cited(number, right_numbered(user, number)) for number in documents]


@dataclass(frozen=True, slots=True)
class Waiting:
    """What of answers waits for a user."""

    to_approve: Sequence[Answer]
    returned: Sequence[Answer]
    to_file: Sequence[Answer]


def waiting(user: User) -> Waiting:
    """Return the answers that wait for a user as client or as who writes them."""
    return Waiting(
        list(_rows(sent_answers(user, KEEP)).filter(state=AnswerState.SENT)),
        list(_rows(written_answers(user, KEEP)).filter(state=AnswerState.RETURNED)),
        list(_rows(written_answers(user, KEEP)).filter(state=AnswerState.APPROVED)),
    )


def _rows(rows: QuerySet[Answer]) -> QuerySet[Answer]:
    return rows.select_related("deadline__docket__right", "deadline__docket__organisation").order_by("pk")
