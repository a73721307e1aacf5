"""Several decisions that organisations are one, at once. Each stands alone: with its own entry, and to be taken back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction

from mainline.orgs.access import By, require
from mainline.orgs.enums import ProposalState
from mainline.orgs.models import MergeProposal
from mainline.register.actions.bodies import decide_proposal, undo_proposal


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of several proposals: ids of those decided, and of those that can't be, with the reason."""

    done: Sequence[int]
    refused: Sequence[tuple[int, str]]


@transaction.atomic
def accept_proposals(*, ids: Iterable[int], by: By) -> Decided:
    """Accept those of some proposals that are open still, surest first; one that must not be is left open."""
    require(by, "proposal.decide")
    done, refused = [], []
    rows = MergeProposal.objects.filter(pk__in=list(ids), state=ProposalState.OPEN)
    for proposal in rows.select_related("left", "right").order_by("-score", "pk"):
        try:
            with transaction.atomic():
                if decide_proposal(proposal=proposal, accept=True, by=by):
                    done.append(proposal.pk)
        except ValidationError as error:
            refused.append((proposal.pk, " ".join(error.messages)))
    return Decided(done, refused)


@transaction.atomic
def reopen_proposals(*, ids: Iterable[int], by: By) -> int:
    """Take back those of some decisions that stand, last first; return how many."""
    require(by, "proposal.decide")
    rows = MergeProposal.objects.filter(pk__in=list(ids)).exclude(state=ProposalState.OPEN)
    return sum(
        undo_proposal(proposal=proposal, by=by)
        for proposal in rows.select_related("left", "right").order_by("-decided_at", "-pk")
    )
