"""Organisations found to be one, and how many rights stand under each name."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.db.models import F, Func, Max, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from mainline.audit.actions import record
from mainline.orgs import merging
from mainline.orgs.access import By, require
from mainline.orgs.actions import propose_merges, refuse_two_codes, settle_merges
from mainline.orgs.enums import ProposalState
from mainline.orgs.models import MergeProposal, Organisation, PlatformState
from mainline.orgs.persons.actions import refuse_torn_people
from mainline.register.enums import HOLDING_ROLES, ImportState
from mainline.register.models import (
    Import,
    Party,
    Right,
)

_SETTLED = "organisations_settled_by_public_rights"
_FEW_RIGHTS = 1_000
_COUNTED_AT_ONCE = 500
_SAID = {
    ProposalState.ACCEPTED: "accepted",
    ProposalState.REFUSED: "refused",
    ProposalState.OPEN: "reopened",
}


def settle_organisations() -> int:
    """Count each organisation's rights for the order of lists, and propose which new names are one body.

    For the worker, when it has nothing else to do. Returns the number of new proposals; does nothing where neither
    rights nor organisations are new, or while an import goes on. It never holds the database for long. Where few
    rights are new only their organisations and new ones are counted; all are once a day, since a correction moves
    rights between old ones too.
    """
    today = timezone.now().date().isoformat()
    organisation = Organisation.objects.aggregate(newest=Max("pk"))["newest"] or 0
    right = Right.objects.aggregate(newest=Max("pk"))["newest"] or 0
    state = PlatformState.objects.filter(name=_SETTLED).values_list("value", flat=True).first()
    settled = state or [0, 0, ""]
    running = Import.objects.filter(state__in=[ImportState.RUNNING, ImportState.CANCELLING])
    if [organisation, right, today] == settled or running.exists():
        return 0
    # Of rights that everybody may know of: whoever reads the order of a list learns nothing of the others.
    known = Party.objects.filter(role__in=HOLDING_ROLES, right__set_apart=None)
    parts = known.filter(organisation=OuterRef("pk")).order_by()
    distinct = Func(F("right"), function="COUNT", template="COUNT(DISTINCT %(expressions)s)")
    count = Coalesce(Subquery(parts.annotate(n=distinct).values("n")), 0)
    few = [today] == settled[2:] and right - settled[1] <= _FEW_RIGHTS
    counted: Sequence[int] = _of_new(settled[0], settled[1]) if few else range(organisation + 1)
    for first in range(0, len(counted), _COUNTED_AT_ONCE):
        some = Organisation.objects.filter(pk__in=counted[first : first + _COUNTED_AT_ONCE])
        some.update(rights_known=count)
    new = propose_merges() if organisation > settled[0] else 0
    PlatformState.objects.update_or_create(name=_SETTLED, defaults={"value": [organisation, right, today]})
    return new


def _of_new(organisation: int, right: int) -> Sequence[int]:
    """Organisations after that one, and those that rights after that one name."""
    named = Party.objects.filter(right__gt=right, organisation__isnull=False).values_list(
        "organisation", flat=True
    )
    new = Organisation.objects.filter(pk__gt=organisation).values_list("pk", flat=True)
    return sorted({*named, *new})


@transaction.atomic
def decide_proposal(*, proposal: MergeProposal, accept: bool, by: By) -> bool:
    """Accept or refuse that two organisations are one. False where somebody has decided it meanwhile.

    Raises ``ValidationError`` where it would join bodies of different credit codes, or give somebody two employee
    numbers in one organisation.
    """
    require(by, "proposal.decide")
    state = ProposalState.ACCEPTED if accept else ProposalState.REFUSED
    return _decide(proposal, ProposalState.OPEN, state, by)


@transaction.atomic
def undo_proposal(*, proposal: MergeProposal, by: By) -> bool:
    """Take a decision back; a merge is undone whole. False where it is open already."""
    require(by, "proposal.decide")
    decided = MergeProposal.objects.get(pk=proposal.pk).state
    return decided != ProposalState.OPEN and _decide(proposal, decided, ProposalState.OPEN, by)


def _decide(proposal: MergeProposal, was: str, state: str, by: By) -> bool:
    if not merging.take_decision(proposal, was=was, state=state, by=by):
        return False
    if state == ProposalState.ACCEPTED:
        refuse_two_codes(proposal.left_id)
    if ProposalState.ACCEPTED in (was, state):
        settle_merges(proposal.left_id)
        settle_merges(proposal.right_id)
    if state == ProposalState.ACCEPTED:
        refuse_torn_people([proposal.left_id, proposal.right_id])
    record(
        code=f"proposal.{_SAID[state]}",
        by=by,
        subject=f"proposal:{proposal.pk}",
        data={"left": proposal.left.name, "right": proposal.right.name},
        sealed=[proposal],
    )
    return True
