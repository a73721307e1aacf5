"""What people type in a case."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from mainline.protection.cases.filing import Said
from mainline.protection.cases.models import Case


def said_of(data: Mapping[str, str], evidence: Sequence[str] = ()) -> Said:
    """Return what was typed of a dispute. Raises ``ValidationError`` by field."""
    office = data.get("office", "")
    asks = {"yes": True, "no": False}.get(data.get("holder_asks", ""))
    knew = data.get("knew_on", "").strip()
    return Said(
        respondent_name=data.get("respondent_name", ""),
        respondent_address=data.get("respondent_address", ""),
        respondent_is_person=bool(data.get("respondent_is_person")),
        respondent_abroad=bool(data.get("respondent_abroad")),
        place=data.get("place", ""),
        office=int(office) if office.isascii() and office.isdigit() and len(office) < 19 else None,
        role=data.get("role", ""),
        holder_asks=asks,
        claims=data.get("claims", ""),
        facts=data.get("facts", ""),
        knew_on=day_of(knew, "knew_on") if knew else None,
        is_ongoing=bool(data.get("is_ongoing")),
        no_suit=bool(data.get("no_suit")),
        no_other_way=bool(data.get("no_other_way")),
        evidence=[int(one) for one in evidence if one.isascii() and one.isdigit() and len(one) < 19],
    )


def day_of(text: str, field: str = "") -> dt.date:
    """Return a day that was typed. Raises ``ValidationError``."""
    try:
        return dt.date.fromisoformat(text.strip())
    except ValueError:
        words = _("Give the day as 2026-01-31.")
        raise ValidationError({field: words} if field else words) from None


def asked_of(row: Case) -> str:
    """Return what a form shows for whether the patentee asks itself."""
    return {True: "yes", False: "no", None: ""}[row.holder_asks]
