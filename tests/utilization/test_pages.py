"""The whole journey by pages: drafted, signed, reported, accepted, paid, shared, signed by inventors, paid out, shown."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from mainline.orgs import clock
from mainline.utilization.agreements.models import Agreement
from mainline.utilization.distribution.models import DistributionPlan
from mainline.utilization.royalties.models import RoyaltyReceipt, RoyaltyReport
from tests.factories import DAY, a_user, an_organisation
from tests.utilization.cast import Cast, a_cast

pytestmark = pytest.mark.django_db


def as_(user: Any) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def text(client: Client, name: str, *arguments: Any, query: str = "") -> str:
    answer = client.get(reverse(name, args=arguments) + query)
    assert answer.status_code == 200, (name, answer.status_code)
    return answer.content.decode()


def do(client: Client, name: str, *arguments: Any, **given: Any) -> Any:
    answer = client.post(reverse(name, args=arguments), given, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def cast() -> Cast:
    clock.set_clock(DAY)
    return a_cast()


def drafted(cast: Cast) -> Agreement:
    do(
        as_(cast.manager), "agreement_new", side="licensor", other=cast.enterprise.pk, kind="ordinary",
        rights=cast.right.number, reference="HT-7", field="收获机械", territory="中国", starts_on="2026-01-01",
        until="2030-12-31", currency="CNY", affiliated="no", lump_name="入门费", lump_on="2026-02-01",
        lump_amount="100,000.00", tier_above="0", tier_rate="3", every="3", due_days="30", deductions="运费",
        deductions_cap="5", products="收获机",
    )  # fmt: skip
    return Agreement.objects.get()


def test_journey_from_draft_to_inventor_statement(cast: Cast) -> None:
    tto, buyer, inventor = as_(cast.manager), as_(cast.buyer), as_(cast.inventors[0])
    row = drafted(cast)
    assert "3 % of net sales" in text(tto, "agreement", row.pk)
    assert buyer.get(reverse("agreement", args=[row.pk])).status_code == 404
    do(tto, "agreement_act", row.pk, act="send")
    digest = row.versions.get().digest
    do(tto, "agreement_act", row.pk, act="sign", digest=digest)
    assert "it is in effect" in do(buyer, "agreement_act", row.pk, act="sign", digest=digest)

    shown = do(
        buyer, "royalty_report_new", row.pk, **{"from": "2026-01-01", "to": "2026-03-31"}, sale_name="收获机",
        sale_amount="1000000", deduction_name="运费", deduction_amount="80000", claimed="27600",
    )  # fmt: skip
    assert "Deductions above the cap: 30,000.00 CNY" in shown
    assert "900.00 CNY too little" in shown
    report = RoyaltyReport.objects.get()
    assert "28,500.00 CNY is invoiced" in do(tto, "royalty_report_act", report.pk, act="accept", words="")
    do(
        tto,
        "agreement_act",
        row.pk,
        act="receive",
        amount="128500",
        received_on="2026-11-19",
        reference="B1",
        key="k",
    )
    receipt = RoyaltyReceipt.objects.get()
    assert "128,500.00 CNY" in text(tto, "royalty_receipt", receipt.pk)

    preview = text(tto, "distribution_new", cast.right.pk)
    assert "64,250.00 CNY" in preview
    assert "38,550.00 CNY" in preview
    do(tto, "distribution_new", cast.right.pk, propose="1")
    plan = DistributionPlan.objects.get()
    for line, user in zip(plan.lines.order_by("position"), cast.inventors, strict=True):
        do(as_(user), "distribution_plan_act", plan.pk, act="sign", line=line.pk)
    do(tto, "distribution_plan_act", plan.pk, act="approve")
    lines = [line.pk for line in plan.lines.all()]
    do(
        tto,
        "distribution_plan_act",
        plan.pk,
        act="pay",
        pay=lines,
        paid_on="2026-11-20",
        reference="B2",
        key="p",
    )

    _leads_back(inventor, cast, plan, receipt, report, row)


def _leads_back(
    inventor: Client,
    cast: Cast,
    plan: DistributionPlan,
    receipt: RoyaltyReceipt,
    report: RoyaltyReport,
    row: Agreement,
) -> None:
    """Five clicks back: plan, receipt, report, agreement, right."""
    gains = text(inventor, "inventor_statement")
    assert "38,550.00 CNY" in gains
    assert reverse("distribution_plan", args=[plan.pk]) in gains
    page = text(inventor, "distribution_plan", plan.pk)
    assert reverse("royalty_receipt", args=[receipt.pk]) in page
    assert reverse("royalty_report", args=[report.pk]) in text(inventor, "royalty_receipt", receipt.pk)
    assert reverse("agreement", args=[row.pk]) in text(inventor, "royalty_report", report.pk)
    assert reverse("right", args=[cast.right.pk]) in text(inventor, "agreement", row.pk)
    thread = text(inventor, "right", cast.right.pk)
    assert reverse("distribution_plan", args=[plan.pk]) in thread


def test_lists_and_files_open(cast: Cast) -> None:
    tto = as_(cast.manager)
    drafted(cast)
    for name in (
        "agreements",
        "royalty_reports",
        "distribution_plans",
        "open_licences",
        "unit_rules",
        "recoverable_costs",
    ):
        text(tto, name)
    for name in (
        "agreements_export",
        "royalty_reports_export",
        "distribution_plans_export",
        "open_licences_export",
    ):
        assert tto.get(reverse(name, args=["csv"])).status_code == 200
    assert as_(cast.inventors[0]).get(reverse("inventor_statement_export", args=["csv"])).status_code == 200
    assert as_(cast.inventors[0]).get(reverse("inventor_statement_export", args=["odt"])).status_code == 404


def test_form_says_all_that_is_wrong_and_keeps_what_was_typed(cast: Cast) -> None:
    shown = do(
        as_(cast.manager), "agreement_new", side="licensor", other=cast.enterprise.pk, kind="ordinary",
        rights="ZL000", territory="中国", currency="CNY", lump_on="morgen", lump_amount="12,34", lump_name="x",
        tier_above="0", tier_rate="130", every="5", due_days="-1",
    )  # fmt: skip

    assert "no amount, write it as 1200.50" in shown
    assert "no percentage" in shown
    assert "There is no right ZL000" in shown
    assert 'value="12,34"' in shown
    assert not Agreement.objects.exists()


def test_open_licence_by_pages(cast: Cast) -> None:
    tto, buyer = as_(cast.manager), as_(cast.buyer)
    do(
        tto, "open_licence_declare", cast.right.pk, territory="中国", currency="CNY", lump_name="许可费",
        lump_on="2026-12-31", lump_amount="30000", until="2028-12-31", every="12", due_days="30",
    )  # fmt: skip
    from mainline.utilization.agreements.models import OpenDeclaration

    row = OpenDeclaration.objects.get()
    assert "30,000.00 CNY" in text(buyer, "open_licence", row.pk)
    do(buyer, "open_licence_act", row.pk, act="take_up", organisation=cast.enterprise.pk)
    assert Agreement.objects.get().kind == "open"
    do(tto, "open_licence_act", row.pk, act="withdraw")
    row.refresh_from_db()
    assert row.state == "withdrawn"


def test_rules_and_costs_by_pages(cast: Cast) -> None:
    tto = as_(cast.manager)
    given = {
        "basis": "rules", "title": "办法", "since": "2026-01-01", "founded_by_state": "yes", "tier_above": "0",
        "tier_rate": "40", "currency": "CNY",
    }  # fmt: skip
    assert "article 45" in do(tto, "unit_rules", **given)
    assert "办法" in do(tto, "unit_rules", **{**given, "tier_rate": "70"})
    cost = {
        "right": cast.right.number, "kind": "agency", "what": "代理费", "reference": "FP1", "amount": "5000",
        "currency": "CNY", "spent_on": "2025-01-01",
    }  # fmt: skip
    assert "5,000.00 CNY" in do(tto, "recoverable_costs", **cost)
    assert "entered already" in do(tto, "recoverable_costs", **cost)


def test_strangers_find_nothing(cast: Cast) -> None:
    row = cast.signed()
    stranger = as_(a_user("manager", an_organisation()))

    assert stranger.get(reverse("agreement", args=[row.pk])).status_code == 404
    assert stranger.get(reverse("royalty_report_new", args=[row.pk])).status_code == 404
    assert stranger.get(reverse("distribution_new", args=[cast.right.pk])).status_code == 404
