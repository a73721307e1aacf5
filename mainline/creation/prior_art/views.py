"""Pages of novelty reports: those of a right, the work on one, and what was given as a file. Texts go by POST alone, so that no
address and no log holds the words of a secret."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mainline.creation.prior_art import actions, papers, queries
from mainline.creation.prior_art.access import SEARCH, searchable_rights
from mainline.creation.prior_art.models import NoveltyReport
from mainline.creation.prior_art.shown import page_of
from mainline.orgs import clock
from mainline.orgs.gate import member, needs, signed_in
from mainline.register.features import chart_of, typed
from mainline.register.models import Right
from mainline.register.prior import LONGEST
from mainline.register.queries import right_row
from mainline.register.storable import storable
from mainline.search.engines.base import EngineError
from mainline.search.query import QueryError
from mainline.typesetting import NoFonts, NotTypeset
from mainline.web.asking import asker_of
from mainline.web.downloads import download
from mainline.web.templatetags.web import own, page_language

log = logging.getLogger("mainline.creation")
FORMATS = {"pdf": "application/pdf", "docx": papers.DOCX_TYPE}


@require_safe
@signed_in
def index(request: HttpRequest) -> HttpResponse:
    """The novelty reports that the user may see."""
    return render(request, "creation/prior_art/index.html", {"reports": queries.reports(request.user)})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def of_right(request: HttpRequest, pk: int) -> HttpResponse:
    """The reports on a right, and the form that begins one with its own words."""
    right = _right(request, pk)
    on = clock.today()
    if request.method == "POST":
        try:
            made = actions.begin(
                right=right, by=member(request), on=on, subject=request.POST.get("subject", ""),
                cut_off=_day(request.POST.get("cut_off", ""), required=False),
            )  # fmt: skip
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect("prior_art", pk)
        return redirect("novelty_report", made.pk)
    day, basis = queries.cut_off_of(right, on)
    context = {
        "right": right, "reports": queries.reports(request.user, right), "cut_off": day, "basis": basis,
        "subject": queries.subject_of(request.user, right, page_language()), "longest": LONGEST,
        "can_search": searchable_rights(request.user, SEARCH).filter(pk=right.pk).exists(),
    }  # fmt: skip
    return render(request, "creation/prior_art/right.html", context)


@require_safe
@signed_in
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """The work on a report, or what was given."""
    context = page_of(request.user, _report(request, pk), request.GET.get("search", ""), clock.today())
    return render(request, "creation/prior_art/report.html", context)


@require_POST
@needs(SEARCH)
def save(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what is typed; asked by the page itself while somebody types, and by its button."""
    row = _report(request, pk)
    is_part = bool(request.headers.get("HX-Request"))
    try:
        row = _save(request, row)
    except ValidationError as error:
        problem = " ".join(error.messages)
        if is_part:
            context = {"problem": problem, "report": row, "revision": _revision(request)}
            return render(request, "creation/prior_art/saved.html", context)
        messages.error(request, problem)
        return redirect("novelty_report", pk)
    if is_part:
        return render(request, "creation/prior_art/saved.html", {"report": row, "revision": row.revision})
    messages.success(request, _("Saved."))
    return redirect("novelty_report", pk)


def _save(request: HttpRequest, row: NoveltyReport) -> NoveltyReport:
    given = request.POST
    plain = {name: storable(text) for name, text in given.dict().items()}
    day = _day(given.get("cut_off", ""))
    return actions.save(
        report=row, subject=given.get("subject", ""), claims=given.get("claims", ""), cut_off=day or row.cut_off,
        chart=typed(plain, chart_of(row.chart).documents), outcome=given.get("outcome", ""),
        outcome_claims=given.get("outcome_claims", ""), conclusion=given.get("conclusion", ""),
        revision=_revision(request), by=member(request),
    )  # fmt: skip


def _revision(request: HttpRequest) -> int:
    asked = request.POST.get("revision", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else -1


@require_POST
@needs(SEARCH)
def act(request: HttpRequest, pk: int) -> HttpResponse:
    """Do what a button of the page asks; what is typed beside it is kept first."""
    row = _report(request, pk)
    name, _dash, rest = request.POST.get("act", "").partition("-")
    do = _ACTS.get(name)
    try:
        if do is None:
            raise ValidationError(_("Choose what you decide."))
        if "revision" in request.POST:
            row = _save(request, row)
        if told := do(request, row, rest):
            messages.success(request, told)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    except (QueryError, EngineError) as error:
        messages.error(request, own((error.message_zh, error.message_en)))
    shown = request.POST.get("shown", "")
    address = reverse("novelty_report", args=[pk])
    address += f"?search={shown}" if shown.isascii() and shown.isdigit() and len(shown) < 6 else ""
    return redirect(address + _PLACES.get(name, ""))


def _search(request: HttpRequest, row: NoveltyReport, rest: str) -> str:
    actions.search(report=row, kind=rest, by=member(request))
    return ""


def _judge(request: HttpRequest, row: NoveltyReport, rest: str) -> str:
    given, right = request.POST, None
    asked = given.get("right", "")
    if asked:
        right = (
            right_row(request.user, int(asked))
            if asked.isascii() and asked.isdigit() and len(asked) < 19
            else None
        )
        if right is None:
            raise ValidationError(_("There is no such document."))
    actions.judge(
        report=row, right=right, number=given.get("number", ""), title=given.get("title", ""),
        published_on=_day(given.get("published_on", ""), required=False), relevance=rest or given.get("relevance", ""),
        category=given.get("category", "") if rest != "not" else "", claims=given.get("doc_claims", ""),
        note=given.get("note", ""), passage=given.get("passage", ""), by=member(request),
    )  # fmt: skip
    return ""


def _drop(request: HttpRequest, row: NoveltyReport, rest: str) -> str:
    actions.drop(report=row, document=_number(rest), by=member(request))
    return ""


def _chart(request: HttpRequest, row: NoveltyReport, rest: str) -> str:
    actions.chart_document(report=row, document=_number(rest), by=member(request))
    return ""


def _split(request: HttpRequest, row: NoveltyReport, rest: str) -> str:
    actions.propose_features(report=row, claim=_number(request.POST.get("split", "")), by=member(request))
    return _("A proposal: read each feature, and mend what was cut wrongly.")


def _feature(request: HttpRequest, row: NoveltyReport, rest: str) -> str:
    claim = _number(request.POST.get("new-claim", "")) or 1
    actions.add_feature(report=row, claim=claim, text=request.POST.get("new-feature", ""), by=member(request))
    return ""


def _issue(request: HttpRequest, row: NoveltyReport, rest: str) -> str:
    made = actions.issue(report=row, by=member(request), on=clock.today())
    return _("The report was given as number %(n)s and stands on the thread.") % {"n": made.number}


def _reopen(request: HttpRequest, row: NoveltyReport, rest: str) -> str:
    actions.reopen(report=row, by=member(request))
    return _("What was given stays; you work on the next one.")


_ACTS: dict[str, Callable[[HttpRequest, NoveltyReport, str], str]] = {
    "search": _search,
    "judge": _judge,
    "drop": _drop,
    "chart": _chart,
    "split": _split,
    "feature": _feature,
    "issue": _issue,
    "reopen": _reopen,
}
_PLACES = {
    "search": "#found", "judge": "#found", "drop": "#documents", "chart": "#chart", "split": "#chart",
    "feature": "#chart",
}  # fmt: skip


@require_safe
@signed_in
def paper(request: HttpRequest, pk: int, number: int, format: str) -> HttpResponseBase:
    """A report as it was given, as PDF or DOCX, in the language that is asked for, else that of the page."""
    row = _report(request, pk)
    found = next((one for one in queries.issues(row) if one.number == number), None)
    if found is None or format not in FORMATS:
        raise Http404(
            _("There is no report %(number)s as %(format)s.") % {"number": number, "format": format}
        )
    asked = request.GET.get("language", "")
    language = asked if asked in ("zh", "en") else page_language()
    remark = asker_of(request).remark
    name = f"novelty-report-{pk}-{number}-{language}.{format}"
    try:
        made = (papers.as_pdf if format == "pdf" else papers.as_docx)(found.content, language, remark)
    except (NoFonts, NotTypeset) as error:
        log.error("No PDF: %s", error)
        why = _("The typesetter is busy or not set up. Try again in a minute, or take DOCX.")
        return render(request, "web/no_paper.html", {"why": why}, status=503)
    return download([made], FORMATS[format], name)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def _day(text: str, *, required: bool = True) -> dt.date | None:
    if not text.strip() and not required:
        return None
    try:
        return dt.date.fromisoformat(text.strip())
    except ValueError:
        raise ValidationError(_("Give the day as 2026-01-31.")) from None


def _report(request: HttpRequest, pk: int) -> NoveltyReport:
    found = queries.report(request.user, pk) if pk < 2**63 else None
    if found is None:
        raise Http404(_("There is no novelty report %(number)s, or you may not see it.") % {"number": pk})
    return found


def _right(request: HttpRequest, pk: int) -> Right:
    found = searchable_rights(request.user).filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise Http404(_("There is no right %(number)s, or you may not see it.") % {"number": pk})
    return found
