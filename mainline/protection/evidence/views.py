"""Pages of the evidence vault: the list, a new deposit, one deposit with its acts, its files and its archive."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mainline.audit.signing import fingerprint
from mainline.files.store import Altered, Missing, TooLarge, Unavailable
from mainline.orgs import clock
from mainline.orgs.access import own_organisations
from mainline.orgs.gate import member, needs
from mainline.orgs.list_pages import lists
from mainline.orgs.models import Organisation
from mainline.protection.evidence import actions, certificate, export, log, queries, stamping
from mainline.protection.evidence.access import DEPOSIT, VIEW, may_change
from mainline.protection.evidence.enums import Secrecy
from mainline.protection.evidence.forms import capture_from, drawn, typed
from mainline.protection.evidence.logic.checklist import Capture, capture_of
from mainline.protection.evidence.models import Evidence
from mainline.protection.evidence.tables import DEPOSITS, standing_label, standing_look
from mainline.protection.evidence.words import FACTS, missing, problem
from mainline.register.access import visible_rights
from mainline.register.documents.responses import guarded, streamed
from mainline.register.documents.storage import store
from mainline.register.models import Right
from mainline.typesetting import NoFonts
from mainline.web.tables import as_file, files
from mainline.web.templatetags.web import size

logger = logging.getLogger("mainline.evidence")
View = Callable[..., HttpResponseBase]


def stored(view: View) -> View:
    """Answer 503 with a sentence where the store of files does not give what it holds."""

    @wraps(view)
    def guarded_view(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponseBase:
        try:
            return view(request, *arguments, **named)
        except (Missing, Altered, Unavailable):
            logger.exception("Evidence could not be handed out")
            return render(request, "protection/evidence/unavailable.html", status=503)
        except NoFonts:
            return render(request, "web/no_paper.html", status=503)

    return guarded_view


@require_safe
@needs(VIEW)
@lists(DEPOSITS)
def index(request: HttpRequest) -> HttpResponseBase:
    """The deposits that the user may open."""
    context = {
        "table": DEPOSITS.shown(request, queries.deposits(request.user)),
        "files": files("evidence_export"),
        "may_deposit": bool(own_organisations(request.user, DEPOSIT)),
    }
    return DEPOSITS.answer(request, "protection/evidence/index.html", context)


@require_safe
@needs(VIEW)
def list_export(request: HttpRequest, format: str) -> HttpResponseBase:
    """The list as a file."""
    rows = DEPOSITS.asked(request, queries.deposits(request.user))
    return as_file(request, DEPOSITS, rows.iterator(chunk_size=500), format, "evidence")


@require_http_methods(["GET", "HEAD", "POST"])
@needs(DEPOSIT)
def new(request: HttpRequest) -> HttpResponse:
    """The guided form of a deposit, and the deposit itself."""
    wrong: dict[str, list[str]] = {}
    if request.method == "POST":
        try:
            return redirect("evidence", _deposit(request).pk)
        except ValidationError as error:
            wrong = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
        except TooLarge as error:
            wrong = {"files": [_("A file is larger than %(limit)s.") % {"limit": size(error.args[0])}]}
        except Unavailable:
            wrong = {"": [_("The store of files does not answer now. Try again later.")]}
    return render(
        request, "protection/evidence/new.html", _form(request, wrong), status=400 if wrong else 200
    )


def _form(request: HttpRequest, wrong: dict[str, list[str]]) -> dict[str, object]:
    given = request.POST if request.method == "POST" else request.GET
    before = queries.deposit(request.user, _number(given.get("supplements", "")))
    capture = capture_from(given) if request.method == "POST" else _like(before)
    right = _asked_right(request, given.get("number", "")) or (before.right if before else None)
    return {
        "wrong": wrong,
        "values": typed(capture) | {"title": given.get("title", "") or (before.title if before else "")},
        "steps": drawn(capture),
        "facts": FACTS,
        "before": before,
        "number": given.get("number", "") or (right.number if right else ""),
        "right": right,
        "secrecy": given.get("secrecy", Secrecy.OWN),
        "choices": Secrecy.choices,
        "bodies": own_organisations(request.user, DEPOSIT),
        "limit": settings.EVIDENCE_MAX_BYTES,
        "most": actions.MOST_FILES,
    }


def _like(before: Evidence | None) -> Capture:
    return capture_of(before.statement) if before else Capture({}, {})


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def _asked_right(request: HttpRequest, number: str) -> Right | None:
    """Return the right that the form or the address names, by number or by ``right``, its id."""
    pk = _number(request.GET.get("right", ""))
    if not number and pk:
        return visible_rights(request.user).filter(pk=pk, merged_into=None).first()
    return queries.right_of(request.user, number)


def _body(request: HttpRequest) -> Organisation:
    asked = request.POST.get("organisation", "")
    found = [body for body in own_organisations(request.user, DEPOSIT) if not asked or str(body.pk) == asked]
    if not found:
        raise ValidationError({"organisation": _("You don't deposit for this organisation.")})
    return found[0]


def _deposit(request: HttpRequest) -> Evidence:
    given = request.POST
    number, right = given.get("number", "").strip(), None
    if number and (right := queries.right_of(request.user, number)) is None:
        raise ValidationError({"number": _("No right of this number, or you may not see it.")})
    row = actions.deposit(
        organisation=_body(request), title=given.get("title", ""), capture=capture_from(given),
        files=[actions.Brought(one.name or "", one.chunks) for one in request.FILES.getlist("files")],
        right=right, secrecy=given.get("secrecy", Secrecy.OWN), by=member(request), on=clock.today(),
        supplements=queries.deposit(request.user, _number(given.get("supplements", ""))),
    )  # fmt: skip
    messages.success(request, _("Deposited: hashed and entered in the log."))
    return row


@require_safe
@needs(VIEW)
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One deposit: what was captured how, its files, its stamps, its place in the log."""
    row = _row(request, pk)
    context = {**_stated(row), **_proved(row), **_around(request, row)}
    return render(request, "protection/evidence/page.html", context)


def _stated(row: Evidence) -> dict[str, object]:
    """Return what the statement says."""
    capture = capture_of(row.statement)
    facts = typed(capture)
    facts["captured_at"] = facts["captured_at"].replace("T", " ")
    return {
        "evidence": row,
        "label": standing_label(row),
        "look": standing_look(row),
        "facts": [(FACTS[code], fact) for code, fact in facts.items()],
        "steps": drawn(capture),
        "missing": missing(json.loads(row.statement)["missing"]),
        "files": row.files.order_by("number"),
    }


def _proved(row: Evidence) -> dict[str, object]:
    """Return what proves it."""
    inclusion = log.inclusion(row)
    return {
        "tokens": [(one, problem(one.problem)) for one in row.tokens.order_by("-pk")],
        "token": export.token_of(row),
        "inclusion": inclusion,
        "key": fingerprint(inclusion.head.public_key) if inclusion else "",
    }


def _around(request: HttpRequest, row: Evidence) -> dict[str, object]:
    """Return what it stands beside, as far as the reader may know of it, and what they may do."""
    before = row.supplements
    return {
        "sees_right": queries.sees_right(request.user, row.right),
        "may_change": may_change(request.user, row),
        "supplements": before if before and queries.deposit(request.user, before.pk) else None,
        "shares": row.shares.select_related("organisation").order_by("pk"),
        "choices": Secrecy.choices,
    }


@require_POST
@needs(DEPOSIT)
def act(request: HttpRequest, pk: int) -> HttpResponse:
    """Do what a button of the page asks."""
    row, do = _row(request, pk), _ACTS.get(request.POST.get("act", ""))
    try:
        if do is None:
            raise ValidationError(_("Choose what you decide."))
        messages.success(request, do(request, row))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("evidence", pk)


def _link(request: HttpRequest, row: Evidence) -> str:
    right = queries.right_of(request.user, request.POST.get("number", ""))
    if right is None:
        raise ValidationError(_("No right of this number, or you may not see it."))
    secrecy = request.POST.get("secrecy", Secrecy.OWN)
    actions.link(evidence=row, right=right, secrecy=secrecy, by=member(request), on=clock.today())
    return _("Linked: it stands on the thread of the right.")


def _ask(request: HttpRequest, row: Evidence) -> str:
    if stamping.ask(evidence=row, by=member(request)) is None:
        raise ValidationError(_("No time stamping authority is set up."))
    return _("The time stamp is asked for; that takes some seconds.")


def _verify(request: HttpRequest, row: Evidence) -> str:
    token = row.tokens.filter(pk=_number(request.POST.get("token", ""))).first()
    if token is None:
        raise ValidationError(_("This stamp is not one that waits to be verified."))
    stamping.verify_again(token=token, by=member(request))
    return _("The signer leads to a certificate that is trusted here.")


_ACTS: dict[str, Callable[[HttpRequest, Evidence], str]] = {"link": _link, "ask": _ask, "verify": _verify}


@require_safe
@needs(VIEW)
@stored
def file(request: HttpRequest, pk: int, number: int) -> HttpResponseBase:
    """One file, to be saved: never shown by the browser, whatever it is."""
    row = _row(request, pk)
    found = row.files.filter(number=number).first() if number < 2**31 else None
    if found is None:
        raise Http404(_("There is no file %(number)s in this deposit.") % {"number": number})
    response = streamed(store().open(found.sha256), "application/octet-stream", found.size)
    return guarded(response, found.name, found.sha256, is_download=True)


@require_safe
@needs(VIEW)
@stored
def archive(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The deposit as an archive that verifies without us."""
    made = export.bundle(_row(request, pk))
    return guarded(
        streamed(made.pieces, "application/zip", made.size), made.name, made.name, is_download=True
    )


@require_safe
@needs(VIEW)
@stored
def paper(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The certificate of capture and deposit."""
    row = _row(request, pk)
    pdf = certificate.certificate(row, export.token_of(row), log.inclusion(row))
    name = f"evidence-{row.pk}.pdf"
    return guarded(HttpResponse(pdf, content_type="application/pdf"), name, name, is_download=True)


def _row(request: HttpRequest, pk: int) -> Evidence:
    found = queries.deposit(request.user, pk)
    if found is None:
        raise Http404(_("There is no evidence %(number)s, or you may not see it.") % {"number": pk})
    return found
