"""What a right has come to after its events, one after the other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

import msgspec
from msgspec.structs import replace

from mainline.register.codes import TERMINAL_EFFECTS, Effect
from mainline.register.logic.facts import EventFact, Facts, Reading

GONE = frozenset({Effect.LOSE, Effect.LOSE_NOTIFIED, Effect.CEASE, Effect.CEASE_NOTIFIED})
"""Lost for want of an act, and so perhaps to be restored."""
_BEFORE_GRANT = frozenset(
    {Effect.REFUSE, Effect.WITHDRAW, Effect.LOSE, Effect.LOSE_NOTIFIED, Effect.DISCONTINUE}
)

Challenge = tuple[dt.date, str, str]
"""Since when, event code, reference."""


class State(msgspec.Struct, frozen=True):
    """Where the fold stands. ``since`` and ``reason`` belong to the present state."""

    is_filed: bool = False
    is_published: bool = False
    is_granted: bool = False
    ended: Effect = Effect.NONE
    since: dt.date | None = None
    reason: str = ""
    on: dt.date | None = None
    """The day of the last event that counted."""
    notified_on: dt.date | None = None
    challenges: tuple[Challenge, ...] = ()
    is_restoration_asked: bool = False
    is_restoration_denied: bool = False
    renewed_on: tuple[dt.date, ...] = ()
    is_extended: bool = False
    until: dt.date | None = None
    """Last day in force where an extension or renewal says it."""
    before: State | None = None
    """What stood before the present end; a restoration returns to it."""


Step = Callable[[State, Reading], State]

_ORDER = {effect: place for place, effect in enumerate(Effect)}
_LAST = (Effect.UPHOLD, Effect.REVIVE, Effect.RESTORE, Effect.DENY_RESTORE, Effect.REOPEN)
"""On one day a decision follows the attack or loss that it decides."""


def fold(readings: Sequence[Reading], facts: Facts, as_of: dt.date) -> State:
    """Fold the events, in whatever order they come; dates of ``facts`` stand in where no event tells them."""
    # A grant of an unknown day came before whatever else is told of the right.
    state, on = State(is_granted=facts.is_granted and facts.granted_on is None), None
    for reading in sorted([*readings, *_stand_ins(readings, facts, as_of)], key=_place):
        step = _STEPS.get(reading.effect)
        if step:
            state, on = step(state, reading), reading.on
    return replace(state, on=on)


def _stand_ins(readings: Sequence[Reading], facts: Facts, as_of: dt.date) -> list[Reading]:
    """The events that only a date of the right tells."""
    told = {reading.effect for reading in readings}
    dates = (
        (Effect.FILE, "creation.application.filed", facts.filed_on),
        (Effect.PUBLISH, "creation.application.published", facts.published_on),
        (Effect.GRANT, "creation.right.granted", facts.granted_on),
    )
    return [
        Reading(EventFact(code, day), day, effect, {})
        for effect, code, day in dates
        if day and day <= as_of and effect not in told
    ]


def _place(reading: Reading) -> tuple[dt.date, bool, int, str, str, dt.date, str]:
    """By day, then by what it does; the rest only makes the order one for every order of arrival."""
    effect, event = reading.effect, reading.event
    order = _ORDER[effect]
    return (
        reading.on,
        effect in _LAST,
        order,
        event.code,
        event.fingerprint,
        reading.since,
        str(event.details),
    )


def _file(state: State, reading: Reading) -> State:
    if state.is_filed or state.is_published or state.is_granted or state.ended:
        return replace(state, is_filed=True)
    return replace(state, is_filed=True, since=reading.since, reason=reading.event.code)


def _publish(state: State, reading: Reading) -> State:
    if state.is_published or state.is_granted or state.ended:
        return replace(state, is_published=True)
    return replace(state, is_published=True, since=reading.since, reason=reading.event.code)


def _grant(state: State, reading: Reading) -> State:
    """A grant shows that whatever ended the application was undone; after the grant it says nothing new."""
    if state.is_granted:
        return state
    if state.ended and state.ended not in _BEFORE_GRANT:
        return replace(state, is_granted=True)
    return replace(
        state,
        is_granted=True,
        ended=Effect.NONE,
        before=None,
        since=reading.since,
        reason=reading.event.code,
        challenges=(),
    )


def _end(state: State, reading: Reading) -> State:
    """The first end stands, but an invalidation reaches back behind every other end (CN Patent Law Art. 47)."""
    effect = reading.effect
    if effect in _BEFORE_GRANT and state.is_granted:
        return state
    if state.ended in GONE and effect in GONE:
        return replace(state, notified_on=state.notified_on or _notice(effect, reading))
    if state.ended and (effect is not Effect.INVALIDATE or state.ended is Effect.INVALIDATE):
        return state
    return replace(
        state,
        ended=effect,
        since=reading.since,
        reason=reading.event.code,
        notified_on=_notice(effect, reading),
        is_restoration_asked=False,
        is_restoration_denied=False,
        before=state.before or replace(state, before=None),
    )


def _notice(effect: Effect, reading: Reading) -> dt.date | None:
    """The day the notice was received: the event's own day where the event is the notice, else as detailed."""
    if effect in (Effect.LOSE_NOTIFIED, Effect.CEASE_NOTIFIED):
        return reading.event.happened_on
    return reading.day("notified_on")


def _restore(state: State, reading: Reading) -> State:
    """Back to what stood before the end, from the day of the restoration."""
    if not state.ended:
        return state
    before = state.before or State()
    # A right that ceased and was restored had been granted, whether or not its grant is on record.
    is_of_right = reading.effect is Effect.RESTORE and state.ended not in _BEFORE_GRANT
    return replace(
        before,
        is_granted=before.is_granted or state.is_granted or is_of_right,
        is_filed=True,
        since=reading.since,
        reason=reading.event.code,
        challenges=state.challenges,
        renewed_on=state.renewed_on,
        is_extended=state.is_extended,
        until=state.until,
    )


def _reopen(state: State, reading: Reading) -> State:
    return _restore(state, reading) if state.ended is Effect.REFUSE else state


def _ask_restore(state: State, _: Reading) -> State:
    return replace(state, is_restoration_asked=True) if state.ended in GONE else state


def _deny_restore(state: State, _: Reading) -> State:
    return replace(state, is_restoration_asked=False, is_restoration_denied=True) if state.ended else state


def _challenge(state: State, reading: Reading) -> State:
    attack = (reading.since, reading.event.code, reading.details.get("reference", ""))
    return replace(state, challenges=(*state.challenges, attack))


def _uphold(state: State, reading: Reading) -> State:
    """A decision closes the attack of its own reference; without one, all that stood open."""
    reference = reading.details.get("reference", "")
    left = tuple(each for each in state.challenges if reference and each[2] and each[2] != reference)
    return replace(state, challenges=left)


def _renew(state: State, reading: Reading) -> State:
    until = reading.day("until")
    return replace(state, renewed_on=(*state.renewed_on, reading.on), until=_later(state.until, until))


def _extend(state: State, reading: Reading) -> State:
    return replace(state, is_extended=True, until=_later(state.until, reading.day("until")))


def _later(known: dt.date | None, told: dt.date | None) -> dt.date | None:
    return max(known, told) if known and told else known or told


_STEPS: dict[Effect, Step] = {
    Effect.FILE: _file,
    Effect.PUBLISH: _publish,
    Effect.GRANT: _grant,
    Effect.REOPEN: _reopen,
    Effect.REVIVE: _restore,
    Effect.RESTORE: _restore,
    Effect.ASK_RESTORE: _ask_restore,
    Effect.DENY_RESTORE: _deny_restore,
    Effect.CHALLENGE: _challenge,
    Effect.UPHOLD: _uphold,
    Effect.RENEW: _renew,
    Effect.EXTEND: _extend,
    **dict.fromkeys(TERMINAL_EFFECTS, _end),
}
