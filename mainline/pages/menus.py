"""The menus of the links, drawn on their pages."""

from __future__ import annotations

from collections.abc import Mapping
from types import ModuleType

from django import template
from django.http import HttpRequest
from django.template.context import Context
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mainline.creation import menu as creation
from mainline.links import BY_CODE
from mainline.protection import menu as protection
from mainline.service import menu as service
from mainline.strategy import menu as strategy
from mainline.utilization import menu as utilization
from mainline.web.menu import menu_of

register = template.Library()
_LABELS: Mapping[str, object] = {code: link.label for code, link in BY_CODE.items()} | {
    "strategy": _("Strategy")
}
_MENUS: Mapping[str, ModuleType] = {
    "creation": creation,
    "utilization": utilization,
    "protection": protection,
    "service": service,
    "strategy": strategy,
}


@register.inclusion_tag("web/nav.html", takes_context=True)
def link_menu(context: Context, code: str) -> dict[str, object]:
    """Draw the menu of a link, or of the strategy, for the page that is shown."""
    request = context["request"]
    match, module = request.resolver_match, _MENUS[code]
    menu = menu_of(module.GROUPS, match.url_name or "" if match else "", module.hidden(request.user))
    return {"menu": menu, "label": _LABELS[code], "code": code}


@register.simple_tag(takes_context=True)
def chain_menu(context: Context) -> list[tuple[str, object, str, bool]]:
    """Return (code, label, address, whether the reader is there) of each link and the strategy, for the head of every page.

    A link leads to the first of its pages that the reader may open; where there is none, to what it did for all rights.
    """
    request = context["request"]
    return [(code, label, *_place(request, code)) for code, label in _LABELS.items()]


def _place(request: HttpRequest, code: str) -> tuple[str, bool]:
    if code == "portfolio":
        address = reverse("docket") if request.user.is_authenticated else reverse("link", args=[code])
        return address, request.path.startswith("/dates/")
    module = _MENUS[code]
    entries = menu_of(module.GROUPS, "", module.hidden(request.user)).groups
    address = entries[0].href if entries else reverse("link", args=[code]) if code in BY_CODE else ""
    return address, request.path.startswith((f"/{code}/", f"/chain/{code}/"))
