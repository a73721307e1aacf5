"""Pages of answers to office actions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from mainline.files.refusals import Refused, explain
from mainline.files.store import TooLarge, Unavailable
from mainline.orgs import clock
from mainline.orgs.gate import member, needs
from mainline.portfolio import queries as dates
from mainline.portfolio.answers import actions, queries
from mainline.portfolio.answers.access import KEEP, VIEW, is_writer
from mainline.portfolio.answers.models import Answer
from mainline.portfolio.answers.shown import chart_file, page_of
from mainline.register.features import chart_of, typed
from mainline.register.storable import storable
from mainline.web.asking import asker_of
from mainline.web.papers import Heading
from mainline.web.tables import FILES, sent
from mainline.web.templatetags.web import own, size


@require_POST
@needs(KEEP)
def begin(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin the answer that a date waits for, or open the one that is there."""
    deadline = dates.deadline(request.user, pk) if pk < 2**63 else None
    if deadline is None:
        raise Http404(_("There is no date %(number)s, or you may not see it.") % {"number": pk})
    try:
        answer = actions.begin(deadline=deadline, by=member(request))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("deadline", pk)
    return redirect("answer", answer.pk)


@require_safe
@needs(VIEW)
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """The working copy, or for the client what was sent."""
    context = page_of(request.user, _answer(request, pk), clock.today())
    return render(request, "portfolio/answers/page.html", context)


@require_POST
@needs(KEEP)
def save(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what is typed; asked by the page itself while somebody types, and by its button."""
    answer = _answer(request, pk)
    is_part = bool(request.headers.get("HX-Request"))
    try:
        row = _save(request, answer)
    except ValidationError as error:
        if is_part:
            context = {"problem": " ".join(error.messages), "answer": answer, "revision": _revision(request)}
            return render(request, "portfolio/answers/saved.html", context)
        messages.error(request, " ".join(error.messages))
        return redirect("answer", pk)
    if is_part:
        return render(request, "portfolio/answers/saved.html", {"answer": row, "revision": row.revision})
    messages.success(request, _("Saved."))
    return redirect("answer", pk)


def _save(request: HttpRequest, answer: Answer) -> Answer:
    given = request.POST
    chart = typed(
        {name: storable(text) for name, text in given.dict().items()}, chart_of(answer.chart).documents
    )
    return actions.save(
        answer=answer, claims=_lines(given.get("claims", "")), text=_lines(given.get("text", "")), chart=chart,
        revision=_revision(request), by=member(request),
    )  # fmt: skip


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n")


def _revision(request: HttpRequest) -> int:
    asked = request.POST.get("revision", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else -1


@require_POST
@needs(KEEP)
def act(request: HttpRequest, pk: int) -> HttpResponse:
    """Do what a button of the page asks; what is typed beside it is kept first."""
    answer, do = _answer(request, pk), _ACTS.get(request.POST.get("act", "").partition("-")[0])
    try:
        if do is None:
            raise ValidationError(_("Choose what you decide."))
        if "revision" in request.POST:
            answer = _save(request, answer)
        if told := do(request, answer):
            messages.success(request, told)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    except Refused as refused:
        messages.error(request, own(explain(refused.code)))
    except TooLarge as error:
        messages.error(request, _("The file is larger than %(limit)s.") % {"limit": size(error.args[0])})
    except Unavailable:
        messages.error(request, _("The store of files does not answer now. Try again later."))
    place = "#chart" if do in _ON_CHART else ""
    return redirect(reverse("answer", args=[pk]) + place)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0


def _split(request: HttpRequest, answer: Answer) -> str:
    actions.propose_features(answer=answer, claim=_number(request.POST.get("split", "")), by=member(request))
    return _("A proposal: read each feature, and mend what was cut wrongly.")


def _feature(request: HttpRequest, answer: Answer) -> str:
    claim = _number(request.POST.get("new-claim", "")) or 1
    actions.add_feature(
        answer=answer, claim=claim, text=request.POST.get("new-feature", ""), by=member(request)
    )
    return ""


def _cite(request: HttpRequest, answer: Answer) -> str:
    actions.cite(answer=answer, number=request.POST.get("number", ""), by=member(request))
    return ""


def _drop(request: HttpRequest, answer: Answer) -> str:
    nth = _number(request.POST.get("act", "").partition("-")[2])
    actions.drop_citation(answer=answer, nth=nth, by=member(request))
    return ""


def _send(request: HttpRequest, answer: Answer) -> str:
    actions.send(answer=answer, by=member(request))
    return _("Sent: the members of the holder see this version and decide.")


def _outside(request: HttpRequest, answer: Answer) -> str:
    actions.approved_outside(answer=answer, words=request.POST.get("words", ""), by=member(request))
    return _("Noted.")


def _recall(request: HttpRequest, answer: Answer) -> str:
    actions.recall(answer=answer, by=member(request))
    return _("Called back: you can write on.")


def _approve(request: HttpRequest, answer: Answer) -> str:
    actions.approve(answer=answer, number=_number(request.POST.get("version", "")), by=member(request))
    return _("Approved. Its words are locked now.")


def _back(request: HttpRequest, answer: Answer) -> str:
    actions.send_back(answer=answer, words=request.POST.get("words", ""), by=member(request))
    return _("Sent back with your words.")


def _reopen(request: HttpRequest, answer: Answer) -> str:
    actions.reopen(answer=answer, by=member(request))
    return _("You can write on; the client approves anew.")


def _file(request: HttpRequest, answer: Answer) -> str:
    try:
        day = dt.date.fromisoformat(request.POST.get("filed_on", "").strip())
    except ValueError:
        raise ValidationError(_("Give the day as 2026-01-31.")) from None
    given = request.FILES.get("file")
    actions.file_answer(
        answer=answer, filed_on=day, by=member(request), on=clock.today(),
        chunks=given.chunks() if given else None, name=(given.name or "") if given else "",
    )  # fmt: skip
    return _("The filing stands on the thread, and the date is done by it.")


_ACTS: dict[str, Callable[[HttpRequest, Answer], str]] = {
    "split": _split,
    "feature": _feature,
    "cite": _cite,
    "drop": _drop,
    "send": _send,
    "outside": _outside,
    "recall": _recall,
    "approve": _approve,
    "back": _back,
    "reopen": _reopen,
    "file": _file,
}
_ON_CHART = (_split, _feature, _cite, _drop)


@require_safe
@needs(VIEW)
def chart_export(request: HttpRequest, pk: int, format: str) -> HttpResponseBase:
    """The claim chart as a file: of the working copy for who writes it, of the last version for the client."""
    answer = _answer(request, pk)
    if format not in FILES:
        raise Http404(_("There is no export as %(format)s.") % {"format": format})
    sees_work = is_writer(request.user, answer, VIEW)
    found = queries.versions(answer, as_writer=sees_work)
    told = answer.chart if sees_work or not found else found[0].chart
    heading = Heading(
        _("Claim chart"), answer.deadline.docket.right.number, letterhead=asker_of(request).letterhead,
        by=member(request).get_username(),
    )  # fmt: skip
    table = chart_file(chart_of(told), (_("Claim"), _("Feature")))
    return sent(request, replace(table, heading=heading), format, f"claim-chart-{pk}")


def _answer(request: HttpRequest, pk: int) -> Answer:
    found = queries.answer(request.user, pk) if pk < 2**63 else None
    if found is None:
        raise Http404(_("There is no answer %(number)s, or you may not see it.") % {"number": pk})
    return found
