"""The exported archive, verified as its instructions say: by sha256sum and the real openssl, and by the page of everybody."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from mainline.protection.evidence import authorities, export, jobs
from mainline.protection.evidence.logic import bundles
from mainline.protection.evidence.models import Evidence
from tests.protection.evidence.samples import Cast, a_capture, a_cast, brought

pytestmark = pytest.mark.django_db
needs_openssl = pytest.mark.skipif(shutil.which("openssl") is None, reason="needs the program openssl")
MOST = 1 << 24


def exported(row: Evidence, folder: Path) -> Path:
    path = folder / "evidence.zip"
    path.write_bytes(b"".join(export.bundle(row).pieces))
    return path


def unpacked(path: Path) -> Path:
    folder = path.parent / "unpacked"
    with zipfile.ZipFile(path) as archive:
        archive.extractall(folder)
    return folder


def run(line: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", "-c", line], cwd=cwd, capture_output=True, text=True, timeout=60, check=False
    )


def lines_of(folder: Path) -> list[str]:
    """The lines to run, as the instructions print them."""
    text = (folder / "VERIFY.md").read_text(encoding="utf-8")
    return [line.strip() for line in text.splitlines() if re.match(r" {4}(openssl|sha256sum|\(printf)", line)]


@needs_openssl
def test_lines_of_the_instructions_verify_the_archive(cast: Cast, tmp_path: Path) -> None:
    row = cast.deposit(right=cast.right)
    jobs.work_once()
    folder = unpacked(exported(row, tmp_path))
    lines = lines_of(folder)
    assert [line.split()[0] for line in lines] == ["sha256sum", "openssl", "openssl", "openssl", "(printf"]
    for line in lines:
        done = run(line, folder)
        assert done.returncode == 0, (line, done.stderr)
    assert "Verification: OK" in run(lines[1], folder).stdout
    assert "Verification: OK" in run(lines[3], folder).stdout
    leaf = run(lines[4], folder).stdout.split()[0]
    assert f"`{leaf}`" in (folder / "VERIFY.md").read_text(encoding="utf-8")
    assert bytes(row.leaf_hash).hex() == leaf
    assert leaf in (folder / "verify.html").read_text(encoding="utf-8")
    assert (folder / "certificate.pdf").read_bytes().startswith(b"%PDF")


@needs_openssl
def test_one_altered_byte_is_named_with_both_hashes(cast: Cast, tmp_path: Path) -> None:
    row = cast.deposit()
    jobs.work_once()
    path = exported(row, tmp_path)
    folder = unpacked(path)
    (folder / "files" / "02-录屏.mp4").write_bytes(b"videp")
    done = run("sha256sum -c SHA256SUMS", folder)
    assert done.returncode == 1
    assert "files/02-录屏.mp4: FAILED" in done.stdout
    assert "files/01-网页.html: OK" in done.stdout
    (folder / "statement.json").write_bytes((folder / "statement.json").read_bytes().replace(b"77", b"78"))
    assert run(lines_of(folder)[1], folder).returncode != 0
    # The same by the page of everybody: first packed anew, then altered inside the archive, past its own checksum.
    whole = path.read_bytes()
    path.write_bytes(whole.replace(b"video", b"videp"))
    verdict = bundles.check_bundle(path, authorities.trusted(), MOST)
    (one,) = verdict.altered
    assert one.path == "files/02-录屏.mp4"
    assert one.expected == hashlib.sha256(b"video").hexdigest()
    assert one.found == hashlib.sha256(b"videp").hexdigest()
    assert not verdict.is_valid


def test_archive_verifies_and_says_when_by_whom_and_on_whose_word(cast: Cast, tmp_path: Path) -> None:
    row = cast.deposit()
    jobs.work_once()
    path = exported(row, tmp_path)
    verdict = bundles.check_bundle(path, authorities.trusted(), MOST)
    assert verdict.is_valid
    assert verdict.stamp is not None
    assert verdict.stamp.told is not None
    assert (verdict.stamp.trusted_by, verdict.stamp.told.digest.hex()) == ("demonstration", row.digest)
    assert verdict.logged is not None
    assert (verdict.logged.index, verdict.logged.is_included, verdict.logged.is_signed) == (0, True, True)
    assert bundles.as_dict(verdict)["valid"] is True
    untrusting = bundles.check_bundle(path, [], MOST)
    assert untrusting.stamp is not None
    assert (untrusting.is_valid, untrusting.stamp.problem, untrusting.altered) == (False, "chain", [])


def test_archive_without_a_stamp_says_so(db: None, tmp_path: Path) -> None:
    cast = a_cast(is_demo=False)
    row = cast.deposit(capture=a_capture("recording"))
    folder = unpacked(exported(row, tmp_path))
    assert not (folder / "statement.tsr").exists()
    assert "尚未取得时间戳" in (folder / "VERIFY.md").read_text(encoding="utf-8")
    verdict = bundles.check_bundle(tmp_path / "evidence.zip", [], MOST)
    assert (verdict.stamp, verdict.is_valid) == (None, False)
    assert verdict.logged is not None
    assert verdict.logged.is_included


def test_the_same_deposit_is_the_same_archive(cast: Cast, tmp_path: Path) -> None:
    row = cast.deposit()
    assert exported(row, tmp_path).read_bytes() == exported(row, tmp_path).read_bytes()


def test_files_of_one_name_stay_apart_and_names_do_no_harm(cast: Cast, tmp_path: Path) -> None:
    names = ["a.txt", "a.txt", "../../etc/passwd", "con", "x" * 400 + ".png"]
    row = cast.deposit(files=[brought(name.encode(), name) for name in names])
    folder = unpacked(exported(row, tmp_path))
    assert len(list((folder / "files").iterdir())) == 5
    assert run("sha256sum -c SHA256SUMS", folder).returncode == 0


def zipped(path: Path, entries: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return path


@pytest.mark.parametrize(
    ("entries", "code"),
    [
        ({"readme": b""}, "no_statement"),
        ({"statement.json": b"[]"}, "no_statement"),
        ({"statement.json": b"{" * 200_000}, "no_statement"),
        ({"statement.json": b"\xff"}, "no_statement"),
        ({"statement.json": b" " * 2_000_000}, "too_much"),
        ({str(number): b"" for number in range(300)}, "too_much"),
    ],
)
def test_archive_that_is_none_of_ours_is_told_why(
    tmp_path: Path, entries: dict[str, bytes], code: str
) -> None:
    with pytest.raises(bundles.NoBundle) as fault:
        bundles.check_bundle(zipped(tmp_path / "a.zip", entries), [], MOST)
    assert fault.value.args == (code,)


def test_archive_that_unpacks_to_too_much_is_not_unpacked(cast: Cast, tmp_path: Path) -> None:
    path = exported(cast.deposit(files=[brought(b"0" * 5000)]), tmp_path)
    with pytest.raises(bundles.NoBundle) as fault:
        bundles.check_bundle(path, [], 4999)
    assert fault.value.args == ("too_much",)


@pytest.mark.parametrize("content", [b"", b"rubbish", b"PK\x05\x06", b"PK\x05\x06" + b"\xff" * 18])
def test_rubbish_is_no_archive(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(content)
    with pytest.raises(bundles.NoBundle):
        bundles.check_bundle(path, [], MOST)


def test_missing_file_and_broken_proof_are_told(cast: Cast, tmp_path: Path) -> None:
    row = cast.deposit()
    with zipfile.ZipFile(exported(row, tmp_path)) as archive:
        statement = archive.read("statement.json")
    entries = {"statement.json": statement, "log.json": b"{}", "files/other": b"x"}
    verdict = bundles.check_bundle(zipped(tmp_path / "b.zip", entries), [], MOST)
    assert [one.found for one in verdict.files] == ["", ""]
    assert verdict.unknown == ["files/other"]
    assert verdict.logged is not None
    assert not verdict.logged.is_included


def test_file_with_a_stamp_of_something_else_is_told(cast: Cast) -> None:
    row = cast.deposit()
    jobs.work_once()
    token = row.tokens.get()
    response = bytes(token.response or b"")
    trusted = authorities.trusted()
    assert bundles.check_file([row.statement.encode()], "s", response, trusted).is_valid
    verdict = bundles.check_file([b"other"], "s", response, trusted)
    assert verdict.stamp is not None
    assert (verdict.stamp.problem, verdict.altered[0].expected) == ("wrong_hash", row.digest)
    verdict = bundles.check_file([b"other"], "s", b"rubbish", trusted)
    assert verdict.stamp is not None
    assert verdict.stamp.problem == "rubbish"


def test_archive_that_nobody_reads_is_let_go(cast: Cast) -> None:
    made = export.bundle(cast.deposit())
    made.pieces.close()
    assert list(made.pieces) == []
