"""How somebody wishes to be reminded: said on a page, and read back."""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from mainline.audit.actions import record
from mainline.orgs.access import By
from mainline.portfolio.models import ReminderWish
from mainline.portfolio.reminders.gather import wish_of
from mainline.portfolio.reminders.plan import USUAL_LEADS, Wish

MOST_LEADS, FARTHEST = 10, 400
LANGUAGES = ("", "zh-hans", "en")
_BETWEEN = re.compile(r"[\s,;、，；]+")


@transaction.atomic
def set_wish(
    *,
    user: AbstractBaseUser,
    leads: Mapping[str, str],
    digest_day: int,
    in_app: bool,
    by_email: bool,
    language: str,
    by: By,
) -> ReminderWish:
    """Say how one wishes to be reminded; ``leads`` by severity as texts such as ``30, 7, 1``, empty for never ahead.

    Raises ``ValidationError`` by field, ``PermissionDenied`` for somebody else's.
    """
    if by is not None and by.pk != user.pk:
        raise PermissionDenied(_("Everybody says for themselves how they are reminded."))
    wrong: dict[str, str] = {}
    read = {}
    for severity, text in leads.items():
        try:
            read[severity] = read_leads(text)
        except ValueError as error:
            wrong[f"leads_{severity}"] = str(error)
    if not set(leads) <= set(USUAL_LEADS):
        wrong["leads_loss"] = _("There is no such kind of date.")
    if digest_day not in range(8):
        wrong["digest_day"] = _("Choose every day, or a day of the week.")
    if language not in LANGUAGES:
        wrong["language"] = _("Choose Chinese, English or both.")
    if wrong:
        raise ValidationError(wrong)
    values = {
        "leads": read, "digest_day": digest_day, "in_app": in_app, "by_email": by_email, "language": language,
    }  # fmt: skip
    row, _is_new = ReminderWish.objects.update_or_create(user=user, defaults=values)
    record(code="reminders.wished", by=by, subject=f"user:{user.pk}")
    return row


def read_leads(text: str) -> list[int]:
    """Read days ahead as ``30, 7, 1``; return them most first, each once. Raises ``ValueError`` with a sentence."""
    parts = [part for part in _BETWEEN.split(text.strip()) if part]
    if not all(part.isascii() and part.isdecimal() and len(part) < 5 for part in parts):
        raise ValueError(_("Give whole numbers of days, such as 30, 7, 1."))
    days = sorted({int(part) for part in parts}, reverse=True)
    if len(days) > MOST_LEADS or any(day > FARTHEST for day in days):
        words = _("At most %(most)s times, each at most %(days)s days ahead.")
        raise ValueError(words % {"most": MOST_LEADS, "days": FARTHEST})
    return days


def wish_for(user: AbstractBaseUser) -> Wish:
    """Return how somebody wishes to be reminded, as usual where they never said."""
    row = ReminderWish.objects.filter(user=user).first()
    return wish_of(row) if row is not None else Wish()
