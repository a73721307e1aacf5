"""The pages of the market, and above all that none of them tells whose an anonymous need is."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from mainline.audit.models import Entry
from mainline.audit.sentences import sentence
from mainline.orgs.enums import Role
from mainline.register.models import Event
from mainline.utilization.market import queries
from mainline.utilization.market.actions import matches
from mainline.utilization.market.enums import Answer, Side
from mainline.utilization.market.models import Match, Need, Offer
from mainline.utilization.market.panels import panel
from tests.factories import DAY, a_user
from tests.utilization.market.samples import Cast

pytestmark = pytest.mark.django_db


def as_user(client: Client, user: Any) -> Client:
    client.force_login(user)
    return client


def told(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return b"".join(answer).decode(errors="replace")


def addresses(match: Match) -> list[str]:
    """Everywhere that something of a need or a match of it is shown or handed out."""
    need = match.need_id
    return [
        "/utilization/needs/", "/utilization/needs/export/csv/", "/utilization/needs/export/jsonl/",
        "/utilization/needs/?print=1", f"/utilization/needs/{need}/", "/utilization/matches/",
        "/utilization/matches/export/csv/", f"/utilization/matches/{match.pk}/", f"/rights/{match.right_id}/",
        f"/rights/{match.right_id}/export/json/", "/my-day/",
    ]  # fmt: skip


@pytest.mark.parametrize("side", [Side.NEED, Side.OFFICE])
def test_nothing_tells_whose_an_anonymous_need_is(cast: Cast, en: Client, side: Side) -> None:
    body, by = (cast.enterprise, cast.seeker) if side == Side.NEED else (cast.office, cast.officer)
    match = matches.propose(
        need=cast.need(), right=cast.right, side=side, organisation=body, words="", by=by, on=DAY
    )
    if side == Side.OFFICE:
        matches.answer(match=match, side=Side.NEED, says=Answer.ACCEPTED, reason="", by=cast.seeker, on=DAY)
    admin = a_user(Role.ADMIN, cast.university, "university-admin")

    for user in (cast.holder, admin, cast.stranger, cast.officer):
        as_user(en, user)
        for address in addresses(match):
            answer = en.get(address)
            text = b"".join(answer).decode(errors="replace") if answer.status_code == 200 else ""
            assert cast.enterprise.name not in text, (user, address)
            assert "seeker" not in text, (user, address)
    as_user(en, admin)
    assert "seeker" not in told(en, "/administration/audit/")
    assert cast.enterprise.name not in told(en, "/administration/audit/")
    assert not Event.objects.filter(recorded_by=cast.seeker).exists()
    assert cast.enterprise.name not in str(list(Event.objects.values_list("details", flat=True)))


def test_declined_match_never_tells_the_name(cast: Cast, en: Client) -> None:
    match = matches.propose(
        need=cast.need(), right=cast.right, side=Side.HOLDER, organisation=cast.university, words="", by=cast.holder,
        on=DAY,
    )  # fmt: skip
    matches.answer(match=match, side=Side.NEED, says=Answer.DECLINED, reason="不合适", by=cast.seeker, on=DAY)

    as_user(en, cast.holder)
    for address in addresses(match):
        assert cast.enterprise.name not in told(en, address), address
    assert "不合适" in told(en, f"/utilization/matches/{match.pk}/")


def test_list_cannot_be_sorted_or_searched_by_whose_a_need_is(cast: Cast, en: Client) -> None:
    cast.need()
    as_user(en, cast.stranger)
    page = told(en, f"/utilization/needs/?sort=poster&q={cast.enterprise.name}")

    assert "No row fits these filters" in page
    assert "sort=poster" not in page.replace("sort=poster&", "", 1) or "?sort=-poster" not in page


def test_names_are_shown_to_both_when_both_accepted_and_to_nobody_else(cast: Cast, en: Client) -> None:
    match = matches.propose(
        need=cast.need(), right=cast.right, side=Side.NEED, organisation=cast.enterprise, words="", by=cast.seeker, on=DAY
    )  # fmt: skip
    as_user(en, cast.holder).post(f"/utilization/matches/{match.pk}/act/", {"act": "accept"})

    page = told(en, f"/utilization/matches/{match.pk}/")
    assert cast.enterprise.name in page
    en.post(f"/utilization/matches/{match.pk}/act/", {"act": "write", "text": "您好"})
    assert "您好" in told(as_user(en, cast.seeker), f"/utilization/matches/{match.pk}/")
    for user in (cast.stranger, cast.officer):
        assert cast.enterprise.name not in told(as_user(en, user), f"/utilization/needs/{match.need_id}/")
        assert en.get(f"/utilization/matches/{match.pk}/").status_code == 404


def test_audit_of_the_market_has_its_sentences(cast: Cast) -> None:
    cast.offer()
    match = matches.propose(
        need=cast.need(), right=cast.right, side=Side.NEED, organisation=cast.enterprise, words="", by=cast.seeker, on=DAY
    )  # fmt: skip
    codes = set(Entry.objects.values_list("code", flat=True))

    assert {"need.drafted", "need.posted", "offer.listed", "match.proposed"} <= codes
    assert str(match.pk) in sentence("match.proposed", "en", data={"match": match.pk, "score": 5})


def test_need_goes_from_the_form_to_the_match(cast: Cast, en: Client) -> None:
    as_user(en, cast.seeker)
    bad = en.post("/utilization/needs/new/", {"title": "x", "text": "短"})
    assert "Describe the problem in 20" in bad.content.decode()

    said = {
        "title": "大豆收获损失大",
        "text": cast.said().text,
        "is_anonymous": "on",
        "industry": "agricultural_machinery",
    }
    en.post("/utilization/needs/new/", said)
    need = Need.objects.get()
    page = f"/utilization/needs/{need.pk}/"
    assert "Post it" in told(en, page)
    en.post(f"{page}edit/", {**said, "title": "大豆收获机"})
    en.post(f"{page}act/", {"act": "post"})
    shown = told(en, page)
    assert "Ask for contact" in shown
    assert "<mark>大豆</mark>" in shown or "<mark>大豆收获机</mark>" in shown

    en.post(
        f"{page}act/",
        {"act": "judge", "right": cast.right.pk, "verdict": "not_relevant", "reason": "too_dear"},
    )
    assert "Not relevant: Too dear" in told(en, page)
    en.post(f"{page}act/", {"act": "propose", "right": cast.right.pk, "as": "need"})
    assert Match.objects.get().right == cast.right
    en.post(f"{page}act/", {"act": "close", "outcome": "licensed"})
    assert "A licence was taken" in told(en, page)


def test_office_answers_and_brings_together_on_the_page(cast: Cast, en: Client) -> None:
    need = cast.need()
    (step,) = list(queries.steps(cast.officer, DAY + dt.timedelta(days=6)))
    assert step.is_wrong

    as_user(en, cast.officer)
    en.post("/utilization/needs/promise/", {"days": "2"})
    assert 'value="2"' in told(en, "/utilization/needs/")
    en.post(f"/utilization/needs/{need.pk}/act/", {"act": "reply", "text": "已联系北川大学"})
    en.post(f"/utilization/needs/{need.pk}/act/", {"act": "propose", "right": cast.right.pk, "as": "office"})

    assert list(queries.steps(cast.officer, DAY)) == []
    assert Match.objects.get().proposed_side == Side.OFFICE
    (mine,) = list(queries.steps(cast.holder, DAY))
    assert "may fit your right" in mine.text
    assert "已联系北川大学" in told(as_user(en, cast.seeker), f"/utilization/needs/{need.pk}/")
    # An answer to one who stays unnamed may name them: it is no other's to read.
    assert "已联系北川大学" not in told(as_user(en, cast.holder), f"/utilization/needs/{need.pk}/")


def test_offers_are_for_everybody_and_found_by_what_they_say(cast: Cast, en: Client, zh: Client) -> None:
    offer = cast.offer(price_minor=12_000_000, currency="CNY")
    page = told(en, "/utilization/offers/")

    assert "120,000.00 CNY" in page
    assert "大豆联合收获" in told(zh, f"/utilization/offers/{offer.pk}/")
    for query, is_found in (
        ("q=大豆", True), ("q=燃气", False), ("class=A01D", True), ("class=H01", False), ("mode=ordinary_licence", True),
        ("mode=transfer", False), ("price-from=100000&price-to=130000", True), ("price-from=200000", False),
        ("trl-from=8", False), ("industry=food", False),
    ):  # fmt: skip
        assert (offer.title in told(en, f"/utilization/offers/?{query}")) is is_found, query
    assert en.get("/utilization/needs/").status_code == 302


def test_holder_lists_on_the_page_and_sees_the_needs_that_fit(cast: Cast, en: Client) -> None:
    need = cast.need()
    as_user(en, cast.holder)
    given = {"right": cast.right.pk, "title": "大豆收获机", "readiness": "7", "mode": "ordinary_licence", "currency": "CNY",
        "price": "12x"}  # fmt: skip
    assert (
        "Give an amount"
        in en.post("/utilization/offers/new/", {**given, "field_of_use": "大豆"}).content.decode()
    )
    assert "field is required" in en.post("/utilization/offers/new/", {**given, "price": ""}).content.decode()
    assert not Offer.objects.exists()

    en.post("/utilization/offers/new/", {**given, "price": "80,000", "field_of_use": "大豆收获"})
    offer = Offer.objects.get()
    page = told(en, f"/utilization/offers/{offer.pk}/")
    assert need.title in page
    en.post(f"/utilization/needs/{need.pk}/act/", {"act": "propose", "right": cast.right.pk, "as": "holder"})
    assert Match.objects.get().holder == cast.university
    en.post(f"/utilization/offers/{offer.pk}/withdraw/", {"reason": "已许可"})
    assert en.get("/utilization/offers/").context["table"].total == 1
    assert as_user(Client(), cast.stranger).get(f"/utilization/offers/{offer.pk}/").status_code == 404


def test_page_of_a_right_has_the_button_for_its_holder_alone(cast: Cast) -> None:
    shown = panel(cast.holder, cast.right)

    assert shown is not None
    assert shown.content["can_offer"]
    assert panel(cast.stranger, cast.right) is None
    cast.offer()
    offered = panel(cast.stranger, cast.right)
    assert offered is not None
    assert len(offered.content["offers"]) == 1  # type: ignore[arg-type]


@pytest.mark.parametrize("address", ["needs", "offers", "matches", "stock"])
def test_what_is_not_there_is_not_found(cast: Cast, en: Client, address: str) -> None:
    as_user(en, cast.seeker)
    assert en.get(f"/utilization/{address}/99999/").status_code == 404
    assert en.get(f"/utilization/{address}/{2**64}/").status_code == 404
    assert get_user_model().objects.exists()
