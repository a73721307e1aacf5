"""Who sees to which dates, and handing them over when somebody leaves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from mainline.orgs import clock
from mainline.orgs.access import can_for, organisation_ids
from mainline.orgs.gate import member, needs
from mainline.orgs.models import Organisation
from mainline.portfolio import absences, actions, queries
from mainline.portfolio.absences import absences_for
from mainline.portfolio.states import RESPONSIBLE, in_states
from mainline.register.deadlines.access import KEEP, VIEW
from mainline.register.deadlines.models import Deadline, Docket
from mainline.web.templatetags.web import number


@dataclass(frozen=True, slots=True)
class Load:
    """What one person sees to; ``username`` is empty for what nobody does."""

    username: str
    name: str
    rights: int
    open: int
    overdue: int
    is_member: bool


@dataclass(frozen=True, slots=True)
class Team:
    """An organisation of the user with its members, and whether the user may speak for them."""

    organisation: Organisation
    members: Sequence[Any]
    keeps: bool


@dataclass(frozen=True, slots=True)
class Body:
    """An organisation with who sees to what in it."""

    organisation: Organisation
    loads: Sequence[Load]
    members: Sequence[Any]


@require_safe
@needs(VIEW)
def page(request: HttpRequest) -> HttpResponse:
    """Who sees to what, in each organisation whose dates the user keeps; and who is away."""
    bodies = Organisation.objects.filter(pk__in=organisation_ids(request.user, KEEP)).order_by("pk")
    on = clock.today()
    mine = Organisation.objects.filter(pk__in=organisation_ids(request.user, VIEW), merged_into=None)
    context = {
        "bodies": [_body(body, on) for body in bodies if Docket.objects.filter(organisation=body).exists()],
        "absences": absences_for(request.user, on),
        "teams": [
            Team(body, queries.members(body), can_for(request.user, KEEP, body.pk))
            for body in mine.order_by("pk")
        ],
        "today": on,
    }
    return render(request, "portfolio/people.html", context)


@require_POST
@needs(VIEW)
def away(request: HttpRequest) -> HttpResponse:
    """Say that somebody is away, oneself or a colleague."""
    asked, users = request.POST.get("organisation", ""), get_user_model().objects
    if not asked.isdecimal() or len(asked) > 18 or int(asked) not in organisation_ids(request.user, VIEW):
        raise PermissionDenied(_("You don't belong to this organisation."))
    try:
        absences.say_away(
            organisation=queries.organisation(int(asked)),
            user=_named(users, request.POST.get("user", "") or request.user.get_username()),
            stand_in=_named(users, request.POST.get("stand_in", "")),
            from_on=_day(request.POST.get("from_on", "")),
            until_on=_day(request.POST.get("until_on", "")),
            by=member(request),
            on=clock.today(),
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Noted: the dates stand with whoever stands in for these days."))
    return redirect(f"{reverse('docket_people')}#away")


@require_POST
@needs(VIEW)
def back_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an absence back."""
    found = absences_for(request.user, clock.today()).filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise Http404(_("There is no such absence."))
    absences.take_back(absence=found, by=member(request))
    messages.success(request, _("%(name)s is back.") % {"name": found.user.get_username()})
    return redirect(f"{reverse('docket_people')}#away")


def _named(users: Any, name: str) -> Any:
    found = users.filter(username=name).first() if name else None
    if found is None:
        raise ValidationError(_("Choose who stands in."))
    return found


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text.strip())
    except ValueError:
        raise ValidationError(_("Give the day as 2026-01-31.")) from None


@require_POST
@needs(KEEP)
def hand_over(request: HttpRequest) -> HttpResponse:
    """Give all that one person sees to, or that nobody does, to another."""
    asked = request.POST.get("organisation", "")
    if not asked.isdecimal() or len(asked) > 18 or int(asked) not in organisation_ids(request.user, KEEP):
        raise PermissionDenied(_("You don't keep dates for this organisation."))
    users = get_user_model().objects
    given, taken = request.POST.get("giver", ""), request.POST.get("taker", "")
    giver, taker = (
        users.filter(username=given).first() if given else None,
        users.filter(username=taken).first(),
    )
    try:
        if taker is None or (given and giver is None):
            raise ValidationError(_("Choose another person to hand over to."))
        done = actions.hand_over(
            organisation=queries.organisation(int(asked)), giver=giver, taker=taker, by=member(request)
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("docket_people")
    words = ngettext("%(n)s right or date was handed over.", "%(n)s rights and dates were handed over.", done)
    messages.success(request, words % {"n": number(done)})
    return redirect("docket_people")


def _body(organisation: Organisation, on: dt.date) -> Body:
    members = queries.members(organisation)
    names = {user.username: user.get_full_name() for user in members}
    kept = Docket.objects.filter(organisation=organisation, closed_at=None)
    rights = dict(kept.values_list("responsible__username").annotate(n=Count("pk")).order_by())
    dates = (
        Deadline.objects.filter(docket__in=kept.values("pk"))
        .annotate(who=RESPONSIBLE)
        .values_list("who")
        .annotate(
            open=Count("pk", filter=in_states(["open", "unknown", "second"], on)),
            overdue=Count("pk", filter=in_states(["overdue", "check"], on)),
        )
        .order_by()
    )
    counted = {who: (waiting, late) for who, waiting, late in dates}
    found = dict.fromkeys([None, *names, *(who for who in (*rights, *counted) if who)])
    loads = [
        Load(who or "", names.get(who or "", ""), rights.get(who, 0), *counted.get(who, (0, 0)), who in names)
        for who in found
    ]
    return Body(organisation, [load for load in loads if load.username or load.rights or load.open], members)
