"""Bytes for the eye."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mainline.web.hexdump import as_text, hexdump


@settings(deadline=None, max_examples=60)
@given(st.binary(max_size=200))
def test_hexdump_loses_no_byte_and_text_never_fails(data: bytes) -> None:
    assert bytes.fromhex("".join(line for _, line, _ in hexdump(data))) == data
    assert all(char.isprintable() or char in "\n\t" for char in as_text(data))


@pytest.mark.parametrize(
    ("data", "shown"),
    [
        ("专利".encode(), "专利"),
        ("专利".encode()[:-1], "专"),
        ("专利".encode("gb18030"), "专利"),
        (b"a\x00b", "a.b"),
        (b"", ""),
    ],
)
def test_text_is_read_in_the_encoding_it_has(data: bytes, shown: str) -> None:
    assert as_text(data) == shown
