"""Folding and the five streams of terms."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mainline.search.tokens import (
    LONGEST_WORD,
    ascii_fold,
    characters_stream,
    cut_words,
    exact_terms,
    fold,
    fold_with_origin,
    grams,
    has_cjk,
    is_lone,
    latin_words,
    number_term,
    phrase_grams,
    stem_terms,
    symbol_path,
    western_words,
    words_stream,
)

MIXED = st.text(alphabet=st.sampled_from("磷酸铁锂专利大豆的ＡＢabc12 ，。-é專"), max_size=40)


@pytest.mark.parametrize(
    ("raw", "folded"),
    [
        ("專利許可", "专利许可"),
        ("ＰＣＲ１２", "pcr12"),
        ("磷酸 铁\n锂", "磷酸铁锂"),
        ("PCR 扩增", "pcr 扩增"),
        ("cafe\u0301 Ü", "café ü"),
        ("㎏", "kg"),
        ("", ""),
    ],
)
def test_fold_gives_one_spelling(raw, folded):
    assert fold(raw) == folded


def test_fold_with_origin_points_back_to_the_raw_characters():
    raw = "專 利ＡB"

    folded = fold_with_origin(raw)

    assert folded.text == "专利ab"
    assert [raw[at] for at in folded.origin] == ["專", "利", "Ａ", "B"]


@given(MIXED)
@settings(deadline=None, max_examples=150)
def test_fold_is_idempotent_and_agrees_with_origins(raw):
    assert fold(fold(raw)) == fold(raw)
    assert fold_with_origin(raw).text == fold(raw)
    assert len(fold_with_origin(raw).origin) == len(fold(raw))


def test_latin_words_of_chinese_text_are_no_neighbours():
    assert latin_words("用pcr扩增dna") == ["pcr", "丨", "dna"]
    assert exact_terms("用pcr扩增dna") == ("pcr", "dna")


def test_latin_words_leave_out_what_is_no_word():
    assert latin_words("a " + "x" * (LONGEST_WORD + 1)) == ["a"]
    assert latin_words("co-op 1.5") == ["co", "op", "1", "5"]


def test_stems_and_written_forms_differ():
    assert stem_terms("turbines cooling") == ("turbin", "cool")
    assert exact_terms("turbines cooling") == ("turbines", "cooling")
    assert ascii_fold("café") == "cafe"


def test_grams_are_pairs_with_the_last_character_alone():
    assert grams("磷酸铁") == ["磷酸", "酸铁", "铁"]
    assert grams("x轴，大豆") == ["x", "轴", "丨", "大豆", "豆"]
    assert grams("𠀀豆") == ["𠀀豆", "豆"]
    assert grams("") == []


def test_characters_come_once_in_the_order_of_the_text():
    assert characters_stream("大豆x，豆大𠀀") == "大 豆 𠀀"
    assert characters_stream("x") == ""


WESTERN = st.text(
    alphabet=st.sampled_from("abZ19 _-.“”°µΩσΣéÉİßﬁ²½–\u00a0\u0301\u2126ДжǦ大ｱ\ud800"), max_size=30
)


@given(WESTERN)
@settings(deadline=None, max_examples=300)
def test_western_words_are_the_words_of_the_folded_text(raw):
    words = western_words(raw)

    assert words is None or words == latin_words(fold(raw))


def test_western_words_leave_whole_texts_of_other_kinds_to_folding():
    assert western_words("“Blades” at 5 µm – CAFÉ") == ["blades", "at", "5", "μm", "cafe"]
    assert western_words("大豆 blade") is None
    assert western_words("cafe\u0301") is None
    assert western_words("".join(map(chr, range(0x400, 0x500)))) is None
    assert western_words("a " + "x" * (LONGEST_WORD + 1)) == ["a"]
    assert western_words("") == []


def test_phrase_grams_skip_what_the_others_imply():
    assert phrase_grams("磷酸铁锂") == ((0, "磷酸"), (2, "铁锂"))
    assert phrase_grams("磷酸铁") == ((0, "磷酸"), (1, "酸铁"))
    assert phrase_grams("pcr扩增") == ((0, "pcr"), (1, "扩增"))
    assert is_lone("铁")
    assert not is_lone("a")


@given(MIXED, st.integers(0, 30), st.integers(1, 8))
@settings(deadline=None, max_examples=200)
def test_phrase_grams_stand_in_the_grams_of_any_text_around(raw, start, length):
    text = fold(raw)
    phrase = text[start : start + length]
    if not has_cjk(phrase) or not all(has_cjk(char) for char in phrase):
        return
    terms = grams(text)

    places = [
        at
        for at in range(len(terms))
        if all(
            at + offset < len(terms)
            and (terms[at + offset] == gram or (is_lone(gram) and terms[at + offset].startswith(gram)))
            for offset, gram in phrase_grams(phrase)
        )
    ]

    assert places


def test_words_stream_has_words_and_their_parts():
    words = words_stream("一种锂电池").split()

    assert {"锂电池", "电池"} <= set(words)


@given(st.text(alphabet="磷酸铁锂专利大豆育种方法的一", max_size=20))
@settings(deadline=None, max_examples=50)
def test_cut_words_join_to_the_run(run):
    assert "".join(cut_words(run)) == run


def test_number_term_keeps_letters_and_digits():
    assert number_term("zl 2017 1 0601862.4") == "ZL2017106018624"
    assert number_term("ＣＮ１２３") == "CN123"


@pytest.mark.parametrize(
    ("symbol", "path"),
    [
        ("H01M 4/36", ("H", "H01", "H01M", "H01M4", "H01M4/36")),
        ("a01h", ("A", "A01", "A01H")),
        ("Y02E 60/10", ("Y", "Y02", "Y02E", "Y02E60", "Y02E60/10")),
        ("Z01", ()),
        ("14-02", ()),
        ("", ()),
    ],
)
def test_symbol_path_has_every_level(symbol, path):
    assert symbol_path(symbol) == path
