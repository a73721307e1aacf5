"""Calendars as text: lines folded within no character, nothing in a text ends a line, whole days."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mainline.portfolio.calendar.ical import Entry, calendar, escaped, folded

AT = dt.datetime(2026, 11, 20, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=8)))


def unfolded(text: str) -> list[str]:
    return text.replace("\r\n ", "").removesuffix("\r\n").split("\r\n")


def test_entry_is_a_whole_day_with_all_that_a_calendar_needs() -> None:
    entry = Entry(
        "deadline-7@x",
        dt.date(2026, 12, 31),
        "答复, 第一次; 审查",
        AT,
        3,
        description="a\nb\\c",
        url="https://m/7",
    )

    lines = unfolded(calendar("日期", "zh", [entry]))

    assert lines[:3] == ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Mainline//Dates//ZH"]
    assert lines[lines.index("BEGIN:VEVENT") :] == [
        "BEGIN:VEVENT",
        "UID:deadline-7@x",
        "DTSTAMP:20261120T013000Z",
        "LAST-MODIFIED:20261120T013000Z",
        "SEQUENCE:3",
        "DTSTART;VALUE=DATE:20261231",
        "DTEND;VALUE=DATE:20270101",
        "SUMMARY:答复\\, 第一次\\; 审查",
        "DESCRIPTION:a\\nb\\\\c",
        "URL:https://m/7",
        "STATUS:CONFIRMED",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
        "END:VCALENDAR",
    ]


def test_cancelled_entry_keeps_its_uid() -> None:
    text = calendar("x", "en", [Entry("u", dt.date(2026, 1, 1), "s", AT, is_cancelled=True)])
    assert "UID:u\r\n" in text
    assert "STATUS:CANCELLED\r\n" in text


@given(st.text(max_size=200))
@settings(max_examples=150, deadline=None)
def test_any_text_is_folded_and_comes_back(text: str) -> None:
    line = f"SUMMARY:{escaped(text)}"

    parts = folded(line).split("\r\n")

    assert all(len(part.encode()) <= 75 for part in parts)
    assert all(part.startswith(" ") for part in parts[1:])
    assert "".join([parts[0], *(part[1:] for part in parts[1:])]) == line
    assert "\n" not in line
    assert "\r" not in line


@pytest.mark.parametrize(
    ("text", "told"), [("a\r\nEND:VCALENDAR", "a\\nEND:VCALENDAR"), ("a\x00\tb", "a  b")]
)
def test_no_text_ends_a_line(text: str, told: str) -> None:
    assert escaped(text) == told
