"""Template tags of the page of a right: who may see it, and whether the reader may say who its people are."""

from __future__ import annotations

from django import template
from django.http import HttpRequest
from django.template.context import Context

from mainline.orgs.access import can
from mainline.register.models import Right
from mainline.register.people.access import linkable_parties
from mainline.register.sharing import sharing_of

register = template.Library()


@register.inclusion_tag("register/sharing_panel.html", takes_context=True)
def sharing_panel(context: Context, right: Right) -> dict[str, object]:
    """Draw who may see a right, for those whom it is entrusted to; for others nothing."""
    request: HttpRequest = context["request"]
    return {
        "request": request,
        "csrf_token": context.get("csrf_token"),
        "right": right,
        "sharing": sharing_of(request.user, right),
        "text": "",
    }


@register.simple_tag(takes_context=True)
def may_name(context: Context, right: Right) -> bool:
    """Return whether the reader may say who the inventors, authors, breeders or designers of a right are."""
    user = context["request"].user
    return can(user, "person.record") and linkable_parties(user).filter(right=right).exists()
