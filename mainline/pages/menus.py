"""The menus of the links, drawn on their pages."""

from __future__ import annotations

from collections.abc import Mapping
from types import ModuleType

from django import template
from django.template.context import Context
from django.utils.translation import gettext_lazy as _

from mainline.creation import menu as creation
from mainline.links import BY_CODE
from mainline.protection import menu as protection
from mainline.service import menu as service
from mainline.strategy import menu as strategy
from mainline.utilization import menu as utilization
from mainline.web.menu import menu_of

register = template.Library()
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
    label = BY_CODE[code].label if code in BY_CODE else _("Strategy")
    return {"menu": menu, "label": label, "code": code}
