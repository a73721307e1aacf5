"""Reads of agreements; each takes the user."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from functools import cache

from django.db.models import BooleanField, Case, Prefetch, Q, QuerySet, Value, When
from django.urls import reverse
from django.utils.translation import gettext as _

from mainline.orgs.access import User, is_admin, organisation_ids
from mainline.orgs.models import Membership, Organisation
from mainline.orgs.persons.queries import one_body
from mainline.register.access import visible_rights
from mainline.register.deadlines.enums import DeadlineFate
from mainline.register.deadlines.models import Deadline
from mainline.register.enums import HOLDING_ROLES
from mainline.register.gates import Obstacle, obstacles, told_to
from mainline.register.models import Party, Right
from mainline.rules.engine import Engine
from mainline.rules.loading import rulebook
from mainline.utilization.agreements.access import (
    KEEP,
    SIGN,
    VIEW,
    agreements_of_sides,
    is_theirs,
    sides_of,
    visible_agreements,
    visible_declarations,
)
from mainline.utilization.agreements.enums import AgreementKind, AgreementState, DeclarationState, Side
from mainline.utilization.agreements.logic import Terms, terms_of
from mainline.utilization.agreements.models import (
    Agreement,
    AgreementRight,
    AgreementVersion,
    OpenDeclaration,
)
from mainline.utilization.bodies import holds
from mainline.web.steps import Step

ACTS = {
    AgreementKind.EXCLUSIVE: "exclusive_licence",
    AgreementKind.SOLE: "sole_licence",
    AgreementKind.ORDINARY: "ordinary_licence",
    AgreementKind.ASSIGNMENT: "transfer",
}
RECORDAL = "cn.licence.record"
_PATENTS = ("invention", "utility_model", "design")


def agreements(user: User) -> QuerySet[Agreement]:
    """Return the agreements that a user may see, the newest first."""
    rows = shown_to(user).select_related("licensor", "licensee", "declaration")
    known = AgreementRight.objects.filter(right__in=visible_rights(user).order_by().values("pk"))
    covered = Prefetch("covered", known.select_related("right").order_by("pk"))
    return rows.prefetch_related(covered, "versions").order_by("-made_at", "-pk")


def shown_to(user: User) -> QuerySet[Agreement]:
    """Return the agreements that a user may see, each with whether the other side writes its working copy."""
    theirs = Case(When(is_theirs(user), then=Value(True)), default=Value(False), output_field=BooleanField())
    return visible_agreements(user).annotate(is_theirs=theirs)


def terms_shown(agreement: Agreement) -> Terms:
    """Return the working copy of an agreement that one of the reads above found; what was sent last where the other side
    writes it.
    """
    sent = max(agreement.versions.all(), key=lambda one: one.number, default=None)
    is_others = getattr(agreement, "is_theirs", False)
    return terms_of(sent.terms if is_others and sent is not None else agreement.terms)


def agreement(user: User, pk: int) -> Agreement | None:
    """Return one agreement, if the user may see it."""
    rows = shown_to(user).select_related("licensor", "licensee", "declaration", "made_by")
    return rows.filter(pk=pk).first()


def agreements_on(user: User, right: Right) -> list[Agreement]:
    """Return the agreements about a right that the user may see, those in effect first."""
    rows = list(agreements(user).filter(covered__right=right).exclude(state=AgreementState.DISCARDED))
    return sorted(rows, key=lambda one: (one.state != AgreementState.SIGNED, -one.pk))


def versions(agreement: Agreement) -> list[AgreementVersion]:
    """Return the versions of an agreement, the newest first."""
    rows = agreement.versions.select_related("sent_by", "licensor_signed_by", "licensee_signed_by")
    return list(rows.order_by("-number"))


def signed_version(agreement: Agreement) -> AgreementVersion | None:
    """Return the newest version that both sides signed: what holds."""
    rows = agreement.versions.filter(licensor_signed_at__isnull=False, licensee_signed_at__isnull=False)
    return rows.order_by("-number").first()


def pending_version(agreement: Agreement) -> AgreementVersion | None:
    """Return the version that waits for signatures, if one does."""
    newest = agreement.versions.order_by("-number").first()
    return newest if newest is not None and not newest.is_signed and not newest.is_recalled else None


def terms_in_force(agreement: Agreement) -> Terms:
    """Return the terms that both sides signed; of one not signed yet the working copy."""
    version = signed_version(agreement)
    return terms_of(version.terms if version is not None else agreement.terms)


def began_on(agreement: Agreement) -> dt.date | None:
    """Return the day on which an agreement took effect; ``None`` for one that is not signed."""
    return terms_in_force(agreement).starts_on or agreement.signed_on if agreement.signed_on else None


def rights_of(agreement: Agreement) -> list[Right]:
    """Return the rights that an agreement is about."""
    return list(Right.objects.filter(agreed__agreement=agreement).order_by("pk"))


def hindrances(agreement: Agreement, rights: Sequence[Right], on: dt.date) -> list[tuple[Right, Obstacle]]:
    """Return what stands in the way of an agreement on its rights on a day; nothing once it is in effect."""
    act = ACTS.get(AgreementKind(agreement.kind))
    if act is None or agreement.state not in (AgreementState.DRAFT, AgreementState.SENT):
        return []
    return [
        (right, one)
        for right in rights
        for one in obstacles(right, act, on, by_organisation=agreement.licensor_id)
    ]


def hindrances_told(
    user: User, agreement: Agreement, rights: Sequence[Right], on: dt.date
) -> list[tuple[Right, Obstacle]]:
    """Return those of the hindrances that a user may know: whoever asks for a licence learns by it of no other."""
    if getattr(agreement, "is_theirs", False):
        return []
    return _told(user, agreement, hindrances(agreement, rights, on))


def _told(
    user: User, agreement: Agreement, found: list[tuple[Right, Obstacle]]
) -> list[tuple[Right, Obstacle]]:
    if is_admin(user) or Side.LICENSOR in sides_of(user, agreement, VIEW):
        return found
    return told_to(user, found)


def forbidding(
    user: User, agreement: Agreement, rights: Sequence[Right], on: dt.date
) -> tuple[list[tuple[Right, Obstacle]], bool]:
    """Return the hindrances that a signer may know, and whether there are others."""
    found = hindrances(agreement, rights, on)
    told = _told(user, agreement, found)
    return told, len(told) < len(found)


def held_by(user: User, organisation: Organisation) -> QuerySet[Right]:
    """Return the rights that an organisation holds and the user may know of, by number."""
    held = Party.objects.filter(organisation__in=one_body(organisation), role__in=HOLDING_ROLES)
    return visible_rights(user).filter(pk__in=held.values("right")).order_by("number", "pk")


def is_held(right: Right, organisation: int) -> bool:
    """Whether an organisation, under any of its names, holds a right as far as the register knows."""
    # Who applied for it or held it before stands among its parties too, and disposes of it no more.
    return holds(Organisation.objects.get(pk=organisation), right)


def counterparts(user: User) -> QuerySet[Organisation]:
    """Return the organisations that can be the other side: those with members on this platform."""
    here = Membership.objects.values("organisation")
    rows = Organisation.objects.filter(pk__in=here, merged_into=None)
    return rows.exclude(pk__in=organisation_ids(user)).order_by("name")


@cache
def _engine() -> Engine:
    return Engine(rulebook())


def recordal_due(agreement: Agreement, right: Right) -> dt.date | None:
    """Return the day by which a licence of a Chinese patent is recorded at the office; ``None`` where no rule asks for it."""
    on = began_on(agreement)
    is_licence = agreement.kind not in (AgreementKind.ASSIGNMENT, AgreementKind.OPEN)
    if on is None or not is_licence or right.office != "CN" or right.kind not in _PATENTS:
        return None
    return _engine().ask(RECORDAL, {"right_type": right.kind, "event_date": on}).date("due_date")


def recordal_deadline(user: User, agreement: Agreement, right: Right) -> Deadline | None:
    """Return the row of the user's docket that counts to the recordal of an agreement."""
    own = organisation_ids(user)
    due = recordal_due(agreement, right)
    rows = Deadline.objects.filter(
        docket__right=right, docket__organisation__in=own, rule=RECORDAL, due_on=due
    )
    return rows.exclude(fate=DeadlineFate.GONE).first() if due else None


def declarations(user: User) -> QuerySet[OpenDeclaration]:
    """Return the open licences that a user may know of, the newest first."""
    rows = visible_declarations(user).filter(right__in=visible_rights(user).order_by().values("pk"))
    return rows.select_related("right", "organisation").order_by("-declared_on", "-pk")


def declaration_on(user: User, right: Right) -> OpenDeclaration | None:
    """Return the open licence that stands on a right."""
    return declarations(user).filter(right=right, state=DeclarationState.DECLARED).first()


def steps(user: User, on: dt.date) -> Iterator[Step]:
    """Yield what of agreements waits for a user: to sign, to go on writing, to record at the office."""
    rows = agreements_of_sides(user, SIGN).filter(
        Q(state=AgreementState.SENT) | Q(state=AgreementState.SIGNED, versions__is_recalled=False)
    )
    for row in rows.distinct().select_related("licensor", "licensee").order_by("pk"):
        version = pending_version(row)
        if version is None or row.kind == AgreementKind.OPEN:
            continue
        if any(not signed_by(version, side) for side in sides_of(user, row, SIGN)):
            text = _("Sign the agreement with %(name)s") % {"name": other_side(user, row).display_name}
            yield Step(text, reverse("agreement", args=[row.pk]))
    for row in (
        agreements_of_sides(user, KEEP).filter(state=AgreementState.SIGNED, recorded_on=None).order_by("pk")
    ):
        due = [day for right in rights_of(row) if (day := recordal_due(row, right))]
        if due:
            text = _("Record the licence to %(name)s at the office") % {"name": row.licensee.display_name}
            yield Step(text, reverse("agreement", args=[row.pk]) + "#recordal", min(due) < on, min(due))


def signed_by(version: AgreementVersion, side: Side) -> bool:
    """Whether a side signed a version."""
    return (version.licensor_signed_at if side is Side.LICENSOR else version.licensee_signed_at) is not None


def other_side(user: User, agreement: Agreement) -> Organisation:
    """Return with whom a user made an agreement."""
    return agreement.licensee if agreement.licensor_id in organisation_ids(user) else agreement.licensor
