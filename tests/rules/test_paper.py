"""An answer on one page: all words of it, in both languages, whatever somebody typed, and the same file each time."""

from __future__ import annotations

import datetime as dt
from contextlib import closing
from fractions import Fraction
from typing import Any

import pypdfium2
import pytest

from mainline import typesetting
from mainline.rules.engine import Engine
from mainline.rules.explaining import explained
from mainline.rules.loading import rulebook
from mainline.rules.paper import NoFonts, Subject, paper

D = dt.date
BOOK = rulebook()
ENGINE = Engine(BOOK)
ANNUITY = {
    "event": "filing",
    "event_date": D(2019, 4, 5),
    "right_type": "utility_model",
    "patent_year": Fraction(7),
}
LONG = {
    "event": "office_action_mailed",
    "event_date": D(2025, 11, 30),
    "right_type": "utility",
    "ssp_months": Fraction(3),
    "entity": "large",
}
pytestmark = pytest.mark.skipif(
    not any(typesetting.FONTS.glob("*.ttf")), reason="no fonts: bin/setup was not run"
)


def printed(rule: str, facts: dict[str, Any], lang: str, subject: Subject | None = None) -> bytes:
    ready = BOOK.rules[rule]
    return paper(BOOK, ready, explained(ENGINE, ready, facts), lang, subject)


def words(pdf: bytes) -> tuple[int, str]:
    """Pages and text of a file."""
    with closing(pypdfium2.PdfDocument(pdf)) as document:
        page = document[0]
        text = page.get_textpage()
        said = text.get_text_range()
        text.close()
        page.close()
        return len(document), said


@pytest.mark.parametrize(
    ("lang", "wanted"),
    [
        (
            "zh",
            ["缴纳年费", "2025-04-07", "2025-04-05", "清明节", "1,200.00", "专利权自应缴之日起终止", "115"],
        ),
        (
            "en",
            [
                "Annual fee",
                "2025-04-07",
                "Tomb-sweeping",
                "1,200.00",
                "the right ends as of the due date",
                "115",
            ],
        ),
    ],
)
def test_page_tells_day_steps_fee_consequence_and_law(lang: str, wanted: list[str]) -> None:
    pages, said = words(printed("cn.annuity.due", ANNUITY, lang))
    flat = said.replace("\r\n", " ")
    assert pages == 1
    assert [each for each in wanted if each not in flat] == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_long_answer_stays_on_one_page(lang: str) -> None:
    pages, said = words(printed("us.oa.reply", LONG, lang))
    assert pages == 1
    assert "2026-06-01" in said


def test_answer_without_a_date_says_what_is_missing() -> None:
    facts = {"event": "oa_issued", "event_date": D(2026, 1, 7), "right_type": "invention"}
    _, said = words(printed("cn.oa.first_response", facts, "zh"))
    assert "缺少事实" in said
    assert "送达方式" in said


def test_what_somebody_typed_is_printed_and_never_run() -> None:
    typed = '#read("/etc/passwd") *bold* $x$ \\ "quoted" <label> @ref'
    _, said = words(printed("cn.annuity.due", ANNUITY, "en", Subject("ZL201920000000.1", typed)))
    assert typed in said.replace("\r\n", " ")


def test_same_answer_is_the_same_file() -> None:
    assert printed("cn.annuity.due", ANNUITY, "zh") == printed("cn.annuity.due", ANNUITY, "zh")


def test_missing_fonts_are_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    monkeypatch.setattr(typesetting, "FONTS", tmp_path)
    with pytest.raises(NoFonts, match="bin/setup"):
        printed("cn.annuity.due", ANNUITY, "zh")
