"""What a firm states and what an office opens, over the API by its client, to the fen; and what others may not."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from django.test import Client

from mainline.client.errors import ApiError
from mainline.orgs import clock
from mainline.orgs.enums import Role
from mainline.service.claims import deciding
from mainline.service.policies.models import Call, Statement
from tests.api.conftest import by_token
from tests.api.typed import typed
from tests.factories import a_user, an_organisation
from tests.service.samples import DAY, DECIDED, LEVEL, Case, a_call, a_case, submitted

pytestmark = pytest.mark.django_db
CODE = "HLJ-LEVEL-REWARD"
WINDOW = {"opens_on": dt.date(2026, 3, 1), "closes_on": dt.date(2026, 6, 30), "reference": "通知"}


@pytest.fixture
def case() -> Case:
    clock.set_clock(DAY)
    return a_case()


def post(client: Client, path: str, **body: Any) -> Any:
    return client.post(f"/api/v1/{path}", json.dumps(body, default=str), content_type="application/json")


def test_statement_is_made_replaced_and_taken_back(case: Case) -> None:
    with typed(case.manager) as client:
        before = client.support.state(case.firm.pk, "taxable_income_cny", "299,999", year=2025)
        same = client.support.state(case.firm.pk, "taxable_income_cny", "299999", year=2025)
        told = client.support.state(
            case.firm.pk, "taxable_income_cny", "300000.5", year=2025, reference="申报表1号", shown_to_offices=True
        )  # fmt: skip
        assert same == before
        assert (before.value, told.value, told.year, told.type) == ("299999", "300000.5", 2025, "number")
        assert (told.title.zh, told.said_on, told.ended_at) == ("上年度企业应纳税所得额（元）", DAY, None)
        assert Statement.objects.get(pk=before.id).ended_at is not None
        standing = list(client.support.statements(case.firm.pk))
        assert standing[0] == told
        assert [row.id for row in standing] == sorted((row.id for row in standing), reverse=True)
        assert before.id not in [row.id for row in standing]
        assert client.support.take_back_statement(told.id).ended_at is not None
        assert told.id not in [row.id for row in client.support.statements(case.firm.pk)]
        with pytest.raises(ApiError, match="taken back or replaced"):
            client.support.take_back_statement(told.id)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"fact": "applicant_kind", "value": "x"}, "/fact"),
        ({"fact": "legal_person", "value": "perhaps"}, "/value"),
        ({"fact": "taxable_income_cny", "value": "299999"}, "/year"),
        ({"fact": "taxable_income_cny", "value": "299999", "year": 1999}, "/year"),
        ({"fact": "legal_person", "value": "true", "right": 2**62}, "/right"),
        ({"fact": "legal_person", "value": "true", "document": 2**62}, "/document"),
        ({"fact": "legal_person", "value": "true", "word": "x"}, "/word"),
    ],
)
def test_wrong_statement_names_its_field(case: Case, given: dict[str, Any], field: str) -> None:
    before = Statement.objects.count()
    refused = post(by_token(case.manager), f"organisations/{case.firm.pk}/statements", **given)
    assert (refused.status_code, refused.json()["field"]) == (422, field)
    assert Statement.objects.count() == before


def test_statements_of_others_are_not_found_and_a_viewer_states_nothing(case: Case) -> None:
    address, given = f"organisations/{case.firm.pk}/statements", {"fact": "legal_person", "value": "false"}
    shown, own = Statement.objects.order_by("pk")[:2]
    Statement.objects.filter(pk=shown.pk).update(shown_to_offices=True)
    stranger = by_token(a_user(Role.MANAGER, an_organisation()))
    for who in (stranger, by_token(case.officer)):
        assert who.get(f"/api/v1/{address}").status_code == 404
    assert post(stranger, address, **given).status_code == 404
    assert post(stranger, f"statements/{own.pk}/withdraw").status_code == 404
    assert post(by_token(case.officer), f"statements/{shown.pk}/withdraw").status_code == 403
    viewer = by_token(a_user(Role.VIEWER, case.firm))
    assert viewer.get(f"/api/v1/{address}").status_code == 200
    assert post(viewer, address, **given).status_code == 403
    assert post(viewer, f"statements/{own.pk}/withdraw").status_code == 403
    assert Client().get(f"/api/v1/{address}").status_code == 401
    assert not Statement.objects.exclude(ended_at=None).exists()


def test_office_opens_a_call_and_changes_its_budget_to_the_fen(case: Case) -> None:
    with typed(case.officer) as client:
        told = client.support.open_call(CODE, 2026, 123_456_789_01, **WINDOW)
        assert (told.budget_minor, told.approved_minor, told.left_minor) == (
            123_456_789_01,
            0,
            123_456_789_01,
        )
        assert (told.organisation, told.currency, told.policy) == (case.office.pk, "CNY", CODE)
        changed = client.support.open_call(CODE, 2026, 200_000_07, **WINDOW)
        assert (changed.id, Call.objects.get().budget_minor) == (told.id, 200_000_07)
        deciding.approve(
            claim=submitted(case), amount=None, confirmed=[], words="", by=case.officer, on=DECIDED
        )
        (row,) = client.support.calls()
        assert (row.budget_minor, row.approved_minor > 0) == (200_000_07, True)
        assert row.left_minor == row.budget_minor - row.approved_minor
        exact = client.support.open_call(CODE, 2026, row.approved_minor, **WINDOW)
        assert exact.left_minor == 0
        given = {"policy": CODE, "year": 2026, **WINDOW}
        refused = post(by_token(case.officer), "calls", **given, budget_minor=row.approved_minor - 1)
        assert (refused.status_code, refused.json()["field"]) == (422, "/budget_minor")
    assert Client().get("/api/v1/calls").json()["items"][0]["left_minor"] == 0


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"policy": "HLJ-NONE"}, "/policy"),
        ({"closes_on": "2026-02-28"}, "/closes_on"),
        ({"reference": " "}, "/reference"),
        ({"budget_minor": 1.5}, "/budget_minor"),
        ({"budget_minor": -1}, "/budget_minor"),
        ({"opens_on": "2026-02-30"}, "/opens_on"),
    ],
)
def test_wrong_call_names_its_field(case: Case, given: dict[str, Any], field: str) -> None:
    said = {"policy": CODE, "year": 2026, "budget_minor": 1, **WINDOW, **given}
    refused = post(by_token(case.officer), "calls", **said)
    assert (refused.status_code, refused.json()["field"]) == (422, field)
    assert not Call.objects.exists()


def test_only_provincial_offices_open_calls_each_its_own(case: Case) -> None:
    given = {"policy": CODE, "year": 2026, "budget_minor": 1, **WINDOW}
    assert post(Client(), "calls", **given).status_code == 401
    assert post(by_token(case.manager), "calls", **given).status_code == 403
    assert not Call.objects.exists()
    a_call(case, LEVEL)
    other = a_user(Role.OFFICER, an_organisation("另一局", case.office.kind, place="230000", country="CN"))
    assert post(by_token(other), "calls", **given).status_code == 422
    assert Call.objects.get().organisation_id == case.office.pk
