"""Asking and answering."""

from __future__ import annotations

import datetime as dt
import secrets

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mainline.audit.actions import record
from mainline.orgs.access import By, acting_for, require
from mainline.orgs.models import Organisation
from mainline.register.storable import storable
from mainline.rules.loading import rulebook
from mainline.service.questions.access import ANSWER, hashed, visible_questions
from mainline.service.questions.enums import QuestionState, Topic
from mainline.service.questions.models import Question, QuestionPart

LONGEST = 5000


@transaction.atomic
def ask(
    *, topic: str, title: str, text: str, place: str, name: str, contact: str, may_publish: bool, by: By,
    on: dt.date,
) -> tuple[Question, str]:  # fmt: skip
    """Ask a question, with or without an account; return it and the key that alone opens it, shown this once.

    Raises ``ValidationError`` for what is missing or too long.
    """
    title, words = storable(title).strip(), storable(text).strip()
    problems = {
        "topic": "" if topic in Topic.values else _("Choose what it is about."),
        "title": ""
        if 0 < len(title) <= 200
        else _("Put the question in one line of at most 200 characters."),
        "text": "" if 0 < len(words) <= LONGEST else _("Say more of it, in at most 5,000 characters."),
        "name": _("At most 100 characters.") if len(name) > 100 else "",
        "contact": _("At most 200 characters.") if len(contact) > 200 else "",
        "place": _("There is no such place.") if len(place) > 12 else "",
    }
    if found := {field: problem for field, problem in problems.items() if problem}:
        raise ValidationError(found)
    key = secrets.token_urlsafe(12)
    question = Question.objects.create(
        topic=topic, title=title, place=place, name=storable(name).strip(), contact=storable(contact).strip(),
        key_hash=hashed(key), promised_on=promised(on), may_publish=may_publish, asked_by=by,
        asked_at=timezone.now(),
    )  # fmt: skip
    part = QuestionPart.objects.create(question=question, text=words, said_by=by, said_at=timezone.now())
    _told(question, "asked", by, [question, part])
    return question, key


def promised(on: dt.date) -> dt.date:
    """Return the day by which an answer is promised: so many working days of China after a day."""
    return rulebook().books.calendar("cn_administrative").add_working_days(on, settings.QUESTION_DAYS)


@transaction.atomic
def ask_on(*, question: Question, key: str, text: str, on: dt.date) -> QuestionPart:
    """Say more as who asked: the question waits for an answer again."""
    row = Question.objects.select_for_update().get(pk=question.pk)
    if not secrets.compare_digest(row.key_hash, hashed(key)):
        raise ValidationError(_("This key does not open the question."))
    part = _said(row, text, None, None)
    if row.state == QuestionState.ANSWERED:
        row.state, row.promised_on = QuestionState.OPEN, promised(on)
        row.save(update_fields=["state", "promised_on"])
    _told(row, "asked_on", None, [row, part])
    return part


@transaction.atomic
def answer(*, question: Question, text: str, by: AbstractBaseUser) -> QuestionPart:
    """Answer for the office or body that one works at."""
    require(by, ANSWER)
    row = visible_questions(by).select_for_update(of=("self",)).get(pk=question.pk)
    body = Organisation.objects.filter(pk=acting_for(by, ANSWER)).first()
    part = _said(row, text, by, body)
    row.state = QuestionState.ANSWERED
    row.save(update_fields=["state"])
    _told(row, "answered", by, [row, part], organisation=body.name if body else "")
    return part


@transaction.atomic
def publish(*, question: Question, is_public: bool, by: AbstractBaseUser) -> Question:
    """Show a question with its answers to everybody, without name and contact, or no more.

    Raises ``ValidationError`` unless who asked agreed and it is answered.
    """
    require(by, ANSWER)
    row = visible_questions(by).select_for_update(of=("self",)).get(pk=question.pk)
    if is_public and not (row.may_publish and row.state == QuestionState.ANSWERED):
        raise ValidationError(_("Only an answered question is shown, and only if who asked agreed."))
    row.published_at = timezone.now() if is_public else None
    row.save(update_fields=["published_at"])
    return _told(row, "published" if is_public else "hidden", by, [row])


def _said(row: Question, text: str, by: AbstractBaseUser | None, body: Organisation | None) -> QuestionPart:
    words = storable(text).strip()
    if not words or len(words) > LONGEST:
        raise ValidationError({"text": _("Write something, in at most 5,000 characters.")})
    return QuestionPart.objects.create(
        question=row, text=words, organisation=body, said_by=by, said_at=timezone.now()
    )


def _told(row: Question, what: str, by: By, sealed: list[models.Model], **data: str) -> Question:
    record(code=f"question.{what}", by=by, data={"number": row.number, **data}, sealed=sealed)
    return row
