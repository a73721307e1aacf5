"""Every read of the administration; its pages let in the platform's administrators alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth import get_user_model
from django.db.models import Count, Exists, F, Func, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from mainline.audit import queries as audit
from mainline.audit.models import Entry
from mainline.orgs import factors
from mainline.orgs.enums import OrganisationKind
from mainline.orgs.models import Membership, Organisation
from mainline.register.enums import ImportState
from mainline.register.models import Import, IndexPending


def accounts() -> QuerySet[Any]:
    """Return all accounts with whether they have a second factor and when they were last seen, and their roles."""
    factor = Authenticator.objects.filter(user=OuterRef("pk"), type__in=factors.KINDS)
    sessions = UserSession.objects.filter(user=OuterRef("pk")).order_by().values("user")
    seen = sessions.annotate(newest=Max("last_seen_at")).values("newest")
    return (
        get_user_model()
        .objects.annotate(has_factor=Exists(factor), seen_at=Coalesce(Subquery(seen), F("last_login")))
        .prefetch_related("memberships__organisation")
        .order_by("username")
    )


def account(pk: int) -> Any | None:
    """Return one account as :func:`accounts` does."""
    return accounts().filter(pk=pk).first() if pk < 2**63 else None


def acts_of(user: Any, limit: int) -> QuerySet[Entry]:
    """Return what was done by an account or to it, last first."""
    return audit.entries().filter(Q(by=user) | Q(subject=f"account:{user.pk}"))[:limit]


def organisations() -> QuerySet[Organisation]:
    """Return all organisations that stand for themselves, with how many accounts have a role in each."""
    outer = OuterRef(OuterRef("pk"))
    names = Organisation.objects.filter(Q(pk=outer) | Q(merged_into=outer)).order_by().values("pk")
    distinct = Func(F("user"), function="COUNT", template="COUNT(DISTINCT %(expressions)s)")
    count = Membership.objects.filter(organisation__in=names).order_by().annotate(n=distinct).values("n")
    rows = Organisation.objects.filter(merged_into=None)
    return rows.annotate(members=Coalesce(Subquery(count), 0)).order_by("-members", "-rights_known", "name")


def organisation(pk: int) -> Organisation | None:
    """Return one organisation, one that was merged too."""
    return Organisation.objects.select_related("merged_into").filter(pk=pk).first() if pk < 2**63 else None


def overview() -> Mapping[str, int]:
    """Count what stands on the first page of the administration."""
    users = get_user_model().objects
    secured = Authenticator.objects.filter(type__in=factors.KINDS).values("user")
    bodies = Organisation.objects.filter(merged_into=None)
    head = audit.head()
    return {
        "accounts": users.count(),
        "closed": users.filter(is_active=False).count(),
        "admins": users.filter(is_superuser=True, is_active=True).count(),
        "unsecured": users.filter(is_active=True).exclude(pk__in=secured).count(),
        "organisations": bodies.count(),
        "with_members": Membership.objects.values("organisation").distinct().count(),
        "without_kind": bodies.filter(kind=OrganisationKind.UNKNOWN).count(),
        "entries": head.number if head else 0,
        **queue(),
    }


def queue() -> Mapping[str, int]:
    """Count what waits for the worker, and what it is at."""
    states = dict(Import.objects.order_by().values_list("state").annotate(n=Count("pk")))
    return {
        "waiting": states.get(ImportState.QUEUED, 0),
        "running": states.get(ImportState.RUNNING, 0) + states.get(ImportState.CANCELLING, 0),
        "failed": states.get(ImportState.FAILED, 0),
        "unindexed": IndexPending.objects.count(),
    }
