"""The process that looks at files: what it answers, and that a hostile file ends it and nothing else."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from mainline.files import apart, reader
from mainline.files.kinds import KINDS
from mainline.files.limits import Limits
from mainline.files.refusals import Refused
from tests.files import samples

_HOSTILE = """
import sys
from mainline.files import reader
reader.MEMORY, reader.SECONDS = {memory}, {seconds}
def hostile(path, *more):
    {body}
reader._VERBS = {{verb: hostile for verb in reader._VERBS}}
sys.exit(reader.main(sys.argv[1:]))
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "file"
    path.write_bytes(samples.pdf(("Hello", "again")))
    return path


@pytest.fixture
def hostile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Put a reader in place that does to itself what a hostile file would make it do."""

    def act(body: str, memory: int = 1 << 30, seconds: int = 60) -> None:
        script = tmp_path / "hostile.py"
        script.write_text(_HOSTILE.format(body=body, memory=memory, seconds=seconds))
        real = apart.subprocess.run

        def run(command: list[str], **options: Any) -> Any:
            return real([*command[:2], str(script), *command[4:]], **options)

        monkeypatch.setattr(apart.subprocess, "run", run)

    return act


def test_reader_says_kind_text_and_pages_and_draws_them(file: Path) -> None:
    sniffed = apart.sniff(file, "a", Limits())
    found = apart.extract(file, sniffed.kind)
    picture = apart.picture(file, 2)

    assert (sniffed.kind.code, sniffed.pages) == ("pdf", 2)
    assert (found.text, found.pages, found.state) == ("Hello\fagain", 2, "read")
    assert picture.startswith(b"\x89PNG")
    assert int.from_bytes(picture[20:24], "big") == 1400


def test_refusal_comes_back_with_its_reason_and_detail(file: Path) -> None:
    with pytest.raises(Refused) as caught:
        apart.sniff(file, "a.exe", Limits())

    assert (caught.value.code, caught.value.detail) == ("program_name", ".exe")


def test_page_that_is_not_there_is_no_picture(file: Path) -> None:
    with pytest.raises(apart.ReaderFailed):
        apart.picture(file, 3)


def test_reader_is_told_none_of_our_secrets(
    file: Path, hostile: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAINLINE_SECRET_KEY", "do not tell")
    hostile("import os; return {'text': str(sorted(os.environ)), 'pages': None, 'state': 'read', 'note': ''}")

    told = apart.extract(file, KINDS["pdf"]).text

    assert "PYTHONPATH" in told
    assert "MAINLINE" not in told
    assert "DATABASE" not in told


def test_reader_that_takes_all_memory_ends_with_a_reason(file: Path, hostile: Any) -> None:
    hostile("return b'x' * (2 << 30)")

    assert apart.extract(file, KINDS["pdf"]).note == "memory"


def test_reader_that_never_ends_is_ended_by_its_processor_time(file: Path, hostile: Any) -> None:
    hostile("while True: pass", seconds=1)
    begun = time.monotonic()

    assert apart.extract(file, KINDS["pdf"]).note == "time"
    assert time.monotonic() - begun < 15


def test_reader_that_sleeps_is_ended_by_the_clock(
    file: Path, hostile: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apart, "SECONDS", 0.5)
    hostile("import time; time.sleep(60)")

    with pytest.raises(Refused) as caught:
        apart.sniff(file, "a.pdf", Limits())

    assert (caught.value.code, caught.value.detail) == ("unchecked", "time")


def test_picture_is_not_waited_for_while_others_are_drawn(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apart, "_turns", threading.BoundedSemaphore(1))
    monkeypatch.setattr(apart, "_PICTURE_PATIENCE", 0.01)

    with apart._turns, pytest.raises(apart.ReaderFailed, match="busy"):
        apart.picture(file, 1)
    assert apart.picture(file, 1)


@pytest.mark.parametrize("body", ["import ctypes; ctypes.string_at(0)", "raise RuntimeError('x')"])
def test_reader_that_breaks_down_fails_alone(file: Path, hostile: Any, body: str) -> None:
    hostile(body)

    assert apart.extract(file, KINDS["pdf"]) == apart.Extracted("", None, "failed", "crash")


def test_reader_cannot_fill_the_disk(file: Path, hostile: Any) -> None:
    hostile("reader.sys.stdout.buffer.write(b'x' * (reader.OUTPUT + (1 << 20))); return {}")

    assert apart.extract(file, KINDS["pdf"]).state == "failed"


def test_reader_binds_itself_before_it_opens_the_file(file: Path, hostile: Any) -> None:
    hostile(
        "import resource; return {'text': str([resource.getrlimit(one) for one in (resource.RLIMIT_AS, "
        "resource.RLIMIT_CPU, resource.RLIMIT_NPROC)]), 'pages': None, 'state': 'read', 'note': ''}"
    )

    assert apart.extract(file, KINDS["pdf"]).text == str(
        [(reader.MEMORY, reader.MEMORY), (reader.SECONDS, reader.SECONDS), (0, 0)]
    )


def test_page_of_any_shape_is_drawn_within_bounds(tmp_path: Path) -> None:
    import pypdfium2

    for width, height in ((1, 14_400), (14_400, 14_400), (3, 3)):
        document = pypdfium2.PdfDocument.new()
        document.new_page(width, height)
        path = tmp_path / "odd.pdf"
        document.save(path)
        picture = apart.picture(path, 1)
        assert max(int.from_bytes(picture[at : at + 4], "big") for at in (16, 20)) <= 1401


def test_file_named_as_a_module_is_not_run(tmp_path: Path) -> None:
    (tmp_path / "json.py").write_text(f"import os; os.mkdir({str(tmp_path / 'was here')!r})")
    path = tmp_path / "file"
    path.write_bytes(b"hello")

    assert apart.sniff(path, "a.txt", Limits()).kind.code == "text"
    assert not os.path.exists(tmp_path / "was here")
