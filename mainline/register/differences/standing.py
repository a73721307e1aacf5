"""Which decisions of an organisation stand among the sources of a right, and whether it may decide there again."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from mainline.orgs import names
from mainline.orgs.access import User, organisation_ids, with_merged
from mainline.orgs.models import Organisation
from mainline.register.access import TRUSTED_ROLES, changeable_rights
from mainline.register.decided import field_of, in_order, not_undone
from mainline.register.differences.refresh import Word, words_of
from mainline.register.ingest.rows import organisation_keys
from mainline.register.projection import Source, fold


def own_decisions(words: Sequence[Word], organisation: int, field: str) -> list[Source]:
    """Return the decisions of an organisation on a field that nobody took back, oldest first.

    ``words`` are all of the right, also those that came to it when another row was found to be the same right.
    """
    own = {word.source.digest for word in words if word.organisation == organisation}
    told = not_undone([word.source for word in words])
    return [each for each in told if each.digest in own and field_of(each.record) == field]


def changeable(rights: Collection[int], organisation: int, by: User | None) -> set[int]:
    """Return those of some rights that a decision of an organisation, made by somebody, changes."""
    found = set(changeable_rights(by).filter(pk__in=rights).values_list("pk", flat=True))
    rest = set(rights) - found
    if not rest or by is None or organisation not in organisation_ids(by, "right.record"):
        return found
    return found | _left_by_own_decision(words_of(rest), organisation)


def root_of(organisation: int) -> int:
    """Return the organisation that stands for one today."""
    merged = Organisation.objects.filter(pk=organisation).values_list("merged_into_id", flat=True).first()
    return merged or organisation


def _left_by_own_decision(words: Mapping[int, Sequence[Word]], organisation: int) -> set[int]:
    """Return the rights of which an organisation is a party but for a decision of its own that still stands."""
    one_with = with_merged({root_of(organisation)})
    return {right for right, told in words.items() if _is_left(told, one_with)}


def _is_left(words: Sequence[Word], one_with: Collection[int]) -> bool:
    own = {word.source.digest for word in words if word.organisation in one_with}
    standing = {each.digest for each in in_order([word.source for word in words]) if field_of(each.record)}
    without = [word.source for word in words if word.source.digest not in own & standing]
    if not own & standing or not without:
        return False
    shown = fold(without)
    pairs = zip(shown.parties, organisation_keys(shown), strict=True)
    keys = {key for party, key in pairs if key and party.role in TRUSTED_ROLES}
    at_home = {reading for key in keys if names.is_at_home(key) for reading in names.readings(key).all}
    return Organisation.objects.filter(pk__in=one_with, name_key__in=keys | at_home).exists()
