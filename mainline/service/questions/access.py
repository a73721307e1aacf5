"""Who may see which question: those who answer for the public, who asked it with an account, and who holds its key."""

from __future__ import annotations

import hashlib
import secrets

from django.db.models import QuerySet

from mainline.orgs.access import User, can, is_admin
from mainline.service.questions.enums import QuestionState
from mainline.service.questions.models import Question

ANSWER = "question.answer"


def visible_questions(user: User) -> QuerySet[Question]:
    """Return the questions that the user answers, all of them; else those that the user asked."""
    if is_admin(user) or can(user, ANSWER):
        return Question.objects.all()
    own = Question.objects.filter(asked_by_id=user.pk)
    return own if user.is_authenticated else own.none()


def published_questions() -> QuerySet[Question]:
    """Return the answered questions that everybody may read."""
    return Question.objects.filter(published_at__isnull=False, may_publish=True, state=QuestionState.ANSWERED)


def hashed(key: str) -> str:
    """Return what is kept of a key."""
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()


def opened_by(number: int, key: str) -> Question | None:
    """Return the question of a number if the key opens it. A wrong number and a wrong key are told alike."""
    row = Question.objects.filter(pk=number).first() if 0 < number < 2**63 else None
    if not secrets.compare_digest(hashed(key), row.key_hash if row else "0" * 64):
        return None
    return row
