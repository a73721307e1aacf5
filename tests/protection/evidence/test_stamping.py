"""Time stamps fetched from authorities that answer well, wrongly, late or not. The authorities are fakes on this machine."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from cryptography.hazmat import asn1
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from mainline import outward
from mainline.audit.models import Entry
from mainline.orgs.models import Organisation
from mainline.protection.evidence import authorities, jobs, stamping
from mainline.protection.evidence.enums import TokenState
from mainline.protection.evidence.logic import authority, shapes, tokens
from mainline.protection.evidence.models import Evidence, TimestampToken
from mainline.register.models import Event
from tests.factories import DAY
from tests.protection.evidence.samples import Cast, a_cast
from tests.receivers import Receiver, answering, listening

pytestmark = pytest.mark.django_db
FAKE = authority.make(dt.datetime.now(dt.UTC))
"""Stands for an authority on the net."""


@pytest.fixture
def cast(db: None) -> Cast:
    return a_cast(is_demo=False)


@pytest.fixture
def server(settings: Any) -> Iterator[Any]:
    with listening() as made:
        settings.OUTWARD_ALLOW = frozenset({made.entry})
        settings.TSA_URL, settings.TSA_CERTIFICATES, settings.TSA_POLICY = made.url, FAKE.root_pem, ""
        yield made


def stamping_with(change: Callable[[bytes], bytes], at: dt.datetime | None = None) -> Any:
    """An authority that changes the request before it answers."""

    def reply(handler: Receiver) -> None:
        _path, _headers, body = handler.server.asked[-1]
        answer = authority.answer(FAKE, change(body), at or dt.datetime.now(dt.UTC))
        answering(200, answer, Content_Type="application/timestamp-reply")(handler)

    return reply


def with_nonce(request: bytes) -> bytes:
    asked = asn1.decode_der(shapes.Request, request)
    return tokens.request_of(asked.imprint.digest, 12345)


def of_something_else(request: bytes) -> bytes:
    asked = asn1.decode_der(shapes.Request, request)
    return tokens.request_of(b"\x00" * 32, asked.nonce or 0)


def token_of(row: Evidence) -> TimestampToken:
    return TimestampToken.objects.get(evidence=row)


def test_stamp_is_fetched_checked_and_told_to_the_thread(cast: Cast, server: Any) -> None:
    server.reply = stamping_with(bytes)
    row = cast.deposit(right=cast.right)
    assert token_of(row).state == TokenState.PENDING
    assert not Event.objects.filter(code="protection.evidence.preserved").exists()
    assert jobs.work_once() == 1
    token = token_of(row)
    assert (token.state, token.problem, token.next_at) == (TokenState.VERIFIED, "", None)
    assert token.response
    assert token.stamped_at
    assert token.verified_at
    assert not token.is_demonstration
    assert server.asked[0][1]["Content-Type"] == "application/timestamp-query"
    assert Event.objects.get(code="protection.evidence.preserved").confidentiality == "own"
    assert Entry.objects.filter(code="evidence.stamped", by=None).count() == 1
    assert jobs.work_once() == 0


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (answering(200, b"<html>rubbish</html>"), "rubbish"),
        (answering(200, b""), "rubbish"),
        (answering(200, b"\x30" * 70_000), "rubbish"),
        (answering(503, b""), "http"),
        (answering(302, b"", Location="https://elsewhere.example/"), "http"),
        (answering(200, bytes.fromhex("30053003020102")), "rejected"),
        (answering(200, bytes.fromhex("30053003020103")), "later"),
        (stamping_with(with_nonce), "wrong_nonce"),
        (stamping_with(of_something_else), "wrong_hash"),
    ],
)
def test_wrong_answer_is_held_by_nobody_and_asked_for_again(
    cast: Cast, server: Any, reply: Any, code: str
) -> None:
    server.reply = reply
    row = cast.deposit(right=cast.right)
    jobs.work_once()
    token = token_of(row)
    assert (token.state, token.problem, token.response) == (TokenState.PENDING, code, None)
    assert token.next_at is not None
    assert dt.timedelta(0) < token.next_at - timezone.now() <= dt.timedelta(minutes=1)
    assert jobs.work_once() == 0, "not before its time"
    server.reply = stamping_with(bytes)
    TimestampToken.objects.update(next_at=timezone.now())
    jobs.work_once()
    assert token_of(row).state == TokenState.VERIFIED


def test_authority_that_does_not_answer_in_time_is_waited_for(
    cast: Cast, server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = outward.send

    def impatient(url: str, *, guard: outward.Guard, **more: Any) -> outward.Answer:
        return real(url, guard=outward.Guard(allow=guard.allow, longest=0.2), **more)

    def slow(handler: Receiver) -> None:
        handler.connection.recv(1)

    monkeypatch.setattr(outward, "send", impatient)
    server.reply = slow
    row = cast.deposit()
    jobs.work_once()
    token = token_of(row)
    assert (token.state, token.problem) == (TokenState.PENDING, "unreachable")
    assert "15" not in token.problem_detail or token.problem_detail


def test_authority_of_another_key_is_not_taken_for_ours(cast: Cast, server: Any, settings: Any) -> None:
    settings.TSA_CERTIFICATES = authority.make(dt.datetime.now(dt.UTC)).root_pem
    server.reply = stamping_with(bytes)
    row = cast.deposit()
    jobs.work_once()
    assert (token_of(row).state, token_of(row).problem) == (TokenState.PENDING, "chain")


def test_without_certificates_a_stamp_is_held_and_not_called_verified(
    cast: Cast, server: Any, settings: Any
) -> None:
    settings.TSA_CERTIFICATES = ""
    server.reply = stamping_with(bytes)
    row = cast.deposit()
    jobs.work_once()
    token = token_of(row)
    assert (token.state, token.problem, token.verified_at) == (TokenState.STAMPED, "no_certificates", None)
    with pytest.raises(ValidationError):
        stamping.verify_again(token=token, by=cast.manager)
    settings.TSA_CERTIFICATES = FAKE.root_pem
    with pytest.raises(PermissionDenied):
        stamping.verify_again(token=token, by=cast.stranger)
    assert stamping.verify_again(token=token, by=cast.manager).state == TokenState.VERIFIED
    with pytest.raises(ValidationError):
        stamping.verify_again(token=token, by=cast.manager)


def test_clock_that_is_wrong_is_told(cast: Cast, server: Any) -> None:
    server.reply = stamping_with(bytes, at=dt.datetime.now(dt.UTC) - dt.timedelta(days=3))
    row = cast.deposit()
    jobs.work_once()
    token = token_of(row)
    assert (token.state, token.problem) == (TokenState.VERIFIED, "clock")


def test_policy_that_is_demanded_is_asked_for_and_checked(cast: Cast, server: Any, settings: Any) -> None:
    settings.TSA_POLICY = "1.2.3"
    server.reply = stamping_with(bytes)
    row = cast.deposit()
    jobs.work_once()
    assert token_of(row).problem == "rejected"


def test_asking_ends_after_many_attempts_and_a_person_begins_it_anew(cast: Cast, server: Any) -> None:
    server.reply = answering(500)
    row = cast.deposit()
    for _attempt in range(20):
        TimestampToken.objects.update(next_at=timezone.now())
        jobs.work_once()
    token = token_of(row)
    assert (token.state, token.attempts, token.next_at) == (TokenState.REFUSED, 20, None)
    assert Entry.objects.filter(code="evidence.refused").count() == 1
    server.reply = stamping_with(bytes)
    with pytest.raises(PermissionDenied):
        stamping.ask(evidence=row, by=cast.stranger)
    stamping.ask(evidence=row, by=cast.manager)
    jobs.work_once()
    states = row.tokens.order_by("pk").values_list("state", flat=True)
    assert list(states) == [TokenState.REFUSED, TokenState.VERIFIED]


def test_waiting_stamp_is_asked_for_at_once_and_not_twice(cast: Cast, server: Any) -> None:
    server.reply = answering(500)
    row = cast.deposit()
    jobs.work_once()
    stamping.ask(evidence=row, by=cast.manager)
    assert row.tokens.count() == 1
    assert jobs.work_once() == 1


def test_address_inside_is_never_asked(cast: Cast, settings: Any) -> None:
    settings.TSA_URL = "https://127.0.0.1/tsa"
    row = cast.deposit()
    jobs.work_once()
    assert token_of(row).problem == "address"


def test_real_organisation_is_never_stamped_by_the_demonstration(cast: Cast, settings: Any) -> None:
    row = cast.deposit()
    assert not row.tokens.exists()
    settings.TSA_URL = authorities.DEMONSTRATION
    stamping.ask(evidence=row, by=cast.manager)
    jobs.work_once()
    assert token_of(row).is_demonstration
    assert "not a recognised authority" in token_of(row).issuer
    Organisation.objects.update(is_demo=True)
    settings.TSA_URL = ""
    chosen = authorities.authority_for(Organisation.objects.get(pk=cast.holder.pk))
    assert chosen is not None
    assert chosen.is_demonstration


def test_demonstration_authority_is_made_once_and_kept(settings: Any) -> None:
    made = authorities.demonstration()
    file = settings.DATA_DIR / "demonstration-tsa.pem"
    assert file.stat().st_mode & 0o077 == 0
    assert authorities.demonstration().chain == made.chain
    assert list(settings.DATA_DIR.glob(".demonstration*")) == []


def test_two_askers_do_not_fetch_the_same_stamp(cast: Cast, server: Any) -> None:
    cast.deposit()
    first = stamping._claim()
    assert first is not None
    assert stamping._claim() is None
    TimestampToken.objects.update(next_at=timezone.now() - dt.timedelta(seconds=1))
    assert stamping._claim() is not None, "an asker that died is followed by another"
    server.reply = stamping_with(bytes)
    stamping.fetch(first, on=DAY)
    stamping.fetch(first, on=DAY)
    assert Entry.objects.filter(code="evidence.stamped").count() == 1
