"""Who may know of which need, offer and match, and who has a need behind its number.

A posted need is for everybody who is signed in; whose it is, where it is anonymous, for its own organisation and those with
whom it talks. An offer is for everybody, as the rights in it are. A match is for its two sides, and for the office if that
brought them together.
"""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from mainline.orgs.access import User, is_admin, is_officer, organisation_ids
from mainline.register.access import visible_rights
from mainline.utilization.market.enums import MatchState, NeedState, OfferState, Side
from mainline.utilization.market.models import Match, MatchMessage, Need, Offer, OfferRight

DEAL = "market.deal"
BROKER = "market.broker"


def _own(user: User, verb: str = "") -> set[int]:
    return organisation_ids(user, verb) if user.is_authenticated else set()


def visible_needs(user: User) -> QuerySet[Need]:
    """Return the needs that a user may know of."""
    if not user.is_authenticated:
        return Need.objects.none()
    if is_admin(user):
        return Need.objects.all()
    own = _own(user)
    matched = Match.objects.filter(holder__in=own).values("need")
    return Need.objects.filter(Q(state=NeedState.POSTED) | Q(organisation__in=own) | Q(pk__in=matched))


def own_needs(user: User, verb: str = "") -> QuerySet[Need]:
    """Return the needs of the user's organisations."""
    return Need.objects.filter(organisation__in=_own(user, verb))


def known_posters(user: User) -> QuerySet[Need]:
    """Return the needs of which a user may know whose they are."""
    if not user.is_authenticated:
        return Need.objects.none()
    if is_admin(user):
        return Need.objects.all()
    own = _own(user)
    talking = Match.objects.filter(state=MatchState.OPENED, holder__in=own).values("need")
    named = Q(is_anonymous=False) & ~Q(state=NeedState.DRAFT)
    return Need.objects.filter(named | Q(organisation__in=own) | Q(pk__in=talking))


def knows_poster(user: User, need: Need) -> bool:
    """Whether a user may know whose a need is."""
    return known_posters(user).filter(pk=need.pk).exists()


def is_poster(user: User, need: Need, verb: str = DEAL) -> bool:
    """Whether a user acts for the organisation whose need it is."""
    return need.organisation_id in _own(user, verb)


def visible_offers(user: User) -> QuerySet[Offer]:
    """Return the offers that a user may know of: standing ones of rights that everybody may know of, and own ones."""
    hidden = OfferRight.objects.filter(offer=OuterRef("pk")).exclude(right__set_apart=None)
    public = Q(state=OfferState.LISTED) & ~Exists(hidden)
    if not user.is_authenticated:
        return Offer.objects.filter(public)
    if is_admin(user):
        return Offer.objects.all()
    return Offer.objects.filter(public | Q(organisation__in=_own(user)))


def visible_parts(user: User) -> QuerySet[OfferRight]:
    """Return the rights in offers that a user may know of."""
    return OfferRight.objects.filter(right__in=visible_rights(user).order_by().values("pk"))


def visible_matches(user: User) -> QuerySet[Match]:
    """Return the matches that a user may know of."""
    if not user.is_authenticated:
        return Match.objects.none()
    if is_admin(user):
        return Match.objects.all()
    own = _own(user)
    seen = Q(need__organisation__in=own) | Q(holder__in=own)
    if is_officer(user):
        seen |= Q(proposed_side=Side.OFFICE)
    return Match.objects.filter(seen)


def sides_of(user: User, match: Match, verb: str = DEAL) -> list[Side]:
    """Return the sides of a match for which a user may act."""
    own = _own(user, verb)
    found = []
    if match.need.organisation_id in own:
        found.append(Side.NEED)
    if match.holder_id in own:
        found.append(Side.HOLDER)
    return found


def visible_messages(user: User) -> QuerySet[MatchMessage]:
    """Return the messages of the matches that are of the user's organisations: they are between the two sides."""
    if is_admin(user):
        return MatchMessage.objects.all()
    own = _own(user)
    return MatchMessage.objects.filter(Q(match__need__organisation__in=own) | Q(match__holder__in=own))
