"""One notice as its page shows it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError

from mainline.files.notes import NOTES
from mainline.orgs.access import User, can_for
from mainline.portfolio.models import Notice
from mainline.portfolio.notices import actions, queries
from mainline.portfolio.notices.drafting import values_of
from mainline.portfolio.notices.forms import NoticeForm
from mainline.portfolio.notices.parsing import Read, lines_of
from mainline.portfolio.notices.preview import preview
from mainline.portfolio.notices.tables import OPEN, what
from mainline.portfolio.queries import dates_of
from mainline.register.codes import event_code
from mainline.register.deadlines.access import KEEP
from mainline.register.deadlines.models import Deadline
from mainline.register.models import Event, Right
from mainline.rules.loading import rulebook
from mainline.web.templatetags.web import own, page_language

_MOST_LINES = 2000
_MOST_DATES = 8


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the text, and the labels of what was read there."""

    number: int
    text: str
    fields: Sequence[object]


def page_of(user: User, notice: Notice, on: dt.date, form: NoticeForm | None = None) -> dict[str, object]:
    """Return what the page of a notice shows; ``form`` is what somebody sent and could not be taken."""
    read, right = queries.read_of(notice), queries.right_of(notice)
    is_open = notice.state in OPEN
    shown = form or NoticeForm(initial=values_of(read, notice.said))
    lines = lines_of(notice.text) if notice.text else []
    return {
        "notice": notice,
        "title": what(notice),
        "right": right,
        "note": own(NOTES.get(notice.text_note, ("", ""))),
        "form": shown,
        "places": list(shown.places(read)),
        "lines": _lines(lines[:_MOST_LINES], read, shown),
        "left_out": max(0, len(lines) - _MOST_LINES),
        "can_keep": can_for(user, KEEP, notice.organisation_id),
        "is_open": is_open,
        "today": on,
        **(_would(user, notice, right, on) if is_open and right is not None else {}),
        "told_of": _told(notice.event),
        "dates": dates_of(user, right)[:_MOST_DATES] if right is not None else (),
    }


def _lines(lines: Sequence[str], read: Mapping[str, Read], form: NoticeForm) -> list[Line]:
    found: dict[int, list[object]] = defaultdict(list)
    for name, one in read.items():
        found[one.line].append(form.fields[name].label)
    return [Line(place, text, found.get(place, ())) for place, text in enumerate(lines, start=1)]


def _would(user: User, notice: Notice, right: Right, on: dt.date) -> dict[str, object]:
    """Return the event that a notice makes and what it brings, or why there is none yet."""
    try:
        draft = actions.drafted(notice, right, on)
    except ValidationError as error:
        form = NoticeForm()
        why = [(form.fields[name].label, " ".join(texts)) for name, texts in error.message_dict.items()]
        return {"not_yet": why}
    known = queries.told_already(user, right, draft)
    brings = preview(right, notice.organisation, draft, known, on)
    return {
        "draft": draft,
        "event_label": own(event_code(draft.code).label),
        "known": known,
        "brings": brings,
        "new": [(one, _missing(one)) for one in brings.new],
    }


def _missing(deadline: Deadline) -> list[str]:
    """Name the facts without which a deadline has no day."""
    facts, language = rulebook().facts, page_language()
    return [facts[name].label.of(language) for name in deadline.missing if name in facts]


def _told(event: Event | None) -> str:
    return own(event_code(event.code).label) if event is not None else ""
