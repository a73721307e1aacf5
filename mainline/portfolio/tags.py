"""Filters of templates for deadlines."""

from __future__ import annotations

import datetime as dt

from django import template

from mainline.portfolio.states import STATES, state_of
from mainline.portfolio.tables import days_until, title_of
from mainline.register.deadlines.models import Deadline

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
