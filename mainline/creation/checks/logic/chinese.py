"""Antecedents in Chinese (C6): every "所述X" is compared with the terms that stand before it, the longest that fits.

Chinese has no articles: the first mention of a thing is its bare name. Names are cut by the words and parts of speech of
jieba; a term counts as introduced where its name stands whole, that is where no further noun follows it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import rjieba

from mainline.creation.checks.logic.claims import Claim
from mainline.creation.checks.logic.findings import Edit, Finding, Severity
from mainline.creation.checks.logic.references import Graph
from mainline.creation.checks.logic.scope import Occurrences, Scope
from mainline.creation.checks.logic.vocabulary import WORDS

MOST_WORDS, MOST_CHARACTERS = 10, 30
"""Of a term."""
_TRIGGER = re.compile(
    r"(?:所述|所说|上述|前述)(?:的|之)?|(?<![应活])该(?!能|领域|技术领域|行业|类型的|如|当)(?:些|类|种)?"
)
_QUANTITY = re.compile(
    r"(?:至少)?(?:(?:一|多|两|二|三|四|五|六|若干|几|各|每一?|任意?一|其中一|其他|其它|另一|全部|所有|\d{1,3})(?:或多)?(?:个|组|种|条|块|根|只|片|对|套|台|类|张|段|排|列|枚|道|粒|颗|把|份|次|者)|各|每一?|其它|其他|全部|所有|多)"
)
_ORDINAL = re.compile(r"第[一二三四五六七八九十百\dnNmMkKiI]{1,3}(?:个|级|种|组|类)?")
_BEFORE_ORDINAL = re.compile(r"第[一二三四五六七八九十百\d]{1,3}(?:个|级|种|组|类)?$")
_SAID_BEFORE = re.compile(r"(?:所述|所说|上述|前述|该)(?:的|些|各|每|个|多){0,3}$")
_ENDS = WORDS["chinese_ends"]
_PARTS = WORDS["chinese_parts"]
_PLACES = "上下内外中前后里处旁间"
"""What may stand behind a name and is often cut as one word with its last character: "箱 体内"."""
_NOUN = ("n", "l", "j", "g", "k", "h", "i", "eng", "b", "s")
_LOOSE = re.compile(
    r"^(?:物质|结构|功能|技术|背景|效果|材料|内容|信息|组分|成分|原料|数据|操作|过程|方法|条件|部件|要求|装置|设备|系统|产品|发现|策略|步骤|情况|问题|关系|参数|范围|方式|设计|设置|工艺)"
)
"""What "该" and "上述" may say of all that stands before."""
_NEUTRAL = re.compile(
    r"^(?:以下|如下|下列|下述|同样|相同|其余|剩余|方案|技术方案|方式|情形|特征|目的|内容|各项|任一|任意|任何)"
)


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of a claim with their parts of speech; offsets in its text."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]
    kinds: tuple[str, ...]
    text: str

    @classmethod
    def of(cls, text: str) -> _Words:
        """Cut a text into words."""
        starts, ends, kinds, at = [], [], [], 0
        for word, kind in rjieba.tag(text):
            start = text.find(word, at, at + len(word) + 64)
            if start < 0:
                continue
            at = start + len(word)
            starts.append(start)
            ends.append(at)
            kinds.append(kind)
        return cls(tuple(starts), tuple(ends), tuple(kinds), text)

    def word(self, nth: int) -> str:
        """Return a word."""
        return self.text[self.starts[nth] : self.ends[nth]]

    def is_end(self, nth: int) -> bool:
        """Whether no term goes on over this word."""
        kind = self.kinds[nth]
        return (kind[0] in "xucpdrywe" and kind != "eng") or self.word(nth) in _ENDS

    def is_noun(self, nth: int) -> bool:
        """Whether a name that ends before this word may go on with it."""
        return self.kinds[nth].startswith(_NOUN) and self.word(nth) not in _ENDS

    def is_nominal(self, nth: int) -> bool:
        """The same, with what counts things: "座", "组"."""
        return self.is_noun(nth) or self.kinds[nth] == "q"


@dataclass(frozen=True, slots=True)
class _Said:
    """One "所述X": where, and the names that X may be, the longest first."""

    claim: Claim
    start: int
    """Of "所述"; offsets in the claim's text."""
    at_words: int
    """After "所述"."""
    at: int
    """Of X, without how many of it."""
    end: int
    """Where X ends at most."""
    names: tuple[tuple[int, int], ...]
    is_many: bool
    """Whether it speaks of several or each."""
    is_strict: bool
    """Whether it says "所述": "该" and "上述" may sum up what stands before."""


class _Reader:
    """The Chinese claims of a text, and what stands where in them."""

    def __init__(self, claims: Sequence[Claim], graph: Graph, scope: Scope) -> None:
        """Cut the claims into words and note where the names stand that are asked for."""
        self.claims, self.graph, self.scope = {claim.index: claim for claim in claims}, graph, scope
        self.words = {claim.index: _Words.of(claim.text) for claim in claims}
        self.said = [one for claim in claims for one in _said(claim, self.words[claim.index], graph)]
        wanted = {one.claim.text[a:b] for one in self.said for a, b in one.names}
        wanted |= {_bare(name) for name in wanted}
        wanted |= {name for one in self.said for name in _begun(one)}
        self.found = Occurrences()
        for claim in claims:
            _note(claim, self.words[claim.index], wanted, self.found)

    def findings(self) -> Iterator[Finding]:
        """Yield what is wrong, once for each name in a claim."""
        told: set[tuple[int, str]] = set()
        for one in self.said:
            if self.scope.is_spent:
                return
            name = one.claim.text[one.at : one.end]
            if (one.claim.index, name) in told:
                continue
            finding = self._judged(one)
            if finding is not None:
                told.add((one.claim.index, name))
                yield finding

    def _state(self, name: str, one: _Said) -> str:
        return self.scope.introduced(self.found.first.get(name, {}), one.claim.index, one.start)

    def _judged(self, one: _Said) -> Finding | None:
        partly = ""
        for begin, end in one.names:
            name = one.claim.text[begin:end]
            state = self._state(name, one)
            if state == "all":
                return self._longer(one, begin, end) or self._unclear(one, name)
            if state == "some":
                partly = partly or name
        if partly:
            return _finding(one, "path", Severity.WARNING, partly)
        return self._unknown(one)

    def _longer(self, one: _Said, begin: int, end: int) -> Finding | None:
        """Return a finding where a known name goes on with a noun: "所述电机座" where "电机" alone was introduced."""
        words = self.words[one.claim.index]
        nth = bisect_left(words.starts, end)
        if end >= one.end or nth >= len(words.starts) or not words.is_nominal(nth):
            return None
        rest = one.claim.text[end : one.end]
        if len(rest) > 3 or rest in _PARTS or words.word(nth) in _PARTS or self._is_written(rest, one):
            return None
        if any(not words.is_nominal(each) for each in range(nth, bisect_left(words.ends, one.end))):
            return None
        whole = one.claim.text[begin : one.end]
        return None if self._is_written(whole, one) else _finding(one, "longer", Severity.INFO, whole)

    def _unclear(self, one: _Said, name: str) -> Finding | None:
        """Return a finding where only things told apart by ordinals were introduced, and this one has none."""
        if _ORDINAL.match(name) or one.is_many:
            return None
        rows, index = self.found.ordinals.get(name, {}), one.claim.index
        if len(rows) > 50:
            return None
        above = self.scope.ancestors(index)
        seen = {
            ordinal for place, each in rows.items() if place == index or place in above for ordinal in each
        }
        if len(seen) > 1 and "" not in seen:
            return _finding(one, "ambiguous", Severity.WARNING, name, tuple(sorted(seen)))
        return None

    def _unknown(self, one: _Said) -> Finding | None:
        """Say how far an unknown name is from what is known."""
        index, end = one.claim.index, self._short(one)
        name = one.claim.text[one.at : end]
        if any(self._state(each, one) == "all" for each in _begun(one)):
            return None  # Cut otherwise here than there.
        if self._is_written(name, one) or (not one.is_strict and _LOOSE.match(name)):
            return None
        bare = _bare(name)
        if bare != name and self._is_written(bare, one):
            return _finding(one, "ordinal", Severity.WARNING, name)
        places = self.found.first.get(name, {})
        grave = Severity.ERROR if one.is_strict else Severity.WARNING
        numbers = [str(self.claims[place].number) for place in places if place < index]
        if numbers:
            return _finding(one, "elsewhere", grave, name, tuple(numbers[:3]))
        if one.claim.text.find(name, end) >= 0 and places.get(index, -1) > one.start:
            return _finding(one, "later", Severity.WARNING, name)
        if self._is_written(self._head(one, end), one):
            return _finding(one, "otherwise", Severity.WARNING, name)
        return _finding(one, "unknown", grave, name)

    def _short(self, one: _Said) -> int:
        """Return where the name ends at least: before the first verb that follows a noun."""
        words = self.words[one.claim.index]
        first = bisect_left(words.starts, one.at)
        for nth in range(first, bisect_left(words.ends, one.end)):
            is_long = words.ends[nth] - one.at > 1
            if is_long and words.kinds[nth].startswith("n") and words.kinds[nth + 1][0] in "vda":
                return words.ends[nth]
        return one.end

    def _head(self, one: _Said, end: int) -> str:
        """Return what the name is of: its last word, or its last two characters."""
        words = self.words[one.claim.index]
        last = bisect_left(words.ends, end)
        head = words.word(last) if last < len(words.ends) else ""
        return head if len(head) > 1 else one.claim.text[max(one.at, end - 2) : end]

    def _is_written(self, name: str, one: _Said) -> bool:
        """Whether a name stands anywhere in the claim before, or in the claims it builds on, however it was cut."""
        if not name:
            return False
        if one.claim.text.find(name, 0, one.start) >= 0:
            return True
        self.scope.steps += one.start // 64 + 1
        for place in self.scope.ancestors(one.claim.index):
            if self.scope.is_spent:
                return True
            claim = self.claims.get(place)
            if claim is not None:
                self.scope.steps += len(claim.text) // 64 + 1
                if name in claim.text:
                    return True
        return False


def antecedents(claims: Sequence[Claim], graph: Graph, scope: Scope) -> Iterator[Finding]:
    """Yield each "所述X" for which no X was introduced. ``claims`` are the Chinese ones."""
    yield from _Reader(claims, graph, scope).findings()


def _bare(name: str) -> str:
    """Return a name without the ordinal before it."""
    match = _ORDINAL.match(name)
    return name[match.end() :] if match and match.end() < len(name) else name


def _said(claim: Claim, words: _Words, graph: Graph) -> Iterator[_Said]:
    masked = [(r.start - claim.start, r.end - claim.start) for r in graph.references[claim.index]]
    for match in _TRIGGER.finditer(claim.text):
        if any(a <= match.start() < b for a, b in masked[:50]):
            continue
        at = match.end()
        quantity = _QUANTITY.match(claim.text, at)
        starts = [at, quantity.end()] if quantity else [at]
        spans = [_names(words, start) for start in starts]
        names = tuple(dict.fromkeys(span for each in spans for span in each))
        if names and not _NEUTRAL.match(claim.text[at : at + 8]):
            first = starts[-1] if spans[-1] else at
            end = max((b for a, b in names if a == first), default=names[0][1])
            ordered = tuple(sorted(names, key=lambda span: span[0] - span[1]))
            many = quantity is not None or "些" in match[0] or "类" in match[0]
            strict = match[0].startswith(("所述", "所说"))
            yield _Said(claim, match.start(), at, first, end, ordered, many, strict)


def _names(words: _Words, start: int) -> list[tuple[int, int]]:
    """Return the spans that the name at a place may have, the longest first."""
    first = bisect_left(words.starts, start)
    if first >= len(words.starts) or words.starts[first] > start + 2:
        return []
    spans: list[tuple[int, int]] = []
    begin = words.starts[first]
    for nth in range(first, min(len(words.starts), first + MOST_WORDS)):
        if words.ends[nth] - begin > MOST_CHARACTERS:
            break
        is_ordinal = nth == first and words.text[begin] == "第"
        if words.is_end(nth) and not is_ordinal:
            break
        if words.kinds[nth] == "m" and nth > first and words.kinds[nth - 1].startswith("n"):
            break
        end = words.ends[nth]
        if words.text[end - 1] in _PLACES and end - 1 > begin:
            spans.append((begin, end - 1))
        spans.append((begin, end))
    while len(spans) > 1 and _kind_at(words, spans[-1][1]) in ("v", "vd", "vi", "a", "ad", "d", "f", ""):
        spans.pop()
    if spans and _ORDINAL.fullmatch(words.text[begin : spans[0][1]]):
        spans = spans[1:]
    return spans[::-1]


def _ordinal_before(text: str, at: int) -> str | None:
    """Return the ordinal before a name, "" for none; ``None`` where it is called "the": that introduces nothing."""
    if _SAID_BEFORE.search(text, max(0, at - 8), at):
        return None
    ordinal = _BEFORE_ORDINAL.search(text, max(0, at - 6), at)
    return ordinal[0] if ordinal else ""


def _begun(one: _Said) -> list[str]:
    """Return how the name may begin, however words were cut: three characters of it and more."""
    return [one.claim.text[one.at : end] for end in range(one.at + 3, one.end)]


def _kind_at(words: _Words, end: int) -> str:
    """Return the part of speech of the word that ends at a place; "" where none does."""
    nth = bisect_left(words.ends, end)
    return words.kinds[nth] if nth < len(words.ends) and words.ends[nth] == end else ""


def _note(claim: Claim, words: _Words, wanted: set[str], found: Occurrences) -> None:
    """Note where the names that are asked for stand whole in a claim."""
    text, count = claim.text, len(words.starts)
    for last in range(count):
        end = words.ends[last]
        ends = []
        if not (last + 1 < count and words.starts[last + 1] == end and words.is_noun(last + 1)):
            ends.append(end)
        if text[end - 1] in _PLACES and end - words.starts[last] > 1:
            ends.append(end - 1)
        for first in range(last, max(-1, last - MOST_WORDS), -1) if ends else ():
            begin = words.starts[first]
            if end - begin > MOST_CHARACTERS or (first < last and words.kinds[first][0] in "xu"):
                break
            for each in ends:
                name = text[begin:each]
                if name in wanted:
                    found.add(name, claim.index, begin, _ordinal_before(text, begin))


_SAYS = {
    "unknown": ("“所述%s”在此之前没有出现。", "“%s” was not introduced before."),
    "later": ("“所述%s”在此之后才出现。", "“%s” is introduced only later in this claim."),
    "elsewhere": (
        "“所述%s”只在没有被引用的权利要求%s中出现。",
        "“%s” is introduced in claim %s, to which this claim does not refer.",
    ),
    "path": (
        "“所述%s”并非在每一项被引用的权利要求中都出现。",
        "“%s” is not introduced in each of the claims that it refers to.",
    ),
    "ordinal": ("“所述%s”与前面出现的序号不一致。", "“%s” has another ordinal than what was introduced."),
    "ambiguous": ("“所述%s”指代不明：前面有%s。", "“%s” may be any of several: %s."),
    "otherwise": ("“所述%s”与前面的用语不一致。", "“%s” was introduced in other words, if at all."),
    "longer": ("“所述%s”只有一部分在前面出现。", "Only a part of “%s” was introduced before."),
}
_DO = (
    "先引入该特征再用“所述”，或者删去“所述”。",
    "Introduce it before, or take “所述” out.",
)


def _finding(one: _Said, kind: str, severity: Severity, name: str, more: tuple[str, ...] = ()) -> Finding:
    zh, en = _SAYS[kind]
    zh = zh % ((name, "、".join(more)) if zh.count("%s") == 2 else name)
    en = en % ((name, ", ".join(more)) if en.count("%s") == 2 else name)
    start = one.claim.start + one.start
    mend = (Edit(start, one.claim.start + one.at_words, ""),) if kind in ("unknown", "longer") else ()
    return Finding(
        "C6",
        kind,
        severity,
        one.claim.number,
        start,
        one.claim.start + one.end,
        (zh, en),
        advice=_DO,
        mend=mend,
    )
