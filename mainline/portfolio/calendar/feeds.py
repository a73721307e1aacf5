"""Feeds of dates: made and shown once, kept as a hash, revoked; whose a presented secret is, and what it is shown."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
import uuid
from collections.abc import Iterator
from hmac import compare_digest

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import OperationalError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from mainline.audit.actions import record
from mainline.orgs.access import By, User, require
from mainline.orgs.factors import is_lacking
from mainline.orgs.models import PlatformState
from mainline.portfolio import queries
from mainline.portfolio.calendar.ical import Entry
from mainline.portfolio.mine import mine
from mainline.portfolio.models import CalendarFeed
from mainline.portfolio.states import PRESSING, in_states, state_of
from mainline.portfolio.tables import title_of
from mainline.register.deadlines.access import VIEW
from mainline.register.deadlines.models import Deadline, DeadlineChange
from mainline.register.enums import Confidentiality

PREFIX = "mlc_"
"""Begins every secret, so that people, scanners and the log know one where it should not be."""
MOST_FEEDS = 20
"""So many that still work can one user have."""
CANCELLED_FOR = dt.timedelta(days=60)
"""So long after its end a date is told as cancelled: a calendar that saw it takes it out."""
_BYTES = 32
_HINT = 10
_USE_NOTED_EVERY = dt.timedelta(minutes=1)
_IDENTITY = "calendar"


@transaction.atomic
def make_feed(*, user: AbstractBaseUser, name: str, is_mine_only: bool, by: By) -> tuple[CalendarFeed, str]:
    """Make a feed of what ``user`` may see; return it and its secret, which is kept nowhere.

    Raises ``ValidationError`` by field for what will not do, ``PermissionDenied`` for a feed of somebody else.
    """
    require(by, VIEW)
    if by is not None and by.pk != user.pk:
        raise PermissionDenied(
            _("A calendar shows what its owner may see: you can make one for yourself only.")
        )
    most = CalendarFeed._meta.get_field("name").max_length or 0
    if not name.strip() or len(name.strip()) > most:
        raise ValidationError({"name": _("Give it a name of at most %(most)s characters.") % {"most": most}})
    if CalendarFeed.objects.filter(user=user, revoked_at=None).count() >= MOST_FEEDS:
        words = _("You have %(most)s calendars that work. Revoke one first.")
        raise ValidationError({"name": words % {"most": MOST_FEEDS}})
    secret = PREFIX + secrets.token_urlsafe(_BYTES)
    feed = CalendarFeed.objects.create(
        user=user,
        name=name.strip(),
        hint=secret[:_HINT],
        token_hash=_hash(secret),
        is_mine_only=is_mine_only,
        made_at=timezone.now(),
    )
    _audit("feed.made", feed, by)
    return feed, secret


@transaction.atomic
def revoke_feed(*, feed: CalendarFeed, by: By) -> bool:
    """End a feed from now on; False if it was before. Raises ``PermissionDenied`` for another's.

    Whoever loses every role can still end their own: no verb is asked for.
    """
    if by is not None and by.pk != feed.user_id and not getattr(by, "is_superuser", False):
        raise PermissionDenied(_("This calendar belongs to somebody else."))
    standing = CalendarFeed.objects.filter(pk=feed.pk, revoked_at=None)
    is_ended = standing.update(revoked_at=timezone.now()) == 1
    feed.refresh_from_db()
    if is_ended:
        _audit("feed.revoked", feed, by)
    return is_ended


def _audit(code: str, feed: CalendarFeed, by: By) -> None:
    data = {"name": feed.name, "hint": feed.hint}
    record(code=code, by=by, subject=f"feed:{feed.pk}", data=data, sealed=[feed])


def feeds_of(user: User) -> QuerySet[CalendarFeed]:
    """Return a user's own feeds, also those that were revoked."""
    return CalendarFeed.objects.filter(user=user.pk)


def feed_of_secret(secret: str, at: dt.datetime) -> CalendarFeed | None:
    """Return the feed of a secret that works, and note that it was used; ``None`` for any other.

    A feed made before a second factor was asked for, or kept after it was taken away, is no way around it.
    """
    presented = _hash(secret)
    found = CalendarFeed.objects.select_related("user").filter(token_hash=presented).first()
    if found is None or not compare_digest(found.token_hash, presented):
        return None
    if found.revoked_at is not None or not found.user.is_active or is_lacking(found.user):
        return None
    _note_use(found, at)
    return found


def _note_use(feed: CalendarFeed, at: dt.datetime) -> None:
    """Write when a feed was last asked for, at most once a minute; no request fails for it."""
    before = at - _USE_NOTED_EVERY
    if feed.last_used_at is not None and feed.last_used_at > before:
        return
    stale = Q(last_used_at=None) | Q(last_used_at__lte=before)
    try:
        with transaction.atomic():
            CalendarFeed.objects.filter(stale, pk=feed.pk).update(last_used_at=at)
    except OperationalError:
        return


def entries(feed: CalendarFeed, on: dt.date, now: dt.datetime) -> Iterator[Entry]:
    """Yield what the owner of a feed may see at this moment, in the language that is active.

    What presses, and as cancelled what was done, decided or fell away within the last sixty days. The title of a right
    that is not published is left out: calendars are kept by whoever runs them.
    """
    since = now - CANCELLED_FOR
    ended = Exists(DeadlineChange.objects.filter(deadline=OuterRef("pk"), at__gte=since))
    pressing = in_states(list(PRESSING), on)
    rows = queries.deadlines(feed.user).filter(pressing | Q(ended), due_on__isnull=False)
    if feed.is_mine_only:
        rows = rows.filter(mine(feed.user, on))
    identity = _identity()
    for row in rows.iterator(chunk_size=1000):
        yield _entry(row, on, identity)


def _entry(row: Deadline, on: dt.date, identity: str) -> Entry:
    right, address = row.docket.right, reverse("deadline", args=[row.pk])
    assert row.due_on is not None, "a query that asks for dated rows alone"
    told = _("unpublished right")
    if right.confidentiality == Confidentiality.PUBLIC:
        told = " ".join(part for part in (right.number, right.display_title) if part)
    lines = [told, str(row.get_severity_display()), row.docket.organisation.display_name]
    if row.internal_on is not None:
        lines.append(f"{_('Internal date')} {row.internal_on}")
    number = right.number if right.confidentiality == Confidentiality.PUBLIC else told
    return Entry(
        uid=f"deadline-{row.pk}@{identity}",
        day=row.due_on,
        summary=" · ".join(part for part in (title_of(row), number) if part),
        changed_at=max(row.derived_at, row.act_at or row.derived_at),
        sequence=row.sequence,
        is_cancelled=state_of(row, on) not in PRESSING,
        description="\n".join(line for line in lines if line),
        url=f"{settings.PUBLIC_URL}{address}" if settings.PUBLIC_URL else "",
        category=str(row.get_severity_display()),
    )


def _identity() -> str:
    """Return what tells this register from every other in the uids of its calendars: made once, kept with its data."""
    made = {"id": f"{uuid.uuid4()}.mainline"}
    state, _is_new = PlatformState.objects.get_or_create(name=_IDENTITY, defaults={"value": made})
    return str(state.value["id"])


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()
