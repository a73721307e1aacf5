"""The records of indicators as lists and files: rights, or events on them; and all figures of a day as one file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from mainline.register.enums import RightKindLabel
from mainline.register.models import Right
from mainline.register.search import region
from mainline.register.sentences import label
from mainline.rules.money import Money
from mainline.strategy.indicators.logic import COUNTED
from mainline.strategy.indicators.rows import FATES, Rows
from mainline.web.exports import Cell
from mainline.web.filters import Choice, Contains, Days
from mainline.web.tables import Column, ListTable
from mainline.web.templatetags.web import page_language

NOWHERE = "none"
"""In the place filter: records of no place of the region."""


def place_names() -> dict[str, str]:
    """Return the places of the region by code, in the language of the page."""
    language = page_language()
    return {place.code: place.name.in_language(language) for place in (*region().divisions, region().root)}


def _place(code: str) -> str:
    name = place_names().get(code, "")
    return _now("%(region)s, prefecture not known") % {"region": name} if code == region().root.code else name


def _choices() -> dict[str, object]:
    return {**place_names(), NOWHERE: _now("No place of the region")}


def _at(chosen: Sequence[str]) -> Q:
    return Q(at__in=["" if code == NOWHERE else code for code in chosen])


def _fate(row: Any) -> SafeString:
    look = "" if row.fate == COUNTED else " is-wrong"
    return format_html('<span class="chip{}">{}</span>', look, FATES[row.fate])


def _right_of(row: Any) -> Right:
    return row if isinstance(row, Right) else row.right


def _link(row: Any) -> SafeString:
    right = _right_of(row)
    return format_html(
        '<a class="num" href="{}">{}</a>', reverse("right", args=[right.pk]), right.number or right.pk
    )


def _common(prefix: str) -> tuple[Column, ...]:
    """Return the columns that say of which right a record is; ``prefix`` leads to it."""
    titles = (f"{prefix}title", f"{prefix}titles__zh", f"{prefix}titles__en")
    return (
        Column(
            "number", _("Number"), _link, lambda row: _right_of(row).number, sort=f"{prefix}number",
            filter=Contains((f"{prefix}number",)),
        ),
        Column(
            "title", _("Title"), lambda row: _right_of(row).display_title, sort=f"{prefix}title", look="wide",
            filter=Contains(titles),
        ),
        Column(
            "kind", _("Kind"), lambda row: _right_of(row).get_kind_display(), sort=f"{prefix}kind",
            is_shown=False, filter=Choice(f"{prefix}kind", dict(RightKindLabel.choices)),
        ),
        Column(
            "holder", _("Holder"), lambda row: _right_of(row).holder_name, sort=f"{prefix}holder_name",
            look="wide", filter=Contains((f"{prefix}holder_name",)),
        ),
        Column("place", _("Place"), lambda row: _place(row.at), filter=Choice("at", _choices, _at)),
        Column("fate", _("In the figure"), _fate, lambda row: str(FATES[row.fate]), filter=Choice("fate", dict(FATES))),
        Column("fate_code", _("In the figure, as a code"), lambda row: row.fate, is_shown=False),
        Column("place_code", _("Code of the place"), lambda row: row.at, is_shown=False),
    )  # fmt: skip


def _day(code: str, header: object, field: str) -> Column:
    def cell(row: Any) -> str:
        return str(getattr(row, field) or "")

    return Column(code, header, cell, sort=field, filter=Days(field))


RIGHTS = ListTable(
    "indicator-rights",
    (
        *_common(""),
        _day("filed", _("Filed on"), "filed_on"),
        _day("granted", _("Granted on"), "granted_on"),
    ),
    title=_("Records of an indicator"),
    quick="title",
)


def _amount(row: Any) -> str:
    return str(Money(row.amount_minor, row.currency)) if row.amount_minor is not None and row.currency else ""


def _minor(row: Any) -> Cell:
    return row.amount_minor


EVENTS = ListTable(
    "indicator-events",
    (
        *_common("right__"),
        _day("day", _("Day"), "happened_on"),
        Column("event", _("Event"), lambda row: label(row.code, page_language())),
        Column("code", _("Code"), lambda row: row.code, is_shown=False),
        Column("amount", _("Amount"), _amount, sort="amount_minor", look="n"),
        Column("minor", _("Amount in minor units"), lambda row: row.amount_minor, _minor, look="n", is_shown=False),
        Column("currency", _("Currency"), lambda row: row.currency, is_shown=False),
    ),
    title=_("Records of an indicator"),
    quick="title",
)  # fmt: skip

_WHOLE = {
    "unintended_lapses": (
        Column("fulfils", _("Without a recorded decision"), lambda row: row.fulfils, lambda row: row.fulfils, look="n"),
    ),
    "annuities_on_time": (
        Column("fulfils", _("On time"), lambda row: row.fulfils, lambda row: row.fulfils, look="n"),
    ),
    "adjudication_days": (_day("opened", _("Opened on"), "opened_on"),),
    "inventor_pay": (
        Column("due", _("Least due, in minor units"), lambda row: row.due_minor, lambda row: row.due_minor, look="n"),
        Column("paid", _("Paid, in minor units"), lambda row: row.paid_minor, lambda row: row.paid_minor, look="n"),
    ),
}  # fmt: skip
"""What a figure is computed from, beside the records themselves."""


def table_of(code: str, found: Rows, *, is_whole: bool) -> ListTable:
    """Return the list of an indicator's records. ``is_whole``: also what holders keep to themselves."""
    table = RIGHTS if found.holder == "holder_name" else EVENTS
    more = _WHOLE.get(code, ()) if is_whole or code == "annuities_on_time" else ()
    return replace(table, columns=(*table.columns, *more)) if more else table


def with_rights(rows: Any, found: Rows) -> Any:
    """Return rows with the rights that their cells name, read at once."""
    return rows if found.holder == "holder_name" else rows.select_related("right").defer("right__abstracts")
