"""What is pure of pledges."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mainline.utilization.pledges.logic import Terms, digest, divided, open_cases

DAY = dt.date(2026, 11, 20)
TERMS = Terms(
    1, 2, (3, 4), "rd", 100, "CNY", Fraction(77, 2000), DAY, DAY + dt.timedelta(days=365), False, ""
)


@given(st.integers(0, 10**15), st.integers(1, 50))
def test_parts_sum_to_the_amount_and_differ_by_one_at_most(minor: int, many: int) -> None:
    rights = set(range(7, 7 + many))
    parts = divided(minor, list(rights))
    assert sum(parts.values()) == minor
    assert max(parts.values()) - min(parts.values()) <= 1
    assert set(parts) == rights


def test_no_rights_take_no_amount() -> None:
    with pytest.raises(ValueError, match="no rights"):
        divided(1, [])


def test_digest_changes_with_every_term_and_not_with_the_order_of_rights() -> None:
    assert digest(replace(TERMS, rights=(4, 3))) == digest(TERMS)
    changed = [
        replace(TERMS, minor=101), replace(TERMS, rate=Fraction(1, 25)), replace(TERMS, rights=(3,)),
        replace(TERMS, until=DAY), replace(TERMS, is_guaranteed=True), replace(TERMS, conditions="x"),
        replace(TERMS, bank=9), replace(TERMS, purpose="upgrade"),
    ]  # fmt: skip
    assert len({digest(terms) for terms in (TERMS, *changed)}) == len(changed) + 1


@dataclass(frozen=True)
class Told:
    """An event as it is read."""

    code: str
    happened_on: dt.date | None = DAY
    details: dict[str, str] = field(default_factory=dict)


def test_case_is_open_until_its_end_is_told() -> None:
    first = Told("protection.invalidation.requested", dt.date(2025, 1, 1), {"reference": "1"})
    second = Told("protection.invalidation.requested", dt.date(2025, 2, 1), {"reference": "2"})
    asked, opened = Told("protection.adjudication.requested"), Told("protection.adjudication.accepted")
    ended = Told("protection.invalidation.maintained", dt.date(2025, 3, 1), {"reference": "2"})
    assert open_cases([second, first, ended]) == [first]
    assert open_cases([asked, opened]) == [asked]
    assert open_cases([asked, opened, Told("protection.adjudication.withdrawn")]) == []
    assert open_cases([Told("protection.suit.judged"), Told("portfolio.annuity.paid")]) == []
