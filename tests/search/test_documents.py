"""Documents as the index takes them."""

from __future__ import annotations

import datetime as dt
import pickle

from mainline.search.documents import SAMPLE_LENGTH, IndexDocument, number_terms, prepare

DOCUMENT = IndexDocument(
    7,
    titles={"zh": "磷酸铁锂", "en": "Iron phosphates"},
    abstracts=(("en", "A cathode."),),
    numbers=("ZL201710601862.4",),
    parties=(("applicant", "哈尔滨工业大学"), ("inventor", "Zhang San"), ("other", "Bank")),
    ipc=("H01M 4/36", "not a symbol"),
    status="in_force",
    filed_on=dt.date(2019, 5, 3),
    holder_kind="university",
    demo=True,
)


def test_prepare_fills_each_column():
    columns = prepare(DOCUMENT).columns()

    assert columns["title_la"] == ["iron phosphat"]
    assert columns["title_lx"] == ["iron phosphates"]
    assert columns["title_gr"] == ["磷酸 酸铁 铁锂 锂"]
    assert columns["applicant"] == ["哈尔 尔滨 滨工 工业 业大 大学 学"]
    assert columns["inventor"] == ["zhang san"]
    assert len(columns["party"]) == 3
    assert columns["ipc"] == ["H", "H01", "H01M", "H01M4", "H01M4/36"]
    assert columns["ipc_subclass"] == ["H01M"]
    assert columns["filed"] == 20190503
    assert columns["filed_year"] == 2019
    assert columns["holder"] == ["university"]
    assert columns["lang"] == ["en", "zh"]
    assert columns["demo"] == 1


def test_prepare_is_pure_and_pickles():
    assert pickle.loads(pickle.dumps(prepare(DOCUMENT))) == prepare(DOCUMENT)


def test_prepare_takes_a_document_without_anything():
    columns = prepare(IndexDocument(1)).columns()

    assert columns == {"demo": 0, "sample": "", "has": ""}


def test_prepare_takes_a_language_twice():
    columns = prepare(IndexDocument(1, abstracts=(("en", "One."), ("en", "Two.")))).columns()

    assert columns["abstract_lx"] == ["one", "two"]


def test_prepare_holds_long_texts_by_stems_alone():
    columns = prepare(IndexDocument(1, claims={"en": "Blades."}, descriptions={"en": "Blades."})).columns()

    assert columns["claims_la"] == columns["description_la"] == ["blade"]
    assert not {"claims_lx", "description_lx"} & set(columns)


def test_prepare_names_the_filled_columns():
    columns = prepare(IndexDocument(1, titles={"en": "Blades"}, parties=(("agent", "Li"),))).columns()

    assert columns["has"] == "title_la title_lx party agent"


def test_prepare_cuts_japanese_into_pairs_but_not_into_chinese_words():
    columns = prepare(IndexDocument(1, titles={"ja": "燃料電池システム"})).columns()

    assert "title_gr" in columns
    assert "title_zh" not in columns


def test_prepare_keeps_a_bounded_sample():
    long = prepare(IndexDocument(1, abstracts={"en": "word " * 5000}))
    short = prepare(IndexDocument(1, abstracts={"en": "word " * 50}))

    assert len(long.columns()["sample"]) < 2 * SAMPLE_LENGTH
    assert len(short.columns()["sample"]) > 250


def test_number_terms_drop_office_kind_and_check_digit():
    assert set(number_terms("EP 1234567 A1")) == {"EP1234567A1", "1234567A1", "EP1234567", "1234567"}
    assert "201710601862" in number_terms("CN201710601862.4")
    assert number_terms(" - ") == ()


def test_prepare_takes_text_that_can_not_be_encoded():
    columns = prepare(
        IndexDocument(1, titles={"zh": "大\ud800豆"}, parties=(("applicant", "a\udfff"),))
    ).columns()

    assert columns["title_gr"] == ["大豆 豆"]
    assert columns["applicant_name"] == ["a?"]
