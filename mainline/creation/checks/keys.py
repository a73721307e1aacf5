"""What tells one finding from another, so that a dismissal holds as long as the words do."""

from __future__ import annotations

import hashlib

from mainline.creation.checks.logic import Checked, Finding
from mainline.creation.checks.logic.claims import Claim


def key_of(checked: Checked, finding: Finding) -> str:
    """Return the key of a finding: its rule, the words of its claim and its place in them.

    A claim whose number or neighbours change keeps its keys. What is about the whole text has the whole text as its claim.
    """
    claim = next((node.claim for node in checked.nodes if _is_in(node.claim, finding)), None)
    words, offset = (claim.text, claim.start) if claim is not None else (checked.text, 0)
    parts = (finding.rule, finding.kind, words, str(finding.start - offset), str(finding.end - offset))
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def _is_in(claim: Claim, finding: Finding) -> bool:
    return finding.claim == claim.number and claim.number_start <= finding.start <= claim.end
