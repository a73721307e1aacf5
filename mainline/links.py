"""The one table of the five links: folder, names, colour token and icon."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Link:
    """One link of the chain. ``code`` is the folder and the first part of every event code."""

    code: str
    label: str | Promise
    summary: str | Promise
    icon: str


LINKS: tuple[Link, ...] = (
    Link("creation", _("Creation"), _("Disclosed, searched, checked, filed"), "bulb"),
    Link("utilization", _("Application"), _("Offered, licensed, financed, paid"), "arrows-exchange"),
    Link("protection", _("Protection"), _("Watched, proved, defended"), "shield"),
    Link("portfolio", _("Management"), _("Published, granted, kept in force"), "calendar"),
    Link("service", _("Service"), _("Supported, advised, answered"), "lifebuoy"),
)
BY_CODE = {link.code: link for link in LINKS}


def context(request: HttpRequest) -> dict[str, object]:
    """Give every template the five links."""
    return {"links": LINKS}
