"""From the decision to file to the filing: an agency is instructed, accepts or declines, and the application is entered."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from mainline.creation.disclosures import thread
from mainline.creation.disclosures.access import DECIDE, FILE
from mainline.creation.disclosures.enums import Act, DisclosureState
from mainline.creation.disclosures.models import Disclosure, DisclosureAct
from mainline.creation.disclosures.queries import agencies
from mainline.creation.disclosures.triage import entered, locked, reason_of, require_state
from mainline.offices import numbers
from mainline.offices.numbers.parsed import ParsedNumber
from mainline.offices.record import NumberRole, RightKind
from mainline.orgs.access import can_for, require_for
from mainline.orgs.models import Organisation
from mainline.register.access import held_rights, visible_rights
from mainline.register.deadlines.actions import open_dockets
from mainline.register.models import Right
from mainline.register.sharing.actions import give_up_share, share_right
from mainline.web.templatetags.web import own

FILED_ON = "creation.application.filed"
FILABLE = (DisclosureState.TO_FILE, DisclosureState.ENTRUSTED)
"""States in which an application is entered: by the employer itself, or by the agency that agreed."""
_KINDS = (RightKind.INVENTION, RightKind.UTILITY_MODEL, RightKind.DESIGN)


@transaction.atomic
def instruct(
    *, disclosure: Disclosure, agency: Organisation, by: AbstractBaseUser, on: dt.date
) -> DisclosureAct:
    """Ask an agency to file: its members see the disclosure and the right from now on, unless it declines.

    Raises ``ValidationError`` for an organisation that is no agency of this platform.
    """
    row = locked(disclosure)
    require_for(by, DECIDE, row.organisation_id)
    require_state(row, (DisclosureState.TO_FILE,))
    if agency.pk not in {one.pk for one in agencies()}:
        raise ValidationError(_("Choose an agency that is on this platform."))
    right = thread.standing_right(row)
    share_right(right=right, organisation=agency, by=by)
    row.agency = agency
    event = thread.happened(
        row, "creation.agency.instructed", by=by, on=on,
        details={**thread.named(row.organisation), **thread.named(agency, "other"), "to_org": agency.pk,
                 "version": thread.newest_version(row).number},
    )  # fmt: skip
    return entered(row, Act.INSTRUCT, DisclosureState.INSTRUCTED, "", event, by, agency)


@transaction.atomic
def agree(*, disclosure: Disclosure, by: AbstractBaseUser, on: dt.date) -> DisclosureAct:
    """Accept the instruction as the agency: it stands as the agent of the right from now on."""
    row, agency = _instructed(disclosure, by)
    row.state = DisclosureState.ENTRUSTED
    thread.tell(row, thread.newest_version(row), by=by, on=on)
    event = thread.happened(
        row, "creation.agency.accepted", by=by, on=on, organisation=agency.pk,
        details={**thread.named(agency, "other"), "by_org": agency.pk},
    )  # fmt: skip
    return entered(row, Act.AGREE, DisclosureState.ENTRUSTED, "", event, by, agency)


@transaction.atomic
def decline(*, disclosure: Disclosure, reason: str, by: AbstractBaseUser, on: dt.date) -> DisclosureAct:
    """Decline the instruction as the agency, with a reason: it knows of the right no more. Raises ``ValidationError`` without one."""
    row, agency = _instructed(disclosure, by)
    why = reason_of(reason)
    event = thread.happened(
        row, "creation.agency.declined", by=by, on=on,
        details={**thread.named(agency, "other"), "by_org": agency.pk, "reason": why},
    )  # fmt: skip
    row.agency = None
    made = entered(row, Act.DECLINE, DisclosureState.TO_FILE, why, event, by, agency)
    give_up_share(right=thread.standing_right(row), organisation=agency, by=by)
    return made


@transaction.atomic
def enter_filing(
    *,
    disclosure: Disclosure,
    number: str,
    filed_on: dt.date,
    by: AbstractBaseUser,
    on: dt.date,
    is_same: bool = False,
) -> DisclosureAct:
    """Enter that the application was filed: the right that the disclosure began gets its number, and its dates follow.

    By the agency that agreed, or by the employer itself. Raises ``ValidationError`` for a number that cannot be, with the
    check digit that would fit; for a day to come; and for a number that stands on another right, unless that is one of the
    same holder and ``is_same`` says that it is this one: the two are joined then, for good.
    """
    row = locked(disclosure)
    require_state(row, FILABLE)
    _require_filer(row, by)
    if filed_on > on:
        raise ValidationError(_("The day of filing lies in the future."))
    read = read_number(number, filed_on)
    right = thread.standing_right(row)
    other = _other(read, right, by, is_same=is_same)
    row.state = DisclosureState.FILED
    kind = read.right_kind or RightKind(thread.handed_in(thread.newest_version(row)).kind)
    right = thread.tell(
        row, thread.newest_version(row), by=by, on=on, kind=kind, filing=(read.original, filed_on),
        also=other,
    )  # fmt: skip
    event = right.events.filter(code=FILED_ON, happened_on=filed_on).order_by("-pk").first()
    open_dockets(rights=[right.pk], organisation=row.organisation, by=None, on=on)
    return entered(row, Act.ENTER, DisclosureState.FILED, "", event, by, row.agency)


def read_number(text: str, filed_on: dt.date) -> ParsedNumber:
    """Return a Chinese application number. Raises ``ValidationError`` for one that cannot be: what is wrong, and what would fit."""
    given = " ".join(text.split())[:60]
    try:
        read = numbers.parse(given, office="CN", role=NumberRole.APPLICATION)
    except numbers.NumberError as error:
        words = own((error.message_zh, error.message_en))
        if error.right:
            words = _("%(why)s The check digit would be %(right)s.") % {"why": words, "right": error.right}
        raise ValidationError(words) from error
    if not read.understood or read.right_kind not in _KINDS or read.role is not NumberRole.APPLICATION:
        raise ValidationError(_("Give the number of a Chinese patent application, such as 202610000001.X."))
    if read.year != filed_on.year:
        words = _("The number is one of %(year)s, and the day of filing is not.")
        raise ValidationError(words % {"year": read.year})
    return read


def _other(read: ParsedNumber, right: Right, by: AbstractBaseUser, *, is_same: bool) -> Right | None:
    """Return the row that bears the number already and is said to be the same right; ``None`` where none does.

    Raises for one that may be another: joining two rights is not undone, so a mistyped digit must not do it. Of rights
    that the actor may not know of nothing is told: an office's own record brings the two together.
    """
    others = visible_rights(by).filter(identifiers__key=read.key).exclude(pk=right.pk).distinct()
    found = others.first()
    if found is None:
        return None
    is_own = held_rights(by).filter(pk=found.pk).exists()
    if is_own and others.count() == 1 and not found.disclosures.exists():
        if is_same:
            return found
        raise ValidationError(
            _(
                "%(number)s stands on a right of yours already. If it is this invention, tick that it is the same."
            )
            % {"number": read.original}
        )
    raise ValidationError(
        _("%(number)s stands on another right of this register. Look whether the number is right.")
        % {"number": read.original}
    )


def _instructed(disclosure: Disclosure, by: AbstractBaseUser) -> tuple[Disclosure, Organisation]:
    row = locked(disclosure)
    require_state(row, (DisclosureState.INSTRUCTED,))
    if row.agency is None:
        raise ValidationError(_("No agency was instructed."))
    require_for(by, FILE, row.agency.pk)
    return row, row.agency


def _require_filer(row: Disclosure, by: AbstractBaseUser) -> None:
    agency = row.agency_id if row.state == DisclosureState.ENTRUSTED else None
    if can_for(by, DECIDE, row.organisation_id) or (agency is not None and can_for(by, FILE, agency)):
        return
    raise PermissionDenied(_("The employer or the agency that it instructed enters the filing."))
