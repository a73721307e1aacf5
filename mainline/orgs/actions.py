"""Writes to organisations: proposals that two are one, and their merging. Never by itself."""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction

from mainline.orgs import names
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
def merge(*, organisation: Organisation, into: Organisation) -> None:
    """Let one organisation stand for another. Moves nothing, so undoing is clearing one field.

    Raises ``ValueError`` where the two already are one.
    """
    target = into.merged_into or into
    if target.pk == organisation.pk:
        raise ValueError(f"{organisation} already stands for {into}")
    Organisation.objects.filter(pk=organisation.pk).update(merged_into=target)
