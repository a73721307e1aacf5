"""The status of a right, from its events and dates alone.

The events are put in the order in which they count and folded one after the other; so the order in
which they were recorded makes no difference. Events that a correction supersedes, events without a
date and events after ``as_of`` count for nothing.

A status says how it is known. ``recorded``: an office's legal events, or the platform's own record, led
to it. ``as_published``: it follows from publications alone, and what happened later is not known.
``computed``: the term of the law ran out, which no source had to announce.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from enum import StrEnum

import msgspec
from msgspec.structs import replace

from mainline.offices.record import RightKind
from mainline.register.codes import Effect, EventCode, event_codes
from mainline.register.logic.facts import EventLike, Facts, Reading, completed, reading_of
from mainline.register.logic.fold import GONE, State, fold
from mainline.register.logic.terms import Restoration, Term, add_months, restoration_of, term_end, term_of

Pair = tuple[str, str]


class StatusCode(StrEnum):
    """Plain status of a right."""

    PENDING = "pending"
    PUBLISHED = "published"
    IN_FORCE = "in_force"
    LAPSED_RESTORABLE = "lapsed_restorable"
    CEASED = "ceased"
    EXPIRED = "expired"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    INVALIDATED = "invalidated"
    UNDER_CHALLENGE = "under_challenge"
    UNKNOWN = "unknown"


class Certainty(StrEnum):
    """How a status is known."""

    RECORDED = "recorded"
    AS_PUBLISHED = "as_published"
    COMPUTED = "computed"


LABELS: dict[StatusCode, Pair] = {
    StatusCode.PENDING: ("审中", "Pending"),
    StatusCode.PUBLISHED: ("公布", "Published"),
    StatusCode.IN_FORCE: ("有效", "In force"),
    StatusCode.LAPSED_RESTORABLE: ("终止，可恢复", "Lapsed, can be restored"),
    StatusCode.CEASED: ("终止", "Ceased"),
    StatusCode.EXPIRED: ("期限届满", "Expired"),
    StatusCode.REFUSED: ("驳回", "Refused"),
    StatusCode.WITHDRAWN: ("撤回", "Withdrawn"),
    StatusCode.INVALIDATED: ("宣告无效", "Invalidated"),
    StatusCode.UNDER_CHALLENGE: ("争议中", "Under challenge"),
    StatusCode.UNKNOWN: ("状态不明", "Not known"),
}
"""The one wording of a status, (zh, en), on pages, in exports and in sentences; the glossary's where it has one."""
ALIVE = frozenset({StatusCode.IN_FORCE, StatusCode.UNDER_CHALLENGE})
"""A right that is in force, whoever attacks it."""
_LATER_UNKNOWN: Pair = (
    "其后事项不详",
    "what happened later is not known",
)
_NO_NOTICE: Pair = (
    "收到终止通知书的日期未记录，无法判断是否仍可请求恢复",
    "the day on which the notice was received is not on record, so whether restoration is still open cannot"
    " be told",
)
_ASKED: Pair = ("已请求恢复，尚无决定", "restoration has been requested and not decided")
_EXTENDED: Pair = ("另有期限补偿或延长，届满日未记录", "it was extended, to a day that is not on record")
_RENEWAL_UNKNOWN: Pair = ("记录中没有续展信息，不知是否已续展", "whether it was renewed is not on record")
_TAG_OF_PUBLICATION = re.compile(r"B\d{3,4}[A-Z]*|[a-z]+(-[a-z]*)+|GRANT")
"""Events that a document or list of grants tells of itself carry its own tags, not the codes of a register."""
_LIFE = frozenset("CDEGHKLMTUV")
"""Categories of ST.27 that show a right or application alive or dead; who holds it or has a licence does not."""


class Status(msgspec.Struct, frozen=True):
    """A status on a day. ``reason_event`` is the code of the event that led to it ("" for none)."""

    code: StatusCode
    since: dt.date | None
    as_of: dt.date
    reason_event: str = ""
    certainty: Certainty = Certainty.RECORDED
    notes: tuple[Pair, ...] = ()
    """What the reader must know beside the status itself, each (zh, en)."""
    act_by: dt.date | None = None
    """Of a lapsed right: the last day on which it can be saved, nominal; ``None`` where that cannot be told."""
    act_cite: Pair = ("", "")
    """The law behind that day."""

    @property
    def label(self) -> Pair:
        """The status in two or three words, (zh, en)."""
        return LABELS[self.code]

    @property
    def sentence(self) -> Pair:
        """The status with its reason, day and notes, (zh, en)."""
        (zh, en), (more_zh, more_en) = self.label, self._more
        return f"{zh}{more_zh}。", f"{en}{more_en}."

    @property
    def explanation(self) -> Pair:
        """The sentence without the status itself, for a place that shows it already; empty where it adds nothing."""
        zh, en = (text.lstrip("，； ;") for text in self._more)
        return (f"{zh}。", f"{_capital(en)}.") if zh else ("", "")

    @property
    def _more(self) -> Pair:
        zh, en = (f"，自{self.since}起", f" since {self.since}") if self.since else ("", "")
        reason = event_codes()[self.reason_event].label if self.reason_event in event_codes() else ("", "")
        if reason[0] and reason[0] != self.label[0]:
            zh, en = f"{zh}（{reason[0]}）", f"{en} ({_small(reason[1])})"
        zh += "".join(f"；{note[0]}" for note in self.notes)
        en += "".join(f"; {note[1]}" for note in self.notes)
        return zh, en


def _small(text: str) -> str:
    """A label inside a sentence: ``Right granted`` becomes small, ``GI recognised`` and ``PCT filing`` stay."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


class Judgement(msgspec.Struct, frozen=True):
    """A status with what it rests on."""

    status: Status
    facts: Facts
    """What was asked with, and what the events add to it."""
    ends_on: dt.date | None
    """Last day of the term; ``None`` for what was never granted or never was valid, or where no rule tells it."""
    renewed_on: tuple[dt.date, ...]


def status_of(
    kind: RightKind, office: str, events: Sequence[EventLike], facts: Facts, as_of: dt.date
) -> Status:
    """The status of a right at the end of a day, from what happened up to it.

    ``kind`` and ``office`` choose the law on terms and restoration; ``facts`` stand in where no event
    tells of filing, publication or grant.
    """
    return judge(kind, office, events, facts, as_of).status


def judge(
    kind: RightKind, office: str, events: Sequence[EventLike], facts: Facts, as_of: dt.date
) -> Judgement:
    """The status of a right as :func:`status_of` tells it, with the facts and the term it rests on."""
    readings = _readings(events, as_of)
    facts = completed(facts, readings)
    state = fold(readings, facts, as_of)
    last = (state.until or term_end(kind, office, facts, state.renewed_on)) if state.is_granted else None
    ended = _by_term(kind, office, facts, state, last, as_of) if last and not state.ended else None
    if ended is None:
        certainty = Certainty.RECORDED if _speaks_of_law(readings) else Certainty.AS_PUBLISHED
        ended = _dated(_from_state(state, restoration_of(kind, office), certainty, as_of), facts.known_to)
    if ended.code is StatusCode.INVALIDATED:
        last = None
    return Judgement(ended, facts, last, state.renewed_on)


def _readings(events: Sequence[EventLike], as_of: dt.date) -> list[Reading]:
    """The events that count on a day, superseded and undated ones left out, in no order."""
    replaced = {value for event in events for name, value in event.details if name == "supersedes"}
    live = (event for event in events if not event.fingerprint or event.fingerprint not in replaced)
    return [reading for event in live if (reading := reading_of(event)) and reading.on <= as_of]


def _speaks_of_law(readings: Sequence[Reading]) -> bool:
    """Whether somebody told what became of the right, beyond the publications themselves."""
    known = [(r, event_codes()[r.event.code]) for r in readings if r.event.code in event_codes()]
    published_on = max((r.on for r, entry in known if _is_publication(entry)), default=dt.date.min)
    for reading, entry in known:
        if _TAG_OF_PUBLICATION.fullmatch(reading.event.office_code):
            continue
        if entry.effect is not Effect.NONE and (reading.event.office_code or not _is_publication(entry)):
            return True
        if entry.st27 and entry.st27 in _LIFE and reading.on > published_on:
            return True
    return False


def _is_publication(entry: EventCode) -> bool:
    """Whether an event is the publication itself, or the filing before it; entry into examination is neither."""
    return entry.effect in (Effect.PUBLISH, Effect.GRANT) or (
        entry.effect is Effect.FILE and entry.st27 == "A"
    )


def _by_term(
    kind: RightKind, office: str, facts: Facts, state: State, last: dt.date, as_of: dt.date
) -> Status | None:
    """The status where the term ran out on ``last``, before ``as_of``; ``None`` where it did not."""
    if as_of <= last:
        return None
    since = last + dt.timedelta(days=1)
    if state.is_extended and state.until is None:
        notes = (_ended(last), _EXTENDED)
        return Status(StatusCode.UNKNOWN, since, as_of, "", Certainty.COMPUTED, notes)
    term = term_of(kind, office, facts)
    expired = Status(StatusCode.EXPIRED, since, as_of, "", Certainty.COMPUTED, _term_notes(term, facts))
    if term is None or not term.renewable or facts.expires_on:
        return expired
    grace_end = add_months(last, term.grace_months)
    # A mark is renewed more often than not, and not every source tells: without a source that speaks for
    # the time after the term, or with news of the mark later still, nobody can say that it fell.
    if facts.known_to is None or facts.known_to <= last or (state.on and state.on > grace_end):
        return Status(
            StatusCode.UNKNOWN, since, as_of, "", Certainty.COMPUTED, (_ended(last), _RENEWAL_UNKNOWN)
        )
    if as_of <= grace_end:
        note = (f"宽限期至{grace_end}，可补办续展", f"late renewal is possible to {grace_end}")
        return replace(
            expired,
            code=StatusCode.LAPSED_RESTORABLE,
            notes=(_ended(last), note, term.cite),
            act_by=grace_end,
            act_cite=term.cite,
        )
    return expired


def _ended(last: dt.date) -> Pair:
    return f"有效期至{last}", f"the term ran to {last}"


def _term_notes(term: Term | None, facts: Facts) -> tuple[Pair, ...]:
    """Where the end comes from, and what could have moved it."""
    if facts.expires_on or term is None:
        return (("依官方记录所载期限", "by the term that the office's record states"),)
    source = (f"期限依据{term.cite[0]}", f"term by {term.cite[1]}")
    extension = ("未见期限延长记录", "no extension is on record")
    return (source, extension) if term.is_minimum else (source,)


_ENDINGS: dict[Effect, StatusCode] = {
    Effect.REFUSE: StatusCode.REFUSED,
    Effect.WITHDRAW: StatusCode.WITHDRAWN,
    Effect.LOSE: StatusCode.WITHDRAWN,
    Effect.LOSE_NOTIFIED: StatusCode.WITHDRAWN,
    Effect.DISCONTINUE: StatusCode.CEASED,
    Effect.CEASE: StatusCode.CEASED,
    Effect.CEASE_NOTIFIED: StatusCode.CEASED,
    Effect.END: StatusCode.CEASED,
    Effect.SURRENDER: StatusCode.CEASED,
    Effect.REVOKE: StatusCode.CEASED,
    Effect.EXPIRE: StatusCode.EXPIRED,
    Effect.INVALIDATE: StatusCode.INVALIDATED,
}


def _from_state(state: State, rule: Restoration | None, certainty: Certainty, as_of: dt.date) -> Status:
    """The status that the fold arrived at."""
    if state.ended is not Effect.NONE:
        # That a right or an application ended is itself a statement about its law.
        ended = Status(_ENDINGS[state.ended], state.since, as_of, state.reason)
        return _restorable(ended, state, rule) if state.ended in GONE else ended
    if state.challenges:
        since, reason, _ = min(state.challenges)
        return Status(StatusCode.UNDER_CHALLENGE, since, as_of, reason)
    code = _alive(state)
    notes = (
        (_LATER_UNKNOWN,) if certainty is Certainty.AS_PUBLISHED and code is not StatusCode.UNKNOWN else ()
    )
    return Status(code, state.since, as_of, state.reason, certainty, notes)


def _dated(status: Status, known_to: dt.date | None) -> Status:
    """A recorded status that may have changed since says to which day the record goes."""
    is_final = status.code in {StatusCode.EXPIRED, StatusCode.INVALIDATED}
    if status.certainty is not Certainty.RECORDED or known_to is None or known_to >= status.as_of or is_final:
        return status
    return replace(status, notes=(*status.notes, (f"记录截至{known_to}", f"the record goes to {known_to}")))


def _alive(state: State) -> StatusCode:
    if state.is_granted:
        return StatusCode.IN_FORCE
    if state.is_published:
        return StatusCode.PUBLISHED
    return StatusCode.PENDING if state.is_filed else StatusCode.UNKNOWN


def _restorable(ended: Status, state: State, rule: Restoration | None) -> Status:
    """A right lost for want of an act: restorable while the law's months from the notice run."""
    if state.is_restoration_asked:
        return replace(ended, code=StatusCode.LAPSED_RESTORABLE, notes=(_ASKED,))
    if rule is None or state.is_restoration_denied:
        return ended
    if state.notified_on is None:
        return replace(ended, notes=(_NO_NOTICE,))
    last = add_months(state.notified_on, rule.months)
    if ended.as_of > last:
        return ended
    until = (
        f"可于{last}前请求恢复（名义日期，未按节假日顺延）",
        f"restoration can be requested to {last}, nominal date",
    )
    return replace(
        ended, code=StatusCode.LAPSED_RESTORABLE, notes=(until, rule.cite), act_by=last, act_cite=rule.cite
    )
