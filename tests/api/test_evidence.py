"""Evidence over the API: deposited, stamped, taken away, verified; refused to strangers."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from mainline.protection.evidence import jobs
from mainline.protection.evidence.logic import merkle
from tests.api.conftest import by_token
from tests.protection.evidence.samples import Cast, a_capture, a_cast

pytestmark = pytest.mark.django_db
EVIDENCE = "/api/v1/evidence"
CAPTURE = {
    "facts": dict(a_capture().facts),
    "steps": {code: {"state": step.state, "note": step.note} for code, step in a_capture().steps.items()},
}


@pytest.fixture
def cast(db: None) -> Cast:
    return a_cast()


def deposit(client: Client, **changes: Any) -> Any:
    files = [SimpleUploadedFile("页面.html", b"page"), SimpleUploadedFile("录屏.mp4", b"video")]
    given = {"files": files, "title": "店铺页面", "capture": json.dumps(CAPTURE), **changes}
    return client.post(EVIDENCE, given)


def test_deposit_stamp_archive_and_verdict(cast: Cast) -> None:
    client = by_token(cast.manager)
    made = deposit(client, right=cast.right.pk)
    assert made.status_code == 201, made.content
    told = made.json()
    assert (told["state"], told["complete"], told["log_index"]) == ("pending", True, 0)
    assert [one["name"] for one in told["files"]] == ["页面.html", "录屏.mp4"]
    jobs.work_once()
    address = f"{EVIDENCE}/{told['id']}"
    now = client.get(address).json()
    assert (now["state"], now["stamps"][0]["demonstration"]) == ("verified", True)
    assert client.get(EVIDENCE).json()["items"][0]["digest"] == now["digest"]
    archive = b"".join(client.get(f"{address}/archive").streaming_content)
    assert "VERIFY.md" in zipfile.ZipFile(io.BytesIO(archive)).namelist()
    verdict = client.post(f"{EVIDENCE}/verify", {"file": SimpleUploadedFile("a.zip", archive)}).json()
    assert (verdict["valid"], verdict["stamp"]["trusted_by"]) == (True, "demonstration")
    altered = SimpleUploadedFile("a.zip", archive.replace(b"video", b"videp"))
    verdict = client.post(f"{EVIDENCE}/verify", {"file": altered}).json()
    assert [one["path"] for one in verdict["files"] if not one["ok"]] == ["files/02-录屏.mp4"]


def test_head_that_was_kept_is_the_beginning_of_the_log_later(cast: Cast) -> None:
    client = by_token(cast.manager)
    assert client.get(f"{EVIDENCE}/log/head").status_code == 404
    cast.deposit()
    first = client.get(f"{EVIDENCE}/log/head").json()
    cast.deposit()
    cast.deposit()
    second = client.get(f"{EVIDENCE}/log/head").json()
    told = client.get(f"{EVIDENCE}/log/consistency?first={first['size']}&second={second['size']}").json()
    roots = bytes.fromhex(first["root"]), bytes.fromhex(second["root"])
    assert merkle.is_consistent(1, 3, *roots, [bytes.fromhex(one) for one in told["proof"]])
    assert client.get(f"{EVIDENCE}/log/consistency?first=1&second=9").status_code == 422


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"capture": "{"}, 422),
        ({"capture": json.dumps({"facts": {"colour": "red"}})}, 422),
        ({"capture": json.dumps({"steps": {"clock": "done"}})}, 422),
        ({"title": " "}, 422),
        ({"organisation": 999_999}, 422),
        ({"right": 999_999}, 404),
        ({"files": []}, 422),
    ],
)
def test_what_cannot_be_is_refused(cast: Cast, changes: dict[str, Any], status: int) -> None:
    answer = deposit(by_token(cast.manager), **changes)
    assert answer.status_code == status, answer.content


def test_stranger_finds_nothing_and_a_real_body_has_no_stamp(cast: Cast) -> None:
    row = cast.deposit()
    client = by_token(cast.stranger)
    assert client.get(EVIDENCE).json()["items"] == []
    for rest in ("", "/archive"):
        assert client.get(f"{EVIDENCE}/{row.pk}{rest}").status_code == 404
    assert client.post(f"{EVIDENCE}/{row.pk}/stamp").status_code == 404
    mine = deposit(client).json()
    assert (mine["state"], mine["stamps"]) == ("hashed", [])
    assert client.post(f"{EVIDENCE}/{mine['id']}/stamp").status_code == 422
    owner = by_token(cast.manager)
    assert owner.post(f"{EVIDENCE}/{row.pk}/stamp").json()["stamps"][0]["state"] == "pending"
