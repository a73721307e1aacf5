"""Reads of who may know of a right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from mainline.orgs.access import User, can, is_admin
from mainline.orgs.models import Organisation
from mainline.register.access import TRUSTED_ROLES, visible_organisations
from mainline.register.enums import Confidentiality
from mainline.register.models import Party, Right, Share
from mainline.register.sight import Sight

_FOUND = 12
SHORTEST = 2
"""Characters of a name from which organisations are looked up."""


@dataclass(frozen=True, slots=True)
class Sharing:
    """Who may know of a right, as those may see it whom it is entrusted to."""

    right: Right
    is_open: bool
    """Whether everybody may know of it."""
    parties: Sequence[Party]
    """Those who know of it as of right, each organisation once."""
    brought: Sequence[Share]
    named: Sequence[Share]
    can_share: bool
    """Whether the user decides on it."""

    @property
    def knowing(self) -> set[int]:
        """Ids of the organisations that know of it."""
        ids = {party.organisation_id for party in self.parties}
        return {pk for pk in ids if pk} | {share.organisation_id for share in (*self.brought, *self.named)}


def sharing_of(sight: Sight) -> Sharing | None:
    """Return who may know of a right; ``None`` for whom it is not entrusted to: who shares what with whom is theirs."""
    user, right = sight.user, sight.right
    if not sight.is_entrusted and not is_admin(user):
        return None
    shares = list(
        Share.objects.filter(right=right).select_related("organisation", "shared_by").order_by("pk")
    )
    return Sharing(
        right=right,
        is_open=right.confidentiality == Confidentiality.PUBLIC,
        parties=_parties(right),
        brought=[share for share in shares if not share.is_named],
        named=[share for share in shares if share.is_named],
        can_share=can(user, "right.share") and sight.is_disposable("right.share"),
    )


def _parties(right: Right) -> list[Party]:
    rows = Party.objects.filter(right=right, role__in=TRUSTED_ROLES, organisation__isnull=False)
    ordered = rows.select_related("organisation__merged_into").order_by("sequence", "pk")
    place = {role: nth for nth, role in enumerate(TRUSTED_ROLES)}
    found: dict[int, Party] = {}
    for party in sorted(ordered, key=lambda each: place[each.role]):
        if party.organisation is not None:
            found.setdefault(party.organisation.merged_into_id or party.organisation.pk, party)
    return list(found.values())


def found_organisations(user: User, sharing: Sharing, text: str) -> list[Organisation]:
    """Return organisations with a text in their name that could be named, those of most rights first."""
    asked = text.replace("\0", "").strip()[:200]
    if len(asked) < SHORTEST:
        return []
    named = Q(name__icontains=asked) | Q(name_zh__icontains=asked) | Q(name_en__icontains=asked)
    if len(asked) == 18:
        named |= Q(uscc__iexact=asked)
    rows = visible_organisations(user).filter(named, merged_into=None).exclude(pk__in=sharing.knowing)
    return list(rows.order_by("-rights_known", "name")[:_FOUND])
