"""How a case looks on its page: the truth table in words, the conditions with their articles, the clocks as lines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from mainline.protection.cases import clock, standing
from mainline.protection.cases.enums import CheckLabel, NeedLabel, PaperKind, PauseKind, RoleLabel
from mainline.rules.explaining import cited
from mainline.rules.loading import rulebook
from mainline.web.templatetags.web import page_language

_WIDTH = 1000
"""Units of a line from its first day to its last."""


def article(cite: str) -> str:
    """Return a citation in the language of the page."""
    return cited(rulebook(), cite).of(page_language())


@dataclass(frozen=True, slots=True)
class RoleShown:
    """One row of the truth table."""

    label: str
    answer: str
    needs: Sequence[tuple[str, str]]
    """(words, answer) pairs."""
    is_chosen: bool
    licence: standing.Licence | None


def roles(rows: Sequence[standing.Row], chosen: str) -> list[RoleShown]:
    """Return the truth table in words, the role as which the requester asks marked."""
    return [
        RoleShown(
            str(RoleLabel(row.role).label), row.answer,
            [(str(NeedLabel(need.code).label), need.answer) for need in row.needs], row.role == chosen, row.licence,
        )
        for row in rows
    ]  # fmt: skip


def checks(found: Sequence[standing.Check]) -> list[tuple[str, str, str]]:
    """Return the conditions as (words, answer, article)."""
    return [(str(CheckLabel(one.code).label), one.answer, article(one.cite)) for one in found]


def papers(found: Sequence[tuple[str, bool, bool]]) -> list[tuple[str, bool, bool]]:
    """Return the papers of a request as (words, whether required, whether there)."""
    return [(str(PaperKind(kind).label), is_required, is_there) for kind, is_required, is_there in found]


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a line: where it begins, how wide it is, what it stands for."""

    x: int
    width: int
    kind: str
    """``run``, ``still``, ``late`` or ``ahead``."""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One clock drawn as a line from its first day to its last, with today on it."""

    title: str
    clock: clock.Clock
    words: str
    pieces: Sequence[Piece]
    today: int | None
    due: int | None
    steps: Sequence[str]
    cites: Sequence[str]
    caveats: Sequence[str]
    pauses: Sequence[tuple[str, clock.Pause]]


def lines(found: Sequence[clock.Clock], on: dt.date) -> list[Line]:
    """Return the clocks of a case as lines."""
    return [_line(one, on) for one in found]


def _line(one: clock.Clock, on: dt.date) -> Line:
    language, told, book = page_language(), one.told, rulebook()
    last = max(
        day for day in (one.due_on, one.ended_on, on if one.ended_on is None else None, one.began_on) if day
    )
    whole = max(1, (last - one.began_on).days)

    def place(day: dt.date) -> int:
        return _WIDTH * max(0, min(whole, (day - one.began_on).days)) // whole

    return Line(
        title=book.rules[one.rule].rule.title.of(language),
        clock=one,
        words=_words(one),
        pieces=_pieces(one, on, place),
        today=place(on) if one.ended_on is None else None,
        due=place(one.due_on) if one.due_on is not None else None,
        steps=[step.text.of(language) for step in told.steps],
        cites=[cited(book, cite).of(language) for cite in told.cite],
        caveats=[text.of(language) for text in told.caveats],
        pauses=[(_pause(pause), pause) for pause in one.pauses],
    )


def _pieces(one: clock.Clock, on: dt.date, place: object) -> list[Piece]:
    assert callable(place)
    end = one.ended_on or on
    run_to = min(end, one.due_on) if one.due_on is not None else end
    found = [Piece(0, place(run_to), "run")]
    if one.due_on is not None and end > one.due_on:
        found.append(Piece(place(one.due_on), place(end) - place(one.due_on), "late"))
    elif one.due_on is not None and one.ended_on is None:
        found.append(Piece(place(end), place(one.due_on) - place(end), "ahead"))
    for pause in one.pauses:
        first, last = place(pause.first), place(min(pause.last or end, end))
        found.append(Piece(first, max(2, last - first), "still", _pause(pause)))
    return found


def _pause(pause: clock.Pause) -> str:
    return str(PauseKind(pause.kind).label) if pause.kind in PauseKind else pause.kind


def _words(one: clock.Clock) -> str:
    if one.state == "still":
        if one.days_left is None:
            return str(_("waits for the requester"))
        return str(_("stands still; %(n)s days are left when it goes on") % {"n": one.days_left})
    if one.state == "done":
        return str(_("done in time"))
    if one.state == "late":
        late = (one.ended_on - one.due_on).days if one.ended_on and one.due_on else 0
        return str(_("done %(n)s days late") % {"n": late})
    if one.days_left is None:
        return str(_("not known"))
    if one.state == "missed":
        return str(_("%(n)s days past its end") % {"n": -one.days_left})
    return str(_("%(n)s days left") % {"n": one.days_left})
