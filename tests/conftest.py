"""What every test may ask for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real office files, ``data`` inside it; the test is skipped where there is none."""
    folder = Path(os.environ.get("MAINLINE_SHARED", "../shared"))
    if not (folder / "data").is_dir():
        pytest.skip(f"no real data at {folder}: set MAINLINE_SHARED to the folder that holds data/")
    return folder
