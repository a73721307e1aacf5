"""What is told by e-mail, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from django.contrib.auth.models import AbstractBaseUser
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from mainline.orgs import mail
from mainline.orgs.models import Invitation

_CHANGES: Mapping[str, object] = MappingProxyType(
    {
        "password_changed": gettext_lazy("The password was changed."),
        "password_reset": gettext_lazy("The password was changed by a link."),
        "totp_activated": gettext_lazy("Codes of an app were set up as second factor."),
        "totp_deactivated": gettext_lazy("Codes of an app are no longer a second factor."),
        "webauthn_added": gettext_lazy("A passkey was added."),
        "webauthn_removed": gettext_lazy("A passkey was removed."),
        "recovery_codes_generated": gettext_lazy("New recovery codes were made; the old ones are void."),
        "email_changed": gettext_lazy("The e-mail address was changed: this letter goes to the old one."),
        "factors_removed": gettext_lazy("An administrator took the second factors away."),
    }
)


def tell_owner(user: AbstractBaseUser, change: str, address: str = "", to: str = "") -> None:
    """Tell the owner of an account what was changed, when and from where; nothing for what nobody needs to be told."""
    words = _CHANGES.get(change)
    if words is None:
        return

    def text() -> str:
        lines = [
            _("Account %(name)s on Mainline:") % {"name": user.get_username()},
            str(words),
            _("When: %(time)s") % {"time": timezone.localtime().strftime("%Y-%m-%d %H:%M")},
        ]
        if address:
            lines.append(_("From: %(address)s") % {"address": address})
        lines += ["", _("If that was not you, tell the administrator of your organisation at once.")]
        return "\n".join(lines)

    mail.send(
        _both(gettext_lazy("Your account was changed")),
        mail.in_both_languages(text),
        to or getattr(user, "email", ""),
    )


def send_invitation(invitation: Invitation, link: str) -> bool:
    """Send an invitation its link; False where that can't be."""

    def text() -> str:
        made_by = invitation.made_by
        return "\n".join(
            [
                _("%(name)s, you are invited to join %(organisation)s on Mainline as: %(role)s.")
                % {
                    "name": invitation.name,
                    "organisation": invitation.organisation.display_name,
                    "role": invitation.get_role_display(),
                },
                _("Invited by: %(name)s")
                % {"name": (made_by.get_full_name() or made_by.get_username()) if made_by else "Mainline"},
                "",
                link,
                "",
                _("The link works once, until %(time)s. Pass it on to nobody.")
                % {"time": timezone.localtime(invitation.expires_at).strftime("%Y-%m-%d %H:%M")},
            ]
        )

    return mail.send(
        _both(gettext_lazy("An invitation to Mainline")), mail.in_both_languages(text), invitation.email
    )


def _both(words: object) -> str:
    """Return a few words in both languages, for a subject."""
    parts = []
    for language in ("zh-hans", "en"):
        with override(language):
            parts.append(str(words))
    return " · ".join(parts)
