"""Filters of templates for deadlines, and what the page of an organisation shows of an agency."""

from __future__ import annotations

import datetime as dt

from django import template
from django.http import HttpRequest
from django.template.context import Context

from mainline.orgs import clock
from mainline.orgs.models import Organisation
from mainline.portfolio.answers import queries as answers
from mainline.portfolio.answers.models import Answer
from mainline.portfolio.billing.standing import standing_of
from mainline.portfolio.states import state_of
from mainline.portfolio.tables import fee_of, title_of
from mainline.register.deadlines.models import Deadline
from mainline.register.models import Right

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
