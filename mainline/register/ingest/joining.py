"""Two rows that a later record shows to be one right: the older takes over all that the other has."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Model, Q

from mainline.register.deadlines.refresh import move_dockets
from mainline.register.differences.models import DifferenceDecision
from mainline.register.differences.moving import move_differences
from mainline.register.enums import Confidentiality
from mainline.register.models import Document, Event, Identifier, Party, PersonLink, Right, SourceRecord
from mainline.register.people.links import move_links
from mainline.register.shares.actions import move_shares
from mainline.register.shares.models import AgreedShare


def join_rights(keep: int, others: Sequence[int]) -> dict[type[Model], set[int]]:
    """Let right ``keep`` stand for the others. Their sources and events move; their folded parts are dropped.

    Returns the ids of the rows under seal that are not the same any more, by their table.
    """
    changed: dict[type[Model], set[int]] = {
        model: set(model.objects.filter(right__in=others).values_list("pk", flat=True))
        for model in (SourceRecord, Document)
    }
    SourceRecord.objects.filter(right__in=others).update(right=keep)
    Document.objects.filter(right__in=others).update(right=keep)
    changed[Event] = _move_events(keep, others)
    _keep_given(keep, others)
    Identifier.objects.filter(right__in=others).delete()
    Party.objects.filter(right__in=others).delete()
    move_dockets(keep, others)
    changed[PersonLink] = move_links(keep, others)
    changed[DifferenceDecision] = move_differences(keep, others)
    changed[AgreedShare] = move_shares(keep, others)
    # Rows that pointed to one of the others point on, so that no reader ever walks a chain.
    pointing = Right.objects.filter(Q(pk__in=others) | Q(merged_into__in=others))
    changed[Right] = {keep, *pointing.values_list("pk", flat=True)}
    pointing.update(merged_into=keep)
    return changed


def _move_events(keep: int, others: Sequence[int]) -> set[int]:
    """Move what the kept right was not told yet. A fact told on both stays where it is, and so does not count.

    Returns the ids of the events that moved, and of the corrections that now correct another.
    """
    told = dict(Event.objects.filter(right=keep).values_list("fingerprint", "pk"))
    moving, twins = [], {}
    for pk, fingerprint in (
        Event.objects.filter(right__in=others).order_by("pk").values_list("pk", "fingerprint")
    ):
        if fingerprint in told:
            twins[pk] = told[fingerprint]
        else:
            told[fingerprint] = pk
            moving.append(pk)
    for start in range(0, len(moving), 500):
        Event.objects.filter(pk__in=moving[start : start + 500]).update(right=keep)
    changed = set(moving)
    # A correction of a twin left behind must correct the one that stands, else it would be undone.
    for correction in Event.objects.filter(supersedes__in=twins):
        twin = twins[correction.supersedes_id or 0]
        if not Event.objects.filter(supersedes=twin).exists():
            Event.objects.filter(pk=correction.pk).update(supersedes=twin)
            changed.add(correction.pk)
    return changed


def _keep_given(keep: int, others: Sequence[int]) -> None:
    """Carry over what no source says. What was restricted stays so: a record must not lay it open."""
    rights = list(Right.objects.filter(pk__in=[keep, *others]).order_by("pk"))
    kept = next(right for right in rights if right.pk == keep)
    restricted = any(right.confidentiality != Confidentiality.PUBLIC for right in rights)
    Right.objects.filter(pk=keep).update(
        place=kept.place or next((right.place for right in rights if right.place), ""),
        holder_kind=kept.holder_kind
        or next((right.holder_kind for right in rights if right.holder_kind), ""),
        is_demo=any(right.is_demo for right in rights),
        confidentiality=Confidentiality.HOLDER if restricted else Confidentiality.PUBLIC,
    )
