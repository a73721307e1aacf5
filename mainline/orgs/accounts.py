"""Writes to accounts: made, named, closed, given a new password or the platform; memberships are in ``members``."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from mainline.audit.actions import record
from mainline.orgs import letters, names
from mainline.orgs.access import By, is_admin, organisation_ids
from mainline.orgs.members import add_member
from mainline.orgs.models import Membership, Organisation
from mainline.orgs.sessions import end_sessions
from mainline.orgs.traces import subject

_LONGEST_NAME = 150


def has_account(name: str) -> bool:
    """Whether somebody logs in by this name; upper and lower case are the same."""
    return get_user_model().objects.filter(username__iexact=name).exists()


@transaction.atomic
def make_account(
    *, username: str, password: str, name: str = "", email: str = "", is_admin: bool = False, by: By = None
) -> AbstractBaseUser:
    """Make an account. Raises ``ValidationError`` by field for a name, an address or a password that will not do.

    Whether ``by`` may is the caller's to know: an invitation, or the command line.
    """
    user = get_user_model()(
        username=username.strip(), first_name=name.strip(), email=email.strip().lower(), is_superuser=is_admin
    )
    wrong = _problems(user)
    try:
        validate_password(password, user)
    except ValidationError as error:
        wrong["password"] = error.messages
    if wrong:
        raise ValidationError(wrong)
    user.set_password(password)
    user.save()
    record(
        code="account.added", by=by, subject=subject(user), data={"name": user.get_username()}, sealed=[user]
    )
    return user


def _problems(user: Any) -> dict[str, list[str]]:
    """Return by field what will not do of an account's names."""
    wrong: dict[str, list[str]] = {}
    try:
        user.full_clean(exclude=["password", "email", "first_name"])
    except ValidationError as error:
        wrong.update(error.message_dict)
    if "@" in user.username:
        # It would be taken for the address of somebody else.
        wrong.setdefault("username", []).append(
            _("A user name holds no @. The e-mail address has a field of its own.")
        )
    elif "username" not in wrong and has_account(user.username):
        wrong["username"] = [_("This user name is taken. Choose another.")]
    if len(user.first_name) > _LONGEST_NAME:
        wrong["name"] = [_("Give a name of at most %(most)s characters.") % {"most": _LONGEST_NAME}]
    if problem := _email_problem(user):
        wrong["email"] = [problem]
    return wrong


def _email_problem(user: Any) -> str:
    if not user.email:
        return ""
    try:
        validate_email(user.email)
    except ValidationError:
        return _("This is no e-mail address.")
    if get_user_model().objects.filter(email__iexact=user.email).exclude(pk=user.pk).exists():
        return _("This address belongs to another account.")
    return ""


@transaction.atomic
def add_account(
    *, name: str, password: str, organisation: str, role: str, is_admin: bool, by: By = None
) -> AbstractBaseUser:
    """Make an account, or add to one, with a role in an organisation given by id or full name; "" for none.

    Raises ``ValidationError`` for a name, password or role that will not do. For the command line of the machine: no
    page leads here.
    """
    user = get_user_model().objects.filter(username__iexact=name).first()
    if user is None:
        user = make_account(username=name, password=password, is_admin=is_admin, by=by)
    elif is_admin and not user.is_superuser:
        promote(user=user, is_admin=True, by=by)
    if organisation:
        add_member(user=user, organisation=_organisation(organisation), role=role, by=by)
    return user


def _organisation(text: str) -> Organisation:
    """Return the organisation of an id or of a name, as an import would know it; a new name makes a new one."""
    if text.isdecimal() and len(text) < 19:
        found = Organisation.objects.filter(pk=int(text)).first()
        if found is None:
            raise ValidationError(f"没有编号为 {text} 的组织。There is no organisation {text}.")
        return found
    key = names.name_key(text)
    known = Organisation.objects.filter(name=text, merged_into=None).order_by("-rights_known", "pk").first()
    return known or Organisation.objects.get_or_create(name_key=key, defaults={"name": text[:500]})[0]


@transaction.atomic
def set_profile(*, user: Any, name: str, email: str, by: By) -> None:
    """Set the name that others read and the address that letters go to. Raises ``ValidationError`` by field."""
    _require_own_or_admin(user, by)
    before = user.email
    user.first_name, user.email = name.strip(), email.strip().lower()
    wrong = {field: told for field, told in _problems_of_profile(user).items() if told}
    if wrong:
        user.refresh_from_db()
        raise ValidationError(wrong)
    user.save(update_fields=["first_name", "email"])
    record(
        code="account.changed",
        by=by,
        subject=subject(user),
        data={"name": user.get_username()},
        sealed=[user],
    )
    if before and before != user.email:
        letters.tell_owner(user, "email_changed", to=before)


def _problems_of_profile(user: Any) -> dict[str, str]:
    is_long = len(user.first_name) > _LONGEST_NAME
    return {
        "name": _("Give a name of at most %(most)s characters.") % {"most": _LONGEST_NAME} if is_long else "",
        "email": _email_problem(user),
    }


def _require_own_or_admin(user: AbstractBaseUser, by: By) -> None:
    if by is not None and by.pk != user.pk and not is_admin(by):
        raise PermissionDenied(_("This account belongs to somebody else."))


def _require_admin(by: By) -> None:
    if by is not None and not is_admin(by):
        raise PermissionDenied(_("Only an administrator of the platform may do this."))


@transaction.atomic
def close_account(*, user: Any, by: By) -> bool:
    """Let nobody log in as this user from now on, and end all sessions; False if it was closed before.

    Nothing is deleted: what the user did stays told. Raises ``ValidationError`` for the last administrator.
    """
    _require_admin(by)
    _keep_one_admin(user)
    if not get_user_model().objects.filter(pk=user.pk, is_active=True).update(is_active=False):
        return False
    user.refresh_from_db()
    end_sessions(user=user, by=by)
    record(
        code="account.closed", by=by, subject=subject(user), data={"name": user.get_username()}, sealed=[user]
    )
    return True


@transaction.atomic
def reopen_account(*, user: Any, by: By) -> bool:
    """Let a closed account be used again, with the password that it had; False if it was open."""
    _require_admin(by)
    if not get_user_model().objects.filter(pk=user.pk, is_active=False).update(is_active=True):
        return False
    user.refresh_from_db()
    record(
        code="account.reopened",
        by=by,
        subject=subject(user),
        data={"name": user.get_username()},
        sealed=[user],
    )
    return True


@transaction.atomic
def promote(*, user: Any, is_admin: bool, by: By) -> bool:
    """Make the user an administrator of the platform, or no longer one; False if nothing changed."""
    _require_admin(by)
    if user.is_superuser == is_admin:
        return False
    if not is_admin:
        _keep_one_admin(user)
    user.is_superuser = is_admin
    user.save(update_fields=["is_superuser"])
    code = "account.promoted" if is_admin else "account.demoted"
    record(code=code, by=by, subject=subject(user), data={"name": user.get_username()}, sealed=[user])
    return True


def _keep_one_admin(user: Any) -> None:
    """Raise ``ValidationError`` where nobody would be left to administer the platform."""
    others = get_user_model().objects.filter(is_superuser=True, is_active=True).exclude(pk=user.pk)
    if user.is_superuser and user.is_active and not others.exists():
        raise ValidationError(_("This is the last administrator of the platform. Make another one first."))


def can_reset(by: By, user: Any) -> bool:
    """Whether ``by`` may let the user set a new password: the platform's administrators, and those of **all**
    organisations that the user belongs to.

    An administrator of one of two organisations could otherwise take over what the user is in the other.
    """
    if by is None or is_admin(by):
        return True
    belongs = set(Membership.objects.filter(user_id=user.pk).values_list("organisation_id", flat=True))
    return bool(belongs) and not user.is_superuser and belongs <= organisation_ids(by, "member.manage")


@transaction.atomic
def make_reset_link(*, user: Any, by: By) -> str:
    """Return the path under which the user can set a new password, once, within ``PASSWORD_RESET_TIMEOUT``.

    Whoever holds it can be the user: it is shown to ``by`` and kept nowhere.
    """
    if not can_reset(by, user):
        raise PermissionDenied(
            _("This person belongs to other organisations too. Ask an administrator of the platform.")
        )
    key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
    record(code="password.link_made", by=by, subject=subject(user), data={"name": user.get_username()})
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
    return path.replace("UID-KEY", key)


@transaction.atomic
def remove_factors(*, user: Any, by: By) -> int:
    """Take all second factors away from who lost them, and end all sessions; return how many there were."""
    _require_admin(by)
    count, _each = Authenticator.objects.filter(user_id=user.pk).delete()
    if count:
        end_sessions(user=user, by=by)
        record(code="mfa.removed", by=by, subject=subject(user), data={"kind": "all"})
        letters.tell_owner(user, "factors_removed")
    return count
