"""Dates over the API: with each step to the day, decided on by two, and nobody else's."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from django.test import Client

from mainline.orgs.enums import Role
from mainline.register.deadlines.models import Deadline, Docket
from tests.api.conftest import by_token
from tests.factories import a_user, an_organisation, enter
from tests.portfolio.samples import a_reply, kept_right
from tests.register.samples import publication

pytestmark = pytest.mark.django_db


@pytest.fixture
def reply() -> Deadline:
    return a_reply(kept_right()[0])


@pytest.fixture
def manager(reply: Deadline) -> Client:
    return by_token(a_user(Role.MANAGER, reply.docket.organisation))


def post(client: Client, path: str, **body: Any) -> Any:
    return client.post(f"/api/v1/{path}", json.dumps(body), content_type="application/json")


def test_date_tells_each_step_from_the_event_to_the_day(manager: Client, reply: Deadline) -> None:
    told = manager.get(f"/api/v1/deadlines/{reply.pk}").json()
    why = told["why"]
    assert (told["rule"], told["due_on"], told["state"]) == ("cn.oa.first_response", "2027-02-12", "open")
    assert told["title"]["zh"]
    assert (why["base_event"], why["base_date"], why["base_event_id"]) == (
        "oa_issued", "2026-10-12", reply.trigger_event_id,
    )  # fmt: skip
    steps = {step["name"]: step["value"] for step in why["steps"]}
    assert told["due_on"] in steps.values(), "the last of the steps is the day that is told"
    assert told["nominal_on"] in steps.values()
    assert dt.date.fromisoformat(why["version_since"]) <= dt.date(2026, 10, 12)
    assert why["citations"]
    assert all(step["text"]["zh"] and step["text"]["en"] for step in why["steps"])


def test_list_is_narrowed_by_state_right_and_day(manager: Client, reply: Deadline) -> None:
    def ids(**asked: Any) -> list[int]:
        return [row["id"] for row in manager.get("/api/v1/deadlines", asked).json()["items"]]

    assert reply.pk in ids()
    assert reply.pk in ids(state="open", due_from="2027-02-12", due_to="2027-02-12")
    assert ids(state="open", due_from="2027-02-13", due_to="2027-02-13") == []
    assert ids(state="waived") == []
    assert ids(right=reply.docket.right_id) == ids()
    assert ids(right=999_999) == []
    assert manager.get("/api/v1/deadlines", {"due_from": "12.2.2027"}).status_code == 422


def test_decision_needs_a_second_person_over_the_api_too(manager: Client, reply: Deadline) -> None:
    path = f"deadlines/{reply.pk}/decide"
    assert post(manager, path, act="waived").status_code == 422, "without a reason"
    assert post(manager, path, act="waived", reason="放弃该申请").json()["state"] == "second"
    refused = post(manager, path, act="confirm")
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["message_zh"] == "这是您自己的决定：须由第二人确认。"
    second = by_token(a_user(Role.ATTORNEY, reply.docket.organisation))
    told = post(second, path, act="confirm").json()
    assert told["state"] == "waived"
    assert [change["cause"] for change in told["changes"]][:2] == ["person", "person"]
    assert post(second, path, act="reopen").json()["state"] == "open"


def test_date_is_planned_and_given(manager: Client, reply: Deadline) -> None:
    colleague = a_user(Role.ATTORNEY, reply.docket.organisation, "anna")
    path = f"deadlines/{reply.pk}/decide"
    assert post(manager, path, act="plan", internal_on="2027-02-01").json()["internal_on"] == "2027-02-01"
    assert post(manager, path, act="plan", internal_on="2027-03-01").status_code == 422
    assert post(manager, path, act="assign", person="anna").json()["responsible"] == colleague.username
    assert post(manager, path, act="assign", person="nobody-here").json()["errors"][0]["field"] == "person"


def test_dates_are_nobody_elses(reply: Deadline) -> None:
    rival = by_token(a_user(Role.MANAGER, an_organisation()))
    assert rival.get("/api/v1/deadlines").json()["items"] == []
    assert rival.get(f"/api/v1/deadlines/{reply.pk}").status_code == 404
    assert post(rival, f"deadlines/{reply.pk}/decide", act="closed", reason="x").status_code == 404
    assert Client().get(f"/api/v1/deadlines/{reply.pk}").status_code == 401
    viewer = by_token(a_user(Role.VIEWER, reply.docket.organisation))
    assert viewer.get(f"/api/v1/deadlines/{reply.pk}").status_code == 200
    assert post(viewer, f"deadlines/{reply.pk}/decide", act="closed", reason="x").status_code == 403


def test_dates_of_a_right_are_kept_from_now_on() -> None:
    [right] = enter(publication())
    holder = right.parties.get(role="applicant").organisation
    assert holder is not None
    client = by_token(a_user(Role.MANAGER, holder))
    told = post(client, f"rights/{right.pk}/docket", organisation=holder.pk).json()
    assert told["new"] == Deadline.objects.filter(docket__right=right).count()
    assert post(client, f"rights/{right.pk}/docket", organisation=holder.pk).json()["new"] == 0
    assert post(client, f"rights/{right.pk}/docket", organisation=an_organisation().pk).status_code == 404
    assert Docket.objects.count() == 1
