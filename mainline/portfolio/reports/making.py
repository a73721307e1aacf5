"""A report as a file: what one person may see of an organisation's list at this moment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest, QueryDict
from django.utils import translation
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _

from mainline.orgs import clock
from mainline.orgs.access import asked_once
from mainline.portfolio.models import Report
from mainline.portfolio.reports.asking import asker_for
from mainline.portfolio.reports.lists import LISTS, Listed, has_too_many_fields
from mainline.register.enums import Confidentiality
from mainline.web.exports import WRITERS
from mainline.web.papers import TooLong
from mainline.web.tables import DATA_FILES, PDF
from mainline.web.templatetags.web import number

FORMATS = {code: label for code, label in (DATA_FILES | PDF).items() if code != "jsonl"}
MOST_ROWS = 50_000
"""Rows of one report: it is kept with what else the register knows."""


@dataclass(frozen=True, slots=True)
class Made:
    """A report that was made."""

    name: str
    content: bytes
    rows: int
    holds_secrets: bool
    """Whether it names a right, or tells of an event, that is not published."""


class Unreadable(ValueError):
    """The filters of a report can't be read; ``args[0]`` says so in the language of the page."""


class _Seen:
    """Counts lines as they go by, and notes whether one tells of what is not published."""

    def __init__(self, listed: Listed) -> None:
        self._listed = listed
        self.rows, self.secrets = 0, False

    def over(self, lines: Iterable[Any]) -> Iterator[Any]:
        for line in lines:
            self.rows += 1
            if self.rows > MOST_ROWS:
                words = _("A report holds at most %(most)s rows, and this list has more. Narrow it.")
                raise TooLong(words % {"most": number(MOST_ROWS)})
            self.secrets |= self._listed.right(line).confidentiality != Confidentiality.PUBLIC
            self.secrets |= self._listed.is_guarded(line)
            yield line


def make(report: Report, user: AbstractBaseUser) -> Made:
    """Make a report with the eyes of a user, in its language.

    Raises :class:`TooLong`, :class:`Unreadable`, and what the typesetter raises.
    """
    with translation.override(report.language), asked_once():
        listed, request = LISTS[report.table], asking(report, user)
        rows = listed.table.asked(request, listed.rows(request).filter(listed.of(report.organisation)))
        seen = _Seen(listed)
        lines = seen.over(listed.lines(rows.iterator(chunk_size=500)))
        if report.format in PDF:
            table = listed.table.paper(request, lines, about=report.name)
        else:
            table = listed.table.file(lines, request.GET.get("shows", ""))
        _media_type, write = WRITERS[report.format]
        content = b"".join(write(table))
    name = f"{get_valid_filename(report.name)[:120]}-{clock.today()}.{report.format}"
    holds_secrets = seen.secrets or listed.shows_guarded(request, table.columns)
    return Made(name, content, seen.rows, holds_secrets)


def is_never_sent(report: Report, user: AbstractBaseUser) -> bool:
    """Whether the columns of a report, or its filters, keep its file from ever being sent by e-mail."""
    listed, request = LISTS[report.table], asking(report, user)
    table = listed.table
    shown = table.paper(request, ()) if report.format in PDF else table.file((), request.GET.get("shows", ""))
    return listed.shows_guarded(request, shown.columns)


def asking(report: Report, user: AbstractBaseUser) -> HttpRequest:
    """Return the request by which the list of a report is asked for: its own page, seen by a user.

    Raises :class:`Unreadable`.
    """
    if has_too_many_fields(report.query):
        raise Unreadable(_("The filters of this report are too many. Save the list anew."))
    request = HttpRequest()
    request.method, request.path, request.user = "GET", LISTS[report.table].path, user  # type: ignore[assignment]
    request.GET = QueryDict(report.query)
    request.asker = asker_for(report.organisation)  # type: ignore[attr-defined]
    return request
