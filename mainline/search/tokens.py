"""How text becomes terms: one folding and one set of tokenisers for documents, queries and highlights.

Five streams of terms stand behind every text field, each a string whose terms are divided by blanks:

* ``la``: the words that are not CJK, as English stems;
* ``lx``: the same words as written, without accents;
* ``zh``: Chinese words cut in search mode, for ranking;
* ``gr``: every CJK character with the one after it, the last of a run alone, for recall and phrases:
  ``磷酸铁`` gives ``磷酸 酸铁 铁``. Latin words stand in the same stream, so that a phrase of both scripts
  is one phrase. One character or word is one position: a phrase query on these terms is a substring search;
* ``ch``: every CJK character once, to look a lone one up without walking all pairs that begin with it.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from array import array
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
_UNIT_RUN = re.compile(f"(?P<cjk>[{_CJK}]+)|(?P<word>[^\\W_{_CJK}]+)")
_ANY_RUN = re.compile(f"[^\\W_{_CJK}]+|[{_CJK}]+")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_BLANK_IN_CJK = re.compile(f"\\s(?<=[{_CJK}]\\s)\\s*(?=[{_CJK}])")
"""The look behind stands after the first blank: so the search goes from blank to blank, not by each character."""
_GAP = "\u4e28"
"""Stands where a sign divides two runs of CJK, and between Latin words that CJK divides: no neighbours."""


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
    table.update((code, " ") for code in range(0xD800, 0xE000))  # halves of characters can't be encoded
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
    return unicodedata.normalize("NFC", _BLANK_IN_CJK.sub("", text).lower())


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


def latin_words(folded: str) -> list[str]:
    """Return the words that are not CJK, without accents; a run of CJK between them leaves one :data:`_GAP`."""
    if not has_cjk(folded) and (words := western_words(folded)) is not None:
        return words
    found: list[str] = []
    for word in _ANY_RUN.findall(folded):
        if word.isascii():
            found.append(word)
        elif not CJK_RUN.match(word):
            found.append(ascii_fold(word))
        elif found and found[-1] is not _GAP:
            found.append(_GAP)
    return _short(found[:-1] if found and found[-1] is _GAP else found)


_WORD_BYTES = bytes(
    code if code > 127 else ord(chr(code).lower()) if chr(code).isalnum() else 32 for code in range(256)
)
"""ASCII letters small, its signs as blanks; bytes of other characters stay."""
MOST_STRANGE = 100
"""Texts with more different characters beyond ASCII are not mostly ASCII: they are folded as a whole."""


def western_words(text: str) -> list[str] | None:
    """Return ``latin_words(fold(text))`` in a fifth of the time; ``None`` for text that needs folding as a whole.

    Most texts have a few curly quotes, degree signs and Greek letters among their ASCII: each of those is replaced
    throughout, and what is left is cut at the bytes of signs.
    """
    if not text.isascii():
        strange = set(_NOT_ASCII.findall(text))
        if len(strange) > MOST_STRANGE:
            return None
        for char in strange:
            plain = _plain(char)
            if plain is None:
                return None
            text = text.replace(char, plain)
    return _short(text.encode().translate(_WORD_BYTES).decode().split())


@functools.lru_cache(maxsize=5_000)
def _plain(char: str) -> str | None:
    """Return a character as it stands in words, a blank for a sign; ``None`` where its neighbours have a say."""
    code = ord(char)
    is_western = code < 0x300 or 0x370 <= code < 0x530 or 0x2000 <= code < 0x2C00
    if not is_western or unicodedata.combining(char) or char == "Σ":
        return None
    return "".join(ascii_fold(one) if one.isalnum() else " " for one in fold(char))


def _short(words: list[str]) -> list[str]:
    if words and max(map(len, words)) > LONGEST_WORD:
        return [word for word in words if len(word) <= LONGEST_WORD]
    return words


def words_stream(folded: str) -> str:
    """Return the Chinese words of two characters and more in search mode, divided by blanks."""
    found: list[str] = []
    for run in HAN_RUN.findall(folded):
        found += [word for word in rjieba.cut_for_search(run) if len(word) > 1]
    return " ".join(found)


def characters_stream(folded: str) -> str:
    """Return the different CJK characters in the order they first come, divided by blanks."""
    codes = array("I", "".join(CJK_RUN.findall(folded)).encode("utf-32-le"))
    different = array("I", dict.fromkeys(codes))
    return " ".join(different.tobytes().decode("utf-32-le"))


def _paired(run: str) -> str:
    """Return the pairs of a run and its last character, divided by blanks: ``abc`` gives ``ab bc c``.

    Whole arrays of code points are copied, which takes a tenth of the time of a string a pair.
    """
    codes = array("I", run.encode("utf-32-le"))
    paired = array("I", [ord(" ")]) * (3 * len(codes) - 2)
    paired[0::3] = codes
    paired[1::3] = codes[1:]
    return paired.tobytes().decode("utf-32-le")


def grams_stream(folded: str) -> str:
    """Return the pairs of CJK runs and the other words whole; one term a character, word or dividing sign."""
    found: list[str] = []
    is_after_cjk = False
    for match in _UNIT_RUN.finditer(folded):  # not units(): twice as quick, and every Chinese text comes here
        run = match.group()
        is_cjk = match.lastgroup == "cjk"
        if is_cjk and is_after_cjk:
            found.append(_GAP)
        is_after_cjk = is_cjk
        if is_cjk:
            found.append(_paired(run))
        elif len(run) <= LONGEST_WORD:
            found.append(ascii_fold(run))
    return " ".join(found)


def grams(folded: str) -> list[str]:
    """Return the terms of :func:`grams_stream`."""
    return grams_stream(folded).split()


@functools.lru_cache(maxsize=20_000)
def phrase_grams(folded: str) -> tuple[tuple[int, str], ...]:
    """Return the fewest (position, gram) pairs that pin the phrase down, positions as in :func:`grams`.

    A run of n characters needs its pairs at 0, 2, 4, … and the last one. A lone character stands for every
    term that begins with it (see :func:`is_lone`): in a longer text another character may follow.
    """
    pairs: list[tuple[int, str]] = []
    position = 0
    is_after_cjk = False
    for unit in units(folded):
        position += unit.is_cjk and is_after_cjk
        is_after_cjk = unit.is_cjk
        if unit.is_cjk:
            pairs += [(position + offset, gram) for offset, gram in _covering(unit.text)]
            position += len(unit.text)
        elif len(unit.text) <= LONGEST_WORD:
            pairs.append((position, ascii_fold(unit.text)))
            position += 1
    return tuple(pairs)


def _covering(run: str) -> list[tuple[int, str]]:
    if len(run) == 1:
        return [(0, run)]
    starts = [*range(0, len(run) - 1, 2)]
    if starts[-1] != len(run) - 2:
        starts.append(len(run) - 2)
    return [(start, run[start : start + 2]) for start in starts]


def is_lone(gram: str) -> bool:
    """Whether a gram is a single CJK character."""
    return len(gram) == 1 and CJK_RUN.match(gram) is not None


def cut_words(run: str) -> list[str]:
    """Cut a run of Chinese into words, none overlapping; their concatenation is the run."""
    return list(rjieba.cut(run))


def stem_analyser() -> tantivy.TextAnalyzer:
    """Return the analyser of English stems: words, lower case, accents folded, stemmed."""
    return _analyser(tantivy.Tokenizer.simple(), "english")


def _analyser(tokenizer: tantivy.Tokenizer, language: str = "") -> tantivy.TextAnalyzer:
    builder = tantivy.TextAnalyzerBuilder(tokenizer)
    builder = builder.filter(tantivy.Filter.lowercase()).filter(tantivy.Filter.ascii_fold())
    return (builder.filter(tantivy.Filter.stemmer(language)) if language else builder).build()


_FOLDER = _analyser(tantivy.Tokenizer.raw())
_STEMMER = _analyser(tantivy.Tokenizer.raw(), "english")


class _Stems(dict[str, str]):
    """Stems by word. A look-up here is ten times as quick as the stemmer, and texts repeat their words."""

    most = 300_000

    def __missing__(self, word: str) -> str:
        if len(self) >= self.most:
            self.clear()
        stem = "".join(_STEMMER.analyze(word)) or word
        self[word] = stem
        return stem


_STEMS = _Stems()


def stems(words: list[str]) -> list[str]:
    """Return the English stems of words, one for one."""
    return list(map(_STEMS.__getitem__, words))


@functools.lru_cache(maxsize=20_000)
def exact_terms(folded: str) -> tuple[str, ...]:
    """Return the words of a short text as written (query side); CJK is left out."""
    return tuple(word for word in latin_words(folded) if word is not _GAP)


@functools.lru_cache(maxsize=20_000)
def stem_terms(folded: str) -> tuple[str, ...]:
    """Return the English stems of a short text (query side); CJK is left out."""
    return tuple(stems(list(exact_terms(folded))))


@functools.lru_cache(maxsize=50_000)
def ascii_fold(word: str) -> str:
    """Return one folded word without its accents."""
    return word if word.isascii() else ("".join(_FOLDER.analyze(word)) or word).lower()


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
