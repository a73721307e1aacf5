"""How long rights last, and which dates come next by the term alone."""

from __future__ import annotations

import datetime as dt

import pytest

from mainline.offices.record import RightKind
from mainline.register.logic import (
    Certainty,
    EventFact,
    Facts,
    NextDate,
    Status,
    StatusCode,
    judge,
    next_dates,
    no_term,
    paid_years,
    term_end,
    term_of,
)
from mainline.register.logic.terms import terms

D = dt.date
INVENTION, UTILITY_MODEL, DESIGN, MARK = (
    RightKind.INVENTION,
    RightKind.UTILITY_MODEL,
    RightKind.DESIGN,
    RightKind.TRADEMARK,
)
TODAY = D(2026, 11, 22)


def ahead(kind: RightKind, office: str, facts: Facts, on: D) -> tuple[NextDate, ...]:
    """The next dates of a right in force."""
    return next_dates(kind, office, facts, on, status=Status(StatusCode.IN_FORCE, None, on))


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
        (RightKind.PLANT_VARIETY, "CN", Facts(granted_on=D(2020, 7, 1), is_woody=True), D(2040, 7, 1)),
        (RightKind.PLANT_VARIETY, "CN", Facts(granted_on=D(2020, 7, 1), is_woody=False), D(2035, 7, 1)),
        (RightKind.PLANT_VARIETY, "CN", Facts(granted_on=D(2020, 7, 1)), None),
        (RightKind.PLANT_VARIETY, "US", Facts(filed_on=D(2010, 7, 1)), D(2030, 7, 1)),
        (INVENTION, "US", Facts(D(2005, 2, 28), earliest_filed_on=D(2008, 1, 1)), D(2025, 2, 28)),
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

    annuity, end = ahead(INVENTION, "CN", facts, TODAY)

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

    assert ahead(INVENTION, "CN", facts, D(2018, 6, 1))[0].on == D(2019, 3, 10)


def test_last_annuity_falls_within_the_term():
    facts = Facts(filed_on=D(2010, 3, 10), granted_on=D(2011, 6, 1))

    assert [d.code for d in ahead(UTILITY_MODEL, "CN", facts, D(2019, 3, 11))] == ["term_end"]
    assert ahead(UTILITY_MODEL, "CN", facts, D(2020, 3, 10)) == ()


def test_next_date_of_a_mark_warns_of_the_law_not_read():
    (end,) = ahead(MARK, "CN", Facts(granted_on=D(2017, 4, 7)), TODAY)

    assert end.on == D(2027, 4, 6)
    assert end.title == ("注册有效期届满，可续展", "Registration ends unless renewed")
    assert "read up to 2026-12-31" in end.caveat[1]


def test_next_dates_say_nothing_of_an_application():
    assert ahead(INVENTION, "CN", Facts(filed_on=D(2015, 3, 10)), TODAY) == ()


def test_next_date_of_a_united_states_patent_warns_of_what_may_move_it():
    facts = Facts(filed_on=D(2018, 2, 20), granted_on=D(2021, 10, 12))

    (alone,) = ahead(INVENTION, "US", facts, TODAY)
    (chained,) = ahead(
        INVENTION, "US", Facts(D(2018, 2, 20), None, D(2021, 10, 12), earliest_filed_on=D(2014, 6, 2)), TODAY
    )

    assert (alone.on, chained.on) == (D(2038, 2, 20), D(2034, 6, 2))
    assert "no earlier application" in alone.caveat[1]
    assert "no earlier application" not in chained.caveat[1]
    for date in (alone, chained):
        assert "adjustment or extension may add" in date.caveat[1]
        assert "terminal disclaimer may end it sooner" in date.caveat[1]


GRANTED = EventFact("creation.right.granted", D(2018, 6, 1), office_code="GR01")
NOTICE = EventFact("portfolio.right.ceased", D(2026, 10, 30), details=(("notified_on", "2026-10-30"),))


def dates_after(kind: RightKind, events: list[EventFact], facts: Facts, on: D) -> tuple[NextDate, ...]:
    judged = judge(kind, "CN", events, facts, on)
    return next_dates(kind, "CN", judged.facts, on, judged.renewed_on, status=judged.status)


def test_lapsed_patent_has_no_annuity_but_the_last_day_to_ask_for_restoration():
    (date,) = dates_after(INVENTION, [GRANTED, NOTICE], Facts(filed_on=D(2020, 4, 17)), TODAY)

    assert (date.code, date.on) == ("restoration", D(2026, 12, 30))
    assert date.title == ("请求恢复权利的最后一日", "Last day to ask for restoration")
    assert "Art. 6" in date.citation[1]
    assert "Nominal date" in date.caveat[1]


def test_day_to_ask_for_restoration_is_nothing_once_it_was_asked_for_or_has_passed():
    asked = EventFact("portfolio.restoration.requested", D(2026, 11, 5))
    facts = Facts(filed_on=D(2020, 4, 17))

    assert dates_after(INVENTION, [GRANTED, NOTICE, asked], facts, TODAY) == ()
    assert dates_after(INVENTION, [GRANTED, NOTICE], facts, D(2026, 12, 31)) == ()


def test_application_deemed_withdrawn_has_the_day_to_ask_for_restoration():
    filed = EventFact("creation.application.filed", D(2024, 3, 10))
    lost = EventFact("creation.application.loss_notified", D(2026, 10, 1))

    (date,) = dates_after(INVENTION, [filed, lost], Facts(), TODAY)

    assert (date.code, date.on) == ("restoration", D(2026, 12, 1))


def test_mark_in_its_grace_has_the_last_day_of_late_renewal():
    registered = EventFact("creation.mark.registered", D(2016, 9, 7))

    (date,) = dates_after(MARK, [registered], Facts(known_to=D(2026, 11, 1)), TODAY)

    assert (date.code, date.on) == ("late_renewal", D(2027, 3, 6))
    assert "Art" in date.citation[1]
    assert "Nominal date" in date.caveat[1]


@pytest.mark.parametrize(
    ("kind", "office", "facts", "said"),
    [
        (
            RightKind.PLANT_VARIETY,
            "CN",
            Facts(granted_on=D(2021, 7, 1)),
            "whether the plant is woody or a vine is",
        ),
        (
            RightKind.PLANT_VARIETY,
            "CN",
            Facts(is_woody=True),
            "the day of grant or registration is not known",
        ),
        (
            RightKind.SOFTWARE_COPYRIGHT,
            "CN",
            Facts(is_person=False),
            "the day of first publication is not known",
        ),
        (
            RightKind.SOFTWARE_COPYRIGHT,
            "CN",
            Facts(),
            "natural person and the day of first publication are not",
        ),
        (RightKind.SOFTWARE_COPYRIGHT, "CN", Facts(is_person=True), "no rule for such a right is on file"),
        (INVENTION, "CN", Facts(granted_on=D(2021, 7, 1)), "the filing date is not known"),
        (RightKind.GI, "CN", Facts(granted_on=D(2021, 7, 1)), "no rule for such a right is on file"),
        (INVENTION, "WO", Facts(granted_on=D(2021, 7, 1)), "no rule for such a right is on file"),
    ],
)
def test_term_that_can_not_be_told_says_what_is_not_known(kind, office, facts, said):
    assert term_end(kind, office, facts) is None
    zh, en = no_term(kind, office, facts)
    assert said in en
    assert zh


def test_events_tell_the_facts_that_a_term_needs():
    variety = [EventFact("creation.variety.granted", D(2021, 7, 1), details=(("habit", "vine"),))]
    software = [
        EventFact("creation.software.published", D(2020, 9, 1)),
        EventFact("creation.software.registered", D(2020, 7, 1)),
    ]
    layout = [
        EventFact("creation.layout.created", D(2012, 1, 5)),
        EventFact("creation.layout.exploited", D(2021, 6, 10)),
        EventFact("creation.layout.filed", D(2022, 3, 1)),
        EventFact("creation.layout.registered", D(2022, 7, 1)),
    ]

    assert judge(RightKind.PLANT_VARIETY, "CN", variety, Facts(), TODAY).ends_on == D(2041, 7, 1)
    owned = Facts(is_person=False)
    assert judge(RightKind.SOFTWARE_COPYRIGHT, "CN", software, owned, TODAY).ends_on == D(2070, 12, 31)
    assert judge(RightKind.IC_LAYOUT, "CN", layout, Facts(), TODAY).ends_on == D(2027, 1, 5)


def test_term_ends_for_no_right_that_was_never_granted_or_never_was_valid():
    filed = EventFact("creation.application.filed", D(2015, 3, 10))
    refused = EventFact("creation.application.refused", D(2018, 1, 2))
    invalid = EventFact("protection.invalidation.whole", D(2024, 2, 1))
    ceased = EventFact("portfolio.right.ceased", D(2024, 2, 1))

    assert judge(INVENTION, "CN", [filed], Facts(), TODAY).ends_on is None
    assert judge(INVENTION, "CN", [filed, refused], Facts(), TODAY).ends_on is None
    assert judge(INVENTION, "CN", [filed, GRANTED, invalid], Facts(), TODAY).ends_on is None
    assert judge(INVENTION, "CN", [filed, GRANTED], Facts(), TODAY).ends_on == D(2035, 3, 9)
    assert judge(INVENTION, "CN", [filed, GRANTED, ceased], Facts(), TODAY).ends_on == D(2035, 3, 9)


def test_status_that_the_term_computes_carries_its_last_day():
    judged = judge(
        MARK, "CN", [EventFact("creation.mark.registered", D(2016, 9, 7))], Facts(known_to=TODAY), TODAY
    )

    assert judged.status.certainty is Certainty.COMPUTED
    assert judged.status.act_by == D(2027, 3, 6)


def test_paid_annuities_are_passed_over_by_the_year_they_name_or_by_their_day():
    filed = D(2023, 11, 20)
    named = EventFact("portfolio.annuity.paid", D(2026, 11, 6), details=(("year", "4"),))
    undated = EventFact("portfolio.annuity.paid", D(2025, 10, 1))
    late = EventFact("portfolio.annuity.paid_late", D(2025, 2, 1))

    assert paid_years([named], filed) == {4}
    assert paid_years([undated], filed) == {3}
    assert paid_years([late, undated], filed) == {2, 3}
    assert paid_years([EventFact("portfolio.fee.paid", D(2026, 11, 6))], filed) == frozenset()
    assert paid_years([EventFact("portfolio.annuity.paid", D(9999, 12, 31))], filed)
    facts = Facts(filed_on=filed, granted_on=D(2025, 6, 1))
    status = Status(StatusCode.IN_FORCE, None, D(2026, 11, 20))
    dates = [
        next_dates(INVENTION, "CN", facts, D(2026, 11, 20), status=status, paid=paid)[0].on
        for paid in ((), paid_years([named], filed))
    ]
    assert dates == [D(2026, 11, 20), D(2027, 11, 20)]
