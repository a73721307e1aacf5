"""What holds of any text: no crash, spans inside it, the same answer twice, time in proportion to its length."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mainline.creation.checks.logic import check, fingerprint, mended

PIECES = (
    "1. ", "2、", "\n3. ", "一种车", "根据权利要求", "1", "至", "3", "和", "或", "任一项", "所述", "所述的", "该", "电机", "第一", "齿轮",
    "，", "。", "；", "其特征在于", "包括", "(3)", "（可以）", "例如", "约3", "等", "如图1所示", "A cart ", "of claim ", "claims 1 and 2 ", "the ",
    "said wheel ", "a wheel", ". ", "such as ", "\ud800", "\x00", "\r\n", " ", "𠀀",
)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=300), st.lists(st.sampled_from(PIECES), max_size=60).map("".join))


@given(text=TEXTS, jurisdiction=st.sampled_from(["CN", "US"]))
@settings(max_examples=300, deadline=None)
def test_any_text_is_checked_and_spans_lie_in_it(text: str, jurisdiction: str) -> None:
    checked = check(text, jurisdiction, abstract_text=text)
    for one in checked.findings:
        if one.rule != "C20":
            assert 0 <= one.start <= one.end <= len(checked.text)
        for edit in one.mend:
            assert 0 <= edit.start <= edit.end <= len(checked.text)
    assert check(checked.text, jurisdiction, abstract_text=text) == checked
    assert checked.sha256 == fingerprint(checked.text)
    ends = [node.claim.end for node in checked.nodes]
    assert ends == sorted(ends)


@given(text=TEXTS)
@settings(max_examples=100, deadline=None)
def test_mends_can_be_made_of_any_text(text: str) -> None:
    checked = check(text)
    check(mended(checked.text, [edit for one in checked.findings for edit in one.mend]))


HOSTILE = {
    "said": "1. 一种" + "所述电机，" * 400_000,
    "names": "1. 一种" + "".join(f"所述电机{n}齿轮，" for n in range(160_000)),
    "references": "1. " + "权利要求1" * 400_000,
    "lists": "1. 根据权利要求" + "1-9999、" * 300_000,
    "every claim before": "\n".join(
        f"{n}. 根据权利要求1至{n - 1}中任一项所述的车，其特征在于，所述轮为圆。" for n in range(1, 50_000)
    ),
    "english": "1. A cart " + "the wheel " * 200_000,
    "brackets": "1. " + "(a " * 600_000,
    "words": "1. " + "等，" * 1_000_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_two_megabytes_made_to_hurt_take_seconds(text: str) -> None:
    began = time.process_time()
    check(text)
    assert time.process_time() - began < 30
