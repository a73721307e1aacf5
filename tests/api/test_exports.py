"""Exports over the API: what the pages hand out, to whom they hand it out."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from mainline.orgs.models import Organisation
from mainline.register.models import Right
from tests.api.conftest import HOLDER, RIVAL, a_member, by_token

pytestmark = pytest.mark.django_db


def numbers(client: Client, path: str) -> set[str]:
    answer = client.get(f"/api/v1/exports/rights.jsonl{path}")
    assert answer.status_code == 200
    assert answer.streaming
    return {json.loads(line)["number"] for line in answer.getvalue().splitlines()}


def test_exports_hold_what_the_asker_may_see(two_rights: tuple[Right, Right]) -> None:
    public, secret = two_rights
    body = Organisation.objects.get(name=HOLDER).pk
    holder, rival = by_token(a_member(HOLDER)), by_token(a_member(RIVAL))

    for path in ("", "?q=一种", "?kind=invention"):
        assert numbers(Client(), path) == numbers(rival, path) == {public.number}
        assert numbers(holder, path) == {public.number, secret.number}
    assert numbers(holder, f"?organisation={body}") == {secret.number}
    assert rival.get(f"/api/v1/exports/rights.csv?organisation={body}").status_code == 404


@pytest.mark.parametrize(
    ("format", "media_type", "begins"),
    [
        ("csv", "text/csv", b"\xef\xbb\xbf"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", b"PK"),
        ("jsonl", "application/x-ndjson", b"{"),
        ("ris", "application/x-research-info-systems", b"TY  - "),
        ("bibtex", "application/x-bibtex", b"@"),
    ],
)
def test_a_right_and_a_result_are_had_in_each_format(
    two_rights: tuple[Right, Right], format: str, media_type: str, begins: bytes
) -> None:
    for path in (f"exports/rights.{format}?q=大豆", f"rights/{two_rights[0].pk}/export.{format}"):
        answer = Client().get(f"/api/v1/{path}")
        assert answer["Content-Type"].startswith(media_type)
        assert answer["Content-Disposition"].startswith("attachment; ")
        assert answer.getvalue().startswith(begins)


def test_one_right_as_json_is_what_the_api_tells_of_it(two_rights: tuple[Right, Right]) -> None:
    path = f"/api/v1/rights/{two_rights[0].pk}"

    assert Client().get(f"{path}/export.json").json() == Client().get(path).json()


def test_a_wrong_query_or_format_is_a_problem_and_no_broken_file(two_rights: tuple[Right, Right]) -> None:
    wrong = Client().get("/api/v1/exports/rights.csv?q=标题:(大豆")
    unknown = Client().get("/api/v1/exports/rights.pdf")

    assert (wrong.status_code, wrong.json()["code"]) == (400, "query")
    assert (unknown.status_code, unknown.json()["field"]) == (422, "format")
