"""A whole portfolio as one file that can be brought in elsewhere and gives the same rights again."""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence

import msgspec
from django.db.models import QuerySet
from django.utils import timezone

from mainline.offices.portfolio import VERSION, Recorded
from mainline.orgs.access import User
from mainline.register.access import events_on, visible_sources
from mainline.register.deadlines import following
from mainline.register.deadlines.models import Docket
from mainline.register.disclosure import DECISION
from mainline.register.models import Event, Right

_CHUNK = 200
_encoder = msgspec.json.Encoder()


def portfolio_file(user: User, rights: QuerySet[Right], organisations: Collection[int]) -> Iterator[bytes]:
    """Yield the lines of a file of some rights: their sources whole, what people recorded, what their dockets know.

    ``user`` is who asks: what they may not know of is not in it. The dockets are those of ``organisations``.
    """
    made_at = timezone.now().isoformat(timespec="seconds")
    yield _encoder.encode({"mainline": "portfolio", "version": VERSION, "made_at": made_at}) + b"\n"
    last = 0
    while ids := list(rights.order_by("pk").filter(pk__gt=last).values_list("pk", flat=True)[:_CHUNK]):
        yield from _lines(user, ids, organisations)
        last = ids[-1]


def _lines(user: User, ids: Sequence[int], organisations: Collection[int]) -> Iterator[bytes]:
    sources: dict[int, list[msgspec.Raw]] = defaultdict(list)
    # What was settled here counts among what is told here: where the file is read it would be anybody's word.
    told = visible_sources(user).filter(right__in=ids).exclude(format=DECISION).order_by("right", "pk")
    for right, body in told.values_list("right_id", "body").iterator(chunk_size=100):
        sources[right].append(msgspec.Raw(zlib.decompress(bytes(body))))
    events: dict[int, list[Recorded]] = defaultdict(list)
    recorded = events_on(user, Right.objects.filter(pk__in=ids)).filter(source=None)
    for event in recorded.select_related("supersedes").order_by("pk"):
        events[event.right_id].append(_recorded(event))
    dockets = Docket.objects.filter(right__in=ids, organisation__in=organisations, closed_at=None)
    facts: dict[int, dict[str, str]] = {}
    for right, said in dockets.order_by("pk").values_list("right_id", "facts"):
        # What follows from something else is worked out anew where it is read.
        facts.setdefault(right, following.said(said))
    for right in ids:
        # Of what no file told there is nothing to be read elsewhere.
        if right in sources:
            line: dict[str, object] = {"sources": sources[right], "events": events[right]}
            if right in facts:
                line["docket"] = {"facts": facts[right]}
            yield _encoder.encode(line) + b"\n"


def _recorded(event: Event) -> Recorded:
    return Recorded(
        code=event.code,
        fingerprint=event.fingerprint,
        happened_on=str(event.happened_on) if event.happened_on else None,
        effective_on=str(event.effective_on) if event.effective_on else None,
        source_text=event.source_text,
        details={name: str(value) for name, value in event.details.items()},
        amount_minor=event.amount_minor,
        currency=event.currency,
        confidentiality=event.confidentiality,
        supersedes=event.supersedes.fingerprint if event.supersedes else "",
    )
