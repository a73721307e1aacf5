"""Pages of questions: asking without an account, following one by its number and key, and answering."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mainline.orgs import clock
from mainline.orgs.gate import member, needs, signed_in
from mainline.orgs.list_pages import lists
from mainline.register.search import region
from mainline.service.questions import actions, queries, rates
from mainline.service.questions.access import ANSWER, opened_by
from mainline.service.questions.enums import Topic
from mainline.service.questions.models import Question
from mainline.service.questions.tables import QUESTIONS
from mainline.web.rates import address_of
from mainline.web.tables import as_file, files
from mainline.web.templatetags.web import page_language


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask, find one's question again by number and key, and read what others asked."""
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        try:
            question, key = _asked(request)
            return redirect("question_followed", question.pk, key)
        except ValidationError as error:
            errors = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
    context = {
        "errors": errors, "given": request.POST, "topics": Topic.choices, "places": _places(),
        "found": queries.published(request.GET.get("q", "").strip()[:100]), "q": request.GET.get("q", ""),
    }  # fmt: skip
    return render(request, "service/questions/ask.html", context, status=400 if errors else 200)


def _asked(request: HttpRequest) -> tuple[Question, str]:
    given = request.POST
    if given.get("website"):
        # A field that people do not see: what fills it in is a machine.
        raise ValidationError(_("This was not sent."))
    if not rates.ASKED.take(address_of(request)).is_allowed:
        raise ValidationError(
            _("Several questions came from your address in the last hour: try again later.")
        )
    place = given.get("place", "")
    return actions.ask(
        topic=given.get("topic", ""), title=given.get("title", ""), text=given.get("text", ""),
        place=place if place in dict(_places()) else "", name=given.get("name", ""),
        contact=given.get("contact", ""), may_publish=bool(given.get("may_publish")),
        by=request.user if request.user.is_authenticated else None, on=clock.today(),
    )  # fmt: skip


def _places() -> list[tuple[str, str]]:
    language = page_language()
    return [(place.code, place.name.in_language(language)) for place in region().places]


@require_POST
def find(request: HttpRequest) -> HttpResponse:
    """Lead from a number and a key to the question."""
    digits = "".join(one for one in request.POST.get("number", "") if one.isascii() and one.isdigit())[:18]
    key = request.POST.get("key", "").strip()
    is_allowed = rates.TRIED.take(address_of(request)).is_allowed
    found = opened_by(int(digits or 0), key) if is_allowed else None
    if found is None:
        messages.error(
            request, _("No question has this number and key. Both stand on the page shown after asking.")
        )
        return redirect("ask")
    return redirect("question_followed", found.pk, key)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def followed(request: HttpRequest, number: int, key: str) -> HttpResponse:
    """What became of a question, for whoever holds its key."""
    found = opened_by(number, key) if rates.TRIED.take(address_of(request)).is_allowed else None
    if found is None:
        raise Http404(_("No question has this number and key."))
    if request.method == "POST":
        try:
            actions.ask_on(question=found, key=key, text=request.POST.get("text", ""), on=clock.today())
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return redirect("question_followed", number, key)
    context = {"question": found, "parts": queries.parts_of(found), "key": key, "today": clock.today()}
    response = render(request, "service/questions/followed.html", context)
    response["Referrer-Policy"] = "no-referrer"
    return response


@require_safe
@signed_in
@lists(QUESTIONS)
def index(request: HttpRequest) -> HttpResponseBase:
    """The questions that wait, and those answered; to who does not answer, their own."""
    rows = queries.questions(request.user)
    context: dict[str, Any] = {"table": QUESTIONS.shown(request, rows), "files": files("questions_export")}
    return QUESTIONS.answer(request, "service/questions/index.html", context)


@require_safe
@signed_in
def export(request: HttpRequest, format: str) -> HttpResponseBase:
    """The list as a file."""
    rows = QUESTIONS.asked(request, queries.questions(request.user))
    return as_file(request, QUESTIONS, rows.iterator(chunk_size=500), format, "questions")


@require_safe
@signed_in
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One question, for who answers it or asked it with an account."""
    found = _found(request, pk)
    context = {
        "question": found, "parts": queries.parts_of(found), "today": clock.today(),
        "can_answer": queries.can(request.user, ANSWER), "place": dict(_places()).get(found.place, ""),
    }  # fmt: skip
    return render(request, "service/questions/page.html", context)


def _found(request: HttpRequest, pk: int) -> Question:
    found = queries.question_of(request.user, pk)
    if found is None:
        raise Http404(_("There is no question %(number)s.") % {"number": pk})
    return found


@require_POST
@needs(ANSWER)
def act(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer a question, or show it to everybody or no more."""
    found, what = _found(request, pk), request.POST.get("act", "")
    try:
        if what == "answer":
            actions.answer(question=found, text=request.POST.get("text", ""), by=member(request))
        elif what in ("publish", "hide"):
            actions.publish(question=found, is_public=what == "publish", by=member(request))
        else:
            raise ValidationError(_("There is no such act."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("question", pk)
