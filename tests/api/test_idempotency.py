"""A write under a key is done once: asked again, killed midway, or asked twice at once."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from mainline.api import idempotency
from mainline.api.idempotency import forget_idempotency_keys
from mainline.api.models import IdempotencyKey
from mainline.register.models import Event, Import, Right
from tests.api.conftest import RIVAL, a_member, by_token
from tests.factories import enter
from tests.register.samples import publication

pytestmark = pytest.mark.django_db
SIGNED = {"code": "utilization.licence.signed", "happened_on": "2024-03-18", "source_text": "合同"}


@pytest.fixture
def right() -> Right:
    [right] = enter(publication(applicant=RIVAL))
    return right


@pytest.fixture
def client(right: Right) -> Client:
    return by_token(a_member(RIVAL))


def post(client: Client, right: Right, key: str, **changed: object) -> Any:
    return client.post(
        f"/api/v1/rights/{right.pk}/events",
        {**SIGNED, **changed},
        content_type="application/json",
        headers={"idempotency-key": key},
    )


def recorded() -> int:
    return Event.objects.filter(code=SIGNED["code"]).count()


def test_the_same_request_is_answered_again_and_not_done_again(client: Client, right: Right) -> None:
    first = post(client, right, "a-key")
    again = post(client, right, "a-key")

    assert first.status_code == again.status_code == 201
    assert first.content == again.content
    assert first["Location"] == again["Location"] == first.json()["url"]
    assert "Idempotency-Replayed" not in first
    assert again["Idempotency-Replayed"] == "true"
    assert recorded() == 1


def test_the_first_answer_is_given_though_the_thing_has_changed(client: Client, right: Right) -> None:
    first = post(client, right, "a-key")
    Event.objects.filter(pk=first.json()["id"]).update(happened_on=dt.date(2020, 1, 1))

    assert post(client, right, "a-key").json()["happened_on"] == "2024-03-18"


def test_the_same_key_for_another_request_is_refused(client: Client, right: Right) -> None:
    post(client, right, "a-key")

    other = post(client, right, "a-key", happened_on="2024-03-19")

    assert (other.status_code, other.json()["code"]) == (422, "idempotency.other")
    elsewhere = client.delete("/api/v1/tokens/99", headers={"idempotency-key": "a-key"})
    assert elsewhere.json()["code"] == "idempotency.other"
    assert recorded() == 1


def test_keys_of_two_users_are_two(client: Client, right: Right) -> None:
    other = by_token(a_member(RIVAL))

    assert post(client, right, "a-key").status_code == 201
    assert post(other, right, "a-key", source_text="另一份合同").status_code == 201


def test_a_second_request_while_the_first_is_running_is_told_so(client: Client, right: Right) -> None:
    post(client, right, "a-key")
    IdempotencyKey.objects.update(status=None, body="", made_at=timezone.now())

    answer = post(client, right, "a-key")

    assert (answer.status_code, answer.json()["code"]) == (409, "idempotency.running")
    assert answer["Retry-After"]


def test_a_process_killed_midway_did_nothing_and_its_key_is_free_after_a_minute(
    client: Client, right: Right, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        """As a process that is killed: nothing after it runs."""

    def kill(*_args: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr("mainline.api.operations.response_to", kill)
        patched.setattr(idempotency.IdempotencyKey.objects.filter().__class__, "delete", kill)
        with pytest.raises(Killed):
            post(client, right, "a-key")
    assert recorded() == 0
    assert IdempotencyKey.objects.get().status is None
    assert post(client, right, "a-key").status_code == 409
    IdempotencyKey.objects.update(made_at=timezone.now() - dt.timedelta(minutes=2))

    assert post(client, right, "a-key").status_code == 201
    assert recorded() == 1


def test_whoever_finds_their_key_taken_over_undoes_what_they_did(
    client: Client, right: Right, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = idempotency._write_and_answer

    def slow(taken: IdempotencyKey, write: Any) -> Any:
        IdempotencyKey.objects.filter(pk=taken.pk).update(made_at=timezone.now() + dt.timedelta(minutes=2))
        return real(taken, write)

    monkeypatch.setattr(idempotency, "_write_and_answer", slow)

    assert post(client, right, "a-key").status_code == 409
    assert recorded() == 0


def test_what_was_refused_may_be_asked_again_under_its_key(client: Client, right: Right) -> None:
    assert post(client, right, "a-key", code="no.such.code").status_code == 422

    assert not IdempotencyKey.objects.exists()
    assert post(client, right, "a-key").status_code == 201


@pytest.mark.parametrize("key", ["", "with space", "é", "x" * 101])
def test_a_key_that_will_not_do_is_refused(client: Client, right: Right, key: str) -> None:
    answer = post(client, right, key)

    assert (answer.status_code, answer.json()["field"]) == (422, "Idempotency-Key")
    assert recorded() == 0


def test_an_upload_is_known_by_its_content(client: Client) -> None:
    def upload(content: bytes) -> Any:
        file = SimpleUploadedFile("rights.csv", content)
        return client.post("/api/v1/imports", {"file": file}, headers={"idempotency-key": "up"})

    first, again, other = upload(b"a,b\n1,2\n"), upload(b"a,b\n1,2\n"), upload(b"a,b\n1,3\n")

    assert (first.status_code, again.status_code, other.status_code) == (201, 201, 422)
    assert again["Idempotency-Replayed"] == "true"
    assert first.json()["id"] == again.json()["id"]
    assert Import.objects.filter(name="rights.csv").count() == 1


def test_an_answer_without_a_body_is_given_again_too(client: Client) -> None:
    user = a_member(RIVAL)
    browser_like = by_token(user)
    own = browser_like.get("/api/v1/me").json()["token"]["id"]
    other = by_token(user)
    assert other.get("/api/v1/me").status_code == 200

    gone = browser_like.delete(f"/api/v1/tokens/{own}", headers={"idempotency-key": "k"})

    assert gone.status_code == 204
    assert IdempotencyKey.objects.get(key="k").status == 204


def test_keys_are_forgotten_after_their_day(client: Client, right: Right) -> None:
    post(client, right, "a-key")

    assert forget_idempotency_keys(before=timezone.now() - dt.timedelta(hours=24)) == 0
    assert forget_idempotency_keys(before=timezone.now() + dt.timedelta(seconds=1)) == 1
