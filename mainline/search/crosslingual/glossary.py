"""Our own glossary: terms of intellectual property and of the region's industries, Chinese and English."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from importlib import resources

from mainline.search.tokens import fold, stem_terms

_FILES = ("programme.toml", "technical.toml")


class GlossaryError(ValueError):
    """A glossary file says something that cannot be used."""


def read_glossary(text: str, name: str) -> dict[str, tuple[str, ...]]:
    """Return Chinese term → English renderings, the best first, of one glossary in TOML.

    The form is ``[section]`` and below it ``"大豆" = ["soybean", "soya"]``. ``name`` stands in the messages.
    Raises GlossaryError naming the file, the section and the term.
    """
    try:
        sections = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise GlossaryError(f"{name} is no valid TOML: {error}. Mend that line.") from error
    terms: dict[str, tuple[str, ...]] = {}
    for section, entries in sections.items():
        if not isinstance(entries, dict):
            raise GlossaryError(f'{name}: "{section}" stands outside a section. Put it below a [section].')
        for chinese, english in entries.items():
            if chinese in terms:
                raise GlossaryError(f'{name}: "{chinese}" stands in two sections. Keep one of them.')
            terms[chinese] = _renderings(english, f"{name}, [{section}], {chinese}")
    return terms


def _renderings(english: object, where: str) -> tuple[str, ...]:
    if not isinstance(english, list) or not english or not all(isinstance(e, str) and e for e in english):
        raise GlossaryError(f'{where}: give a list of English terms, as in ["soybean", "soya"].')
    return tuple(english)


def packaged_glossary() -> dict[str, tuple[str, ...]]:
    """Return the glossary shipped with the program; the programme's own terms go before technical ones."""
    folder = resources.files("mainline.search.crosslingual") / "data"
    terms: dict[str, tuple[str, ...]] = {}
    for name in _FILES:
        for chinese, english in read_glossary((folder / name).read_text("utf-8"), name).items():
            terms.setdefault(chinese, english)
    return terms


class Glossary:
    """Pairs of terms looked up from either side; every rendering weighs nearly the same."""

    def __init__(self, terms: Mapping[str, tuple[str, ...]]) -> None:
        """Take Chinese term → English renderings, the best first."""
        self._english: dict[str, list[str]] = {}
        self._chinese: dict[str, list[str]] = {}
        for chinese, renderings in terms.items():
            term = fold(chinese)
            for english in renderings:
                self._english.setdefault(term, []).append(english)
                same = self._chinese.setdefault(" ".join(stem_terms(fold(english))), [])
                if term not in same:
                    same.append(term)

    def english(self, chinese: str) -> tuple[tuple[str, float], ...]:
        """Return the English renderings of a folded Chinese term."""
        return _weighed(self._english.get(chinese, ()))

    def chinese(self, stems: str) -> tuple[tuple[str, float], ...]:
        """Return the Chinese renderings of English stems divided by blanks."""
        return _weighed(self._chinese.get(stems, ()))


def _weighed(terms: list[str] | tuple[()]) -> tuple[tuple[str, float], ...]:
    return tuple((term, 1 / (1 + 0.05 * place)) for place, term in enumerate(terms))
