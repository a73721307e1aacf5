"""Differences of rows that were found to be one right."""

from __future__ import annotations

from collections.abc import Collection

from mainline.register.differences.models import Difference, DifferenceDecision

_SAID = ("ours", "office", "digest", "state", "choice", "since", "decided_at", "decided_by_id")


def move_differences(keep: int, others: Collection[int]) -> set[int]:
    """Let the differences of some rights, with what was decided of them, be of the right that stands for them.

    Where the kept right has a row of the same organisation and field, that row stands and takes the decisions over; what was
    decided elsewhere on the very same words it takes over too. Returns the ids of the decisions, sealed, that are another
    row's now.
    """
    standing = {(row.organisation_id, row.field): row for row in Difference.objects.filter(right=keep)}
    changed: set[int] = set()
    for row in Difference.objects.filter(right__in=others).order_by("pk"):
        kept = standing.setdefault((row.organisation_id, row.field), row)
        if kept is row:
            row.right_id = keep
            row.save(update_fields=["right"])
            continue
        if row.choice and not kept.choice and row.digest == kept.digest:
            for name in _SAID:
                setattr(kept, name, getattr(row, name))
            kept.save(update_fields=[name.removesuffix("_id") for name in _SAID])
        moving = DifferenceDecision.objects.filter(difference=row)
        changed.update(moving.values_list("pk", flat=True))
        moving.update(difference=kept)
        row.delete()
    return changed
