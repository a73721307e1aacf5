"""How long a right lasts: the rows of ``data/terms.toml`` applied to the facts of a right.

A right that no row covers, or whose facts do not say enough, has no computed end: never a guess.
Terms of protection are not periods for an act and do not roll to a working day (Guidelines Part V
Ch. 9, 2.1).
"""

from __future__ import annotations

import calendar
import datetime as dt
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from mainline.offices.record import RightKind
from mainline.register.logic.facts import Facts

Pair = tuple[str, str]
_FILE = Path(__file__).parent.parent / "data" / "terms.toml"


@dataclass(frozen=True, slots=True)
class Term:
    """A row of terms.toml. ``cite`` is (zh, en); ``when`` is (fact, not before, before)."""

    office: str
    kinds: frozenset[str]
    base: tuple[tuple[str, int], ...]
    take: str
    ends: str
    when: tuple[str, dt.date | None, dt.date | None]
    needs: tuple[tuple[str, bool], ...]
    renewable: int
    grace_months: int
    is_minimum: bool
    read_to: dt.date | None
    """Last day for which the law behind the row was read."""
    cite: tuple[str, str]
    confidence: str

    def covers(self, facts: Facts) -> bool:
        """Whether the facts say enough to apply the row, and fall within it."""
        name, start, before = self.when
        day = fact_date(facts, name) if name else None
        if name and (day is None or (start and day < start) or (before and day >= before)):
            return False
        return all(getattr(facts, need) is wanted for need, wanted in self.needs)

    def lacks(self, facts: Facts) -> list[str]:
        """Names of the facts without which the row can't say when the term ends; none where it can't apply."""
        name, start, before = self.when
        day = fact_date(facts, name) if name else None
        if day and ((start and day < start) or (before and day >= before)):
            return []
        if any(getattr(facts, need) is (not wanted) for need, wanted in self.needs):
            return []
        lacking = [name] if name and day is None else []
        lacking += [need for need, _ in self.needs if getattr(facts, need) is None]
        bases = self.base if self.take == "later" else self.base[:1]
        return lacking + [fact for fact, _ in bases if fact_date(facts, fact) is None]


@dataclass(frozen=True, slots=True)
class Restoration:
    """Months from receipt of the notice in which a lost right may be restored."""

    months: int
    cite: tuple[str, str]


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day of a later month, or its last day where it has none (Civil Code Arts. 201-202)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, last))


def fact_date(facts: Facts, name: str) -> dt.date | None:
    """The date of a fact by its name in terms.toml."""
    if name == "earliest_filed":
        return min((day for day in (facts.earliest_filed_on, facts.filed_on) if day), default=None)
    found: dt.date | None = getattr(facts, f"{name}_on")
    return found


@cache
def _tables() -> Mapping[str, list[dict[str, Any]]]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


def _day(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def _term(row: Mapping[str, Any]) -> Term:
    name, start, before = row.get("when", ("", "", ""))
    return Term(
        office=row["office"],
        kinds=frozenset(row["kinds"]),
        base=tuple((str(fact), int(years)) for fact, years in row["base"]),
        take=row.get("take", "only"),
        ends=row.get("ends", "anniversary"),
        when=(name, _day(start), _day(before)),
        needs=tuple(row.get("needs", {}).items()),
        renewable=row.get("renewable", 0),
        grace_months=row.get("grace_months", 0),
        is_minimum=row.get("minimum", False),
        read_to=_day(row.get("read_to", "")),
        cite=(row["cite"]["zh"], row["cite"]["en"]),
        confidence=row["confidence"],
    )


@cache
def terms() -> tuple[Term, ...]:
    """All rows of terms.toml."""
    return tuple(_term(row) for row in _tables()["term"])


@cache
def _rows(office: str, kind: str) -> tuple[Term, ...]:
    """The office's own rows for the kind; the general ones only where it has none."""
    own = tuple(term for term in terms() if term.office == office and kind in term.kinds)
    return own or tuple(term for term in terms() if term.office == "*" and kind in term.kinds)


def term_of(kind: RightKind, office: str, facts: Facts) -> Term | None:
    """The row that governs the right, or ``None`` where none covers it."""
    return next((term for term in _rows(office, kind.value) if term.covers(facts)), None)


@cache
def restoration_of(kind: RightKind, office: str) -> Restoration | None:
    """The rule on restoration of an office, or ``None`` where none is on file."""
    return next(
        (
            Restoration(int(row["months"]), (row["cite"]["zh"], row["cite"]["en"]))
            for row in _tables()["restoration"]
            if row["office"] == office and kind.value in row["kinds"]
        ),
        None,
    )


@cache
def annuity_citation(kind: RightKind, office: str) -> tuple[str, str] | None:
    """The source (zh, en) of the rule on when annuities fall due, or ``None`` where none is on file."""
    return next(
        (
            (row["cite"]["zh"], row["cite"]["en"])
            for row in _tables()["annuity"]
            if row["office"] == office and kind.value in row["kinds"]
        ),
        None,
    )


_FACTS: Mapping[str, Pair] = {
    "filed": ("申请日", "the filing date"),
    "earliest_filed": ("申请日", "the filing date"),
    "granted": ("授权（登记）日", "the day of grant or registration"),
    "published": ("首次发表日", "the day of first publication"),
    "exploited": ("首次商业利用日", "the day of first commercial exploitation"),
    "created": ("创作完成日", "the day of creation"),
    "is_person": ("首个权利人是否为自然人", "whether the first owner is a natural person"),
    "is_woody": ("是否为木本或藤本植物", "whether the plant is woody or a vine"),
}
_NO_RULE: Pair = (
    "未收录适用于此权利的期限规则，无法推算届满日",
    "No term can be derived: no rule for such a right is on file",
)


def no_term(kind: RightKind, office: str, facts: Facts) -> Pair:
    """Why no end of the term follows from the facts: what is not known, or that no rule is on file."""
    unknown: dict[str, Pair] = {}
    for term in _rows(office, kind.value):
        unknown |= {name: _FACTS[name] for name in term.lacks(facts)}
    if not unknown:
        return _NO_RULE
    zh, en = (texts for texts in zip(*unknown.values(), strict=True))
    is_one = len(unknown) == 1
    return (
        f"无法推算期限：{'、'.join(zh)}不详",
        f"No term can be derived: {' and '.join(en)} {'is' if is_one else 'are'} not known",
    )


def _last_day(base: dt.date, years: int, ends: str) -> dt.date:
    if ends == "year_end":
        return dt.date(base.year + years, 12, 31)
    anniversary = add_months(base, 12 * years)
    # 29 February: the year of the end has no corresponding day, so the term ends on the last of the month.
    is_exact = anniversary.day == base.day
    return anniversary - dt.timedelta(days=1) if ends == "day_before" and is_exact else anniversary


def _end(term: Term, facts: Facts, renewals: int = 0) -> dt.date | None:
    """The last day of the term after so many renewals, always counted from the base itself."""
    more = renewals * term.renewable
    ends = [
        _last_day(day, years + more, term.ends) if (day := fact_date(facts, fact)) else None
        for fact, years in term.base
    ]
    if not ends or ends[0] is None:
        return None
    if term.take == "later":
        return None if None in ends else max(end for end in ends if end)
    return min(end for end in ends if end)


def term_end(
    kind: RightKind, office: str, facts: Facts, renewed_on: Sequence[dt.date] = ()
) -> dt.date | None:
    """The last day on which the right can be in force, or ``None`` where no rule or too few facts.

    The office's own statement (``facts.expires_on``) wins. ``renewed_on`` are the days of recorded
    renewals: each adds one term if it falls into the year before an end or any time after it, so that
    the same renewal told twice counts once.
    """
    if facts.expires_on:
        return facts.expires_on
    term = term_of(kind, office, facts)
    end = _end(term, facts) if term else None
    if term is None or end is None or not term.renewable:
        return end
    renewals = 0
    for renewal in sorted(renewed_on):
        if end and renewal >= add_months(end, -12):
            renewals += 1
            end = _end(term, facts, renewals)
    return end
