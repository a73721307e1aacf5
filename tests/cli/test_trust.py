"""verify, checkpoint, backup, restore and export-organisation, as a person runs them."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from mainline.audit import actions as audit
from mainline.register.models import Event, Right
from tests.factories import an_event, an_organisation, enter, some_publications


@pytest.fixture
def right(db: None) -> Right:
    """A right with a recorded event."""
    found = enter(*some_publications(2))[0]
    an_event(found)
    return found


def test_verify_says_that_nothing_was_altered_or_what_was(command: Any, right: Right) -> None:
    well = command("verify")
    Event.objects.filter(source=None).update(happened_on="2020-01-01")
    bad, quick = command("verify"), command("verify", "--quick", "--json")

    assert (well.exit_code, bad.exit_code, quick.exit_code) == (0, 1, 1)
    assert "Nothing was altered · 未发现任何改动" in well.stdout
    assert "does not match the seal of entry" in bad.stdout
    assert "的封印不符" in bad.stdout
    told = json.loads(quick.stdout)
    assert told["is_well"] is False
    assert [finding["code"] for finding in told["findings"]] == ["row.changed"]
    assert told["rights"] == 0


def test_checkpoint_is_printed_to_be_kept_elsewhere(command: Any, right: Right, tmp_path: Path) -> None:
    line = command("checkpoint", "--json").stdout
    kept = tmp_path / "kept.jsonl"
    kept.write_text(line)
    stamp = json.loads(line)

    assert command("verify", "--quick", "--known", str(kept), "--key", stamp["public_key"]).exit_code == 0
    assert stamp["hash"] in command("checkpoint").stdout
    kept.write_text(line.replace(str(stamp["number"]), "999", 1))
    assert "checkpoint at entry 999 is wrong" in command("verify", "--quick", "--known", str(kept)).stdout
    kept.write_text("nonsense")
    assert command("verify", "--known", str(kept)).exit_code == 2
    assert command("verify", "--key", "xyz").exit_code == 2


def test_backup_is_verified_and_restored(command: Any, right: Right, tmp_path: Path) -> None:
    file = tmp_path / "all.zip"

    made = command("backup", str(file), "--json")
    again = command("backup", str(file))

    assert made.exit_code == 0, made.stderr
    assert json.loads(made.stdout)["rows"] > 5
    assert (again.exit_code, "there already" in again.stderr) == (2, True)
    assert command("verify", str(file)).exit_code == 0
    assert command("restore", str(file)).exit_code == 2
    assert command("restore", str(file), "--replace", typed="n\n").exit_code == 1
    Right.objects.filter(pk=right.pk).update(title="after")
    done = command("restore", str(file), "--replace", "--yes")
    assert done.exit_code == 0, done.stderr
    assert "equal to the manifest" in done.stdout
    assert Right.objects.get(pk=right.pk).title == right.title


def test_a_damaged_archive_is_named_and_not_restored(command: Any, right: Right, tmp_path: Path) -> None:
    file = tmp_path / "all.zip"
    command("backup", str(file))
    with zipfile.ZipFile(file) as archive:
        members = [member for member in archive.infolist() if member.filename != "manifest.json"]
        largest = max(members, key=lambda member: member.compress_size)
    data = bytearray(file.read_bytes())
    # In the middle of the largest member: of 30 bytes is the head before its name.
    begins = largest.header_offset + 30 + len(largest.filename) + len(largest.extra)
    data[begins + largest.compress_size // 2] ^= 1
    file.write_bytes(data)

    verified, restored = command("verify", str(file)), command("restore", str(file), "--replace", "--yes")
    (tmp_path / "no.zip").write_bytes(b"no archive")
    none = command("verify", str(tmp_path / "no.zip"))

    assert (verified.exit_code, restored.exit_code, none.exit_code) == (1, 1, 1)
    assert "✗" in verified.stdout
    assert "✗" in restored.stdout
    assert "不是可读的归档" in none.stderr
    assert command("verify", str(tmp_path / "missing.zip")).exit_code == 2


def test_an_organisation_takes_its_own_away(command: Any, right: Right, tmp_path: Path) -> None:
    holder = right.parties.get(role="applicant").organisation_id
    file = tmp_path / "own.zip"

    made = command("export-organisation", str(holder), str(file))

    assert made.exit_code == 0, made.stderr
    assert "2 rights" in " ".join(made.stdout.split())
    assert command("verify", str(file), "--json").exit_code == 0
    assert command("restore", str(file), "--replace", "--yes").exit_code == 2
    assert command("export-organisation", "999999", str(tmp_path / "b.zip")).exit_code == 2
    assert command("export-organisation", str(an_organisation().pk), str(tmp_path / "c.zip")).exit_code == 0


def test_a_spoilt_key_is_said(command: Any, right: Right, tmp_path: Path, settings: Any) -> None:
    (settings.DATA_DIR / "audit.key").write_text("no key")
    audit.record(code="clock.set", by=None)

    assert command("checkpoint").exit_code == 3
    assert "audit.key holds no private key" in command("backup", str(tmp_path / "a.zip")).stderr
