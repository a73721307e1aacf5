"""Events: all as they were entered, the thread of a right, one with its details, and entering one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Literal

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from ninja import Query, Router

from mainline.api.answers import Answer, listed
from mainline.api.cursors import LONGEST, MOST, USUAL, Cursors, entries_of, rows_of
from mainline.api.gate import Gate, user_of
from mainline.api.operations import read, write
from mainline.api.problems import Refused, wrong
from mainline.api.refusals import invalid_code
from mainline.api.rights import visible_right
from mainline.api.shapes.events import EventCodes, EventDetail, Events, Thread
from mainline.api.shapes.given import NewEvent
from mainline.api.things import one_of
from mainline.orgs import clock
from mainline.register import actions, codes, threads
from mainline.register.access import visible_events
from mainline.register.describe import event_row
from mainline.register.models import Event, Right
from mainline.register.sight import Sight
from mainline.register.subsets import STANDING
from mainline.web.templatetags.web import page_language

router = Router(tags=["events"])
RECORD = Gate("record", needs_user=True, verb="right.record")
_LINKS = Literal["creation", "utilization", "protection", "portfolio", "service"]


@read(router, "/events", Events)
def list_events(
    request: HttpRequest,
    link: _LINKS | None = Query(None, description="Of one link of the chain"),
    code: str = Query("", max_length=60, description="Of one kind: see /event-codes"),
    order: Literal["newest", "oldest"] = Query("newest", description="By when they were entered"),
    after: int = Query(0, ge=0, le=2**63 - 1, description="Only events entered after the one of this id"),
    limit: int = Query(USUAL, ge=1, le=MOST),
    cursor: str = Query("", max_length=LONGEST),
) -> Answer:
    """List events of all rights.

    In the order in which they were entered; those that a correction replaced are left out. To keep up with the
    register, ask with order=oldest and after= the largest id that you have.
    """
    events = _told(visible_events(request.user).filter(STANDING))
    if link is not None:
        events = events.filter(code__startswith=f"{link}.")
    if code:
        events = events.filter(code=_known(code))
    if after:
        events = events.filter(pk__gt=after)
    piece = rows_of(Cursors(request, cursor), events, limit, is_newest_first=order == "newest")
    rows = threads.event_rows(request.user, piece.items, page_language())
    return listed(piece, [_with_right(row) for row in rows])


@read(router, "/events/{event_id}", EventDetail)
def get_event(request: HttpRequest, event_id: int) -> Answer:
    """Get one event.

    Also one that a correction has replaced; superseded_by then names the correction.
    """
    event = one_of(_told(visible_events(request.user)), event_id, "事件", "event")
    return Answer(_detail(request, event))


@read(router, "/event-codes", EventCodes)
def list_event_codes(request: HttpRequest) -> Answer:
    """List the kinds of event.

    What can be recorded, with the details that the sentence of each has places for.
    """
    return Answer(
        {
            "items": [
                _code_row(entry) for code, entry in codes.event_codes().items() if code != codes.UNCATEGORISED
            ]
        }
    )


@read(router, "/rights/{right_id}/events", Thread)
def list_right_events(
    request: HttpRequest,
    right_id: int,
    limit: int = Query(USUAL, ge=1, le=MOST),
    cursor: str = Query("", max_length=LONGEST),
) -> Answer:
    """List the thread of one right.

    Newest first, undated last. A correction stands in the place of what it corrects.
    """
    rows = threads.thread(Sight(request.user, visible_right(request, right_id)), page_language())
    piece = entries_of(Cursors(request, cursor), rows, limit, _place, is_newest_first=True)
    return listed(piece, [event_row(row) for row in piece.items], total=len(rows))


def _place(row: threads.ThreadRow) -> list[Any]:
    """Return where an event stands on its thread: by its day, of one day as they were entered."""
    return [(row.on or dt.date.min).isoformat(), row.event.pk]


@write(router, "POST", "/rights/{right_id}/events", EventDetail, gate=RECORD, status=201, also=(200,))
def record_event(request: HttpRequest, right_id: int, event: NewEvent) -> Answer:
    """Record an event on a right.

    The right's status follows from its events and is derived anew. The same event told twice is one: it is answered
    as it stands. A correction names the event that it replaces; only what a person entered can be corrected.
    """
    right, user, began = visible_right(request, right_id), user_of(request), timezone.now()
    _check(event)
    made = actions.record_event(
        right=right,
        code=event.code,
        happened_on=event.happened_on,
        by=user,
        on=clock.today(),
        source_text=event.source_text,
        details=event.details,
        amount_minor=event.amount_minor,
        currency=event.currency,
        supersedes=_corrected(request, right, event.supersedes),
        confidentiality=event.confidentiality,
    )
    _refuse_other(made, event)
    row = one_of(_told(visible_events(user)), made.pk, "事件", "event")
    return Answer(_detail(request, row), status=201 if made.recorded_at >= began else 200)


def _check(event: NewEvent) -> None:
    """Refuse what the form of the page would: a day to come, and facts that the sentence has no place for."""
    places = codes.event_codes()[_known(event.code)].placeholders
    if event.happened_on is not None and event.happened_on > (today := clock.today()):
        raise wrong(
            "/happened_on",
            f"{event.happened_on} 在今天（{today}）之后：只记录已发生的事，将来的日期由此推算。",
            f"{event.happened_on} is after today, {today}: record what has happened; what is ahead is derived.",
        )
    for name in sorted(set(event.details) - (places - {"amount"})):
        told = "、".join(sorted(places - {"amount"})) or "—"
        raise wrong(
            f"/details/{name}",
            f"此事件没有“{name}”这一项，可填：{told}。",
            f"This kind of event has no “{name}”. There are: {told.replace('、', ', ')}.",
        )
    if event.amount_minor is not None and "amount" not in places:
        raise wrong("/amount_minor", "此事件没有金额。", "This kind of event has no amount.")
    if (event.amount_minor is None) != (not event.currency):
        raise wrong("/currency", "金额与币种须同时填写。", "Amount and currency go together.")


def _known(code: str) -> str:
    if code not in codes.event_codes() or code == codes.UNCATEGORISED:
        raise invalid_code(code)
    return code


def _corrected(request: HttpRequest, right: Right, pk: int | None) -> Event | None:
    """Return the event that is to be corrected, on this right."""
    if pk is None:
        return None
    found = (
        threads.correctable_events(user_of(request), right).filter(pk=pk).first() if 0 < pk < 2**63 else None
    )
    if found is None:
        raise wrong(
            "/supersedes",
            f"此权利上没有可以更正的事件 {pk}：只能更正由人记录、尚未更正的事件。",
            f"There is no event {pk} to correct on this right: only what a person entered and nobody has corrected.",
        )
    return found


def _refuse_other(made: Event, event: NewEvent) -> None:
    """Refuse where the same fact stands already and differs in who may see it or in what it corrects."""
    is_same = not event.confidentiality or made.confidentiality == event.confidentiality
    if not is_same or (event.supersedes is not None and made.supersedes_id != event.supersedes):
        raise Refused(
            "conflict",
            f"同一事实已记录为事件 {made.pk}，其公开范围或所更正的事件与此不同。",
            f"The same fact stands as event {made.pk}, with another confidentiality or correction.",
        )


def _told(events: QuerySet[Event]) -> QuerySet[Event]:
    return events.select_related("right", "source", "recorded_by", "organisation").defer(
        "source__body", "right__abstracts"
    )


def _with_right(row: threads.ThreadRow) -> dict[str, Any]:
    right = row.event.right
    return {
        **event_row(row),
        "right": {"id": right.pk, "number": right.number, "title": right.display_title},
    }


def _detail(request: HttpRequest, event: Event) -> dict[str, Any]:
    [row] = threads.event_rows(request.user, [event], page_language())
    correction = visible_events(request.user).filter(supersedes=event).values_list("pk", flat=True)
    return {
        **_with_right(row),
        "details": {name: text for name, text in _texts(event.details) if name in codes.PLACEHOLDERS},
        "supersedes": event.supersedes_id,
        "superseded_by": correction.first(),
        "url": reverse("api:get_event", args=[event.pk]),
    }


def _texts(details: Mapping[str, object]) -> list[tuple[str, str]]:
    return [(name, str(value)) for name, value in details.items()]


def _code_row(entry: codes.EventCode) -> dict[str, Any]:
    return {
        "code": entry.code,
        "link": entry.link.value,
        "label": entry.label[0 if page_language() == "zh" else 1],
        "st27": entry.st27,
        "details": sorted(entry.placeholders),
    }
