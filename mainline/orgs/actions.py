"""Writes to organisations: proposals that two are one, and their merging. Never by itself."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from django.db import transaction

from mainline.orgs import names
from mainline.orgs.enums import ProposalState
from mainline.orgs.models import MergeProposal, Organisation


@transaction.atomic
def propose_merges(*, limit: int = 20_000) -> int:
    """Compare the names of organisations and keep new proposals, surest first; return how many are new.

    Decided ones stay decided: a refused pair is not proposed again.
    """
    rows = Organisation.objects.filter(merged_into=None).values_list("pk", "name", "country", "uscc")
    known = set(MergeProposal.objects.values_list("left", "right"))
    found = names.propose([names.OrganisationName(*row) for row in rows])
    fresh = [
        MergeProposal(
            left_id=left,
            right_id=right,
            score=Decimal(str(round(proposal.score, 4))),
            reasons=[{"zh": zh, "en": en} for zh, en in proposal.reasons],
        )
        for proposal in found[:limit]
        for left, right in [sorted((proposal.left, proposal.right))]
        if (left, right) not in known
    ]
    MergeProposal.objects.bulk_create(fresh, batch_size=500)
    return len(fresh)


@transaction.atomic
def settle_merges(organisation: int) -> None:
    """Let every organisation that accepted proposals connect with this one point to the oldest of them.

    The pointers follow from the accepted proposals alone, so a decision taken back leaves no trace of itself,
    whatever was decided before or after it, and there are no chains and no circles.
    """
    before = _one_with(organisation, _pointers())
    accepted = MergeProposal.objects.filter(state=ProposalState.ACCEPTED).values_list("left_id", "right_id")
    waiting = before | _one_with(organisation, accepted)
    while waiting:
        one = _one_with(min(waiting), accepted)
        root = min(one)
        Organisation.objects.filter(pk=root).update(merged_into=None)
        Organisation.objects.filter(pk__in=one - {root}).update(merged_into=root)
        waiting -= one


def _pointers() -> Iterable[tuple[int, int]]:
    rows = Organisation.objects.exclude(merged_into=None)
    return rows.values_list("pk", "merged_into_id")


def _one_with(organisation: int, pairs: Iterable[tuple[int, int]]) -> set[int]:
    """Return all that pairs connect with one organisation, itself among them."""
    beside: dict[int, list[int]] = {}
    for left, right in pairs:
        beside.setdefault(left, []).append(right)
        beside.setdefault(right, []).append(left)
    found, fresh = {organisation}, [organisation]
    while fresh:
        fresh = [other for pk in fresh for other in beside.get(pk, ()) if other not in found]
        found.update(fresh)
    return found
