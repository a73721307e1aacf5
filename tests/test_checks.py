"""Mistakes in settings are named with their mend."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.checks import run_checks

MISTAKES = [
    ("REGION", "atlantis", "mainline.E001", "heilongjiang"),
    ("TIME_ZONE", "Asia/Harbin2", "mainline.E003", "Asia/Shanghai"),
    ("WORKERS", 0, "mainline.E004", "at least 1"),
    ("REQUIRE_SECOND_FACTOR", "staf", "mainline.E010", "none, staff, all"),
    ("SESSION_COOKIE_AGE", 0, "mainline.E004", "at least 1"),
    ("ALLOWED_HOSTS", ["*"], "mainline.W001", "Name the hosts"),
    ("DOCUMENT_MAX_BYTES", 0, "mainline.E004", "at least 1"),
    ("DOCUMENT_STORE", "ftp://host", "mainline.E020", "s3://bucket"),
    ("DOCUMENT_STORE", "s3://bucket/prefix", "mainline.E021", "_FILE"),
]


@pytest.mark.parametrize(("name", "value", "code", "hint"), MISTAKES)
def test_mistake_is_named_with_its_mend(
    settings: Any, name: str, value: object, code: str, hint: str
) -> None:
    if name == "TIME_ZONE":
        vars(settings._wrapped)["TIME_ZONE"] = value
    else:
        setattr(settings, name, value)

    found = [message for message in run_checks() if message.id == code]

    assert len(found) == 1
    assert hint in found[0].hint


def test_setting_of_the_wrong_type_stops_the_program_with_its_name(program: Any) -> None:
    program.environment["MAINLINE_WORKERS"] = "many"

    done = program("doctor", check=False)

    assert done.returncode == 3
    assert "MAINLINE_WORKERS" in done.stderr
    assert "Traceback" not in done.stderr
