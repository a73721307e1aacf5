"""Needs, offers and matches: what is allowed, what is refused, and what the thread of the right tells."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from mainline.register.access import visible_events
from mainline.register.models import Event, Right
from mainline.utilization.market import matching, queries
from mainline.utilization.market.access import knows_poster, visible_matches, visible_needs, visible_offers
from mainline.utilization.market.actions import matches, needs, offers
from mainline.utilization.market.enums import Answer, MatchState, NeedState, Side
from mainline.utilization.market.models import Match
from mainline.utilization.market.shown import kept, score_of
from tests.factories import DAY, an_event, enter
from tests.register.samples import publication
from tests.utilization.market.samples import Cast, held_by

pytestmark = pytest.mark.django_db
ACCEPTED, DECLINED = Answer.ACCEPTED, Answer.DECLINED


def proposed(cast: Cast, side: Side = Side.NEED, **more: object) -> Match:
    need = cast.need(**more)
    body, by = {
        Side.NEED: (cast.enterprise, cast.seeker),
        Side.HOLDER: (cast.university, cast.holder),
        Side.OFFICE: (cast.office, cast.officer),
    }[side]
    return matches.propose(need=need, right=cast.right, side=side, organisation=body, words="", by=by, on=DAY)


def test_need_is_its_own_until_it_is_posted(cast: Cast) -> None:
    need = cast.need(is_posted=False)

    assert visible_needs(cast.seeker).get() == need
    assert not visible_needs(cast.holder).exists()

    needs.post_need(need=need, by=cast.seeker, on=DAY)

    assert visible_needs(cast.holder).get().reply_by == DAY + dt.timedelta(days=5)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"title": " "}, "title"),
        ({"text": "太短"}, "Describe the problem"),
        ({"industry": "alchemy"}, "no industry"),
        ({"activity": "35"}, ""),
        ({"activity": "X1"}, "GB/T 4754"),
        ({"budget": "much"}, "band"),
        ({"mode": "theft"}, "how you would like"),
        ({"readiness": 10}, "1 to 9"),
        ({"place": "999999"}, "no place"),
        ({"wanted_by": DAY - dt.timedelta(days=1)}, "past"),
    ],
)
def test_need_that_cannot_be_is_refused_in_words(cast: Cast, change: dict[str, object], words: str) -> None:
    if not words:
        assert cast.need(is_posted=False, **change).activity == "35"
        return
    with pytest.raises(ValidationError, match=words):
        cast.need(is_posted=False, **change)


def test_posted_need_keeps_its_words_and_only_its_own_people_close_it(cast: Cast) -> None:
    need = cast.need()

    with pytest.raises(ValidationError, match="keeps its words"):
        needs.change_need(need=need, said=cast.said(title="别的"), by=cast.seeker, on=DAY)
    with pytest.raises(PermissionDenied):
        needs.close_need(need=need, outcome="licensed", words="", by=cast.stranger, on=DAY)
    with pytest.raises(ValidationError, match="what became"):
        needs.close_need(need=need, outcome="", words="", by=cast.seeker, on=DAY)

    closed = needs.close_need(need=need, outcome="licensed", words="好", by=cast.seeker, on=DAY)

    assert (closed.state, closed.outcome) == (NeedState.CLOSED, "licensed")
    assert not visible_needs(cast.stranger).exists()


def test_office_answers_within_the_days_that_it_promises(cast: Cast) -> None:
    needs.set_promise(organisation=cast.office, days=3, by=cast.officer)
    need = cast.need()

    assert need.reply_by == DAY + dt.timedelta(days=3)
    with pytest.raises(PermissionDenied):
        needs.reply_to_need(need=need, organisation=cast.enterprise, text="x", by=cast.seeker, on=DAY)

    needs.reply_to_need(need=need, organisation=cast.office, text="已联系两家", by=cast.officer, on=DAY)

    assert need.replies.get().replied_on == DAY


def test_offer_tells_the_thread_and_everybody(cast: Cast) -> None:
    offer = cast.offer(price_minor=12_000_000, currency="CNY")
    event = Event.objects.get(code="utilization.offer.listed")

    assert (event.amount_minor, event.details["proof"]) == (12_000_000, f"offer:{offer.pk}")
    assert visible_events(cast.stranger).filter(pk=event.pk).exists()
    assert visible_offers(cast.stranger).get() == offer

    offers.withdraw_offer(offer=offer, reason="已转让", by=cast.holder, on=DAY)

    assert not visible_offers(cast.stranger).exists()
    assert visible_offers(cast.holder).get().withdrawn_because == "已转让"
    assert Event.objects.get(code="utilization.offer.withdrawn").details["reason"] == "已转让"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"field_of_use": "  "}, "field of use"),
        ({"readiness": None}, "1 to 9"),
        ({"mode": "gift"}, "what you offer"),
        ({"title": ""}, "title"),
    ],
)
def test_offer_that_lacks_something_is_refused(cast: Cast, change: dict[str, object], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        cast.offer(**change)
    assert not Event.objects.filter(code="utilization.offer.listed").exists()


def test_right_of_others_unpublished_ended_or_barred_is_not_offered(cast: Cast) -> None:
    *_, foreign = enter(publication(application="201710600001.X", number="107600001"))
    with pytest.raises(ValidationError, match="not held"):
        cast.offer([foreign])
    Right.objects.filter(pk=cast.right.pk).update(confidentiality="holder")
    with pytest.raises(ValidationError, match="not published"):
        cast.offer()
    Right.objects.filter(pk=cast.right.pk).update(confidentiality="public", status="ceased")
    with pytest.raises(ValidationError, match="can't be offered"):
        cast.offer()
    Right.objects.filter(pk=cast.right.pk).update(status="in_force")
    an_event(cast.right, "utilization.licence.signed", details={"licence": "exclusive", "agreement": "1"})
    with pytest.raises(ValidationError, match="exclusive licence"):
        cast.offer()


def test_need_finds_the_right_and_the_offer_finds_the_need_with_the_same_score(cast: Cast) -> None:
    enter(publication(application="201710600001.X", number="107600001", title="一种燃气轮机叶片"))
    need, offer = cast.need(), cast.offer()

    forth = matching.for_need(need)
    (back,) = matching.for_rights([cast.right], matching.posted_needs())

    assert [one.right for one in forth][:1] == [cast.right]
    assert forth[0].offer == offer
    assert back.need == need
    assert back.score == forth[0].score
    assert {"大豆", "收获机"} <= {hit.word for hit in back.score.found}


def test_need_in_english_finds_the_right_in_chinese(cast: Cast) -> None:
    text = "We lose many soybean pods with our harvester on low ridges and want a machine that follows the ground."
    need = cast.need(title="Soybean harvest losses", text=text)

    (found, *_rest) = matching.for_need(need)

    assert found.right == cast.right
    assert ("Soybean", "大豆") in {(hit.word, hit.other) for hit in found.score.found}


def test_score_is_kept_with_the_match_as_it_was(cast: Cast) -> None:
    match = proposed(cast)
    told = matching.compare(match.need, cast.right, None)

    assert score_of(match.score, match.reasons) == told
    assert kept(score_of(match.score, match.reasons)) == match.reasons


def test_names_are_told_when_both_have_accepted(cast: Cast) -> None:
    match = proposed(cast)

    assert not knows_poster(cast.holder, match.need)
    assert (match.need_answer, match.holder_answer) == (ACCEPTED, Answer.WAITING)
    with pytest.raises(ValidationError, match="Both sides accept"):
        matches.send_message(match=match, side=Side.HOLDER, text="您好", by=cast.holder)

    opened = matches.answer(match=match, side=Side.HOLDER, says=ACCEPTED, reason="", by=cast.holder, on=DAY)

    assert opened.state == MatchState.OPENED
    assert knows_poster(cast.holder, match.need)
    assert not knows_poster(cast.officer, match.need)
    assert not knows_poster(cast.stranger, match.need)
    assert (
        matches.send_message(match=opened, side=Side.HOLDER, text="您好", by=cast.holder).organisation
        == cast.university
    )
    told = Event.objects.get(code="utilization.match.accepted")
    assert told.details["other"] == cast.enterprise.name
    assert not visible_events(cast.stranger).filter(pk=told.pk).exists()


def test_office_proposes_and_both_sides_answer(cast: Cast) -> None:
    match = proposed(cast, Side.OFFICE)

    assert visible_matches(cast.officer).get() == match
    with pytest.raises(PermissionDenied):
        matches.answer(match=match, side=Side.NEED, says=ACCEPTED, reason="", by=cast.holder, on=DAY)
    matches.answer(match=match, side=Side.NEED, says=ACCEPTED, reason="", by=cast.seeker, on=DAY)
    with pytest.raises(ValidationError, match="Say why"):
        matches.answer(match=match, side=Side.HOLDER, says=DECLINED, reason=" ", by=cast.holder, on=DAY)
    matches.answer(match=match, side=Side.HOLDER, says=DECLINED, reason="已独占许可", by=cast.holder, on=DAY)

    match.refresh_from_db()
    assert match.state == MatchState.DECLINED
    assert Event.objects.get(code="utilization.match.declined").details["reason"] == "已独占许可"
    with pytest.raises(ValidationError, match="Nothing waits"):
        matches.answer(match=match, side=Side.HOLDER, says=ACCEPTED, reason="", by=cast.holder, on=DAY)


def test_pair_is_proposed_once_and_by_its_sides_alone(cast: Cast) -> None:
    match = proposed(cast)

    with pytest.raises(ValidationError, match="already"):
        matches.propose(
            need=match.need, right=cast.right, side=Side.HOLDER, organisation=cast.university, words="", by=cast.holder,
            on=DAY,
        )  # fmt: skip
    with pytest.raises(PermissionDenied):
        matches.propose(
            need=match.need, right=cast.right, side=Side.NEED, organisation=cast.university, words="", by=cast.holder,
            on=DAY,
        )  # fmt: skip


def test_right_whose_holder_is_not_here_and_ones_own_are_not_matched(cast: Cast) -> None:
    *_, foreign = enter(publication(application="201710600001.X", number="107600001"))
    need = cast.need()

    def asked(right: Right) -> None:
        matches.propose(
            need=need, right=right, side=Side.NEED, organisation=cast.enterprise, words="", by=cast.seeker, on=DAY
        )  # fmt: skip

    Right.objects.filter(pk=foreign.pk).update(holder_name="无人大学")
    with pytest.raises(ValidationError, match="on this platform"):
        asked(foreign)
    held_by(foreign, cast.enterprise)
    with pytest.raises(ValidationError, match="whose need"):
        asked(foreign)
    assert foreign not in [one.right for one in matching.for_need(need)]


def test_feedback_is_kept_once_with_its_reason(cast: Cast) -> None:
    need = cast.need()

    def judge(verdict: str, reason: str = "") -> object:
        return matches.judge(
            need=need, right=cast.right, organisation=cast.enterprise, verdict=verdict, reason=reason, words="",
            by=cast.seeker,
        )  # fmt: skip

    with pytest.raises(ValidationError, match="not relevant"):
        judge("not_relevant")
    judge("not_relevant", "other_field")
    judge("interested")

    assert need.feedback.get().verdict == "interested"
    with pytest.raises(PermissionDenied):
        matches.judge(
            need=need, right=cast.right, organisation=cast.stranger.memberships.get().organisation,
            verdict="interested", reason="", words="", by=cast.stranger,
        )  # fmt: skip


def test_nobody_finds_the_poster_of_an_anonymous_need_by_what_is_not_found_or_refused(cast: Cast) -> None:
    held_by(cast.right, cast.enterprise)
    cast.right.refresh_from_db()
    need = cast.need()

    office = {one.right.pk for one in queries.suggestions(cast.officer, need)}
    own = {one.right.pk for one in queries.suggestions(cast.seeker, need)}
    assert cast.right.pk in office
    assert cast.right.pk not in own

    match = matches.propose(
        need=need,
        right=cast.right,
        side=Side.OFFICE,
        organisation=cast.office,
        words="",
        by=cast.officer,
        on=DAY,
    )
    assert match.state == MatchState.PROPOSED
    assert not knows_poster(cast.officer, need)
    with pytest.raises(ValidationError, match="whose need it is"):
        matches.propose(
            need=need, right=cast.right, side=Side.NEED, organisation=cast.enterprise, words="", by=cast.seeker,
            on=DAY,
        )  # fmt: skip
