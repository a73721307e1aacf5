"""Everything that goes wrong below /api/ is a problem of RFC 9457, whoever finds it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from mainline.api.problems import BY_STATUS, KINDS, Refused
from mainline.orgs.enums import Role
from mainline.search.engines.base import EngineOutdated
from tests.api.conftest import by_token
from tests.factories import a_user, enter
from tests.register.samples import publication

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]


def problem(answer: Any, status: int, code: str) -> dict[str, Any]:
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    assert "Accept-Language" in answer["Vary"]
    assert "Cookie" in answer["Vary"]
    told = answer.json()
    assert (told["status"], told["code"]) == (status, code)
    assert told["type"] == f"/api/v1/docs#problem-{code}"
    assert told["title"]
    assert told["detail"] in (told["message_zh"], told["message_en"])
    assert re.search("[\u4e00-\u9fff]", told["message_zh"])
    assert not re.search("[\u4e00-\u9fff]", told["message_en"])
    return told


@pytest.fixture
def anybody() -> Client:
    return Client(raise_request_exception=False, headers={"accept-language": "en"})


def test_addresses_methods_and_ids_that_there_are_not(anybody: Client) -> None:
    problem(anybody.get("/api/v1/nothing"), 404, "not_found")
    problem(anybody.get("/api/v1/"), 404, "not_found")
    problem(anybody.post("/api/v1/nothing"), 404, "not_found")
    problem(anybody.get("/api/v2/rights"), 404, "not_found")
    problem(anybody.get("/api/v1/rights/77"), 404, "not_found")
    answer = anybody.patch("/api/v1/rights")
    problem(answer, 405, "method")
    assert set(answer["Allow"].split(", ")) == {"GET", "HEAD"}


def test_wrong_parameters_are_named_each(anybody: Client) -> None:
    told = problem(anybody.get("/api/v1/rights?limit=900&cursor=" + "x" * 500), 422, "parameter")

    assert told["field"] == "limit"
    assert {each["field"] for each in told["errors"]} == {"limit", "cursor"}
    assert told["errors"][0]["message_en"] == "must be at most 200"
    assert told["errors"][0]["message_zh"] == "不大于 200"


def test_a_host_that_is_not_ours_is_a_problem(anybody: Client) -> None:
    problem(anybody.get("/api/v1/rights", headers={"host": "evil.example"}), 400, "request")


def test_a_body_larger_than_any_upload_is_refused_before_it_is_read(anybody: Client, settings: Any) -> None:
    settings.MAX_UPLOAD_BYTES = 10
    answer = anybody.post(
        "/api/v1/imports",
        b"",
        content_type="multipart/form-data; boundary=x",
        headers={"content-length": "9999999"},
    )

    problem(answer, 413, "too_large")


def test_bodies_that_cannot_be_read_are_told_apart(settings: Any) -> None:
    [right] = enter(publication())
    client = by_token(a_user(Role.MANAGER), raise_request_exception=False)
    address = f"/api/v1/rights/{right.pk}/events"

    problem(client.post(address, b"{not json", content_type="application/json"), 400, "body")
    problem(client.post(address, b"[" * 100_000, content_type="application/json"), 400, "body")
    problem(
        client.post(address, b"code=x", content_type="application/x-www-form-urlencoded"), 415, "media_type"
    )
    problem(client.post(address, {"code": "x"}), 415, "media_type")
    problem(client.post(address, b"[]", content_type="application/json"), 422, "parameter")
    problem(client.post(address, b"", content_type="application/json"), 422, "parameter")
    problem(client.post("/api/v1/imports", "{}", content_type="application/json"), 415, "media_type")
    problem(
        client.post("/api/v1/imports", b"--y\r\nnonsense", content_type="multipart/form-data; boundary=x"),
        422,
        "parameter",
    )
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
    problem(client.post(address, b" " * 100, content_type="application/json"), 413, "too_large")


def test_a_fault_of_ours_says_nothing_of_itself(anybody: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object, **_named: object) -> None:
        raise RuntimeError("secret path and password")

    monkeypatch.setattr("mainline.api.rights.visible_rights", fail)

    answer = anybody.get("/api/v1/rights")

    problem(answer, 500, "internal")
    assert b"secret" not in answer.content
    assert b"Traceback" not in answer.content


def test_a_fault_says_nothing_of_itself_while_we_look_for_faults_either(
    anybody: Client, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.DEBUG = True
    test_a_fault_of_ours_says_nothing_of_itself(anybody, monkeypatch)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (OperationalError("database is locked at /var/x"), "database"),
        (EngineOutdated("坏", "bad /var/x"), "engine"),
    ],
)
def test_what_is_away_for_a_while_says_when_to_ask_again(
    anybody: Client, monkeypatch: pytest.MonkeyPatch, error: Exception, code: str
) -> None:
    def fail(*_args: object, **_named: object) -> None:
        raise error

    monkeypatch.setattr("mainline.api.search.ask", fail)

    answer = anybody.get("/api/v1/search?q=x")

    problem(answer, 503, code)
    assert answer["Retry-After"] == "5"
    assert b"/var" not in answer.content


def test_problems_speak_the_language_that_is_asked_for() -> None:
    for language, said in (("zh-CN", "没有"), ("en", "There is no such thing")):
        told = Client(headers={"accept-language": language}).get("/api/v1/rights/77").json()
        assert told["title"] == said


def test_every_kind_of_problem_is_documented_and_no_other() -> None:
    text = (ROOT / "docs" / "user" / "api.md").read_text(encoding="utf-8")

    rows = set(re.findall(r"^\| (\d{3}) \| `([a-z_.]+)` \|", text, re.M))

    assert rows == {(str(kind.status), kind.code) for kind in KINDS.values()}
    assert set(BY_STATUS.values()) <= set(KINDS)


def test_every_kind_of_problem_that_is_raised_is_in_the_table() -> None:
    for path in (ROOT / "mainline" / "api").rglob("*.py"):
        for code in re.findall(r'Refused\(\s*"([^"]+)"', path.read_text(encoding="utf-8")):
            assert Refused(code).kind.code == code


def test_a_problem_leaves_out_what_it_has_not() -> None:
    told = json.loads(Client().get("/api/v1/rights/77").content)

    assert set(told) == {"type", "title", "status", "detail", "code", "message_zh", "message_en"}
