"""Writes to organisations: proposals that two are one, and their merging."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from mainline.orgs import merging, names
from mainline.orgs.enums import ProposalState
from mainline.orgs.models import MergeProposal, Organisation
from mainline.orgs.persons.identity import valid_uscc


def propose_merges(*, limit: int = 20_000) -> int:
    """Compare the names of organisations and keep new proposals, surest first; return how many are new.

    Decided ones stay decided: a refused pair is not proposed again. The comparison takes its time and holds nothing.
    """
    standing = Organisation.objects.filter(merged_into=None)
    rows = standing.values_list("pk", "name", "country", "uscc")
    codes = _codes_of_merged()
    found = names.propose(
        [
            names.OrganisationName(pk, name, country, valid_uscc(uscc) or codes.get(pk, ""))
            for pk, name, country, uscc in rows
        ],
        aliases=standing.exclude(name_en="").exclude(name_en=F("name")).values_list("name", "name_en"),
    )
    with transaction.atomic():
        _forget_contradicted()
        known = set(MergeProposal.objects.values_list("left", "right"))
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


def _forget_contradicted() -> None:
    """Drop open proposals of pairs whose credit codes, known since, say that they are two."""
    rows = (
        MergeProposal.objects.filter(state=ProposalState.OPEN).exclude(left__uscc="").exclude(right__uscc="")
    )
    for proposal in rows.exclude(left__uscc=F("right__uscc")).select_related("left", "right"):
        one, two = valid_uscc(proposal.left.uscc), valid_uscc(proposal.right.uscc)
        if one and two and one != two:
            proposal.delete()


def _codes_of_merged() -> dict[int, str]:
    """Return the valid credit codes that organisations have under another of their names, by who stands for them."""
    rows = Organisation.objects.exclude(merged_into=None).exclude(uscc="")
    return {root: valid_uscc(uscc) for root, uscc in rows.values_list("merged_into_id", "uscc")}


@transaction.atomic
def settle_merges(organisation: int) -> None:
    """Let every organisation that accepted proposals connect with this one point to the oldest of them."""
    merging.wait_for_deciders()
    merging.settle(Organisation.objects, merging.accepted(MergeProposal.objects), organisation)


def refuse_two_codes(organisation: int) -> None:
    """Raise ``ValidationError`` where accepted proposals connect an organisation with one of another credit code.

    Asked for when one is accepted, and not when one is taken back, which must always be possible.
    """
    merging.wait_for_deciders()
    codes = _codes(merging.connected(organisation, merging.accepted(MergeProposal.objects)))
    if len(codes) > 1:
        raise ValidationError(
            _("They are two bodies: their unified social credit codes differ (%(codes)s).")
            % {"codes": ", ".join(sorted(codes))}
        )


def _codes(organisations: Iterable[int]) -> set[str]:
    """Return the valid credit codes of some organisations."""
    codes = Organisation.objects.filter(pk__in=organisations).exclude(uscc="").values_list("uscc", flat=True)
    return {code for code in map(valid_uscc, codes) if code}
