"""Reads of the evidence vault; each takes the user."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterator

from django.db.models import Case, CharField, Exists, OuterRef, Q, QuerySet, Value, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from mainline.offices import numbers
from mainline.orgs.access import User
from mainline.protection.evidence.access import DEPOSIT, evidence_on, own_evidence, visible_evidence
from mainline.protection.evidence.enums import Standing, TokenState
from mainline.protection.evidence.models import Evidence, TimestampToken
from mainline.register.access import visible_rights
from mainline.register.models import Identifier, Right
from mainline.web.steps import Step

_INCOMPLETE_SINCE = dt.timedelta(days=30)
"""A capture can be made good while what was captured is still there."""
_LATE = dt.timedelta(hours=1)
_MOST_STEPS = 20


def with_standing(rows: QuerySet[Evidence]) -> QuerySet[Evidence]:
    """Add ``standing``, a code of :class:`Standing`, to deposits, and ``is_shown_only``: the demonstration alone stamped them."""

    def has(state: TokenState) -> Exists:
        return Exists(TimestampToken.objects.filter(evidence=OuterRef("pk"), state=state))

    held = TimestampToken.objects.filter(
        evidence=OuterRef("pk"), state__in=[TokenState.STAMPED, TokenState.VERIFIED]
    )
    return rows.annotate(
        is_shown_only=Exists(held.filter(url="")) & ~Exists(held.exclude(url="")),
        standing=Case(
            When(has(TokenState.VERIFIED), then=Value(Standing.VERIFIED)),
            When(has(TokenState.STAMPED), then=Value(Standing.STAMPED)),
            When(has(TokenState.PENDING), then=Value(Standing.PENDING)),
            default=Value(Standing.HASHED),
            output_field=CharField(),
        ),
    )


def deposits(user: User) -> QuerySet[Evidence]:
    """Return the deposits that the user may open, the newest first, with how far each has come."""
    rows = with_standing(visible_evidence(user)).select_related("organisation", "right", "deposited_by")
    return rows.defer("statement", "right__abstracts", "right__titles").order_by("-deposited_at", "-pk")


def deposit(user: User, pk: int) -> Evidence | None:
    """Return one deposit, if the user may open it."""
    if pk >= 2**63:
        return None
    rows = with_standing(visible_evidence(user)).select_related(
        "organisation", "right", "deposited_by", "supplements"
    )
    return rows.filter(pk=pk).first()


def right_of(user: User, number: str) -> Right | None:
    """Return the one right that a number names, if the user may know of it."""
    text = " ".join(number.split())
    if not text:
        return None
    keys: set[str] = set()
    with contextlib.suppress(numbers.NumberError):
        keys.update(numbers.keys(text))
    told = Identifier.objects.filter(Q(key__in=keys) | Q(text=text)).values("right")
    found = list(
        visible_rights(user).filter(Q(pk__in=told) | Q(number=text), merged_into=None).distinct()[:2]
    )
    return found[0] if len(found) == 1 else None


def sees_right(user: User, right: Right | None) -> bool:
    """Whether the user may know of the right of a deposit: who is shown the deposit may not know of it."""
    return right is not None and visible_rights(user).filter(pk=right.pk).exists()


def on_right(user: User, right: Right) -> list[Evidence]:
    """Return the deposits on a right that the user may open, the newest first."""
    rows = with_standing(evidence_on(user, right)).select_related("organisation").defer("statement")
    return list(rows.order_by("-deposited_at", "-pk"))


def steps(user: User, on: dt.date) -> Iterator[Step]:
    """Yield what waits for the user in the vault: stamps that failed or are late, captures that are not complete."""
    mine = with_standing(own_evidence(user, DEPOSIT)).defer("statement") if user.is_authenticated else None
    if mine is None:
        return
    late = timezone.now() - _LATE
    stuck = TimestampToken.objects.filter(evidence=OuterRef("pk")).filter(
        Q(state=TokenState.REFUSED) | Q(state=TokenState.PENDING, asked_at__lt=late, attempts__gt=0)
    )
    unheld = mine.filter(Exists(stuck), standing__in=[Standing.HASHED, Standing.PENDING])
    for row in unheld.order_by("pk")[:_MOST_STEPS]:
        words = _("Evidence “%(title)s” has no time stamp yet: look why.")
        yield Step(words % {"title": row.title}, reverse("evidence", args=[row.pk]), is_wrong=True)
    since = timezone.now() - _INCOMPLETE_SINCE
    left_out = mine.filter(is_complete=False, supplemented_by=None, deposited_at__gte=since)
    for row in left_out.order_by("pk")[:_MOST_STEPS]:
        words = _("Steps were left out when “%(title)s” was captured: capture it again while it is there.")
        yield Step(words % {"title": row.title}, reverse("evidence", args=[row.pk]))
