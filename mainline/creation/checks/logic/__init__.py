"""The rules on how claims are written, as pure functions over a text. No Django, no clock."""

from mainline.creation.checks.logic.engine import Checked, check
from mainline.creation.checks.logic.findings import Edit, Finding, Severity
from mainline.creation.checks.logic.mending import mended
from mainline.creation.checks.logic.rules import RULES, VERSION, Rule, citation
from mainline.creation.checks.logic.stamps import fingerprint

__all__ = [
    "RULES", "VERSION", "Checked", "Edit", "Finding", "Rule", "Severity", "check", "citation", "fingerprint", "mended",
]  # fmt: skip
