"""The vocabulary as typed values: industries, their subjects, improvements and products.

The files in ``vocabulary/`` are plain TOML so that a lawyer or an engineer can mend a phrase without
reading code. A bilingual text is written ``zh|en``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "vocabulary"
_ARTICLE = re.compile(r"^(?:a (?:plurality|group|pair|set) of|an?) ")


@dataclass(frozen=True, slots=True)
class Pair:
    """The same text in Chinese and English."""

    zh: str
    en: str

    def filled(self, values: Mapping[str, Pair]) -> Pair:
        """The text with its ``{slots}`` filled in both languages."""
        return Pair(
            self.zh.format(**{name: value.zh for name, value in values.items()}),
            self.en.format(**{name: value.en for name, value in values.items()}),
        )


@dataclass(frozen=True, slots=True)
class Subject:
    """A thing or process of an industry, with what it is made of and what is wrong with it today."""

    name: Pair
    form: str
    """machine, system, method or composition."""
    ipc: str
    parts: tuple[Pair, ...]
    """Parts of a machine or system, ingredients of a composition, steps of a method."""
    how: Pair
    """How parts work together, or how a composition is prepared; empty for a method."""
    tuned: Pair
    """The quantity that improvements regulate."""
    flaw: Pair
    fits: tuple[str, ...]
    """Codes of the improvements that make sense for it."""


@dataclass(frozen=True, slots=True)
class Improvement:
    """A technical means with its effect, general enough to be combined with subjects of its forms."""

    code: str
    forms: tuple[str, ...]
    problem: Pair | None
    """What it remedies; ``None`` where it remedies the flaw of the subject itself."""
    is_structural: bool
    """Whether a utility model may protect it."""
    title: Pair
    means: Pair
    deps: tuple[Pair, ...]
    effect: Pair
    numbers: tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, slots=True)
class Product:
    """A product whose appearance is registered."""

    name: Pair
    use: Pair
    locarno: str


@dataclass(frozen=True, slots=True)
class Industry:
    """One industry's vocabulary."""

    code: str
    name: Pair
    field: Pair
    subjects: tuple[Subject, ...]
    improvements: tuple[Improvement, ...]
    products: tuple[Product, ...]

    def pairs(self, form: str = "", structural: bool = False) -> list[tuple[Subject, Improvement]]:
        """Every subject with every improvement that fits it; ``structural`` leaves what a model may claim."""
        return [
            (subject, improvement)
            for subject in self.subjects
            for improvement in self.improvements
            if improvement.code in subject.fits
            and subject.form in improvement.forms
            and (not form or subject.form == form)
            and (not structural or (improvement.is_structural and subject.form == "machine"))
        ]


def pair(text: str) -> Pair:
    """Read ``zh|en``; ``ValueError`` when one side is missing."""
    zh, bar, en = text.partition("|")
    if not bar or not zh.strip() or not en.strip():
        raise ValueError(f"{text!r} must read zh|en, both sides filled")
    return Pair(zh.strip(), en.strip())


def definite(noun: str) -> str:
    """An English noun, written with its indefinite article, as it is named the second time."""
    return _ARTICLE.sub("", noun)


def indefinite(noun: str) -> str:
    """An English singular noun with ``a`` or ``an``, by its sound."""
    sounds_consonant = re.match(r"(?:uni|use|one|eu)", noun, re.IGNORECASE)
    spelled_vowel = noun[:1].lower() in "aeiou" and not sounds_consonant
    named_vowel = re.match(r"(?:[FHLMNRSX][A-Z]|[AEFHILMNORSX]-)", noun)
    return f"an {noun}" if spelled_vowel or named_vowel else f"a {noun}"


def industries() -> tuple[Industry, ...]:
    """Every industry of the vocabulary, by code."""
    return tuple(industry(code) for code in sorted(read("fits")))


@cache
def industry(code: str) -> Industry:
    """The vocabulary of an industry by the name of its file."""
    table = read(code)
    return Industry(
        code=code,
        name=Pair(table["zh"], table["en"]),
        field=pair(table["field"]),
        subjects=tuple(
            _subject(item, fits) for item, fits in zip(table["subject"], read("fits")[code], strict=True)
        ),
        improvements=_improvements(table) + _improvements(read("general")),
        products=tuple(_product(line) for line in table["designs"]),
    )


@cache
def read(name: str) -> dict[str, Any]:
    """A vocabulary file as parsed."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def _subject(item: Mapping[str, Any], fits: str) -> Subject:
    return Subject(
        name=pair(item["name"]),
        form=item["form"],
        ipc=item["ipc"],
        parts=tuple(pair(text) for text in item.get("parts", item.get("steps", ()))),
        how=pair(item["how"]) if "how" in item else Pair("", ""),
        tuned=pair(item["tuned"]),
        flaw=pair(item["flaw"]),
        fits=tuple(fits.split()),
    )


def _improvements(table: Mapping[str, Any]) -> tuple[Improvement, ...]:
    return tuple(
        Improvement(
            code=item["code"],
            forms=tuple(item["forms"]),
            problem=pair(item["problem"]) if "problem" in item else None,
            is_structural=item.get("model", False),
            title=pair(item["title"]),
            means=pair(item["means"]),
            deps=tuple(pair(text) for text in item["deps"]),
            effect=pair(item["effect"]),
            numbers=tuple((name, low, high) for name, (low, high) in item.get("nums", {}).items()),
        )
        for item in table["improvement"]
    )


def _product(line: str) -> Product:
    zh, en, use_zh, use_en, locarno = line.split("|")
    return Product(Pair(zh, en), Pair(use_zh, use_en), locarno)
