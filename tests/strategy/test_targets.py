"""Targets, the programme, and what both are read from."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from mainline.audit.models import Entry
from mainline.orgs.enums import Role
from mainline.strategy.indicators.actions import set_target
from mainline.strategy.indicators.definitions import definitions
from mainline.strategy.indicators.levelling import level
from mainline.strategy.indicators.queries import standing_targets, targets
from mainline.strategy.models import Target
from mainline.strategy.programme.reading import WrongProgramme, programme, programme_of
from mainline.strategy.queries import steps
from tests.factories import DAY, a_user

GOOD = {
    "indicator": "valid_inventions",
    "place": "230000",
    "year": 2026,
    "value": Decimal(5),
    "source": "计划",
}


@pytest.mark.django_db
def test_a_target_follows_another_and_its_history_stays_under_seal(world: dict[str, Any]) -> None:
    officer = a_user(Role.OFFICER)
    for value in (Decimal(5), Decimal(6), None):
        set_target(**{**GOOD, "value": value}, by=officer, on=DAY)
    assert [row.value for row in targets("valid_inventions", "230000")] == [None, Decimal(6), Decimal(5)]
    assert standing_targets("valid_inventions", "230000") == []
    assert Entry.objects.filter(code__startswith="target.").count() == 3


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong",
    [{"indicator": "x"}, {"place": "110000"}, {"year": 1900}, {"value": Decimal(-1)}, {"value": Decimal("NaN")},
     {"source": "  "}, {"value": None}],
)  # fmt: skip
def test_a_target_that_makes_no_sense_is_refused_and_nothing_is_written(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        set_target(**{**GOOD, **wrong}, by=a_user(Role.OFFICER), on=DAY)
    assert not Target.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.MANAGER, Role.ADMIN, Role.INVENTOR, Role.VIEWER])
def test_offices_alone_set_targets(role: Role) -> None:
    with pytest.raises(PermissionDenied):
        set_target(**GOOD, by=a_user(role), on=DAY)


@pytest.mark.django_db
def test_an_indicator_behind_its_target_waits_for_the_office(en: Client, world: dict[str, Any]) -> None:
    officer = a_user(Role.OFFICER)
    en.force_login(officer)
    path = "/strategy/indicators/valid_inventions/"
    asked = {"year": "2026", "value": "100", "source": "plan", "place": "230000"}
    assert en.post(f"{path}target/", asked).status_code == 302
    assert "not reached" in en.get(path).content.decode()
    assert not list(steps(officer, DAY))
    level()
    assert any("100" in step.text for step in steps(officer, DAY))
    refused = en.post(f"{path}target/", {**asked, "value": "x"})
    assert refused.status_code == 400
    assert en.post(f"{path}target/", {**asked, "value": "2"}).status_code == 302
    assert not any("Valid invention patents”" in step.text for step in steps(officer, DAY))


def test_the_programme_is_one_line_four_projects_five_abilities_and_four_actions() -> None:
    found = programme("heilongjiang")
    assert found is not None
    assert (len(found.projects), len(found.abilities), len(found.actions)) == (4, 5, 4)
    assert found.atmosphere.status == "ours"
    assert {one.link for one in definitions().values()} == {one.code for one in found.abilities}
    assert {one.project for one in definitions().values()} == {one.code for one in found.projects}


@pytest.mark.parametrize(
    "wrong", [{"status": "known"}, {"sources": ["S9"]}, {"status": "sourced", "sources": []}]
)
def test_a_programme_that_says_nothing_of_its_source_is_refused(wrong: dict[str, Any]) -> None:
    line = {"code": "x", "zh": "线", "en": "Line", "status": "sourced", "sources": ["S1"]}
    source = {"key": "S1", "title": "t", "outlet": "o", "date": "2018"}
    told = {
        "source": [source],
        "line": {**line, **wrong},
        "project": [],
        "ability": [],
        "atmosphere": line,
        "action": [],
    }
    with pytest.raises(WrongProgramme):
        programme_of(told)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query",
    [
        "on=x",
        "on=1900-01-01",
        "on=9999-12-31",
        "place=%00",
        "place=110000",
        "edition=x",
        "map=password",
        "on=%00",
    ],
)
def test_pages_survive_what_makes_no_sense(en: Client, zh: Client, world: dict[str, Any], query: str) -> None:
    for client in (en, zh):
        for path in (
            "/strategy/",
            "/strategy/indicators/valid_inventions/",
            "/strategy/indicators/pledges/records/",
        ):
            response = client.get(f"{path}?{query}")
            assert response.status_code == 200
            assert "</html>" in response.content.decode()
    assert en.get("/strategy/indicators/nothing/").status_code == 404
    assert en.get("/strategy/figures/exe/").status_code == 404
