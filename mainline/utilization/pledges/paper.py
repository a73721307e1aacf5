"""A pack of rights as PDF: what a bank's committee reads, red flags first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext as _

from mainline.orgs.access import User
from mainline.typesetting import typeset_apart
from mainline.utilization.pledges.queries import PledgePage
from mainline.utilization.pledges.sheets import Flag, Sheet
from mainline.web.templatetags.web import day, page_language

_TEMPLATE = Path(__file__).parent / "data" / "pack.typ"


def paper(user: User, page: PledgePage, sheets: Sequence[Sheet], on: dt.date, remark: str) -> bytes:
    """Return the pack as PDF, as its reader sees it on a day. Raises as the typesetter does."""
    pledge, title = page.pledge, _("Rights offered as security")
    made = f"{timezone.localtime():%Y-%m-%d %H:%M} · {user.get_username()}"
    return typeset_apart(
        _TEMPLATE,
        {
            "lang": page_language(),
            "title": title,
            "name": pledge.holder.display_name,
            "number": pledge.number,
            "made": " · ".join(part for part in (made, remark) if part),
            "foot": f"{pledge.number} · {pledge.holder.display_name} · {_('Mainline')}",
            "page": _("Page %(page)s of %(pages)s") % {"page": "{n}", "pages": "{m}"},
            "facts": [[str(label), str(value)] for label, value in _facts(page, on)],
            "note": pledge.note,
            "rights": [_right(sheet) for sheet in sheets],
            "words": {
                "flags": _("Red flags"),
                "none": _("None that the register knows of."),
                "remark": _("Read from the register on the day above. What no record says is not known; it is not nothing."),
            },
        },
    )  # fmt: skip


def _facts(page: PledgePage, on: dt.date) -> list[tuple[object, object]]:
    pledge = page.pledge
    facts: list[tuple[object, object]] = [
        (_("As of"), day(on)),
        (_("Loan wished for"), page.wished),
        (_("To be repaid by"), day(pledge.until)),
        (_("Purpose"), pledge.get_purpose_display()),
        (_("State"), pledge.get_state_display()),
    ]
    if page.accepted is not None:
        told = (
            f"{page.accepted.offer.organisation.display_name}, {page.accepted.money}, {page.accepted.rate} %"
        )
        facts.append((_("Offer accepted"), told))
    if pledge.reference:
        facts.append((_("Registration"), f"{pledge.reference}, {day(pledge.registered_on)}"))
    return facts


def _right(sheet: Sheet) -> dict[str, object]:
    right = sheet.right
    facts = [
        (_("Status"), f"{right.get_status_display()} ({_('as of')} {day(right.status_as_of) or _('not known')})"),
        (_("Filed"), day(right.filed_on) or _("not known")),
        (_("Term ends"), day(right.expires_on) or _("not known")),
        (_("Annual fees paid"), sheet.paid),
        (_("Stands on it"), _lines(sheet.standing)),
        (_("Open cases"), _lines(sheet.cases)),
    ]  # fmt: skip
    return {
        "number": right.number,
        "title": right.display_title,
        "kind": str(right.get_kind_display()),
        "flags": [_words(flag) for flag in sheet.flags],
        "facts": [[str(label), str(value)] for label, value in facts],
    }


def _lines(flags: Sequence[Flag]) -> str:
    return "\n".join(_words(flag) for flag in flags) or _("none on record")


def _words(flag: Flag) -> str:
    return f"{day(flag.day)} {flag.text}".strip()
