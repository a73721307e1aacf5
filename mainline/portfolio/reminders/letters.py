"""The letter in which somebody is told of dates: what is new, what else is overdue, what waits to be looked at."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mainline.orgs import mail
from mainline.portfolio import queries
from mainline.portfolio.enums import Step
from mainline.portfolio.mine import due_for
from mainline.portfolio.models import Reminder
from mainline.portfolio.states import PRESSING, in_states, state_of
from mainline.portfolio.tables import days_until, title_of
from mainline.register.deadlines.models import Deadline
from mainline.register.enums import Confidentiality

_OTHERS = 20
"""So many other overdue dates a letter names."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter as it goes out; ``holds`` are the ids of the reminders that stand in it."""

    subject: str
    text: str
    holds: Collection[int]


def digest(user: Any, reminders: Sequence[Reminder], on: dt.date, language: str) -> Letter | None:
    """Return the letter of some reminders, in one language or both; ``None`` where nothing of it presses any more.

    What its reader may not see at this moment is left out.
    """
    ids = {row.deadline_id for row in reminders}
    pressing = in_states([code for code in PRESSING if code != "unknown"], on)
    dates = {row.pk: row for row in queries.deadlines(user).filter(pressing, pk__in=ids)}
    holding = [
        row for row in reminders if row.deadline_id in dates and dates[row.deadline_id].due_on == row.due_on
    ]
    if not holding:
        return None
    holding.sort(key=lambda row: (row.due_on, row.pk))
    late = due_for(user, on).filter(due_on__lt=on).exclude(pk__in=ids)
    others, counts = list(late[:_OTHERS]), queries.counts(user, on)

    def subject() -> str:
        number = len(holding)
        words = ngettext("%(n)s date on Mainline", "%(n)s dates on Mainline", number)
        return words % {"n": number} + _(", the first due on %(day)s") % {"day": holding[0].due_on}

    def text() -> str:
        lines = [
            _("%(name)s, these dates need you:") % {"name": user.get_full_name() or user.get_username()},
            "",
        ]
        for row in holding:
            lines += _lines(dates[row.deadline_id], on, _why(row))
        if others:
            lines += [_("Still overdue:"), ""]
            for date in others:
                lines += _lines(date, on, "")
        lines += _rest(counts)
        lines += [_("How you are reminded: %(address)s") % {"address": _address("reminders")}]
        return "\n".join(lines)

    return Letter(_told(subject, language, " · "), _told(text, language), {row.pk for row in holding})


def _told(text: Any, language: str, between: str = "") -> str:
    """Return a text in a language, or in both."""
    if language:
        with translation.override(language):
            return str(text())
    if not between:
        return mail.in_both_languages(text)
    parts = []
    for code in ("zh-hans", "en"):
        with translation.override(code):
            parts.append(str(text()))
    return between.join(parts)


def _lines(date: Deadline, on: dt.date, why: str) -> list[str]:
    right = date.docket.right
    named = _("unpublished right")
    if right.confidentiality == Confidentiality.PUBLIC:
        named = " ".join(part for part in (right.number, right.display_title) if part)
    late = _("OVERDUE") if state_of(date, on) in ("overdue", "check") else ""
    head = f"{date.due_on} ({days_until(date, on)})"
    first = " · ".join(part for part in (head, late, title_of(date)) if part)
    below = " · ".join(part for part in (named, str(date.get_severity_display()), why) if part)
    return [first, f"  {below}", f"  {_address('deadline', date.pk)}", ""]


def _why(row: Reminder) -> str:
    """Say why it comes to its reader, where that is not that they see to it."""
    if row.step == Step.DEPUTY:
        return _("nobody has acted yet: you are the deputy")
    if row.step == Step.GIVEN:
        return _("it was given to you")
    if row.step == Step.MANAGERS:
        return _("nobody has acted yet: you are a manager")
    return ""


def _rest(counts: queries.Counts) -> list[str]:
    told = []
    if counts.check:
        words = ngettext(
            "%(n)s date was past before it was kept here: verify it.",
            "%(n)s dates were past before they were kept here: verify them.",
            counts.check,
        )
        told += [words % {"n": counts.check}, f"  {_address('docket')}?state=check"]
    if counts.unknown:
        words = ngettext("%(n)s date waits for facts.", "%(n)s dates wait for facts.", counts.unknown)
        told += [words % {"n": counts.unknown}, f"  {_address('docket')}?state=unknown"]
    return [*told, ""] if told else []


def _address(name: str, *arguments: object) -> str:
    return f"{settings.PUBLIC_URL}{reverse(name, args=arguments)}"
