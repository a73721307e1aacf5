"""An entry of the audit in one plain sentence, from ``data/acts.toml``. Pure."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

_OPTIONAL = re.compile(r"\[([^\[\]]*)\]")
_PLACE = re.compile(r"\{(\w+)\}")
_SUBJECTS = "subjects"


@cache
def _table() -> Mapping[str, Mapping[str, tuple[str, str]]]:
    text = resources.files("mainline.audit").joinpath("data/acts.toml").read_text(encoding="utf-8")
    return {
        noun: {verb: (pair[0], pair[1]) for verb, pair in verbs.items()}
        for noun, verbs in tomllib.loads(text).items()
    }


@cache
def acts() -> Mapping[str, tuple[str, str]]:
    """Return the sentence templates (zh, en) of everything that is recorded, by code."""
    return {
        f"{noun}.{verb}": pair
        for noun, verbs in _table().items()
        if noun != _SUBJECTS
        for verb, pair in verbs.items()
    }


def printed_subject(subject: str, language: str) -> str:
    """Print ``right:123`` as "权利 123" or "right 123"; a kind that we do not know stays as it is."""
    kind, _, name = subject.partition(":")
    pair = _table()[_SUBJECTS].get(kind)
    return f"{pair[_which(language)]} {name}".strip() if pair else subject


def sentence(code: str, language: str, *, subject: str = "", by_name: str = "", data: object = None) -> str:
    """Say what an entry records; ``language`` is "zh" or "en". A code without a sentence is said as it is."""
    pair = acts().get(code)
    if pair is None:
        return f"{code} {printed_subject(subject, language)}".strip()
    facts = {name: str(value) for name, value in _facts(data).items() if value not in (None, "", [], {})}
    # Facts may come in both languages; the reader's own wins.
    ending = "_zh" if _which(language) == 0 else "_en"
    facts |= {name.removesuffix(ending): fact for name, fact in facts.items() if name.endswith(ending)}
    facts |= {"subject": printed_subject(subject, language), "by_name": by_name}

    def keep(match: re.Match[str]) -> str:
        part = match.group(1)
        return part if all(facts.get(name) for name in _PLACE.findall(part)) else ""

    # One pass fills every place, so a value that itself holds braces is printed as it is.
    said = _PLACE.sub(
        lambda match: facts.get(match.group(1), ""), _OPTIONAL.sub(keep, pair[_which(language)])
    )
    said = " ".join(said.split())
    return said[:1].upper() + said[1:]


def _facts(data: object) -> Mapping[str, object]:
    return data if isinstance(data, Mapping) else {}


def _which(language: str) -> int:
    return 0 if language.startswith("zh") else 1
