"""Accounts: their list, and one with what can be done to it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from mainline.administration import queries
from mainline.administration.gate import administrators
from mainline.administration.tables import ACCOUNTS
from mainline.administration.words import told
from mainline.orgs import accounts
from mainline.orgs.gate import member
from mainline.orgs.list_pages import lists
from mainline.orgs.queries import memberships_in_words, security_of, tokens_of
from mainline.orgs.sessions import end_sessions
from mainline.web.tables import as_file, files

_ACTS = 10


@require_GET
@administrators
@lists(ACCOUNTS)
def index(request: HttpRequest) -> HttpResponse:
    """All accounts."""
    context = {
        "table": ACCOUNTS.shown(request, queries.accounts()),
        "files": files("administration_accounts_export"),
    }
    return ACCOUNTS.answer(request, "administration/accounts.html", context)


@require_GET
@administrators
def export(request: HttpRequest, format: str) -> HttpResponseBase:
    """The accounts as a file."""
    rows = ACCOUNTS.asked(request, queries.accounts()).iterator(chunk_size=500)
    return as_file(request, ACCOUNTS, rows, format, "accounts")


@administrators
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One account: what it is, how well it is kept, what it did; buttons close it, open it and give it more."""
    account = queries.account(pk)
    if account is None:
        raise Http404(_("There is no account %(number)s.") % {"number": pk})
    context: dict[str, object] = {}
    if request.method == "POST":
        try:
            context["link"] = _act(request, account)
        except ValidationError as error:
            context["error"] = " ".join(error.messages)
        else:
            if not context["link"]:
                return redirect("administration_account", pk)
    context |= {
        "account": account,
        "security": security_of(account),
        "tokens": tokens_of(account).order_by("-made_at"),
        "places": memberships_in_words(account),
        "acts": [(entry, told(entry)) for entry in queries.acts_of(account, _ACTS)],
        "is_self": account.pk == request.user.pk,
    }
    return render(request, "administration/account.html", context)


def _act(request: HttpRequest, account: Any) -> str:
    """Do what a button asks; return the link that is shown once, if it makes one."""
    by, act = member(request), request.POST.get("act", "")
    if act == "close":
        accounts.close_account(user=account, by=by)
        messages.success(request, _("The account is closed, and logged in nowhere."))
    elif act == "reopen":
        accounts.reopen_account(user=account, by=by)
        messages.success(request, _("The account is open again."))
    elif act == "reset":
        return request.build_absolute_uri(accounts.make_reset_link(user=account, by=by))
    elif act in ("promote", "demote"):
        accounts.promote(user=account, is_admin=act == "promote", by=by)
        messages.success(request, _("It was changed who administers the platform."))
    elif act == "factors":
        accounts.remove_factors(user=account, by=by)
        messages.success(request, _("The second factors were taken away."))
    elif act == "sessions":
        end_sessions(user=account, by=by)
        messages.success(request, _("The account is logged in nowhere now."))
    else:
        raise PermissionDenied
    return ""
