"""Which share the applicants of a right are spared: by the rule alone, each with proof, else the full fee and who lacks what."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest

from mainline.portfolio.reductions.verdicts import Applicant, Claim, Standing, standing_of, verdict_of
from mainline.rules.engine import Engine
from mainline.rules.loading import rulebook

D = dt.date
DAY = D(2026, 11, 20)
ENGINE = Engine(rulebook())


def claim(kind: str = "public_institution", income: str = "", **more: object) -> Claim:
    told: dict[str, object] = {"pk": 1, "year": 2026, "has_proof": True, **more}
    return Claim(kind=kind, income=Fraction(income) if income else None, **told)  # type: ignore[arg-type]


def state(one: Claim | None, on: dt.date = DAY) -> str:
    return standing_of(ENGINE, Applicant("甲", [one] if one else []), on).state


@pytest.mark.parametrize(
    ("kind", "income", "expected"),
    [
        ("individual", "4999.99", "qualifies"),
        ("individual", "5000", "over"),
        ("individual", "", "no_income"),
        ("enterprise", "999999.99", "qualifies"),
        ("enterprise", "1000000", "over"),
        ("enterprise", "-50000", "qualifies"),
        ("public_institution", "", "qualifies"),
        ("social_organisation", "", "qualifies"),
        ("research_body", "", "qualifies"),
        ("other", "", "not_meant"),
    ],
)
def test_who_qualifies_says_the_rule(kind: str, income: str, expected: str) -> None:
    assert state(claim(kind, income)) == expected


def test_a_claim_needs_proof_and_its_days() -> None:
    assert state(None) == "nothing"
    assert state(claim(has_proof=False)) == "no_proof"
    assert state(claim(year=2025)) == "ended"
    assert state(claim(year=2027)) == "other_year"
    assert state(claim(year=2025, valid_until=DAY)) == "qualifies"
    assert state(claim(year=2025, valid_until=DAY), DAY + dt.timedelta(days=1)) == "ended"
    assert state(claim(), D(2026, 12, 31)) == "qualifies"


def test_before_the_law_that_is_known_nobody_qualifies() -> None:
    assert state(claim(year=2016), D(2016, 8, 31)) == "no_law"
    assert state(claim(year=2016), D(2016, 9, 1)) == "qualifies"


def test_one_is_spared_more_than_several_who_all_qualify() -> None:
    one, two = Applicant("甲", [claim()]), Applicant("乙", [claim("individual", "3000")])
    assert verdict_of(ENGINE, [one], DAY).share == Fraction(85, 100)
    assert verdict_of(ENGINE, [one], DAY).fact == "0.85"
    assert verdict_of(ENGINE, [one, two], DAY).share == Fraction(7, 10)
    assert verdict_of(ENGINE, [one, two], DAY).fact == "0.7"


def test_one_who_lacks_something_makes_all_pay_in_full_and_is_named() -> None:
    good, bare = Applicant("甲", [claim()]), Applicant("乙", [claim(has_proof=False)])
    told = verdict_of(ENGINE, [good, bare], DAY)
    assert (told.share, told.fact, told.until) == (0, "", None)
    assert [(each.name, each.state) for each in told.lacking] == [("乙", "no_proof")]


def test_of_several_claims_the_one_that_qualifies_counts() -> None:
    several = Applicant("甲", [claim(year=2025, valid_until=D(2026, 12, 1)), claim(has_proof=False, pk=2)])
    standing = standing_of(ENGINE, several, DAY)
    assert isinstance(standing, Standing)
    assert standing.claim is not None
    assert (standing.state, standing.claim.year) == ("qualifies", 2025)
    assert verdict_of(ENGINE, [several], DAY).until == D(2026, 12, 1)


def test_nobody_is_no_reason_for_a_reduction() -> None:
    assert verdict_of(ENGINE, [], DAY).share == 0
