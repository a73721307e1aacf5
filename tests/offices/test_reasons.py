"""Every reason that a reader can give is explained in both languages."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import mainline.offices
from mainline.offices.reasons import FLAGS, REASONS, explain, flag_words
from mainline.offices.record import Flag

OFFICES = Path(mainline.offices.__file__).parent
CODE = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")


def codes_in(path: Path) -> set[str]:
    """Reason codes that a module names: arguments of a rejection, and any text of a known family."""
    found: set[str] = set()
    families = {code.partition(".")[0] for code in REASONS}
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("reject", "_reject", "Rejected"):
            texts = [item.value for item in node.args if isinstance(item, ast.Constant)]
            found |= {text for text in texts if isinstance(text, str) and CODE.fullmatch(text)}
        if (
            isinstance(node, ast.keyword)
            and node.arg in ("problem", "reason")
            and isinstance(node.value, ast.Constant)
        ):
            found |= {str(node.value.value)} - {""}
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            match = CODE.match(node.value)
            is_code = match and re.match(r"\Z| ", node.value[match.end() :])
            if match and is_code and match.group().partition(".")[0] in families:
                found.add(match.group())
    return found


NOT_REASONS = {"xml.encoding", "xml.truncated"}
"""Marks of what was mended in a document that was read."""


@pytest.mark.parametrize(
    "path", sorted(OFFICES.rglob("*.py")), ids=lambda path: path.relative_to(OFFICES).as_posix()
)
def test_every_code_used_is_explained(path):
    from mainline.offices.registry import READERS

    names = {reader.NAME for reader in READERS}
    assert codes_in(path) - NOT_REASONS - names - set(REASONS) == set()


@pytest.mark.parametrize("code", sorted(REASONS))
def test_sentences_stand_in_both_languages(code):
    zh, en = explain(code)
    assert re.search(r"[\u4e00-\u9fff]", zh)
    assert not re.search(r"[\u4e00-\u9fff]", en)
    assert zh.endswith("。")
    assert en.endswith(".")


def test_an_unknown_code_is_named():
    assert all("some.thing" in sentence for sentence in explain("some.thing"))


def test_every_flag_is_said_in_words_of_both_languages():
    assert set(FLAGS) == set(Flag)
    for flag in Flag:
        zh, en = flag_words(flag)
        assert re.search(r"[\u4e00-\u9fff]", zh)
        assert "_" not in zh + en


def test_a_name_that_is_no_flag_stands_for_itself():
    assert flag_words("journal") == ("journal", "journal")
