"""An archive is proven whole with nothing but itself; one changed byte anywhere is named."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mainline.archive.backup import backup
from mainline.archive.checking import verify_archive
from mainline.audit.signing import fingerprint
from tests.archive.archives import forged, manifest, members, rewritten, wrongs
from tests.archive.conftest import Cast

pytestmark = pytest.mark.django_db
EVENTS = "tables/mainline_event.jsonl"


@pytest.fixture
def archive(cast: Cast, tmp_path: Path) -> Path:
    """A backup of the small register."""
    return backup(path=tmp_path / "backup.zip").path


def test_an_archive_that_nobody_altered_is_proven_whole(archive: Path, cast: Cast) -> None:
    outcome = verify_archive(archive, key=cast.stamp.public_key, known=[cast.stamp])

    assert outcome.findings == []
    assert outcome.files == 2
    assert outcome.seen.signed == cast.stamp.number
    assert outcome.key == fingerprint(cast.stamp.public_key)


def test_it_is_verified_without_the_platform(archive: Path, tmp_path: Path) -> None:
    """In a process that has neither settings nor a database, and where Django can't be loaded."""
    blocked = "import sys; sys.modules['django'] = None; import runpy; sys.argv = ['x', *sys.argv[1:]];"
    script = blocked + "runpy.run_module('mainline.archive', run_name='__main__')"
    changed = rewritten(
        archive, lambda found: found.update({EVENTS: found[EVENTS].replace(b"2024", b"2023")})
    )

    def run(*files: Path) -> subprocess.CompletedProcess[str]:
        root = Path(__file__).resolve().parents[2]
        return subprocess.run(
            [sys.executable, "-c", script, *map(str, files)],
            cwd=tmp_path, env={"PYTHONPATH": str(root)}, capture_output=True, text=True, check=False,
        )  # fmt: skip

    well, bad = run(archive), run(archive, changed)

    assert (well.returncode, bad.returncode) == (0, 1), well.stderr + bad.stderr
    assert "nothing was altered" in well.stdout
    assert "mainline_event" in bad.stdout


@given(st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_flipped_bit_is_found_and_never_a_traceback(archive: Path, data: st.DataObject) -> None:
    whole = archive.read_bytes()
    at = data.draw(st.integers(0, len(whole) - 1))
    bit = data.draw(st.integers(0, 7))
    flipped = archive.with_name("flipped.zip")
    flipped.write_bytes(whole[:at] + bytes([whole[at] ^ (1 << bit)]) + whole[at + 1 :])

    assert wrongs(flipped) != []


@given(st.integers(0, 10_000))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_an_archive_cut_off_is_refused(archive: Path, cut: int) -> None:
    short = archive.with_name("short.zip")
    short.write_bytes(archive.read_bytes()[: -1 - cut])

    # Of a file that lacks no more than the end of its last remark all else can be read.
    assert wrongs(short) == (["refused"] if cut >= 71 else ["archive.envelope"])


def test_a_changed_line_is_named_by_file_lines_and_row(archive: Path, cast: Cast) -> None:
    def change(found: dict[str, bytes]) -> None:
        found[EVENTS] = found[EVENTS].replace(b'"happened_on":"2024-03-18"', b'"happened_on":"2024-03-19"')

    outcome = verify_archive(rewritten(archive, change))

    told = {finding.code: finding for finding in outcome.findings}
    assert set(told) == {"row.changed", "archive.lines"}
    assert told["row.changed"].facts["row"] == cast.event.pk
    assert told["archive.lines"].facts["name"] == EVENTS
    assert told["archive.lines"].facts["first"] == 1


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda text: text + b"\n", {"archive.manifest"}),
        (lambda text: text.replace(b'"day"', b'"dax"'), {"refused"}),
        (lambda text: b"[" * 100_000, {"refused"}),
        (lambda text: b"\xff", {"refused"}),
        (lambda text: b"", {"refused"}),
    ],
)
def test_a_changed_manifest_does_not_match_its_signature(
    archive: Path, change: Any, expected: set[str]
) -> None:
    changed = rewritten(
        archive, lambda found: found.update({"manifest.json": change(found["manifest.json"])})
    )

    assert set(wrongs(changed)) == expected


def test_missing_surplus_and_unordered_lines_are_named(archive: Path) -> None:
    def drop(found: dict[str, bytes]) -> None:
        found[EVENTS] = b"".join(found[EVENTS].splitlines(keepends=True)[1:])

    def swap(found: dict[str, bytes]) -> None:
        first, second, *rest = found[EVENTS].splitlines(keepends=True)
        found[EVENTS] = b"".join([second, first, *rest])

    def spoil(found: dict[str, bytes]) -> None:
        found[EVENTS] = b"{" + b"[" * 50_000 + found[EVENTS][50_001:]

    assert {"archive.damaged", "row.missing"} == set(wrongs(rewritten(archive, drop)))
    assert {"archive.lines", "archive.line", "row.missing"} == set(wrongs(rewritten(archive, swap)))
    assert "archive.damaged" in wrongs(rewritten(archive, lambda found: found.update({EVENTS: b""})))
    assert wrongs(rewritten(archive, spoil))


def test_files_that_were_changed_are_named_with_the_document(archive: Path, cast: Cast) -> None:
    name = f"documents/{cast.document.sha256}"
    changed = rewritten(archive, lambda found: found.update({name: found[name][:-1] + b"!"}))
    gone = rewritten(archive, lambda found: found.pop(name) and None)
    surplus = rewritten(archive, lambda found: found.update({"files/more": b""}))

    assert wrongs(changed) == ["archive.file", "content.altered"]
    assert set(wrongs(gone)) == {"archive.missing", "archive.damaged", "content.altered"}
    assert wrongs(surplus) == ["archive.surplus"]


def test_a_byte_of_compressed_data_is_named_by_its_file(archive: Path) -> None:
    with zipfile.ZipFile(archive) as opened:
        info = opened.getinfo(EVENTS)
    data = bytearray(archive.read_bytes())
    data[info.header_offset + 30 + len(EVENTS) + 20 + info.compress_size // 2] ^= 0xFF
    archive.write_bytes(data)

    (finding,) = verify_archive(archive).findings

    assert (finding.code, finding.facts["name"]) == ("archive.damaged", EVENTS)
    assert re.match(r"line \d+", str(finding.facts["where"]))


def test_a_forger_with_a_key_of_his_own_is_caught_by_seals_and_by_the_key(archive: Path, cast: Cast) -> None:
    def change(name: str, lines: list[bytes]) -> list[bytes]:
        return [
            line.replace(b"2024-03-18", b"2024-03-19") if name == "mainline_event" else line for line in lines
        ]

    other = forged(archive, change)

    assert wrongs(other) == ["row.changed"]
    assert wrongs(other, key=cast.stamp.public_key) == ["archive.key", "row.changed"]


def test_a_forger_who_makes_the_chain_anew_is_caught_by_its_checkpoints(archive: Path, cast: Cast) -> None:
    def cut(name: str, lines: list[bytes]) -> list[bytes]:
        return lines[:-1] if name == "mainline_entry" else lines

    def strip(name: str, lines: list[bytes]) -> list[bytes]:
        return [] if name == "mainline_checkpoint" else cut(name, lines)

    assert "archive.head" in wrongs(forged(archive, cut))
    assert "checkpoint.beyond" in wrongs(forged(archive, cut))
    assert "checkpoint.beyond" in wrongs(forged(archive, strip), known=[cast.stamp])


@pytest.mark.parametrize(
    "spoilt",
    [
        {"number": -1}, {"number": 2**64}, {"number": "1"}, {"at": "yesterday"}, {"at": "2026-01-01"}, {"data": []},
        {"data": {"a": 1.5}}, {"seals": "AAAA"}, {"seals": "no base64!"}, {"hash": None}, {"code": {"a": 1}}, {"by_id": {}},
    ],
)  # fmt: skip
def test_entries_that_no_program_of_ours_wrote_are_findings(archive: Path, spoilt: dict[str, Any]) -> None:
    def change(name: str, lines: list[bytes]) -> list[bytes]:
        if name != "mainline_entry":
            return lines
        return [json.dumps({**json.loads(lines[0]), **spoilt}).encode(), *lines[1:]]

    assert any(code.startswith(("entry.", "archive.line")) for code in wrongs(forged(archive, change)))


@pytest.mark.parametrize("spoilt", [{"hash": 1}, {"at": 1}, {"entry_id": "1"}, {"public_key": "AA=="}])
def test_checkpoints_that_no_program_of_ours_wrote_are_findings(
    archive: Path, spoilt: dict[str, Any]
) -> None:
    def change(name: str, lines: list[bytes]) -> list[bytes]:
        if name != "mainline_checkpoint":
            return lines
        return [json.dumps({**json.loads(line), **spoilt}).encode() for line in lines]

    assert set(wrongs(forged(archive, change))) <= {"archive.line", "checkpoint.signature"}
    assert wrongs(archive.with_name(f"forged-{archive.name}"))


def test_the_manifest_says_what_anybody_needs_to_verify_it(archive: Path) -> None:
    told = manifest(archive)

    assert told["format"] == "mainline.backup.v1"
    assert {table["name"] for table in told["tables"]} >= {"auth_user", "mainline_event", "mainline_entry"}
    assert not any("session" in table["name"] for table in told["tables"])
    assert {each["table"] for each in told["sealed"]} >= {"mainline_event", "mainline_sourcerecord"}
    assert "PRIVATE KEY" not in "".join(map(repr, members(archive).values()))
