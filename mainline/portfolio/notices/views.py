"""Pages of notices: bringing them, looking over what was read beside the text, and entering them on the thread."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from mainline.files.names import clean_name
from mainline.files.refusals import Refused, explain
from mainline.files.store import TooLarge, Unavailable
from mainline.orgs import clock
from mainline.orgs.access import own_organisations
from mainline.orgs.gate import member, needs
from mainline.orgs.list_pages import lists
from mainline.orgs.models import Organisation
from mainline.portfolio.enums import NoticeState
from mainline.portfolio.models import Notice
from mainline.portfolio.notices import actions, queries, uspto
from mainline.portfolio.notices.forms import NoticeForm
from mainline.portfolio.notices.shown import page_of
from mainline.portfolio.notices.tables import NOTICES, OPEN
from mainline.register.deadlines.access import KEEP, VIEW
from mainline.register.documents.responses import guarded
from mainline.web.tables import as_file, files
from mainline.web.templatetags.web import number, own, size

MOST_FILES = 20
MOST_ENTRIES = 60
"""Notices out of one list at once: each is read in a process of its own."""
ENDINGS = ".pdf,.txt,.xml,.zip,.docx,.json"


@require_safe
@needs(VIEW)
@lists(NOTICES)
def index(request: HttpRequest) -> HttpResponseBase:
    """The notices that wait, or those of the state that the address asks for."""
    context = {
        "table": NOTICES.shown(request, _asked(request)),
        "files": files("notices_export"),
        "bodies": own_organisations(request.user, KEEP),
        "endings": ENDINGS,
        "limit": actions.MOST_BYTES,
        "most": MOST_FILES,
    }
    return NOTICES.answer(request, "portfolio/notices/index.html", context)


@require_safe
@needs(VIEW)
def export(request: HttpRequest, format: str) -> HttpResponseBase:
    """The list as a file."""
    rows = NOTICES.asked(request, _asked(request))
    return as_file(request, NOTICES, rows.iterator(chunk_size=500), format, "notices")


def _asked(request: HttpRequest) -> QuerySet[Notice]:
    rows = queries.notices(request.user)
    return rows if request.GET.get("state") else rows.filter(state__in=OPEN)


@require_POST
@needs(KEEP)
def bring(request: HttpRequest) -> HttpResponse:
    """Take files; each is read, or refused with the reason."""
    body, given = _body(request), request.FILES.getlist("files")
    if not given:
        messages.error(request, _("No file came with the form. Choose a file, then try again."))
    if len(given) > MOST_FILES:
        words = {"most": MOST_FILES, "n": len(given) - MOST_FILES}
        messages.error(request, _("At most %(most)s files at once: the last %(n)s were left out.") % words)
    rows = [row for each in given[:MOST_FILES] for row in _brought(request, each, body)]
    if len(rows) == 1:
        return redirect("notice", rows[0].pk)
    if rows:
        words_ = ngettext("%(n)s notice was read.", "%(n)s notices were read.", len(rows))
        messages.success(request, words_ % {"n": number(len(rows))})
    return redirect("notices")


def _brought(request: HttpRequest, given: UploadedFile, body: Organisation) -> list[Notice]:
    """Take one file: a notice, or an office's list of documents with the notices that it holds."""
    name = given.name or ""
    listed = None
    if name.lower().endswith(".json") and (given.size or 0) <= actions.MOST_BYTES:
        listed = uspto.entries(given.read())
        given.seek(0)
    if listed is not None:
        return _of_list(request, clean_name(name), listed, body)
    row = _bring(request, name, given.chunks(), body)
    return [row] if row is not None else []


def _of_list(
    request: HttpRequest, name: str, listed: Sequence[uspto.Entry], body: Organisation
) -> list[Notice]:
    """Take the notices of a list that are not here yet, as many as can be read at once."""
    fresh = queries.not_brought(body, listed)
    if not listed:
        words = _(
            "%(name)s is a list of documents, and none of them is a notice that sets something running."
        )
        messages.warning(request, words % {"name": name})
    elif not fresh:
        messages.info(request, _("“%(name)s” is here already: this is the same notice.") % {"name": name})
    elif left := fresh[MOST_ENTRIES:]:
        words = _("%(name)s: the first %(most)s notices were read. Bring it again for the other %(n)s.")
        said = {"name": name, "most": number(MOST_ENTRIES), "n": number(len(left))}
        messages.warning(request, words % said)
    rows = [_bring(request, each.name, [each.content], body) for each in fresh[:MOST_ENTRIES]]
    return [row for row in rows if row is not None]


def _bring(
    request: HttpRequest, given_name: str, chunks: Iterable[bytes], body: Organisation
) -> Notice | None:
    """Take one notice and say what became of it where it is not taken."""
    name = clean_name(given_name)
    try:
        row, is_new = actions.bring_notice(
            chunks=chunks, name=given_name, organisation=body, by=member(request)
        )
    except Refused as refused:
        detail = f" ({refused.detail})" if refused.detail else ""
        messages.error(request, f"{name}: {own(explain(refused.code))}{detail}")
    except TooLarge as error:
        words = {"name": name, "limit": size(error.args[0])}
        messages.error(
            request, _("%(name)s: larger than %(limit)s. Split it, or make its pictures smaller.") % words
        )
    else:
        if not is_new:
            messages.info(request, _("“%(name)s” is here already: this is the same notice.") % {"name": name})
        return row
    return None


def _body(request: HttpRequest) -> Organisation:
    """Return the organisation for which a form brings notices: the one that it names, or the only one."""
    own_, asked = own_organisations(request.user, KEEP), request.POST.get("organisation", "")
    found = [body for body in own_ if not asked or str(body.pk) == asked]
    if not found:
        raise PermissionDenied(_("You don't keep dates for this organisation."))
    return found[0]


@require_safe
@needs(VIEW)
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One notice: what was read beside its text, and what it would bring."""
    row = _notice(request, pk)
    return render(request, "portfolio/notices/page.html", page_of(request.user, row, clock.today()))


@require_safe
@needs(VIEW)
def file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file, to be saved; once it stands on a thread it is the document there."""
    row = _notice(request, pk)
    if row.content is None:
        raise Http404(_("The file of this notice is a document of its right now."))
    response = HttpResponse(bytes(row.content), content_type=row.media_type)
    return guarded(response, row.name, row.sha256, is_download=True)


@require_POST
@needs(KEEP)
def act(request: HttpRequest, pk: int) -> HttpResponse:
    """Do what a button of a notice's page asks."""
    row, do = _notice(request, pk), _ACTS.get(request.POST.get("act", ""))
    try:
        if do is None:
            raise ValidationError(_("Choose what you decide."))
        return do(request, row)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    except Unavailable:
        messages.error(request, _("The store of files does not answer now. Try again later."))
    return redirect("notice", pk)


def _save(request: HttpRequest, row: Notice) -> HttpResponse:
    form = NoticeForm(request.POST)
    if not form.is_valid():
        return _again(request, row, form)
    actions.correct_notice(notice=row, given=form.texts(), by=member(request))
    return redirect("notice", row.pk)


def _enter(request: HttpRequest, row: Notice) -> HttpResponse:
    form = NoticeForm(request.POST)
    if not form.is_valid():
        return _again(request, row, form)
    try:
        actions.enter_notice(notice=row, given=form.texts(), by=member(request), on=clock.today())
    except ValidationError as error:
        form.take(error)
        return _again(request, row, form)
    except Refused as refused:
        raise ValidationError(own(explain(refused.code))) from refused
    messages.success(request, _("The notice stands on the thread of its right, and its dates follow."))
    return redirect("notice", row.pk)


def _again(request: HttpRequest, row: Notice, form: NoticeForm) -> HttpResponse:
    context = page_of(request.user, _notice(request, row.pk), clock.today(), form)
    return render(request, "portfolio/notices/page.html", context, status=422)


def _aside(request: HttpRequest, row: Notice) -> HttpResponse:
    actions.set_aside(notice=row, reason=request.POST.get("reason", ""), by=member(request))
    messages.success(request, _("The notice was set aside."))
    return redirect("notices")


def _take_up(request: HttpRequest, row: Notice) -> HttpResponse:
    actions.take_up(notice=row, by=member(request))
    return redirect("notice", row.pk)


_ACTS: dict[str, Callable[[HttpRequest, Notice], HttpResponse]] = {
    "save": _save,
    "enter": _enter,
    NoticeState.ASIDE: _aside,
    "take_up": _take_up,
}


def _notice(request: HttpRequest, pk: int) -> Notice:
    found = queries.notice(request.user, pk) if pk < 2**63 else None
    if found is None:
        raise Http404(_("There is no notice %(number)s, or you may not see it.") % {"number": pk})
    return found
