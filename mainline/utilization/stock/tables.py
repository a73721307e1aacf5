"""The list of the stock, and the template that is filled in."""

from __future__ import annotations

from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from mainline.register.models import Right
from mainline.rules.money import typed
from mainline.utilization.market import labels
from mainline.utilization.market.enums import WishedMode
from mainline.utilization.market.tables import industry_choices
from mainline.utilization.stock.enums import Measure, Step, Tier
from mainline.utilization.stock.models import StockGrade, StockItem
from mainline.utilization.stock.reading import COLUMNS
from mainline.web.exports import Cell, Table
from mainline.web.filters import Choice, Contains, Days, Numbers
from mainline.web.tables import Column, ListTable
from mainline.web.templatetags.web import own, page_language

_MOST = 5


def stars(n: int | None) -> str:
    """Print a grade as stars; nothing where there is none."""
    return "" if n is None else "★" * n + "☆" * (_MOST - n)


def _right(row: StockItem) -> SafeString:
    name = row.right.display_title or row.right.number
    return format_html('<a href="{}">{}</a>', reverse("stock_item", args=[row.pk]), name)


def _firms(row: StockItem) -> str:
    mean, n = getattr(row, "firms_mean", None), getattr(row, "firms", 0)
    return "" if mean is None else f"{mean:.1f} ({n})"


def _price(row: StockItem) -> str:
    return "" if row.price is None else str(row.price)


def _price_cell(row: StockItem) -> Cell:
    return typed(row.price_minor, row.currency) if row.price_minor is not None else ""


def _waits(codes: list[str]) -> Q:
    waiting = StockGrade.objects.filter(grade=None).values("item")
    return Q(pk__in=waiting) if "yes" in codes else Q()


STOCK = ListTable(
    "stock",
    (
        Column("right", _("Right"), _right, lambda row: row.right.display_title, "right__title", "wide",
            filter=Contains(("right__title", "right__number"), name="q")),
        Column("number", _("Number"), lambda row: row.right.number, sort="right__number"),
        Column("holder", _("Holder"), lambda row: row.organisation.display_name, sort="organisation__name"),
        Column("tier", _("Tier"), lambda row: f"{row.tier} · {row.tier_percent} %", lambda row: row.tier, "tier_percent",
            filter=Choice("tier", dict(Tier.choices))),
        Column("grade", _("Own grade"), lambda row: stars(row.grade), lambda row: row.grade, "grade",
            filter=Numbers("grade")),
        Column("firms", _("Grades of firms"), _firms, _firms, "firms_mean"),
        Column("step", _("Step"), lambda row: str(row.get_step_display()), sort="step",
            filter=Choice("step", dict(Step.choices))),
        Column("industry", _("Industry"), lambda row: labels.industry(row.industry), sort="industry",
            filter=Choice("industry", industry_choices())),
        Column("trl", _("Readiness (TRL)"), lambda row: row.readiness or "", sort="readiness", look="n",
            filter=Numbers("readiness")),
        Column("mode", _("Mode"), lambda row: str(row.get_mode_display()) if row.mode else "", sort="mode",
            filter=Choice("mode", dict(WishedMode.choices))),
        Column("price", _("Price asked"), _price, _price_cell, "price_minor", "n"),
        Column("currency", _("Currency"), lambda row: row.currency, is_shown=False),
        Column("activity", _("GB/T 4754"), lambda row: row.activity, sort="activity", is_shown=False,
            filter=Contains(("activity",))),
        Column("measure", _("Promoted by"), lambda row: str(row.get_measure_display()) if row.measure else "", sort="measure",
            is_shown=False, filter=Choice("measure", dict(Measure.choices))),
        Column("surveyed", _("Surveyed on"), lambda row: row.surveyed_on, sort="surveyed_on", is_shown=False,
            filter=Days("surveyed_on")),
        Column("waits", _("Waits for a firm"), lambda row: "", is_shown=False,
            filter=Choice("waits", {"yes": _("Yes")}, by=_waits)),
        Column("note", _("Note"), lambda row: row.note, look="wide", is_shown=False),
    ),
    title=_("Stock of rights"),
    quick="right",
)  # fmt: skip


def template(rights: list[Right]) -> Table:
    """Return the table to fill in: a row for each right that is not in the stock yet, and an example where there is none."""
    rows: list[list[Cell]] = [[right.number, *[""] * (len(COLUMNS) - 1)] for right in rights]
    is_chinese = page_language() == "zh"
    example = ["ZL202010000000.0", 4, "农机装备" if is_chinese else "Agricultural machinery", "C357", 6,
        str(WishedMode.LICENCE.label), "80000.00", "CNY", _now("Delete this row")]  # fmt: skip
    headers = [own(names) for names in COLUMNS.values()]
    return Table(list(COLUMNS), headers, rows or [example])
