"""Who may see which pledge: its holder's managers; a bank while it is invited, and for good once its offer was accepted."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from mainline.orgs import clock
from mainline.orgs.access import User, is_admin, organisation_ids
from mainline.orgs.enums import OrganisationKind
from mainline.orgs.models import Organisation
from mainline.utilization.pledges.enums import OfferState, Side
from mainline.utilization.pledges.models import Pledge, PledgeInvitation, PledgeOffer

KEEP, SIGN, LEND = "pledge.keep", "pledge.sign", "pledge.lend"
LENDERS = (OrganisationKind.BANK, OrganisationKind.GUARANTOR)


def _own(user: User, *verbs: str) -> set[int]:
    if not user.is_authenticated:
        return set()
    return {pk for verb in verbs for pk in organisation_ids(user, verb)}


def live_invitations() -> QuerySet[PledgeInvitation]:
    """Return the invitations by which a pack may be read today."""
    return PledgeInvitation.objects.filter(revoked_at=None, until__gte=clock.today())


def visible_pledges(user: User) -> QuerySet[Pledge]:
    """Return the pledges that a user may see, with nothing else of their holders."""
    if is_admin(user):
        return Pledge.objects.all()
    lent = _own(user, LEND)
    invited = live_invitations().filter(organisation__in=lent).values("pledge")
    taken = PledgeOffer.objects.filter(organisation__in=lent, state=OfferState.ACCEPTED).values("pledge")
    held = Q(holder__in=_own(user, KEEP, SIGN))
    return Pledge.objects.filter(held | Q(pk__in=invited) | Q(pk__in=taken))


def is_of_holder(user: User, pledge: Pledge) -> bool:
    """Whether the user sees a pledge as its holder does: all offers, and who is invited."""
    return is_admin(user) or pledge.holder_id in _own(user, KEEP, SIGN)


def visible_offers(user: User, pledge: Pledge) -> QuerySet[PledgeOffer]:
    """Return the offers for a pledge: to its holder all, to a bank its own alone."""
    rows = pledge.offers.all()
    return rows if is_of_holder(user, pledge) else rows.filter(organisation__in=_own(user, LEND))


def may_keep(user: User, pledge: Pledge) -> bool:
    """Whether the user decides for the holder."""
    return pledge.holder_id in _own(user, KEEP)


def lenders_of(user: User, pledge: Pledge) -> list[Organisation]:
    """Return the organisations for which a user may offer a loan on a pack: those that are invited today."""
    invited = live_invitations().filter(pledge=pledge, organisation__in=_own(user, LEND))
    return list(Organisation.objects.filter(pk__in=invited.values("organisation")).order_by("pk"))


def sides_of(user: User, pledge: Pledge, *, signs: bool = False) -> set[Side]:
    """Return for which sides of a pledge with an accepted offer a user acts, with ``signs`` for which the user signs."""
    found = {Side.HOLDER} if pledge.holder_id in _own(user, SIGN if signs else KEEP) else set()
    accepted = pledge.offers.filter(state=OfferState.ACCEPTED, organisation__in=_own(user, LEND))
    return found | ({Side.BANK} if accepted.exists() else set())


def require_side(user: User, pledge: Pledge, *allowed: Side, signs: bool = False) -> Side:
    """Return for which side a user acts. Raises ``PermissionDenied`` for none of those allowed."""
    own = sides_of(user, pledge, signs=signs) & set(allowed)
    if not own:
        raise PermissionDenied(_("Your role does not let you do this with this pledge."))
    return Side.HOLDER if Side.HOLDER in own else Side.BANK


def lenders_here() -> QuerySet[Organisation]:
    """Return the banks and guarantors that can be invited: somebody of theirs reads it."""
    rows = Organisation.objects.filter(kind__in=LENDERS, merged_into=None, memberships__isnull=False)
    return rows.distinct().order_by("name_key", "pk")
