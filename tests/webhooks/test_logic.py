"""What a webhook is told, how it is signed, what an answer means."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mainline.register.codes import event_codes
from mainline.webhooks import logic
from mainline.webhooks.logic import Verdict

NOW = dt.datetime(2026, 11, 20, 8, tzinfo=dt.UTC)


def test_signature_is_what_the_documentation_says() -> None:
    expected = hmac.new(b"mlw_secret", b'wh1-ev2.1763625600.{"a":1}', hashlib.sha256).hexdigest()

    assert logic.signature("mlw_secret", "wh1-ev2", 1763625600, '{"a":1}') == f"v1={expected}"


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (200, Verdict.DELIVERED),
        (204, Verdict.DELIVERED),
        (301, Verdict.RECEIVER_DOWN),
        (400, Verdict.MESSAGE_REFUSED),
        (422, Verdict.MESSAGE_REFUSED),
        (401, Verdict.RECEIVER_DOWN),
        (404, Verdict.RECEIVER_DOWN),
        (410, Verdict.GONE),
        (429, Verdict.RECEIVER_DOWN),
        (500, Verdict.RECEIVER_DOWN),
        (503, Verdict.RECEIVER_DOWN),
    ],
)
def test_verdict_tells_the_message_from_the_receiver(status: int, expected: Verdict) -> None:
    assert logic.verdict(status) == expected


def test_wait_after_begins_with_seconds_ends_within_two_days_and_then_gives_up() -> None:
    waits = [logic.wait_after(attempts, 0.0) for attempts in range(1, logic.ATTEMPTS)]

    assert waits[0] == dt.timedelta(seconds=10)
    assert max(wait for wait in waits if wait) == dt.timedelta(hours=12)
    total = sum((wait for wait in waits if wait), dt.timedelta())
    assert dt.timedelta(days=1.5) < total < dt.timedelta(days=2)
    assert logic.wait_after(logic.ATTEMPTS, 0.0) is None


@given(st.integers(1, logic.ATTEMPTS - 1), st.floats(0, 1), st.integers(0, 10**8))
@settings(max_examples=60, deadline=None)
def test_wait_after_never_comes_too_early_or_much_too_late(attempts: int, chance: float, asked: int) -> None:
    wait = logic.wait_after(attempts, chance, dt.timedelta(seconds=asked))

    assert wait is not None
    assert logic.FIRST_WAIT <= wait <= logic.LONGEST_WAIT * 1.2
    assert wait >= min(dt.timedelta(seconds=asked), logic.LONGEST_WAIT)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        ("Fri, 20 Nov 2026 08:01:00 GMT", 60),
        ("Fri, 20 Nov 2020 08:01:00 GMT", 0),
        ("soon", 0),
        ("", 0),
        ("-5", 0),
        ("٣", 0),
        ("9" * 400, 10**8),
    ],
)
def test_retry_after_reads_seconds_and_dates_and_nothing_else(value: str, seconds: int) -> None:
    assert logic.retry_after(value, NOW) == dt.timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("codes", "is_wanted"),
    [
        ([], True),
        (["utilization."], True),
        (["utilization.licence."], True),
        (["utilization.licence.signed"], True),
        (["utilization.lic"], False),
        (["utilization"], False),
        (["portfolio.", "utilization.licence.signed"], True),
        (["portfolio."], False),
    ],
)
def test_is_wanted_takes_a_code_or_a_beginning_with_its_dot(codes: list[str], is_wanted: bool) -> None:
    assert logic.is_wanted("utilization.licence.signed", codes) is is_wanted


def test_tidied_codes_drop_what_a_beginning_holds() -> None:
    given = [" Utilization.licence.signed", "utilization.", "portfolio.fee.paid", "portfolio.fee.paid", ""]

    assert logic.tidied_codes(given) == ["portfolio.fee.paid", "utilization."]


def test_unknown_codes_names_what_no_event_can_have() -> None:
    given = ["utilization.", "utilization.licence.signed", "utilisation.", "licence", "."]

    assert logic.unknown_codes(given, event_codes()) == ["utilisation.", "licence", "."]


def test_answer_line_is_one_line_that_can_be_shown() -> None:
    line = logic.answer_line(500, b"<b>no\r\n\x00\x1b[31m way</b>\xff" + b"x" * 5000)

    assert line.startswith("500 <b>no [31m way</b>\ufffdxxx")
    assert len(line) == 300
    assert line.isprintable()


def test_host_of_leaves_out_the_path_that_may_hold_a_key() -> None:
    assert logic.host_of("https://hooks.example.org/services/T00/key?x=1") == "https://hooks.example.org"
    assert logic.host_of("https://hooks.example.org?key=1") == "https://hooks.example.org"
