"""Words that leave a claim unclear: rules C10 to C13 and C15, and the length of the abstract, C20."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mainline.creation.checks.logic.claims import Claim
from mainline.creation.checks.logic.findings import Edit, Finding, Pair, Severity

MOST_OF_A_RULE = 300
"""Findings of one rule in one text: what comes after says nothing new."""


@dataclass(frozen=True, slots=True)
class Words:
    """An expression that a rule looks for."""

    rule: str
    severity: Severity
    pattern: re.Pattern[str]
    text: Pair
    advice: Pair


_VAGUE: Pair = ("“%s”的含义不确定。", "“%s” has no certain meaning.")
_VAGUE_DO: Pair = (
    "用数值或者本领域有公认含义的用语限定。",
    "Say a value, or a word that is settled in the field.",
)
_SCOPES: Pair = ("“%s”在一项权利要求中限定出不同的保护范围。", "“%s” gives the claim two scopes.")
_SCOPES_DO: Pair = (
    "删去，或者把较窄的范围写成从属权利要求。",
    "Take it out, or put the narrower scope into a dependent claim.",
)
_ABOUT: Pair = ("“%s”可能使保护范围不清楚。", "“%s” may leave the scope unclear.")
_ABOUT_DO: Pair = (
    "删去，或者确认说明书给出了判断标准。",
    "Take it out, or make sure that the description gives a standard for it.",
)
_BRACKET: Pair = (
    "括号内“%s”不是附图标记、化学式或数学式。",
    "“%s” in brackets is no reference sign or formula.",
)
_BRACKET_DO: Pair = ("把括号内的限定写进句子，或者删去。", "Say it in the sentence, or take it out.")
_OMNIBUS: Pair = ("引用了说明书或附图：“%s”。", "It refers to the description or drawings: “%s”.")
_OMNIBUS_DO: Pair = ("写出技术特征本身。", "State the features themselves.")

CHINESE = (
    Words("C10", Severity.WARNING, re.compile(r"(?:较|很|更加?|比较|相对较?|非常|极)(?:厚|薄|强|弱|高温|高压|宽|窄|粗|细|好|差|快|慢|大|小|高|低|多|少|长|短)(?![度于的]?(?:一个|于))(?=[，。；、的]|$)|(?:高温|高压|低温|低压)(?=下[，。；、]|条件|环境中?[，。；、])|很宽范围"), _VAGUE, _VAGUE_DO),
    Words("C11", Severity.WARNING, re.compile(r"例如|最好是?(?!的)|尤其是|必要时|优选地?|特别是|比如|诸如|更优选地?"), _SCOPES, _SCOPES_DO),
    Words("C12", Severity.WARNING, re.compile(r"大约|(?<![制节契公签预合])约(?=\s{0,2}[\d零一二三四五六七八九十百千万]{1,6}(?!束))|接近(?=\s{0,2}\d)|(?<=[\d%℃])\s{0,2}左右|(?<=[米克升秒钟度时天倍])左右(?=[，。；、）)])|(?<![相均同不平对高中低初优一二三四五六七八九十甲乙丙丁特次])等(?=[，。；）)]|$)|或类似物|或者类似物|之类(?=[，。；的])"), _ABOUT, _ABOUT_DO),
    Words("C15", Severity.INFO, re.compile(r"(?:如|按照?|根据|参照|见)\s{0,2}(?:本)?(?:说明书|附图|图\s{0,2}\d{1,3})[^，。；]{0,20}?(?:所述|所示|描述|记载)|如附图|说明书(?:中|部分)?(?:所述|所记载)"), _OMNIBUS, _OMNIBUS_DO),
)  # fmt: skip
ENGLISH = (
    Words("C10", Severity.WARNING, re.compile(r"\b(?:relatively|comparatively|fairly|rather (?=large|small|high|low|thin|thick))\b|\b(?:wide|broad) range\b|\bhigh quality\b|\baesthetically pleasing\b", re.I), _VAGUE, _VAGUE_DO),
    Words("C11", Severity.WARNING, re.compile(r"\bsuch as\b|\bfor example\b|\bfor instance\b|\be\.g\.|\b(?:more |most )?prefer(?:ably|red)\b|\bin particular\b|\bparticularly\b|\bespecially\b", re.I), _SCOPES, _SCOPES_DO),
    Words("C12", Severity.WARNING, re.compile(r"\bor the like\b|\bor similar\b|\bor so\b|\band so (?:on|forth)\b|\betc\b\.?", re.I), _ABOUT, _ABOUT_DO),
    Words("C12", Severity.INFO, re.compile(r"\babout(?=\s{1,3}[\d$])|\bapproximately\b|\bsubstantially\b|\bgenerally\b|\bnearly\b|\bessentially\b", re.I), _ABOUT, _ABOUT_DO),
    Words("C15", Severity.INFO, re.compile(r"\bas (?:shown|illustrated|depicted|seen) in (?:the )?(?:accompanying |attached )?(?:fig(?:ure|s|ures)?\b|drawings?\b)|\bas (?:hereinbefore |herein )?described in the (?:specification|description)\b|\bsubstantially as (?:herein|shown|described|illustrated)\b|\bas (?:shown and )?described herein\b", re.I), _OMNIBUS, _OMNIBUS_DO),
)  # fmt: skip
_BRACKETS = re.compile(r"[(（]([^()（）]{1,400})[)）]")
_SIGN = re.compile(
    r"[\s\dA-Za-z,.、，;；:\-‑－–—~～…'’′\"″/+=<>≤≥±×·*%°℃ΩμµαβγδεζηθικλνξοπρστυφχψωΑ-Ωⅰ-ⅿ①-⑳_|^\[\]{}#&]{1,400}"
)
_WORDS = re.compile(r"[a-z]{3,}")
_HAN = re.compile(r"[\u3400-\u9fff]")
_CHEMISTRY = re.compile(
    r"[\u3400-\u9fff\d\-,，]{0,12}[基酯酸醇醚胺酮烯烷炔苯氧氢氯氟溴碘硅氮硫磷铁铝钠钾锂钙镁锌铜]$|[ⅠⅡⅢⅣⅤ]"
)
_SHORTER = re.compile(r"^\s{0,4}[A-Z][\w\-/ .]{0,20}$")
_LIMIT = {"CN": 300, "US": 150}
_LATIN_WORDS = re.compile(r"[A-Za-z0-9][\w'\-]*")


def wording(claim: Claim) -> Iterator[Finding]:
    """Yield what is unclear in the words of a claim."""
    for words in CHINESE if claim.is_chinese else ENGLISH:
        for match in words.pattern.finditer(claim.text):
            found = match[0].strip()
            yield Finding(
                words.rule, "word", words.severity, claim.number, claim.start + match.start(),
                claim.start + match.end(), (words.text[0] % found, words.text[1] % found), advice=words.advice,
                mend=_without(claim, match) if words.rule == "C12" else (),
            )  # fmt: skip
    yield from brackets(claim)


def _without(claim: Claim, match: re.Match[str]) -> tuple[Edit, ...]:
    """Take an approximation out: what is left is the bare value. Lists ("等") are left to a person."""
    if match[0].strip().lower() in ("等", "或类似物", "或者类似物", "之类"):
        return ()
    end = match.end()
    while not claim.is_chinese and end < len(claim.text) and claim.text[end] == " ":
        end += 1
    return (Edit(claim.start + match.start(), claim.start + end, ""),)


def brackets(claim: Claim) -> Iterator[Finding]:
    """C13: what stands in round brackets and is no sign, formula, name of a group or short form."""
    for match in _BRACKETS.finditer(claim.text):
        inside = match[1].strip()
        if not inside or _is_accepted(claim, inside, match):
            continue
        shown = inside if len(inside) <= 30 else inside[:30] + "…"
        yield Finding(
            "C13", "bracket", Severity.INFO, claim.number, claim.start + match.start(), claim.start + match.end(),
            (_BRACKET[0] % shown, _BRACKET[1] % shown), advice=_BRACKET_DO,
        )  # fmt: skip


def _is_accepted(claim: Claim, inside: str, match: re.Match[str]) -> bool:
    if claim.is_chinese and _HAN.search(inside):
        follows = claim.text[match.end() : match.end() + 1]
        return _CHEMISTRY.match(inside) is not None and _HAN.match(follows) is not None
    if _SIGN.fullmatch(inside) is None:
        return False
    return len(_WORDS.findall(inside)) < 3 or _SHORTER.match(inside) is not None


def abstract(text: str, jurisdiction: str) -> Iterator[Finding]:
    """C20: the abstract is no longer than its law allows. Offsets are in the abstract."""
    words = text.strip()
    han, latin = len(_HAN.findall(words)), len(_LATIN_WORDS.findall(words))
    count = latin if jurisdiction == "US" or not han else len("".join(words.split()))
    limit = _LIMIT[jurisdiction]
    if jurisdiction == "US" and han:
        return
    if count > limit:
        unit = ("个字", "characters") if jurisdiction == "CN" and han else ("个词", "words")
        yield Finding(
            "C20", "abstract", Severity.INFO, 0, 0, len(text),
            (f"摘要有{count}{unit[0]}，最多{limit}。", f"The abstract has {count} {unit[1]}; {limit} are allowed."),
        )  # fmt: skip
