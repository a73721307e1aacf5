"""Watches for the demonstration, held against what came in the year before, so that they have something to tell."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Q

from mainline.orgs.enums import Role
from mainline.orgs.models import Membership
from mainline.protection.watches import actions
from mainline.protection.watches.actions import Wanted
from mainline.protection.watches.enums import Change, WatchKind
from mainline.protection.watches.models import Watch
from mainline.protection.watches.percolating import Batch, watching, write
from mainline.register.access import rights_entrusted_to
from mainline.register.enums import StatusLabel
from mainline.register.models import Right

_MOST = 300


def seed(day: dt.date) -> None:
    """Open a few watches and tell what came since a year before the day; nothing where the organisations are not there."""
    since, made = day - dt.timedelta(days=365), []
    for name, wanted in _wanted():
        member = Membership.objects.filter(user__username=name).exclude(role=Role.ADMIN).first()
        if member is not None:
            made.append(
                actions.open_watch(
                    wanted=wanted, organisation=member.organisation, by=member.user, on=day, since=since
                )
            )
    if not made:
        return
    recent = Q(published_on__gte=since) | Q(granted_on__gte=since)
    ids = Right.objects.filter(recent, is_demo=True).order_by("-pk").values_list("pk", flat=True)[:_MOST]
    with transaction.atomic():
        batch, watches = Batch.of(list(ids)), Watch.objects.filter(pk__in=[one.pk for one in made])
        rows = list(watches.select_related("right", "organisation", "holder").order_by("pk"))
        write(list(watching(rows, batch)), batch, day)


def _wanted() -> list[tuple[str, Wanted]]:
    """What the first university and two enterprises want to be told of."""
    found: list[tuple[str, Wanted]] = [
        ("e1", Wanted(kind=WatchKind.SEARCH, name="传感器与检测", query="传感器 OR 检测 OR 监测")),
    ]
    university = _organisation("u1")
    if university is not None:
        own = rights_entrusted_to(university.organisation).filter(
            kind="invention", status=StatusLabel.IN_FORCE, confidentiality="public"
        )
        right = own.order_by("pk").first()
        if right is not None:
            found.append(("u1", Wanted(kind=WatchKind.RIGHT, right=right, threshold=15)))
        rival = _organisation("e2")
        if rival is not None:
            body = rival.organisation
            found.append(
                (
                    "u1",
                    Wanted(
                        kind=WatchKind.STATUS, holder=body, changes=list(Change.values), name=body.name_zh
                    ),
                )
            )
    mark = Right.objects.filter(kind="trademark", is_demo=True).exclude(title="").order_by("pk").first()
    if mark is not None:
        found.append(("e1", Wanted(kind=WatchKind.NAME, named=mark.title[:60], threshold=60)))
    return found


def _organisation(name: str) -> Membership | None:
    rows = Membership.objects.filter(user__username=name).exclude(role=Role.ADMIN)
    return rows.select_related("organisation").first()
