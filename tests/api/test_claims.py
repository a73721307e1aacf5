"""The journey of a claim over the API: looked up, begun, handed in, decided, paid; and nobody else's."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from mainline.orgs import clock
from mainline.orgs.enums import OrganisationKind, Role
from mainline.service.claims.models import Claim
from tests.api.conftest import by_token
from tests.factories import a_user, an_organisation
from tests.service.samples import DAY, LEVEL, Case, a_call, a_case, submitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def case() -> Case:
    clock.set_clock(DAY)
    return a_case()


def post(client: Client, path: str, **body: Any) -> Any:
    return client.post(f"/api/v1/{path}", json.dumps(body), content_type="application/json")


def test_a_firm_claims_and_an_office_pays(case: Case) -> None:
    a_call(case, LEVEL, 200_000)
    firm, office = by_token(case.manager), by_token(case.officer)

    told = firm.get(f"/api/v1/organisations/{case.firm.pk}/entitlements").json()
    level = next(row for row in told["answers"] if row["code"] == "HLJ-LEVEL-REWARD")
    assert (told["unclaimed_minor"], level["state"], level["amount_minor"]) == (15_000_000, "met", 15_000_000)
    assert level["clauses"][0]["facts"][0]["origin"]["kind"] == "organisation"

    begun = post(firm, f"organisations/{case.firm.pk}/claims", policy="HLJ-LEVEL-REWARD").json()
    claim = begun["id"]
    assert post(firm, f"claims/{claim}/do", act="submit").status_code == 422
    post(firm, f"claims/{claim}/papers", code="recognition", reference="1")
    assert post(firm, f"claims/{claim}/do", act="submit").json()["state"] == "submitted"
    assert post(office, f"claims/{claim}/do", act="approve").json()["approved_minor"] == 15_000_000
    paid = post(office, f"claims/{claim}/do", act="pay").json()

    assert (paid["state"], [step["act"] for step in paid["steps"]]) == ("paid", ["submit", "approve", "pay"])
    assert firm.get("/api/v1/claims").json()["items"][0]["state"] == "paid"


def test_nobody_else_sees_or_does_anything(case: Case) -> None:
    a_call(case, LEVEL)
    claim = submitted(case)
    rival = by_token(a_user(Role.MANAGER, an_organisation(kind=OrganisationKind.ENTERPRISE)))

    assert rival.get("/api/v1/claims").json()["items"] == []
    assert rival.get(f"/api/v1/claims/{claim.pk}").status_code == 404
    assert rival.get(f"/api/v1/organisations/{case.firm.pk}/entitlements").status_code == 404
    assert post(rival, f"claims/{claim.pk}/do", act="withdraw").status_code == 404
    assert post(by_token(case.manager), f"claims/{claim.pk}/do", act="approve").status_code == 403
    assert Claim.objects.get().state == "submitted"


def test_a_policy_or_act_that_there_is_not_is_refused_with_words(case: Case) -> None:
    firm = by_token(case.manager)

    assert post(firm, f"organisations/{case.firm.pk}/claims", policy="NONE").status_code == 422
    assert post(firm, "claims/1/do", act="bless").status_code == 422
