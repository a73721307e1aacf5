"""Who may see the answer to an office action: who keeps the date, and of what was sent, the members of the holder."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from mainline.orgs.access import User, organisation_ids
from mainline.portfolio.answers.enums import Decision
from mainline.portfolio.answers.models import Answer, AnswerVersion
from mainline.register.access import visible_rights
from mainline.register.deadlines.access import KEEP, VIEW, visible_deadlines
from mainline.register.enums import HOLDING_ROLES
from mainline.register.models import Party

__all__ = ["KEEP", "VIEW", "is_client", "is_writer", "visible_answers"]


def written_answers(user: User, verb: str = VIEW) -> QuerySet[Answer]:
    """Return the answers to dates that the user's organisations keep."""
    return Answer.objects.filter(deadline__in=visible_deadlines(user, verb).values("pk"))


def sent_answers(user: User, verb: str = VIEW) -> QuerySet[Answer]:
    """Return the answers of which a version was sent to an organisation of the user that holds the right."""
    own = organisation_ids(user, verb) if user.is_authenticated else set()
    held = Party.objects.filter(organisation__in=own, role__in=HOLDING_ROLES).values("right")
    sent = AnswerVersion.objects.filter(answer=OuterRef("pk")).exclude(decision=Decision.RECALLED)
    return Answer.objects.filter(
        Exists(sent),
        deadline__docket__right__in=visible_rights(user).filter(pk__in=held).values("pk"),
    )


def visible_answers(user: User, verb: str = VIEW) -> QuerySet[Answer]:
    """Return all answers of which the user may know something: as who writes them, or as the client."""
    either = written_answers(user, verb).values("pk").union(sent_answers(user, verb).values("pk"))
    return Answer.objects.filter(pk__in=list(either.values_list("pk", flat=True)))


def is_writer(user: User, answer: Answer, verb: str = KEEP) -> bool:
    """Whether the user keeps the date that the answer is for: sees, and with :data:`KEEP` edits, the working copy."""
    return written_answers(user, verb).filter(pk=answer.pk).exists()


def is_client(user: User, answer: Answer, verb: str = KEEP) -> bool:
    """Whether the user may decide for the holder of the right on what was sent."""
    return sent_answers(user, verb).filter(pk=answer.pk).exists()
