"""Whom a name printed on a right may be, among the people that a member keeps: reasons, not a decision. Pure.

A key printed beside the name decides; without one the same name is needed, and the organisation and the
co-inventors speak for it. Nobody is proposed whose key is another, or who stands on the right beside the name.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from mainline.orgs.names import Pair
from mainline.orgs.persons.identity import Key
from mainline.orgs.persons.matching import Known, name_form

SURE = 0.9
"""From this score on a key says so."""
_KEY = 1.0
_NAME = 0.4
_ORGANISATION = 0.3
_COMPANION = 0.1
_COMPANIONS = 0.2

SAME_ORCID = ("来源印有相同的 ORCID", "the source prints the same ORCID iD")
SAME_NUMBER = ("来源印有相同的工号", "the source prints the same employee number")
SAME_NAME = ("同名", "same name")
SAME_ORGANISATION = ("其单位是权利人或申请人", "their organisation holds or applied for it")
COMPANIONS = ("有共同的合作发明人", "co-inventors in common")
NAMESAKES = ("还有同名的人，请核对", "others have the same name: look closely")


@dataclass(frozen=True, slots=True)
class Printed:
    """A name as it is printed on a right, and what stands around it."""

    name: str
    key: Key | None = None
    organisations: frozenset[int] = frozenset()
    """Who holds the right or applied for it, each as the body that stands for its names."""
    companions: frozenset[int] = frozenset()
    """People who are named on the right in such a role already."""
    beside: frozenset[int] = frozenset()
    """People whom another name of the same role and language on it is: this one is none of them."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """That a printed name may be a person; score 0 to 1, reasons are (zh, en)."""

    person: int
    score: float
    reasons: tuple[Pair, ...]


def candidates(
    printed: Printed, people: Iterable[Known], companions: dict[int, frozenset[int]]
) -> list[Candidate]:
    """Return whom a name may be, surest first. ``companions`` are people with whom each was named elsewhere."""
    found = [one for person in people if (one := _candidate(printed, person, companions)) is not None]
    by_name = [one for one in found if one.score < SURE]
    if len(by_name) > 1:
        warned = {one.person: Candidate(one.person, one.score, (*one.reasons, NAMESAKES)) for one in by_name}
        found = [warned.get(one.person, one) for one in found]
    return sorted(found, key=lambda one: (-one.score, one.person))


def is_contradicted(key: Key | None, person: Known, organisations: Collection[int]) -> bool:
    """Whether a printed key says that it is somebody else.

    An employee number counts for the organisations that hold the right, ``organisations``.
    """
    if key is None:
        return False
    if key.scheme == "orcid":
        return bool(person.orcids) and key.value not in person.orcids
    numbers = {number for organisation, number in person.numbers if organisation in organisations}
    return bool(numbers) and key.value not in numbers


def _candidate(printed: Printed, person: Known, companions: dict[int, frozenset[int]]) -> Candidate | None:
    if person.ident in printed.beside or is_contradicted(printed.key, person, printed.organisations):
        return None
    if printed.key is not None and _has_key(printed, person):
        why = SAME_ORCID if printed.key.scheme == "orcid" else SAME_NUMBER
        return Candidate(person.ident, _KEY, (why,))
    if name_form(printed.name) not in {name_form(name) for name in person.names}:
        return None
    score, reasons = _NAME, [SAME_NAME]
    if printed.organisations & person.organisations:
        score, reasons = score + _ORGANISATION, [*reasons, SAME_ORGANISATION]
    shared = len(printed.companions & companions.get(person.ident, frozenset()))
    if shared:
        score, reasons = score + min(shared * _COMPANION, _COMPANIONS), [*reasons, COMPANIONS]
    return Candidate(person.ident, round(score, 2), tuple(reasons))


def _has_key(printed: Printed, person: Known) -> bool:
    if printed.key is None:
        return False
    if printed.key.scheme == "orcid":
        return printed.key.value in person.orcids
    return any(
        organisation in printed.organisations and number == printed.key.value
        for organisation, number in person.numbers
    )
