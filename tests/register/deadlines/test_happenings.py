"""What happened to a right is told to the rules in their words: every name is known there, nothing is made up."""

from __future__ import annotations

import datetime as dt
import random
from fractions import Fraction
from typing import Any

import pytest

from mainline.register.codes import event_codes
from mainline.register.deadlines.happenings import Known, Told, _table, thread_of, typed
from mainline.rules.loading import rulebook

D = dt.date
CN = Known("CN", "invention", filed_on=D(2019, 3, 15))


def happened(known: Known, *told: Told) -> list[tuple[str, dt.date]]:
    thread = thread_of(known, told)
    assert thread is not None
    return [(each.event, each.on) for each in thread.happenings]


def test_every_name_of_the_table_is_known_on_both_sides() -> None:
    rules = [ready.rule for ready in rulebook().rules.values()]
    known = {name for rule in rules for name in (*rule.triggers, *rule.clears, *rule.unless)}
    facts = {name for row in _table()["event"] for name in (*row.get("facts", {}), *row.get("says", {}))}
    packs = {pack for kinds in _table()["packs"].values() for names in kinds.values() for pack in names}

    assert {row["code"] for row in _table()["event"]} <= set(event_codes())
    assert {name for row in _table()["event"] for name in row["as"]} - known <= {"acceptance_notice"}
    assert facts <= set(rulebook().facts)
    assert packs <= {pack.pack.id for pack in rulebook().packs}


def test_every_kind_of_right_of_the_table_has_a_rule() -> None:
    kinds = {kind for ready in rulebook().rules.values() for kind in ready.rule.rights}
    assert {kind for names in _table()["right_type"].values() for kind in names.values()} <= kinds


def test_right_without_events_tells_its_filing_and_grant_itself() -> None:
    known = Known("CN", "invention", D(2019, 3, 15), D(2020, 9, 15), D(2022, 3, 1))

    told = happened(known)

    assert ("filing", D(2019, 3, 15)) in told
    assert ("published", D(2020, 9, 15)) in told
    assert ("granted", D(2022, 3, 1)) in told


def test_filing_that_an_event_tells_is_told_once() -> None:
    told = happened(CN, Told(1, "creation.application.filed", D(2019, 3, 14)))
    assert [on for event, on in told if event == "filing"] == [D(2019, 3, 14)]


def test_grant_that_two_events_tell_of_is_one_and_two_office_actions_are_two() -> None:
    told = happened(
        CN,
        Told(1, "creation.right.granted", D(2022, 3, 1)),
        Told(2, "creation.grant.published", D(2022, 3, 1)),
        Told(3, "creation.examination.action_issued", D(2021, 1, 5)),
        Told(4, "creation.examination.action_issued", D(2021, 9, 5)),
    )
    assert [event for event, _ in told].count("granted") == 1
    assert [event for event, _ in told].count("oa_issued") == 2


def test_action_that_says_which_it_is_is_that_one_and_the_next_counts_on() -> None:
    code = "creation.examination.action_issued"
    told = [
        Told(1, code, dt.date(2024, 1, 5), {"nth": "2"}),
        Told(2, code, dt.date(2024, 6, 5)),
        Told(3, code, dt.date(2024, 9, 5), {"nth": "x"}),
    ]
    thread = thread_of(Known("CN", "invention"), told)
    assert thread is not None
    numbers = [each.facts["action_number"] for each in thread.happenings if each.event == "oa_issued"]
    assert numbers == [2, 3, 4]


def test_day_of_receipt_is_never_guessed() -> None:
    refused = Told(1, "creation.application.refused", D(2022, 3, 1))
    received = Told(1, "creation.application.refused", D(2022, 3, 1), {"notified_on": "2022-03-16"})

    assert "rejection_received" not in dict(happened(CN, refused))
    assert dict(happened(CN, received))["rejection_received"] == D(2022, 3, 16)


def test_payment_tells_its_year_or_the_one_that_was_due() -> None:
    thread = thread_of(
        Known("CN", "invention", D(2019, 3, 15), granted_on=D(2022, 3, 1)),
        [
            Told(1, "portfolio.annuity.paid", D(2023, 3, 1), {"year": "5"}),
            Told(2, "portfolio.annuity.paid", D(2024, 3, 10)),
        ],
    )
    assert thread is not None
    years = {each.on: each.facts["patent_year"] for each in thread.happenings if each.event == "annuity_paid"}
    assert years[D(2023, 3, 1)] == 5
    assert years[D(2024, 3, 10)] in (2, 6)


def test_renewals_begin_the_terms_that_follow() -> None:
    known = Known("CN", "trademark", D(2009, 1, 5), granted_on=D(2010, 5, 7))
    told = happened(
        known,
        Told(1, "portfolio.right.renewed", D(2020, 4, 1)),
        Told(2, "creation.mark.registered", D(2010, 5, 7)),
    )
    assert ("renewal_term_begun", D(2020, 5, 7)) in told
    assert ("registration", D(2010, 5, 7)) in told


@pytest.mark.parametrize("known", [Known("JP", "invention"), Known("CN", "trade_secret")])
def test_right_that_no_rule_is_for_has_no_thread(known: Known) -> None:
    assert thread_of(known, []) is None


def test_order_of_events_changes_nothing() -> None:
    told = [
        Told(1, "creation.application.filed", D(2019, 3, 15)),
        Told(2, "creation.examination.action_issued", D(2021, 1, 5), {"delivery": "electronic"}),
        Told(3, "creation.examination.action_issued", D(2021, 9, 5), {"delivery": "mail"}),
        Told(4, "portfolio.annuity.paid", D(2023, 3, 1)),
        Told(5, "portfolio.annuity.paid", D(2024, 3, 1)),
    ]
    shuffled = told[:]
    random.Random(7).shuffle(shuffled)
    assert thread_of(CN, told) == thread_of(CN, shuffled)


@pytest.mark.parametrize(
    ("fact", "text", "value"),
    [
        ("reduction", "0.85", Fraction(17, 20)),
        ("reduction", "much", None),
        ("grant_date", "2022-03-01", D(2022, 3, 1)),
        ("grant_date", "1.3.2022", None),
        ("agreement_or_rules", "true", True),
        ("agreement_or_rules", "perhaps", None),
        ("other_priority_dates", "2019-01-02,2018-05-06", (D(2019, 1, 2), D(2018, 5, 6))),
    ],
)
def test_text_is_read_as_its_fact_or_not_at_all(fact: str, text: str, value: Any) -> None:
    assert typed(fact, text) == value
