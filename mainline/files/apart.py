"""Looks at a stranger's file in a process of its own: little memory and time, none of this program's environment.

A file that breaks its reader breaks that process alone. Everything that parses a file goes through here.
"""

from __future__ import annotations

import dataclasses
import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from mainline.files.kinds import KINDS, Kind
from mainline.files.limits import Limits
from mainline.files.reader import OUTPUT
from mainline.files.reading import Extracted
from mainline.files.refusals import Refused

SECONDS = 90.0
"""That a reader may take by the clock; of the processor it gets fewer."""
PICTURE_SECONDS = 15.0
"""For the picture of one page, for which a person waits."""
PATIENCE = 60.0
_PICTURE_PATIENCE = 5.0
"""Seconds to wait for a turn: slow files must not keep all that serves pages waiting."""
_AT_ONCE = 2
"""Readers that one process of ours starts at the same time: a page with many pictures must not take the machine."""
_ROOT = Path(__file__).resolve().parents[2]
_OUT_OF_MEMORY = 3
_turns = threading.BoundedSemaphore(_AT_ONCE)


class ReaderFailed(RuntimeError):
    """The reader gave no answer; ``args[0]`` is ``time``, ``memory``, ``crash``, or ``busy`` where it got no turn."""


@dataclass(frozen=True, slots=True)
class Sniffed:
    """What a file is."""

    kind: Kind
    pages: int | None
    """Of a PDF."""


def sniff(path: Path, name: str, limits: Limits) -> Sniffed:
    """Say what a file is. Raises :class:`Refused` for one that is not taken, also where that could not be found out."""
    try:
        answer = json.loads(_ask("sniff", path, name, json.dumps(dataclasses.asdict(limits))))
    except ReaderFailed as error:
        raise Refused("unchecked", str(error)) from error
    if "refused" in answer:
        raise Refused(answer["refused"], answer["detail"])
    return Sniffed(KINDS[answer["kind"]], answer["pages"])


def extract(path: Path, kind: Kind) -> Extracted:
    """Read the text of a file; what can't be read says why. Never raises for anything in the file."""
    try:
        return Extracted(**json.loads(_ask("extract", path, kind.code)))
    except ReaderFailed as error:
        return Extracted("", None, "failed", str(error))


def extract_packed(path: Path, kind: Kind) -> Extracted:
    """The same with the names of the elements of XML, and with all that can be read in an archive."""
    try:
        return Extracted(**json.loads(_ask("packed", path, kind.code)))
    except ReaderFailed as error:
        return Extracted("", None, "failed", str(error))


def picture(path: Path, page: int) -> bytes:
    """Return a page (from 1) of a PDF as PNG, 1400 pixels at the longest side. Raises :class:`ReaderFailed`."""
    return _ask("picture", path, str(page), seconds=PICTURE_SECONDS, patience=_PICTURE_PATIENCE)


def _ask(
    verb: str, path: Path, *more: str, seconds: float | None = None, patience: float | None = None
) -> bytes:
    """Wait for a turn, start a reader, and return what it wrote. Raises :class:`ReaderFailed`."""
    if not _turns.acquire(timeout=PATIENCE if patience is None else patience):
        raise ReaderFailed("busy")
    try:
        return _read(verb, path, more, SECONDS if seconds is None else seconds)
    finally:
        _turns.release()


def _read(verb: str, path: Path, more: Sequence[str], seconds: float) -> bytes:
    # "-P": a file in the working folder is no module of ours.
    command = [sys.executable, "-P", "-m", "mainline.files.reader", verb, str(path), *more]
    with tempfile.TemporaryFile() as output:
        try:
            done = subprocess.run(  # noqa: S603 (no shell, own words)
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.DEVNULL,
                cwd=path.parent,
                env=_environment(),
                timeout=seconds,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise ReaderFailed("time") from error
        if done.returncode:
            raise ReaderFailed(_why(done.returncode))
        output.seek(0)
        return output.read(OUTPUT)


def _environment() -> dict[str, str]:
    """Return what a reader needs to start, and nothing else: no key, no address of a database."""
    kept = {name: os.environ[name] for name in ("PATH", "TMPDIR", "SYSTEMROOT") if name in os.environ}
    return {**kept, "PYTHONPATH": str(_ROOT), "PYTHONUTF8": "1"}


def _why(code: int) -> str:
    if code == _OUT_OF_MEMORY:
        return "memory"
    # The kernel ends a process past its processor time by SIGXCPU, or by SIGKILL at the hard bound.
    return "time" if code in (-24, -9) else "crash"
