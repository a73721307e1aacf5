"""System checks that say how to mend a mistake. ``mainline doctor`` prints them."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

from mainline.orgs import factors
from mainline.outward import wrong_entry
from mainline.regions.loader import shipped_regions

_VENDOR = ("tabler.min.css", "htmx.min.js")


@register
def check_region(**_: Any) -> Sequence[CheckMessage]:
    """The region pack exists."""
    if settings.REGION in shipped_regions():
        return []
    known = ", ".join(shipped_regions())
    return [
        Error(
            f"MAINLINE_REGION is {settings.REGION!r}, and there is no such region pack.",
            hint=f"Choose one of: {known}; or add a folder below mainline/regions/.",
            id="mainline.E001",
        )
    ]


@register
def check_folder(**_: Any) -> Sequence[CheckMessage]:
    """The data folder can be written."""
    if os.access(settings.DATA_DIR, os.W_OK):
        return []
    return [
        Error(
            f"MAINLINE_DATA is {settings.DATA_DIR}, and this user can't write there.",
            hint="Let the user write to it, or name another folder.",
            id="mainline.E002",
        )
    ]


@register
def check_time_zone(**_: Any) -> Sequence[CheckMessage]:
    """The time zone is one that exists."""
    try:
        ZoneInfo(settings.TIME_ZONE)
    except (ZoneInfoNotFoundError, ValueError):
        return [
            Error(
                f"MAINLINE_TIME_ZONE is {settings.TIME_ZONE!r}, which is no time zone.",
                hint="Write it as Area/City, for example Asia/Shanghai.",
                id="mainline.E003",
            )
        ]
    return []


@register
def check_numbers(**_: Any) -> Sequence[CheckMessage]:
    """Counts are positive."""
    wrong = [
        (name, value)
        for name, value in (
            ("MAINLINE_WORKERS", settings.WORKERS),
            ("MAINLINE_MAX_UPLOAD_MIB", settings.MAX_UPLOAD_BYTES),
            ("MAINLINE_SESSION_HOURS", settings.SESSION_COOKIE_AGE // 3600),
            ("MAINLINE_SESSION_DAYS", settings.SESSION_LONGEST_SECONDS // 86400),
            ("MAINLINE_DOCUMENT_MAX_MIB", settings.DOCUMENT_MAX_BYTES),
            ("MAINLINE_DOCUMENT_MAX_MEGAPIXELS", settings.DOCUMENT_MAX_PIXELS),
        )
        if value < 1
    ]
    return [
        Error(f"{name} is {value}.", hint="Give a whole number of at least 1.", id="mainline.E004")
        for name, value in wrong
    ]


@register
def check_document_store(**_: Any) -> Sequence[CheckMessage]:
    """Where documents are kept is a folder, or a bucket with all that it takes to reach it."""
    said = settings.DOCUMENT_STORE
    if said == "folder":
        return []
    if not re.fullmatch(r"s3://[a-z0-9][a-z0-9.-]+(/[^\s]*)?", said):
        return [
            Error(
                f"MAINLINE_FILES is {said!r}, which names no store.",
                hint="Write folder, s3://bucket or s3://bucket/prefix.",
                id="mainline.E020",
            )
        ]
    needed = ("S3_ENDPOINT", "S3_ACCESS_KEY", "S3_SECRET_KEY")
    missing = [f"MAINLINE_{name}" for name in needed if not getattr(settings, name)]
    if not missing:
        return []
    return [
        Error(
            f"MAINLINE_FILES is {said!r}, and {', '.join(missing)} is not set.",
            hint="Set it, or MAINLINE_S3_ACCESS_KEY_FILE and MAINLINE_S3_SECRET_KEY_FILE for the keys.",
            id="mainline.E021",
        )
    ]


@register
def check_ways_out(**_: Any) -> Sequence[CheckMessage]:
    """What is excepted from the rule on requests to others is written so that it means something."""
    found: list[CheckMessage] = []
    if wrong := wrong_entry(settings.OUTWARD_ALLOW):
        found.append(
            Error(
                f"MAINLINE_OUTWARD_ALLOW holds {wrong!r}.",
                hint="Write host:port, such as hooks.intern:8443 or [::1]:9000, separated by commas.",
                id="mainline.E030",
            )
        )
    if settings.PUBLIC_URL and not settings.PUBLIC_URL.startswith(("https://", "http://")):
        found.append(
            Error(
                f"MAINLINE_PUBLIC_URL is {settings.PUBLIC_URL!r}, which is no address of a page.",
                hint="Write it with its scheme: https://ip.example.org",
                id="mainline.E031",
            )
        )
    return found


@register
def check_second_factor(**_: Any) -> Sequence[CheckMessage]:
    """Who must have a second factor is one of the known answers: a slip must not mean nobody."""
    if settings.REQUIRE_SECOND_FACTOR in factors.CHOICES:
        return []
    return [
        Error(
            f"MAINLINE_REQUIRE_SECOND_FACTOR is {settings.REQUIRE_SECOND_FACTOR!r}.",
            hint=f"Choose one of: {', '.join(factors.CHOICES)}.",
            id="mainline.E010",
        )
    ]


@register
def check_public_address(**_: Any) -> Sequence[CheckMessage]:
    """A server for others shows no traces and names its hosts."""
    found: list[CheckMessage] = []
    if "*" in settings.ALLOWED_HOSTS and not settings.DEBUG:
        found.append(
            Warning(
                "MAINLINE_ALLOWED_HOSTS is '*': pages answer to any host name.",
                hint="Name the hosts, separated by commas.",
                id="mainline.W001",
            )
        )
    if settings.BEHIND_TLS and settings.DEBUG:
        found.append(
            Error(
                "MAINLINE_DEBUG is on for a server behind TLS: error pages would show its settings.",
                hint="Unset MAINLINE_DEBUG.",
                id="mainline.E005",
            )
        )
    return found


@register
def check_front_end(**_: Any) -> Sequence[CheckMessage]:
    """The front-end files were fetched at set-up."""
    folder = settings.ROOT / "mainline" / "static" / "vendor"
    missing = [name for name in _VENDOR if not (folder / name).exists()]
    if not missing:
        return []
    return [
        Error(
            f"Front-end files are missing: {', '.join(missing)}.",
            hint="Run: rm -f .venv/stamp-run && bin/setup",
            id="mainline.E006",
        )
    ]
