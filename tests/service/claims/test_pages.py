"""Pages of policies and claims, as an organisation and an office go through them."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from mainline.orgs import clock
from mainline.orgs.enums import OrganisationKind, Role
from mainline.service.claims import panels
from mainline.service.claims import queries as claims
from mainline.service.claims.models import Claim
from mainline.service.policies import queries as policies
from mainline.service.policies.models import Statement
from tests.factories import a_user, an_organisation
from tests.service.samples import DAY, FIRM_TAKES, LEVEL, a_call, a_case, submitted

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_the_day() -> None:
    clock.set_clock(DAY)


def _as(client: Client, user: Any) -> Client:
    client.force_login(user)
    return client


def test_anybody_reads_every_policy_with_its_sources(en: Client, zh: Client) -> None:
    assert "HLJ-IPMS" in en.get("/service/policies/").content.decode()
    for ready in policies.policybook().policies.values():
        for client in (en, zh):
            page = client.get(f"/service/policies/{ready.policy.code}/")
            assert page.status_code == 200
            text = ready.policy.title.en if client is en else ready.policy.title.zh
            assert text in page.content.decode().replace("&#x27;", "'")
    assert en.get("/service/policies/NO-SUCH/").status_code == 404


def test_a_firm_looks_states_claims_and_is_paid(en: Client) -> None:
    case = a_case()
    a_call(case)
    _as(en, case.manager)
    page = en.get("/service/entitlements/").content.decode()
    assert "Subsidy for firms" in page
    clause = en.get("/service/entitlements/HLJ-FIRM-TAKES-UNI/").content.decode()
    assert "the contract drew another public subsidy" in clause
    assert "event of 2025-07-01" in clause

    ref = policies.answers(policies.dossier_of(case.manager, case.firm, DAY), FIRM_TAKES)[0].ref
    given = {"organisation": case.firm.pk, "policy": "HLJ-FIRM-TAKES-UNI", "ref": ref}
    begun = en.post("/service/claims/begin/", given)
    claim = Claim.objects.get()
    assert begun["Location"] == f"/service/claims/{claim.pk}/"
    refused = en.post(f"/service/claims/{claim.pk}/act/", {"act": "submit"}, follow=True).content.decode()
    assert "These papers are lacking" in refused
    for code in ("application", "contract", "licences_of_both", "recordal", "invoices"):
        en.post(f"/service/claims/{claim.pk}/act/", {"act": "paper", "code": code, "reference": "1"})
    assert (
        "Handed in"
        in en.post(f"/service/claims/{claim.pk}/act/", {"act": "submit"}, follow=True).content.decode()
    )

    _as(en, case.officer)
    assert "Working days left" in en.get("/service/claims/").content.decode()
    told = {"act": "approve", "amount": "8000", "words": "as called", "confirm-one_contract": "asked"}
    assert (
        "taken from the budget"
        in en.post(f"/service/claims/{claim.pk}/act/", told, follow=True).content.decode()
    )
    assert (
        "both books"
        in en.post(f"/service/claims/{claim.pk}/act/", {"act": "pay"}, follow=True).content.decode()
    )
    _as(en, case.manager)
    assert "8,000.00 CNY" in en.get(f"/service/claims/{claim.pk}/").content.decode()


def test_a_statement_is_made_and_taken_back_on_its_page(en: Client) -> None:
    case = a_case()
    _as(en, case.manager)
    asked = {"organisation": case.firm.pk, "fact": "taxable_income_cny", "value": "many", "year": "2025"}
    wrong = en.post("/service/statements/", asked)
    assert wrong.status_code == 422
    assert "such as 299999" in wrong.content.decode()

    en.post("/service/statements/", asked | {"value": "299,999"})

    row = Statement.objects.get(fact="taxable_income_cny")
    assert (row.value, row.year) == ("299999", 2025)
    assert "299999" in en.get("/service/statements/").content.decode()
    en.post("/service/statements/", {"organisation": case.firm.pk, "withdraw": row.pk})
    row.refresh_from_db()
    assert row.ended_at is not None


def test_an_office_sees_all_organisations_under_a_policy_and_takes_the_list_away(en: Client) -> None:
    case = a_case()
    _as(en, case.officer)

    page = en.get("/service/policies/HLJ-LEVEL-REWARD/all/").content.decode()
    file = en.get("/service/policies/HLJ-LEVEL-REWARD/all/export/csv/").getvalue().decode()

    assert "Open for want of" in page
    assert "哈尔滨甲公司" in file
    assert _as(en, case.manager).get("/service/policies/HLJ-LEVEL-REWARD/all/").status_code == 403


def test_an_office_opens_a_call(en: Client) -> None:
    case = a_case()
    _as(en, case.officer)
    given = {
        "policy": LEVEL, "year": "2026", "budget": "100,000", "opens_on": "2026-05-01", "closes_on": "2026-06-30",
        "reference": "通知",
    }  # fmt: skip

    assert en.post("/service/calls/", given | {"budget": "x"}).status_code == 422
    assert "100,000.00 CNY" in en.post("/service/calls/", given, follow=True).content.decode()
    assert _as(en, case.manager).post("/service/calls/", given).status_code == 403


def test_a_rival_finds_no_claim_and_no_paper(en: Client) -> None:
    case = a_case()
    a_call(case, LEVEL)
    claim = submitted(case)
    _as(en, a_user(Role.MANAGER, an_organisation(kind=OrganisationKind.ENTERPRISE)))

    assert en.get(f"/service/claims/{claim.pk}/").status_code == 404
    assert en.post(f"/service/claims/{claim.pk}/act/", {"act": "withdraw"}).status_code == 404
    assert en.get(f"/service/entitlements/?organisation={case.firm.pk}").status_code == 404


def test_a_refused_approval_keeps_what_was_typed(en: Client) -> None:
    case = a_case()
    claim = submitted(case)
    _as(en, case.officer)
    told = {"act": "approve", "amount": "12.345", "words": "as seen in the notice"}
    refused = en.post(f"/service/claims/{claim.pk}/act/", told)
    assert refused.status_code == 400
    shown = refused.content.decode()
    assert "two decimals at most" in shown
    for text in ("12.345", "as seen in the notice"):
        assert f'value="{text}"' in shown
    claim.refresh_from_db()
    assert claim.state == "submitted"


def test_what_waits_is_told_to_who_does_it() -> None:
    case = a_case()
    a_call(case, LEVEL, closes_on=DAY.replace(month=6, day=10))
    before = [step.text for step in policies.steps(case.manager, DAY)]
    claim = submitted(case)

    (waiting,) = claims.steps(case.officer, DAY)

    assert before == ["Claims under “Reward by recognised level” close"]
    assert list(policies.steps(case.manager, DAY)) == []
    assert waiting.due_on == claim.due_on


def test_the_page_of_a_right_shows_its_claims_to_who_may_see_them() -> None:
    case = a_case()
    a_call(case)
    ref = policies.answers(policies.dossier_of(case.manager, case.firm, DAY), FIRM_TAKES)[0].ref
    submitted(case, FIRM_TAKES, ref)

    mine, office = panels.panel(case.manager, case.right), panels.panel(case.officer, case.right)

    assert mine is not None
    assert office is not None
    assert len(office.content["rows"]) == 1  # type: ignore[arg-type]
    assert panels.panel(a_user(), case.right) is None
