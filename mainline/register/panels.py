"""Template tags of the page of a right: who may see it, and whether the reader may say who its people are."""

from __future__ import annotations

from django import template
from django.http import HttpRequest
from django.template.context import Context

from mainline.orgs.access import can
from mainline.register.queries import RightPage
from mainline.register.sharing import sharing_of
from mainline.register.sight import Sight

register = template.Library()


@register.inclusion_tag("register/sharing_panel.html", takes_context=True)
def sharing_panel(context: Context, sight: Sight) -> dict[str, object]:
    """Draw who may see a right, for those whom it is entrusted to; for others nothing."""
    request: HttpRequest = context["request"]
    return {
        "request": request,
        "csrf_token": context.get("csrf_token"),
        "right": sight.right,
        "sharing": sharing_of(sight),
        "text": "",
    }


@register.filter
def may_name(page: RightPage) -> bool:
    """Return whether the reader may say who the inventors, authors, breeders or designers of a right are."""
    return page.has_creators and can(page.sight.user, "person.record") and page.sight.is_held("person.record")
