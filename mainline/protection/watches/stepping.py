"""What a hit calls for next, and by when: from the kind, the stage and the days of a right, by the rule packs. Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from mainline.rules.engine import Engine
from mainline.rules.values import Value

_MARKS = frozenset({"trademark", "collective_mark", "certification_mark"})
_PENDING = frozenset({"pending", "published"})
_ALIVE = frozenset({"in_force", "under_challenge"})
_OPPOSITIONS = {("CN", "trademark"): "cn.tm.opposition", ("EP", "invention"): "ep.opposition"}
"""Rules whose ``due_date`` is the last day to oppose."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A right as far as the next step asks."""

    kind: str
    office: str
    status: str
    published_on: dt.date | None
    granted_on: dt.date | None


@dataclass(frozen=True, slots=True)
class Next:
    """What to do, by when where a rule names a day, and by which rule."""

    code: str
    due_on: dt.date | None = None
    rule: str = ""


def next_step(seen: Seen, engine: Engine, on: dt.date, *, is_threat: bool) -> Next:
    """Return what a hit calls for on a day. ``is_threat``: found because it is like something of the watcher's; what merely
    happened to a right is read.
    """
    if not is_threat:
        return Next("read")
    rule = _OPPOSITIONS.get((seen.office, "trademark" if seen.kind in _MARKS else seen.kind), "")
    begun = seen.granted_on if rule == "ep.opposition" else seen.published_on
    is_registered = seen.kind in _MARKS and seen.granted_on is not None
    if rule and begun is not None and not is_registered and rule in engine.book.rules:
        due = engine.ask(rule, _facts(rule, begun, seen, engine)).date("due_date")
        if due is not None and on <= due:
            return Next("opposition", due, rule)
    if seen.kind == "invention" and seen.status in _PENDING and seen.published_on is not None:
        return Next("observation")
    if seen.status in _ALIVE:
        return Next("invalidation")
    return Next("read")


def _facts(rule: str, begun: dt.date, seen: Seen, engine: Engine) -> dict[str, Value]:
    event = engine.book.rules[rule].rule.triggers[0]
    return {"event": event, "event_date": begun, "right_type": seen.kind}
