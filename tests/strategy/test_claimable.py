"""Support that may be claimed now, among the gains of an organisation."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from mainline.orgs import clock
from mainline.orgs.enums import Role
from mainline.rules.money import Money
from mainline.service.claims import deciding
from mainline.strategy.gain import statement
from mainline.strategy.gain.access import Subject, subject
from mainline.strategy.gain.claimable import Support, support_of
from tests.factories import a_person, a_user
from tests.service.samples import DAY, DECIDED, LEVEL, Case, a_call, a_case, submitted

pytestmark = pytest.mark.django_db
CLOSES = dt.date(2026, 6, 30)


def _told(case: Case, on: dt.date = DAY, user: Any = None) -> Support | None:
    own = Subject(user or case.manager, "organisation", case.firm, (case.firm.pk,))
    return support_of(own, on)


def test_rule_that_is_met_is_told_with_its_amount_its_last_day_and_its_page() -> None:
    case = a_case()
    a_call(case, LEVEL)

    found = _told(case)

    assert found is not None
    (one,) = found.rules
    assert (one.up_to, one.closes_on, one.unpriced) == (Money(15_000_000, "CNY"), CLOSES, 0)
    assert one.href == f"{reverse('policy_mine', args=['HLJ-LEVEL-REWARD'])}?organisation={case.firm.pk}"
    assert found.total == Money(15_000_000, "CNY")
    assert found.n_open >= 1


def test_what_only_an_office_could_confirm_is_open_and_counted_apart() -> None:
    found = _told(a_case())

    assert found is not None
    assert (list(found.rules), found.total) == ([], None)
    assert found.n_open >= 1


@pytest.mark.parametrize(
    ("day", "n"), [("2026-02-28", 0), ("2026-03-01", 1), ("2026-06-30", 1), ("2026-07-01", 0)]
)
def test_before_and_after_its_window_nothing_may_be_claimed(day: str, n: int) -> None:
    case = a_case()
    a_call(case, LEVEL)
    for fact, value in (("legal_person", "true"), ("bad_credit", "false"), ("new_level", "prov_pilot")):
        case.firm.statements.filter(fact=fact).update(said_on=dt.date(2026, 1, 5), value=value)

    found = _told(case, dt.date.fromisoformat(day))

    assert found is not None
    assert len(found.rules) == n


def test_what_is_claimed_is_not_offered_again_and_what_was_refused_is() -> None:
    case = a_case()
    a_call(case, LEVEL)
    claim = submitted(case)
    claimed = _told(case)
    deciding.refuse(claim=claim, clause="level", words="wrong year", by=case.officer, on=DECIDED)
    refused = _told(case)

    assert claimed is not None
    assert refused is not None
    assert (len(claimed.rules), len(refused.rules)) == (0, 1)


def test_neither_a_person_nor_a_stranger_is_told() -> None:
    case = a_case()
    a_call(case, LEVEL)
    person = a_person(case.firm, "王伟", employee_no="1")

    assert support_of(Subject(case.manager, "person", person, (person.pk,)), DAY) is None
    assert _told(case, user=a_user(Role.MANAGER, case.university)) is None


def test_page_and_statement_of_gains_tell_it(en: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    case = a_case()
    a_call(case, LEVEL)
    clock.set_clock(DAY)
    en.force_login(case.manager)

    page = en.get(reverse("my_gains")).content.decode()
    assert "Support you may claim now" in page
    assert "up to 150,000.00 CNY" in page
    assert "until 2026-06-30" in page
    assert f"/service/entitlements/HLJ-LEVEL-REWARD/?organisation={case.firm.pk}" in page

    seen: dict[str, Any] = {}
    monkeypatch.setattr(statement, "typeset_apart", lambda _file, data: seen.update(data) or b"%PDF")
    assert en.get(reverse("gain_statement")).content == b"%PDF"
    (group,) = [one for one in seen["groups"] if one["name"] == "Support you may claim now"]
    assert [(part["value"], part["note"]) for part in group["parts"]] == [
        ("up to 150,000.00 CNY", "until 2026-06-30")
    ]
    assert subject(case.manager, "") is not None
