"""What happened to watched rights: events since a watch began that its organisation may know of, and what the calendar did."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mainline.orgs.access import with_merged
from mainline.protection.watches.enums import Change
from mainline.protection.watches.models import Watch
from mainline.register import codes
from mainline.register.access import events_for
from mainline.register.enums import HOLDING_ROLES, CertaintyLabel, StatusLabel
from mainline.register.models import Event, Party, Right
from mainline.register.subsets import STANDING

Told = tuple[Watch, int, str, dict[str, Any], int | None]
"""Watch, id of the right, mark, reason, id of the event."""
_EFFECTS: Mapping[str, Change] = {
    **dict.fromkeys(("grant", "publish"), Change.GRANTED),
    **dict.fromkeys(
        ("refuse", "withdraw", "lose", "lose_notified", "discontinue", "cease", "cease_notified", "end",
         "surrender", "expire"),
        Change.ENDED,
    ),
    **dict.fromkeys(("restore", "revive", "renew", "reopen", "extend"), Change.RESTORED),
    "challenge": Change.CHALLENGED,
    **dict.fromkeys(("uphold", "invalidate", "revoke"), Change.DECIDED),
}  # fmt: skip
_CODES: tuple[tuple[str, Change], ...] = (
    ("utilization.transfer.", Change.TRANSFERRED),
    ("portfolio.party.", Change.TRANSFERRED),
    ("utilization.licence.", Change.LICENSED),
    ("utilization.open_licence.", Change.LICENSED),
    ("utilization.pledge.", Change.PLEDGED),
    ("protection.suit.", Change.DISPUTED),
    ("protection.adjudication.", Change.DISPUTED),
    ("protection.ownership.", Change.DISPUTED),
    ("protection.preservation.", Change.DISPUTED),
    ("protection.review.requested", Change.CHALLENGED),
)
_ENDED_BY_CALENDAR = (StatusLabel.EXPIRED, StatusLabel.CEASED, StatusLabel.LAPSED_RESTORABLE)


def change_of(code: str) -> Change | None:
    """Return what an event is for a watch of a status; ``None`` for what none tells of."""
    for start, change in _CODES:
        if code.startswith(start):
            return change
    try:
        return _EFFECTS.get(codes.event_code(code).effect.value)
    except codes.UnknownCode:
        return None


def watched(watches: Sequence[Watch], rights: Mapping[int, Right]) -> dict[int, list[Watch]]:
    """Return the rights of a batch that are watched, each with its watches: the right itself, or all of a holder."""
    found: dict[int, list[Watch]] = {}
    bodies: dict[int, list[Watch]] = {}
    for watch in watches:
        if watch.right_id in rights:
            found.setdefault(watch.right_id, []).append(watch)
        elif watch.right_id is None and watch.holder_id is not None:
            bodies.setdefault(watch.holder_id, []).append(watch)
    one_with = {pk: root for root in bodies for pk in with_merged({root})}
    parties = Party.objects.filter(right__in=rights, role__in=HOLDING_ROLES, organisation__in=one_with)
    for pk, body in parties.values_list("right_id", "organisation_id").distinct():
        for watch in bodies[one_with[body]] if body is not None else ():
            if watch not in found.setdefault(pk, []):
                found[pk].append(watch)
    return found


def happened(watches: Sequence[Watch], rights: Mapping[int, Right]) -> Iterator[Told]:
    """Yield the events since each watch began that it asks for, of those that every member of its organisation may know of."""
    about = watched(watches, rights)
    if not about:
        return
    by_body: dict[int, list[Watch]] = {}
    for watch in {watch.pk: watch for several in about.values() for watch in several}.values():
        by_body.setdefault(watch.organisation_id, []).append(watch)
    for asking in by_body.values():
        first = min(watch.after_event for watch in asking)
        rows = events_for(asking[0].organisation).filter(STANDING, right__in=about, pk__gt=first)
        for event in rows.order_by("pk"):
            yield from _told(event, [watch for watch in about[event.right_id] if watch in asking])


def _told(event: Event, asking: Sequence[Watch]) -> Iterator[Told]:
    change = change_of(event.code)
    if change is None:
        return
    for watch in asking:
        if change in watch.changes and _is_new(event, watch):
            reason = {"code": "event", "change": change.value, "event": event.code}
            yield watch, event.right_id, f"event:{event.fingerprint}"[:40], reason, event.pk


def _is_new(event: Event, watch: Watch) -> bool:
    """Whether it came after the watch began; to a watch that looks back, whether it happened since its day."""
    return event.pk > watch.after_event if watch.after_event else event.told_on >= watch.since


def told_by_calendar(watches: Sequence[Watch], rights: Mapping[int, Right]) -> Iterator[Told]:
    """Yield the rights that ended by the calendar alone since a watch began: no office told of it, so no event did."""
    for pk, several in watched(watches, rights).items():
        right = rights[pk]
        if right.status not in _ENDED_BY_CALENDAR or right.status_certainty != CertaintyLabel.COMPUTED:
            continue
        for watch in several:
            since = right.status_since
            if Change.ENDED in watch.changes and since is not None and since >= watch.since:
                reason = {"code": "status", "change": Change.ENDED.value, "status": right.status}
                yield watch, pk, f"status:{right.status}:{since}", reason, None
