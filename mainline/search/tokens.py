"""How text becomes terms: one folding and one set of tokenisers for documents, queries and highlights.

Four streams of terms stand behind every text field, each a string whose terms are divided by blanks:

* ``latin``: everything that is not CJK, folded; the engine stems it as English (``la``) and also keeps
  the form as written (``lx``);
* ``words``: Chinese words cut in search mode, for ranking (``zh``);
* ``grams``: characters and pairs of neighbouring characters, interleaved, for recall and phrases
  (``gr``): ``磷酸铁`` gives ``磷 磷酸 酸 酸铁 铁``. Latin words stand in the same stream, so that a
  phrase of both scripts is one phrase. The terms of a phrase are then always a run of the terms of any
  text that holds it, and a phrase query on them is exactly a substring search.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import opencc
import rjieba
import tantivy

LONGEST_WORD = 100
"""Longer runs of letters are not words; they are left out of the index (and so out of queries)."""

_CJK = (
    r"\u3005\u3007\u3040-\u309f\u30a1-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
    r"\U00020000-\U0003ffff"
)
_HAN = r"\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
CJK_RUN = re.compile(f"[{_CJK}]+")
HAN_RUN = re.compile(f"[{_HAN}]+")
_UNIT_RUN = re.compile(f"(?P<cjk>[{_CJK}]+)|(?P<word>(?:(?![{_CJK}])[^\\W_])+)")
_BLANK_IN_CJK = re.compile(f"(?<=[{_CJK}])\\s+(?=[{_CJK}])")
_GAP = " \u4e28 "
"""Stands between Latin words that Chinese text divides, so that they are no neighbours in a phrase."""


@functools.cache
def _folding() -> tuple[re.Pattern[str], dict[int, str]]:
    """Return a pattern of the characters that folding changes (besides case), and the table of changes."""
    han = [chr(code) for code in range(0x3400, 0xA000)]
    simplified = opencc.OpenCC("t2s").convert("\n".join(han)).split("\n")
    table = {ord(old): new for old, new in zip(han, simplified, strict=True) if old != new}
    for code in (*range(0xA0, 0x3400), *range(0xF900, 0xFB50), *range(0xFF00, 0xFFF0)):
        plain = unicodedata.normalize("NFKC", chr(code))
        if plain != chr(code) and any(char.isalnum() for char in plain):
            table[code] = "".join(table.get(ord(char), char) for char in plain)
    return re.compile("[" + "".join(re.escape(chr(code)) for code in sorted(table)) + "]"), table


def fold(text: str) -> str:
    """Return text with one spelling per word: half width, simplified Chinese, lower case.

    >>> fold("專利ＡＢ")
    '专利ab'
    """
    if text.isascii():
        return text.lower()
    pattern, table = _folding()
    if pattern.search(text):
        text = text.translate(table)
    return _BLANK_IN_CJK.sub("", text).lower()


@dataclass(frozen=True, slots=True)
class Folded:
    """Folded text and, for each of its characters, the index of the raw character it came from."""

    text: str
    origin: tuple[int, ...]


def fold_with_origin(raw: str) -> Folded:
    """Fold character by character and remember where each came from; blanks inside Chinese go too."""
    if raw.isascii():
        return Folded(raw.lower(), tuple(range(len(raw))))
    _, table = _folding()
    gaps = {i for match in _BLANK_IN_CJK.finditer(raw.translate(_one_to_one())) for i in range(*match.span())}
    pieces: list[str] = []
    origin: list[int] = []
    for index, char in enumerate(raw):
        if index in gaps:
            continue
        piece = table.get(ord(char), char).lower()
        pieces.append(piece)
        origin.extend([index] * len(piece))
    return Folded("".join(pieces), tuple(origin))


@functools.cache
def _one_to_one() -> dict[int, str]:
    _, table = _folding()
    return {code: new for code, new in table.items() if len(new) == 1}


@dataclass(frozen=True, slots=True)
class Unit:
    """A run of CJK characters or one word of another script, with its place in the folded text."""

    text: str
    start: int
    is_cjk: bool

    @property
    def end(self) -> int:
        """Index after the last character."""
        return self.start + len(self.text)


def units(folded: str) -> Iterator[Unit]:
    """Yield runs of CJK and words of other scripts, in order."""
    for match in _UNIT_RUN.finditer(folded):
        yield Unit(match.group(), match.start(), match.lastgroup == "cjk")


def has_cjk(text: str) -> bool:
    """Whether any character is Chinese, Japanese or Korean."""
    return not text.isascii() and CJK_RUN.search(text) is not None


def latin_stream(folded: str) -> str:
    """Return the text without its CJK runs, ready for the engine's Latin analysers; ``""`` if none is left."""
    if folded.isascii():
        return folded
    rest = CJK_RUN.sub(_GAP, folded)
    return rest if any(char.isalnum() for char in rest.replace(_GAP.strip(), "")) else ""


def words_stream(folded: str) -> str:
    """Return the Chinese words of two characters and more in search mode, divided by blanks."""
    found: list[str] = []
    for run in HAN_RUN.findall(folded):
        found += [word for word in rjieba.cut_for_search(run) if len(word) > 1]
    return " ".join(found)


def _run_grams(run: str) -> list[str]:
    grams = [""] * (2 * len(run) - 1)
    grams[0::2] = run
    grams[1::2] = map("".join, zip(run, run[1:], strict=False))
    return grams


def grams(folded: str) -> list[str]:
    """Return the interleaved characters and pairs of CJK runs, and the other words whole."""
    found: list[str] = []
    for unit in units(folded):
        if unit.is_cjk:
            found += _run_grams(unit.text)
        elif len(unit.text) <= LONGEST_WORD:
            found.append(ascii_fold(unit.text))
    return found


def grams_stream(folded: str) -> str:
    """Return :func:`grams` divided by blanks."""
    return " ".join(grams(folded))


def phrase_grams(folded: str) -> list[tuple[int, str]]:
    """Return the fewest (position, gram) pairs that pin the phrase down, positions as in :func:`grams`.

    A run of n characters needs its pairs at 0, 2, 4, … and the last one; a lone character itself.
    """
    pairs: list[tuple[int, str]] = []
    position = 0
    for unit in units(folded):
        if not unit.is_cjk:
            if len(unit.text) <= LONGEST_WORD:
                pairs.append((position, ascii_fold(unit.text)))
                position += 1
            continue
        pairs += [(position + offset, gram) for offset, gram in _covering(unit.text)]
        position += 2 * len(unit.text) - 1
    return pairs


def _covering(run: str) -> list[tuple[int, str]]:
    if len(run) == 1:
        return [(0, run)]
    starts = [*range(0, len(run) - 1, 2)]
    if starts[-1] != len(run) - 2:
        starts.append(len(run) - 2)
    return [(2 * start + 1, run[start : start + 2]) for start in starts]


def cut_words(run: str) -> list[str]:
    """Cut a run of Chinese into words, none overlapping; their concatenation is the run."""
    return list(rjieba.cut(run))


def exact_analyser() -> tantivy.TextAnalyzer:
    """Return the analyser of Latin words as written: lower case, accents folded."""
    return _latin_builder().build()


def stem_analyser() -> tantivy.TextAnalyzer:
    """Return the analyser of English stems."""
    return _latin_builder().filter(tantivy.Filter.stemmer("english")).build()


def _latin_builder() -> tantivy.TextAnalyzerBuilder:
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    for step in (
        tantivy.Filter.remove_long(LONGEST_WORD + 1),
        tantivy.Filter.lowercase(),
        tantivy.Filter.ascii_fold(),
    ):
        builder = builder.filter(step)
    return builder


_EXACT = exact_analyser()
_STEM = stem_analyser()


@functools.lru_cache(maxsize=50_000)
def exact_terms(folded: str) -> tuple[str, ...]:
    """Return the Latin words of a short text as written (query side); CJK is left out."""
    return tuple(_EXACT.analyze(latin_stream(folded).replace(_GAP, " ")))


@functools.lru_cache(maxsize=50_000)
def stem_terms(folded: str) -> tuple[str, ...]:
    """Return the English stems of a short text (query side); CJK is left out."""
    return tuple(_STEM.analyze(latin_stream(folded).replace(_GAP, " ")))


@functools.lru_cache(maxsize=50_000)
def ascii_fold(word: str) -> str:
    """Return one word without its accents, as the engine's analyser folds them."""
    if word.isascii():
        return word
    return "".join(_EXACT.analyze(word)) or word


_NO_SIGN = re.compile(r"[\W_]+")


def number_term(spelling: str) -> str:
    """Return a number as a term: letters and digits alone, upper case.

    >>> number_term("CN 201710601862.4")
    'CN2017106018624'
    """
    return _NO_SIGN.sub("", fold(spelling)).upper()


def symbol_term(symbol: str) -> str:
    """Return a classification symbol as a term, without blanks: ``H01M 4/36`` is ``H01M4/36``."""
    return "".join(fold(symbol).upper().split())


_SYMBOL = re.compile(r"^([A-HY])(?:(\d{2})(?:([A-Z])(?:(\d{1,4})(?:/(\d{1,8}))?)?)?)?$")


@functools.lru_cache(maxsize=100_000)
def symbol_path(symbol: str) -> tuple[str, ...]:
    """Return the symbol's ancestors and itself; ``()`` when it is no IPC or CPC symbol.

    >>> symbol_path("H01M 4/36")
    ('H', 'H01', 'H01M', 'H01M4', 'H01M4/36')
    """
    match = _SYMBOL.match(symbol_term(symbol))
    if match is None:
        return ()
    path: list[str] = []
    for part, divider in zip(match.groups(), ("", "", "", "", "/"), strict=True):
        if part is None:
            break
        path.append((path[-1] if path else "") + divider + part)
    return tuple(path)
