"""Members of an organisation and its invitations, for those who administer it."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from mainline.orgs import accounts, invitations, letters, members, queries
from mainline.orgs.access import is_admin, organisation_ids, require_for, words_of
from mainline.orgs.forms import InvitationForm
from mainline.orgs.gate import member
from mainline.orgs.list_pages import lists
from mainline.orgs.models import Invitation, Membership, Organisation
from mainline.orgs.views import tables
from mainline.orgs.views.account import number_of
from mainline.orgs.views.gate import own_page
from mainline.web.tables import as_file, files


@lists(tables.MEMBERS)
@own_page
def index(request: HttpRequest, pk: int) -> HttpResponse:
    """Who belongs to an organisation, in which role."""
    organisation = managed(request, pk)
    if organisation.merged_into_id is not None:
        return redirect("members", organisation.merged_into_id)
    context = {
        "organisation": organisation,
        "about": organisation.display_name,
        "table": tables.MEMBERS.shown(request, queries.member_rows(organisation)),
        "files": files("members_export", pk=pk),
        "open": invitations.open_invitations(organisation, timezone.now()).count(),
    }
    return tables.MEMBERS.answer(request, "orgs/members.html", context)


@own_page
def export(request: HttpRequest, pk: int, format: str) -> HttpResponseBase:
    """The members of an organisation as a file."""
    organisation = managed(request, pk)
    rows = tables.MEMBERS.asked(request, queries.member_rows(organisation))
    return as_file(request, tables.MEMBERS, rows, format, f"members-{pk}", organisation.display_name)


@lists(tables.INVITATIONS)
@own_page
def invited(request: HttpRequest, pk: int) -> HttpResponse:
    """Invitations that are open; a form makes one and shows its link, once."""
    organisation = managed(request, pk)
    if "end" in request.POST:
        return _revoke(request, organisation)
    form = InvitationForm(organisation, request.POST or None)
    context: dict[str, object] = {"organisation": organisation, "form": form, "roles": _roles(organisation)}
    if request.method == "POST" and form.is_valid():
        try:
            made, secret = invitations.invite(
                organisation=organisation, by=member(request), **form.fields_given()
            )
        except ValidationError as error:
            form.take(error)
        else:
            context |= _sent(request, made, secret) | {"form": InvitationForm(organisation)}
    waiting = invitations.open_invitations(organisation, timezone.now())
    context |= {
        "about": organisation.display_name,
        "table": tables.INVITATIONS.shown(request, waiting),
        "files": files("invited_export", pk=pk),
    }
    return tables.INVITATIONS.answer(request, "orgs/invitations.html", context)


@own_page
def invited_export(request: HttpRequest, pk: int, format: str) -> HttpResponseBase:
    """The open invitations of an organisation as a file, without their secret."""
    waiting = invitations.open_invitations(managed(request, pk), timezone.now())
    return as_file(
        request, tables.INVITATIONS, tables.INVITATIONS.asked(request, waiting), format, f"invitations-{pk}"
    )


def _sent(request: HttpRequest, made: Invitation, secret: str) -> dict[str, object]:
    """Return what the page shows of a new invitation: its link, once, and whether a letter went out."""
    link = request.build_absolute_uri(reverse("invitation", args=[secret]))
    return {"made": made, "link": link, "is_sent": letters.send_invitation(made, link)}


def _roles(organisation: Organisation) -> list[tuple[str, str, list[str]]]:
    """Return the roles that an organisation gives, with what each may."""
    return [(role.value, str(role.label), words_of(role)) for role in members.roles_of(organisation)]


def managed(request: HttpRequest, pk: int) -> Organisation:
    """Return an organisation whose members the user manages: 404 for a stranger, 403 for a member of another role."""
    user = member(request)
    found = Organisation.objects.filter(pk=pk).first() if pk < 2**63 else None
    if found is None or not (is_admin(user) or pk in organisation_ids(user)):
        raise Http404(_("There is no organisation %(number)s of yours.") % {"number": pk})
    require_for(user, "member.manage", pk)
    return found


def _revoke(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Revoke the invitation that a button names."""
    rows = Invitation.objects.filter(organisation=organisation)
    found = rows.filter(pk=number_of(request.POST["end"]) or 0).first()
    if found is None:
        raise Http404(_("There is no such invitation."))
    invitations.revoke_invitation(invitation=found, by=member(request))
    messages.success(request, _("The invitation of %(name)s is revoked.") % {"name": found.name})
    return redirect("invited", organisation.pk)


@own_page
def one(request: HttpRequest, pk: int, membership: int) -> HttpResponse:
    """One member: another role, a link to a new password, the end of the membership, each with what it means."""
    organisation = managed(request, pk)
    rows = members.members_of(organisation).select_related("user", "organisation", "added_by")
    found = get_object_or_404(rows, pk=min(membership, 2**63 - 1))
    context: dict[str, object] = {
        "organisation": organisation,
        "membership": found,
        "roles": _roles(organisation),
    }
    if request.method == "POST":
        try:
            link = _act(request, found)
        except ValidationError as error:
            context["error"] = " ".join(error.messages)
        else:
            if not link:
                return redirect("members", organisation.pk)
            context["link"] = link
    user = member(request)
    context |= {
        "may": words_of(found.role),
        "is_last": members.is_last_admin(found) and not is_admin(user),
        "can_reset": accounts.can_reset(user, found.user),
        "security": queries.security_of(found.user),
    }
    return render(request, "orgs/member.html", context)


def _act(request: HttpRequest, membership: Membership) -> str:
    """Do what a button asks; return the link that is shown once, if it makes one."""
    user, act = member(request), request.POST.get("act", "")
    if act == "role":
        members.change_role(membership=membership, role=request.POST.get("role", ""), by=user)
        messages.success(request, _("The role was changed."))
    elif act == "remove":
        members.remove_member(membership=membership, by=user)
        messages.success(
            request, _("%(name)s is no longer a member.") % {"name": membership.user.get_username()}
        )
    elif act == "reset":
        return request.build_absolute_uri(accounts.make_reset_link(user=membership.user, by=user))
    elif act == "factors":
        accounts.remove_factors(user=membership.user, by=user)
        messages.success(request, _("The second factors were taken away."))
    else:
        raise PermissionDenied
    return ""
