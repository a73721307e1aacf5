"""Who is away, and who stands in for them: said for some days, and over by itself.

Nothing is handed over: what somebody sees to stays theirs. While they are away their dates stand among those of whoever
stands in, who is reminded in their place.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from mainline.audit.actions import record
from mainline.orgs.access import By, User, organisation_ids, require_for, with_merged
from mainline.orgs.models import Membership, Organisation
from mainline.portfolio.models import Absence
from mainline.register.deadlines.access import KEEP, VIEW

MOST_DAYS = 366
_IN_A_ROW = 5
"""So many who stand in for each other are followed."""

StandIns = Mapping[tuple[int, int], int]
"""(organisation, who is away) → who stands in."""


@transaction.atomic
def say_away(
    *,
    organisation: Organisation,
    user: AbstractBaseUser,
    stand_in: AbstractBaseUser,
    from_on: dt.date,
    until_on: dt.date,
    by: By,
    on: dt.date,
) -> Absence:
    """Say that somebody is away from one day to another, both counted, and who stands in.

    Everybody says it of themselves, who keeps the dates of anybody. Raises ``ValidationError`` by field.
    """
    require_for(by, VIEW if by is not None and by.pk == user.pk else KEEP, organisation.pk)
    # One after the other, so that two can't overlap.
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    _check(organisation, user, stand_in, from_on, until_on, on)
    row = Absence.objects.create(
        organisation=organisation,
        user=user,
        stand_in=stand_in,
        from_on=from_on,
        until_on=until_on,
        said_at=timezone.now(),
    )
    _audit("absence.said", row, by)
    return row


def _check(
    organisation: Organisation,
    user: AbstractBaseUser,
    stand_in: AbstractBaseUser,
    from_on: dt.date,
    until_on: dt.date,
    on: dt.date,
) -> None:
    members = set(_members(with_merged({organisation.pk})).values_list("user_id", flat=True))
    wrong: dict[str, str] = {}
    if user.pk not in members:
        wrong["user"] = _("%(name)s is no member.") % {"name": user.get_username()}
    if stand_in.pk not in members:
        wrong["stand_in"] = _("%(name)s is no member.") % {"name": stand_in.get_username()}
    elif stand_in.pk == user.pk:
        wrong["stand_in"] = _("Choose somebody else to stand in.")
    if until_on < max(from_on, on):
        wrong["until_on"] = _("The last day must not be before the first, nor before today.")
    elif (until_on - from_on).days >= MOST_DAYS:
        wrong["until_on"] = _("At most %(days)s days. For longer, hand over.") % {"days": MOST_DAYS}
    others = Absence.objects.filter(organisation=organisation, user=user, ended_at=None)
    if others.filter(from_on__lte=until_on, until_on__gte=from_on).exists():
        wrong["from_on"] = _("This overlaps with another absence: take that back first.")
    if wrong:
        raise ValidationError(wrong)


@transaction.atomic
def take_back(*, absence: Absence, by: By) -> bool:
    """End an absence now; False where it was ended before."""
    require_for(by, VIEW if by is not None and by.pk == absence.user_id else KEEP, absence.organisation_id)
    is_ended = Absence.objects.filter(pk=absence.pk, ended_at=None).update(ended_at=timezone.now()) == 1
    absence.refresh_from_db()
    if is_ended:
        _audit("absence.ended", absence, by)
    return is_ended


def absences_for(user: User, on: dt.date) -> QuerySet[Absence]:
    """Return who is away today or later in the organisations of a user, soonest first."""
    own = organisation_ids(user, VIEW) if user.is_authenticated else ()
    rows = Absence.objects.filter(organisation__in=own, ended_at=None, until_on__gte=on)
    return rows.select_related("user", "stand_in", "organisation").order_by("from_on", "pk")


def stand_ins(on: dt.date, organisations: Collection[int] | None = None) -> StandIns:
    """Return who stands in for whom on a day. Who is away too is stood in for by theirs; in a circle nobody stands in."""
    rows = Absence.objects.filter(ended_at=None, from_on__lte=on, until_on__gte=on)
    if organisations is not None:
        rows = rows.filter(organisation__in=organisations)
    next_of: dict[int, dict[int, int]] = defaultdict(dict)
    for body, user, other in rows.values_list("organisation", "user", "stand_in"):
        next_of[body][user] = other
    found: dict[tuple[int, int], int] = {}
    for body, chain in next_of.items():
        # Dockets may still stand under rows that are one with the organisation now.
        own = with_merged({body})
        here = set(_members(own).values_list("user_id", flat=True))
        # Who has left meanwhile stands in for nobody: it stays with whoever is away, and goes up from there.
        standing = {user: other for user, other in chain.items() if other in here}
        for user in standing:
            if (last := _last(standing, user)) is not None:
                found |= {(one, user): last for one in own}
    return found


def _members(organisations: Collection[int]) -> QuerySet[Membership]:
    return Membership.objects.filter(organisation__in=organisations, user__is_active=True)


def _last(chain: Mapping[int, int], user: int) -> int | None:
    for _step in range(_IN_A_ROW):
        user = chain[user]
        if user not in chain:
            return user
    return None


def stood_in_by(user: User, on: dt.date) -> Q:
    """Return the condition of deadlines that a user sees to in somebody's place on a day."""
    found = Q(pk__in=[])
    if not user.is_authenticated:
        return found
    for (body, away), other in stand_ins(on, organisation_ids(user, VIEW)).items():
        if other == user.pk:
            named = Q(responsible=away) | Q(responsible=None, docket__responsible=away)
            named |= Q(docket__deputy=away)
            found |= named & Q(docket__organisation=body)
    return found


def _audit(code: str, row: Absence, by: By) -> None:
    data = {
        "name": row.user.get_username(),
        "stand_in": row.stand_in.get_username(),
        "from": str(row.from_on),
        "until": str(row.until_on),
    }
    record(code=code, by=by, subject=f"organisation:{row.organisation_id}", data=data, sealed=[row])
