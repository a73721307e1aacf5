"""Rows of the register in the shape that the pure logic reads."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from mainline.register.enums import Confidentiality, PartConfidentiality
from mainline.register.logic import EventFact, Facts
from mainline.register.models import Event, Right
from mainline.register.projection import is_first_owner_person, names_a_grant

SPEAKING = (
    Q(source__isnull=False)
    | Q(confidentiality=PartConfidentiality.PUBLIC)
    | Q(confidentiality=PartConfidentiality.HOLDER) & ~Q(right__confidentiality=Confidentiality.PUBLIC)
)
"""The rule of :func:`speaking` for the database."""


def speaking(events: Iterable[Event], *, is_public: bool) -> list[Event]:
    """Return the events that the status of a right may follow from: those that all who may know of it may know of.

    The status and its day are one and the same for everybody, so they must tell nobody of an entry that is kept from
    them. What a source says is told by the source.
    """
    heard = {PartConfidentiality.PUBLIC.value}
    if not is_public:
        heard.add(PartConfidentiality.HOLDER.value)
    return [event for event in events if event.source_id is not None or event.confidentiality in heard]


def is_public(right: Right) -> bool:
    """Whether everybody may know of a right."""
    return right.confidentiality == Confidentiality.PUBLIC


def event_facts(events: Iterable[Event]) -> list[EventFact]:
    """Return stored events as the logic reads them."""
    return [
        EventFact(
            code=event.code,
            happened_on=event.happened_on,
            effective_on=event.effective_on,
            office_code=event.office_code,
            details=tuple((name, str(value)) for name, value in event.details.items()),
            fingerprint=event.fingerprint,
        )
        for event in events
    ]


def facts_of(right: Right) -> Facts:
    """Return what the logic must know of a right beside its events."""
    return Facts(
        filed_on=right.filed_on,
        published_on=right.published_on,
        granted_on=right.granted_on,
        is_granted=any(
            names_a_grant(i.role, i.office, i.kind_code, i.on, i.text) for i in right.identifiers.all()
        ),
        known_to=right.status_as_of,
        earliest_filed_on=right.earliest_filed_on,
        is_person=_is_first_owner_person(right),
    )


_BY_PERSON = ("software_copyright", "copyright")
"""Kinds whose term depends on who the first owner is; of others nobody asks the parties."""


def _is_first_owner_person(right: Right) -> bool | None:
    if right.kind not in _BY_PERSON:
        return None
    parties = right.parties.order_by("role", "sequence", "pk").values_list("role", "is_person")
    return is_first_owner_person(parties)
