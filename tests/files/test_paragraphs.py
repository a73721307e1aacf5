"""Text read out of a file, as paragraphs."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mainline.files.paragraphs import SHEET, joined_lines, sheets


def test_lines_that_a_page_cut_are_one_paragraph() -> None:
    page = (
        "The harvester comprises a cutting plat-\nform mounted on a frame, and a threshing\ndrum behind it.\n"
        "It is driven by a motor whose shaft turns\nthe drum.\n\n1. A harvester with a frame that carries it\n2. Another."
    )

    assert joined_lines(page) == [
        "The harvester comprises a cutting platform mounted on a frame, and a threshing drum behind it.",
        "It is driven by a motor whose shaft turns the drum.",
        "1. A harvester with a frame that carries it",
        "2. Another.",
    ]


def test_chinese_lines_are_joined_without_a_space() -> None:
    page = "本发明公开了一种大豆收获机，包括机架与设置\n在机架前端的割台。\n权利要求书"

    assert joined_lines(page) == [
        "本发明公开了一种大豆收获机，包括机架与设置在机架前端的割台。",
        "权利要求书",
    ]


def test_short_lines_stay_apart() -> None:
    assert joined_lines("合同\n甲方：南山大学\n乙方：北山公司，一家很长很长的名字的公司") == [
        "合同", "甲方：南山大学", "乙方：北山公司，一家很长很长的名字的公司",
    ]  # fmt: skip


def test_pages_are_sheets_also_where_one_is_empty() -> None:
    found = sheets("one\f\fthree", is_set=True)

    assert [(sheet.number, list(sheet.paragraphs)) for sheet in found] == [
        (1, ["one"]),
        (2, []),
        (3, ["three"]),
    ]


def test_slides_keep_their_lines() -> None:
    assert sheets("a b\nc\fd", is_set=False)[0].paragraphs == ["a b", "c"]


def test_text_without_pages_is_cut_between_paragraphs() -> None:
    text = "\n".join(["x" * 2500] * 5)

    found = sheets(text, is_set=False)

    assert [len(sheet.paragraphs) for sheet in found] == [2, 2, 1]
    assert all(sum(map(len, sheet.paragraphs)) <= SHEET for sheet in found)


def test_no_text_is_no_sheet() -> None:
    assert sheets("", is_set=True) == []


@given(st.text(alphabet="ab豆。-\n\f 1.", max_size=300), st.booleans())
def test_nothing_but_line_ends_and_hyphens_is_lost(text: str, is_set: bool) -> None:
    kept = "".join(line for sheet in sheets(text, is_set=is_set) for line in sheet.paragraphs)

    def letters(words: str) -> str:
        return "".join(char for char in words if not char.isspace() and char != "-")

    assert letters(kept) == letters(text)
