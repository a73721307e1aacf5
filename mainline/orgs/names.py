"""Names of organisations: one spelling for the same print, and proposals that two names are one body.

Nothing here merges. ``name_key`` folds only what is the same name printed differently (case, width,
punctuation, spelling of the legal form); whether two *different* names are one body is proposed with a
score and reasons, and a person decides. A name in Chinese and one in another script are never compared:
only a known alias or the same unified social credit code brings them together.
"""

from __future__ import annotations

import math
import re
import tomllib
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from pathlib import Path

from rapidfuzz.distance import OSA

from mainline.search.tokens import fold

Pair = tuple[str, str]

THRESHOLD = 0.8
"""Score from which a pair is proposed; chosen by tests/bench/names.py, which says on what."""
_INSIDE = 0.45
"""How much it counts that the shorter name lies within the longer one."""
_GENERIC_WEIGHT = 0.35
_BLOCK_LIMIT = 200
_RARE = 3
_STEM = 5

_WORDS = tomllib.loads((Path(__file__).parent / "data" / "names.toml").read_text(encoding="utf-8"))
_FORMS = {spelling: form for form, line in _WORDS["forms"].items() for spelling in line.split()}
_SHORT = {spelling: word for word, line in _WORDS["spellings"].items() for spelling in line.split()}
_EMPTY = frozenset(_WORDS["words"]["empty"].split())
_GENERIC = frozenset(_WORDS["words"]["generic"].split())
_HAN_ENDINGS: tuple[str, ...] = tuple(_WORDS["chinese"]["endings"].split())
_HAN_BEGINNINGS: tuple[str, ...] = tuple(_WORDS["chinese"]["beginnings"].split())
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
_NOT_IN_HAN = re.compile(r"[^\w()\U00020000-\U0003ffff]")
"""Rare characters newer than Python's own tables are letters all the same."""
_NOT_WORD = re.compile(r"[\W_]+")
_LETTERS = re.compile(r"\b(?:[a-z] )+[a-z]\b")
_ACCENTS = re.compile("[\u0300-\u036f]")
_ACCENT_IN_WORDS = re.compile(r"\{[^{}]*\((\w)\)\}")
"""How US grants before 2001 print an accented letter: ``{umlaut over (u)}``."""
_OFFICE_TAIL = re.compile(r"(?: (?:STA|CNT) [A-Z]{2,3}){1,9} COD \d{2}$")
"""State, country and type codes that ran into names in US data."""
_ONE_BRACKET = str.maketrans("[]【】〔〕", "()()()")
_BRACKETS = re.compile(r"\([^()]*\)")


@dataclass(frozen=True, slots=True)
class OrganisationName:
    """A name to compare. ``ident`` is the caller's own, handed back in the proposals."""

    ident: int
    name: str
    country: str = ""
    uscc: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """That two organisations may be one. ``left`` < ``right``; score 0 to 1; reasons are (zh, en)."""

    left: int
    right: int
    score: float
    reasons: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class Parsed:
    """A name taken apart: its words without legal form, its legal forms, its script."""

    words: tuple[str, ...]
    forms: tuple[str, ...]
    is_han: bool

    @property
    def joined(self) -> str:
        """The words as one string: hyphens and blanks set by chance make no difference."""
        return "".join(self.words)


class UsccError(ValueError):
    """A unified social credit code that cannot be right."""


_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def validate_uscc(code: str) -> str:
    """The unified social credit code in capitals without blanks, or UsccError saying what is wrong.

    Source: GB 32100-2015: 18 characters of 31 (no I, O, S, V, Z); the last is
    31 - (Σ value × 3^(i-1) mod 31), 0 for 31.
    """
    text = unicodedata.normalize("NFKC", code).upper()
    text = re.sub(r"[\s-]", "", text)
    if len(text) != 18:
        raise UsccError(
            f"统一社会信用代码应为18位，{code!r}为{len(text)}位 · A unified social credit code has 18 characters;"
            f" {code!r} has {len(text)}"
        )
    if wrong := [letter for letter in text if letter not in _USCC_ALPHABET]:
        raise UsccError(
            f"统一社会信用代码不含字符{wrong[0]!r}（第{text.index(wrong[0]) + 1}位） · The character {wrong[0]!r} at place"
            f" {text.index(wrong[0]) + 1} does not occur in such codes"
        )
    right = uscc_check_digit(text[:17])
    if text[17] != right:
        raise UsccError(f"{text[:17]}的校验位应为{right} · The check digit of {text[:17]} is {right}")
    return text


def uscc_check_digit(first: str) -> str:
    """The check digit of the first 17 characters of a unified social credit code (GB 32100-2015)."""
    total = sum(_USCC_ALPHABET.index(letter) * pow(3, place, 31) for place, letter in enumerate(first))
    return _USCC_ALPHABET[-total % 31]


@lru_cache(maxsize=200_000)
def normalise(name: str) -> str:
    """The name with one spelling for case, width, accents, punctuation and legal forms.

    Latin words stand apart by one blank; Chinese has no blanks and keeps its brackets, half width.
    """
    text = unicodedata.normalize("NFKC", name)
    text = _OFFICE_TAIL.sub("", _ACCENT_IN_WORDS.sub(r"\1", text))
    text = unicodedata.normalize("NFKD", text.casefold())
    text = unicodedata.normalize("NFC", _ACCENTS.sub("", text))
    if _HAN.search(text):
        return _NOT_IN_HAN.sub("", fold(text).casefold().translate(_ONE_BRACKET))
    text = text.replace("&", " and ").replace("+", " and ").replace("'", "").replace("’", "")
    text = _NOT_WORD.sub(" ", text).strip()
    text = _LETTERS.sub(lambda match: match.group().replace(" ", ""), text)
    words = [_FORMS.get(word, word) for word in text.split()]
    # "Kabushiki Kaisha" is one legal form in two words.
    return " ".join(w for nth, w in enumerate(words) if w not in _FORMS or words[nth - 1 : nth] != [w])


def name_key(name: str, country: str = "") -> str:
    """The key under which the prints of one name in one country meet; "" for a name without any letter.

    Legal forms stay in it: "Inc." and "Ltd." are two bodies until a person says otherwise.
    """
    text = normalise(name)
    return f"{country.strip().upper()[:2]}|{text}" if text else ""


_AT_HOME = "CN?|"
_HAN_COUNTRIES = ("CN", "HK", "JP", "KR", "MO", "MY", "SG", "TW")
"""Countries whose bodies have names in Chinese characters."""


@dataclass(frozen=True, slots=True)
class Readings:
    """The keys that the organisation of a name printed without a country may have."""

    bare: str
    """That of the name of no known country."""
    at_home: str
    with_country: tuple[str, ...]

    @property
    def all(self) -> tuple[str, ...]:
        """Every key it may have."""
        return (self.bare, *self.with_country)


def key_in(name: str, country: str, office: str) -> str:
    """The key of a name in a file of an office: as ``name_key``, but marked where the country can be known from it.

    Marked is a name in Chinese without a country in a file of the Chinese office: ``CN?|北川大学``. The mark is for
    who looks the organisation up, :func:`readings`; no organisation has it.
    """
    key = name_key(name, country)
    is_marked = office == "CN" and key.startswith("|") and _HAN.search(key)
    return f"{_AT_HOME}{key[1:]}" if is_marked else key


def is_at_home(key: str) -> bool:
    """Whether a key of :func:`key_in` is marked."""
    return key.startswith(_AT_HOME)


def readings(key: str) -> Readings:
    """Return what a marked key may stand for."""
    text = key.removeprefix(_AT_HOME)
    return Readings(f"|{text}", f"CN|{text}", tuple(f"{country}|{text}" for country in _HAN_COUNTRIES))


@lru_cache(maxsize=200_000)
def parse_name(name: str) -> Parsed:
    """Take a name apart. A name that is nothing but a legal form keeps it as its word."""
    text = normalise(name)
    if _HAN.search(text):
        return _parse_han(text)
    words = text.split()
    forms = tuple(word for word in words if word in _FORMS)
    kept = [_SHORT.get(word, word) for word in words if word not in _FORMS and word not in _EMPTY]
    return Parsed(tuple(kept or words), forms if kept else (), is_han=False)


def _parse_han(text: str) -> Parsed:
    """Legal forms come off the end, one after the other; places and brands in front never do."""
    forms: list[str] = []
    if form := next((f for f in _HAN_BEGINNINGS if text.startswith(f) and len(text) > len(f) + 1), ""):
        forms, text = [form], text[len(form) :]
    while text not in _HAN_ENDINGS:
        form = next((f for f in _HAN_ENDINGS if text.endswith(f) and len(text) > len(f) + 1), "")
        if not form:
            break
        forms.append(form)
        text = text[: -len(form)]
    return Parsed((text,), tuple(forms), is_han=True)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """How much a word tells about who is meant: rare words much, words of every third name little."""

    weights: Mapping[str, float]
    unseen: float

    def weight(self, word: str) -> float:
        """The weight of a word; one that the vocabulary never saw counts as rare."""
        return self.weights.get(word, self.unseen)


_EVEN = Vocabulary({}, 1.0)


def vocabulary_of(parsed: Iterable[Parsed]) -> Vocabulary:
    """Weights from the names themselves: log of names over names with the word, at least 0.3."""
    counts: Counter[str] = Counter()
    total = 0
    for each in parsed:
        total += 1
        counts.update(set(each.words))
    unseen = math.log(total + 2)
    # Where there are few names, counts say little: generic words weigh little by themselves.
    weights = {word: max(0.3, math.log((total + 2) / (count + 1))) for word, count in counts.items()}
    weights.update(
        {word: min(weight, _GENERIC_WEIGHT * unseen) for word, weight in weights.items() if word in _GENERIC}
    )
    return Vocabulary(weights, unseen)


def similarity(
    left: OrganisationName, right: OrganisationName, vocabulary: Vocabulary = _EVEN
) -> tuple[float, tuple[Pair, ...]]:
    """How likely two names are one body, 0 to 1, and why. Symmetric.

    The same valid code of GB 32100 decides for, two different ones against. Names of different scripts
    score 0: translation is no evidence.
    """
    if left.uscc and right.uscc:
        same = left.uscc == right.uscc
        return (1.0, (_SAME_USCC,)) if same else (0.0, (_OTHER_USCC,))
    one, two = parse_name(left.name), parse_name(right.name)
    if one.is_han != two.is_han or not one.words or not two.words:
        return 0.0, ()
    score, reasons = _han(one, two) if one.is_han else _latin(one, two, vocabulary)
    if score == 0.0:
        return 0.0, ()
    if one.forms and two.forms and set(one.forms) != set(two.forms):
        score, reasons = score - (0.1 if one.is_han else 0.02), [*reasons, _OTHER_FORM]
    if left.country and right.country and left.country.upper() != right.country.upper():
        score, reasons = score - 0.15, [*reasons, _OTHER_COUNTRY]
    return round(max(score, 0.0), 4), tuple(reasons)


_SAME_USCC = ("统一社会信用代码相同", "same unified social credit code")
_OTHER_USCC = ("统一社会信用代码不同", "different unified social credit codes")
_SAME_WORDS = ("除组织形式和标点外相同", "the same but for legal form and punctuation")
_NEARLY = ("仅个别字母不同", "differ in a few letters only")
_MOST_WORDS = ("多数关键词相同", "most telling words are the same")
_OTHER_FORM = ("组织形式不同", "legal forms differ")
_OTHER_COUNTRY = ("国家不同", "countries differ")
_BRACKET = ("一方多出括号内容", "one has an addition in brackets")
_KNOWN_ALIAS = ("已知的中英文对照名称", "known to be the other name")


def _han(one: Parsed, two: Parsed) -> tuple[float, list[Pair]]:
    """Chinese names: one character more or less is another body, so only equal stems are proposed."""
    if one.joined == two.joined:
        return 1.0, [_SAME_WORDS]
    if _BRACKETS.sub("", one.joined) == _BRACKETS.sub("", two.joined) != "":
        # Places in brackets, as in 某某(北京), are part of the name without them or a branch: less sure.
        plain = not (_BRACKETS.search(one.joined) and _BRACKETS.search(two.joined))
        return (0.85, [_BRACKET]) if plain else (0.0, [])
    if one.joined.replace("(", "").replace(")", "") == two.joined.replace("(", "").replace(")", ""):
        return 0.95, [_SAME_WORDS]
    return 0.0, []


def _latin(one: Parsed, two: Parsed, vocabulary: Vocabulary) -> tuple[float, list[Pair]]:
    if one.joined == two.joined or sorted(one.words) == sorted(two.words):
        return 1.0, [_SAME_WORDS]
    if _digits(one) != _digits(two):
        return 0.0, []
    # Greedy matching from one side only: always the same side, so that the score is symmetric.
    one, two = sorted((one, two), key=lambda each: each.words)
    shared = _shared(one, two, vocabulary)
    left, right = (sum(map(vocabulary.weight, each.words)) for each in (one, two))
    overlap = 2 * shared / (left + right)
    inside = shared / min(left, right)
    score = (1 - _INSIDE) * overlap + _INSIDE * inside
    spelling = _spelling(one.joined, two.joined)
    if spelling > score:
        return spelling, [_NEARLY]
    return min(score, 0.99), [_MOST_WORDS]


def _digits(parsed: Parsed) -> frozenset[str]:
    return frozenset(word for word in parsed.words if any(map(str.isdigit, word)))


def _spelling(one: str, two: str) -> float:
    """Likeness of the whole spellings, which blanks set by chance do not touch: one slip in a long name."""
    if min(len(one), len(two)) < 8 or OSA.distance(one, two, score_cutoff=1) > 1:
        return 0.0
    return 0.97


def _shared(one: Parsed, two: Parsed, vocabulary: Vocabulary) -> float:
    """Weight of what the words of both have in common: each word meets its likest word once."""
    rest = list(two.words)
    found = 0.0
    for word in sorted(one.words, key=lambda w: (w not in two.words, w)):
        best = max(rest, key=lambda other: _word_likeness(word, other), default="")
        if best and (likeness := _word_likeness(word, best)):
            rest.remove(best)
            found += likeness * (vocabulary.weight(word) + vocabulary.weight(best)) / 2
    return found


@lru_cache(maxsize=500_000)
def _word_likeness(one: str, two: str) -> float:
    """1 for the same word, less for a slip of the pen or a word cut short, else 0."""
    if one == two:
        return 1.0
    short, long = sorted((one, two), key=len)
    if len(short) >= 4 and len(long) - len(short) <= 2:
        slips = OSA.distance(one, two, score_cutoff=2)
        if slips <= (1 if len(short) < 8 else 2):
            return 0.95 if slips == 1 else 0.85
    return 0.8 if len(short) >= 3 and long.startswith(short) else 0.0


def propose(
    names: Sequence[OrganisationName],
    aliases: Iterable[tuple[str, str]] = (),
    threshold: float = THRESHOLD,
) -> list[Proposal]:
    """Pairs of names that may be one body, best first.

    ``aliases`` are pairs of names known to be one body, such as a Chinese and an English name. Only names
    that share a telling word, a beginning, a code or an alias are compared, so the time grows with the
    names and not with their square.
    """
    vocabulary = vocabulary_of(parse_name(each.name) for each in names)
    found: dict[tuple[int, int], Proposal] = {}
    for one, two in _pairs(names, vocabulary):
        left, right = (names[one], names[two])
        score, reasons = similarity(left, right, vocabulary)
        if score >= threshold:
            _keep(found, left, right, score, reasons)
    for left, right in _known(names, aliases):
        if left.uscc and right.uscc and left.uscc != right.uscc:
            continue
        if left.country and right.country and left.country.upper() != right.country.upper():
            _keep(found, left, right, 0.85, (_KNOWN_ALIAS, _OTHER_COUNTRY))
        else:
            _keep(found, left, right, 1.0, (_KNOWN_ALIAS,))
    return sorted(found.values(), key=lambda p: (-p.score, p.left, p.right))


def _keep(
    found: dict[tuple[int, int], Proposal],
    left: OrganisationName,
    right: OrganisationName,
    score: float,
    reasons: tuple[Pair, ...],
) -> None:
    low, high = sorted((left.ident, right.ident))
    if low != high and ((low, high) not in found or found[low, high].score < score):
        found[low, high] = Proposal(low, high, score, reasons)


def _known(
    names: Sequence[OrganisationName], aliases: Iterable[tuple[str, str]]
) -> Iterator[tuple[OrganisationName, OrganisationName]]:
    by_name: dict[str, list[OrganisationName]] = defaultdict(list)
    for each in names:
        by_name[normalise(each.name)].append(each)
    for one, two in aliases:
        for left in by_name.get(normalise(one), ()):
            for right in by_name.get(normalise(two), ()):
                yield left, right


def _pairs(names: Sequence[OrganisationName], vocabulary: Vocabulary) -> Iterator[tuple[int, int]]:
    """Index pairs worth comparing, each once. A block larger than the limit names nobody and is left out."""
    blocks: dict[str, list[int]] = defaultdict(list)
    for index, each in enumerate(names):
        for key in _blocks(each, vocabulary):
            blocks[key].append(index)
    seen: set[int] = set()
    for members in blocks.values():
        if len(members) > _BLOCK_LIMIT:
            continue
        for place, one in enumerate(members):
            for two in members[place + 1 :]:
                pair = one * len(names) + two
                if pair not in seen:
                    seen.add(pair)
                    yield one, two


def _blocks(name: OrganisationName, vocabulary: Vocabulary) -> set[str]:
    """Keys under which a name meets those it could be: its three rarest words, alone and in twos."""
    parsed = parse_name(name.name)
    keys = {f"u{name.uscc}"} if name.uscc else set()
    if parsed.is_han:
        return keys | {"h" + _BRACKETS.sub("", parsed.joined), "h" + re.sub("[()]", "", parsed.joined)}
    rare = sorted(set(parsed.words), key=lambda word: (-vocabulary.weight(word), word))[:_RARE]
    stems = sorted({word[:_STEM] for word in rare} | {_skeleton(word) for word in rare})
    keys |= {"s" + stem for stem in stems}
    keys |= {f"t{one} {two}" for one, two in combinations(stems, 2)}
    return keys | {"j" + parsed.joined[:8], "e" + parsed.joined[-10:]}


def _skeleton(word: str) -> str:
    """The word without vowels and doublings, after its first letter: survives most slips of the pen."""
    bones = re.sub("[aeiouy]", "", word[1:])
    return "~" + re.sub(r"(.)\1+", r"\1", word[:1] + bones)[:6]
