"""Who may ask an office to adjudicate an infringement, and what a request needs: a truth table. Pure.

Measures on Administrative Adjudication and Mediation of Patent Disputes (in force 2025-02-01): the patentee, whoever succeeded
to it, an exclusive licensee alone, a sole licensee where the patentee does not ask, an ordinary licensee whom the patentee has
authorised. Three-valued: what is not known is not known, and never taken for a yes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from mainline.rules.periods import add_months

Role = Literal["holder", "heir", "exclusive", "sole", "ordinary"]
ROLES: tuple[Role, ...] = ("holder", "heir", "exclusive", "sole", "ordinary")
Answer = Literal["yes", "no", "open"]
REQUEST = "ADJ2025 12"
"""Cites are those of the rule packs."""
LIMITATION = "PL2020 74(1)"
_PATENTS = frozenset({"invention", "utility_model", "design"})
_LIMITATION_MONTHS = 36


@dataclass(frozen=True, slots=True)
class Licence:
    """A licence of the requester as the thread of the right tells it."""

    event: int
    """Id of the event by which it was signed or recorded."""
    kind: str
    """``exclusive``, ``sole``, ``ordinary`` or ``open``; empty where nobody said."""
    since: dt.date | None
    until: dt.date | None = None
    ended_on: dt.date | None = None
    is_recorded: bool = False
    is_own_word: bool = False
    """Whether nobody but the requester itself told of it."""

    def holds_on(self, day: dt.date) -> bool:
        """Whether it is in force on a day, as far as the thread tells."""
        begun = self.since is None or self.since <= day
        lasts = (self.until is None or day <= self.until) and (self.ended_on is None or day < self.ended_on)
        return begun and lasts


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of the requester."""

    is_holder: bool
    licences: Sequence[Licence] = ()
    has_succession: bool = False
    """Whether a paper that proves the succession is there."""
    holder_asks: bool | None = None
    """Whether the patentee itself asks; ``None``: nobody said."""
    is_authorised: bool = False
    """Whether the patentee's authorisation is there."""
    has_licence_paper: bool = False
    """Whether the agreement or its recordal is among the papers: what one says of oneself is not taken for it."""


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that a role asks for, and whether it is there."""

    code: str
    answer: Answer


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the truth table: a role, what it needs, what comes of it."""

    role: Role
    needs: tuple[Need, ...]
    licence: Licence | None = None
    """The licence that would give standing in this role."""
    cite: str = REQUEST

    @property
    def answer(self) -> Answer:
        """``no`` where anything it needs is not so, ``open`` where something is not known."""
        answers = {need.answer for need in self.needs}
        return "no" if "no" in answers else "open" if "open" in answers else "yes"


def truth_table(told: Standing, on: dt.date) -> tuple[Row, ...]:
    """Return the five rows of the table for a requester on a day."""
    return tuple(_row(role, told, on) for role in ROLES)


def _row(role: Role, told: Standing, on: dt.date) -> Row:
    if role == "holder":
        return Row(role, (Need("is_holder", _yes(told.is_holder)),))
    if role == "heir":
        # Whoever is the holder already need not prove how it came to be.
        return Row(
            role,
            (Need("not_holder", _yes(not told.is_holder)), Need("succession", _yes(told.has_succession))),
        )
    licence = _best([one for one in told.licences if one.kind == role and one.holds_on(on)])
    unsaid = any(not one.kind and one.holds_on(on) for one in told.licences)
    has: Answer = "yes" if licence else "open" if unsaid else "no"
    if licence is not None and licence.is_own_word and not told.has_licence_paper:
        has = "open"
    needs = [Need("licence", has)]
    if role == "sole":
        asks = told.holder_asks
        needs.append(Need("holder_does_not_ask", "open" if asks is None else _yes(not asks)))
    if role == "ordinary":
        needs.append(Need("authorised", _yes(told.is_authorised)))
    return Row(role, tuple(needs), licence)


def _best(found: Sequence[Licence]) -> Licence | None:
    """A recorded licence says more than one that was only signed; of equals the newest."""
    return max(
        found,
        key=lambda one: (not one.is_own_word, one.is_recorded, one.since or dt.date.min, one.event),
        default=None,
    )


def standing_of(rows: Sequence[Row]) -> Row | None:
    """Return the row by which the requester may ask, the strongest first; ``None`` for none."""
    return next((row for row in rows if row.answer == "yes"), None)


@dataclass(frozen=True, slots=True)
class Request:
    """What is said of a request beside the standing."""

    kind: str
    """Of the right."""
    is_in_force: bool | None
    has_respondent: bool
    has_claims: bool
    has_facts: bool
    is_competent: bool
    no_suit: bool
    no_other_way: bool
    knew_on: dt.date | None
    is_ongoing: bool


@dataclass(frozen=True, slots=True)
class Check:
    """One condition of a request: whether it is met, and by which article."""

    code: str
    answer: Answer
    cite: str = REQUEST


def conditions(request: Request, rows: Sequence[Row], on: dt.date) -> tuple[Check, ...]:
    """Return every condition of a request with its answer, in the order of the article."""
    may_ask = standing_of(rows)
    undecided = any(row.answer == "open" for row in rows)
    in_force: Answer = "open" if request.is_in_force is None else _yes(request.is_in_force)
    return (
        Check("patent", _yes(request.kind in _PATENTS), "PL2020 65"),
        Check("in_force", in_force, "PL2020 65"),
        Check("standing", "yes" if may_ask else "open" if undecided else "no"),
        Check("respondent", _yes(request.has_respondent)),
        Check("claims", _yes(request.has_claims)),
        Check("facts", _yes(request.has_facts)),
        Check("competence", _yes(request.is_competent)),
        Check("no_suit", _yes(request.no_suit)),
        Check("no_other_way", _yes(request.no_other_way)),
        Check("limitation", _in_time(request, on), LIMITATION),
    )


def _in_time(request: Request, on: dt.date) -> Answer:
    """Three years from knowing; while the infringement goes on it can be stopped at any time."""
    if request.is_ongoing:
        return "yes"
    if request.knew_on is None:
        return "open"
    return _yes(on <= add_months(request.knew_on, _LIMITATION_MONTHS))


NEEDED: Mapping[str, tuple[str, ...]] = {
    "holder": ("request", "identity", "patent", "evidence"),
    "heir": ("request", "identity", "patent", "evidence", "succession"),
    "exclusive": ("request", "identity", "patent", "evidence", "licence"),
    "sole": ("request", "identity", "patent", "evidence", "licence", "not_asking"),
    "ordinary": ("request", "identity", "patent", "evidence", "licence", "authorisation"),
}
"""Papers by the role in which somebody asks."""
REPORTED = frozenset({"utility_model", "design"})
"""Kinds of right for which an office may want an evaluation report (Patent Law 66)."""


def papers(role: str, kind: str, present: Sequence[str]) -> tuple[tuple[str, bool, bool], ...]:
    """Return the papers of a request as (kind of paper, whether it is required, whether it is there)."""
    wanted = [(name, True) for name in NEEDED.get(role, NEEDED["holder"])]
    if kind in REPORTED:
        wanted.append(("report", False))
    return tuple((name, is_required, name in present) for name, is_required in wanted)


def covers(office: str, place: str) -> bool:
    """Whether an office at a place decides on what happened at another: codes of GB/T 2260, the province over its cities.

    >>> covers("230000", "230100"), covers("231000", "231100"), covers("230100", "230000")
    (True, False, False)
    """
    head = office
    while head.endswith("00"):
        head = head[:-2]
    return bool(office) and bool(place) and place.startswith(head)


def _yes(told: bool) -> Answer:
    return "yes" if told else "no"
