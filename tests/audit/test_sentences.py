"""Everything that is recorded can be said."""

from __future__ import annotations

import ast
from pathlib import Path

from mainline.audit.sentences import acts, printed_subject, sentence

ROOT = Path(__file__).resolve().parent.parent.parent / "mainline"


def recorded_codes() -> dict[str, str]:
    """Every code that a call of ``record`` names anywhere in the source, with the file."""
    found = {}
    for path in ROOT.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(text)) if "code=" in text else ():
            if isinstance(node, ast.Call) and ast.unparse(node.func).rsplit(".", 1)[-1] in (
                "record",
                "_record",
            ):
                for word in node.keywords:
                    if word.arg == "code":
                        found |= {code: str(path) for code in _texts(word.value)}
    return found


def _texts(node: ast.expr) -> list[str]:
    """The texts that an expression may come to: of a condition both."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.IfExp):
        return [*_texts(node.body), *_texts(node.orelse)]
    return []


def test_every_code_that_is_recorded_has_a_sentence_in_both_languages() -> None:
    codes = recorded_codes()

    assert "audit.key_changed" in codes
    assert {code: path for code, path in codes.items() if code not in acts()} == {}
    assert all(zh and en and zh != en for zh, en in acts().values())


def test_sentences_leave_no_gap_where_nothing_is_known() -> None:
    for code in acts():
        for language in ("zh", "en"):
            said = sentence(code, language, subject="right:1")
            assert not set("{}[]") & set(said), said
            assert "  " not in said
            assert " ." not in said, said
            assert said[0] == said[0].upper()


def test_sentence_fills_what_is_known() -> None:
    data = {"name": "合同.pdf", "records": 0}

    assert sentence("document.added", "zh", subject="right:7", data=data) == "添加文件“合同.pdf”到权利 7。"
    assert sentence("document.added", "en", subject="right:7", data=data) == (
        "Document “合同.pdf” added to right 7."
    )
    assert sentence("login.failed", "en", data={"name": "{by_name}"}) == "Login as “{by_name}” failed."


def test_facts_in_both_languages_are_said_in_that_of_the_page() -> None:
    data = {"label_zh": "签订许可", "label_en": "Licence signed", "happened_on": None}

    assert (
        sentence("event.recorded", "zh-hans", subject="right:7", data=data)
        == "在权利 7上记录事件：签订许可。"
    )
    assert sentence("event.recorded", "en", subject="right:7", data=data) == (
        "Event “Licence signed” recorded on right 7."
    )


def test_what_has_no_sentence_is_said_as_it_is() -> None:
    assert sentence("moon.landed", "en", subject="right:7") == "moon.landed right 7"
    assert printed_subject("moon:7", "zh") == "moon:7"
    assert printed_subject("", "zh") == ""
