"""The journey of a pledge over the API, from the pack to its release, to the fen; and nobody else's."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import msgspec
import pytest
from django.test import Client

from mainline.client import shapes
from mainline.orgs import clock
from mainline.register.models import Event, Right
from mainline.utilization.pledges.models import Pledge
from tests.api.conftest import by_token
from tests.factories import DAY
from tests.utilization.pledges.test_pledges import END, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    clock.set_clock(DAY)
    return World()


def post(client: Client, path: str, **body: Any) -> Any:
    def plain(value: object) -> str:
        assert isinstance(value, dt.date)
        return value.isoformat()

    return client.post(f"/api/v1/{path}", json.dumps(body, default=plain), content_type="application/json")


def begun(world: World, holder: Client) -> int:
    made = post(
        holder, "pledges", organisation=world.cast.university.pk, rights=[world.right.pk], purpose="rd",
        amount_minor=3_000_000_00, until=END,
    )  # fmt: skip
    assert made.status_code == 201, made.content
    told = msgspec.json.decode(made.content, type=shapes.PledgeDetail)
    assert (told.state, told.wished_minor, told.rights, told.bank) == (
        "open",
        3_000_000_00,
        [world.right.pk],
        None,
    )
    assert {one.id for one in told.lenders} == {world.bank.pk, world.other.pk}
    return told.id


def test_pledge_goes_from_the_pack_to_its_release(world: World) -> None:
    holder, bank = by_token(world.manager), by_token(world.banker)
    pk = begun(world, holder)
    act = f"pledges/{pk}/act"
    assert post(holder, act, act="invite", bank=world.bank.pk).status_code == 200
    assert [row["id"] for row in bank.get("/api/v1/pledges").json()["items"]] == [pk]
    terms = {
        "amount_minor": 2_400_000_01,
        "rate": "3.85",
        "starts_on": DAY,
        "until": END,
        "conditions": "按季付息",
    }
    assert post(bank, act, act="offer", **{**terms, "rate": "x"}).json()["field"] == "rate"
    assert post(bank, act, act="offer", **terms).status_code == 200
    detail = holder.get(f"/api/v1/pledges/{pk}").json()
    (offer,) = detail["offers"]
    assert (offer["amount_minor"], offer["rate"], offer["organisation"]) == (
        2_400_000_01,
        "3.85",
        world.bank.pk,
    )
    assert detail["sheets"][0]["paid"] == "no payment on record"
    accepted = post(holder, act, act="accept", offer=offer["id"]).json()
    assert (accepted["state"], accepted["bank"]) == ("accepted", world.bank.pk)
    assert post(holder, act, act="sign", digest="0" * 64).status_code == 422
    for side in (holder, bank):
        assert "sign" in side.get(f"/api/v1/pledges/{pk}").json()["can"]
        assert post(side, act, act="sign", digest=offer["digest"]).status_code == 200
    assert post(bank, act, act="register", number="Y2026980000001", on=DAY).json()["state"] == "registered"
    assert post(bank, act, act="pay_out", amount_minor=2_400_000_02, on=DAY).status_code == 422
    paid = post(bank, act, act="pay_out", amount_minor=2_400_000_01, on=DAY).json()
    assert (paid["paid_minor"], paid["currency"]) == (2_400_000_01, "CNY")
    assert post(holder, act, act="release", number="Z1", on=DAY).status_code == 422
    post(bank, act, act="repay", on=DAY)
    released = post(holder, act, act="release", number="Z1", on=DAY)
    assert msgspec.json.decode(released.content, type=shapes.PledgeRow).released_on == DAY
    told = msgspec.json.decode(bank.get(f"/api/v1/pledges/{pk}").content, type=shapes.PledgeDetail)
    assert [one.side for one in told.signatures] == ["holder", "bank"]
    assert (told.release_number, told.invitations, told.can) == ("Z1", [], [])
    (event,) = Event.objects.filter(code="utilization.loan.granted")
    assert event.amount_minor == 2_400_000_01


def test_who_declined_or_was_revoked_reads_no_more(world: World) -> None:
    holder, bank, rival = by_token(world.manager), by_token(world.banker), by_token(world.rival)
    pk = begun(world, holder)
    for body in (world.bank, world.other):
        post(holder, f"pledges/{pk}/act", act="invite", bank=body.pk)
    assert post(bank, f"pledges/{pk}/act", act="decline").status_code == 422
    assert post(bank, f"pledges/{pk}/act", act="decline", reason="期限过长").json()["state"] == "open"
    invitations = holder.get(f"/api/v1/pledges/{pk}").json()["invitations"]
    live = next(one for one in invitations if one["is_live"])
    assert post(rival, f"pledges/{pk}/act", act="revoke", invitation=live["id"]).status_code == 404
    assert post(holder, f"pledges/{pk}/act", act="revoke", invitation=live["id"]).status_code == 200
    for side in (bank, rival):
        assert side.get(f"/api/v1/pledges/{pk}").status_code == 404
        assert side.get("/api/v1/pledges").json()["items"] == []
    assert post(holder, f"pledges/{pk}/act", act="give_up", reason="不需要了").json()["state"] == "withdrawn"


def test_nobody_else_sees_or_does_anything(world: World) -> None:
    holder, stranger = by_token(world.manager), by_token(world.cast.buyer)
    pk = begun(world, holder)
    for side in (stranger, by_token(world.banker)):
        assert side.get("/api/v1/pledges").json()["items"] == []
        assert side.get(f"/api/v1/pledges/{pk}").status_code == 404
        assert post(side, f"pledges/{pk}/act", act="give_up", reason="x").status_code == 404
    assert post(stranger, "pledges", organisation=world.cast.university.pk, rights=[world.right.pk], purpose="rd",
                amount_minor=1, until=END).status_code == 404  # fmt: skip
    Right.objects.filter(pk=world.right.pk).update(confidentiality="holder")
    own = world.cast.enterprise.pk
    given = {
        "organisation": own,
        "rights": [world.right.pk],
        "purpose": "rd",
        "amount_minor": 1,
        "until": END,
    }
    assert post(stranger, "pledges", **given).status_code == 404
    assert (
        post(by_token(world.manager, "read"), f"pledges/{pk}/act", act="give_up", reason="x").status_code
        == 403
    )
    assert Pledge.objects.get().state == "open"
