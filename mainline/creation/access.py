"""Who may know what an invention is before it is published: those who see to it for its holder or its agency, and its inventors.

That there is a secret right, all members of its holder know; what it consists of, drafts and reports tell, and these fewer see.
"""

from __future__ import annotations

from django.db.models import Q, QuerySet

from mainline.orgs.access import User, is_admin
from mainline.register.access import held_rights
from mainline.register.enums import CREATOR_ROLES
from mainline.register.models import Party, Right

OVERSEE = "creation.oversee"


def known_inventions(user: User, verb: str) -> QuerySet[Right]:
    """Return the rights whose drafts and reports the user may see, as far as a verb goes: all that the organisations hold in
    which the user oversees creation, and of others those on which the user is named as inventor.
    """
    if is_admin(user):
        return Right.objects.filter(merged_into=None)
    if not user.is_authenticated:
        return Right.objects.none()
    held = held_rights(user, verb)
    named = Party.objects.filter(role__in=CREATOR_ROLES, person__user=user.pk).values("right")
    overseen = held_rights(user, OVERSEE).values("pk")
    return held.filter(Q(pk__in=overseen) | Q(pk__in=named))
