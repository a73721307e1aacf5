"""What people do with the stock: survey it, ask enterprises, grade what one was shown, promote it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mainline.audit.actions import record
from mainline.orgs.access import By, can_for, require_for
from mainline.orgs.enums import OrganisationKind
from mainline.orgs.models import Organisation
from mainline.register.actions import add_event
from mainline.register.models import Right
from mainline.register.search import region
from mainline.register.storable import storable
from mainline.utilization.bodies import holds, names_of
from mainline.utilization.market.access import DEAL
from mainline.utilization.market.actions.needs import ACTIVITY
from mainline.utilization.market.enums import WishedMode
from mainline.utilization.market.logic import ALIVE
from mainline.utilization.stock.enums import NEXT, Interest, Measure, Step
from mainline.utilization.stock.logic import MOST_STARS, Tier, formula, tier_of
from mainline.utilization.stock.models import StockGrade, StockItem

SURVEYED = "utilization.stock.surveyed"
EVALUATED = "utilization.stock.evaluated"
MOST_FIRMS = 50


@dataclass(frozen=True, slots=True)
class Said:
    """What a holder says of a right of its stock. Empty and ``None``: not said."""

    grade: int
    industry: str = ""
    activity: str = ""
    readiness: int | None = None
    mode: str = ""
    price_minor: int | None = None
    currency: str = ""
    note: str = ""


@transaction.atomic
def survey(*, organisation: Organisation, right: Right, said: Said, by: By, on: dt.date) -> StockItem:
    """Grade a right that one holds oneself, or grade it anew; the thread of the right tells of each time.

    Raises ``ValidationError`` for a right that the organisation does not hold or that has ended, and for what can't be.
    """
    require_for(by, DEAL, organisation.pk)
    if found := faults(organisation, right, said):
        raise ValidationError(found)
    row = StockItem.objects.select_for_update().filter(right=right, organisation=organisation).first()
    item = row or StockItem(right=right, organisation=organisation)
    for name, value in asdict(said).items():
        setattr(item, name, value)
    item.activity = said.activity.strip().upper()
    item.currency = said.currency if said.price_minor is not None else ""
    item.note = " ".join(storable(said.note).split())[:1000]
    item.surveyed_by, item.surveyed_at, item.surveyed_on = by, timezone.now(), on
    told = _tiered(item)
    item.save()
    details = {
        "grade": str(said.grade), "by_org": str(organisation.pk), "proof": f"stock_item:{item.pk}",
        "result": told.code,
    }  # fmt: skip
    add_event(
        right=right, code=SURVEYED, happened_on=on, by=by, on=on, organisation=organisation.pk, details=details
    )  # fmt: skip
    _told("surveyed", item, organisation, by, [item])
    return item


@transaction.atomic
def ask_firms(*, item: StockItem, firms: Sequence[Organisation], by: By, on: dt.date) -> list[StockGrade]:
    """Ask enterprises to grade a right of the stock; those asked already are not asked again. Raises ``ValidationError``."""
    row = _locked(item, by)
    if row.right.set_apart is not None:
        raise ValidationError(_("An unpublished right is shown to nobody: wait until it is published."))
    if not firms or len(firms) > MOST_FIRMS:
        raise ValidationError(_("Choose from 1 to %(most)s enterprises.") % {"most": MOST_FIRMS})
    if any(firm.kind != OrganisationKind.ENTERPRISE or firm.merged_into_id for firm in firms):
        raise ValidationError(_("Enterprises are asked."))
    known = set(row.grades.values_list("organisation", flat=True))
    new = [
        StockGrade.objects.create(
            item=row, organisation=firm, asked_by=by, asked_at=timezone.now(), asked_on=on
        )
        for firm in firms
        if firm.pk not in known
    ]
    if row.step == Step.SURVEYED:
        row.step, row.pushed_on = Step.FEEDBACK, on
        row.save(update_fields=["step", "pushed_on"])
    _told("asked", row, row.organisation, by, [row, *new])
    return new


@transaction.atomic
def grade(
    *,
    item: StockItem,
    organisation: Organisation,
    stars: int,
    comment: str,
    interest: str,
    by: By,
    on: dt.date,
) -> StockGrade:
    """Grade a right that one was asked to, or grade it anew; the tier follows. Raises ``ValidationError``."""
    require_for(by, DEAL, organisation.pk)
    asked = StockGrade.objects.select_for_update().filter(item=item, organisation=organisation).first()
    if asked is None:
        raise PermissionDenied(_("Your organisation was not asked to grade this right."))
    if not 1 <= stars <= MOST_STARS:
        raise ValidationError(_("Give from 1 to 5 stars."))
    if interest not in Interest.values:
        raise ValidationError(_("Choose what you decide."))
    asked.grade, asked.interest = stars, interest
    asked.comment = " ".join(storable(comment).split())[:1000]
    asked.graded_by, asked.graded_at = by, timezone.now()
    asked.save()
    row = StockItem.objects.select_for_update().select_related("right", "organisation").get(pk=item.pk)
    _tiered(row)
    row.save(update_fields=["tier", "tier_percent"])
    details = {
        **names_of(organisation, "party"), "grade": str(stars), "by_org": str(organisation.pk),
        "proof": f"stock_item:{row.pk}", "result": "★" * stars + "☆" * (MOST_STARS - stars),
    }  # fmt: skip
    add_event(
        right=row.right, code=EVALUATED, happened_on=on, by=by, on=on, organisation=organisation.pk, details=details
    )  # fmt: skip
    _told("graded", row, organisation, by, [row, asked])
    return asked


@transaction.atomic
def move(*, item: StockItem, to: str, measure: str, by: By, on: dt.date) -> StockItem:
    """Take a right of the stock to its next step: promote it by a measure, then note what follows from it.

    Raises ``ValidationError`` for a step that may not follow, and before any enterprise has answered.
    """
    row = _locked(item, by)
    if to not in NEXT[row.step] or to == Step.FEEDBACK:
        raise ValidationError(
            _("After “%(now)s” this step may not follow.") % {"now": row.get_step_display()}
        )
    if to == Step.PROMOTED:
        if not row.grades.filter(grade__isnull=False).exists():
            raise ValidationError(
                _("First an enterprise answers: no right is promoted on the holder's word alone.")
            )
        if measure not in Measure.values:
            raise ValidationError(_("Choose how it is promoted."))
        row.measure = measure
    row.step = to
    row.save(update_fields=["step", "measure"])
    _told("moved", row, row.organisation, by, [row])
    return row


def faults(organisation: Organisation, right: Right, said: Said) -> list[str]:
    """Return what is wrong with what is said of a right, in sentences; empty: nothing."""
    found = []
    if not holds(organisation, right):
        found.append(_("%(name)s does not hold this right.") % {"name": organisation.display_name})
    elif right.status not in ALIVE:
        found.append(_("The right has ended: %(status)s.") % {"status": right.get_status_display()})
    if not 1 <= said.grade <= MOST_STARS:
        found.append(_("Give from 1 to 5 stars."))
    if said.industry and said.industry not in {one.code for one in region().industries}:
        found.append(_("There is no industry “%(code)s”.") % {"code": said.industry[:40]})
    if said.activity and not ACTIVITY.fullmatch(said.activity.strip().upper()):
        found.append(_("A class of GB/T 4754 is a letter and digits, such as C357."))
    if said.readiness is not None and not 1 <= said.readiness <= 9:
        found.append(_("A technology readiness level is a number from 1 to 9."))
    if said.mode and said.mode not in WishedMode.values:
        found.append(_("Choose how you would like it to be used, or leave it open."))
    return found


def _tiered(item: StockItem) -> Tier:
    """Set the tier from what is known now."""
    firms = list(item.grades.filter(grade__isnull=False).values_list("grade", flat=True)) if item.pk else []
    told = tier_of(item.grade, [one for one in firms if one is not None], item.readiness, formula())
    item.tier, item.tier_percent = told.code, told.percent
    return told


def _locked(item: StockItem, by: By) -> StockItem:
    row = (
        StockItem.objects.select_for_update(of=("self",))
        .select_related("right", "organisation")
        .get(pk=item.pk)
    )
    if by is not None and not can_for(by, DEAL, row.organisation_id):
        raise PermissionDenied(_("This is another organisation's stock."))
    return row


def _told(
    what: str, item: StockItem, body: Organisation, by: By, sealed: Sequence[StockItem | StockGrade]
) -> None:
    subject, data = f"organisation:{body.pk}", {"right": item.right_id, "grade": item.grade}
    record(code=f"stock.{what}", by=by, subject=subject, data=data, sealed=sealed)
