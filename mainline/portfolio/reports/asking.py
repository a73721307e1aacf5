"""Who looks at a list: the platform's day, the fiscal year and the name of their organisation."""

from __future__ import annotations

from django.core.cache import caches
from django.utils.translation import gettext as _

from mainline.orgs import clock
from mainline.orgs.access import User, acting_for
from mainline.orgs.models import Organisation
from mainline.portfolio.reports.years import year_begins
from mainline.register.deadlines.access import VIEW
from mainline.register.queries import has_demo_rights
from mainline.web.asking import Asker


def asker(user: User) -> Asker:
    """Return what lists need to know of a user: of several organisations the one joined first counts."""
    pk = acting_for(user, VIEW) if user.is_authenticated else None
    body = Organisation.objects.select_related("merged_into").filter(pk=pk).first() if pk else None
    return asker_for(body.merged_into or body) if body else Asker(clock.today(), remark=_remark())


def asker_for(organisation: Organisation) -> Asker:
    """Return the same of whoever looks for one organisation."""
    return Asker(clock.today(), year_begins(organisation), organisation.display_name, _remark())


def _remark() -> str:
    has_demo = caches["local"].get_or_set("has_demo_rights", has_demo_rights, 30)
    return _("Demonstration") if has_demo else ""
