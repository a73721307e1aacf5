"""Pages without the collected static files, and with today's message catalogue."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client

LOCALE = Path(__file__).resolve().parents[2] / "mainline" / "locale"


@pytest.fixture(scope="session", autouse=True)
def catalogue() -> None:
    """Compile the catalogue where it is older than its source, as the set-up does."""
    source = LOCALE / "zh_Hans" / "LC_MESSAGES" / "django.po"
    target = source.with_suffix(".mo")
    if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
        command = [
            sys.executable,
            "-m",
            "babel.messages.frontend",
            "-q",
            "compile",
            "-D",
            "django",
            "-d",
            str(LOCALE),
        ]
        subprocess.run(command, check=True, timeout=60)


@pytest.fixture(autouse=True)
def plain_static(settings: Any, tmp_path: Path) -> None:
    """Static files by their own names: what hashes them is the set-up's business."""
    settings.STORAGES = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATIC_ROOT.mkdir()
    caches["local"].clear()


@pytest.fixture
def zh() -> Client:
    """A visitor who reads Chinese."""
    return Client(HTTP_ACCEPT_LANGUAGE="zh-CN")


@pytest.fixture
def en() -> Client:
    """A visitor who reads English."""
    return Client(HTTP_ACCEPT_LANGUAGE="en")
