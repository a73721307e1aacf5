"""Filters of templates for deadlines, and what the page of an organisation shows of an agency."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django import template
from django.http import HttpRequest
from django.template.context import Context
from django.utils.safestring import SafeString

from mainline.orgs import clock
from mainline.orgs.models import Organisation
from mainline.portfolio.answers import queries as answers
from mainline.portfolio.answers.models import Answer
from mainline.portfolio.billing.standing import standing_of
from mainline.portfolio.differences.tables import field_label, values
from mainline.portfolio.differences.tables import state_of as difference_state
from mainline.portfolio.menu import menu_of
from mainline.portfolio.states import STATES, state_of
from mainline.portfolio.tables import days_until, fee_of, title_of
from mainline.register.deadlines.models import Deadline
from mainline.register.differences.models import Difference
from mainline.register.models import Right
from mainline.web.menu import Menu

register = template.Library()


@register.filter
def due_title(deadline: Deadline) -> str:
    """Name what is to be done."""
    return title_of(deadline)


@register.filter
def due_fee(deadline: Deadline) -> str:
    """Print the fee with its currency; nothing where none is known."""
    return fee_of(deadline)


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


@register.inclusion_tag("portfolio/billing/standing.html", takes_context=True)
def agency_standing(context: Context, organisation: Organisation) -> dict[str, object]:
    """Draw how an agency stands: on time, load, grants, ratings."""
    request: HttpRequest = context["request"]
    return {"agency": organisation, "standing": standing_of(request.user, organisation, clock.today())}


@register.simple_tag(takes_context=True)
def answers_on(context: Context, right: Right) -> list[Answer]:
    """Return the answers to office actions on a right that the reader may know of."""
    user = context["request"].user
    return answers.answers_on(user, right) if user.is_authenticated else []


@register.simple_tag(takes_context=True)
def dates_menu(context: Context) -> Menu:
    """Return the menu of management for the page that is shown."""
    match = context["request"].resolver_match
    return menu_of(context["frame"], match.url_name or "" if match else "")
