"""The subject of a claim: what it is on, in its own words."""

from __future__ import annotations

import re

from mainline.creation.checks.logic.claims import Claim
from mainline.creation.checks.logic.references import Graph

LONGEST = 300
_END_ZH = re.compile(
    r"[，,；;：:。]|其特征|其改进|其中|其包括|其具有|包括(?!权利要求)|包含(?!权利要求)|由以下|，?具有(?=以下|如下)"
)
_START_ZH = re.compile(r"\s{0,8}(?:一种|一个|一类|一套|一组|一项)?(?:的)?")
_SIGN = re.compile(r"[（(\[][^（()）\[\]]{0,12}[)）\]]|\s")
_END_EN = re.compile(
    r"[,:;.]|\b(?:compris\w*|including|includes|wherein|having|characteri[sz]ed|consisting|which|that|where|whereby|in which|further)\b",
    re.I,
)
_ARTICLE = re.compile(r"\s{0,8}(?:An?|The|One or more|At least one)\b\s{0,4}", re.I)
_OF = re.compile(
    r",?\s{0,4}\b(?:of|as|according|in|recited|defined|claimed|set|per|by|under|with|for)\b", re.I
)


def title_of(claim: Claim, graph: Graph) -> tuple[int, int]:
    """Return where the subject of a claim stands in its text: offsets from the beginning of the claim's words.

    Of a dependent claim it is what follows its reference in Chinese, and what stands before it in English.
    """
    own = next((one for one in graph.references[claim.index] if one.is_dependency), None)
    if claim.is_chinese:
        begin = own.end - claim.start if own else _after(_START_ZH, claim.text)
        return _cut(claim.text, begin, _END_ZH)
    begin = _after(_ARTICLE, claim.text)
    if own is None:
        return _cut(claim.text, begin, _END_EN)
    lead = _OF.search(claim.text, begin, max(begin, own.start - claim.start))
    return begin, lead.start() if lead else max(begin, own.start - claim.start)


def _after(pattern: re.Pattern[str], text: str) -> int:
    match = pattern.match(text)
    return match.end() if match else 0


def _cut(text: str, begin: int, pattern: re.Pattern[str]) -> tuple[int, int]:
    limit = min(len(text), begin + LONGEST)
    match = pattern.search(text, begin, limit)
    end = match.start() if match else limit
    return begin, max(begin, len(text[:end].rstrip()))


def plain_title(words: str) -> str:
    """Return a subject without reference signs and blanks, for comparison."""
    return _SIGN.sub("", words)


_TAKE_OFF = ("ses", "xes", "zes", "ches", "shes")


def singular(word: str) -> str:
    """Return an English word without the ending of the plural, roughly: the same for both of its forms."""
    word = word.lower()
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(_TAKE_OFF):
        return word[:-2] if not word.endswith("ses") or word.endswith("sses") else word[:-1]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word
