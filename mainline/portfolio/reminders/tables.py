"""The list of reminders: who was told of what, when, by which way, and why not."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from mainline.orgs.access import User
from mainline.orgs.views.tables import at, person
from mainline.portfolio.enums import Channel, Outcome, Step
from mainline.portfolio.models import Reminder
from mainline.portfolio.tables import title_of
from mainline.register.deadlines.access import KEEP, visible_deadlines
from mainline.web.filters import Choice, Contains, Days
from mainline.web.tables import Column, ListTable
from mainline.web.templatetags.web import number


def reminders_for(user: User) -> QuerySet[Reminder]:
    """Return a user's own reminders, and those of all dates that the user keeps; of what the user may see."""
    rows = Reminder.objects.select_related("user", "deadline__docket__right").defer(
        "deadline__docket__right__abstracts", "deadline__docket__right__classes"
    )
    own = Q(user=user.pk, deadline__in=visible_deadlines(user).values("pk"))
    return rows.filter(own | Q(deadline__in=visible_deadlines(user, KEEP).values("pk")))


def _due(row: Reminder) -> SafeString:
    return format_html(
        '<a class="due" href="{}"><time>{}</time></a>',
        reverse("deadline", args=[row.deadline_id]),
        row.due_on,
    )


def _right(row: Reminder) -> SafeString:
    right = row.deadline.docket.right
    return format_html(
        '<a href="{}">{}</a>', reverse("right", args=[right.pk]), right.number or right.display_title
    )


def _lead(row: Reminder) -> str:
    if row.lead < 0:
        return gettext("overdue")
    if row.lead == 0:
        return gettext("on the day")
    return ngettext("%(n)s day ahead", "%(n)s days ahead", row.lead) % {"n": number(row.lead)}


REMINDERS = ListTable(
    "reminders",
    (
        Column("on", _("Told on"), lambda row: row.on, sort="on", filter=Days("on")),
        Column("who", _("Whom"), lambda row: person(row.user), lambda row: row.user.get_username(),
            "user__username", filter=Contains(("user__username", "user__first_name"))),
        Column("due", _("Due"), _due, lambda row: str(row.due_on), "due_on", filter=Days("due_on")),
        Column("what", _("What"), lambda row: title_of(row.deadline), sort="deadline__rule", look="wide"),
        Column("right", _("Right"), _right, lambda row: row.deadline.docket.right.number,
            "deadline__docket__right__number", filter=Contains(("deadline__docket__right__number",), name="q")),
        Column("lead", _("How far ahead"), _lead, sort="lead"),
        Column("step", _("Told as"), lambda row: row.get_step_display(), sort="step",
            filter=Choice("step", {str(code): text for code, text in Step.choices})),
        Column("channel", _("Way"), lambda row: row.get_channel_display(), sort="channel",
            filter=Choice("channel", dict(Channel.choices))),
        Column("outcome", _("What became of it"), lambda row: row.get_outcome_display(), sort="outcome",
            filter=Choice("outcome", dict(Outcome.choices))),
        Column("sent", _("Sent at"), lambda row: at(row.sent_at), sort="sent_at", is_shown=False),
    ),
    sort="-on",
    title=_("Reminders"),
    quick="right",
)  # fmt: skip
