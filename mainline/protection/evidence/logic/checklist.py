"""The steps of capturing evidence so that it holds, and what a deposit states of them. Pure.

Skipped steps of cleaning are what the other side attacks first, so each is asked for by name, and what was left out is said.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

FORMAT = "mainline.evidence.v1"
STEPS = ("clock", "cache", "proxy", "hosts", "network", "recording", "whole")
"""In the order in which they are done."""
DONE, NOT_DONE, NOT_APPLICABLE = "done", "not_done", "not_applicable"
STATES = (DONE, NOT_DONE, NOT_APPLICABLE)
FACTS = ("purpose", "found_at", "captured_at", "captured_by", "device", "clock_source", "network_name")
NEEDED = ("purpose", "found_at", "captured_at", "captured_by", "device")
"""Facts without which a capture is not complete."""
_REASONED = NOT_APPLICABLE


@dataclass(frozen=True, slots=True)
class Step:
    """What was done of one step, and a note on it."""

    state: str = NOT_DONE
    note: str = ""


@dataclass(frozen=True, slots=True)
class Capture:
    """How something was captured: facts and steps, as told by who deposits it."""

    facts: Mapping[str, str]
    """By :data:`FACTS`; missing or empty: not told. ``captured_at`` is an instant in ISO 8601."""
    steps: Mapping[str, Step]
    """By :data:`STEPS`; missing: not done."""

    def missing(self) -> list[str]:
        """Return the codes of what keeps the capture from being complete: facts not told, steps not done, and steps that
        do not apply without a note that says why."""
        facts = [code for code in NEEDED if not self.facts.get(code, "").strip()]
        return facts + [code for code in STEPS if not _is_met(self.steps.get(code, Step()))]


def _is_met(step: Step) -> bool:
    return step.state == DONE or (step.state == _REASONED and bool(step.note.strip()))


@dataclass(frozen=True, slots=True)
class Named:
    """A file of a deposit."""

    path: str
    """In the exported archive."""
    name: str
    sha256: str
    size: int


def statement(
    *,
    capture: Capture,
    files: Sequence[Named],
    title: str,
    organisation: str,
    right: str,
    by: str,
    at: str,
    salt: str,
    supplements: str = "",
) -> str:
    """Return what a deposit says, as canonical JSON: sorted names, no blanks, one line end. Its bytes are what is stamped.

    ``salt`` is random, so that the hash of a deposit tells nothing of a file that somebody could guess.
    """
    missing = capture.missing()
    told = {
        "format": FORMAT,
        "title": title,
        "organisation": organisation,
        "right": right,
        "deposited_by": by,
        "deposited_at": at,
        "supplements": supplements,
        "salt": salt,
        "capture": {code: capture.facts.get(code, "") for code in FACTS},
        "steps": [
            {
                "step": code,
                "state": capture.steps.get(code, Step()).state,
                "note": capture.steps.get(code, Step()).note,
            }
            for code in STEPS
        ],
        "complete": not missing,
        "missing": missing,
        "files": [
            {"path": one.path, "name": one.name, "sha256": one.sha256, "size": one.size} for one in files
        ],
    }
    return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"


class NoStatement(ValueError):
    """The text is not what a deposit says."""


def files_of(text: str) -> list[Named]:
    """Return the files that a statement names. Raises :class:`NoStatement`."""
    try:
        told = json.loads(text)
        if told["format"] != FORMAT:
            raise NoStatement(str(told["format"])[:80])
        return [
            Named(str(one["path"]), str(one["name"]), str(one["sha256"]), int(one["size"]))
            for one in told["files"]
        ]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise NoStatement(str(error)[:200]) from error


def capture_of(text: str) -> Capture:
    """Return how a statement says that it was captured. Raises :class:`NoStatement`."""
    try:
        told = json.loads(text)
        steps = {str(one["step"]): Step(str(one["state"]), str(one["note"])) for one in told["steps"]}
        return Capture({str(code): str(fact) for code, fact in told["capture"].items()}, steps)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise NoStatement(str(error)[:200]) from error
