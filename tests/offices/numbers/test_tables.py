"""Printed forms of each office and the one identity they share."""

from __future__ import annotations

import datetime as dt

import pytest

from mainline.offices.numbers import NumberError, convert, keys, parse, search_forms
from mainline.offices.record import NumberRole, RightKind

A, P, R, W = NumberRole.APPLICATION, NumberRole.PUBLICATION, NumberRole.REGISTRATION, NumberRole.INTERNATIONAL

#: (key, prints: (text, office, role, kind code))
CASES: tuple[tuple[str, tuple[tuple[str, str, NumberRole | None, str], ...]], ...] = (
    (
        "CN/A/201710601862",
        (
            ("ZL201710601862.3", "", None, ""),
            ("ZL 2017 1 0601862.3", "", None, ""),
            ("ＺＬ２０１７１０６０１８６２．３", "", None, ""),
            ("专利号：ZL201710601862.3", "", None, ""),
            ("申请号:201710601862.3", "", None, ""),
            ("201710601862.3", "CN", A, ""),
            ("2017106018623", "CN", A, ""),
            ("201710601862", "CN", A, "A"),
            ("CN 201710601862 A", "", A, ""),
            ("CN20171601862", "", A, ""),
            ("102017000601862", "CN", A, ""),
        ),
    ),
    (
        "CN/A/98814060",
        (("98814060", "CN", A, "A"), ("CN19988014060", "", A, ""), ("98814060.8", "CN", A, "")),
    ),
    (
        "CN/A/85100312",
        (("85100312", "CN", A, ""), ("101985000000312", "CN", A, ""), ("CN19851000312", "", A, "")),
    ),
    ("CN/P/85100312", (("CN85100312A", "", None, ""), ("85100312", "CN", P, "A"))),
    ("CN/P/107654321", (("CN107654321A", "", None, ""), ("CN 107654321 B", "", None, ""), ("107654321", "CN", P, "B"))),
    ("CN/P/1294509", (("CN1294509A", "", P, ""), ("1294509", "CN", P, "A"))),
    ("CN/P/C1149075", (("CN1149075C", "", P, ""), ("1149075", "CN", P, "C"))),
    ("CN/P/2626499", (("CN_2626499_Y", "", P, ""),)),
    ("EP/A/1998938302", (("98938302", "EP", A, "A"), ("EP19980938302", "", A, ""), ("98938302.1", "EP", A, ""))),
    ("EP/A/2010123456", (("EP 10123456", "", A, ""), ("EP2010123456", "", A, ""))),
    ("EP/P/0546210", (("EP0546210B2", "", None, ""), ("EP 546210 A1", "", None, ""), ("0 546 210", "EP", P, ""))),
    ("EM/P/D0042478230007", (("004247823-0007", "EM", R, ""),)),
    (
        "WO/A/CN2020123456",
        (
            ("PCT/CN2020/123456", "", None, ""),
            ("CN 2020123456 W", "", None, ""),
            ("2020123456", "CN", A, "W"),
            ("CN2020/123456", "WO", W, ""),
            ("WO2020CN123456", "", A, ""),
        ),
    ),
    (
        "WO/A/US1998016128",
        (
            ("PCT/US98/16128", "US", A, ""),
            ("9816128", "US", A, "W"),
            ("WO1998US16128", "", A, ""),
            ("PCTUS9816128", "", None, ""),
        ),
    ),
    ("WO/A/US2007088754", (("US 2007/0088754 W", "", A, ""), ("PCT/US2007/088754", "", None, ""))),
    ("WO/A/IB2022055385", (("IB2022/055385", "IB", A, "W"), ("WO2022IB55385", "", A, ""))),
    ("WO/P/2020123456", (("WO2020/123456", "", None, ""), ("WO 2020123456 A1", "", None, ""))),
    ("WO/P/1999061002", (("WO9961002", "", P, ""), ("9961002", "WO", P, "A1"), ("WO 99/61002", "", P, ""))),
    ("WO/P/2001066877", (("0166877", "WO", P, "A"), ("WO-0166877", "WO", P, "A2"))),
    ("WO/P/DM227049", (("DM/227049", "", None, ""), ("DM/227049", "WO", R, ""))),
    (
        "US/A/13123456",
        (
            ("13/123,456", "", None, ""),
            ("13123456", "US", A, ""),
            ("US 201213123456 A", "", A, ""),
            ("US201213123456", "", A, ""),
            ("U.S. Patent Application No. 13/123,456", "", None, ""),
        ),
    ),
    (
        "US/A/60871658",
        (("US 87165806 P 20061222", "", A, ""), ("60/871,658", "", None, ""), ("US20060871658P", "", A, "")),
    ),
    ("US/A/61025054", (("2505408", "US", A, "P"), ("61/025,054", "", None, ""))),
    ("US/A/63230089", (("202163230089", "US", A, "P"), ("63/230,089", "", None, ""), ("US202163230089P", "", A, ""))),
    ("US/A/2007.827135", (("US 82713507 A", "", A, ""), ("US20070827135", "", A, ""))),
    ("US/A/06129426", (("12942681", "US", A, "A"), ("06/129,426", "", None, ""))),
    ("US/P/20120127976", (("US 2012/0127976", "", None, ""), ("US2012127976A1", "", None, ""), ("20120127976", "US", P, "A1"))),
    ("US/P/8000000", (("US8,000,000 B2", "", None, ""), ("08000000", "US", P, "B2"), ("8000000", "US", P, ""))),
    ("US/P/D864889", (("US D864,889 S", "", None, ""), ("D0864889", "US", P, "S"), ("D864889", "US", P, ""))),
    ("US/P/PP30708", (("USPP30708P3", "", P, ""), ("PP030708", "US", P, ""))),
    ("US/P/RE32283", (("US RE32283 E", "", None, ""), ("RE032283", "US", P, ""))),
    ("US/P/T949002", (("T0949002", "US", P, ""), ("T949002", "US", P, ""))),
    ("US/P/H1234", (("US H1234 H", "", P, ""),)),
    ("US/A/X1258190", (("1258190X", "US", A, "A"), ("USX1258190", "", A, ""))),
    (
        "JP/P/1998123456",
        (("特開平10-123456", "", None, ""), ("特开平10-123456号公报", "", None, ""), ("JPH10123456A", "", None, "")),
    ),
    ("JP/P/U1998123456", (("実開平10-123456", "", None, ""), ("JPH10123456U", "", P, ""))),
    ("JP/P/K1995121874", (("特公平7-121874", "", None, ""), ("JP H07121874 B2", "", None, ""))),
    ("JP/P/1987022727", (("特開昭62-22727", "", None, ""), ("JPS6222727A", "", P, ""))),
    ("JP/P/2002516268", (("2002516268", "JP", P, "A"), ("JP2002516268", "", P, ""), ("特表2002-516268", "", None, ""))),
    ("JP/P/3798625", (("特許第3798625号", "", None, ""), ("JP3798625B2", "", None, ""), ("JP05666908B2"[:2] + "03798625B2", "", P, ""))),
    ("JP/P/U3123456", (("実用新案登録第3123456号", "", None, ""), ("3123456", "JP", P, "U"))),
    ("JP/A/2018123456", (("特願2018-123456", "", None, ""), ("2018123456", "JP", A, "A"), ("JP20180123456", "", A, ""), ("2018-123456", "JP", A, ""))),
    ("JP/A/1998539636", (("53963698", "JP", A, "A"), ("特願平10-539636", "", None, ""), ("JP19980539636", "", A, ""))),
    ("JP/P/2002233033", (("JPA 414233033", "JP", P, ""), ("JP-A-2002-233033", "", P, ""), ("JP2002233033A", "", P, ""))),
    ("AT/P/T-232441", (("ATE232441T1", "", P, ""), ("232441", "AT", P, "T"))),
    ("JP/A/D2020012345", (("意願2020-012345", "", None, ""),)),
    ("JP/P/WO2005021518", (("JP_WO2005021518_A1", "", P, ""), ("JPWO2005021518A1", "", None, ""))),
    ("KR/A/20180012345", (("10-2018-0012345", "", None, ""), ("20180012345", "KR", A, "A"), ("KR20180012345", "", A, ""), ("1020180012345", "KR", A, ""))),
    ("KR/A/U20180012345", (("20-2018-0012345", "", None, ""), ("20180012345", "KR", A, "U"))),
    ("KR/P/1291737", (("KR101291737B1", "", None, ""), ("10-1291737", "KR", R, ""), ("KR 1291737 B1"[:3] + "101291737 B1", "", P, ""))),
    ("KR/P/0142081", (("KR 0142081 B1", "", None, ""), ("10-0142081", "KR", R, ""))),
    ("KR/P/20150016336", (("KR2015016336A", "", P, ""), ("KR20150016336A", "", P, ""))),
    ("DE/A/102012019863", (("10 2012 019 863.9", "", None, ""), ("102012019863", "DE", A, "A"), ("DE20121019863", "", A, ""))),
    ("DE/A/19840645", (("19840645.2", "DE", A, ""), ("198 40 645.2", "DE", A, ""), ("DE19981040645", "", A, ""))),
    ("DE/A/69832731", (("69832731", "DE", A, "T"), ("DE19986032731T", "", A, ""))),
    ("DE/A/3681229", (("P 36 81 229.4", "DE", A, ""), ("3681229", "DE", A, "A"), ("DE19863681229", "", A, ""))),
    ("DE/A/B.77613", (("B0077613", "DE", A, "A"), ("DE1964B077613", "", A, ""), ("B77613", "DE", A, ""))),
    ("DE/A/U8600123", (("G 86 00 123", "DE", A, ""), ("8600123", "DE", A, "U"))),
    ("GB/A/200404327", (("0404327", "GB", A, "A"), ("GB20040004327", "", A, ""), ("0404327.8", "GB", A, ""))),
    ("GB/A/201905509", (("201905509", "GB", A, "A"), ("GB20190005509", "", A, ""), ("1905509.9", "GB", A, ""))),
    ("GB/A/197349253", (("4925373", "GB", A, "A"), ("49253/73", "GB", A, ""), ("GB19730049253", "", A, ""))),
    ("FR/A/200502484", (("0502484", "FR", A, "A"), ("FR20050002484", "", A, ""))),
    ("FR/A/918235", (("918235", "FR", A, "A"), ("FR19620918235", "", A, ""))),
    ("FR/P/2866025", (("FR2866025A1", "", None, ""), ("FR 2866025 B1", "", None, ""), ("FR2866025", "", P, ""))),
    ("IN/A/10300DELNP2012", (("10300/DELNP/2012", "", None, ""), ("10300DN2012", "IN", A, "A"), ("10300/DELNP/2012", "IN", A, ""))),
    ("IN/A/1353MUM2008", (("IN 1353MU2008 A 20081227", "", A, ""), ("1353/MUM/2008", "", None, ""))),
    ("IN/A/201641017526", (("201641017526", "IN", A, ""),)),
    ("IN/A/PCT1408CHE2002", (("IN/PCT/2002/1408/CHE", "IN", A, ""), ("IN/PCT/2002/01408/CHE", "", A, ""))),
    ("IN/P/291162", (("291162", "IN", R, ""), ("IN291162B", "", P, ""))),
    ("TW/A/092129776", (("92129776", "TW", A, "A"), ("092129776", "TW", A, ""), ("TW20030129776", "", A, ""))),
    ("TW/P/I287983", (("TW_I287983_B", "", P, ""), ("I287983", "TW", P, "B"))),
    ("AU/A/20070357448", (("AU 2007/357448 A", "", A, ""), ("2007357448", "AU", A, "A"), ("AU20070357448", "", A, ""))),
    ("IL/A/139274", (("13927498", "IL", A, "A"), ("IL19980139274", "", A, ""))),
    ("SK/A/20000001630", (("16302000", "SK", A, "A"), ("SK20000001630", "", A, ""))),
)  # fmt: skip


@pytest.mark.parametrize(("key", "prints"), [case for case in CASES if case[1]])
def test_all_prints_of_one_number_share_its_key(key, prints):
    found = {
        text: parse(text, office=office, role=role, kind_code=kind).key for text, office, role, kind in prints
    }

    assert found == dict.fromkeys(found, key)


def test_keys_of_the_table_differ_from_each_other():
    listed = [key for key, prints in CASES if prints]

    assert len(listed) == len(set(listed))


def test_parse_refuses_a_wrong_check_digit_and_says_the_right_one():
    with pytest.raises(NumberError) as caught:
        parse("ZL201710601862.4")

    assert caught.value.code == "cn.check_digit"
    assert "the check digit of 201710601862 is 3" in caught.value.message_en
    assert "201710601862 的校验位应为 3" in caught.value.message_zh
    assert caught.value.position == 12


@pytest.mark.parametrize(
    ("text", "office", "code"),
    [
        ("98814060.4", "CN", "cn.check_digit"),
        ("2010102984205", "CN", "cn.check_digit"),
        ("198410601862.1", "CN", "cn.year"),
        ("98938302.5", "EP", "ep.check_digit"),
        ("10 2012 019 863.8", "DE", "de.check_digit"),
        ("PCT/AU1950/003012", "", "wo.year"),
    ],
)
def test_parse_refuses_numbers_that_cannot_be(text, office, code):
    with pytest.raises(NumberError) as caught:
        parse(text, office=office, role=A)

    assert caught.value.code == code


@pytest.mark.parametrize(
    "text", ["", " ", "-", "foo", "特", "CN", "US //", "\x00", "ZL", "PCT/", "９" * 400, "申请号", "平成"]
)
def test_parse_keeps_what_it_does_not_understand(text):
    parsed = parse(text)

    assert not parsed.understood
    assert "~" in parsed.key
    assert isinstance(search_forms(parsed), tuple)
    assert parsed.original is not None


def test_parse_keeps_the_digits_of_an_unknown_form():
    parsed = parse("SE 1672571 A", role=A)

    assert not parsed.understood
    assert parsed.docdb == ("SE", "1672571", "A")
    assert parsed.epodoc == "SE1672571"


def test_rights_with_the_same_digits_keep_apart():
    same_digits = [
        parse("3123456", office="JP", role=P, kind_code="B2"),
        parse("3123456", office="JP", role=P, kind_code="U"),
        parse("3123456", office="JP", role=R, right_kind=RightKind.DESIGN),
        parse("3123456", office="JP", role=R, right_kind=RightKind.TRADEMARK),
        parse("3123456", office="US", role=P),
        parse("3123456", office="US", role=P, right_kind=RightKind.DESIGN),
        parse("3123456", office="US", role=R, right_kind=RightKind.TRADEMARK),
        parse("3123456", office="CN", role=P, kind_code="S"),
        parse("3123456", office="CN", role=A, right_kind=RightKind.TRADEMARK),
        parse("3123456", office="DE", role=P, kind_code="A1"),
        parse("1123456", office="CN", role=P, kind_code="A"),
        parse("1123456", office="CN", role=P, kind_code="C"),
    ]

    assert len({parsed.key for parsed in same_digits}) == len(same_digits)


@pytest.mark.parametrize(
    ("text", "role", "right"),
    [
        ("201710601862", A, RightKind.INVENTION),
        ("201720601862", A, RightKind.UTILITY_MODEL),
        ("201730601862", A, RightKind.DESIGN),
        ("CN204123456U", P, RightKind.UTILITY_MODEL),
        ("CN304123456S", P, RightKind.DESIGN),
        ("2018SR123456", R, RightKind.SOFTWARE_COPYRIGHT),
    ],
)
def test_parse_reads_the_kind_of_right_from_a_chinese_number(text, role, right):
    assert parse(text, office="CN", role=role).right_kind is right


@pytest.mark.parametrize(
    ("text", "office", "right", "key", "original"),
    [
        ("CNA20161234.5", "", None, "CN/P/CNA201612345", "CNA201612345"),
        ("CNA20161234.5", "CN", RightKind.PLANT_VARIETY, "CN/P/CNA201612345", "CNA201612345"),
        ("BS.175012345", "", None, "CN/P/BS175012345", "BS.175012345"),
        ("登记号：2018SR123456", "", None, "CN/P/SR20180123456", "2018SR0123456"),
        ("12345678", "CN", RightKind.TRADEMARK, "CN/P/TM12345678", "12345678"),
        ("018123456", "EM", RightKind.TRADEMARK, "EM/P/TM018123456", "018123456"),
        ("2017/3420", "KW", RightKind.TRADEMARK, "KW/P/TM-20173420", "20173420"),
        ("40-2018-0012345", "KR", RightKind.TRADEMARK, "KR/P/TM20180012345", "40-2018-0012345"),
    ],
)
def test_numbers_of_other_rights_have_runs_of_their_own(text, office, right, key, original):
    parsed = parse(text, office=office, right_kind=right, role=R)

    assert parsed.understood
    assert parsed.key == key
    assert parsed.original == original


def test_convert_prints_the_three_forms():
    assert convert("16/123,456", "docdb", filed_on=dt.date(2018, 9, 6), kind_code="A") == "US 201816123456 A"
    assert convert("US 201816123456 A", "original", role=A) == "16/123,456"
    assert convert("EP 98938302.1", "epodoc", role=A) == "EP19980938302"
    assert convert("JP19980539636", "original", role=A) == "特願平10-539636"
    assert convert("JP19980539636", "docdb", role=A, kind_code="A") == "JP 53963698 A"
    assert convert("WO2020CN123456", "original", role=A) == "PCT/CN2020/123456"
    assert convert("IN 1353MU2008 A", "original", role=A) == "1353/MUM/2008"
    assert convert("102012019863", "original", office="DE", role=A) == "10 2012 019 863.9"


def test_convert_refuses_an_unknown_form():
    with pytest.raises(ValueError, match="original, docdb or epodoc"):
        convert("EP1000000A1", "st96")


def test_keys_offer_the_name_of_docdb_for_a_us_filing():
    office_print = keys("11/827,135", filed_on=dt.date(2007, 7, 9))
    docdb_print = keys("US 82713507 A", role=A)

    assert office_print[0] == "US/A/11827135"
    assert docdb_print == ("US/A/2007.827135",)
    assert docdb_print[0] in office_print


def test_keys_offer_both_runs_of_an_old_chinese_publication_without_kind():
    assert keys("CN1387401", role=P) == ("CN/P/1387401", "CN/P/C1387401")
    assert keys("CN1387401A", role=P) == ("CN/P/1387401",)


def test_search_forms_hold_what_people_type():
    filing = search_forms(parse("ZL201710601862.3"))
    publication = search_forms(parse("US 2012/0127976 A1"))

    assert {"zl201710601862.3", "zl2017106018623", "201710601862.3", "201710601862", "cn201710601862"} <= set(
        filing
    )
    assert {"us20120127976a1", "us2012127976a1", "2012/0127976", "20120127976"} <= set(publication)
    assert all(form == form.lower() for form in filing + publication)


def test_a_date_settles_eight_digits_of_the_united_states():
    as_series = parse("12994775", office="US", role=A, kind_code="A", filed_on=dt.date(2009, 5, 25))
    as_docdb = parse("12459008", office="US", role=A, kind_code="A", filed_on=dt.date(2008, 5, 21))

    assert as_series.key == "US/A/12994775"
    assert as_docdb.key == "US/A/2008.124590"


def test_a_date_tells_a_bare_us_serial_number_from_one_with_its_year():
    bare = parse("60410 P", office="US", role=A, filed_on=dt.date(1997, 9, 30))
    old = parse("777859", office="US", role=A, filed_on=dt.date(1991, 10, 16))
    docdb = parse("520704", office="US", role=A, kind_code="A", filed_on=dt.date(2004, 12, 6))

    assert bare.key == "US/A/60060410"
    assert old.key == parse("77785991", office="US", role=A, kind_code="A").key
    assert docdb.key == "US/A/2004.005207"
