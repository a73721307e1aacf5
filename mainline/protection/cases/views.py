"""Pages of cases: what one may do in them, their papers, and the summaries that everybody reads."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mainline.files.refusals import Refused, explain
from mainline.files.store import Missing, TooLarge, Unavailable
from mainline.orgs import clock as platform
from mainline.orgs.access import can
from mainline.orgs.gate import member, needs, signed_in
from mainline.protection.cases import filing, pages, queries
from mainline.protection.cases.access import FILE, requesters
from mainline.protection.cases.acting import ACTS
from mainline.protection.cases.models import Case
from mainline.register.documents.responses import guarded, streamed
from mainline.register.documents.storage import store
from mainline.web.templatetags.web import own, size

_A_PAGE = 40
_LARGEST_ID = 2**63 - 1


@require_safe
@signed_in
def index(request: HttpRequest) -> HttpResponse:
    """The cases of which one may know."""
    page = Paginator(queries.cases(request.user), _A_PAGE).get_page(request.GET.get("page"))
    rows = pages.listed(page, request.user, platform.today())
    context = {"page": page, "rows": rows, "may_file": can(request.user, FILE)}
    return render(request, "protection/cases/index.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(FILE)
def new(request: HttpRequest) -> HttpResponse:
    """Begin a request on a right, for one of one's organisations."""
    data = request.POST if request.method == "POST" else request.GET
    number, problem = data.get("number", ""), ""
    asked = data.get("right", "")
    right = pages.right_of(request.user, asked, number)
    bodies = requesters(request.user)
    if request.method == "POST":
        body = next(
            (one for one in bodies if str(one.pk) == data.get("organisation")), bodies[0] if bodies else None
        )
        try:
            if right is None or body is None:
                raise ValidationError(_("No single right has the number %(number)s.") % {"number": number})
            return redirect("case", filing.begin(right=right, organisation=body, by=member(request)).pk)
        except ValidationError as error:
            problem = " ".join(error.messages)
    context = {"right": right, "number": number, "bodies": bodies, "problem": problem}
    return render(request, "protection/cases/new.html", context)


@require_safe
@signed_in
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One case, as its reader may see it."""
    context = pages.case_page(request.user, _case(request, pk), platform.today())
    return render(request, "protection/cases/page.html", context)


@require_POST
@signed_in
def act(request: HttpRequest, pk: int) -> HttpResponse:
    """Do what a button of the page asks."""
    row, do = _case(request, pk), ACTS.get(request.POST.get("act", ""))
    try:
        if do is None:
            raise ValidationError(_("Choose what you decide."))
        messages.success(request, do(row, request.POST, member(request), platform.today()))
    except ValidationError as error:
        for words in error.messages:
            messages.error(request, words)
    return redirect("case", pk)


@require_POST
@signed_in
def add_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a paper for one's own side."""
    row, given = _case(request, pk), request.FILES.get("file")
    try:
        if given is None:
            raise ValidationError(_("Choose a file."))
        filing.add_paper(
            case=row, kind=request.POST.get("kind", ""), chunks=given.chunks(), name=given.name or "",
            by=member(request), for_office=bool(request.POST.get("for_office")),
        )  # fmt: skip
        messages.success(request, _("Added."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    except Refused as refused:
        messages.error(request, own(explain(refused.code)))
    except TooLarge as error:
        messages.error(request, _("The file is larger than %(limit)s.") % {"limit": size(error.args[0])})
    except Unavailable:
        messages.error(request, _("The store of files does not answer now. Try again later."))
    return redirect("case", pk)


@require_safe
@signed_in
def paper(request: HttpRequest, pk: int, paper: int) -> HttpResponseBase:
    """Hand out a paper to whom the case shows it."""
    found = queries.paper(request.user, _case(request, pk), paper) if paper <= _LARGEST_ID else None
    if found is None:
        raise Http404(_("There is no such paper in the case, or you may not see it."))
    document = found.document
    try:
        response = streamed(store().open(document.sha256), document.media_type, document.size)
    except (Missing, Unavailable):
        return render(request, "documents/unavailable.html", {"document": document}, status=503)
    return guarded(response, document.name, document.sha256, is_download=True)


@require_safe
def decisions(request: HttpRequest) -> HttpResponse:
    """The summaries that offices published; for everybody."""
    page = Paginator(queries.published(), _A_PAGE).get_page(request.GET.get("page"))
    rows = [(row, queries.decided_on(row)) for row in page]
    return render(request, "protection/cases/decisions.html", {"page": page, "rows": rows})


@require_safe
def decision(request: HttpRequest, pk: int) -> HttpResponse:
    """One published summary."""
    row = queries.published().filter(pk=pk).first() if pk <= _LARGEST_ID else None
    if row is None:
        raise Http404(_("No decision %(number)s was published.") % {"number": pk})
    context = {"case": row, "right": pages.public_right(row), "decided_on": queries.decided_on(row)}
    return render(request, "protection/cases/decision.html", context)


def _case(request: HttpRequest, pk: int) -> Case:
    found = queries.case(request.user, pk) if pk <= _LARGEST_ID else None
    if found is None:
        raise Http404(_("There is no case %(number)s, or you may not see it.") % {"number": pk})
    return found
