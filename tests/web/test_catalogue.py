"""No string that a visitor sees is without its Chinese."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def catalogue() -> ModuleType:
    spec = importlib.util.spec_from_file_location("catalogue", ROOT / "tools" / "catalogue.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["catalogue"] = module
    spec.loader.exec_module(module)
    return module


def test_catalogue_holds_every_message_translated(catalogue: ModuleType) -> None:
    known = catalogue.read()
    wanted = catalogue.all_messages()
    untranslated = [m for m in wanted if not _string(known, m)]
    assert not untranslated, f"run python tools/catalogue.py, then translate: {untranslated}"


def test_catalogue_holds_nothing_that_is_no_longer_used(catalogue: ModuleType) -> None:
    used = {m if isinstance(m, str) else m[0] for m in catalogue.all_messages()}
    ids = {m.id if isinstance(m.id, str) else m.id[0] for m in catalogue.read() if m.id}
    assert ids <= used, ids - used


def test_translations_keep_their_placeholders(catalogue: ModuleType) -> None:
    place = re.compile(r"%\(\w+\)s|</?b>")
    for message in catalogue.read():
        if not message.id:
            continue
        source = message.id if isinstance(message.id, str) else message.id[1]
        text = message.string if isinstance(message.string, str) else message.string[0]
        assert set(place.findall(text)) == set(place.findall(source)), source
        assert "fuzzy" not in message.flags


def test_templates_say_nothing_outside_the_catalogue() -> None:
    """Words between tags that are neither translated, nor a name that is the same everywhere."""
    same = re.compile(
        r"^(API|EN|English|中文|JSON|BibTeX|Mainline|ORCID|SHA-256|OpenAPI 3\.1 \(JSON\)|ms|status:|kind:|holder:|bin/mainline \w+)$"
    )
    for path in sorted((ROOT / "mainline" / "templates").rglob("*.html")):
        if path.name == "500.html":
            continue
        text = re.sub(
            r"\{% blocktranslate.*?endblocktranslate %\}", "", path.read_text(encoding="utf-8"), flags=re.S
        )
        text = re.sub(r"<(code|pre|kbd)\b.*?</\1>|&nbsp;", "", text, flags=re.S)
        text = re.sub(r"\{[%{#].*?[%}#]\}", "|", text, flags=re.S)
        for words in re.split(r"<[^>]*>", text):
            for word in re.findall(r"[^\s·|,.:…=/()%—<>&;↔↑↓?!\d-][^·|…↔↑↓<>]*", words):
                assert same.match(word.strip()) or not re.search(r"[A-Za-z\u4e00-\u9fff]{2}", word), (
                    path.name,
                    word,
                )


def _string(known: object, message: str | tuple[str, str]) -> str:
    entry = known.get(message if isinstance(message, str) else message[0])
    if entry is None:
        return ""
    return entry.string if isinstance(entry.string, str) else entry.string[0]
