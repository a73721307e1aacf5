"""The sheet by which the Chinese office takes many payments at once (网上缴费): its columns, its rows, what stays out.

The office hands its own template, a workbook with macros and lists of its own, to who is logged in there; it was not at hand.
The name of the sheet, the nine columns and the limit of 500 rows are as programs that fill the template have them (two public
repositories, read 2026-11-23), the names of fees as three others have them. What kind of business a payment is, they tell
differently: that column stays empty. Rows are to be copied into the office's own template.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import xlsxwriter

from mainline.portfolio.fees.board import Row
from mainline.portfolio.fees.keeping import payer_of
from mainline.portfolio.fees.tables import applications, figure
from mainline.rules.money import Money

OFFICE = "CN"
SHEET = "网上缴费"
HEADERS = (
    "序号", "申请号/专利号/国际申请号/海牙转交编号", "业务类型", "票据抬头", "统一社会信用代码", "费用种类", "外币金额",
    "费用金额（人民币）", "备注",
)  # fmt: skip
MOST = 500
"""Rows of one sheet."""
_KINDS = {"invention": "发明专利", "utility_model": "实用新型专利", "design": "外观设计专利"}
_WIDTHS = (6, 24, 12, 32, 22, 26, 12, 18, 24)
Why = Literal["amount", "number", "currency", "kind"]


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the sheet."""

    row: Row
    number: str
    payer: str
    uscc: str
    fee: str
    amount: Money


@dataclass(frozen=True, slots=True)
class Batch:
    """What goes in, and what does not and why."""

    parts: Sequence[Sequence[Line]]
    """Sheets of at most :data:`MOST` rows; the items of one fee stand together."""
    left_out: Sequence[tuple[Row, Why]]

    @property
    def lines(self) -> list[Line]:
        """All rows."""
        return [line for part in self.parts for line in part]

    @property
    def unnamed(self) -> int:
        """How many rows lack the payer's credit code."""
        return sum(not line.uscc for line in self.lines)


def batch_of(rows: Iterable[Row]) -> Batch:
    """Return what some fees come to on the sheet: those decided to be kept, of the Chinese office."""
    kept = [row for row in rows if row.decision == "keep" and row.right.office == OFFICE]
    numbers = applications(kept)
    parts: list[list[Line]] = []
    left_out: list[tuple[Row, Why]] = []
    for row in kept:
        told = _lines(row, numbers.get(row.right.pk, ""))
        if isinstance(told, str):
            left_out.append((row, told))
            continue
        if not parts or len(parts[-1]) + len(told) > MOST:
            parts.append([])
        parts[-1] += told
    return Batch(parts, left_out)


def _lines(row: Row, application: str) -> list[Line] | Why:
    kind = _KINDS.get(row.right.kind)
    number = "".join(sign for sign in application.upper() if sign.isdigit() or sign == "X")
    if kind is None:
        return "kind"
    if row.payment is None or row.total is None:
        return "amount"
    if row.total.currency != "CNY":
        return "currency"
    if not number:
        return "number"
    payer = payer_of(row.deadline.docket)
    names = {"annual_fee": f"{kind}第{row.deadline.number}年年费", "surcharge": f"{kind}年费滞纳金"}
    return [
        Line(row, number, payer.name_zh or payer.name, payer.uscc, names[part.code], part.amount)
        for part in row.payment.parts
    ]


def as_workbook(lines: Sequence[Line]) -> Iterator[bytes]:
    """Return the sheet as XLSX; numbers of applications are text, so that no digit is lost."""
    with tempfile.TemporaryFile() as file:
        book = xlsxwriter.Workbook(file, {"strings_to_formulas": False, "strings_to_urls": False})
        sheet, bold = book.add_worksheet(SHEET), book.add_format({"bold": True})
        sheet.freeze_panes(1, 0)
        for column, (header, width) in enumerate(zip(HEADERS, _WIDTHS, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, header, bold)
        for place, line in enumerate(lines, start=1):
            sheet.write_number(place, 0, place)
            for column, text in ((1, line.number), (3, line.payer), (4, line.uscc), (5, line.fee)):
                if text:
                    sheet.write_string(place, column, text)
            sheet.write_number(place, 7, figure(line.amount))
            sheet.write_string(place, 8, line.row.right.number)
        book.close()
        file.seek(0)
        yield file.read()
