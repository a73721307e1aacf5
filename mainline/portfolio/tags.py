"""Filters of templates for deadlines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django import template
from django.utils.safestring import SafeString

from mainline.portfolio.differences.tables import field_label, values
from mainline.portfolio.differences.tables import state_of as difference_state
from mainline.portfolio.states import STATES, state_of
from mainline.portfolio.tables import days_until, title_of
from mainline.register.deadlines.models import Deadline
from mainline.register.differences.models import Difference

register = template.Library()


@register.filter
def due_title(deadline: Deadline) -> str:
    """Name what is to be done."""
    return title_of(deadline)


@register.filter
def due_state(deadline: Deadline, on: dt.date) -> str:
    """Return the code of how a deadline stands on a day."""
    return state_of(deadline, on)


@register.filter
def due_state_text(deadline: Deadline, on: dt.date) -> object:
    """Say how a deadline stands on a day."""
    return STATES[state_of(deadline, on)]


@register.filter
def due_days(deadline: Deadline, on: dt.date) -> str:
    """Say how far off its day is."""
    return days_until(deadline, on)


@register.filter
def differing(found: Sequence[Difference], fields: str) -> list[Difference]:
    """Return the differences of some fields, named with blanks between."""
    return [row for row in found or () if row.field in fields.split()]


@register.filter
def difference_field(row: Difference) -> str:
    """Name the field of a difference."""
    return field_label(row)


@register.filter
def difference_says(row: Difference) -> str:
    """Say whose word stands, or that nobody has decided."""
    return difference_state(row)


@register.filter
def on_lines(text: str) -> SafeString:
    """Draw values each on a line of its own."""
    return values(text)


@register.filter
def in_line(text: str) -> str:
    """Print values one after the other."""
    return "; ".join(text.split("\n"))
