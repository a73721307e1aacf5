"""References of claims to claims: what each says, and the graph that they make. Read by hand, in one pass."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from mainline.creation.checks.logic.claims import Claim

MOST_NUMBERS = 500
_ZH = re.compile(r"权利要求|權利要求|请求项|請求項")
_EN = re.compile(
    r"\bclaims?\s(?=\s{0,4}[0-9])|\b(?:preceding|previous|foregoing|above)\s{1,3}claims?\b", re.I
)
_NUMBER = re.compile(r"[0-9]{1,4}(?![0-9])")
_LINK = re.compile(
    r"\s{0,4}(?P<sign>,?\s{0,2}(?:and/or|or|and|to|through)\b|或者|以及|和/或|或|、|，|,|和|与|及|-|–|—|~|～|至|到)"
    r"\s{0,4}(?:(?:of\s)?(?:claims?\s{1,3})|权利要求|權利要求|请求项|請求項)?\s{0,4}(?=[0-9])",
    re.I,
)
_RANGES = {"-", "–", "—", "~", "～", "至", "到", "to", "through"}
_TOGETHER = {"和", "与", "及", "以及", "and", "和/或", "and/or"}
_ANY_ZH = re.compile(
    r"\s{0,4}(?:项|个)?(?:之中|当中|中|之)?的?(?:任意一|任何一|任一|任意|其中一|其一|一)(?:项|个|条|种|权利要求)?"
)
_TAIL_ZH = re.compile(
    r"\s{0,4}(?:项|个)?(?:中|之)?(?:所述|所说|所描述|所限定|所记载|所要求保护|记载|限定)?的?"
)
_ANY_EN = re.compile(
    r"\b(?:any(?:\sone|\sof|\spreceding|\sprevious)?|one|either|at least one|each)\b[^.;:]{0,30}$", re.I
)
_BEFORE_ZH = re.compile(
    r"(?:根据|依据|按照|依照|如|按|用|由|采用|使用|应用|利用)?\s{0,4}(?:上述|前述|以上|在前)?(?:的)?(?:任意一项|任一项|任何一项|任一|任何)?(?:在前)?的?\s{0,4}$"
)
_DEPENDS_ZH = re.compile(
    r"\s{0,4}(?:根据|依据|按照|依照|如|按)?\s{0,4}(?:上述|前述|以上|在前|任意|任一|任何|一|项|的|之){0,6}$"
)


@dataclass(frozen=True, slots=True)
class Reference:
    """What one reference of a claim says."""

    start: int
    """Offsets in the whole text: from the word that leads to it to the last that belongs to it."""
    end: int
    numbers: tuple[int, ...]
    """The claims it names, in their order; a reference to all before it names those."""
    spots: tuple[tuple[int, int], ...]
    """Where each printed number stands; fewer than ``numbers`` for a range."""
    links: tuple[tuple[int, int, str], ...]
    """(start, end, sign) of what stands between the numbers."""
    is_alternative: bool
    """Whether it says that any one of them is meant."""
    is_dependency: bool
    """Whether the claim depends by it: it stands at the beginning, before the features."""

    @property
    def is_multiple(self) -> bool:
        """Whether it names more than one claim."""
        return len(self.numbers) > 1


def references_of(claim: Claim) -> tuple[Reference, ...]:
    """Return the references of a claim in their order."""
    found: list[Reference] = []
    text, at = claim.text, 0
    pattern = _ZH if claim.is_chinese else _EN
    while (match := pattern.search(text, at)) is not None:
        reference = _read_zh(claim, match) if claim.is_chinese else _read_en(claim, match)
        at = match.end() if reference is None else max(match.end(), reference.end - claim.start)
        if reference is not None:
            found.append(reference)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Numbers:
    numbers: tuple[int, ...]
    spots: tuple[tuple[int, int], ...]
    links: tuple[tuple[int, int, str], ...]
    end: int


def _numbers(text: str, at: int, offset: int) -> _Numbers | None:
    first = _NUMBER.match(text, at)
    if first is None:
        return None
    numbers, spots, links, end = [int(first[0])], [(first.start(), first.end())], [], first.end()
    while len(numbers) < MOST_NUMBERS and (link := _LINK.match(text, end)) is not None:
        number = _NUMBER.match(text, link.end())
        if number is None:
            break
        sign = link["sign"].strip(" ,\t\n").lower() or link["sign"].strip()
        value = int(number[0])
        numbers += (
            range(numbers[-1] + 1, min(value, numbers[-1] + MOST_NUMBERS) + 1) if sign in _RANGES else [value]
        )
        links.append((offset + link.start("sign"), offset + link.end("sign"), sign))
        spots.append((number.start(), number.end()))
        end = number.end()
    places = tuple((offset + a, offset + b) for a, b in spots)
    return _Numbers(tuple(dict.fromkeys(numbers)), places, tuple(links), end)


def _read_zh(claim: Claim, match: re.Match[str]) -> Reference | None:
    text, at = claim.text, match.end()
    while at < len(text) and at < match.end() + 4 and text[at] in " \t\u3000第":
        at += 1
    lead = _BEFORE_ZH.search(text, max(0, match.start() - 24), match.start())
    start = lead.start() if lead else match.start()
    is_first = _DEPENDS_ZH.match(text, 0, match.start()) is not None and match.start() < 24
    named = _numbers(text, at, claim.start)
    if named is None:
        return _all_before(claim, match, start, is_first)
    any_of = _ANY_ZH.match(text, named.end)
    end = any_of.end() if any_of else named.end
    tail = _TAIL_ZH.match(text, end)
    end = tail.end() if tail else end
    # "任一" may stand before the numbers too.
    before = text[max(0, match.start() - 8) : match.start()]
    alternative = any_of is not None or "任" in before or _only_or(named)
    return Reference(
        claim.start + start, claim.start + end, named.numbers, named.spots, named.links, alternative, is_first
    )


def _all_before(claim: Claim, match: re.Match[str], start: int, is_first: bool) -> Reference | None:
    """Read "前述权利要求中任一项": all claims before this one."""
    lead = claim.text[start : match.start()]
    tail = _TAIL_ZH.match(claim.text, match.end())
    any_of = _ANY_ZH.match(claim.text, match.end())
    if not (any(word in lead for word in ("上述", "前述", "以上", "在前")) or (any_of and is_first)):
        return None
    end = any_of.end() if any_of else (tail.end() if tail else match.end())
    tail = _TAIL_ZH.match(claim.text, end)
    end = tail.end() if tail else end
    numbers = tuple(range(1, min(claim.number, MOST_NUMBERS)))
    return Reference(
        claim.start + start, claim.start + end, numbers, (), (), "任" in lead or any_of is not None, is_first
    )


def _only_or(named: _Numbers) -> bool:
    signs = [sign for _, _, sign in named.links]
    return bool(signs) and signs[-1] in ("或", "或者", "or") and not any(sign in _TOGETHER for sign in signs)


def _read_en(claim: Claim, match: re.Match[str]) -> Reference | None:
    text = claim.text
    named = _numbers(text, match.end(), claim.start)
    if named is None and match[0][-1:].isspace():
        return None
    before = text[max(0, match.start() - 60) : match.start()]
    is_first = _depends_en(text, match.start())
    any_of = _ANY_EN.search(before) is not None
    if named is None:
        numbers = tuple(range(1, min(claim.number, MOST_NUMBERS)))
        one = any_of or match[0].lower().endswith("claim")
        return Reference(
            claim.start + match.start(), claim.start + match.end(), numbers, (), (), one, is_first
        )
    return Reference(
        claim.start + match.start(), claim.start + named.end, named.numbers, named.spots, named.links,
        any_of or _only_or(named), is_first,
    )  # fmt: skip


_BODY_EN = re.compile(r"[,:;]|\bcompris|\bwherein\b|\bhaving\b|\binclud|\bcharacteri", re.I)
_CARRIER_EN = re.compile(
    r"^an?\b.*\b(?:using|incorporating|containing|storing|configured|adapted|equipped|made|produced|obtained|carry|perform|execut|for)",
    re.I | re.S,
)


def _depends_en(text: str, at: int) -> bool:
    """Whether a reference at an offset is that by which the claim depends: only its title and "of", "as in" before it."""
    lead = text[: min(at, 400)]
    return at < 400 and _BODY_EN.search(lead) is None and _CARRIER_EN.match(lead) is None


@dataclass(frozen=True, slots=True)
class Graph:
    """Who refers to whom, by place; references to claims that do not stand before are left out."""

    references: tuple[tuple[Reference, ...], ...]
    parents: tuple[tuple[tuple[int, ...], ...], ...]
    """For each claim its references, each as the places of the claims it names, of which any one may be meant."""
    is_dependent: tuple[bool, ...]

    def ancestors(self, index: int) -> list[int]:
        """Return the places of all claims that a claim refers to, at any remove, in their order."""
        seen: set[int] = set()
        waiting = [index]
        while waiting:
            for group in self.parents[waiting.pop()]:
                fresh = [one for one in group if one not in seen]
                seen.update(fresh)
                waiting += fresh
        return sorted(seen)


def graph_of(claims: Sequence[Claim]) -> Graph:
    """Return the graph of some claims."""
    places: dict[int, int] = {}
    references, parents, dependent = [], [], []
    for claim in claims:
        own = references_of(claim)
        groups = [tuple(places[n] for n in one.numbers if n in places) for one in own]
        references.append(own)
        parents.append(tuple(group for group in groups if group))
        dependent.append(any(one.is_dependency for one in own))
        places.setdefault(claim.number, claim.index)
    return Graph(tuple(references), tuple(parents), tuple(dependent))
