"""Threads derived whole: worked by hand from the law, and what holds of every thread and of every rule."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mainline.rules.engine import Engine
from mainline.rules.loading import Edition, Ready, rulebook
from mainline.rules.threads import Deriver, Happening, Item

D = dt.date
BOOK = rulebook()
DERIVER = Deriver(Engine(BOOK))
CN = frozenset({"cn-patent", "cn-patent-fees"})
EP, US, TM = frozenset({"ep"}), frozenset({"us"}), frozenset({"cn-trademark"})
ALL = frozenset(pack.pack.id for pack in BOOK.packs)


def at(event: str, on: str, **facts: Any) -> Happening:
    """An event of a thread: ``at("oa_issued", "2022-03-15", delivery="mail")``; numbers become fractions."""
    typed = {name: Fraction(value) if type(value) is int else value for name, value in facts.items()}
    return Happening(event, D.fromisoformat(on), f"{event} {on}", typed)


def derived(packs: frozenset[str], thread: Iterable[Happening], **facts: Any) -> list[Item]:
    return DERIVER.derive(packs, facts, thread)


def lines(items: Iterable[Item], *rules: str) -> list[str]:
    """Items of some rules as one reads them: rule, bar, number, due day, amount, fate, what ended it."""
    found = []
    for item in items:
        due = item.due
        if rules and due.rule.id not in rules:
            continue
        name = " ".join(
            str(each) for each in (due.rule.id, due.bar.code, due.number) if each not in ("", None)
        )
        ended = item.ended_by and f"{item.ended_by.event} {item.ended_by.on}"
        told = (name, due.on or "no date", due.fee and f"{float(due.fee.major):g}", item.fate, ended)
        found.append(" · ".join(str(each) for each in told if each))
    return found


# ——— Worked by hand ———

PATENT = [
    at("filing", "2020-03-10"),
    at("exam_requested", "2020-06-01"),
    at("published", "2021-09-10"),
    at("oa_issued", "2022-03-15", delivery="electronic", action_number=1),
    at("oa_replied", "2022-07-28"),
    at("oa_issued", "2022-11-01", delivery="electronic", action_number=2),
    at("oa_replied", "2023-01-10"),
    at("grant_notice_issued", "2023-05-04", delivery="electronic", grant_year_no=4),
    at("grant_fee_paid", "2023-06-20"),
    at("granted", "2023-08-04"),
    at("annuity_paid", "2024-02-01", patent_year=5),
]
GRANTED = {"right_type": "invention", "filing_date": D(2020, 3, 10), "grant_date": D(2023, 8, 4)}


def test_chinese_patent_from_filing_to_grant() -> None:
    items = derived(CN, PATENT, **GRANTED)
    assert lines(items, "cn.publication.18m", "cn.exam.request", "cn.grant.registration") == [
        "cn.publication.18m · 2021-09-10 · done · published 2021-09-10",
        "cn.exam.request · 2023-03-10 · 2500 · done · exam_requested 2020-06-01",
        # Electronic, but before 20 January 2024: fifteen days, then two months.
        "cn.grant.registration · 2023-07-19 · 1200 · done · grant_fee_paid 2023-06-20",
    ]


def test_each_office_action_is_done_by_the_reply_to_it() -> None:
    items = derived(CN, PATENT, **GRANTED)
    # 30 March and four months end on a Saturday; 16 November and two months on a Monday.
    assert "cn.oa.first_response · 2022-08-01 · done · oa_replied 2022-07-28" in lines(items)
    assert "cn.oa.subsequent_response · 2023-01-16 · done · oa_replied 2023-01-10" in lines(items)


def test_one_office_action_makes_one_item() -> None:
    items = derived(CN, PATENT, **GRANTED)
    assert len(lines(items, "cn.oa.first_response", "cn.oa.subsequent_response")) == 2


def test_office_action_is_proven_answered_by_what_came_after_it() -> None:
    thread = [each for each in PATENT if each.event != "oa_replied" or each.on.year == 2023]
    items = derived(CN, thread, **GRANTED)
    assert lines(items, "cn.oa.first_response", "cn.oa.subsequent_response") == [
        "cn.oa.first_response · 2022-08-01 · done · oa_issued 2022-11-01",
        "cn.oa.subsequent_response · 2023-01-16 · done · oa_replied 2023-01-10",
    ]


def test_two_actions_of_unknown_service_are_two_items() -> None:
    thread = [at("oa_issued", "2025-01-06", action_number=2), at("oa_issued", "2025-07-07", action_number=3)]
    assert len(derived(CN, thread, right_type="design")) == 2


def test_old_patent_of_which_only_grant_is_known_owes_no_more_than_its_annual_fees() -> None:
    thread = [at("filing", "2014-05-05"), at("granted", "2017-08-04"), at("grant_announced", "2017-08-04")]
    items = derived(CN, thread, right_type="invention", filing_date=D(2014, 5, 5), grant_date=D(2017, 8, 4))
    open_items = [item.due.rule.id for item in items if item.fate in ("open", "unknown")]
    assert set(open_items) == {"cn.annuity.due", "cn.term.expiry"}


def test_application_that_is_not_granted_owes_no_annual_fee() -> None:
    items = derived(CN, [at("filing", "2024-05-06")], right_type="invention", filing_date=D(2024, 5, 6))
    assert [item.due.rule.id for item in items] == [
        "cn.fee.filing_due",
        "cn.publication.18m",
        "cn.exam.request",
    ]


def test_filing_begins_a_priority_year_and_does_not_end_it() -> None:
    thread = [at("filing", "2025-03-31"), at("first_filing_cn", "2025-03-31")]
    items = derived(CN, thread, right_type="utility_model", filing_date=D(2025, 3, 31))
    assert lines(items, "cn.priority.deadline") == ["cn.priority.deadline · 2026-03-31 · open"]


@pytest.mark.parametrize(
    ("filed", "fate"),
    [
        ("2025-02-28", "void · filing 2025-02-28"),
        # A week late: the two months in which the priority can be restored run on.
        ("2025-03-07", "open"),
    ],
)
def test_what_goes_on_from_a_missed_day_falls_away_where_it_was_kept(filed: str, fate: str) -> None:
    thread = [at("priority_date", "2024-02-29"), at("filing", filed)]
    items = derived(CN, thread, right_type="invention", priority_date=D(2024, 2, 29))
    # 28 February 2025 and two months.
    assert lines(items, "cn.priority.restoration") == [
        f"cn.priority.restoration · 2025-04-28 · 1000 · {fate}"
    ]


def test_second_office_action_without_a_reply_stays_open() -> None:
    thread = [each for each in PATENT if each.on < D(2023, 1, 1)]
    items = derived(CN, thread, right_type="invention", filing_date=D(2020, 3, 10))
    assert "cn.oa.subsequent_response · 2023-01-16 · open" in lines(items)
    assert "cn.oa.first_response · 2022-08-01 · done · oa_replied 2022-07-28" in lines(items)


def test_annual_fees_begin_after_the_year_of_grant_and_end_with_the_lapse() -> None:
    items = derived(CN, [*PATENT, at("lapsed", "2025-09-11")], **GRANTED)
    years = lines(items, "cn.annuity.due")
    assert years[:5] == [
        # 10 March 2024 is a Sunday; the grace counts from it.
        "cn.annuity.due due 5 · 2024-03-11 · 1200 · done · annuity_paid 2024-02-01",
        "cn.annuity.due grace 5 · 2024-09-10 · done · annuity_paid 2024-02-01",
        "cn.annuity.due due 6 · 2025-03-10 · 1200 · open",
        "cn.annuity.due grace 6 · 2025-09-10 · open",
        "cn.annuity.due due 7 · 2026-03-10 · 2000 · void · lapsed 2025-09-11",
    ]
    assert len(years) == 2 * 16
    assert all(" · void · " in line for line in years[4:])
    assert lines(items, "cn.term.expiry") == ["cn.term.expiry · 2040-03-10 · void · lapsed 2025-09-11"]


def test_annual_fee_that_is_paid_late_is_done_and_the_year_before_it_with_it() -> None:
    paid = at("annuity_paid", "2026-05-20", patent_year=7)
    years = lines(derived(CN, [*PATENT, paid], **GRANTED), "cn.annuity.due")
    # Nobody takes the seventh year while the sixth is owed; the eighth stays to be paid.
    assert years[2:7] == [
        "cn.annuity.due due 6 · 2025-03-10 · 1200 · done · annuity_paid 2026-05-20",
        "cn.annuity.due grace 6 · 2025-09-10 · done · annuity_paid 2026-05-20",
        "cn.annuity.due due 7 · 2026-03-10 · 2000 · done · annuity_paid 2026-05-20",
        "cn.annuity.due grace 7 · 2026-09-10 · done · annuity_paid 2026-05-20",
        "cn.annuity.due due 8 · 2027-03-10 · 2000 · open",
    ]


def test_payment_that_tells_no_year_does_nothing() -> None:
    paid = at("annuity_paid", "2025-02-20")
    years = lines(derived(CN, [*PATENT, paid], **GRANTED), "cn.annuity.due")
    assert "cn.annuity.due due 6 · 2025-03-10 · 1200 · open" in years


def test_what_is_due_after_a_withdrawal_falls_away_and_what_was_due_before_stays() -> None:
    thread = [
        at("filing", "2024-05-06"),
        at("notice_issued", "2024-08-01", delivery="electronic"),
        at("withdrawn", "2025-01-10"),
    ]
    items = derived(CN, thread, right_type="invention", filing_date=D(2024, 5, 6))
    assert lines(items, "cn.fee.filing_due", "cn.notice.two_month_response", "cn.exam.request") == [
        "cn.fee.filing_due · 2024-07-08 · open",
        # 1 October and its holidays.
        "cn.notice.two_month_response · 2024-10-08 · open",
        "cn.exam.request · 2027-05-06 · 2500 · void · withdrawn 2025-01-10",
    ]


def test_notice_whose_service_is_not_known_stands_last_without_a_date() -> None:
    thread = [at("filing", "2024-05-06"), at("notice_issued", "2024-08-01")]
    items = derived(CN, thread, right_type="design", filing_date=D(2024, 5, 6))
    last = items[-1]
    assert lines([last]) == ["cn.notice.two_month_response · no date · unknown"]
    assert last.due.outcome.missing == {"delivery"}
    answered = derived(CN, [*thread, at("notice_answered", "2024-08-20")], right_type="design")
    assert "cn.notice.two_month_response · no date · done · notice_answered 2024-08-20" in lines(answered)


def test_maintenance_of_an_american_patent() -> None:
    thread = [
        at("filing", "2016-03-01"),
        at("notice_of_allowance_mailed", "2017-11-01"),
        at("issue_fee_paid", "2018-01-05"),
        at("grant", "2018-02-27"),
        at("maintenance_fee_paid", "2021-06-01", fee_number=1),
    ]
    items = derived(
        US, thread, right_type="utility", entity="small", filing_date=D(2016, 3, 1), grant_date=D(2018, 2, 27)
    )
    assert lines(items, "us.issue_fee", "us.maintenance", "us.term.expiry") == [
        "us.issue_fee · 2018-02-01 · done · issue_fee_paid 2018-01-05",
        "us.maintenance ordinary 1 · 2021-08-27 · done · maintenance_fee_paid 2021-06-01",
        # 27 February 2022 is a Sunday.
        "us.maintenance grace 1 · 2022-02-28 · done · maintenance_fee_paid 2021-06-01",
        "us.maintenance ordinary 2 · 2025-08-27 · 1616 · open",
        "us.maintenance grace 2 · 2026-02-27 · 216 · open",
        "us.maintenance ordinary 3 · 2029-08-27 · 3312 · open",
        "us.maintenance grace 3 · 2030-02-27 · 216 · open",
        "us.term.expiry · 2036-03-01 · open",
    ]


def test_european_renewals_go_to_the_states_from_the_grant_on() -> None:
    thread = [
        at("filing", "2020-02-29"),
        at("renewal_paid", "2022-02-01", patent_year=3),
        at("renewal_paid", "2023-05-02", patent_year=4),
        at("mention_of_grant", "2024-06-05"),
    ]
    years = lines(derived(EP, thread, right_type="patent"), "ep.renewal")
    assert years[:6] == [
        "ep.renewal ordinary 3 · 2022-02-28 · done · renewal_paid 2022-02-01",
        "ep.renewal grace 3 · 2022-08-31 · done · renewal_paid 2022-02-01",
        "ep.renewal ordinary 4 · 2023-02-28 · done · renewal_paid 2023-05-02",
        "ep.renewal grace 4 · 2023-08-31 · done · renewal_paid 2023-05-02",
        # Nothing tells of its payment, but an application with a fee owed is not granted.
        "ep.renewal ordinary 5 · 2024-02-29 · 925 · done · mention_of_grant 2024-06-05",
        # 31 August 2024 is a Saturday.
        "ep.renewal grace 5 · 2024-09-02 · 462.5 · void · mention_of_grant 2024-06-05",
    ]
    assert all(" · void · " in line for line in years[6:])


def test_chinese_trademark_is_opposed_registered_and_renewed() -> None:
    thread = [
        at("preliminary_publication", "2015-01-06"),
        at("registration", "2015-04-06"),
        at("renewed", "2025-01-05"),
        at("renewal_term_begun", "2025-04-06"),
    ]
    items = derived(TM, thread, right_type="trademark")
    assert lines(items, "cn.tm.invalidity_relative", "cn.tm.term") == [
        # 6 April 2020 is a Monday, kept for the Qingming Festival on Saturday.
        "cn.tm.invalidity_relative · 2020-04-07 · open",
        "cn.tm.term · 2025-04-05 · done · renewed 2025-01-05",
        "cn.tm.term grace · 2025-10-09 · done · renewed 2025-01-05",
        "cn.tm.term · 2035-04-05 · open",
        "cn.tm.term grace · 2035-10-05 · open",
    ]


# ——— What holds of every thread ———

DAYS = st.dates(D(2012, 1, 1), D(2030, 12, 31))
FACTS: Mapping[str, st.SearchStrategy[Any]] = {
    "delivery": st.sampled_from(["electronic", "mail", "direct"]),
    "patent_year": st.integers(1, 20).map(Fraction),
    "fee_number": st.integers(1, 3).map(Fraction),
    "months": st.integers(1, 4).map(Fraction),
    "action_number": st.integers(1, 3).map(Fraction),
    "priority_date": DAYS,
    "entity": st.sampled_from(["large", "small"]),
}
RULES = [ready.rule for ready in BOOK.rules.values() if ready.rule.bars]


@st.composite
def cases(draw: st.DrawFn) -> tuple[dict[str, Any], list[Happening]]:
    """A right and events of two or three of its rules, so that they meet: what sets running, does, makes fall away."""
    kind = draw(st.sampled_from(sorted({kind for rule in RULES for kind in rule.rights})))
    own = [rule for rule in RULES if kind in rule.rights]
    rules = draw(st.lists(st.sampled_from(own), min_size=2, max_size=3))
    words = sorted({event for rule in rules for event in (*rule.triggers, *rule.clears, *rule.unless)})
    each = st.builds(
        Happening,
        event=st.sampled_from(words),
        on=DAYS,
        key=st.integers(0, 10**9),
        facts=st.fixed_dictionaries({}, optional=FACTS),
    )
    thread = draw(st.lists(each, min_size=1, max_size=12, unique_by=lambda one: one.key))
    return draw(st.fixed_dictionaries({"right_type": st.just(kind)}, optional={"filing_date": DAYS})), thread


CASES = cases()


def seen(items: Iterable[Item]) -> list[tuple[Any, ...]]:
    """All that a reader sees of items, in their order."""
    return [
        (
            item.identity,
            item.due.on,
            item.due.nominal,
            item.due.fee,
            item.fate,
            item.ended_by and item.ended_by.key,
            sorted(item.due.outcome.missing),
        )
        for item in items
    ]


@given(CASES, st.randoms(use_true_random=False))
@settings(max_examples=150, deadline=None)
def test_order_of_events_does_not_matter(case: tuple[dict[str, Any], list[Happening]], random: Any) -> None:
    right, thread = case
    shuffled = list(thread)
    random.shuffle(shuffled)
    assert seen(DERIVER.derive(ALL, right, shuffled)) == seen(DERIVER.derive(ALL, right, thread))


@given(CASES)
@settings(max_examples=60, deadline=None)
def test_deriving_twice_is_deriving_once(case: tuple[dict[str, Any], list[Happening]]) -> None:
    right, thread = case
    once = seen(DERIVER.derive(ALL, right, thread))
    assert seen(DERIVER.derive(ALL, right, thread)) == once
    assert seen(Deriver(Engine(BOOK)).derive(ALL, right, thread)) == once


@given(CASES)
@settings(max_examples=100, deadline=None)
def test_no_two_items_are_the_same(case: tuple[dict[str, Any], list[Happening]]) -> None:
    right, thread = case
    identities = [item.identity for item in DERIVER.derive(ALL, right, thread)]
    assert len(identities) == len(set(identities))


CLEARING = sorted({event for rule in RULES for event in (*rule.clears, *rule.unless)} - BOOK.triggers.keys())
"""Events that do what is asked or make it fall away, and set nothing running."""


@given(
    CASES,
    st.builds(Happening, event=st.sampled_from(CLEARING), on=DAYS, key=st.just("new"), facts=st.just({})),
)
@settings(max_examples=150, deadline=None)
def test_event_that_clears_moves_no_date(
    case: tuple[dict[str, Any], list[Happening]], clearing: Happening
) -> None:
    right, thread = case
    before = {item.identity: item for item in DERIVER.derive(ALL, right, thread)}
    after = {item.identity: item for item in DERIVER.derive(ALL, right, [*thread, clearing])}
    assert after.keys() == before.keys()
    for identity, item in after.items():
        was = before[identity]
        assert (item.due.on, item.due.nominal, item.due.fee) == (was.due.on, was.due.nominal, was.due.fee)
        # What was done or had fallen away never becomes open again by an event that comes to the thread.
        assert not (was.fate in ("done", "void") and item.fate in ("open", "unknown"))


@given(CASES)
@settings(max_examples=100, deadline=None)
def test_rolled_day_is_a_working_day_and_never_before_the_end_of_the_period(
    case: tuple[dict[str, Any], list[Happening]],
) -> None:
    right, thread = case
    for item in DERIVER.derive(ALL, right, thread):
        due = item.due
        if due.on is None or due.nominal is None:
            continue
        assert due.nominal <= due.on, due.rule.id
        if due.rule.calendar and due.bar.nominal not in ("", due.bar.due):
            assert BOOK.books.calendar(due.rule.calendar).why_closed(due.on) is None, due.rule.id


# ——— What holds of every rule ———


@pytest.mark.parametrize("ready", BOOK.rules.values(), ids=BOOK.rules)
def test_what_a_bar_names_is_answered(ready: Ready) -> None:
    named = {name for bar in ready.rule.bars for name in (bar.due, bar.nominal, bar.fee) if name}
    assert named <= set(ready.rule.gives)


NOT_MONOTONE = {
    (
        "cn.tm.term",
        "window_opens",
    ): "the law of 2013 opened the window a year before the end, not half a year",
    (
        "cn.copyright.expiry",
        "expiry_date",
    ): "published after fifty years, a work had lost its protection before",
}
"""Where the law itself gives an earlier day for a later event."""
TYPICAL: Mapping[str, object] = {
    "date": D(2020, 6, 15),
    "number": Fraction(2),
    "bool": True,
    "text": "",
    "list:date": (),
}
WORDS = {
    "delivery": "electronic",
    "entity": "large",
    "applicant_kind": "individual",
    "owner": "legal_entity",
    "species_group": "other",
    "isa": "CN",
    "ipea": "CN",
    "receiving_office": "CN",
    "designated_office": "CN",
    "communication": None,
}


def typical(ready: Ready) -> dict[str, Any]:
    """Facts that are the same whatever the day of the event: what is optional is not there."""
    facts: dict[str, Any] = {}
    for name in ready.facts:
        fact = BOOK.facts.get(name)
        if fact is not None:
            facts[name] = WORDS.get(name, None if fact.optional else TYPICAL[fact.type])
    if ready.rule.each:
        facts[ready.rule.each[0]] = Fraction(3)
    if ready.rule.by not in ("event_date",):
        facts[ready.rule.by] = ready.editions[-1].version.since
    return facts


def days_of(edition: Edition) -> st.SearchStrategy[dt.date]:
    first = max(edition.version.since, D(1985, 1, 1))
    last = min(edition.version.until or D.max, D(2045, 1, 1)) - dt.timedelta(days=1)
    return st.dates(first, max(first, last))


@pytest.mark.parametrize("ready", BOOK.rules.values(), ids=BOOK.rules)
@given(data=st.data())
@settings(max_examples=10, deadline=None)
def test_later_event_is_never_due_sooner(ready: Ready, data: st.DataObject) -> None:
    edition = data.draw(st.sampled_from(ready.editions))
    assume(edition.version.not_encoded is None)
    facts = typical(ready)
    if ready.rule.by != "event_date":
        facts[ready.rule.by] = edition.version.since
    facts["event"] = data.draw(st.sampled_from(ready.rule.triggers)) if ready.rule.triggers else ""
    facts["right_type"] = data.draw(st.sampled_from(ready.rule.rights)) if ready.rule.rights else ""
    one, other = sorted(data.draw(st.lists(days_of(edition), min_size=2, max_size=2)))
    sooner, later = (DERIVER.engine.answer(ready, {**facts, "event_date": day}) for day in (one, other))
    for name in ready.rule.gives:
        first, second = sooner.date(name), later.date(name)
        if first is not None and second is not None and (ready.rule.id, name) not in NOT_MONOTONE:
            assert first <= second, (name, one, other)


@pytest.mark.parametrize(
    ("rule", "name", "facts", "days"),
    [
        ("cn.tm.term", "window_opens", {}, ("2004-04-01", "2004-05-02")),
        (
            "cn.copyright.expiry",
            "expiry_date",
            {"owner": "legal_entity", "creation_date": D(1970, 8, 1), "event": "first_publication"},
            ("2020-12-31", "2021-01-01"),
        ),
    ],
)
def test_law_that_is_not_monotone_is_so_for_its_reason(
    rule: str, name: str, facts: Mapping[str, Any], days: Sequence[str]
) -> None:
    ready = BOOK.rules[rule]
    base = {"right_type": ready.rule.rights[0], "event": ready.rule.triggers[0], **facts}
    sooner, later = (
        DERIVER.engine.answer(ready, {**base, "event_date": D.fromisoformat(day)}).date(name) for day in days
    )
    assert (rule, name) in NOT_MONOTONE
    assert sooner is not None
    assert later is not None
    assert later < sooner
