"""Which entries of the audit somebody may see: one rule for its list, its pages and its files."""

from __future__ import annotations

from django.contrib.auth import get_user_model
from django.db.models import CharField, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from mainline.audit import queries
from mainline.audit.models import Entry
from mainline.orgs.access import User, is_admin, organisation_ids
from mainline.orgs.models import Membership

_PRIVATE = ("search.", "view.")
"""Begin the codes of what people keep for themselves: no employer reads it."""


def visible_entries(user: User) -> QuerySet[Entry]:
    """Return the entries that a user may see, newest first.

    The platform's administrators see all. Those of an organisation see what was done to it and to its members'
    accounts, and what its members did; of a member who belongs to others too, whose acts may be for them, only what
    was done to the organisation itself. ``is_whole`` says of each row whether its reader sees the whole record.
    """
    entries = queries.entries().annotate(is_whole=Value(is_admin(user)))
    if is_admin(user):
        return entries
    own = organisation_ids(user, "audit.view")
    if not own:
        return entries.none()
    elsewhere = Membership.objects.exclude(organisation__in=own).values("user")
    members = Membership.objects.filter(organisation__in=own).exclude(user__in=elsewhere)
    # What an administrator of the platform did was done for all.
    accounts = get_user_model().objects.filter(pk__in=members.values("user"), is_superuser=False)
    named = Concat(Value("account:"), Cast("pk", CharField()), output_field=CharField())
    seen = (
        Q(subject__in=[f"organisation:{pk}" for pk in own])
        | Q(by__in=accounts.values("pk"))
        | Q(subject__in=accounts.annotate(named=named).values("named"))
    )
    private = Q()
    for beginning in _PRIVATE:
        private |= Q(code__startswith=beginning)
    return entries.filter(seen).exclude(private)
