"""What people decide about deadlines. The law's dates are derived and never typed; these are the acts around them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mainline.audit.actions import record
from mainline.orgs.access import By, require_for, with_merged
from mainline.orgs.models import Membership, Organisation
from mainline.portfolio.fees.gates import ends_a_right, require_free
from mainline.portfolio.reminders.sending import tell_given
from mainline.portfolio.states import PRESSING, needs_second, state_of
from mainline.register.deadlines.access import KEEP, visible_deadlines
from mainline.register.deadlines.enums import DeadlineAct, DeadlineFate
from mainline.register.deadlines.leads import set_internal_days
from mainline.register.deadlines.models import Deadline, DeadlineChange, Docket


@transaction.atomic
def decide(*, deadline: Deadline, act: str, reason: str, by: AbstractBaseUser) -> Deadline:
    """Decide that something is not done, or was done though no event tells of it. Where a right would be lost the
    decision waits for a second person.

    Raises ``ValidationError`` without a reason, for what is no longer open, and where a pledged right would lapse.
    """
    row = _open(deadline, by)
    if act not in DeadlineAct.values:
        raise ValidationError({"act": _("Choose what you decide.")})
    if not reason.strip():
        raise ValidationError({"reason": _("Say why, so that whoever reads it later understands.")})
    _require_free(row, act)
    row.act, row.act_reason, row.act_by, row.act_at = act, reason.strip()[:500], by, timezone.now()
    row.confirmed_by = None
    return _written(row, by, act, before={"act": ""}, after={"act": act}, reason=row.act_reason)


@transaction.atomic
def confirm(*, deadline: Deadline, by: AbstractBaseUser) -> Deadline:
    """Be the second person of a decision. Raises ``ValidationError`` for the first, and where none waits."""
    row = _locked(deadline, by)
    if not needs_second(row) or row.fate not in (DeadlineFate.OPEN, DeadlineFate.UNKNOWN):
        raise ValidationError(_("No decision waits for a second person here."))
    if row.act_by_id == by.pk:
        raise ValidationError(_("You decided this yourself: a second person must confirm it."))
    _require_free(row, row.act)
    row.confirmed_by = by
    return _written(row, by, "confirmed", before={}, after={"confirmed": True})


@transaction.atomic
def reopen(*, deadline: Deadline, by: AbstractBaseUser) -> Deadline:
    """Take a decision back. Raises ``ValidationError`` where there is none."""
    row = _locked(deadline, by)
    if not row.act:
        raise ValidationError(_("Nothing was decided here."))
    before = {"act": row.act}
    row.act, row.act_reason, row.act_by, row.act_at, row.confirmed_by = "", "", None, None, None
    return _written(row, by, "reopened", before=before, after={"act": ""})


@transaction.atomic
def plan(*, deadline: Deadline, internal_on: dt.date | None, by: AbstractBaseUser) -> Deadline:
    """Set the day by which people here want it done; ``None``: as the organisation's lead days come to.

    Raises ``ValidationError`` for one after the law's.
    """
    row = _locked(deadline, by)
    if internal_on is not None and row.due_on is not None and internal_on > row.due_on:
        words = _("The internal date must not be after the due date, %(day)s.")
        raise ValidationError({"internal_on": ValidationError(words, params={"day": row.due_on})})
    before = {"internal_on": str(row.internal_on or "")}
    row.internal_on, row.is_internal_set = internal_on, internal_on is not None
    if internal_on is None:
        row.save()
        set_internal_days([row.docket])
        row.refresh_from_db()
    return _written(row, by, "planned", before=before, after={"internal_on": str(row.internal_on or "")})


@transaction.atomic
def assign(
    *, deadlines: Collection[int], to: AbstractBaseUser | None, by: AbstractBaseUser, on: dt.date
) -> int:
    """Say who sees to some deadlines, and tell them; ``None``: whoever sees to the right. Return how many.

    Raises ``ValidationError`` for somebody who is no member of the organisation.
    """
    rows = list(visible_deadlines(by, KEEP).filter(pk__in=deadlines).select_related("docket"))
    _require_members(to, {row.docket.organisation_id for row in rows})
    for row in rows:
        row.responsible = to
    Deadline.objects.bulk_update(rows, ["responsible"], batch_size=500)
    _tell_assigned(rows, to, by)
    if to is not None and to.pk != by.pk:
        tell_given([row for row in rows if state_of(row, on) in PRESSING], to, on)
    return len(rows)


@transaction.atomic
def assign_rights(*, dockets: Collection[int], people: Mapping[str, AbstractBaseUser | None], by: By) -> int:
    """Say who sees to some rights, and who where that person does not act: ``people`` under ``responsible``, ``deputy``
    or both; who is not named stays. Return how many.
    """
    if not people or not set(people) <= {"responsible", "deputy"}:
        raise ValidationError(_("Choose who sees to them, or a deputy."))
    rows = list(Docket.objects.filter(pk__in=dockets, closed_at=None))
    bodies = {row.organisation_id for row in rows}
    for body in bodies:
        require_for(by, KEEP, body)
    for person in people.values():
        _require_members(person, bodies)
    Docket.objects.filter(pk__in=[row.pk for row in rows]).update(**people)
    name = ", ".join(person.get_username() if person else "–" for person in people.values())
    for body in bodies:
        number = sum(row.organisation_id == body for row in rows)
        record(
            code="deadline.assigned",
            by=by,
            subject=f"organisation:{body}",
            data={"number": number, "person": name},
        )
    return len(rows)


@transaction.atomic
def hand_over(
    *, organisation: Organisation, giver: AbstractBaseUser | None, taker: AbstractBaseUser, by: By
) -> int:
    """Give all that one person sees to in an organisation to another, in one act; ``None``: what nobody sees to.

    Decisions that wait stay as they are. Returns the number of rights and dates. Raises ``ValidationError`` for a
    taker who is no member.
    """
    require_for(by, KEEP, organisation.pk)
    _require_members(taker, {organisation.pk})
    if giver is not None and giver.pk == taker.pk:
        raise ValidationError(_("Choose another person to hand over to."))
    rights = Docket.objects.filter(organisation=organisation, closed_at=None)
    number = rights.filter(responsible=giver).update(responsible=taker)
    if giver is not None:
        rights.filter(deputy=giver).update(deputy=None)
        dates = Deadline.objects.filter(docket__organisation=organisation, responsible=giver)
        number += dates.filter(fate__in=[DeadlineFate.OPEN, DeadlineFate.UNKNOWN]).update(responsible=taker)
    record(
        code="deadline.handed_over",
        by=by,
        subject=f"organisation:{organisation.pk}",
        data={
            "number": number,
            "giver": giver.get_username() if giver else "",
            "taker": taker.get_username(),
        },
    )
    return number


def _require_free(row: Deadline, act: str) -> None:
    """Raise ``ValidationError`` where a right that is pledged would lapse by a decision."""
    if act == DeadlineAct.WAIVED and ends_a_right(row):
        require_free(row)


def _require_members(person: AbstractBaseUser | None, bodies: Collection[int]) -> None:
    if person is None:
        return
    rows = Membership.objects.filter(user=person)
    pairs = rows.values_list("organisation", "organisation__merged_into")
    if not set(bodies) <= with_merged({root or pk for pk, root in pairs}):
        words = _("%(name)s is no member of the organisation that keeps these dates.")
        raise ValidationError(words, params={"name": person.get_username()})


def _tell_assigned(rows: Sequence[Deadline], to: AbstractBaseUser | None, by: AbstractBaseUser) -> None:
    for body in sorted({row.docket.organisation_id for row in rows}):
        number = sum(row.docket.organisation_id == body for row in rows)
        name = to.get_username() if to is not None else ""
        record(
            code="deadline.assigned",
            by=by,
            subject=f"organisation:{body}",
            data={"number": number, "person": name},
        )


def _locked(deadline: Deadline, by: AbstractBaseUser) -> Deadline:
    row = visible_deadlines(by, KEEP).select_for_update(of=("self",)).filter(pk=deadline.pk).first()
    if row is None:
        raise PermissionDenied(_("Your role does not let you decide on these dates."))
    return row


def _open(deadline: Deadline, by: AbstractBaseUser) -> Deadline:
    row = _locked(deadline, by)
    if row.fate not in (DeadlineFate.OPEN, DeadlineFate.UNKNOWN):
        raise ValidationError(_("This is open no more: an event has ended it."))
    return row


def _written(
    row: Deadline,
    by: AbstractBaseUser,
    what: str,
    *,
    before: dict[str, object],
    after: dict[str, object],
    reason: str = "",
) -> Deadline:
    row.sequence += 1
    row.save()
    change = DeadlineChange.objects.create(
        deadline=row, at=timezone.now(), cause="person", by=by, before=before, after=after
    )
    data = {"rule": row.rule, "due": str(row.due_on or "?"), "reason": reason}
    record(code=f"deadline.{what}", by=by, subject=f"right:{row.docket.right_id}", data=data, sealed=[change])
    return row
