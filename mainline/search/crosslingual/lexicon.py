"""A lexicon learned from texts that stand in both languages, such as the register's own titles and abstracts.

Two words translate each other when they keep company: they occur in the same texts, and seldom apart (Dice's
coefficient over texts). It is counting, no model: the same texts give the same lexicon.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from mainline.search.query.expand import is_empty_word
from mainline.search.tokens import cut_words, exact_terms, fold, stem_terms, units

FEWEST_TEXTS = 3
"""A word in fewer texts has met its company by chance."""
LEAST_DICE = 0.4
"""Below it the company is loose."""
MOST_EQUAL = 2
"""Words that may be equally close to one."""
MOST_WORDS = 250
"""Different words of one text that are counted; the rest of a long text repeats them."""


@dataclass(frozen=True, slots=True)
class Learned:
    """Word → its renderings with weights, both ways; English is looked up by its stem."""

    to_english: Mapping[str, tuple[tuple[str, float], ...]]
    to_chinese: Mapping[str, tuple[tuple[str, float], ...]]

    def english(self, chinese: str) -> tuple[tuple[str, float], ...]:
        """Return the English renderings of a folded Chinese word."""
        return self.to_english.get(chinese, ())

    def chinese(self, stems: str) -> tuple[tuple[str, float], ...]:
        """Return the Chinese renderings of an English stem."""
        return self.to_chinese.get(stems, ())


def learn(texts: Iterable[tuple[str, str]]) -> Learned:
    """Return the lexicon of (Chinese, English) pairs of texts that say the same.

    Give each pair as title and abstract together; some thousand pairs are enough, more than a hundred
    thousand take minutes. Words in more than half of the texts tell nothing and are left out.
    """
    bags = [(_chinese_words(chinese), _english_words(english)) for chinese, english in texts]
    zh_count = Counter(word for zh, _ in bags for word in zh)
    en_count = Counter(stem for _, en in bags for stem in en)
    zh_usable, en_usable = _usable(zh_count, len(bags)), _usable(en_count, len(bags))
    together: Counter[tuple[str, str]] = Counter()
    for zh, en in bags:
        stems = en.keys() & en_usable
        for word in zh & zh_usable:
            together.update((word, stem) for stem in stems)
    dice = {
        pair: 2 * count / (zh_count[pair[0]] + en_count[pair[1]])
        for pair, count in together.items()
        if count >= FEWEST_TEXTS
    }
    return _lexicon(dice, _surfaces(en for _, en in bags))


def _chinese_words(text: str) -> set[str]:
    words = (word for unit in units(fold(text)) if unit.is_cjk for word in cut_words(unit.text))
    return set([word for word in words if len(word) > 1 and not is_empty_word(word)][:MOST_WORDS])


def _english_words(text: str) -> dict[str, str]:
    """Return stem → a form as written."""
    forms = [word for word in exact_terms(fold(text)) if len(word) > 2 and not is_empty_word(word)]
    return {stem: word for word in forms[:MOST_WORDS] if word.isalpha() for stem in stem_terms(word)}


def _usable(counts: Counter[str], texts: int) -> set[str]:
    return {word for word, count in counts.items() if FEWEST_TEXTS <= count <= max(texts / 2, FEWEST_TEXTS)}


def _surfaces(bags: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """Return stem → its most frequent form as written."""
    forms = Counter(item for bag in bags for item in bag.items())
    best: dict[str, str] = {}
    for (stem, form), _ in sorted(forms.items(), key=lambda item: (-item[1], item[0])):
        best.setdefault(stem, form)
    return best


def _lexicon(dice: Mapping[tuple[str, str], float], surface: Mapping[str, str]) -> Learned:
    kept = [(share, pair) for pair, share in dice.items() if share >= LEAST_DICE]
    to_english: dict[str, dict[str, float]] = {}
    to_chinese: dict[str, dict[str, float]] = {}
    for share, (word, stem) in sorted(kept, key=lambda item: (-item[0], item[1])):
        to_english.setdefault(word, {})[surface[stem]] = round(share, 3)
        to_chinese.setdefault(stem, {})[word] = round(share, 3)
    return Learned(_best(to_english), _best(to_chinese))


def _best(found: Mapping[str, Mapping[str, float]]) -> dict[str, tuple[tuple[str, float], ...]]:
    """Return the closest company of each word; none where more than two are equally close, which is chance.

    Three publications of one invention have all their words in common and tell nothing of any.
    """
    best: dict[str, tuple[tuple[str, float], ...]] = {}
    for word, company in found.items():
        top = max(company.values())
        closest = tuple((other, share) for other, share in company.items() if share == top)
        if len(closest) <= MOST_EQUAL:
            best[word] = closest
    return best
