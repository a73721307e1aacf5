"""The journey of a disclosure over the API: the same acts, the same secrecy."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest
from django.test import Client

from tests.api.conftest import by_token
from tests.creation.disclosures.samples import NUMBER, Cast, a_cast
from tests.factories import DAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return a_cast()


def send(client: Client, method: str, path: str, **body: Any) -> Any:
    ask = getattr(client, method)
    return ask(f"/api/v1/{path}", json.dumps(body), content_type="application/json")


def form(cast: Cast, **changes: Any) -> dict[str, Any]:
    rows = [
        {"person": cast.person.pk, "share": "2/3"},
        {"person": cast.second_person.pk, "share": "1/3"},
    ]
    full = {
        "title": "一种大豆收获机",
        "kind": "invention",
        "problem": "损失率高",
        "solution": "柔性割台",
        "inventors": rows,
    }
    return {**full, **changes}


def test_from_the_first_word_to_the_filing(cast: Cast) -> None:
    inventor, manager, attorney = (by_token(one) for one in (cast.inventor, cast.manager, cast.attorney))
    made = send(inventor, "post", "disclosures", organisation=cast.own.pk, title="一种大豆收获机")
    assert made.status_code == 201
    told = made.json()
    assert {one["field"] for one in told["lacks"]} >= {"kind", "problem", "solution"}
    path = f"disclosures/{told['id']}"
    saved = send(inventor, "put", path, revision=told["revision"], **form(cast)).json()
    assert saved["lacks"] == []
    stale = send(inventor, "put", path, revision=0, **form(cast, title="older"))
    assert stale.status_code == 422
    done = send(inventor, "post", f"{path}/submit", revision=saved["revision"]).json()
    version = done["versions"][0]
    assert hashlib.sha256(version["text"].encode()).hexdigest() == version["sha256"]
    decide = f"{path}/decide"
    marks = {"patentability": 4, "market": 3, "strategy": 5}
    reasons = {f"{name}_reason": "有理由" for name in marks}
    assert send(manager, "post", decide, act="assess", **marks, **reasons).json()["state"] == "accepted"
    assert send(manager, "post", decide, act="publish", reason="x").status_code == 422
    assert send(manager, "post", decide, act="file", reason="值得申请").json()["state"] == "to_file"
    assert send(manager, "post", decide, act="instruct", agency=cast.agency.pk).status_code == 200
    assert send(attorney, "post", decide, act="agree").json()["state"] == "entrusted"
    wrong = send(attorney, "post", decide, act="enter", number="202610600001.9", filed_on=DAY.isoformat())
    assert "2" in wrong.json()["errors"][0]["message_zh"]
    filed = send(attorney, "post", decide, act="enter", number=NUMBER, filed_on=DAY.isoformat()).json()
    assert filed["state"] == "filed"
    right = attorney.get(f"/api/v1/rights/{filed['right']}").json()
    assert right["number"] == NUMBER


def test_others_find_nothing_and_inventors_decide_nothing(cast: Cast) -> None:
    row = cast.submitted()
    for user in (cast.colleague, cast.attorney, cast.rival, cast.officer):
        client = by_token(user)
        assert client.get(f"/api/v1/disclosures/{row.pk}").status_code == 404
        assert send(client, "post", f"disclosures/{row.pk}/decide", act="accept").status_code == 404
        for box in ("own", "inbox"):
            assert client.get("/api/v1/disclosures", {"box": box}).json()["items"] == []
    inventor = by_token(cast.inventor)
    assert send(inventor, "post", f"disclosures/{row.pk}/decide", act="accept").status_code == 403
    seen = by_token(cast.manager).get(f"/api/v1/disclosures/{row.pk}").json()
    assert seen["content"] is None
    assert seen["versions"]


def test_agency_that_declined_is_told_so_and_no_more(cast: Cast) -> None:
    row = cast.decided()
    manager, attorney = by_token(cast.manager), by_token(cast.attorney)
    send(manager, "post", f"disclosures/{row.pk}/decide", act="instruct", agency=cast.agency.pk)
    told = send(attorney, "post", f"disclosures/{row.pk}/decide", act="decline", reason="冲突")
    assert (told.status_code, told.json()["title"], told.json()["versions"]) == (200, "", [])
    assert attorney.get(f"/api/v1/disclosures/{row.pk}").status_code == 404


def test_hostile_bodies_are_refused_with_their_place(cast: Cast) -> None:
    inventor = by_token(cast.inventor)
    for body in (
        {"inventors": [{"person": 999_999, "share": "1"}]},
        {"inventors": [{"person": True}]},
        {"title": "x" * 301},
        {"title": "\x00"},
        {"when": "30.11.2026"},
        {"kind": "trade_secret"},
        {"unknown": 1},
        {"inventors": [{"name": "x"}] * 51},
    ):
        answer = send(inventor, "post", "disclosures", organisation=cast.own.pk, **body)
        assert answer.status_code == 422, body
    assert send(inventor, "post", "disclosures", organisation=cast.agency.pk).status_code == 422
    assert send(by_token(cast.officer), "post", "disclosures", organisation=cast.own.pk).status_code == 403
