"""What an organisation says once for all dates that it keeps: facts for the rules, and its lead days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from mainline.audit.actions import record
from mainline.orgs.access import By, require_for, with_merged
from mainline.orgs.models import Organisation
from mainline.register.deadlines.enums import Severity
from mainline.register.deadlines.happenings import typed
from mainline.register.deadlines.leads import set_internal_days
from mainline.register.deadlines.models import Docket, HouseFacts, LeadDays
from mainline.register.deadlines.refresh import Refreshed, refresh_deadlines
from mainline.rules.loading import rulebook

FACTS = ("agreement_or_rules", "state_institution", "entity")
"""Facts of the rules that are an organisation's own and not a right's."""
KEEP = "docket.keep"
MOST_DAYS = 365


@transaction.atomic
def say_house_facts(
    *, organisation: Organisation, facts: Mapping[str, str], by: By, on: dt.date
) -> Refreshed:
    """Say facts that hold for all rights of an organisation, unless a docket says otherwise; an empty text takes one back.

    Raises ``ValidationError`` by the name of what is no such fact or not of its type.
    """
    require_for(by, KEEP, organisation.pk)
    for name, text in facts.items():
        if name not in FACTS:
            raise ValidationError({name: _("The rules know no fact of this name.")})
        if text and typed(name, text) is None:
            words = _("%(text)s is no %(type)s.") % {"text": text, "type": rulebook().facts[name].type}
            raise ValidationError({name: words})
    row, _is_new = HouseFacts.objects.select_for_update().get_or_create(organisation=organisation)
    row.facts = {name: text for name, text in {**row.facts, **facts}.items() if text}
    row.save(update_fields=["facts"])
    said = ", ".join(f"{name}={text or '–'}" for name, text in sorted(facts.items()))
    record(code="house.facts_said", by=by, subject=f"organisation:{organisation.pk}", data={"facts": said})
    rights = _dockets(organisation).values_list("right_id", flat=True)
    return refresh_deadlines(list(rights), on=on, cause="facts", by=by)


@transaction.atomic
def set_lead(
    *,
    organisation: Organisation,
    days: int | None,
    by: By,
    severity: str = "",
    rule: str = "",
    holder: Organisation | None = None,
) -> int:
    """Say by how many days before the law's date an organisation wants things done; ``None`` takes it back.

    Returns the number of dates whose internal date moved. Raises ``ValidationError`` by field.
    """
    require_for(by, KEEP, organisation.pk)
    if severity and severity not in Severity.values:
        raise ValidationError({"severity": _("There is no such kind of date.")})
    if rule and rule not in rulebook().rules:
        raise ValidationError({"rule": _("There is no rule %(name)s.") % {"name": rule}})
    if days is not None and not 0 <= days <= MOST_DAYS:
        raise ValidationError({"days": _("Give a number of days from 0 to %(most)s.") % {"most": MOST_DAYS}})
    rows = LeadDays.objects.filter(organisation=organisation, severity=severity, rule=rule, holder=holder)
    if days is None:
        rows.delete()
    elif not rows.update(days=days):
        LeadDays.objects.create(
            organisation=organisation, severity=severity, rule=rule, holder=holder, days=days
        )
    moved = set_internal_days(list(_dockets(organisation)))
    told = {
        "what": rule or severity or "*",
        "holder": holder.pk if holder else "",
        "days": "–" if days is None else days,
        "moved": moved,
    }
    record(code="house.lead_set", by=by, subject=f"organisation:{organisation.pk}", data=told)
    return moved


def _dockets(organisation: Organisation) -> models.QuerySet[Docket]:
    own = with_merged({organisation.pk})
    rows = Docket.objects.filter(organisation__in=own, closed_at=None).select_related("organisation")
    return rows.order_by("pk")
