"""Which persons may be one human being, and which never are. Pure: nothing here merges.

Identity keys decide. The same ORCID iD, or the same employee number in one organisation, is proposed at the top;
a different one rules it out, whatever the names say. The same name in one organisation is proposed low, where no
key speaks against it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from mainline.orgs.names import Pair, Proposal, normalise

SURE = 0.9
"""From this score on a key says so; below it names alone."""
_ORCID = 1.0
_NUMBER = 0.98
_NAME = 0.5
_BLOCK_LIMIT = 60
"""A name that so many people of one organisation bear tells nothing."""

SAME_ORCID = ("ORCID 相同", "same ORCID iD")
SAME_NUMBER = ("同一单位的工号相同", "same employee number in one organisation")
SAME_NAME = ("同一单位、同名，没有标识可以区分", "same name in one organisation, and no key tells them apart")
OTHER_ORCID = ("ORCID 不同", "different ORCID iDs")
OTHER_NUMBER = ("同一单位的工号不同", "different employee numbers in one organisation")
SIDE_BY_SIDE = ("同一权利上并列署名", "both are named on one right, side by side")


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one person, or of several that were found to be one.

    ``numbers`` are (organisation, employee number); an organisation is the id of the one that stands for all its
    names, so that numbers under two names of one body are compared.
    """

    ident: int
    names: frozenset[str] = frozenset()
    orcids: frozenset[str] = frozenset()
    numbers: frozenset[tuple[int, str]] = frozenset()
    organisations: frozenset[int] = frozenset()


def united(people: Iterable[Known]) -> Known:
    """Return what is known of all of them together, under the smallest id."""
    group = list(people)
    return Known(
        ident=min(one.ident for one in group),
        names=frozenset().union(*(one.names for one in group)),
        orcids=frozenset().union(*(one.orcids for one in group)),
        numbers=frozenset().union(*(one.numbers for one in group)),
        organisations=frozenset().union(*(one.organisations for one in group)),
    )


def contradiction(*people: Known) -> Pair | None:
    """Return why these can't be one human being, (zh, en), or ``None``: two ORCID iDs, two numbers in one place."""
    together = united(people)
    if len(together.orcids) > 1:
        return OTHER_ORCID
    employers = [organisation for organisation, _number in together.numbers]
    return OTHER_NUMBER if len(set(employers)) < len(employers) else None


def likeness(one: Known, two: Known) -> tuple[float, tuple[Pair, ...]]:
    """How likely two are one, 0 to 1, and why. Symmetric; 0 where a key speaks against it."""
    if against := contradiction(one, two):
        return 0.0, (against,)
    reasons: list[Pair] = []
    score = 0.0
    if one.numbers & two.numbers:
        score, reasons = _NUMBER, [SAME_NUMBER]
    if one.orcids & two.orcids:
        score, reasons = _ORCID, [SAME_ORCID, *reasons]
    if not reasons and one.organisations & two.organisations and _is_same_name(one, two):
        score, reasons = _NAME, [SAME_NAME]
    return score, tuple(reasons)


def propose(people: Sequence[Known], apart: Collection[tuple[int, int]] = ()) -> list[Proposal]:
    """Return pairs that may be one human being, surest first.

    ``apart`` are pairs of ids, the smaller first, that one right names side by side: their names alone propose
    nothing. Only those who share a key, or a name and an organisation, are compared.
    """
    ruled_out = frozenset(apart)
    found = []
    for one, two in _pairs(people):
        score, reasons = likeness(one, two)
        left, right = sorted((one.ident, two.ident))
        if score >= SURE or (score and (left, right) not in ruled_out):
            found.append(Proposal(left, right, score, reasons))
    return sorted(found, key=lambda p: (-p.score, p.left, p.right))


def name_form(name: str) -> str:
    """Return the form in which prints of one name meet: order, case and punctuation make no difference."""
    text = normalise(name)
    return " ".join(sorted(text.split()))


def _is_same_name(one: Known, two: Known) -> bool:
    return not _forms(one).isdisjoint(_forms(two))


def _forms(person: Known) -> set[str]:
    return {form for name in person.names if (form := name_form(name))}


def _pairs(people: Sequence[Known]) -> Iterator[tuple[Known, Known]]:
    """Yield pairs worth comparing, each once."""
    blocks: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for nth, person in enumerate(people):
        for key in _blocks(person):
            blocks[key].append(nth)
    seen: set[tuple[int, int]] = set()
    for key, members in blocks.items():
        if key[0] == "name" and len(members) > _BLOCK_LIMIT:
            continue
        for pair in combinations(members, 2):
            if pair not in seen:
                seen.add(pair)
                yield people[pair[0]], people[pair[1]]


def _blocks(person: Known) -> Iterator[tuple[object, ...]]:
    yield from (("orcid", orcid) for orcid in person.orcids)
    yield from (("number", *number) for number in person.numbers)
    for organisation in person.organisations:
        yield from (("name", organisation, form) for form in _forms(person))
