"""Rights as the form of a pack names them."""

from __future__ import annotations

from django.utils.translation import gettext as _

from mainline.orgs.access import User
from mainline.register.lookup import find_right
from mainline.register.models import Right
from mainline.utilization.agreements.forms import Reader
from mainline.utilization.pledges.actions import MOST_RIGHTS


def rights_from(read: Reader, user: User) -> list[Right]:
    """Return the rights that a form names, a number a line; what can't be found is among the reader's problems."""
    lines = [line.strip() for line in read.text("rights").splitlines() if line.strip()]
    if len(lines) > MOST_RIGHTS:
        read.problems.append(_("A pack holds at most %(n)s rights.") % {"n": MOST_RIGHTS})
        return []
    found: list[int] = []
    for line in lines:
        pk = find_right(user, line)
        if pk is None:
            words = _("There is no right %(number)s, or you may not see it.")
            read.problems.append(words % {"number": line[:60]})
        else:
            found.append(pk)
    return list(Right.objects.filter(pk__in=found).order_by("pk"))
