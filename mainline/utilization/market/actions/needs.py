"""What people do with a need: write it, post it, answer it, close it."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import asdict, dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mainline.audit.actions import record
from mainline.orgs.access import By, can_for, require_for
from mainline.orgs.models import Organisation
from mainline.register.search import region
from mainline.register.storable import storable
from mainline.search.tokens import has_cjk
from mainline.utilization.market.access import BROKER, DEAL
from mainline.utilization.market.enums import Language, NeedState, Outcome, WishedMode
from mainline.utilization.market.models import Need, NeedReply, ReplyPromise
from mainline.utilization.market.terms import terms

MOST_DAYS = 60
LONGEST = 8000
SHORTEST = 20
ACTIVITY = re.compile(r"[A-T]?\d{2,4}")


@dataclass(frozen=True, slots=True)
class NeedSaid:
    """What a poster says. Empty and ``None``: not said."""

    title: str
    text: str
    language: str = ""
    industry: str = ""
    activity: str = ""
    budget: str = ""
    mode: str = ""
    readiness: int | None = None
    place: str = ""
    wanted_by: dt.date | None = None
    is_anonymous: bool = True


@transaction.atomic
def draft_need(*, organisation: Organisation, said: NeedSaid, by: By, on: dt.date) -> Need:
    """Write a need down; nobody else sees it before it is posted. Raises ``ValidationError``."""
    require_for(by, DEAL, organisation.pk)
    need = Need.objects.create(
        organisation=organisation, made_by=by, made_at=timezone.now(), **_checked(said, on)
    )
    _told(need, "drafted", by)
    return need


@transaction.atomic
def change_need(*, need: Need, said: NeedSaid, by: By, on: dt.date) -> Need:
    """Say a draft another way. Raises ``ValidationError``, also for a need that is posted: others rely on its words."""
    row = _locked(need, by)
    if row.state != NeedState.DRAFT:
        raise ValidationError(_("A posted need keeps its words: close it and post another."))
    for name, value in _checked(said, on).items():
        setattr(row, name, value)
    row.save()
    _told(row, "changed", by)
    return row


@transaction.atomic
def post_need(*, need: Need, by: By, on: dt.date) -> Need:
    """Post a draft: members of the platform see it, and a person is promised to answer by a day."""
    row = _locked(need, by)
    if row.state != NeedState.DRAFT:
        raise ValidationError(_("Only a draft is posted."))
    if row.wanted_by is not None and row.wanted_by < on:
        raise ValidationError(_("The day by which it is wanted is past: change it first."))
    row.state, row.posted_on = NeedState.POSTED, on
    row.reply_by = on + dt.timedelta(days=promised_days())
    row.save(update_fields=["state", "posted_on", "reply_by"])
    _told(row, "posted", by)
    return row


@transaction.atomic
def name_poster(*, need: Need, by: By) -> Need:
    """Tell everybody whose need it is; this is not taken back, as others may have read it."""
    row = _locked(need, by)
    if not row.is_anonymous:
        raise ValidationError(_("Everybody may know whose need it is already."))
    row.is_anonymous = False
    row.save(update_fields=["is_anonymous"])
    _told(row, "named", by)
    return row


@transaction.atomic
def close_need(*, need: Need, outcome: str, words: str, by: By, on: dt.date) -> Need:
    """Close a need and say what became of it. Raises ``ValidationError``."""
    row = _locked(need, by)
    if row.state == NeedState.CLOSED:
        raise ValidationError(_("This need is closed already."))
    if outcome not in Outcome.values:
        raise ValidationError(_("Say what became of it."))
    row.state, row.closed_on, row.outcome = NeedState.CLOSED, on, outcome
    row.outcome_words = " ".join(storable(words).split())[:1000]
    row.save(update_fields=["state", "closed_on", "outcome", "outcome_words"])
    _told(row, "closed", by)
    return row


@transaction.atomic
def reply_to_need(*, need: Need, organisation: Organisation, text: str, by: By, on: dt.date) -> NeedReply:
    """Answer a posted need as an office, in words that its poster reads. Raises ``ValidationError``."""
    require_for(by, BROKER, organisation.pk)
    row = Need.objects.select_for_update().get(pk=need.pk)
    words = storable(text).strip()[:2000]
    if row.state != NeedState.POSTED:
        raise ValidationError(_("Only a posted need is answered."))
    if not words:
        raise ValidationError(_("Write what you answer."))
    reply = NeedReply.objects.create(
        need=row, organisation=organisation, text=words, replied_by=by, replied_at=timezone.now(), replied_on=on
    )  # fmt: skip
    subject, data = f"organisation:{organisation.pk}", {"need": row.pk}
    record(code="need.replied", by=by, subject=subject, data=data, sealed=[reply])
    return reply


@transaction.atomic
def set_promise(*, organisation: Organisation, days: int, by: By) -> ReplyPromise:
    """Promise an answer to each need within so many days from now on; what was promised before stands."""
    require_for(by, BROKER, organisation.pk)
    if not 1 <= days <= MOST_DAYS:
        raise ValidationError(_("Give a number of days from 1 to %(most)s.") % {"most": MOST_DAYS})
    promise = ReplyPromise.objects.create(
        organisation=organisation, days=days, set_by=by, set_at=timezone.now()
    )
    record(code="need.promised", by=by, subject=f"organisation:{organisation.pk}", data={"days": days})
    return promise


def promised_days() -> int:
    """Return within how many days a need is answered."""
    newest = ReplyPromise.objects.order_by("-pk").values_list("days", flat=True).first()
    return newest or terms().promise_days


def _checked(said: NeedSaid, on: dt.date) -> dict[str, Any]:
    title, text = " ".join(storable(said.title).split()), storable(said.text).strip()
    faults = []
    if not title or len(title) > 200:
        faults.append(_("Give it a title of at most 200 characters."))
    if not SHORTEST <= len(text) <= LONGEST:
        faults.append(
            _(
                "Describe the problem in %(least)s to %(most)s characters: what happens now, what should be otherwise."
            )
            % {"least": SHORTEST, "most": LONGEST}
        )
    faults += _of_codes(said)
    if said.wanted_by is not None and said.wanted_by < on:
        faults.append(_("The day by which it is wanted is past."))
    if faults:
        raise ValidationError(faults)
    language = said.language if said.language in Language.values else _language_of(title + text)
    told = {**asdict(said), "title": title, "text": text, "language": language}
    return {**told, "activity": said.activity.strip().upper()}


def _of_codes(said: NeedSaid) -> list[str]:
    faults = []
    if said.industry and said.industry not in {one.code for one in region().industries}:
        faults.append(_("There is no industry “%(code)s”.") % {"code": said.industry[:40]})
    if said.activity and not ACTIVITY.fullmatch(said.activity.strip().upper()):
        faults.append(_("A class of GB/T 4754 is a letter and digits, such as C357."))
    if said.budget and said.budget not in terms().bands:
        faults.append(_("Choose a band of the budget, or leave it open."))
    if said.mode and said.mode not in WishedMode.values:
        faults.append(_("Choose how you would like to use it, or leave it open."))
    if said.readiness is not None and not 1 <= said.readiness <= 9:
        faults.append(_("A technology readiness level is a number from 1 to 9."))
    if said.place and said.place not in {one.code for one in region().places}:
        faults.append(_("There is no place “%(code)s” in this region.") % {"code": said.place[:12]})
    return faults


def _language_of(text: str) -> str:
    return Language.ZH if has_cjk(text) else Language.EN


def _locked(need: Need, by: By) -> Need:
    row = Need.objects.select_for_update().get(pk=need.pk)
    if by is not None and not can_for(by, DEAL, row.organisation_id):
        raise PermissionDenied(_("This need is another organisation's."))
    return row


def _told(need: Need, what: str, by: By) -> None:
    subject = f"organisation:{need.organisation_id}"
    record(code=f"need.{what}", by=by, subject=subject, data={"need": need.pk}, sealed=[need])
