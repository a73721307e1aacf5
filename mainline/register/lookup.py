"""Find one right by whatever a person types to name it."""

from __future__ import annotations

from django.db.models.functions import Coalesce

from mainline.offices import numbers
from mainline.orgs.access import User
from mainline.register.access import visible_rights
from mainline.register.models import Identifier, Right
from mainline.register.storable import storable

_LONGEST = 200


def find_right(user: User, text: str) -> int | None:
    """Return the id of the right with this id or number, in any printed form; ``None`` if none or not one."""
    text = storable(text).strip()[:_LONGEST]
    rights = visible_rights(user)
    if text.isdecimal() and len(text) < 10:
        # A number of ours that was given to a row since found to be another right still finds that.
        pk = Right.objects.filter(pk=int(text)).values_list(Coalesce("merged_into", "pk"), flat=True).first()
        if pk is not None and rights.filter(pk=pk).exists():
            return pk
    keys = {text}
    try:
        parsed = numbers.parse(text)
        keys.update([parsed.key, *numbers.keys(text)])
    except numbers.NumberError:
        pass
    found = Identifier.objects.filter(key__in=keys) | Identifier.objects.filter(text=text)
    ids = set(rights.filter(pk__in=found.values("right")).values_list("pk", flat=True)[:2])
    return ids.pop() if len(ids) == 1 else None
