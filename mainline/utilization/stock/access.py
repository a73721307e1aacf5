"""Who may see the stock: its holder, the IP office where the rights are public, and each firm what it was shown."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from mainline.orgs.access import User, is_admin, is_officer, organisation_ids
from mainline.utilization.market.access import DEAL
from mainline.utilization.stock.models import StockGrade, StockItem

__all__ = ["DEAL", "is_holder", "own_items", "visible_grades", "visible_items"]


def own_items(user: User, verb: str = "") -> QuerySet[StockItem]:
    """Return the stock of the user's organisations."""
    own = organisation_ids(user, verb) if user.is_authenticated else set()
    return StockItem.objects.filter(organisation__in=own)


def visible_items(user: User) -> QuerySet[StockItem]:
    """Return the rights of the stock that a user may see there."""
    if not user.is_authenticated:
        return StockItem.objects.none()
    if is_admin(user):
        return StockItem.objects.all()
    own = organisation_ids(user)
    asked = StockGrade.objects.filter(organisation__in=own).values("item")
    seen = Q(organisation__in=own) | Q(pk__in=asked)
    if is_officer(user):
        seen |= Q(right__set_apart=None)
    return StockItem.objects.filter(seen)


def visible_grades(user: User) -> QuerySet[StockGrade]:
    """Return what firms say that a user may read: the holder and the IP office all, a firm its own."""
    if not user.is_authenticated:
        return StockGrade.objects.none()
    if is_admin(user):
        return StockGrade.objects.all()
    own = organisation_ids(user)
    seen = Q(organisation__in=own) | Q(item__organisation__in=own)
    if is_officer(user):
        seen |= Q(item__right__set_apart=None)
    return StockGrade.objects.filter(seen)


def is_holder(user: User, item: StockItem) -> bool:
    """Whether a user acts for whose stock it is."""
    return user.is_authenticated and item.organisation_id in organisation_ids(user, DEAL)
