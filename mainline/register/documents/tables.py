"""The list of documents."""

from __future__ import annotations

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mainline.files.kinds import BY_MEDIA_TYPE
from mainline.register.enums import PartConfidentiality, TextState
from mainline.register.models import Document
from mainline.register.views.tables import time
from mainline.web.filters import Choice, Contains, Days, Numbers
from mainline.web.tables import Column, ListTable
from mainline.web.templatetags.web import own, size


def kind_label(document: Document) -> str:
    """Print what a document is, in the language of the page."""
    return own(BY_MEDIA_TYPE[document.media_type].label)


def _kinds() -> dict[str, str]:
    return {media_type: own(kind.label) for media_type, kind in BY_MEDIA_TYPE.items()}


def _name(document: Document) -> SafeString:
    return format_html('<a href="{}">{}</a>', reverse("document", args=[document.pk]), document.name)


def _right(document: Document) -> SafeString:
    right = document.right
    href = reverse("right", args=[right.pk])
    return format_html(
        '<a class="num" href="{}" title="{}">{}</a>', href, right.display_title, right.number or right.pk
    )


def _who(document: Document) -> str:
    """Name who brought a document: the person, and the organisation for which."""
    return document.added_by.get_username() if document.added_by else gettext("command line")


def _organisation(document: Document) -> str:
    return document.organisation.display_name if document.organisation else ""


DOCUMENTS = ListTable(
    "documents",
    (
        Column(
            "name", _("Document"), _name, lambda d: d.name, "name", "wide",
            filter=Contains(("name", "text", "right__number", "right__title"), name="q"),
        ),
        Column("right", _("Right"), _right, lambda d: d.right.number, "right__number"),
        Column(
            "title", _("Title"), lambda d: d.right.display_title, sort="right__title", look="wide", is_shown=False,
        ),
        Column("kind", _("Kind"), kind_label, sort="media_type", filter=Choice("media_type", _kinds)),
        Column("size", _("Size"), lambda d: size(d.size), lambda d: d.size, "size", "n", filter=Numbers("size")),
        Column(
            "for", _("Who may see it"), lambda d: d.get_confidentiality_display(), sort="confidentiality",
            filter=Choice("confidentiality", dict(PartConfidentiality.choices)),
        ),
        Column(
            "text", _("Text"), lambda d: d.get_text_state_display(), sort="text_state", is_shown=False,
            filter=Choice("text_state", dict(TextState.choices)),
        ),
        Column(
            "added", _("Added"), lambda d: time(d.added_at), sort="added_at",
            filter=Days("added_at", is_instant=True),
        ),
        Column("by", _("Added by"), _who, sort="added_by__username"),
        Column(
            "organisation", _("Organisation"), _organisation, sort="organisation__name", look="wide", is_shown=False,
        ),
        Column("sha256", "SHA-256", lambda d: d.sha256, is_shown=False, look="tight path"),
    ),
    sort="-added",
    title=_("Documents"),
)  # fmt: skip
