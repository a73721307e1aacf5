"""A table of the stock brought in: first row by row what would become of it, then the same done."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from mainline.offices import numbers
from mainline.offices.tabular.sheets import SheetProblem
from mainline.orgs.access import By, require_for
from mainline.orgs.models import Organisation
from mainline.register.enums import HOLDING_ROLES
from mainline.register.models import Identifier, Party, Right
from mainline.utilization.amounts import minor_of
from mainline.utilization.market import labels
from mainline.utilization.market.access import DEAL
from mainline.utilization.market.enums import WishedMode
from mainline.utilization.stock.actions import Said, faults, survey
from mainline.utilization.stock.models import StockItem
from mainline.utilization.stock.reading import MOST_ROWS, NoTable, Row, level_of, read, stars_of


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """A row and what would become of it. ``faults`` empty: it would be done."""

    line: int
    cells: Mapping[str, str]
    right: Right | None
    said: Said | None
    is_new: bool
    faults: Sequence[str]


def rows_of(data: bytes) -> list[Row]:
    """Return the rows of a file. Raises ``ValidationError`` that says what is wrong with it and what to do."""
    try:
        found = read(data)
    except NoTable as error:
        if error.is_too_long:
            words = _("The table has more than %(most)s rows: part it.")
            raise ValidationError(words % {"most": MOST_ROWS}) from error
        raise ValidationError(
            _(
                "No row of headers was found. Take the template: it needs at least the columns of number and grade."
            )
        ) from error
    except SheetProblem as error:
        raise ValidationError(_("The file can't be read as a table: %(why)s.") % {"why": error}) from error
    if not found:
        raise ValidationError(_("The table has no row below its headers."))
    return found


def rehearse(organisation: Organisation, rows: Sequence[Row]) -> list[Rehearsed]:
    """Return what would become of each row of a table."""
    seen: set[int] = set()
    known = set(StockItem.objects.filter(organisation=organisation).values_list("right", flat=True))
    found = []
    for row in rows:
        told = _rehearsed(organisation, row, known)
        if told.right is not None and told.right.pk in seen:
            again = [*told.faults, _("The right stands in the table twice.")]
            told = Rehearsed(told.line, told.cells, told.right, told.said, told.is_new, again)
        elif told.right is not None:
            seen.add(told.right.pk)
        found.append(told)
    return found


@transaction.atomic
def bring_in(*, organisation: Organisation, rows: Sequence[Row], by: By, on: dt.date) -> int:
    """Survey every row of a table, or none. Return how many; raises ``ValidationError`` where one can't be."""
    require_for(by, DEAL, organisation.pk)
    told = rehearse(organisation, rows)
    wrong = [
        _("Row %(n)s: %(why)s") % {"n": one.line, "why": " ".join(one.faults)} for one in told if one.faults
    ]
    if wrong:
        raise ValidationError(wrong)
    for one in told:
        if one.right is not None and one.said is not None:
            survey(organisation=organisation, right=one.right, said=one.said, by=by, on=on)
    return len(told)


def _rehearsed(organisation: Organisation, row: Row, known: set[int]) -> Rehearsed:
    wrong: list[str] = []
    right = _right(organisation, row.cells.get("number", ""))
    if right is None:
        wrong.append(
            _("Your organisation holds no right of the number “%(n)s”.")
            % {"n": row.cells.get("number", "")[:40]}
        )
    said = None
    try:
        said = _said(row.cells)
    except ValidationError as error:
        wrong += error.messages
    if right is not None and said is not None:
        wrong += faults(organisation, right, said)
    is_new = right is not None and right.pk not in known
    return Rehearsed(row.line, row.cells, right, said, is_new, wrong)


def _said(cells: Mapping[str, str]) -> Said:
    currency = cells.get("currency", "").upper() or "CNY"
    return Said(
        grade=stars_of(cells.get("grade", "")),
        industry=_code(cells.get("industry", ""), _industry_words()),
        activity=cells.get("activity", ""),
        readiness=level_of(cells.get("readiness", "")),
        mode=_code(cells.get("mode", ""), _mode_words()),
        price_minor=minor_of(cells.get("price", ""), currency),
        currency=currency,
        note=cells.get("note", ""),
    )


def _code(text: str, words: Mapping[str, str]) -> str:
    """Return the code that a text names in either language, else the text, which is then refused."""
    return words.get(text.strip().lower(), text.strip())


def _industry_words() -> dict[str, str]:
    return _both(lambda: labels.industries())


def _mode_words() -> dict[str, str]:
    return _both(lambda: {code: str(label) for code, label in WishedMode.choices})


def _both(named: object) -> dict[str, str]:
    found: dict[str, str] = {}
    for language in ("zh-hans", "en"):
        with override(language):
            names: dict[str, str] = named()  # type: ignore[operator]
            found |= {label.lower(): code for code, label in names.items()} | {code: code for code in names}
    return found


def _right(organisation: Organisation, text: str) -> Right | None:
    """Return the right of a number among those that an organisation holds."""
    keys: set[str] = set()
    with contextlib.suppress(numbers.NumberError):
        keys.update(numbers.keys(text))
    held = Party.objects.filter(organisation=organisation, role__in=HOLDING_ROLES).values("right")
    named = Identifier.objects.filter(key__in=keys).values("right") if keys else Identifier.objects.none()
    by_key = Right.objects.filter(pk__in=named.values("right"), merged_into=None).filter(pk__in=held)
    found = list(by_key[:2]) or list(Right.objects.filter(number=text, pk__in=held, merged_into=None)[:2])
    return found[0] if text and len(found) == 1 else None
