"""The list of deposits."""

from __future__ import annotations

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from mainline.orgs.views.tables import at
from mainline.protection.evidence.enums import Secrecy, Standing
from mainline.protection.evidence.models import Evidence
from mainline.web.filters import Choice, Contains, Days, yes_no
from mainline.web.tables import Column, ListTable

_NOBODY = _("demonstration")
"""Said of what nobody but the demonstration stamped."""


def _title(row: Evidence) -> SafeString:
    return format_html('<a href="{}">{}</a>', reverse("evidence", args=[row.pk]), row.title)


def standing_label(row: Evidence) -> str:
    """Return how far a deposit has come, in words."""
    label = str(Standing(getattr(row, "standing", Standing.HASHED)).label)
    return f"{label} · {_NOBODY}" if getattr(row, "is_shown_only", False) else label


def standing_look(row: Evidence) -> str:
    """Return how its state is drawn: what the demonstration stamped is never drawn as proved."""
    return Standing.PENDING if getattr(row, "is_shown_only", False) else getattr(row, "standing", "")


def _standing(row: Evidence) -> SafeString:
    return format_html('<span class="chip evidence-{}">{}</span>', standing_look(row), standing_label(row))


def _capture(row: Evidence) -> str:
    return str(_("complete") if row.is_complete else _("incomplete"))


DEPOSITS = ListTable(
    "evidence",
    (
        Column("title", _("Evidence"), _title, lambda row: row.title, "title", "wide",
            filter=Contains(("title", "found_at", "files__name"), name="q")),
        Column("standing", _("State"), _standing, standing_label, "standing",
            filter=Choice("standing", dict(Standing.choices))),
        Column("capture", _("Capture"), _capture, sort="is_complete", filter=yes_no("is_complete")),
        Column("right", _("Right"), lambda row: row.right.number if row.right else "–", sort="right__number",
            filter=Contains(("right__number", "right__title"))),
        Column("deposited", _("Deposited"), lambda row: at(row.deposited_at), sort="deposited_at",
            filter=Days("deposited_at", is_instant=True)),
        Column("by", _("By"), lambda row: row.deposited_by.get_username() if row.deposited_by else "",
            sort="deposited_by__username", filter=Contains(("deposited_by__username",))),
        Column("organisation", _("Organisation"), lambda row: row.organisation.display_name, is_shown=False),
        Column("secrecy", _("Who may see it"), lambda row: str(row.get_secrecy_display()), sort="secrecy", is_shown=False,
            filter=Choice("secrecy", dict(Secrecy.choices))),
        Column("found", _("Where it was found"), lambda row: row.found_at, is_shown=False, look="wide"),
        Column("entry", _("Entry of the log"), lambda row: row.log_index, sort="log_index", is_shown=False, look="n"),
        Column("digest", _("SHA-256 of the statement"), lambda row: row.digest, is_shown=False, look="tight path"),
    ),
    sort="-deposited",
    title=_("Evidence"),
    quick="title",
)  # fmt: skip
