"""The API tells what the pages tell."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Any

import pytest
from django.test import Client

from mainline.orgs.enums import Role
from mainline.strategy.indicators.access import public_edition
from mainline.strategy.indicators.definitions import definitions
from mainline.strategy.indicators.levelling import behind, level
from mainline.strategy.indicators.measuring import measured
from tests.factories import DAY, a_user, an_event

pytestmark = pytest.mark.django_db


def test_indicators_of_a_day_are_those_of_the_pages(en: Client, world: dict[str, Any]) -> None:
    level()
    told = en.get("/api/v1/indicators?on=2024-12-31").json()
    assert told["edition"] == "public"
    assert {row["code"] for row in told["items"]} == {
        one.code for one in definitions().values() if not one.is_guarded
    }
    for row in told["items"]:
        figure = measured(row["code"], public_edition(), dt.date(2024, 12, 31)).whole
        assert row["counted"] == figure.n
        assert (None if row["value"] is None else Fraction(row["value"])) == figure.value


def test_one_indicator_has_its_places_its_definition_and_its_records(
    en: Client, world: dict[str, Any]
) -> None:
    before = en.get("/api/v1/indicators/valid_inventions").json()
    assert before["behind"] == behind().count() > 0
    level()
    told = en.get("/api/v1/indicators/valid_inventions").json()
    assert told["behind"] == 0
    assert sum(place["counted"] for place in told["places"]) == told["counted"]
    assert told["not_counted"] == {"unplaced": 1, "elsewhere": 1}
    rows = en.get(told["records"])
    assert rows.status_code == 200
    assert en.get("/api/v1/indicators/inventor_pay").status_code == 404
    assert en.get("/api/v1/indicators/valid_inventions?on=1900-01-01").status_code == 422


def test_gains_are_ones_own(en: Client, world: dict[str, Any]) -> None:
    assert en.get("/api/v1/gains").status_code == 401
    manager = a_user(Role.MANAGER, world["university"])
    an_event(
        world["rights"][1], "utilization.royalty.received", happened_on=DAY, amount_minor=500, currency="CNY",
        confidentiality="holder",
    )  # fmt: skip
    en.force_login(manager)
    parts = {part["code"]: part for part in en.get("/api/v1/gains").json()["parts"]}
    assert parts["income"]["sums"] == [{"minor": 500, "currency": "CNY"}]
    assert parts["loan_benefit"]["text"] is None
    assert en.get(f"/api/v1/gains?of={world['firms'][0].pk}").status_code == 404
