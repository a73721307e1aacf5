"""The market over the API: from a problem to talks, and nobody's name before."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from mainline.utilization.stock.models import StockItem
from tests.api.conftest import by_token
from tests.utilization.market.samples import WORDS, Cast, a_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return a_cast()


def post(client: Client, path: str, **body: Any) -> Any:
    return client.post(f"/api/v1/{path}", json.dumps(body), content_type="application/json")


def posted(cast: Cast, client: Client) -> dict[str, Any]:
    answer = post(
        client, "needs", organisation=cast.enterprise.pk, title="大豆收获损失大", text=WORDS, is_posted=True,
        industry="agricultural_machinery",
    )  # fmt: skip
    assert answer.status_code == 201, answer.content
    return answer.json()


def test_need_finds_its_right_and_both_sides_come_to_talk(cast: Cast) -> None:
    seeker, holder, stranger = (by_token(user) for user in (cast.seeker, cast.holder, cast.stranger))
    need = posted(cast, seeker)
    (found,) = need["suggestions"]

    assert (found["right"], need["organisation"]) == (cast.right.pk, cast.enterprise.pk)
    assert {part["code"] for part in found["parts"]} >= {"words", "industry", "force"}
    seen = holder.get(f"/api/v1/needs/{need['id']}").json()
    assert seen["organisation"] is None
    assert cast.enterprise.name not in json.dumps(seen, ensure_ascii=False)

    match = post(
        seeker, "matches", need=need["id"], right=cast.right.pk, side="need", organisation=cast.enterprise.pk
    ).json()
    assert holder.get(f"/api/v1/matches/{match['id']}").json()["need_organisation"] is None
    assert stranger.get(f"/api/v1/matches/{match['id']}").status_code == 404
    told = post(holder, f"matches/{match['id']}/answer", side="holder", says="accepted").json()
    assert (told["state"], told["need_organisation"]) == ("opened", cast.enterprise.pk)
    assert [row["id"] for row in holder.get("/api/v1/matches").json()["items"]] == [match["id"]]

    closed = post(seeker, f"needs/{need['id']}/close", outcome="licensed").json()
    assert closed["outcome"] == "licensed"


def test_offers_are_read_by_anybody_and_made_by_holders(cast: Cast, client: Client) -> None:
    holder = by_token(cast.holder)
    given = {
        "organisation": cast.university.pk, "rights": [cast.right.pk], "title": "收获机", "field_of_use": "大豆收获",
        "readiness": 7, "mode": "transfer",
    }  # fmt: skip
    assert post(holder, "offers", **{**given, "field_of_use": ""}).status_code == 422
    assert post(holder, "offers", **given, price_minor=100).status_code == 422
    assert post(by_token(cast.stranger), "offers", **given).status_code == 404
    offer = post(holder, "offers", **given, price_minor=100, currency="CNY").json()

    assert client.get(f"/api/v1/offers/{offer['id']}").json()["rights"] == [cast.right.pk]
    assert [row["id"] for row in client.get("/api/v1/offers").json()["items"]] == [offer["id"]]
    assert client.get("/api/v1/needs").status_code == 401
    assert post(holder, f"offers/{offer['id']}/withdraw", reason="已转让").json()["state"] == "withdrawn"
    assert client.get(f"/api/v1/offers/{offer['id']}").status_code == 404


def test_stock_is_surveyed_by_its_holder_and_graded_by_who_was_asked(cast: Cast) -> None:
    from mainline.utilization.stock.actions import ask_firms
    from tests.factories import DAY

    holder, firm = by_token(cast.holder), by_token(cast.seeker)
    row = post(holder, "stock", organisation=cast.university.pk, right=cast.right.pk, grade=4).json()
    assert (row["tier"], row["grades"]) == ("A", [])
    assert post(firm, f"stock/{row['id']}/grade", organisation=cast.enterprise.pk, grade=2).status_code == 404

    ask_firms(item=StockItem.objects.get(), firms=[cast.enterprise], by=cast.holder, on=DAY)
    graded = post(
        firm, f"stock/{row['id']}/grade", organisation=cast.enterprise.pk, grade=2, interest="no"
    ).json()
    assert (graded["tier"], graded["grades"][0]["grade"]) == ("B", 2)
    assert [one["id"] for one in holder.get("/api/v1/stock").json()["items"]] == [row["id"]]
    assert by_token(cast.stranger).get("/api/v1/stock").json()["items"] == []
