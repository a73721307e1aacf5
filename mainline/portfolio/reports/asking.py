"""Who looks at a list: the platform's day, the fiscal year and the name of their organisation."""

from __future__ import annotations

from mainline.orgs import clock
from mainline.orgs.access import User, acting_for
from mainline.orgs.models import Organisation
from mainline.portfolio.reports.years import year_begins
from mainline.register.deadlines.access import VIEW
from mainline.web.asking import Asker


def asker(user: User) -> Asker:
    """Return what lists need to know of a user: of several organisations the one joined first counts."""
    pk = acting_for(user, VIEW) if user.is_authenticated else None
    body = Organisation.objects.select_related("merged_into").filter(pk=pk).first() if pk else None
    return asker_for(body.merged_into or body) if body else Asker(clock.today())


def asker_for(organisation: Organisation) -> Asker:
    """Return the same of whoever looks for one organisation."""
    return Asker(clock.today(), year_begins(organisation), organisation.display_name)
