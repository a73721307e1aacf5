"""What people do about the dates of rights: keep them or no longer, say facts for the rules, decide on a deadline."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from mainline.audit.actions import record
from mainline.orgs.access import By, can_for, require_for
from mainline.orgs.models import Organisation
from mainline.register.access import rights_known_to
from mainline.register.deadlines import following
from mainline.register.deadlines.happenings import typed
from mainline.register.deadlines.leads import set_internal_days
from mainline.register.deadlines.models import Docket
from mainline.register.deadlines.refresh import Refreshed, refresh_deadlines
from mainline.register.disclosure import PRIVATE_FORMATS
from mainline.register.models import Import, SourceRecord
from mainline.rules.loading import rulebook

_CHUNK = 500
ENDED = ("lapsed", "expired", "withdrawn", "refused", "invalidated", "surrendered")
"""Rights of which no date is kept unless somebody asks."""


@transaction.atomic
def open_dockets(*, rights: Collection[int], organisation: Organisation, by: By, on: dt.date) -> Refreshed:
    """Keep the dates of some rights for an organisation; those that it keeps already are left as they are.

    They need not be its own: an agency keeps those of its clients, a licensee those that it pays for. Raises
    ``PermissionDenied`` for an actor who may not keep its dates, and for rights that it may not know of.
    """
    require_for(by, "docket.keep", organisation.pk)
    own = rights_known_to(organisation).filter(pk__in=rights)
    ids = sorted(own.values_list("pk", flat=True))
    if len(ids) != len(set(rights)):
        raise PermissionDenied(_("There is no such right, or this organisation may not know of it."))
    now = timezone.now()
    kept = Docket.objects.filter(organisation=organisation, right__in=ids)
    again = list(kept.exclude(closed_at=None).values_list("pk", flat=True))
    _reopen(kept.filter(pk__in=again))
    known = set(kept.values_list("right_id", flat=True))
    fresh = [
        Docket(right_id=pk, organisation=organisation, opened_by=by, opened_at=now)
        for pk in ids
        if pk not in known
    ]
    Docket.objects.bulk_create(fresh, batch_size=_CHUNK)
    told = refresh_deadlines(ids, on=on, cause="facts", by=by)
    if again:
        # Lead days may have been other, or none, when they were closed.
        set_internal_days(list(Docket.objects.filter(pk__in=again).select_related("organisation")))
    record(
        code="docket.opened",
        by=by,
        subject=f"organisation:{organisation.pk}",
        data={"rights": len(fresh), "deadlines": told.new},
    )
    return told


def _reopen(closed: QuerySet[Docket]) -> None:
    """Open dockets again, with what people said of them: from what the rest followed may have changed since."""
    rows = list(closed)
    for row in rows:
        row.closed_at, row.facts = None, following.said(row.facts)
    Docket.objects.bulk_update(rows, ["closed_at", "facts"], batch_size=_CHUNK)


def keep_imported(job: Import, *, on: dt.date) -> int:
    """Keep the dates of what an organisation brought in of its own lists, as far as it has not ended; return of how many.

    A list of one's own is a portfolio; files that an office lays open are not. Some hundred rights at a time.
    """
    organisation, by = job.organisation, job.requested_by
    if organisation is None or (by is not None and not can_for(by, "docket.keep", organisation.pk)):
        return 0
    told = SourceRecord.objects.filter(imported_by=job, format__in=PRIVATE_FORMATS).values("right")
    rights = rights_known_to(organisation).filter(pk__in=told).exclude(status__in=ENDED)
    ids = list(rights.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), _CHUNK):
        open_dockets(rights=ids[start : start + _CHUNK], organisation=organisation, by=by, on=on)
    return len(ids)


@transaction.atomic
def close_dockets(*, dockets: Collection[int], organisation: Organisation, by: By) -> int:
    """Keep the dates of some rights no longer; return of how many. What stands on them stays."""
    require_for(by, "docket.keep", organisation.pk)
    rows = Docket.objects.filter(organisation=organisation, pk__in=dockets, closed_at=None)
    number = rows.update(closed_at=timezone.now())
    if number:
        record(
            code="docket.closed", by=by, subject=f"organisation:{organisation.pk}", data={"rights": number}
        )
    return number


@transaction.atomic
def say_facts(*, docket: Docket, facts: Mapping[str, str], by: By, on: dt.date) -> Refreshed:
    """Say for the rules what no event tells, as the size of the entity; an empty text takes a fact back.

    Raises ``ValidationError`` for what is no fact or not of its type, by its name.
    """
    require_for(by, "docket.keep", docket.organisation_id)
    row = Docket.objects.select_for_update().get(pk=docket.pk)
    for name, text in facts.items():
        if name not in rulebook().facts:
            raise ValidationError({name: _("The rules know no fact of this name.")})
        if text and typed(name, text) is None:
            words = _("%(text)s is no %(type)s.") % {"text": text, "type": rulebook().facts[name].type}
            raise ValidationError({name: words})
    before = following.unmarked(row.facts, facts)
    row.facts = {name: text for name, text in {**before, **facts}.items() if text}
    row.save(update_fields=["facts"])
    record(
        code="docket.facts_said",
        by=by,
        subject=f"right:{row.right_id}",
        data={"facts": ", ".join(sorted(facts))},
    )
    return refresh_deadlines([row.right_id], on=on, cause="facts", by=by)
