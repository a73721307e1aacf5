"""A text cut into claims, each with its place in it."""

from __future__ import annotations

import re
from dataclasses import dataclass

MOST_CLAIMS = 400
"""So many are looked at; what comes after is told to be left out."""
_NUMBERED = re.compile(
    r"^[ \t\u3000]{0,8}(?:权利要求|[Cc]laim )?[ \t]?(?P<number>\d{1,4})(?:[ \t]?[-–][ \t]?(?P<to>\d{1,4}))?[ \t]?(?P<sign>[.．、:：)）])[ \t\u3000]{0,8}(?=\D)",
    re.M,
)
_STYLES = {"．": ".", "：": ":", "）": ")"}
_BEGINS = re.compile(
    r"一种|一个|根据|如权利|按照|依据|按权利|权利要求|前述|上述|用于|An?\b|The\b|In\b|Apparatus|Method|Use\b|\(",
    re.I,
)
_OPEN = ",，、;；:：(（"
_NO_CLAIM = re.compile(
    r"(?:\d{1,4}\s?[-–]\s?\d{1,4}\.?\s?)?\(\s?(?:cancel(?:l?ed)?|withdrawn|deleted|not entered)[^()]{0,40}\)\.?|[（(](?:删除|已删除)[）)]。?",
    re.I,
)
_HAN = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim as it stands: offsets in the whole text."""

    index: int
    """Place among the claims, from 0."""
    number: int
    """As printed; where none is printed its place from 1."""
    number_start: int
    number_end: int
    """Around the printed number; the same where none is printed."""
    start: int
    """Where its words begin."""
    end: int
    text: str
    last_number: int
    """The number after which the next claim's follows: of "1-18. (canceled)" it is 18."""

    @property
    def is_chinese(self) -> bool:
        """Whether it is read as Chinese."""
        return _HAN.search(self.text) is not None

    @property
    def is_empty(self) -> bool:
        """Whether it says only that it is cancelled."""
        return not self.text or _NO_CLAIM.fullmatch(self.text) is not None


def claims_in(text: str) -> tuple[Claim, ...]:
    """Return the claims of a text in their order; without numbers each paragraph that ends as a sentence is one.

    Lists inside a claim that are numbered themselves stay inside: a number begins a claim where it follows the one
    before, or where the words before it have ended and those after it begin as a claim does.
    """
    marks = _marks(text)
    if not marks:
        return _unnumbered(text)
    found: list[Claim] = []
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    for mark, end in zip(marks, ends, strict=True):
        words = text[mark.end() : end].rstrip()
        number = int(mark["number"])
        found.append(
            Claim(
                len(found), number, mark.start("number"), mark.end("number"), mark.end(),
                mark.end() + len(words), words, _last(mark),
            )
        )  # fmt: skip
    return tuple(found)


def _marks(text: str) -> list[re.Match[str]]:
    marks = list(_NUMBERED.finditer(text))
    if not marks:
        return []
    style = _style(marks[0])
    kept: list[re.Match[str]] = []
    inner = 0
    for mark in marks:
        if _style(mark) != style:
            continue
        number, before = int(mark["number"]), _last(kept[-1]) if kept else 0
        ended = not kept or _has_ended(text, kept[-1].end(), mark.start())
        begins = _BEGINS.match(text, mark.end()) is not None
        if inner and number == inner + 1 and not ended:
            inner = number
        elif not kept or (number == before + 1 and (ended or begins)) or (ended and begins):
            kept.append(mark)
            inner = 0
        elif number == before + 1 and not inner and number != 1:
            kept.append(mark)
        else:
            inner = number
    return kept


def _last(mark: re.Match[str]) -> int:
    return max(int(mark["number"]), int(mark["to"] or 0))


def _style(mark: re.Match[str]) -> str:
    return _STYLES.get(mark["sign"], mark["sign"])


def _has_ended(text: str, start: int, end: int) -> bool:
    """Whether what stands before a number reads as a whole: no list goes on after a comma, a semicolon or a colon."""
    tail = text[max(start, end - 40) : end].rstrip()
    return bool(tail) and tail[-1] not in _OPEN and not tail.endswith((" and", " or"))


def _unnumbered(text: str) -> tuple[Claim, ...]:
    found: list[Claim] = []
    at, start = 0, -1
    for line in text.splitlines(keepends=True):
        words = line.strip()
        if words:
            start = at + line.index(words[0]) if start < 0 else start
            if words[-1] in "。." and len(words) > 1:
                end = at + len(line.rstrip())
                found.append(_bare(len(found), start, end, text))
                start = -1
        at += len(line)
    if start >= 0 and text[start:].strip():
        found.append(_bare(len(found), start, start + len(text[start:].rstrip()), text))
    return tuple(found)


def _bare(index: int, start: int, end: int, text: str) -> Claim:
    return Claim(index, index + 1, start, start, start, end, text[start:end], index + 1)
