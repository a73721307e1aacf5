"""What the form of a deposit asks, read out of a request without a decision."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from mainline.protection.evidence.logic.checklist import FACTS, NOT_DONE, STATES, STEPS, Capture, Step
from mainline.protection.evidence.words import STEPS as WORDS


@dataclass(frozen=True, slots=True)
class Asked:
    """One step as the form draws it."""

    code: str
    words: object
    advice: object
    state: str
    note: str


def capture_from(given: QueryDict) -> Capture:
    """Return a capture as a form or the API tells it; what is not told is not done."""
    facts = {code: given.get(code, "") for code in FACTS}
    told = {code: Step(given.get(f"step-{code}", NOT_DONE), given.get(f"note-{code}", "")) for code in STEPS}
    return Capture(
        facts, {code: step if step.state in STATES else Step("?", step.note) for code, step in told.items()}
    )


def drawn(capture: Capture | None) -> list[Asked]:
    """Return the steps in their order, as they were answered."""
    steps: Mapping[str, Step] = capture.steps if capture else {}
    return [
        Asked(code, *WORDS[code], steps.get(code, Step()).state, steps.get(code, Step()).note)
        for code in STEPS
    ]


def typed(capture: Capture) -> dict[str, str]:
    """Return the facts as the form's fields hold them: an instant in the platform's time, to the minute."""
    facts = {code: capture.facts.get(code, "") for code in FACTS}
    try:
        told = parse_datetime(facts["captured_at"]) if facts["captured_at"] else None
    except ValueError:
        told = None
    if told is not None and told.tzinfo is not None:
        facts["captured_at"] = timezone.localtime(told).strftime("%Y-%m-%dT%H:%M")
    return facts
