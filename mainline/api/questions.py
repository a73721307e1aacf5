"""Questions of the public: asked without an account, followed by number and key, answered by offices."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from mainline.api.answers import Answer, listed
from mainline.api.cursors import LONGEST, MOST, USUAL, Cursors, rows_of
from mainline.api.gate import Gate, too_often, user_of
from mainline.api.operations import ask, read, write
from mainline.api.problems import missing, wrong
from mainline.api.shapes import questions as shapes
from mainline.api.things import one_of
from mainline.orgs import clock
from mainline.register.search import region
from mainline.service.questions import actions, queries, rates
from mainline.service.questions.access import ANSWER, opened_by, visible_questions
from mainline.service.questions.models import Question, QuestionPart
from mainline.web.rates import Rate, address_of

router = Router(tags=["questions"])
SEEN = Gate(needs_user=True)
OPEN = Gate(is_open=True)
ANSWERED = Gate("record", needs_user=True, verb=ANSWER)


@ask(router, "/questions", shapes.AskedQuestion, gate=OPEN)
def ask_question(request: HttpRequest, given: shapes.NewQuestion) -> Answer:
    """Ask a question, with or without an account.

    The answer has the key that alone opens it: keep it. It takes no Idempotency-Key, since no answer of it is kept.
    """
    if given.place and given.place not in {place.code for place in region().places}:
        raise wrong("place", "没有这个地区。", "There is no such place.")
    _count(rates.ASKED, request)
    by = user_of(request) if request.user.is_authenticated else None
    row, key = actions.ask(**given.model_dump(), by=by, on=clock.today())
    return Answer({**_thread(row), "key": key})


@ask(router, "/questions/{question_id}/opened", shapes.QuestionThread, gate=OPEN)
def open_question(request: HttpRequest, question_id: int, given: shapes.QuestionKey) -> Answer:
    """Read a question by its id and key."""
    return Answer(_thread(_opened(request, question_id, given.key)))


@ask(router, "/questions/{question_id}/more", shapes.QuestionThread, gate=OPEN)
def say_more(request: HttpRequest, question_id: int, given: shapes.QuestionMore) -> Answer:
    """Say more as who asked, by id and key: the question waits for an answer again."""
    row = _opened(request, question_id, given.key)
    actions.ask_on(question=row, key=given.key, text=given.text, on=clock.today())
    row.refresh_from_db()
    return Answer(_thread(row))


@read(router, "/published-questions", shapes.PublishedQuestions)
def list_published_questions(
    request: HttpRequest,
    q: str = Query("", max_length=100, description="Words in the question or an answer"),
) -> Answer:
    """List the newest questions that everybody may read, with their answers."""
    return Answer({"items": [_published(row) for row in queries.published(q.strip())]})


@read(router, "/questions", shapes.Questions, gate=SEEN)
def list_questions(
    request: HttpRequest,
    limit: int = Query(USUAL, ge=1, le=MOST),
    cursor: str = Query("", max_length=LONGEST),
) -> Answer:
    """List questions: for who answers all, for everybody else those asked with the own account."""
    piece = rows_of(
        Cursors(request, cursor), queries.questions(user_of(request)), limit, is_newest_first=True
    )
    return listed(piece, [_row(row) for row in piece.items])


@read(router, "/questions/{question_id}", shapes.QuestionDetail, gate=SEEN)
def get_question(request: HttpRequest, question_id: int) -> Answer:
    """Get one question, as who answers it or asked it with an account."""
    return Answer(_detail(_question(request, question_id)))


@write(router, "POST", "/questions/{question_id}/act", shapes.QuestionDetail, gate=ANSWERED)
def act_on_question(request: HttpRequest, question_id: int, given: shapes.QuestionAct) -> Answer:
    """Answer a question, show it to everybody, or no more."""
    row, by = _question(request, question_id), user_of(request)
    if given.act == "answer":
        actions.answer(question=row, text=given.text, by=by)
    else:
        actions.publish(question=row, is_public=given.act == "publish", by=by)
    row.refresh_from_db()
    return Answer(_detail(row))


def _count(rate: Rate, request: HttpRequest) -> None:
    verdict = rate.take(address_of(request))
    if not verdict.is_allowed:
        raise too_often(verdict)


def _opened(request: HttpRequest, pk: int, key: str) -> Question:
    _count(rates.TRIED, request)
    found = opened_by(pk, key)
    if found is None:
        raise missing("咨询，或密钥不符", "question of this key,", pk)
    return found


def _question(request: HttpRequest, pk: int) -> Question:
    found: Question = one_of(visible_questions(user_of(request)), pk, "咨询", "question")
    return found


def _row(row: Question) -> dict[str, Any]:
    names = ("number", "topic", "title", "place", "state", "promised_on", "may_publish", "asked_at")
    return {
        "id": row.pk,
        **{name: getattr(row, name) for name in names},
        "is_published": row.published_at is not None,
    }


def _thread(row: Question) -> dict[str, Any]:
    return {**_row(row), "parts": _parts(queries.parts_of(row))}


def _detail(row: Question) -> dict[str, Any]:
    return {**_thread(row), "name": row.name, "contact": row.contact}


def _published(row: Question) -> dict[str, Any]:
    names = ("number", "topic", "title", "published_at")
    return {**{name: getattr(row, name) for name in names}, "parts": _parts(row.parts.all())}


def _parts(rows: Iterable[QuestionPart]) -> list[dict[str, Any]]:
    return [
        {
            "text": one.text,
            "organisation": one.organisation_id,
            "organisation_name": one.organisation.display_name if one.organisation else "",
            "said_at": one.said_at,
        }
        for one in rows
    ]
