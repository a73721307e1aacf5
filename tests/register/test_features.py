"""Claims cut into features, and the chart as a form tells it."""

from __future__ import annotations

import time

import pytest

from mainline.register.features import (
    Cell,
    Chart,
    Feature,
    chart_of,
    claims_of,
    numbered,
    plain,
    proposed,
    split,
    typed,
    without_document,
)

CHINESE = (
    "1. 一种收获机，包括机架和割台，其特征在于，所述割台设有仿形轮；所述仿形轮通过弹簧连接机架。\n"
    "2、根据权利要求1所述的收获机，其特征是弹簧刚度为2.5 N/mm。\n"
    "３． 一种方法。"
)


def test_claims_are_told_apart_by_their_numbers() -> None:
    found = claims_of(CHINESE)
    assert [number for number, _ in found] == [1, 2, 3]
    assert found[1][1].endswith("2.5 N/mm。")


def test_text_without_numbers_is_one_claim_and_none_is_none() -> None:
    assert claims_of("一种收获机") == [(1, "一种收获机")]
    assert claims_of(" \n") == []


def test_claims_of_the_register_get_numbers_where_they_lack_them() -> None:
    assert numbered(["一种收获机", "2. 如权利要求1"]) == "1. 一种收获机\n2. 如权利要求1"


@pytest.mark.parametrize(
    ("claim", "features"),
    [
        (
            "一种收获机，包括机架和割台，其特征在于，所述割台设有仿形轮；所述仿形轮通过弹簧连接机架。",
            ["一种收获机，包括机架和割台", "所述割台设有仿形轮", "所述仿形轮通过弹簧连接机架"],
        ),
        (
            "A harvester having a header, characterised in that the header has a wheel; wherein the wheel is sprung.",
            ["A harvester having a header", "the header has a wheel", "the wheel is sprung"],
        ),
        ("一种方法", ["一种方法"]),
        ("", []),
    ],
)
def test_claim_is_cut_where_its_words_part_it(claim: str, features: list[str]) -> None:
    assert proposed(claim) == features


def test_cutting_anew_keeps_what_was_said_of_the_same_words() -> None:
    said = Feature(1, "所述割台设有仿形轮", (Cell("[0023]", "shown"),))
    other = Feature(2, "弹簧", (Cell(),))
    found = split(Chart(("CN107600001A",), (said, other)), CHINESE, 1)
    assert [row.claim for row in found.features] == [1, 1, 1, 2]
    assert found.features[1].cells == (Cell("[0023]", "shown"),)


def test_chart_comes_back_from_json_as_it_was() -> None:
    chart = Chart(("A", "B"), (Feature(1, "x", (Cell("p", "absent"), Cell())),))
    assert chart_of(plain(chart)) == chart
    assert chart_of({}) == Chart()


def test_form_tells_the_chart_and_what_it_leaves_out_is_open() -> None:
    given = {"feature-0": "x", "claim-0": "2", "verdict-0-0": "shown", "passage-0-0": " p ", "feature-1": " ",
             "feature-2": "y", "claim-2": "²", "verdict-2-1": "nonsense"}  # fmt: skip
    found = typed(given, ("A", "B"))
    assert found.features == (
        Feature(2, "x", (Cell("p", "shown"), Cell())),
        Feature(1, "y", (Cell(), Cell())),
    )


def test_document_goes_with_its_cells() -> None:
    chart = Chart(("A", "B"), (Feature(1, "x", (Cell("a"), Cell("b"))),))
    assert without_document(chart, 0) == Chart(("B",), (Feature(1, "x", (Cell("b"),)),))


@pytest.mark.parametrize(
    "text", ["1" * 200_000, " " * 200_000, "其特征" * 66_000, "\n1." * 60_000, ",characterized " * 12_000]
)
def test_long_texts_take_time_that_grows_with_them(text: str) -> None:
    begun = time.perf_counter()
    claims_of(text)
    proposed(text)
    assert time.perf_counter() - begun < 2
