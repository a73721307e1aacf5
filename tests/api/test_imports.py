"""Imports over the API: rehearse, confirm, watch, stop, run again; what could not be read; and to whom it is told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from mainline.orgs import clock
from mainline.orgs.enums import Role
from mainline.orgs.models import Membership
from mainline.register import jobs
from mainline.register.models import Import, Right
from tests.api.conftest import by_token
from tests.factories import a_quarantined, a_user, an_import, an_organisation
from tests.register.samples import grants_file

pytestmark = pytest.mark.django_db
TABLE = b"a,b\n1,2\n"


def upload(client: Client, content: bytes = TABLE, name: str = "表.csv", **fields: Any) -> Any:
    return client.post("/api/v1/imports", {"file": SimpleUploadedFile(name, content), **fields})


@pytest.fixture
def client() -> Client:
    return by_token(a_user(Role.MANAGER))


def test_a_file_is_rehearsed_then_confirmed(client: Client, tmp_path: Path) -> None:
    asked = upload(client, grants_file(tmp_path / "grants.csv", 3, bad=(1,)).read_bytes())
    jobs.run_next(clock.today())

    told = client.get(asked["Location"]).json()
    assert (asked.status_code, asked.json()["state"], asked.json()["is_dry_run"]) == (201, "queued", True)
    assert (told["state"], told["counts"]["new"], told["can_confirm"]) == ("done", 2, True)
    assert not Right.objects.exists()

    confirmed = client.post(f"{told['url']}/confirm")
    jobs.run_next(clock.today())

    assert confirmed.status_code == 201
    assert confirmed.json()["id"] != told["id"]
    done = client.get(confirmed["Location"]).json()
    [counts] = done["by_format"].values()
    assert (counts["read"], counts["new"], done["quarantine"]) == (3, 2, 1)
    assert done["rejected"][0]["reason"]["zh"]
    [piece] = client.get(f"/api/v1/quarantine?import={done['id']}").json()["items"]
    assert piece["record"] == done["rejected"][0]["record"]
    assert Right.objects.count() == 2


def test_a_dry_run_tells_each_record_and_what_would_become_of_it(client: Client, tmp_path: Path) -> None:
    asked = upload(client, grants_file(tmp_path / "grants.csv", 2).read_bytes())
    jobs.run_next(clock.today())

    told = client.get(asked["Location"]).json()["rehearsed"]

    assert [(row["record"], row["outcome"], row["right"]) for row in told] == [
        (1, "new", None),
        (2, "new", None),
    ]
    assert all(row["number"] and row["title"] for row in told)


def test_a_file_is_for_the_organisation_that_is_named(tmp_path: Path) -> None:
    first, second = an_organisation(), an_organisation()
    user = a_user(Role.MANAGER, first)
    Membership.objects.create(user=user, organisation=second, role=Role.MANAGER)
    stranger = an_organisation()

    taken = upload(by_token(user), organisation=second.pk)
    refused = upload(by_token(user), organisation=stranger.pk)

    assert Import.objects.get(pk=taken.json()["id"]).organisation == second
    assert refused.status_code == 403


def test_a_file_may_be_brought_in_at_once(client: Client) -> None:
    assert upload(client, dry_run="false").json()["is_dry_run"] is False


def test_where_a_file_lies_on_the_server_is_not_told(client: Client, settings: Any) -> None:
    answer = upload(client)

    assert str(settings.DATA_DIR) not in answer.content.decode()
    assert "path" not in answer.json()


def test_an_import_is_stopped_and_run_again(client: Client) -> None:
    url = upload(client, dry_run="false").json()["url"]

    assert client.post(f"{url}/cancel").json()["state"] == "cancelled"
    ended = client.post(f"{url}/cancel")
    assert (ended.status_code, ended.json()["code"]) == (409, "conflict")
    again = client.post(f"{url}/run-again")
    assert (again.status_code, again.json()["state"]) == (201, "queued")
    assert client.post(f"{again.json()['url']}/run-again").status_code == 409
    assert client.post(f"{url}/confirm").status_code == 409


@pytest.mark.parametrize(
    ("fields", "field"), [({}, "file"), ({"file": "no file"}, "file"), ({"dry_run": "perhaps"}, "dry_run")]
)
def test_a_form_that_will_not_do_is_refused_by_its_field(
    client: Client, fields: dict[str, Any], field: str
) -> None:
    given = {"file": SimpleUploadedFile("a.csv", TABLE), **fields} if field != "file" else fields

    answer = client.post("/api/v1/imports", given)

    assert (answer.status_code, answer.json()["field"]) == (422, field)
    assert not Import.objects.exists()


def test_an_unknown_field_of_a_form_is_refused(client: Client) -> None:
    for name in ("path", "mapping", "requested_by"):
        answer = upload(client, **{name: "x"})
        assert (answer.status_code, answer.json()["field"]) == (422, name)
    assert not Import.objects.exists()


def test_a_file_that_is_too_large_says_how_large_one_may_be(client: Client, settings: Any) -> None:
    settings.MAX_UPLOAD_BYTES = 5

    answer = upload(client)

    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    assert not list(settings.FILES_DIR.rglob("*.csv"))


def test_imports_and_quarantine_are_those_of_ones_own_organisation() -> None:
    one, other = an_organisation(), an_organisation()
    asker = a_user(Role.MANAGER, one)
    colleague, stranger = by_token(a_user(Role.MANAGER, one)), by_token(a_user(Role.MANAGER, other))
    job = an_import(requested_by=asker)
    piece = a_quarantined(imported_by=job)

    for path in (f"imports/{job.pk}", f"quarantine/{piece.pk}", f"quarantine?import={job.pk}"):
        assert colleague.get(f"/api/v1/{path}").status_code == 200, path
        assert stranger.get(f"/api/v1/{path}").status_code == 404, path
    for path in ("imports", "quarantine"):
        assert [len(c.get(f"/api/v1/{path}").json()["items"]) for c in (colleague, stranger)] == [1, 0]
    for act in (f"imports/{job.pk}/cancel", f"imports/{job.pk}/confirm", f"quarantine/{piece.pk}/retry"):
        assert stranger.post(f"/api/v1/{act}").status_code == 404


def test_a_piece_is_told_with_its_reason_and_tried_again() -> None:
    user = a_user(Role.MANAGER)
    piece = a_quarantined(imported_by=an_import(requested_by=user))
    client = by_token(user)

    told = client.get(f"/api/v1/quarantine/{piece.pk}").json()

    assert (told["code"], told["record"], told["file"]) == ("xml.malformed", 1, "file.xml")
    assert told["reason"]["zh"] != told["reason"]["en"]
    assert client.post(f"/api/v1/quarantine/{piece.pk}/retry").json() == {"records": 0}


def test_a_list_of_imports_costs_the_same_for_three_as_for_one(django_assert_num_queries: Any) -> None:
    user = a_user(Role.MANAGER)
    client = by_token(user)
    an_import(requested_by=user)
    client.get("/api/v1/imports")

    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as one:
        client.get("/api/v1/imports")
    for _ in range(3):
        an_import(requested_by=user)
    with django_assert_num_queries(len(one)):
        client.get("/api/v1/imports")
