"""A request over the API, from the directory to the rating, to the fen; and what each side may not see."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from django.test import Client

from mainline.client import shapes
from mainline.orgs import clock
from mainline.orgs.enums import Role
from mainline.register.models import Event, Party, Right
from mainline.service.requests.models import ServiceRequest
from tests.api.conftest import by_token
from tests.factories import DAY, a_right_in_force, a_user, an_organisation
from tests.service.requests.test_requests import LATER, cast

__all__ = ["cast"]
pytestmark = pytest.mark.django_db
TO = {"kind": "drafting", "title": "撰写收获机专利", "text": "请撰写并提交。", "wanted_on": str(LATER)}


@pytest.fixture(autouse=True)
def _day(db: None) -> None:
    clock.set_clock(DAY)


def post(client: Client, path: str, **body: Any) -> Any:
    return client.post(f"/api/v1/{path}", json.dumps(body), content_type="application/json")


def opened(cast: dict[str, Any], **more: Any) -> int:
    given = {
        "organisation": cast["client"].pk,
        "agencies": [cast["first"].pk, cast["second"].pk],
        **TO,
        **more,
    }
    made = post(by_token(cast["manager"]), "service-requests", **given)
    assert made.status_code == 201, made.content
    return int(made.json()["id"])


def test_request_is_quoted_engaged_delivered_taken_and_rated(cast: dict[str, Any]) -> None:
    right = a_right_in_force()
    pk = opened(cast, right=right.pk)
    act = f"service-requests/{pk}/act"
    client, agency, rival = (by_token(cast[name]) for name in ("manager", "attorney", "rival"))
    for side, minor in ((agency, 8_000_01), (rival, 5_000_00)):
        done = post(side, act, act="quote", amount_minor=minor, promised_on=str(LATER), text="含一次修改")
        assert [one["amount_minor"] for one in done.json()["quotes"]] == [minor]
    told = msgspec.json.decode(
        client.get(f"/api/v1/service-requests/{pk}").content, type=shapes.ServiceRequestDetail
    )
    assert [(one.agency, one.amount_minor) for one in told.quotes] == [
        (cast["first"].pk, 8_000_01), (cast["second"].pk, 5_000_00),
    ]  # fmt: skip
    assert (told.right, told.can) == (right.pk, ["cancel", "engage"])
    assert post(client, act, act="engage").json()["field"] == "quote"
    assert post(client, act, act="engage", quote=told.quotes[0].id).json()["state"] == "engaged"
    assert [one["state"] for one in rival.get(f"/api/v1/service-requests/{pk}").json()["quotes"]] == [
        "passed"
    ]
    post(agency, act, act="deliver", text="第一稿")
    assert post(client, act, act="return").status_code == 422
    assert post(client, act, act="return", reason="缺附图").json()["state"] == "engaged"
    post(agency, act, act="deliver", text="第二稿")
    assert rival.get(f"/api/v1/service-requests/{pk}").json()["deliveries"] == []
    assert post(client, act, act="take").json()["state"] == "closed"
    rated = post(client, act, act="rate", stars=4, words="及时").json()
    assert rated["rating"] == {"stars": 4, "words": "及时"}
    assert [one["state"] for one in rated["deliveries"]] == ["taken", "returned"]
    accepted = Event.objects.get(code="service.request.accepted")
    assert (accepted.amount_minor, accepted.currency) == (8_000_01, "CNY")
    rows = {row["id"]: row for row in Client().get("/api/v1/agencies").json()["items"]}
    assert (rows[cast["first"].pk]["ratings"], rows[cast["first"].pk]["stars"]) == (1, 4.0)
    assert rows[cast["second"].pk]["stars"] is None


def test_stranger_sees_and_does_nothing(cast: dict[str, Any]) -> None:
    pk = opened(cast)
    stranger = by_token(a_user(Role.MANAGER, an_organisation()))
    assert stranger.get("/api/v1/service-requests").json()["items"] == []
    assert stranger.get(f"/api/v1/service-requests/{pk}").status_code == 404
    assert post(stranger, f"service-requests/{pk}/act", act="cancel", reason="x").status_code == 404
    given = {"organisation": cast["client"].pk, "agencies": [cast["first"].pk], **TO}
    assert post(stranger, "service-requests", **given).status_code == 404
    assert (
        post(by_token(cast["attorney"]), f"service-requests/{pk}/act", act="cancel", reason="x").status_code
        == 403
    )
    assert ServiceRequest.objects.get().state == "open"


def test_agency_declines_and_a_secret_right_is_named_to_nobody_unasked(cast: dict[str, Any]) -> None:
    right, client = a_right_in_force(), cast["client"]
    Party.objects.create(right=right, role="holder", name=client.name, organisation=client)
    Right.objects.filter(pk=right.pk).update(confidentiality="holder")
    pk = opened(cast, right=right.pk)
    agency = by_token(cast["attorney"])
    assert agency.get(f"/api/v1/service-requests/{pk}").json()["right"] is None
    post(agency, f"service-requests/{pk}/act", act="quote", amount_minor=0, promised_on=str(LATER))
    quote = agency.get(f"/api/v1/service-requests/{pk}").json()["quotes"][0]["id"]
    post(by_token(cast["rival"]), f"service-requests/{pk}/act", act="decline", text="利益冲突")
    client = by_token(cast["manager"])
    states = [one["state"] for one in client.get(f"/api/v1/service-requests/{pk}").json()["quotes"]]
    assert states == ["quoted", "declined"]
    post(client, f"service-requests/{pk}/act", act="engage", quote=quote, show_right=True)
    assert agency.get(f"/api/v1/service-requests/{pk}").json()["right"] == right.pk
    assert by_token(cast["rival"]).get(f"/api/v1/service-requests/{pk}").json()["right"] is None


def test_who_is_no_agency_and_a_right_of_others_are_not_found(cast: dict[str, Any]) -> None:
    secret = a_right_in_force()
    Right.objects.filter(pk=secret.pk).update(confidentiality="holder")
    client = by_token(cast["manager"])
    given = {"organisation": cast["client"].pk, "agencies": [cast["client"].pk], **TO}
    assert post(client, "service-requests", **given).status_code == 404
    assert (
        post(
            client, "service-requests", **{**given, "agencies": [cast["first"].pk], "right": secret.pk}
        ).status_code
        == 404
    )
    assert not ServiceRequest.objects.exists()
