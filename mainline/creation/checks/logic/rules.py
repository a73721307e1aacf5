"""The table of rules: titles, severities and articles, read from ``rules.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from mainline.creation.checks.logic.findings import Pair

JURISDICTIONS = ("CN", "US")


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule and where it stands, by jurisdiction; a jurisdiction without an article does not know the rule."""

    code: str
    title: Pair
    articles: Mapping[str, str]


def _read() -> tuple[str, Mapping[str, str], Mapping[str, Rule]]:
    told = tomllib.loads((Path(__file__).parents[1] / "data" / "rules.toml").read_text(encoding="utf-8"))
    rules = {
        code: Rule(
            code, (row["zh"], row["en"]), {place: row[place] for place in JURISDICTIONS if place in row}
        )
        for code, row in told["rule"].items()
    }
    return told["version"], MappingProxyType(told["editions"]), MappingProxyType(rules)


VERSION, EDITIONS, RULES = _read()


def citation(code: str, jurisdiction: str) -> str:
    """Return the articles of a rule with the edition in which they were read; empty where it has none there."""
    rule = RULES.get(code)
    articles = rule.articles.get(jurisdiction, "") if rule else ""
    return f"{articles} ({EDITIONS[jurisdiction]})" if articles else ""
