"""The list of differences: the own word, the office's, and whose stands."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mainline.orgs.views.tables import at
from mainline.register.differences.enums import Choice as Whose
from mainline.register.differences.enums import DifferenceState
from mainline.register.differences.logic import LABELS
from mainline.register.differences.models import Difference
from mainline.register.enums import RightKindLabel
from mainline.web.filters import Choice, Contains, Days
from mainline.web.tables import Column, ListTable
from mainline.web.templatetags.web import own


def field_label(row: Difference) -> str:
    """Name the field in the language of the page."""
    return own(LABELS[row.field])


def values(text: str) -> SafeString:
    """Draw the values of a side, each on a line of its own."""
    return format_html_join("", "<div>{}</div>", ((value,) for value in text.split("\n")))


def _field(row: Difference) -> SafeString:
    return format_html('<a href="{}">{}</a>', reverse("difference", args=[row.pk]), field_label(row))


def _right(row: Difference) -> SafeString:
    right = row.right
    return format_html(
        '<a href="{}">{}</a> <span class="aside num">{}</span>',
        reverse("right", args=[right.pk]),
        right.display_title or right.number or right.pk,
        right.number,
    )


def state_of(row: Difference) -> str:
    """Say how a difference stands: whose word stands, where that was decided."""
    return str(Whose(row.choice).label) if row.choice else str(row.get_state_display())


def _state(row: Difference) -> SafeString:
    return format_html('<span class="chip difference-{}">{}</span>', row.choice or row.state, state_of(row))


def _box(row: Difference) -> SafeString:
    label = gettext("Mark %(name)s") % {"name": f"{field_label(row)} {row.right.number}"}
    return format_html(
        '<input type="checkbox" form="act-differences" name="pk" value="{}.{}" aria-label="{}">',
        row.pk,
        row.digest,
        label,
    )


def _by_state(chosen: Sequence[str]) -> Q:
    return Q(state__in=list(chosen))


def _fields() -> dict[str, str]:
    return {code: own(pair) for code, pair in LABELS.items()}


DIFFERENCES = ListTable(
    "differences",
    (
        Column("right", _("Right"), _right, lambda row: row.right.number, "right__number", "wide",
            filter=Contains(("right__number", "right__title"), name="q")),
        Column("mark", _("Mark"), _box, is_action=True, look="tight slim"),
        Column("field", _("Field"), _field, field_label, "field", filter=Choice("field", _fields)),
        Column("ours", _("Ours"), lambda row: values(row.ours), lambda row: row.ours.replace("\n", "; "), look="wide",
            filter=Contains(("ours",))),
        Column("office", _("The office's"), lambda row: values(row.office), lambda row: row.office.replace("\n", "; "),
            look="wide", filter=Contains(("office",))),
        Column("state", _("State"), _state, state_of, "state",
            filter=Choice("state", dict(DifferenceState.choices), _by_state)),
        Column("since", _("First seen"), lambda row: at(row.since)[:10], lambda row: at(row.since), "since", "tight", filter=Days("since", is_instant=True)),
        Column("decided", _("Decided"), lambda row: at(row.decided_at), sort="decided_at", is_shown=False,
            filter=Days("decided_at", is_instant=True)),
        Column("by", _("By"), lambda row: row.decided_by.get_username() if row.decided_by else "",
            sort="decided_by__username", is_shown=False, filter=Contains(("decided_by__username",))),
        Column("kind", _("Kind of right"), lambda row: row.right.get_kind_display(), sort="right__kind", is_shown=False,
            filter=Choice("right__kind", dict(RightKindLabel.choices))),
        Column("authority", _("Office"), lambda row: row.right.office, sort="right__office", is_shown=False,
            filter=Contains(("right__office",))),
        Column("organisation", _("Organisation"), lambda row: row.organisation.display_name, is_shown=False),
    ),
    sort="-since",
    title=_("Differences"),
    quick="right",
)  # fmt: skip
