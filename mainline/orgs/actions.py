"""Writes to organisations: accounts and memberships; proposals that two are one, and their merging."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from mainline.orgs import names
from mainline.orgs.enums import ProposalState
from mainline.orgs.models import Membership, MergeProposal, Organisation


def has_account(name: str) -> bool:
    """Whether somebody logs in by this name."""
    return get_user_model().objects.filter(username=name).exists()


@transaction.atomic
def add_account(
    *, name: str, password: str, organisation: str, role: str, is_admin: bool
) -> AbstractBaseUser:
    """Make an account, or add to one, with a role in an organisation given by id or full name; "" for none.

    Raises ``ValidationError`` for a name or password that will not do. For the command line of the machine: no
    page leads here.
    """
    users = get_user_model()
    user = users.objects.filter(username=name).first()
    if user is None:
        user = users(username=name, is_superuser=is_admin)
        validate_password(password, user)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save()
    elif is_admin and not user.is_superuser:
        user.is_superuser = True
        user.save(update_fields=["is_superuser"])
    if organisation:
        body = _organisation(organisation)
        Membership.objects.get_or_create(user=user, organisation=body, role=role)
    return user


def _organisation(text: str) -> Organisation:
    """Return the organisation of an id or of a name, as an import would know it; a new name makes a new one."""
    if text.isdecimal() and len(text) < 19:
        found = Organisation.objects.filter(pk=int(text)).first()
        if found is None:
            raise ValidationError(f"没有编号为 {text} 的组织。There is no organisation {text}.")
        return found
    key = names.name_key(text)
    known = Organisation.objects.filter(name=text, merged_into=None).order_by("-rights_known", "pk").first()
    return known or Organisation.objects.get_or_create(name_key=key, defaults={"name": text[:500]})[0]


def propose_merges(*, limit: int = 20_000) -> int:
    """Compare the names of organisations and keep new proposals, surest first; return how many are new.

    Decided ones stay decided: a refused pair is not proposed again. The comparison takes its time and holds nothing.
    """
    rows = Organisation.objects.filter(merged_into=None).values_list("pk", "name", "country", "uscc")
    found = names.propose([names.OrganisationName(*row) for row in rows])
    with transaction.atomic():
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
