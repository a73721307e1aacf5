"""Names of organisations: one key for the same name, proposals with reasons, codes checked."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mainline.orgs.names import (
    OrganisationName,
    UsccError,
    name_key,
    normalise,
    parse_name,
    propose,
    similarity,
    uscc_check_digit,
    validate_uscc,
)

SAME_PRINT = [
    ("哈尔滨松江机械有限公司", "哈尔滨松江机械有限公司 "),
    ("哈尔滨松江机械有限公司", "哈尔滨　松江机械 有限公司"),
    ("黑龍江大學", "黑龙江大学"),
    ("哈尔滨工业大学（威海）", "哈尔滨工业大学(威海)"),
    ("ＡＢＣ科技有限公司", "abc科技有限公司"),
    ("Songhua Turbine Co., Ltd.", "SONGHUA TURBINE CO LTD"),
    ("Songhua Turbine Co., Ltd.", "Songhua Turbine Company Limited"),
    ("Nordlicht AG", "Nordlicht A.G."),
    ("Société Générale de Semences S.A.", "Societe Generale de Semences SA"),
    ("Brown & Green Inc.", "Brown and Green, Incorporated"),
    ("Toei Kabushiki Kaisha", "TOEI K.K."),
    ("Bl{umlaut over (u)}te GmbH", "Blüte GmbH"),
]
DIFFERENT = [
    ("哈尔滨松江机械有限公司", "松江机械有限公司"),
    ("哈尔滨松江机械有限公司", "哈尔滨松江机械股份有限公司"),
    ("哈尔滨第一机床厂", "哈尔滨第二机床厂"),
    ("Songhua Turbine Inc.", "Songhua Turbine Ltd."),
    ("University of Parma", "University of Padua"),
]


def org(ident: int, name: str, **more: str) -> OrganisationName:
    return OrganisationName(ident, name, **more)


@pytest.mark.parametrize(("one", "two"), SAME_PRINT)
def test_same_name_printed_differently_has_one_key(one, two):
    assert name_key(one, "CN") == name_key(two, "cn ")


@pytest.mark.parametrize(("one", "two"), DIFFERENT)
def test_different_names_keep_different_keys(one, two):
    assert name_key(one) != name_key(two)


def test_same_name_in_two_countries_has_two_keys():
    assert name_key("Nordlicht AG", "DE") != name_key("Nordlicht AG", "CH")


@pytest.mark.parametrize("name", ["", "  ", "—.,;", "（）"])
def test_name_without_a_letter_has_no_key(name):
    assert name_key(name, "CN").strip("()|CN") == ""


@settings(deadline=None, max_examples=150)
@given(st.text(max_size=40))
def test_normalising_twice_changes_nothing(name):
    once = normalise(name)

    assert normalise(once) == once


@pytest.mark.parametrize(
    ("name", "words", "forms"),
    [
        ("哈尔滨松江电气集团有限公司", ("哈尔滨松江电气",), ("集团有限公司",)),
        ("株式会社北辰製作所", ("北辰制作所",), ("株式会社",)),
        ("The Songhua Seed Technologies Co., Ltd.", ("songhua", "seed", "technology"), ("co", "ltd")),
        ("Univ. of Nordland", ("university", "nordland"), ()),
        ("S.p.A.", ("spa",), ()),
        ("有限公司", ("有限公司",), ()),
    ],
)
def test_name_comes_apart_into_words_and_legal_forms(name, words, forms):
    parsed = parse_name(name)

    assert (parsed.words, parsed.forms) == (words, forms)


PROPOSED = [
    ("Songhua Turbine Co., Ltd.", "Songhua Turbines Inc"),
    ("Hewmark-Packer Company", "Hew mark Packer Co."),
    ("Board of Regents of the University of Nordland", "Univ. of Nordland, Board of Regents"),
    ("Nordlicht Semiconducter Corp.", "Nordlicht Semiconductor Corporation"),
    ("哈尔滨松江机械有限公司", "哈尔滨松江机械股份有限公司"),
    ("哈尔滨工业大学（威海）", "哈尔滨工业大学"),
]
NOT_PROPOSED = [
    ("哈尔滨第一机床厂", "哈尔滨第二机床厂"),
    ("哈尔滨松江机械有限公司", "牡丹江松江机械有限公司"),
    ("哈尔滨工业大学（威海）", "哈尔滨工业大学（深圳）"),
    ("University of Nordland", "University of Sudland"),
    ("Nordlicht Systems Inc.", "Sudlicht Systems Inc."),
    ("Plant No. 2 of Songhua", "Plant No. 3 of Songhua"),
    ("松华汽轮机有限公司", "Songhua Turbine Co., Ltd."),
    ("Inc.", "Ltd."),
]


@pytest.mark.parametrize(("one", "two"), PROPOSED)
def test_likely_pair_is_proposed_with_reasons_in_both_languages(one, two):
    (proposal,) = propose([org(1, one), org(2, two)])

    assert (proposal.left, proposal.right) == (1, 2)
    assert all(zh and en for zh, en in proposal.reasons)


@pytest.mark.parametrize(("one", "two"), NOT_PROPOSED)
def test_unlike_pair_is_not_proposed(one, two):
    assert propose([org(1, one), org(2, two)]) == []


def test_chinese_and_english_meet_only_by_a_known_alias():
    bodies = [org(5, "Songhua Turbine Co., Ltd."), org(3, "松华汽轮机有限公司")]

    (proposal,) = propose(bodies, aliases=[("松华汽轮机有限公司", "SONGHUA TURBINE COMPANY LIMITED")])

    assert (proposal.left, proposal.right, proposal.score) == (3, 5, 1.0)
    assert proposal.reasons == (("已知的中英文对照名称", "known to be the other name"),)


def test_same_credit_code_decides_for_and_different_codes_against():
    one, two = "91230100MA0000000" + uscc_check_digit("91230100MA0000000"), "91350100M000100Y43"

    same = propose([org(1, "松华汽轮机有限公司", uscc=one), org(2, "Songhua Turbine", uscc=one)])
    different = propose([org(1, "松华机械有限公司", uscc=one), org(2, "松华机械有限公司", uscc=two)])

    assert [p.score for p in same] == [1.0]
    assert different == []


def test_other_country_lowers_the_score():
    here, there = org(1, "Nordlicht AG", country="DE"), org(2, "Nordlicht AG", country="CH")

    score, reasons = similarity(here, there)

    assert score < similarity(here, org(2, "Nordlicht AG", country="de"))[0]
    assert ("国家不同", "countries differ") in reasons


NAMES = st.lists(
    st.text(alphabet="abco . 哈尔滨大学有限公司(),&12", max_size=14).map(lambda name: name), max_size=10
)


@settings(deadline=None, max_examples=150)
@given(NAMES, st.randoms(use_true_random=False))
def test_proposals_are_symmetric_and_do_not_depend_on_order(names, random):
    bodies = [org(ident, name) for ident, name in enumerate(names)]
    shuffled = list(bodies)
    random.shuffle(shuffled)

    found = propose(bodies)

    assert propose(shuffled) == found
    assert all(p.left < p.right and 0 < p.score <= 1 for p in found)
    assert len({(p.left, p.right) for p in found}) == len(found)


@settings(deadline=None, max_examples=100)
@given(st.text(max_size=20), st.text(max_size=20))
def test_similarity_is_symmetric(one, two):
    assert similarity(org(1, one), org(2, two))[0] == similarity(org(2, two), org(1, one))[0]


def test_valid_credit_code_comes_back_in_one_spelling():
    assert validate_uscc(" 91350100 m000100y43 ") == "91350100M000100Y43"


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("91350100M000100Y44", "The check digit of 91350100M000100Y4 is 3"),
        ("91350100M000100Y4", "has 17"),
        ("91350100I000100Y43", "'I' at place 9 does not occur"),
        ("", "has 0"),
        ("９１350100M000100Y44", "校验位应为3"),
    ],
)
def test_wrong_credit_code_is_refused_with_the_reason(code, message):
    with pytest.raises(UsccError, match=message):
        validate_uscc(code)


@settings(deadline=None, max_examples=100)
@given(st.text(alphabet="0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=17, max_size=17), st.integers(0, 16))
def test_check_digit_catches_any_single_change(first, place):
    whole = first + uscc_check_digit(first)
    other = "1" if whole[place] != "1" else "2"

    assert validate_uscc(whole) == whole
    with pytest.raises(UsccError):
        validate_uscc(whole[:place] + other + whole[place + 1 :])
