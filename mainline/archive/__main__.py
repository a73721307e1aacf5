"""``python -m mainline.archive FILE …``: verifies archives with no database, no settings and nothing else of the platform."""

from __future__ import annotations

import sys
from pathlib import Path

from mainline.archive.checking import verify_archive
from mainline.archive.container import BadArchive


def main(names: list[str]) -> int:
    """Verify the named archives; return 1 if anything is wrong, 2 for a wrong call."""
    if not names:
        print("python -m mainline.archive FILE …", file=sys.stderr)
        return 2
    return max(_verify(Path(name)) for name in names)


def _verify(path: Path) -> int:
    try:
        outcome = verify_archive(path)
    except BadArchive as error:
        print(f"✗ {path}: {error}")
        return 1
    for finding in outcome.findings:
        print(f"✗ {path}: {finding.en} · {finding.zh}")
    if outcome.is_well:
        print(
            f"✓ {path}: nothing was altered · 未发现任何改动; key · 密钥 {outcome.key} {outcome.public_key}"
        )
    return 0 if outcome.is_well else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
