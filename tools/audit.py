"""Ask the advisory services about every pinned dependency, and say what came of it.

``python tools/audit.py [LOCK]`` (default ``requirements.lock``). Ends with 1 where something is known that a newer version
mends, else with 0. What could not be asked is said plainly and fails nothing: the machine may have no way out.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

SERVICES = ("pypi", "osv")
"""In the order in which they are asked; the next one about what the one before could not tell."""
LONGEST = 240
"""Seconds for one service."""


@dataclass(frozen=True)
class Finding:
    """A known hole in a pinned dependency."""

    package: str
    advisory: str
    fixed_in: tuple[str, ...]


@dataclass(frozen=True)
class Told:
    """What a service told."""

    asked: frozenset[str] = frozenset()
    skipped: frozenset[str] = frozenset()
    findings: tuple[Finding, ...] = ()


def read(output: str) -> Told:
    """Read the answer of pip-audit; what is none of its answers tells nothing.

    It ends with "no known vulnerabilities" also where it could ask about none: what it skipped stands in the answer alone.
    """
    try:
        rows = json.loads(output)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return Told()
    skipped = frozenset(row["name"] for row in rows if "skip_reason" in row)
    findings = tuple(
        Finding(f"{row['name']} {row['version']}", hole["id"], tuple(hole.get("fix_versions") or ()))
        for row in rows
        for hole in row.get("vulns", ())
    )
    return Told(frozenset(row["name"] for row in rows) - skipped, skipped, findings)


def ask(lock: Path, service: str) -> Told:
    """Ask one service."""
    command = [
        sys.executable, "-m", "pip_audit", "-r", str(lock), "--disable-pip", "--no-deps", "-s", service,
        "--format", "json", "--progress-spinner", "off", "--timeout", "15",
    ]  # fmt: skip
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=LONGEST)  # noqa: S603
    except subprocess.TimeoutExpired:
        return Told()
    return read(done.stdout)


def joined(answers: Sequence[Told]) -> Told:
    """Return what all services told together."""
    asked = frozenset[str]().union(*(told.asked for told in answers))
    skipped = frozenset[str]().union(*(told.skipped for told in answers)) - asked
    return Told(asked, skipped, tuple(dict.fromkeys(hole for told in answers for hole in told.findings)))


def report(told: Told) -> tuple[int, list[str]]:
    """Return the exit code and what to say."""
    lines = []
    if not told.asked:
        lines.append(
            "Dependencies NOT AUDITED: no advisory service could be reached. Run tools/audit.py where one can."
        )
    elif told.skipped:
        lines.append(f"Not audited, unknown to the advisory services: {', '.join(sorted(told.skipped))}.")
    if told.asked:
        lines.append(f"Audited {len(told.asked)} dependencies: {len(told.findings) or 'no'} known holes.")
    for hole in told.findings:
        mended = f"mended in {', '.join(hole.fixed_in)}" if hole.fixed_in else "no version mends it yet"
        lines.append(f"  {hole.package}: {hole.advisory}, {mended}")
    return int(any(hole.fixed_in for hole in told.findings)), lines


def main() -> int:
    """Ask until every dependency was asked about or every service was."""
    lock = Path(sys.argv[1] if len(sys.argv) > 1 else "requirements.lock")
    answers: list[Told] = []
    for service in SERVICES:
        answers.append(ask(lock, service))
        told = joined(answers)
        if told.asked and not told.skipped:
            break
    code, lines = report(told)
    print("\n".join(lines))
    return code


if __name__ == "__main__":
    sys.exit(main())
