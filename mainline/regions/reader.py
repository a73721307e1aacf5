"""Reads typed values out of parsed TOML and gathers every mistake instead of stopping at the first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeVar

from mainline.regions.problems import Problem
from mainline.regions.region import Name

E = TypeVar("E", bound=StrEnum)


@dataclass(slots=True)
class Fields:
    """One table of a pack with the place it stands at; mistakes go to ``problems``."""

    where: str
    values: Mapping[str, Any]
    problems: list[Problem] = field(default_factory=list)

    def complain(self, key: str, zh: str, en: str) -> None:
        """Note a mistake at a key of this table."""
        self.problems.append(Problem(f"{self.where}.{key}" if key else self.where, zh, en))

    def text(self, key: str, default: str | None = None) -> str:
        """Text; without a default it must be there and not empty."""
        value = self.values.get(key, default)
        if isinstance(value, str) and (value.strip() or default is not None):
            return value.strip()
        self.complain(key, "缺少文字，请填写一个字符串", "text is missing; write a string")
        return ""

    def integer(self, key: str, default: int | None = None) -> int:
        """A whole number, not negative."""
        value = self.values.get(key, default)
        if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
            return value
        self.complain(
            key, f"{value!r} 不是非负整数", f"{value!r} is not a whole number; write one, 0 or more"
        )
        return 0

    def degrees(self, key: str, limit: float) -> float | None:
        """Decimal degrees within ±limit, or ``None`` where absent."""
        value = self.values.get(key)
        if value is None:
            return None
        if isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) <= limit:
            return float(value)
        self.complain(
            key, f"{value!r} 不是 ±{limit:g} 度以内的数", f"{value!r} is not within ±{limit:g} degrees"
        )
        return None

    def day(self, key: str) -> dt.date | None:
        """A TOML date, or ``None`` where absent."""
        value = self.values.get(key)
        if value is None or (isinstance(value, dt.date) and not isinstance(value, dt.datetime)):
            return value
        self.complain(
            key, f"{value!r} 不是日期，请写成 2025-07-31", f"{value!r} is not a date; write 2025-07-31"
        )
        return None

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts, empty where absent."""
        value = self.values.get(key, [])
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(value)
        self.complain(key, "应为字符串列表", 'this must be a list of texts, such as ["A01C", "A01D"]')
        return ()

    def choice(self, key: str, choices: type[E]) -> E:
        """One of an enum's codes."""
        value = self.values.get(key)
        members = list(choices)
        for member in members:
            if member.value == value:
                return member
        known = ", ".join(member.value for member in members)
        self.complain(key, f"{value!r} 不在可选值之中：{known}", f"{value!r} is not one of: {known}")
        return members[0]

    def name(self) -> Name:
        """The zh and en names of this table, both required."""
        return Name(self.text("zh"), self.text("en"), self.text("short_zh", ""), self.text("short_en", ""))

    def tables(self, key: str) -> Iterator[Fields]:
        """The tables of an array, each knowing its place."""
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self.complain(key, f"应写成若干个 [[{key}]] 表", f"write this as [[{key}]] tables")
            return
        for position, item in enumerate(value, start=1):
            yield Fields(f"{self.where} {key}[{position}]", item, self.problems)
