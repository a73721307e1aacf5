"""Pages of policies: their text for everybody, what an organisation may claim, what it states, and the office's board."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from mainline.orgs import clock
from mainline.orgs.access import can_for
from mainline.orgs.gate import member, needs
from mainline.orgs.models import Organisation
from mainline.rules.policies.loading import ReadyPolicy, policybook
from mainline.service.claims.judged import snapshot
from mainline.service.policies import actions, queries, shown, tables
from mainline.service.policies.access import (
    DECIDE,
    MAKE,
    VIEW,
    deciding_offices,
    own_organisations,
    visible_statements,
)
from mainline.service.policies.forms import CallForm, StatementForm
from mainline.web.addresses import is_id
from mainline.web.tables import FILES, sent


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All policies for everybody: what they give, since when, where it was read."""
    on = _day(request)
    rows = [
        {
            "ready": ready, "title": ready.policy.title, "gain": shown.GAIN_WORDS[ready.policy.gain],
            "edition": ready.edition(on), "call": queries.call_of(policy, on.year),
        }
        for policy, ready in policybook().policies.items()
    ]  # fmt: skip
    groups = [
        (pack.pack.title, [row for row in rows if row["ready"].pack is pack]) for pack in policybook().packs
    ]
    return render(request, "service/policies/index.html", {"groups": groups, "on": on})


@require_safe
def policy(request: HttpRequest, policy: str) -> HttpResponse:
    """One policy for everybody: its clauses in plain words with their sources, every version, its examples."""
    ready, on = _ready(policy), _day(request)
    context = {
        "ready": ready, "policy": ready.policy, "on": on, "edition": ready.edition(on),
        "versions": shown.versions(ready), "gain": shown.GAIN_WORDS[ready.policy.gain], "shown": shown,
        "calls": queries.calls(ready.policy.id), "states": shown.STATE_WORDS,
        "is_officer": deciding_offices(request.user).exists(),
    }  # fmt: skip
    return render(request, "service/policies/policy.html", context)


@require_safe
@needs(VIEW)
def entitlements(request: HttpRequest) -> HttpResponse:
    """What an organisation may claim on a day: by policy, with the sum that is unclaimed and the last days."""
    on, body = _day(request), _body(request)
    lines = queries.lines(request.user, body, on) if body else []
    context = {
        "body": body, "bodies": list(own_organisations(request.user)), "on": on, "lines": lines,
        "sum": queries.unclaimed(lines), "unpriced": sum(line.unpriced for line in lines if line.ready.policy.claimed),
        "states": shown.STATE_WORDS, "windows": shown.WINDOW_WORDS, "gains": shown.GAIN_WORDS, "files": FILES,
        "query": urlencode({"organisation": body.pk, "on": on}) if body else "",
    }  # fmt: skip
    return render(request, "service/policies/entitlements.html", context)


@require_safe
@needs(VIEW)
def entitlements_export(request: HttpRequest, format: str) -> HttpResponseBase:
    """The same as a file."""
    on, body = _day(request), _body(request)
    lines = queries.lines(request.user, body, on) if body else []
    return sent(request, tables.entitlements(lines), _format(format), f"entitlements-{on}")


@require_safe
@needs(VIEW)
def mine(request: HttpRequest, policy: str) -> HttpResponse:
    """One policy for one organisation: of each right or deal every clause, with the fact that says so."""
    ready, on, body = _ready(policy), _day(request), _body(request)
    if body is None:
        raise Http404(_("There is no such organisation, or you may not see it."))
    line = next(
        (one for one in queries.lines(request.user, body, on) if one.ready.policy.id == ready.policy.id), None
    )
    told = sorted(line.answers if line else [], key=lambda each: queries.STATES.index(each.verdict.state))
    ref = request.GET.get("ref", "")
    chosen = next((each for each in told if each.ref == ref), told[0] if told else None)
    context: dict[str, Any] = {
        "ready": ready, "policy": ready.policy, "on": on, "body": body, "line": line, "told": told[:200], "chosen": chosen,
        "states": shown.STATE_WORDS, "windows": shown.WINDOW_WORDS, "can_make": can_for(request.user, MAKE, body.pk),
        "query": urlencode({"organisation": body.pk, "on": on}),
    }  # fmt: skip
    if chosen is not None:
        judged = snapshot(policybook(), chosen.verdict, chosen.facts) | {"ref": chosen.ref}
        judged["contract"] = chosen.subject.contract if chosen.subject else ""
        context["clauses"] = shown.clauses(judged, organisation=body.pk, say=True)
        context["version"] = chosen.verdict.edition.version if chosen.verdict.edition else None
    return render(request, "service/policies/mine.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(VIEW)
def statements(request: HttpRequest) -> HttpResponse:
    """What an organisation states of itself for the policies; stated anew and taken back here."""
    body = _body(request)
    if body is None:
        raise Http404(_("There is no such organisation, or you may not see it."))
    form = StatementForm(_asked(request), organisation=body, user=request.user, on=clock.today())
    if request.method == "POST":
        if not can_for(request.user, MAKE, body.pk):
            raise PermissionDenied(_("You don't claim support for this organisation."))
        if "withdraw" in request.POST:
            return _taken_back(request, body)
        form = StatementForm(
            _asked(request), request.POST, organisation=body, user=request.user, on=clock.today()
        )
        if form.is_valid() and _said(request, form, body):
            return redirect(f"{reverse('statements')}?organisation={body.pk}")
    rows, given = list(queries.statements(request.user, body)), request.POST or request.GET
    context = {
        "body": body, "rows": [(row, *tables.statement_words(row)) for row in rows], "form": form,
        "can_make": can_for(request.user, MAKE, body.pk), "facts": tables.sayable(),
        "right": given.get("right", ""), "contract": given.get("contract", ""),
    }  # fmt: skip
    return render(request, "service/policies/statements.html", context, status=422 if form.errors else 200)


def _asked(request: HttpRequest) -> str:
    return (request.POST if request.method == "POST" else request.GET).get("fact", "")


def _said(request: HttpRequest, form: StatementForm, body: Organisation) -> bool:
    try:
        actions.say(organisation=body, said=form.said(), by=member(request), on=clock.today())
    except ValidationError as error:
        form.take(error)
        return False
    messages.success(request, _("Stated. What depends on it is judged anew."))
    return True


def _taken_back(request: HttpRequest, body: Organisation) -> HttpResponse:
    asked = request.POST.get("withdraw", "")
    row = visible_statements(request.user, MAKE).filter(
        organisation=body, pk=int(asked) if is_id(asked) else 0
    ).first()  # fmt: skip
    if row is None:
        raise Http404(_("There is no such entry, or you may not see it."))
    try:
        actions.withdraw_statement(statement=row, by=member(request))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(f"{reverse('statements')}?organisation={body.pk}")


@require_safe
@needs(DECIDE)
def everybody(request: HttpRequest, policy: str) -> HttpResponse:
    """All organisations under one policy, from what an office may know: how many, who, by which clause."""
    ready, on = _ready(policy), _day(request)
    rows = queries.everybody(request.user, ready.policy.id, on)
    only = request.GET.get("state", "")
    context = {
        "ready": ready, "policy": ready.policy, "on": on, "files": FILES, "only": only, "states": shown.STATE_WORDS,
        "counts": tables.tally(rows), "clause_counts": tables.by_clause(ready, rows, on),
        "missing_counts": tables.by_missing(rows),
        "rows": [tables.row_words(ready, row, on) for row in rows if only in ("", row.state)],
        "query": urlencode({"on": on, "state": only}),
    }  # fmt: skip
    return render(request, "service/policies/everybody.html", context)


@require_safe
@needs(DECIDE)
def everybody_export(request: HttpRequest, policy: str, format: str) -> HttpResponseBase:
    """The same as a file."""
    ready, on = _ready(policy), _day(request)
    rows = queries.everybody(request.user, ready.policy.id, on)
    only = request.GET.get("state", "")
    some = [row for row in rows if only in ("", row.state)]
    return sent(
        request, tables.everybody(ready, some, on), _format(format), f"{ready.policy.code.lower()}-{on}"
    )


@require_http_methods(["GET", "HEAD", "POST"])
def calls(request: HttpRequest) -> HttpResponse:
    """The calls of all years with what is left of each budget; provincial offices open them here."""
    offices = list(deciding_offices(request.user))
    form = CallForm(request.POST or None, today=clock.today()) if offices else None
    if request.method == "POST":
        if form is None:
            raise PermissionDenied(_("Provincial offices open policies for a year."))
        if form.is_valid() and _opened(request, form, offices[0]):
            return redirect("calls")
    context = {"rows": [tables.call_words(call) for call in queries.calls()], "form": form}
    return render(
        request, "service/policies/calls.html", context, status=422 if form and form.errors else 200
    )


def _opened(request: HttpRequest, form: CallForm, office: Organisation) -> bool:
    try:
        actions.open_call(office=office, by=member(request), **form.given())
    except ValidationError as error:
        form.take(error)
        return False
    messages.success(request, _("The call is open as you said."))
    return True


def _ready(code: str) -> ReadyPolicy:
    found = shown.ready_of(code)
    if found is None:
        raise Http404(_("There is no policy %(code)s.") % {"code": code})
    return found


def _day(request: HttpRequest) -> dt.date:
    """Return the day that an address names, else today."""
    try:
        return dt.date.fromisoformat(request.GET.get("on", "").strip())
    except ValueError:
        return clock.today()


def _body(request: HttpRequest) -> Organisation | None:
    asked = (request.POST or request.GET).get("organisation", "")
    found = queries.organisation_for(request.user, asked)
    if asked and found is None:
        raise Http404(_("There is no such organisation, or you may not see it."))
    return found


def _format(format: str) -> str:
    if format not in FILES:
        raise Http404(_("There is no export as %(format)s.") % {"format": format})
    return format
