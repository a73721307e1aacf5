"""Amounts of forms and tables that may be left empty."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from mainline.rules import money
from mainline.rules.money import CURRENCIES, NoAmount


def minor_of(text: str, currency: str) -> int | None:
    """Return an amount such as ``1,200.50`` in minor units; ``None`` for an empty text.

    Raises ``ValidationError`` for an unknown currency, and for what :func:`mainline.rules.money.minor_of` does not take.
    """
    if not text.strip():
        return None
    if currency not in CURRENCIES:
        raise ValidationError(_("Choose a currency: %(all)s.") % {"all": ", ".join(CURRENCIES)})
    try:
        return money.minor_of(text, currency)
    except NoAmount:
        raise ValidationError(
            _("Give an amount such as 1,200.50, not “%(text)s”.") % {"text": text[:40]}
        ) from None
