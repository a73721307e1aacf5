"""The vocabulary is complete in both languages, and its small grammar of English articles holds."""

from __future__ import annotations

import re
from string import Formatter

import pytest

from mainline.demo.phrases import Pair, definite, indefinite, industries, pair
from mainline.demo.writing import patent_text

SLOTS = {"name", "tuned", "first", "second", "last"}


@pytest.mark.parametrize(
    ("noun", "whole"),
    [
        ("header", "a header"),
        ("ice resurfacer", "an ice resurfacer"),
        ("universal joint", "a universal joint"),
        ("one-wire bus", "a one-wire bus"),
        ("low-NOx burner", "a low-NOx burner"),
        ("LED lamp", "an LED lamp"),
    ],
)
def test_indefinite_article_follows_the_sound(noun: str, whole: str) -> None:
    assert indefinite(noun) == whole


@pytest.mark.parametrize(
    ("first", "later"),
    [
        ("a frame", "frame"),
        ("an auger", "auger"),
        ("a group of nozzles", "nozzles"),
        ("transverse bars", "transverse bars"),
    ],
)
def test_a_noun_named_again_loses_its_indefinite_article(first: str, later: str) -> None:
    assert definite(first) == later


@pytest.mark.parametrize("text", ["只有中文", "|only English", "只有中文|", ""])
def test_a_text_in_one_language_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="both sides filled"):
        pair(text)


def test_a_pair_fills_its_slots_in_both_languages() -> None:
    filled = Pair("{x}高", "{x} is high").filled({"x": Pair("温度", "temperature")})

    assert filled == Pair("温度高", "temperature is high")


def test_every_industry_has_twelve_subjects_with_improvements() -> None:
    assert len(industries()) == 12
    for industry in industries():
        assert len(industry.subjects) >= 12
        for subject in industry.subjects:
            assert subject.form in ("machine", "system", "method", "composition")
            assert [s for s, _ in industry.pairs() if s is subject], subject.name
            known = {improvement.code for improvement in industry.improvements}
            assert set(subject.fits) <= known


def test_both_languages_of_an_improvement_have_the_same_slots() -> None:
    for industry in industries():
        for improvement in industry.improvements:
            numbers = {name for name, _, _ in improvement.numbers}
            for text in (improvement.title, improvement.means, improvement.effect, *improvement.deps):
                zh, en = (
                    {name for _, name, _, _ in Formatter().parse(t) if name} for t in (text.zh, text.en)
                )
                assert zh == en, text
                assert zh <= SLOTS | numbers


def test_parts_are_written_with_an_article_or_in_the_plural() -> None:
    """Otherwise a claim would read "comprising frame"."""
    for industry in industries():
        for subject in industry.subjects:
            if subject.form in ("machine", "system"):
                for part in subject.parts:
                    assert re.match(r"an? |.*(?:s|teeth)\b", part.en), part


def test_the_same_seed_writes_the_same_text_and_the_numbers_agree_between_languages() -> None:
    industry = industries()[0]
    subject, improvement = industry.pairs()[0]

    first = patent_text(industry, subject, improvement, False, "seed")

    assert first == patent_text(industry, subject, improvement, False, "seed")
    for claim in first.claims:
        digits = [sorted(re.findall(r"\d+", text)) for text in (claim.zh, claim.en)]
        assert digits[0] == digits[1] or "according to claim 1" in claim.en


def test_every_pairing_gives_an_abstract_of_the_right_length() -> None:
    for industry in industries():
        for subject, improvement in industry.pairs():
            text = patent_text(industry, subject, improvement, False, subject.name.zh + improvement.code)
            assert 80 <= len(text.abstract.zh) <= 200, text.abstract.zh
            assert 60 <= len(text.abstract.en.split()) <= 140, text.abstract.en
            assert 3 <= len(text.claims) <= 8
