"""The lists behind the parts of somebody's gains."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from mainline.register.models import Right
from mainline.strategy.gain.parts import Part
from mainline.strategy.indicators.tables import EVENTS, RIGHTS
from mainline.web.tables import Column, ListTable

_LEFT_OUT = ("place", "fate", "fate_code", "place_code")


def _without(table: ListTable, code: str) -> ListTable:
    columns: list[Column] = [one for one in table.columns if one.code not in _LEFT_OUT]
    return replace(table, code=code, columns=tuple(columns), title=_("Records behind a gain"))


GAIN_EVENTS = _without(EVENTS, "gain-events")
GAIN_RIGHTS = _without(RIGHTS, "gain-rights")


def table_of(part: Part) -> tuple[ListTable, QuerySet[Any]]:
    """Return the list of a part's records, and the records. A part without any is a fault of whoever asks."""
    rows = part.rows
    if rows is None:
        raise LookupError(part.code)
    if rows.model is Right:
        return GAIN_RIGHTS, rows
    return GAIN_EVENTS, rows.select_related("right").defer("right__abstracts").order_by("happened_on", "pk")
