"""Invitations: made, sent or handed over, taken up once, revoked. The secret in their address is kept by its hash."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from enum import StrEnum

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from mainline.audit.actions import record
from mainline.orgs.access import By, can_for, require_for
from mainline.orgs.accounts import make_account
from mainline.orgs.members import add_member, require_role
from mainline.orgs.models import Invitation, Organisation

MOST_DAYS = 30
MOST_OPEN = 200
"""So many invitations of one organisation can be open at once."""
_BYTES = 32


class State(StrEnum):
    """How an invitation stands."""

    OPEN = "open"
    USED = "used"
    REVOKED = "revoked"
    EXPIRED = "expired"
    VOID = "void"
    """Who made it may no longer invite."""


def hash_of(secret: str) -> str:
    """Return what is kept of the secret of an invitation."""
    return hashlib.sha256(secret.encode()).hexdigest()


def invitation_of(token_hash: str) -> Invitation | None:
    """Return the invitation whose secret has this hash."""
    rows = Invitation.objects.select_related("organisation", "made_by", "accepted_by")
    return rows.filter(token_hash=token_hash).first() if token_hash else None


def open_invitations(organisation: Organisation, at: dt.datetime) -> QuerySet[Invitation]:
    """Return the invitations of an organisation that can still be taken up."""
    rows = Invitation.objects.filter(organisation=organisation, accepted_at=None, revoked_at=None)
    return rows.filter(expires_at__gt=at).select_related("made_by")


def state_of(invitation: Invitation, at: dt.datetime) -> State:
    """Say how an invitation stands at an instant."""
    if invitation.accepted_at is not None:
        return State.USED
    if invitation.revoked_at is not None:
        return State.REVOKED
    if invitation.expires_at <= at:
        return State.EXPIRED
    made_by = invitation.made_by
    is_allowed = made_by is None or (
        made_by.is_active and can_for(made_by, "member.manage", invitation.organisation_id)
    )
    return State.OPEN if is_allowed else State.VOID


@transaction.atomic
def invite(
    *, organisation: Organisation, name: str, email: str, role: str, days: int, by: By
) -> tuple[Invitation, str]:
    """Make an invitation that can be taken up within ``days`` (1–30); return it and its secret, which is kept nowhere.

    Raises ``ValidationError`` by field for what will not do, ``PermissionDenied`` unless ``by`` manages members.
    """
    require_for(by, "member.manage", organisation.pk)
    require_role(organisation, role)
    now = timezone.now()
    _validate(organisation, name.strip(), email.strip(), days, now)
    secret = secrets.token_urlsafe(_BYTES)
    invitation = Invitation.objects.create(
        organisation=organisation,
        role=role,
        name=name.strip(),
        email=email.strip().lower(),
        token_hash=hash_of(secret),
        made_by=by,
        made_at=now,
        expires_at=now + dt.timedelta(days=days),
    )
    _record("invitation.made", invitation, by)
    return invitation, secret


def _validate(organisation: Organisation, name: str, email: str, days: int, now: dt.datetime) -> None:
    wrong: dict[str, str] = {}
    most = Invitation._meta.get_field("name").max_length or 0
    if not name or len(name) > most:
        wrong["name"] = _("Say whom you invite, in at most %(most)s characters.") % {"most": most}
    if email:
        try:
            validate_email(email)
        except ValidationError:
            wrong["email"] = _("This is no e-mail address.")
    if not 1 <= days <= MOST_DAYS:
        wrong["days"] = _("An invitation holds for 1 to %(most)s days.") % {"most": MOST_DAYS}
    if open_invitations(organisation, now).count() >= MOST_OPEN:
        wrong["name"] = _("%(most)s invitations are open. Revoke some first.") % {"most": MOST_OPEN}
    if wrong:
        raise ValidationError(wrong)


@transaction.atomic
def revoke_invitation(*, invitation: Invitation, by: By) -> bool:
    """Let nobody take an invitation up any more; False if it was taken up or revoked before."""
    require_for(by, "member.manage", invitation.organisation_id)
    standing = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, revoked_at=None)
    if standing.update(revoked_at=timezone.now()) != 1:
        return False
    invitation.refresh_from_db()
    _record("invitation.revoked", invitation, by)
    return True


@transaction.atomic
def accept(*, invitation: Invitation, user: AbstractBaseUser) -> None:
    """Let a user take an invitation up: once. Raises ``ValidationError`` where it no longer can be."""
    now = timezone.now()
    refuse_unless_open(invitation, now)
    standing = Invitation.objects.filter(
        pk=invitation.pk, accepted_at=None, revoked_at=None, expires_at__gt=now
    )
    if standing.update(accepted_by=user, accepted_at=now) != 1:
        raise ValidationError(_("This invitation was just taken up by somebody else."))
    invitation.refresh_from_db()
    add_member(
        user=user,
        organisation=invitation.organisation,
        role=invitation.role,
        by=invitation.made_by,
        is_invited=True,
    )
    _record("invitation.accepted", invitation, user)


@transaction.atomic
def accept_as_new(*, invitation: Invitation, username: str, name: str, password: str) -> AbstractBaseUser:
    """Make an account for whom an invitation was made, and let it be taken up by it.

    The address that the invitation went to becomes the account's if no other has it. Raises ``ValidationError`` by field.
    """
    refuse_unless_open(invitation, timezone.now())
    try:
        user = make_account(username=username, password=password, name=name, email=invitation.email)
    except ValidationError as error:
        if set(error.message_dict) != {"email"}:
            raise
        user = make_account(username=username, password=password, name=name)
    accept(invitation=invitation, user=user)
    return user


def refuse_unless_open(invitation: Invitation, at: dt.datetime) -> None:
    """Raise ``ValidationError`` in words that say why an invitation can't be taken up."""
    state = state_of(invitation, at)
    if state != State.OPEN:
        raise ValidationError(words_of_state(state))


def words_of_state(state: State) -> str:
    """Say why an invitation can't be taken up, and what to do."""
    return {
        State.OPEN: "",
        State.USED: _("This invitation was used: each works once. If it was you, log in."),
        State.REVOKED: _("This invitation was revoked. Ask whoever sent it for another."),
        State.EXPIRED: _("This invitation has expired. Ask whoever sent it for another."),
        State.VOID: _("Whoever made this invitation may no longer invite. Ask the organisation for another."),
    }[state]


def _record(code: str, invitation: Invitation, by: By) -> None:
    record(
        code=code,
        by=by,
        subject=f"organisation:{invitation.organisation_id}",
        data={
            "name": invitation.name,
            "organisation": invitation.organisation.name,
            "role": invitation.role,
            "invitation": invitation.pk,
        },
        sealed=[invitation],
    )
