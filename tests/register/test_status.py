"""The status of a right: one situation after the other, as a lawyer would put them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mainline.offices.record import RightKind
from mainline.register.codes import event_codes
from mainline.register.enums import StatusLabel
from mainline.register.logic import Certainty, EventFact, Facts, StatusCode, status_of

D = dt.date
INVENTION, UTILITY_MODEL, DESIGN, MARK = (
    RightKind.INVENTION,
    RightKind.UTILITY_MODEL,
    RightKind.DESIGN,
    RightKind.TRADEMARK,
)
TODAY = D(2026, 11, 22)
NOTHING = Facts()

FILED = EventFact("creation.application.filed", D(2015, 3, 10))
PUBLISHED = EventFact("creation.application.published", D(2016, 9, 14), office_code="PB01")
GRANTED = EventFact("creation.right.granted", D(2018, 6, 1), office_code="GR01")
CEASED = EventFact("portfolio.right.ceased", D(2022, 3, 4), D(2021, 3, 10), "CF01")
RESTORED = EventFact("portfolio.right.restored", D(2022, 8, 1), office_code="RR01")
ATTACKED = EventFact("protection.invalidation.requested", D(2023, 1, 5), details=(("reference", "4W1"),))
MAINTAINED = EventFact("protection.invalidation.maintained", D(2023, 9, 1), details=(("reference", "4W1"),))
INVALID = EventFact("protection.invalidation.whole", D(2024, 2, 1), office_code="IW01")


def event(code: str, on: D, **details: str) -> EventFact:
    return EventFact(code, on, details=tuple(details.items()))


@dataclass(frozen=True)
class Situation:
    """What happened, and what the status is on a day."""

    why: str
    events: list[EventFact]
    expected: StatusCode
    since: D | None
    as_of: D = TODAY
    kind: RightKind = INVENTION
    office: str = "CN"
    facts: Facts = NOTHING


SITUATIONS = [
    Situation("nothing is known", [], StatusCode.UNKNOWN, None),
    Situation("filed", [FILED], StatusCode.PENDING, D(2015, 3, 10)),
    Situation("filed and published", [FILED, PUBLISHED], StatusCode.PUBLISHED, D(2016, 9, 14)),
    Situation(
        "before its publication it was pending", [FILED, PUBLISHED, GRANTED], StatusCode.PENDING,
        D(2015, 3, 10), as_of=D(2016, 9, 13),
    ),
    Situation("granted", [FILED, PUBLISHED, GRANTED], StatusCode.IN_FORCE, D(2018, 6, 1)),
    Situation("the grant alone is known", [GRANTED], StatusCode.IN_FORCE, D(2018, 6, 1)),
    Situation(
        "refused", [FILED, PUBLISHED, event("creation.application.refused", D(2018, 1, 2))],
        StatusCode.REFUSED, D(2018, 1, 2),
    ),
    Situation(
        "refused, re-examination requested: the refusal is not final",
        [FILED, PUBLISHED, event("creation.application.refused", D(2018, 1, 2)),
         event("creation.reexamination.requested", D(2018, 3, 2))],
        StatusCode.PUBLISHED, D(2018, 3, 2),
    ),
    Situation(
        "refused, and the refusal upheld",
        [FILED, event("creation.application.refused", D(2018, 1, 2)),
         event("creation.reexamination.requested", D(2018, 3, 2)),
         event("creation.reexamination.upheld", D(2019, 1, 2))],
        StatusCode.REFUSED, D(2019, 1, 2),
    ),
    Situation(
        "refused, reversed, granted",
        [FILED, event("creation.application.refused", D(2017, 1, 2)),
         event("creation.reexamination.reversed", D(2018, 1, 2)), GRANTED],
        StatusCode.IN_FORCE, D(2018, 6, 1),
    ),
    Situation(
        "a grant after a refusal whose reversal is not on record",
        [FILED, event("creation.application.refused", D(2017, 1, 2)), GRANTED],
        StatusCode.IN_FORCE, D(2018, 6, 1),
    ),
    Situation(
        "withdrawn by the applicant", [FILED, event("creation.application.withdrawn", D(2016, 1, 2))],
        StatusCode.WITHDRAWN, D(2016, 1, 2),
    ),
    Situation(
        "deemed withdrawn, day of notice not known: not shown as restorable",
        [FILED, event("creation.application.deemed_withdrawn", D(2018, 12, 1))],
        StatusCode.WITHDRAWN, D(2018, 12, 1), as_of=D(2018, 12, 2),
    ),
    Situation(
        "notice of deemed withdrawal received a month ago",
        [FILED, event("creation.application.loss_notified", D(2018, 12, 1))],
        StatusCode.LAPSED_RESTORABLE, D(2018, 12, 1), as_of=D(2019, 1, 1),
    ),
    Situation(
        "deemed withdrawn, then revived: published again",
        [FILED, PUBLISHED, event("creation.application.deemed_withdrawn", D(2018, 12, 1)),
         event("creation.application.revived", D(2019, 2, 1))],
        StatusCode.PUBLISHED, D(2019, 2, 1),
    ),
    Situation(
        "the office says only that the application ended",
        [FILED, event("creation.application.discontinued", D(2018, 12, 1))],
        StatusCode.CEASED, D(2018, 12, 1),
    ),
    Situation(
        "annuity not paid: ceased from the day the fee was due, not from the gazette",
        [FILED, GRANTED, CEASED], StatusCode.CEASED, D(2021, 3, 10),
    ),
    Situation(
        "the day before the gazette announced the lapse, the record still said in force",
        [FILED, GRANTED, CEASED], StatusCode.IN_FORCE, D(2018, 6, 1), as_of=D(2022, 3, 3),
    ),
    Situation(
        "notice of cessation received, last day of the two months (IR Art. 6)",
        [GRANTED, event("portfolio.right.cessation_notified", D(2021, 10, 15))],
        StatusCode.LAPSED_RESTORABLE, D(2021, 10, 15), as_of=D(2021, 12, 15),
    ),
    Situation(
        "notice of cessation received, the two months over",
        [GRANTED, event("portfolio.right.cessation_notified", D(2021, 10, 15))],
        StatusCode.CEASED, D(2021, 10, 15), as_of=D(2021, 12, 16),
    ),
    Situation(
        "the gazette's cessation with the day of notice beside it",
        [GRANTED, event("portfolio.right.ceased", D(2021, 10, 20), notified_on="2021-10-15")],
        StatusCode.LAPSED_RESTORABLE, D(2021, 10, 20), as_of=D(2021, 12, 1),
    ),
    Situation(
        "restoration requested and not decided, though the two months are over",
        [GRANTED, event("portfolio.right.cessation_notified", D(2021, 10, 15)),
         event("portfolio.restoration.requested", D(2021, 12, 10))],
        StatusCode.LAPSED_RESTORABLE, D(2021, 10, 15), as_of=D(2022, 3, 1),
    ),
    Situation(
        "restoration refused within the two months",
        [GRANTED, event("portfolio.right.cessation_notified", D(2021, 10, 15)),
         event("portfolio.restoration.requested", D(2021, 10, 20)),
         event("portfolio.restoration.refused", D(2021, 11, 20))],
        StatusCode.CEASED, D(2021, 10, 15), as_of=D(2021, 12, 1),
    ),
    Situation(
        "ceased and restored, the grant itself not on record",
        [FILED, event("portfolio.right.ceased", D(2021, 3, 10)), RESTORED],
        StatusCode.IN_FORCE,
        D(2022, 8, 1),
    ),
    Situation(
        "an application deemed withdrawn and restored under a code for both: still an application",
        [FILED, event("creation.application.deemed_withdrawn", D(2021, 3, 10)), RESTORED],
        StatusCode.PENDING,
        D(2022, 8, 1),
    ),
    Situation("ceased and restored", [GRANTED, CEASED, RESTORED], StatusCode.IN_FORCE, D(2022, 8, 1)),
    Situation(
        "ceased, restored, ceased again",
        [GRANTED, CEASED, RESTORED, event("portfolio.right.ceased", D(2024, 5, 1))],
        StatusCode.CEASED, D(2024, 5, 1),
    ),
    Situation(
        "abroad, without a rule on restoration on file, a lapse is a lapse",
        [GRANTED, event("portfolio.right.ceased", D(2021, 10, 15), notified_on="2021-10-15")],
        StatusCode.CEASED, D(2021, 10, 15), as_of=D(2021, 10, 20), office="DE",
    ),
    Situation(
        "surrendered for a day to come: still in force",
        [GRANTED, EventFact("portfolio.right.renounced", D(2026, 1, 1), D(2027, 1, 1))],
        StatusCode.IN_FORCE, D(2018, 6, 1),
    ),
    Situation(
        "utility model abandoned for the invention of the same day",
        [GRANTED, event("portfolio.right.superseded", D(2019, 1, 1))], StatusCode.CEASED, D(2019, 1, 1),
        kind=UTILITY_MODEL,
    ),
    Situation("invalidation requested", [GRANTED, ATTACKED], StatusCode.UNDER_CHALLENGE, D(2023, 1, 5)),
    Situation("attacked and maintained", [GRANTED, ATTACKED, MAINTAINED], StatusCode.IN_FORCE, D(2018, 6, 1)),
    Situation(
        "two attacks, one decided: the other still stands",
        [GRANTED, ATTACKED, event("protection.invalidation.requested", D(2023, 2, 1), reference="4W2"), MAINTAINED],
        StatusCode.UNDER_CHALLENGE, D(2023, 2, 1),
    ),
    Situation(
        "partly invalid: the rest stands",
        [GRANTED, ATTACKED, event("protection.invalidation.partial", D(2023, 9, 1))],
        StatusCode.IN_FORCE, D(2018, 6, 1),
    ),
    Situation("wholly invalid", [GRANTED, ATTACKED, INVALID], StatusCode.INVALIDATED, D(2024, 2, 1)),
    Situation(
        "invalidated after it had lapsed: it never was (PL Art. 47)",
        [GRANTED, CEASED, INVALID], StatusCode.INVALIDATED, D(2024, 2, 1),
    ),
    Situation(
        "a lapse announced after the invalidation changes nothing",
        [GRANTED, INVALID, event("portfolio.right.ceased", D(2025, 1, 1))],
        StatusCode.INVALIDATED, D(2024, 2, 1),
    ),
    Situation(
        "European patent, no opposition filed", [GRANTED, event("protection.opposition.none_filed", D(2019, 4, 1))],
        StatusCode.IN_FORCE, D(2018, 6, 1), office="EP",
    ),
    Situation(
        "European patent lapsed in one state: in force elsewhere",
        [GRANTED, event("portfolio.state.ceased", D(2020, 4, 1))], StatusCode.IN_FORCE, D(2018, 6, 1), office="EP",
    ),
    Situation(
        "preserved by a court, pledged and licensed: in force",
        [GRANTED, event("protection.preservation.ordered", D(2020, 1, 1)),
         event("utilization.pledge.registered", D(2020, 2, 1))],
        StatusCode.IN_FORCE, D(2018, 6, 1),
    ),
    Situation(
        "expiry announced", [GRANTED, event("portfolio.right.expired", D(2025, 3, 10))],
        StatusCode.EXPIRED, D(2025, 3, 10), kind=UTILITY_MODEL,
    ),
    Situation(
        "twenty years over, nobody announced it",
        [event("creation.application.filed", D(2005, 3, 10)), event("creation.right.granted", D(2008, 1, 1))],
        StatusCode.EXPIRED, D(2025, 3, 10),
    ),
    Situation(
        "the last day of twenty years", [event("creation.right.granted", D(2008, 1, 1))],
        StatusCode.IN_FORCE, D(2008, 1, 1), as_of=D(2025, 3, 9), facts=Facts(filed_on=D(2005, 3, 10)),
    ),
    Situation(
        "the term was extended past twenty years",
        [event("creation.right.granted", D(2008, 1, 1)),
         event("portfolio.term.extended", D(2023, 1, 1), until="2029-03-09")],
        StatusCode.IN_FORCE, D(2008, 1, 1), facts=Facts(filed_on=D(2005, 3, 10)),
    ),
    Situation(
        "the term was extended, nobody says to when",
        [event("creation.right.granted", D(2008, 1, 1)), event("portfolio.term.compensated", D(2023, 1, 1))],
        StatusCode.UNKNOWN,
        D(2025, 3, 10),
        facts=Facts(filed_on=D(2005, 3, 10)),
    ),
    Situation(
        "lapsed before its term ended: ceased, not expired",
        [event("creation.right.granted", D(2008, 1, 1)), event("portfolio.right.ceased", D(2015, 3, 10))],
        StatusCode.CEASED, D(2015, 3, 10), facts=Facts(filed_on=D(2005, 3, 10)),
    ),
    Situation(
        "design of 2021-05-31: ten years",
        [event("creation.right.granted", D(2022, 1, 1))], StatusCode.EXPIRED, D(2031, 5, 31),
        kind=DESIGN, as_of=D(2031, 6, 1), facts=Facts(filed_on=D(2021, 5, 31)),
    ),
    Situation(
        "design of 2021-06-01: fifteen years",
        [event("creation.right.granted", D(2022, 1, 1))], StatusCode.IN_FORCE, D(2022, 1, 1),
        kind=DESIGN, as_of=D(2031, 6, 2), facts=Facts(filed_on=D(2021, 6, 1)),
    ),
    Situation(
        "mark preliminarily approved", [FILED, event("creation.mark.approved", D(2016, 1, 6))],
        StatusCode.PUBLISHED, D(2016, 1, 6), kind=MARK,
    ),
    Situation(
        "mark opposed before registration",
        [FILED, event("creation.mark.approved", D(2016, 1, 6)), event("protection.opposition.filed", D(2016, 4, 1))],
        StatusCode.UNDER_CHALLENGE, D(2016, 4, 1), kind=MARK,
    ),
    Situation(
        "mark opposed, then registered",
        [FILED, event("creation.mark.approved", D(2016, 1, 6)), event("protection.opposition.filed", D(2016, 4, 1)),
         event("creation.mark.registered", D(2017, 4, 7))],
        StatusCode.IN_FORCE, D(2017, 4, 7), kind=MARK,
    ),
    Situation(
        "registration denied after opposition",
        [FILED, event("protection.opposition.filed", D(2016, 4, 1)),
         event("protection.opposition.sustained", D(2017, 4, 7))],
        StatusCode.REFUSED, D(2017, 4, 7), kind=MARK,
    ),
    Situation(
        "mark cancelled for three years without use",
        [event("creation.mark.registered", D(2017, 4, 7)), event("protection.cancellation.requested", D(2022, 1, 1)),
         event("protection.cancellation.whole", D(2023, 1, 1))],
        StatusCode.CEASED, D(2023, 1, 1), kind=MARK,
    ),
    Situation(
        "mark renewed once: in force into the second ten years",
        [event("creation.mark.registered", D(2015, 5, 7)), event("portfolio.right.renewed", D(2025, 2, 1))],
        StatusCode.IN_FORCE, D(2015, 5, 7), kind=MARK, facts=Facts(granted_on=D(2015, 5, 7)),
    ),
    Situation(
        "mark, ten years over, the record is older: whether renewed is not known",
        [event("creation.mark.registered", D(2015, 5, 7))],
        StatusCode.UNKNOWN, D(2025, 5, 7), kind=MARK, facts=Facts(granted_on=D(2015, 5, 7)),
    ),
    Situation(
        "mark not renewed, within the six months of grace",
        [event("creation.mark.registered", D(2015, 5, 7))], StatusCode.LAPSED_RESTORABLE, D(2025, 5, 7),
        kind=MARK, as_of=D(2025, 11, 6), facts=Facts(granted_on=D(2015, 5, 7), known_to=D(2025, 11, 1)),
    ),
    Situation(
        "mark not renewed on record, but assigned long after its term: it must have been renewed",
        [
            event("creation.mark.registered", D(2005, 5, 7)),
            event("protection.cancellation.requested", D(2019, 1, 1)),
            event("protection.cancellation.maintained", D(2020, 1, 1)),
        ],
        StatusCode.UNKNOWN,
        D(2015, 5, 7),
        kind=MARK,
        facts=Facts(granted_on=D(2005, 5, 7), known_to=D(2025, 1, 1)),
    ),
    Situation(
        "mark not renewed, grace over",
        [event("creation.mark.registered", D(2015, 5, 7))], StatusCode.EXPIRED, D(2025, 5, 7),
        kind=MARK, as_of=D(2025, 11, 7), facts=Facts(granted_on=D(2015, 5, 7), known_to=D(2025, 11, 7)),
    ),
    Situation(
        "geographical indication: no term runs",
        [event("creation.gi.registered", D(2001, 1, 1))], StatusCode.IN_FORCE, D(2001, 1, 1), kind=RightKind.GI,
    ),
    Situation(
        "trade secret kept", [event("creation.secret.identified", D(2001, 1, 1))],
        StatusCode.IN_FORCE, D(2001, 1, 1), kind=RightKind.TRADE_SECRET,
    ),
    Situation(
        "trade secret out", [event("creation.secret.identified", D(2001, 1, 1)),
                             event("protection.secret.lost", D(2020, 1, 1))],
        StatusCode.CEASED, D(2020, 1, 1), kind=RightKind.TRADE_SECRET,
    ),
    Situation(
        "an event without a date counts for nothing",
        [GRANTED, EventFact("portfolio.right.ceased", None)], StatusCode.IN_FORCE, D(2018, 6, 1),
    ),
    Situation(
        "an event of tomorrow counts for nothing today",
        [GRANTED, event("portfolio.right.ceased", TODAY + dt.timedelta(days=1))],
        StatusCode.IN_FORCE, D(2018, 6, 1),
    ),
    Situation(
        "an uncategorised event changes nothing",
        [GRANTED, event("portfolio.event.uncategorised", D(2020, 1, 1))], StatusCode.IN_FORCE, D(2018, 6, 1),
    ),
    Situation(
        "a code that the table does not know changes nothing",
        [GRANTED, event("somebody.elses.code", D(2020, 1, 1))], StatusCode.IN_FORCE, D(2018, 6, 1),
    ),
    Situation(
        "a cessation entered by mistake and corrected",
        [GRANTED, EventFact("portfolio.right.ceased", D(2020, 1, 1), fingerprint="f1"),
         event("portfolio.record.deleted", D(2020, 2, 1), supersedes="f1")],
        StatusCode.IN_FORCE, D(2018, 6, 1),
    ),
]  # fmt: skip


@pytest.mark.parametrize("case", SITUATIONS, ids=lambda case: case.why)
def test_status_in(case):
    status = status_of(case.kind, case.office, case.events, case.facts, case.as_of)

    assert (status.code, status.since) == (case.expected, case.since)
    assert status.as_of == case.as_of
    assert all(status.sentence)


@pytest.mark.parametrize("case", SITUATIONS, ids=lambda case: case.why)
def test_order_of_recording_makes_no_difference(case):
    forward = status_of(case.kind, case.office, case.events, case.facts, case.as_of)
    backward = status_of(case.kind, case.office, case.events[::-1], case.facts, case.as_of)

    assert backward == forward


EVENTS = st.builds(
    EventFact,
    st.sampled_from(sorted(event_codes())),
    st.one_of(st.none(), st.dates(D(1990, 1, 1), D(2026, 1, 1))),
    st.one_of(st.none(), st.dates(D(1990, 1, 1), D(2026, 1, 1))),
    st.sampled_from(["", "GR01", "B450"]),
    st.sampled_from(
        [(), (("reference", "1"),), (("until", "2030-02-30"),), (("notified_on", "2020-01-01"),)]
    ),
)


@settings(deadline=None, max_examples=200)
@given(st.lists(EVENTS, max_size=9), st.sampled_from(list(RightKind)), st.randoms(use_true_random=False))
def test_status_is_one_for_any_events_in_any_order(events, kind, random):
    facts = Facts(filed_on=D(2000, 2, 29), known_to=D(2026, 1, 1))
    shuffled = list(events)
    random.shuffle(shuffled)

    status = status_of(kind, "CN", events, facts, TODAY)

    assert status_of(kind, "CN", shuffled, facts, TODAY) == status
    assert status_of(kind, "CN", [*events, *events], facts, TODAY).code == status.code
    assert all(status.sentence)


def test_grant_publication_alone_says_as_published():
    status = status_of(INVENTION, "CN", [], Facts(D(2015, 3, 10), None, D(2018, 6, 1)), TODAY)

    assert status.code is StatusCode.IN_FORCE
    assert status.certainty is Certainty.AS_PUBLISHED
    assert status.sentence == (
        "有效，自2018-06-01起（授权）；其后事项不详。",
        "In force since 2018-06-01 (right granted); what happened later is not known.",
    )


@pytest.mark.parametrize(
    ("events", "certainty"),
    [
        ([EventFact("creation.grant.published", D(2018, 6, 1))], Certainty.AS_PUBLISHED),
        ([GRANTED], Certainty.RECORDED),
        ([EventFact("creation.grant.published", D(2018, 6, 1), office_code="B450")], Certainty.AS_PUBLISHED),
        ([EventFact("creation.grant.published", D(2018, 6, 1)), event("portfolio.annuity.paid", D(2019, 3, 1))],
         Certainty.RECORDED),
        ([EventFact("creation.grant.published", D(2018, 6, 1)),
          event("creation.examination.requested", D(2016, 3, 1))], Certainty.AS_PUBLISHED),
        ([EventFact("creation.grant.published", D(2018, 6, 1)), event("utilization.offer.listed", D(2020, 3, 1))],
         Certainty.AS_PUBLISHED),
        ([EventFact("creation.grant.published", D(2018, 6, 1)),
          EventFact("utilization.transfer.recorded", D(2020, 3, 1), office_code="AS")], Certainty.AS_PUBLISHED),
        ([EventFact("creation.grant.published", D(2018, 6, 1), office_code="printed-with-grant")],
         Certainty.AS_PUBLISHED),
        ([EventFact("creation.grant.published", D(2018, 6, 1)), CEASED], Certainty.RECORDED),
    ],
)  # fmt: skip
def test_certainty_says_whether_anybody_told_of_the_law(events, certainty):
    assert status_of(INVENTION, "CN", events, Facts(), TODAY).certainty is certainty


def test_recorded_status_says_to_which_day_the_record_goes():
    facts = Facts(known_to=D(2020, 5, 1))

    assert status_of(INVENTION, "CN", [GRANTED], facts, TODAY).sentence == (
        "有效，自2018-06-01起（授权）；记录截至2020-05-01。",
        "In force since 2018-06-01 (right granted); the record goes to 2020-05-01.",
    )


def test_expiry_by_term_is_computed_and_cites_the_law():
    status = status_of(UTILITY_MODEL, "CN", [GRANTED], Facts(filed_on=D(2010, 3, 10)), TODAY)

    assert status.certainty is Certainty.COMPUTED
    assert "《专利法》" in status.sentence[0]
    assert "Patent Law (2020) Art. 42" in status.sentence[1]


def test_cessation_without_the_day_of_notice_says_what_is_missing():
    status = status_of(INVENTION, "CN", [GRANTED, CEASED], Facts(), TODAY)

    assert "收到终止通知书的日期未记录" in status.sentence[0]
    assert "notice was received is not on record" in status.sentence[1]


def test_every_status_has_its_label_in_the_register():
    assert set(StatusLabel.values) == {code.value for code in StatusCode}


def test_grant_of_an_unknown_day_is_a_grant():
    facts = Facts(filed_on=D(2010, 3, 10), is_granted=True)

    status = status_of(INVENTION, "IN", [], facts, D(2018, 6, 1))

    assert (status.code, status.since) == (StatusCode.IN_FORCE, None)
    assert status_of(INVENTION, "IN", [], facts, D(2031, 1, 1)).code is StatusCode.EXPIRED


def test_act_after_publication_speaks_of_law_though_examination_was_entered_later():
    entered = EventFact("creation.examination.entered", D(2017, 5, 1))
    answered = EventFact("creation.examination.action_answered", D(2017, 4, 1))

    for events in ([FILED, PUBLISHED_ALONE, entered], [FILED, PUBLISHED_ALONE, answered, entered]):
        assert status_of(INVENTION, "CN", events, NOTHING, TODAY).certainty is Certainty.RECORDED


PUBLISHED_ALONE = EventFact("creation.application.published", D(2016, 9, 14))


def test_act_between_publication_and_grant_says_nothing_of_what_came_after_the_grant():
    answered = EventFact("creation.examination.action_answered", D(2017, 4, 1))
    grant = EventFact("creation.grant.published", D(2018, 6, 1))

    status = status_of(INVENTION, "CN", [FILED, PUBLISHED_ALONE, answered, grant], NOTHING, TODAY)

    assert status.certainty is Certainty.AS_PUBLISHED
