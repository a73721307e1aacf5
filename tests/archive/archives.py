"""Archives for tests: read whole, changed, written again, signed by others."""

from __future__ import annotations

import itertools
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from mainline.archive.checking import verify_archive
from mainline.archive.container import BadArchive, Manifest
from mainline.archive.writing import ArchiveWriter

_numbers = itertools.count(1)


def members(path: Path) -> dict[str, bytes]:
    """All members of an archive by name."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def manifest(path: Path) -> dict[str, Any]:
    """The manifest."""
    return dict(json.loads(members(path)["manifest.json"]))


def rewritten(path: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """The same archive with changed members, under a name of its own."""
    found = members(path)
    change(found)
    other = path.with_name(f"changed-{next(_numbers)}-{path.name}")
    with zipfile.ZipFile(other, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in found.items():
            archive.writestr(name, data)
    return other


def forged(path: Path, change: Callable[[str, list[bytes]], list[bytes]]) -> Path:
    """The same archive with changed lines, all hashes made anew and signed with a key of the forger's own."""
    found, old = members(path), manifest(path)
    other = path.with_name(f"forged-{path.name}")
    other.unlink(missing_ok=True)
    with ArchiveWriter(other) as archive:
        for table in old["tables"]:
            lines = found[f"tables/{table['name']}.jsonl"].splitlines()
            archive.add_table(
                table["name"], change(table["name"], lines), key=table["key"], columns=table["columns"],
                binary=table["binary"],
            )  # fmt: skip
        for file in old["files"]:
            archive.add_file(file["path"], [found[file["path"]]])
        told = {**old, "tables": archive.tables, "files": archive.files}
        archive.finish(msgspec.convert(msgspec.to_builtins(told), Manifest), Ed25519PrivateKey.generate())
    return other


def wrongs(path: Path, **options: Any) -> list[str]:
    """Codes of what is wrong with an archive, with what is named; ``refused`` where it is none."""
    try:
        outcome = verify_archive(path, **options)
    except BadArchive as error:
        return ["refused"] if error.zh and error.en else ["refused without a word"]
    return [finding.code for finding in outcome.findings]
