"""How long rights last, and which dates come next by the term alone."""

from __future__ import annotations

import datetime as dt

import pytest

from mainline.offices.record import RightKind
from mainline.register.logic import Facts, next_dates, term_end, term_of
from mainline.register.logic.terms import terms

D = dt.date
INVENTION, UTILITY_MODEL, DESIGN, MARK = (
    RightKind.INVENTION,
    RightKind.UTILITY_MODEL,
    RightKind.DESIGN,
    RightKind.TRADEMARK,
)
TODAY = D(2026, 11, 22)


def test_every_row_cites_its_source_in_both_languages():
    assert [row for row in terms() if not all(row.cite) or row.confidence not in {"H", "M"}] == []


@pytest.mark.parametrize("kind", [INVENTION, UTILITY_MODEL, DESIGN])
def test_exactly_one_row_governs_a_chinese_patent_on_each_day(kind):
    day = D(1985, 4, 1)
    while day < D(2027, 1, 1):
        covering = [
            t for t in terms() if t.office == "CN" and kind in t.kinds and t.covers(Facts(filed_on=day))
        ]
        assert len(covering) == 1, day
        day += dt.timedelta(days=1)


def test_office_with_rows_of_its_own_never_falls_back_to_the_general_one():
    row = term_of(INVENTION, "US", Facts(filed_on=D(2000, 1, 1)))

    assert row is not None
    assert row.office == "US"
    assert term_of(INVENTION, "US", Facts()) is None


@pytest.mark.parametrize(
    ("kind", "office", "facts", "last_day"),
    [
        # CNIPA Guidelines Part V Ch. 9, examples: term ends 2009-09-06, last day 2009-09-05
        (UTILITY_MODEL, "CN", Facts(filed_on=D(1999, 9, 6)), D(2009, 9, 5)),
        (UTILITY_MODEL, "CN", Facts(filed_on=D(2000, 5, 15)), D(2010, 5, 14)),
        (INVENTION, "CN", Facts(filed_on=D(2010, 3, 10)), D(2030, 3, 9)),
        (DESIGN, "CN", Facts(filed_on=D(2021, 6, 1)), D(2036, 5, 31)),
        (DESIGN, "CN", Facts(filed_on=D(2021, 5, 31)), D(2031, 5, 30)),
        (MARK, "CN", Facts(granted_on=D(2015, 5, 7)), D(2025, 5, 6)),
        (MARK, "CN", Facts(granted_on=D(2016, 2, 29)), D(2026, 2, 28)),
        (RightKind.IC_LAYOUT, "CN", Facts(D(2022, 3, 1), exploited_on=D(2021, 6, 10)), D(2031, 6, 10)),
        (RightKind.IC_LAYOUT, "CN", Facts(D(2022, 3, 1), created_on=D(2010, 1, 5)), D(2025, 1, 5)),
        (RightKind.PLANT_VARIETY, "CN", Facts(granted_on=D(2025, 7, 1), is_woody=False), D(2045, 7, 1)),
        (RightKind.PLANT_VARIETY, "CN", Facts(granted_on=D(2025, 7, 1), is_woody=True), D(2050, 7, 1)),
        (RightKind.PLANT_VARIETY, "CN", Facts(granted_on=D(2025, 7, 1)), None),
        (RightKind.PLANT_VARIETY, "CN", Facts(granted_on=D(2020, 7, 1), is_woody=True), None),
        (
            RightKind.SOFTWARE_COPYRIGHT,
            "CN",
            Facts(published_on=D(2020, 7, 1), is_person=False),
            D(2070, 12, 31),
        ),
        (RightKind.SOFTWARE_COPYRIGHT, "CN", Facts(published_on=D(2020, 7, 1)), None),
        (RightKind.GI, "CN", Facts(granted_on=D(2020, 7, 1)), None),
        (INVENTION, "US", Facts(filed_on=D(2005, 2, 28)), D(2025, 2, 28)),
        (INVENTION, "US", Facts(D(2008, 1, 1), earliest_filed_on=D(2005, 2, 28)), D(2025, 2, 28)),
        (INVENTION, "US", Facts(D(1990, 1, 1), granted_on=D(1995, 1, 1)), D(2012, 1, 1)),
        (INVENTION, "US", Facts(D(1990, 1, 1)), None),
        (DESIGN, "US", Facts(D(2018, 6, 1), granted_on=D(2020, 2, 25)), D(2035, 2, 25)),
        (DESIGN, "US", Facts(D(2014, 6, 1), granted_on=D(2016, 2, 25)), D(2030, 2, 25)),
        (INVENTION, "JP", Facts(filed_on=D(2020, 7, 20)), D(2040, 7, 20)),
        (INVENTION, "BR", Facts(filed_on=D(2020, 7, 20)), D(2040, 7, 20)),
        (INVENTION, "WO", Facts(filed_on=D(2020, 7, 20)), None),
        (DESIGN, "BR", Facts(filed_on=D(2020, 7, 20)), None),
        (INVENTION, "CN", Facts(), None),
        (INVENTION, "CN", Facts(D(2010, 3, 10), expires_on=D(2033, 1, 1)), D(2033, 1, 1)),
    ],
)
def test_term_end_is_the_last_day_in_force(kind, office, facts, last_day):
    assert term_end(kind, office, facts) == last_day


def test_each_renewal_adds_ten_years_and_counts_once():
    facts = Facts(granted_on=D(2018, 3, 1))

    assert term_end(MARK, "CN", facts, [D(2027, 9, 1)]) == D(2038, 2, 28)
    assert term_end(MARK, "CN", facts, [D(2027, 9, 1), D(2027, 9, 2)]) == D(2038, 2, 28)
    assert term_end(MARK, "CN", facts, [D(2037, 9, 1), D(2027, 9, 1)]) == D(2048, 2, 29)
    assert term_end(MARK, "CN", facts, [D(2020, 1, 1)]) == D(2028, 2, 29)


def test_next_dates_of_a_chinese_patent_are_the_annuity_and_the_end_of_term():
    facts = Facts(filed_on=D(2015, 3, 10), granted_on=D(2018, 6, 1))

    annuity, end = next_dates(INVENTION, "CN", facts, TODAY)

    assert (annuity.code, annuity.on, annuity.title[1]) == (
        "annuity",
        D(2027, 3, 10),
        "Annuity of year 13 due",
    )
    assert "115" in annuity.citation[1]
    assert "not rolled" in annuity.caveat[1]
    assert (end.code, end.on) == ("term_end", D(2035, 3, 9))


def test_first_annuity_after_grant_is_the_one_after_the_year_of_grant():
    facts = Facts(filed_on=D(2015, 3, 10), granted_on=D(2018, 6, 1))

    assert next_dates(INVENTION, "CN", facts, D(2018, 6, 1))[0].on == D(2019, 3, 10)


def test_last_annuity_falls_within_the_term():
    facts = Facts(filed_on=D(2010, 3, 10), granted_on=D(2011, 6, 1))

    assert [d.code for d in next_dates(UTILITY_MODEL, "CN", facts, D(2019, 3, 11))] == ["term_end"]
    assert next_dates(UTILITY_MODEL, "CN", facts, D(2020, 3, 10)) == ()


def test_next_date_of_a_mark_warns_of_the_law_not_read():
    (end,) = next_dates(MARK, "CN", Facts(granted_on=D(2017, 4, 7)), TODAY)

    assert end.on == D(2027, 4, 6)
    assert end.title == ("注册有效期届满，可续展", "Registration ends unless renewed")
    assert "read up to 2026-12-31" in end.caveat[1]


def test_next_dates_say_nothing_of_an_application():
    assert next_dates(INVENTION, "CN", Facts(filed_on=D(2015, 3, 10)), TODAY) == ()
