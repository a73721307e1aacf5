"""A request walked from asking to rating, and what each side may not see or do."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from mainline.orgs.enums import Role
from mainline.orgs.models import Organisation
from mainline.register.models import Event, Right, Share
from mainline.rules.money import Money
from mainline.service.requests import actions, queries
from mainline.service.requests.enums import QuoteState, RequestState
from mainline.service.requests.models import Quote, ServiceRequest
from tests.factories import DAY, a_right_in_force, a_user, an_organisation

pytestmark = pytest.mark.django_db
LATER = DAY + dt.timedelta(days=30)


@pytest.fixture
def cast() -> dict[str, Any]:
    """A client and two agencies, each with somebody who acts."""
    client, first, second = an_organisation(), an_organisation(kind="agency"), an_organisation(kind="agency")
    return {
        "client": client, "first": first, "second": second, "manager": a_user(Role.MANAGER, client),
        "inventor": a_user(Role.INVENTOR, client), "attorney": a_user(Role.ATTORNEY, first),
        "rival": a_user(Role.ATTORNEY, second),
    }  # fmt: skip


def asked(cast: dict[str, Any], **given: Any) -> ServiceRequest:
    """A request to both agencies."""
    told: dict[str, Any] = {
        "client": cast["client"], "kind": "drafting", "title": "撰写收获机专利", "text": "请撰写并提交。",
        "agencies": [cast["first"], cast["second"]], "right": None, "wanted_on": LATER, "by": cast["manager"],
        "on": DAY,
    }  # fmt: skip
    return actions.open_request(**{**told, **given})


def quoted(request: ServiceRequest, agency: Organisation, by: Any, minor: int = 800_000) -> Quote:
    """What an agency asks."""
    quote = request.quotes.get(agency=agency)
    return actions.say_quote(
        quote=quote, money=Money(minor, "CNY"), promised_on=LATER, text="含一次修改", by=by, on=DAY
    )


def test_request_is_quoted_engaged_delivered_accepted_and_rated(cast: dict[str, Any]) -> None:
    right = a_right_in_force()
    request = asked(cast, right=right)
    quote = quoted(request, cast["first"], cast["attorney"])
    quoted(request, cast["second"], cast["rival"], 500_000)
    actions.engage(quote=quote, show_right=False, by=cast["manager"], on=DAY)
    actions.deliver(request=request, text="初稿", by=cast["attorney"], on=DAY)
    actions.settle(request=request, is_taken=False, reason="缺附图", by=cast["manager"])
    actions.deliver(request=request, text="定稿", by=cast["attorney"], on=DAY)
    actions.settle(request=request, is_taken=True, reason="", by=cast["manager"])
    actions.rate(request=request, stars=4, words="及时", by=cast["manager"], on=DAY)
    states = dict(request.quotes.values_list("agency", "state"))
    assert states == {cast["first"].pk: QuoteState.ACCEPTED, cast["second"].pk: QuoteState.PASSED_OVER}
    told = Event.objects.filter(right=right, code__startswith="service.request").order_by("pk")
    assert [event.code.rpartition(".")[2] for event in told] == [
        "opened", "accepted", "delivered", "delivered", "rated",
    ]  # fmt: skip
    assert {event.details["proof"] for event in told} == {f"service_request:{request.pk}"}
    assert told[1].amount_minor == 800_000
    assert queries.standings([cast["first"].pk])[cast["first"].pk] == queries.Standing(1, 4, 0)


def test_engaging_shows_an_unpublished_right_only_if_the_client_says_so(cast: dict[str, Any]) -> None:
    right = a_right_in_force()
    Right.objects.filter(pk=right.pk).update(confidentiality="secret")
    right.parties.filter(role="applicant").update(organisation=cast["client"])
    request = asked(cast, right=right)
    assert queries.page_of(cast["attorney"], request).shows_right is False
    quote = quoted(request, cast["first"], cast["attorney"])
    actions.engage(quote=quote, show_right=True, by=cast["manager"], on=DAY)
    assert Share.objects.filter(right=right, organisation=cast["first"]).exists()
    assert queries.page_of(cast["attorney"], request).shows_right is True
    assert queries.page_of(cast["rival"], request).shows_right is False


def test_agency_sees_its_own_quote_alone_and_a_stranger_nothing(cast: dict[str, Any]) -> None:
    request = asked(cast, agencies=[cast["first"]])
    quoted(request, cast["first"], cast["attorney"])
    assert [row.quote.agency for row in queries.page_of(cast["attorney"], request).quotes] == [cast["first"]]
    assert queries.request_of(cast["rival"], request.pk) is None
    assert queries.request_of(a_user(Role.MANAGER, an_organisation()), request.pk) is None
    both = asked(cast)
    assert [row.quote.agency for row in queries.page_of(cast["rival"], both).quotes] == [cast["second"]]


def test_list_tells_an_agency_that_was_passed_over_not_who_was_engaged_nor_its_rating(
    client: Client, cast: dict[str, Any]
) -> None:
    request = asked(cast)
    actions.engage(
        quote=quoted(request, cast["first"], cast["attorney"]), show_right=False, by=cast["manager"], on=DAY
    )
    actions.deliver(request=request, text="定稿", by=cast["attorney"], on=DAY)
    actions.settle(request=request, is_taken=True, reason="", by=cast["manager"])
    actions.rate(request=request, stars=2, words="慢", by=cast["manager"], on=DAY)
    for user, seen in (("rival", False), ("attorney", True), ("manager", True)):
        client.force_login(cast[user])
        told = b"".join(client.get("/service/requests/export/jsonl/").streaming_content).decode()  # type: ignore[attr-defined]
        (row,) = [json.loads(line) for line in told.splitlines()]
        assert (row["agency"] == cast["first"].display_name) is seen, user
        assert (str(row["stars"]) == "2") is seen, user


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"kind": "magic"}, "kind"),
        ({"title": " "}, "title"),
        ({"text": ""}, "text"),
        ({"text": "长" * 5001}, "text"),
        ({"agencies": []}, "agencies"),
        ({"wanted_on": DAY - dt.timedelta(1)}, "wanted_on"),
    ],
)
def test_what_is_missing_is_named_and_nothing_is_written(
    cast: dict[str, Any], given: dict[str, Any], field: str
) -> None:
    with pytest.raises(ValidationError) as error:
        asked(cast, **given)
    assert set(error.value.message_dict) == {field}
    assert not ServiceRequest.objects.exists()


def test_only_agencies_with_an_account_can_be_asked(cast: dict[str, Any]) -> None:
    for body in (an_organisation(kind="agency"), cast["client"], an_organisation(kind="bank")):
        with pytest.raises(ValidationError):
            asked(cast, agencies=[body])


def test_inventor_may_not_ask_nor_engage(cast: dict[str, Any]) -> None:
    with pytest.raises(PermissionDenied):
        asked(cast, by=cast["inventor"])
    quote = quoted(asked(cast), cast["first"], cast["attorney"])
    with pytest.raises(PermissionDenied):
        actions.engage(quote=quote, show_right=False, by=cast["inventor"], on=DAY)
    with pytest.raises(PermissionDenied):
        actions.deliver(request=quote.request, text="稿", by=cast["rival"], on=DAY)


def test_second_acceptance_and_quote_after_it_are_refused(cast: dict[str, Any]) -> None:
    request = asked(cast)
    first = quoted(request, cast["first"], cast["attorney"])
    second = quoted(request, cast["second"], cast["rival"])
    actions.engage(quote=first, show_right=False, by=cast["manager"], on=DAY)
    with pytest.raises(ValidationError):
        actions.engage(quote=second, show_right=False, by=cast["manager"], on=DAY)
    with pytest.raises(ValidationError):
        quoted(request, cast["second"], cast["rival"], 1)
    assert request.quotes.filter(state=QuoteState.ACCEPTED).count() == 1


def test_rating_is_of_accepted_work_and_once(cast: dict[str, Any]) -> None:
    request = asked(cast)
    with pytest.raises(ValidationError):
        actions.rate(request=request, stars=5, words="", by=cast["manager"], on=DAY)
    quote = quoted(request, cast["first"], cast["attorney"])
    actions.engage(quote=quote, show_right=False, by=cast["manager"], on=DAY)
    actions.deliver(request=request, text="稿", by=cast["attorney"], on=DAY)
    actions.settle(request=request, is_taken=True, reason="", by=cast["manager"])
    with pytest.raises(ValidationError):
        actions.rate(request=request, stars=6, words="", by=cast["manager"], on=DAY)
    actions.rate(request=request, stars=5, words="", by=cast["manager"], on=DAY)
    with pytest.raises(ValidationError):
        actions.rate(request=request, stars=1, words="", by=cast["manager"], on=DAY)


def test_what_waits_is_told_to_who_does_it(cast: dict[str, Any]) -> None:
    request = asked(cast)
    assert [step.href for step in queries.steps(cast["attorney"], DAY)] == [
        reverse("service_request", args=[request.pk])
    ]
    assert list(queries.steps(cast["manager"], DAY)) == []
    quote = quoted(request, cast["first"], cast["attorney"])
    assert len(list(queries.steps(cast["manager"], DAY))) == 1
    actions.engage(quote=quote, show_right=False, by=cast["manager"], on=DAY)
    late = next(queries.steps(cast["attorney"], LATER + dt.timedelta(1)))
    assert (late.due_on, late.is_wrong) == (LATER, True)
    assert list(queries.steps(cast["rival"], DAY)) == []


def test_pages_ask_quote_and_say_what_is_wrong(client: Client, cast: dict[str, Any]) -> None:
    client.force_login(cast["manager"])
    wrong = client.post(reverse("new_service_request"), {"title": "只有标题"})
    assert wrong.status_code == 400
    assert "只有标题" in wrong.content.decode()
    given = {"kind": "search", "title": "查新", "text": "请检索", "agency": [cast["first"].pk]}
    made = client.post(reverse("new_service_request"), given)
    request = ServiceRequest.objects.get()
    assert made["Location"] == reverse("service_request", args=[request.pk])
    client.force_login(cast["attorney"])
    quote = request.quotes.get()
    told = {
        "act": "quote",
        "quote": quote.pk,
        "amount": "1,200.50",
        "currency": "CNY",
        "promised_on": str(LATER),
    }
    client.post(reverse("service_request_act", args=[request.pk]), told)
    quote.refresh_from_db()
    assert (quote.state, quote.minor) == (QuoteState.QUOTED, 120_050)
    client.post(reverse("service_request_act", args=[request.pk]), {**told, "amount": "12.345"})
    quote.refresh_from_db()
    assert quote.minor == 120_050
    client.force_login(cast["rival"])
    assert client.get(reverse("service_request", args=[request.pk])).status_code == 404
    client.force_login(cast["manager"])
    client.post(reverse("service_request_act", args=[request.pk]), {"act": "engage", "quote": quote.pk})
    request.refresh_from_db()
    assert request.state == RequestState.ENGAGED
    assert "1,200.50" in client.get(reverse("service_request", args=[request.pk])).content.decode()


def test_directory_is_for_everybody_and_only_clients_mark(client: Client, cast: dict[str, Any]) -> None:
    page = client.get(reverse("agencies")).content.decode()
    assert cast["first"].name in page
    assert 'name="agency"' not in page
    client.force_login(cast["manager"])
    assert 'name="agency"' in client.get(reverse("agencies"), {"sort": "rating"}).content.decode()
