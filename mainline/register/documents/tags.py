"""Template tags of documents: the panel on the page of a right, and what a document is in words."""

from __future__ import annotations

from collections.abc import Sequence

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.template.context import Context

from mainline.files.kinds import ENDINGS
from mainline.register.documents import queries
from mainline.register.documents.queries import Shown
from mainline.register.sight import Sight
from mainline.register.threads import ThreadRow
from mainline.web.templatetags.web import own

register = template.Library()


@register.inclusion_tag("documents/panel.html", takes_context=True)
def documents_panel(context: Context, sight: Sight, thread: Sequence[ThreadRow]) -> dict[str, object]:
    """Draw the documents on a right that the visitor may open, and the form that adds some, for events of its thread."""
    request: HttpRequest = context["request"]
    return {
        "request": request,
        "csrf_token": context.get("csrf_token"),
        "panel": queries.panel(sight, thread),
        "limit": settings.DOCUMENT_MAX_BYTES,
        "endings": ",".join(ENDINGS),
    }


@register.filter
def kind_label(shown: Shown) -> str:
    """Print what a document is."""
    return own(shown.kind.label)


@register.filter
def hexadecimal(value: bytes) -> str:
    """Print bytes as digits."""
    return bytes(value).hex()
