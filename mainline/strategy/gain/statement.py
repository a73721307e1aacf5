"""The statement of gains as PDF: what was created, earned, paid and supported, and what is not known."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from mainline.register.models import Right
from mainline.register.sentences import label
from mainline.rules.money import Money
from mainline.strategy.gain.claimable import Claimable, Support
from mainline.strategy.gain.logic import balance
from mainline.strategy.gain.parts import Gains, Part
from mainline.strategy.gain.shown import table_of
from mainline.typesetting import typeset_apart
from mainline.web.sums import in_words
from mainline.web.templatetags.web import day, number, page_language

MOST = 100
"""Records of one part that the paper names."""
_TEMPLATE = Path(__file__).parents[1] / "data" / "statement.typ"


def groups() -> dict[str, str]:
    """Return the groups of parts in their order, in the language of the page."""
    return {
        "money": _("Money"),
        "law": _("What the law asks for inventors"),
        "support": _("Support"),
        "time": _("Time"),
        "keeping": _("Keeping rights"),
        "use": _("Use"),
    }


def known_balance(gains: Gains) -> str:
    """Return what came in less what went out, over the parts that are known; empty where none is."""
    known = [(part.sign, part.sums) for part in gains.parts if part.sign and part.sums is not None]
    return in_words(balance(known), 0) if known else ""


def statement(gains: Gains, remark: str, support: Support | None = None) -> bytes:
    """Return the statement as PDF, with the support that may be claimed on its day. Raises as the typesetter does."""
    made = f"{timezone.localtime():%Y-%m-%d %H:%M} · {gains.subject.user.get_username()}"
    title = _("Statement of gains")
    return typeset_apart(
        _TEMPLATE,
        {
            "lang": page_language(),
            "title": title,
            "name": gains.subject.name,
            "window": gains.window.words,
            "made": " · ".join(part for part in (made, remark) if part),
            "foot": f"{gains.subject.name} · {title} · {_('Mainline')}",
            "page": _("Page %(page)s of %(pages)s") % {"page": "{n}", "pages": "{m}"},
            "groups": [
                {"name": name, "parts": [_part(part) for part in gains.of(code)]}
                for code, name in groups().items()
                if gains.of(code)
            ]
            + _claimable(support),
            "balance": known_balance(gains),
            "words": {
                "balance": _("Known balance: what came in less what went out, of the parts that are known"),
                "unknown": _("not known"),
                "remark": _("What no record says is not known; it is not nothing."),
            },
        },
    )


def _claimable(support: Support | None) -> list[dict[str, Any]]:
    """Return the group of what may still be claimed, a part for each rule; none where nothing may."""
    if support is None or not support.rules:
        return []
    parts = [
        {
            "label": one.title,
            "value": _("up to %(money)s") % {"money": one.up_to} if one.up_to is not None else "",
            "sign": "", "note": last_day(one), "rows": [], "more": "",
        }
        for one in support.rules
    ]  # fmt: skip
    return [{"name": _("Support you may claim now"), "parts": parts}]


def last_day(one: Claimable) -> str:
    """Return until when a rule can be claimed, or why that is not known; and how many more have no amount."""
    until = _("until %(day)s") % {"day": day(one.closes_on)} if one.closes_on else str(one.window)
    more = _("%(n)s with an amount that is not known") % {"n": one.unpriced} if one.unpriced else ""
    return " · ".join(filter(None, (until, more)))


def _part(part: Part) -> dict[str, Any]:
    return {
        "label": part.label,
        "value": part.text,
        "sign": {1: "+", -1: "−"}.get(part.sign, ""),
        "note": part.note if part.is_known else part.why,
        "rows": list(_rows(part)),
        "more": _("The first %(shown)s of %(n)s records.") % {"shown": MOST, "n": number(part.n)}
        if part.n > MOST
        else "",
    }


def _rows(part: Part) -> Iterable[list[str]]:
    if part.rows is None or not part.is_known:
        return
    _table, rows = table_of(part)
    for row in rows[:MOST]:
        if isinstance(row, Right):
            yield [day(row.granted_on or row.filed_on), row.number, row.display_title, ""]
            continue
        amount = (
            str(Money(row.amount_minor, row.currency))
            if row.amount_minor is not None and row.currency
            else ""
        )
        yield [
            day(row.happened_on),
            row.right.number,
            f"{label(row.code, page_language())} · {row.right.display_title}",
            amount,
        ]
