"""Charts of bars: as a page shows them, as a table, and as a picture of their own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from django.utils.translation import gettext as _

from mainline.rules.money import CURRENCIES, Money
from mainline.web.exports import Cell, Table
from mainline.web.papers import Heading
from mainline.web.templatetags.web import number, share

_WIDTH, _LEFT, _RIGHT, _LINE, _TOP = 900, 300, 190, 22, 46


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: how many, and the list that it opens. ``note`` stands beside the number."""

    label: str
    count: int
    href: str
    note: str = ""
    amount: Money | None = None
    """What the rows come to in the currency of the chart, where it is one of money: then its length."""
    unknown: int = 0
    """Rows whose amount is not known; in no sum."""

    @property
    def length(self) -> int:
        """Return what its length stands for."""
        return self.amount.minor if self.amount is not None else self.count


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars under one heading; ``code`` names it in addresses."""

    code: str
    title: str
    bars: Sequence[Bar]
    is_wide: bool = False
    is_money: bool = False

    @property
    def most(self) -> int:
        """Return the length of the longest bar."""
        return max((bar.length for bar in self.bars), default=0)

    @property
    def has_notes(self) -> bool:
        """Whether something stands beside the numbers."""
        return any(bar.note for bar in self.bars)


def as_table(chart: Chart, heading: Heading) -> Table:
    """Return the figures of a chart as a table that can be written to a file."""
    columns, headers = ["label", "count"], [chart.title, _("Rows")]
    if chart.is_money:
        columns += ["amount", "currency", "unknown"]
        headers += [_("Amount"), _("Currency"), _("Not known")]
    if chart.has_notes:
        columns, headers = [*columns, "note"], [*headers, _("Remark")]
    looks = ["", "n", *(["n", "", "n"] if chart.is_money else []), *([""] if chart.has_notes else [])]
    return Table(columns, headers, (_cells(chart, bar) for bar in chart.bars), looks, heading)


def _cells(chart: Chart, bar: Bar) -> list[Cell]:
    cells: list[Cell] = [bar.label, bar.count]
    if chart.is_money:
        cells += [_figure(bar.amount), bar.amount.currency if bar.amount else "", bar.unknown]
    return [*cells, bar.note] if chart.has_notes else cells


def _figure(money: Money | None) -> Cell:
    """Print an amount without its currency, exact."""
    if money is None:
        return ""
    places = CURRENCIES[money.currency]
    whole, part = divmod(money.minor, 10**places)
    return f"{whole}.{part:0{places}d}" if places else str(whole)


def as_svg(chart: Chart, foot: str) -> str:
    """Return a chart as a picture that stands alone: title, bars, numbers, and ``foot`` below."""
    return "\n".join(_svg(chart, foot)) + "\n"


def _svg(chart: Chart, foot: str) -> Iterator[str]:
    height = _TOP + _LINE * len(chart.bars) + 30
    room = _WIDTH - _LEFT - _RIGHT
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" height="{height}"'
        f' role="img" font-family="Noto Sans SC, Microsoft YaHei, PingFang SC, sans-serif" font-size="13">'
    )
    yield f"<title>{escape(chart.title)}</title>"
    yield f'<rect width="{_WIDTH}" height="{height}" fill="#ffffff"/>'
    yield f'<text x="16" y="26" font-size="16" font-weight="bold" fill="#1b2430">{escape(chart.title)}</text>'
    for place, bar in enumerate(chart.bars):
        y = _TOP + place * _LINE
        width = float(share(bar.length, chart.most)) * room / 100
        told = number(bar.count) if bar.amount is None else str(bar.amount)
        words = f"{told}  {bar.note}".strip()
        yield f'<text x="{_LEFT - 10}" y="{y + 14}" text-anchor="end" fill="#1b2430">{escape(_short(bar.label))}</text>'
        yield f'<rect x="{_LEFT}" y="{y + 3}" width="{room}" height="14" fill="#e8ecf1"/>'
        yield f'<rect x="{_LEFT}" y="{y + 3}" width="{width:.1f}" height="14" fill="#1f4e79"/>'
        yield f'<text x="{_LEFT + room + 8}" y="{y + 14}" fill="#1b2430">{escape(words)}</text>'
    yield f'<text x="16" y="{height - 10}" font-size="11" fill="#5b6472">{escape(foot)}</text>'
    yield "</svg>"


def _short(label: str) -> str:
    return label if len(label) <= 40 else f"{label[:39]}…"
