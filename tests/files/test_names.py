"""Names of files, made safe."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mainline.files.kinds import BY_MEDIA_TYPE, KINDS
from mainline.files.names import LONGEST, PAGES, PROGRAMS, clean_name, ending_of, fitting


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\王伟\\合同.pdf", "合同.pdf"),
        ("a\x00b\r\nc.pdf", "a_b_c.pdf"),
        ("annex\u202efdp.exe", "annexfdp.exe"),
        ("  a \u3000 b .pdf. ", "a b .pdf"),
        ("e\u0301.pdf", "é.pdf"),
        ('a"b<c>.pdf', "a_b_c_.pdf"),
        ("CON.pdf", "_CON.pdf"),
        ("", "file"),
        ("...", "file"),
        ("\ud800.pdf", "pdf"),
    ],
)
def test_name_is_cleaned(given: str, kept: str) -> None:
    assert clean_name(given) == kept


def test_long_name_keeps_its_ending() -> None:
    assert clean_name("x" * 500 + ".docx").endswith(".docx")
    assert len(clean_name("字" * 500 + ".docx").encode()) <= 240


@given(st.text(max_size=300))
def test_clean_name_is_short_printable_and_clean_already(name: str) -> None:
    cleaned = clean_name(name)

    assert cleaned
    assert len(cleaned) <= LONGEST
    assert len(cleaned.encode()) <= 240
    assert not {unicodedata.category(char) for char in cleaned} & {"Cc", "Cf", "Cs"}
    assert not set(cleaned) & set('/\\:*?"<>|')
    assert clean_name(cleaned) == cleaned


def test_name_gets_the_ending_of_what_it_is() -> None:
    assert fitting("a.PDF", KINDS["pdf"]) == "a.PDF"
    assert fitting("a.docx", KINDS["pdf"]) == "a.docx.pdf"
    assert fitting("扫描", KINDS["tiff"]) == "扫描.tif"
    assert fitting("x" * 150, KINDS["pdf"]).endswith(".pdf")


def test_ending_is_what_follows_the_last_dot() -> None:
    assert [ending_of(name) for name in ("a.tar.GZ", "a", ".profile", "a.")] == ["gz", "", "", ""]


def test_kinds_are_told_by_their_media_type_and_none_ends_as_a_program() -> None:
    assert len(BY_MEDIA_TYPE) == len(KINDS)
    assert not {ending for kind in KINDS.values() for ending in kind.endings} & (PROGRAMS | PAGES)
