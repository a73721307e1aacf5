"""Which documents somebody may add, replace and take back, on top of the one rule of :mod:`mainline.register.access`."""

from __future__ import annotations

from collections.abc import Sequence

from mainline.orgs.access import By, User, acting_for, can, can_for, is_admin, is_officer, organisation_ids
from mainline.register.access import organisations_trusted
from mainline.register.enums import PartConfidentiality
from mainline.register.models import Document, Right
from mainline.register.sight import Sight

ADD = "document.add"
WITHDRAW = "document.withdraw"


def confidentialities(sight: Sight) -> Sequence[PartConfidentiality]:
    """Return for whom the user may add documents to a visible right, the usual first; none where the user may not.

    Who has no part in a right keeps files on it to the own organisation; staff of an office speak to everybody.
    """
    user = sight.user
    if not can(user, ADD):
        return ()
    if is_officer(user) or sight.is_held(ADD):
        return (PartConfidentiality.HOLDER, PartConfidentiality.OWN, PartConfidentiality.PUBLIC)
    return (PartConfidentiality.OWN,)


def brings_for(by: By, right: Right) -> int | None:
    """Return for which of their organisations a member brings a document: one that the right is entrusted to, else the first."""
    if by is None:
        return None
    entrusted = organisations_trusted([right.pk])[right.pk]
    return min(organisation_ids(by, ADD) & entrusted, default=None) or acting_for(by, ADD)


def may_replace(user: User, document: Document) -> bool:
    """Whether the user may bring a newer version: those of the organisation that brought this one."""
    return _may(user, ADD, document)


def may_withdraw(user: User, document: Document) -> bool:
    """Whether the user may take a document back: those of the organisation that brought it."""
    return _may(user, WITHDRAW, document)


def _may(user: User, verb: str, document: Document) -> bool:
    if document.organisation_id is None:
        # The command line brought it, or the platform's administrator.
        return is_admin(user)
    return can_for(user, verb, document.organisation_id)
