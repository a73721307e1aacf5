"""By when people want things done: the law's date less the lead days of the organisation.

Where that is a day of rest of the Chinese patent office, the working day before it. The most particular lead counts: one
for a holder before one for all, one for a rule before one for what missing brings, that before one for everything.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from mainline.orgs.access import with_merged
from mainline.orgs.models import Organisation
from mainline.register.deadlines.enums import DeadlineFate, Severity
from mainline.register.deadlines.models import Deadline, Docket, LeadDays
from mainline.register.enums import HOLDING_ROLES
from mainline.register.models import Party
from mainline.rules.loading import rulebook

CALENDAR = "cn_patent"
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Lead:
    """So many days before the due date; what is empty or ``None`` holds for all."""

    days: int
    severity: str = ""
    rule: str = ""
    holder: int | None = None


def lead_of(leads: Iterable[Lead], severity: str, rule: str, holders: Collection[int]) -> int | None:
    """Return the days of the most particular lead that fits, ``None`` without any. An office's own act has none."""
    fits = [
        lead
        for lead in leads
        if lead.severity in ("", severity)
        and lead.rule in ("", rule)
        and (lead.holder is None or lead.holder in holders)
    ]
    if not fits or severity == Severity.OFFICE:
        return None
    # Two holders of one right may have leads of their own: the earlier day counts.
    best = max(
        fits, key=lambda lead: (lead.holder is not None, bool(lead.rule), bool(lead.severity), lead.days)
    )
    return best.days


def internal_day(due_on: dt.date, days: int) -> dt.date:
    """Return the day that many days before a due date, or the working day before that."""
    if not days:
        return due_on
    calendar = rulebook().books.calendars[CALENDAR]
    return calendar.add_working_days(due_on - days * _DAY + _DAY, -1)


def set_internal_days(dockets: Sequence[Docket]) -> int:
    """Bring the internal dates of some dockets level with the lead days of their organisations, but for those that
    people set themselves; return how many moved."""
    leads = _leads({root_of(docket.organisation) for docket in dockets})
    holders = _holders(dockets) if any(lead.holder for own in leads.values() for lead in own) else {}
    of_docket = {docket.pk: docket for docket in dockets}
    rows = Deadline.objects.filter(
        docket__in=list(of_docket),
        fate__in=[DeadlineFate.OPEN, DeadlineFate.UNKNOWN],
        is_internal_set=False,
    )
    moved = []
    for row in rows.only("docket", "severity", "rule", "due_on", "internal_on"):
        docket = of_docket[row.docket_id]
        days = lead_of(
            leads.get(root_of(docket.organisation), ()),
            row.severity,
            row.rule,
            holders.get(docket.right_id, ()),
        )
        wanted = internal_day(row.due_on, days) if days is not None and row.due_on is not None else None
        if wanted != row.internal_on:
            row.internal_on = wanted
            moved.append(row)
    Deadline.objects.bulk_update(moved, ["internal_on"], batch_size=500)
    return len(moved)


def have_leads(dockets: Iterable[Docket]) -> bool:
    """Whether the organisation of any of some dockets has lead days."""
    return bool(_leads({root_of(docket.organisation) for docket in dockets}))


def root_of(organisation: Organisation) -> int:
    """Return the id of the row that stands for an organisation."""
    return organisation.merged_into_id or organisation.pk


def _leads(roots: Collection[int]) -> Mapping[int, list[Lead]]:
    """Return the lead days of organisations, with those that rows now one with them once said."""
    found: dict[int, list[Lead]] = defaultdict(list)
    rows = LeadDays.objects.filter(organisation__in=with_merged(set(roots)))
    for row in rows.select_related("organisation", "holder").order_by("pk"):
        holder = root_of(row.holder) if row.holder is not None else None
        found[root_of(row.organisation)].append(Lead(row.days, row.severity, row.rule, holder))
    return found


def _holders(dockets: Iterable[Docket]) -> Mapping[int, set[int]]:
    """Return for each right the organisations that hold or apply for it, with those that stand for them."""
    found: dict[int, set[int]] = defaultdict(set)
    rights = {docket.right_id for docket in dockets}
    parties = Party.objects.filter(right__in=rights, role__in=HOLDING_ROLES, organisation__isnull=False)
    for right, body, root in parties.values_list("right", "organisation", "organisation__merged_into"):
        found[right] |= set(_ids(body, root))
    return found


def _ids(*ids: int | None) -> Iterator[int]:
    return (pk for pk in ids if pk is not None)
