"""Documents over the API: brought, read, replaced, taken back, by whom they are for."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from mainline.api.models import IdempotencyKey
from mainline.register.models import Document, Event, Right
from tests.api.conftest import HOLDER, RIVAL, a_member, by_token

pytestmark = pytest.mark.django_db
TEXT = "专利实施许可合同\n许可方：北川大学\n".encode()


def add(
    client: Client, right: Right, content: bytes = TEXT, name: str = "合同.txt", key: str = "", **fields: Any
) -> Any:
    given = {"file": SimpleUploadedFile(name, content), **fields}
    headers = {"idempotency-key": key} if key else {}
    return client.post(f"/api/v1/rights/{right.pk}/documents", given, headers=headers)


def test_a_document_is_brought_and_had_again_whole(two_rights: tuple[Right, Right]) -> None:
    public, _secret = two_rights
    event = Event.objects.filter(right=public).latest("pk")
    client = by_token(a_member(RIVAL))

    answer = add(client, public, event=event.pk, language="zh")

    told = answer.json()
    assert answer.status_code == 201, answer.content
    assert (told["name"], told["media_type"], told["size"]) == ("合同.txt", "text/plain", len(TEXT))
    assert (told["event"], told["confidentiality"], told["language"]) == (event.pk, "holder", "zh")
    assert client.get(answer["Location"]).json() == told
    file = client.get(told["file_url"])
    assert file.getvalue() == TEXT
    assert file["Content-Disposition"].startswith("attachment; ")
    assert client.get(told["file_url"], headers={"if-none-match": file["ETag"]}).status_code == 304
    for path in ("documents", f"rights/{public.pk}/documents"):
        assert [row["id"] for row in client.get(f"/api/v1/{path}").json()["items"]] == [told["id"]]


def test_a_document_is_for_whom_it_is(two_rights: tuple[Right, Right]) -> None:
    public, secret = two_rights
    made = add(by_token(a_member(RIVAL)), public).json()
    stranger = by_token(a_member(HOLDER))

    for client in (Client(), stranger):
        assert client.get(made["url"]).status_code == 404
        assert client.get(made["file_url"]).status_code == 404
        assert client.get(f"/api/v1/rights/{public.pk}/documents").json()["items"] == []
    assert stranger.get("/api/v1/documents").json()["items"] == []
    assert add(by_token(a_member(RIVAL)), secret).status_code == 404
    assert (
        stranger.post(f"{made['url']}/withdraw", {"reason": "x"}, content_type="application/json").status_code
        == 404
    )


def test_the_same_content_and_the_same_key_are_one_document(two_rights: tuple[Right, Right]) -> None:
    client = by_token(a_member(RIVAL))

    first, replayed = add(client, two_rights[0], key="k"), add(client, two_rights[0], key="k")
    again, other = add(client, two_rights[0]), add(client, two_rights[0], TEXT + b"!", key="k")

    assert [a.status_code for a in (first, replayed, again, other)] == [201, 201, 200, 422]
    assert replayed["Idempotency-Replayed"] == "true"
    assert first.json()["id"] == replayed.json()["id"] == again.json()["id"]
    assert Document.objects.count() == IdempotencyKey.objects.count() == 1


def test_a_version_follows_another_and_one_is_taken_back(two_rights: tuple[Right, Right]) -> None:
    client = by_token(a_member(RIVAL))
    first = add(client, two_rights[0]).json()

    second = add(client, two_rights[0], TEXT + b"2", replaces=first["id"]).json()
    gone = client.post(f"{second['url']}/withdraw", {"reason": "误传"}, content_type="application/json")

    assert second["replaces"] == first["id"]
    assert gone.status_code == 204
    assert client.get(second["url"]).status_code == 404
    row = Document.objects.get(pk=second["id"])
    assert row.withdrawn_because == "误传"


@pytest.mark.parametrize(
    ("content", "name", "fields", "status", "field"),
    [
        (b"", "a.txt", {}, 422, "file"),
        (b"MZ\x90\x00" + b"\0" * 64, "a.txt", {}, 422, "file"),
        (b"<svg onload='x()'></svg>", "a.svg", {}, 422, "file"),
        (TEXT, "a.txt", {"event": 999_999}, 422, "event"),
        (TEXT, "a.txt", {"replaces": 2**70}, 422, "replaces"),
        (TEXT, "a.txt", {"language": "Chinese"}, 422, "language"),
        (TEXT, "a.txt", {"confidentiality": "secret"}, 422, "confidentiality"),
        (TEXT, "a.txt", {"withdrawn_at": "2020-01-01"}, 422, "withdrawn_at"),
    ],
)
def test_what_will_not_do_is_refused_by_its_field(
    two_rights: tuple[Right, Right],
    content: bytes,
    name: str,
    fields: dict[str, Any],
    status: int,
    field: str,
) -> None:
    answer = add(by_token(a_member(RIVAL)), two_rights[0], content, name, **fields)

    assert (answer.status_code, answer.json()["field"]) == (status, field), answer.content
    assert not Document.objects.exists()


def test_a_file_too_large_and_a_store_that_is_away_are_told(
    two_rights: tuple[Right, Right], settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = by_token(a_member(RIVAL))
    made = add(client, two_rights[0]).json()
    for file in settings.DATA_DIR.rglob(f"*{made['sha256'][2:]}*"):
        file.unlink()

    away = client.get(made["file_url"])
    settings.DOCUMENT_MAX_BYTES = 4
    large = add(client, two_rights[0], TEXT + b"3")

    assert (away.status_code, away.json()["code"]) == (503, "store")
    assert (large.status_code, large.json()["code"]) == (413, "too_large")


def test_a_reader_adds_nothing(two_rights: tuple[Right, Right]) -> None:
    assert add(by_token(a_member(RIVAL, role="viewer")), two_rights[0]).status_code == 403
    assert add(by_token(a_member(RIVAL), "read"), two_rights[0]).json()["code"] == "scope"
    assert add(Client(), two_rights[0]).status_code == 401
