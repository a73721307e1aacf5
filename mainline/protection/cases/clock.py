"""The clocks of a case: what each side must do by when, worked out by the rule packs from what was done. Pure.

An act is a thing done on a day; nothing here is stored. A pause holds the clock of the decision still from its day to the day
on which the count goes on.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from mainline.rules.engine import Engine
from mainline.rules.explaining import Explained, explained
from mainline.rules.values import Value

State = Literal["running", "done", "late", "missed", "still"]
"""Open and in time; done in time; done late; open and past its day; stands still."""
SUIT = "cn.admin_decision.suit"
CONCLUSION = "cn.adjudication.conclusion"


@dataclass(frozen=True, slots=True)
class Act:
    """One thing done in a case. ``kind`` says which pause it begins or ends."""

    code: str
    on: dt.date
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Pause:
    """Days that do not count, from ``first`` to the day before ``last``; open while ``last`` is ``None``."""

    kind: str
    first: dt.date
    last: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Clock:
    """One period of a case: when it began, by when it ends, what ended it, and why."""

    rule: str
    began_on: dt.date
    due_on: dt.date | None
    ended_on: dt.date | None
    state: State
    told: Explained
    pauses: tuple[Pause, ...] = ()
    days_left: int | None = None
    """Of one that is open: days to its end; of one that stands still: days that are left when it goes on."""


@dataclass(frozen=True, slots=True)
class _Stage:
    rule: str
    begins: tuple[str, ...]
    """Acts that set it running; the last of them counts."""
    ends: tuple[str, ...]
    holds: tuple[str, ...] = ()
    """Acts after which it waits for somebody else until it begins anew."""


_STAGES = (
    _Stage("cn.adjudication.docket", ("requested", "completed"), ("accepted", "refused"), ("asked",)),
    _Stage("cn.adjudication.service", ("accepted",), ("served",)),
    _Stage("cn.adjudication.answer", ("served",), ("answered",)),
    _Stage("cn.adjudication.forward", ("answered",), ("forwarded",)),
    _Stage(CONCLUSION, ("accepted",), ("decided",)),
    _Stage(SUIT, ("decision_served",), ("sued",)),
)
_CLOSING = ("withdrawn", "settled", "refused")


def pauses_of(acts: Sequence[Act]) -> tuple[Pause, ...]:
    """Return the pauses of a case, the oldest first: one of each kind runs at a time."""
    found: list[Pause] = []
    running: dict[str, dt.date] = {}
    for act in acts:
        if act.code == "paused":
            running.setdefault(act.kind, act.on)
        elif act.code == "resumed" and act.kind in running:
            found.append(Pause(act.kind, running.pop(act.kind), act.on))
    found += (Pause(kind, first) for kind, first in running.items())
    return tuple(sorted(found, key=lambda one: (one.first, one.kind)))


def clocks(
    acts: Sequence[Act], engine: Engine, on: dt.date, *, right_type: str, is_abroad: bool = False
) -> tuple[Clock, ...]:
    """Return the clocks that began up to day ``on``, in the order of the procedure. ``acts`` are in the order of their days."""
    known = [act for act in acts if act.on <= on]
    pauses, facts = pauses_of(known), _facts(known, right_type, is_abroad=is_abroad)
    made = (_clock(stage, known, engine, on, facts, pauses) for stage in _STAGES)
    return tuple(one for one in made if one is not None)


def _facts(acts: Sequence[Act], right_type: str, *, is_abroad: bool) -> dict[str, Value]:
    codes = [act.code for act in acts]
    months = sum(int(act.kind or 1) for act in acts if act.code == "extended_by_higher")
    facts: dict[str, Value] = {
        "right_type": right_type,
        "respondent_abroad": is_abroad,
        "docket_extended": "docket_extended" in codes,
        "extended_by_head": "extended_by_head" in codes,
        "decision": "adjudication",
    }
    if months:
        facts["extended_by_higher"] = Fraction(months)
    return facts


def _clock(
    stage: _Stage,
    acts: Sequence[Act],
    engine: Engine,
    on: dt.date,
    facts: dict[str, Value],
    pauses: tuple[Pause, ...],
) -> Clock | None:
    began = [act.on for act in acts if act.code in stage.begins]
    if not began:
        return None
    start, ended = began[-1], _ended(stage, acts)
    asked = {**facts, "event_date": start, "event": engine.book.rules[stage.rule].rule.triggers[0]}
    own = pauses if stage.rule == CONCLUSION else ()
    told = explained(engine, engine.book.rules[stage.rule], {**asked, **_spans(own)})
    due = told.outcome.date("due_date")
    still = [one.first for one in own if one.last is None]
    waits = _waits(stage, acts)
    since = min([*still, *([waits] if waits else [])], default=None)
    # What stops only after the last day stops nothing: that day was missed.
    if ended is None and since is not None and (due is None or since <= due):
        left = (due - min(still)).days if due and still else None
        return Clock(stage.rule, start, None, None, "still", told, own, left)
    state = _state(due, ended, on)
    left = (due - on).days if due and ended is None else None
    return Clock(stage.rule, start, due, ended, state, told, own, left)


def _spans(pauses: Sequence[Pause]) -> dict[str, Value]:
    closed = [(one.first, one.last) for one in pauses if one.last is not None]
    if not closed:
        return {}
    return {
        "pause_starts": tuple(first for first, _ in closed),
        "pause_ends": tuple(last for _, last in closed),
    }


def _ended(stage: _Stage, acts: Sequence[Act]) -> dt.date | None:
    """The day on which it was done, or on which the case was closed without it."""
    return next((act.on for act in acts if act.code in (*stage.ends, *_CLOSING)), None)


def _waits(stage: _Stage, acts: Sequence[Act]) -> dt.date | None:
    """Since when somebody else is asked for something before it begins anew; ``None`` while nobody is."""
    since: dt.date | None = None
    for act in acts:
        if act.code in stage.begins:
            since = None
        elif act.code in stage.holds:
            since = since or act.on
    return since


def _state(due: dt.date | None, ended: dt.date | None, on: dt.date) -> State:
    if ended is not None:
        return "late" if due is not None and ended > due else "done"
    return "missed" if due is not None and on > due else "running"
