"""My account: name, organisations and roles, where I am logged in, API tokens, what is kept of me."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mainline.orgs import accounts, members, queries, sessions, tokens
from mainline.orgs.forms import ProfileForm, TokenForm
from mainline.orgs.gate import member
from mainline.orgs.list_pages import lists
from mainline.orgs.views import tables
from mainline.orgs.views.gate import own_page
from mainline.web.downloads import json_download
from mainline.web.tables import as_file, files


@own_page
def account(request: HttpRequest) -> HttpResponse:
    """The first page of the account; a form sets name and e-mail."""
    user = member(request)
    given = {"name": user.first_name, "email": user.email}
    form = ProfileForm(request.POST or None, initial=given)
    if request.method == "POST" and form.is_valid():
        try:
            accounts.set_profile(user=user, by=user, **form.fields_given())
        except ValidationError as error:
            form.take(error)
        else:
            messages.success(request, _("Saved."))
            return redirect("account")
    context = {
        "form": form,
        "places": queries.memberships_in_words(user),
        "security": queries.security_of(user),
    }
    return render(request, "orgs/account.html", context)


@own_page
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what leaving an organisation means, and do it."""
    user = member(request)
    membership = get_object_or_404(user.memberships.select_related("organisation"), pk=pk)
    error = ""
    if request.method == "POST":
        try:
            members.remove_member(membership=membership, by=user)
        except ValidationError as refused:
            error = " ".join(refused.messages)
        else:
            messages.success(
                request, _("You left %(name)s.") % {"name": membership.organisation.display_name}
            )
            return redirect("account")
    return render(request, "orgs/leave.html", {"membership": membership, "error": error})


@lists(tables.SESSIONS)
@own_page
def my_sessions(request: HttpRequest) -> HttpResponse:
    """Where I am logged in; ends one elsewhere, or all."""
    user, here = member(request), request.session.session_key or ""
    if request.method == "POST":
        ended = sessions.end_sessions(user=user, keep=here, only=number_of(request.POST.get("end")), by=user)
        said = ngettext("%(n)s login was ended.", "%(n)s logins were ended.", ended)
        messages.success(request, said % {"n": ended})
        return redirect("sessions")
    rows = sessions.sessions_of(user, here)
    table = tables.SESSIONS.shown(request, rows)
    context = {"table": table, "others": len(rows) - 1, "files": files("sessions_export")}
    return tables.SESSIONS.answer(request, "orgs/sessions.html", context)


@own_page
def sessions_export(request: HttpRequest, format: str) -> HttpResponseBase:
    """The list of sessions as a file."""
    rows = sessions.sessions_of(member(request), request.session.session_key or "")
    return as_file(request, tables.SESSIONS, tables.SESSIONS.asked(request, rows), format, "sessions")


@lists(tables.TOKENS)
@own_page
def my_tokens(request: HttpRequest) -> HttpResponse:
    """API tokens: made and shown once, revoked."""
    user = member(request)
    if "end" in request.POST:
        return _revoke(request)
    form, secret = TokenForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        try:
            _token, secret = tokens.make_token(user=user, by=user, **form.fields_given())
        except ValidationError as error:
            form.take(error)
        else:
            form = TokenForm()
    context = {
        "table": tables.TOKENS.shown(request, queries.tokens_of(user)),
        "files": files("tokens_export"),
        "form": form,
        "secret": secret,
        "address": request.build_absolute_uri("/api/v1/rights"),
    }
    return tables.TOKENS.answer(request, "orgs/tokens.html", context)


@own_page
def tokens_export(request: HttpRequest, format: str) -> HttpResponseBase:
    """The list of tokens as a file, without what is secret of them."""
    rows = tables.TOKENS.asked(request, queries.tokens_of(member(request)))
    return as_file(request, tables.TOKENS, rows, format, "tokens")


def number_of(text: str | None) -> int | None:
    """Return the id that a button carries; nothing for what is none, and 0, which is nobody's, for one too large."""
    if not text or not text.isdecimal():
        return None
    return int(text) if len(text) < 19 else 0


def _revoke(request: HttpRequest) -> HttpResponse:
    """End the token that a button names."""
    user = member(request)
    token = queries.tokens_of(user).filter(pk=number_of(request.POST["end"]) or 0).first()
    if token is None:
        raise Http404(_("There is no such token."))
    tokens.revoke_token(token=token, by=user)
    messages.success(request, _("The token %(name)s no longer works.") % {"name": token.name})
    return redirect("tokens")


@own_page
def my_data(request: HttpRequest) -> HttpResponse:
    """All that is kept of me as an account, as a file."""
    user = member(request)
    return json_download(queries.data_of(user), f"mainline-{user.pk}")
