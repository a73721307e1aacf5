"""The whole journey by the typed client: drafted, signed, recorded, reported, disputed, paid, shared, signed by inventors, paid out."""

from __future__ import annotations

import datetime as dt
import json
from fractions import Fraction
from typing import Any

import pytest

from mainline.client import Client, Invalid, NotAllowed, NotFound
from mainline.client.agreements import (
    AgreementDetail,
    AgreementTerms,
    FixedSum,
    RightPart,
    RoyaltyTier,
    RunningRoyalty,
)
from mainline.client.distribution import DistributionPlanDetail, SharingTier
from mainline.client.royalties import RoyaltyReportDetail
from mainline.orgs import clock
from mainline.orgs.enums import OrganisationKind, Role
from mainline.register.actions import record_event
from mainline.register.models import Party, Right
from mainline.utilization.agreements.models import Agreement
from tests.api.conftest import by_token
from tests.api.typed import typed
from tests.factories import DAY, a_user, an_organisation
from tests.utilization.cast import Q1, Cast, a_cast

pytestmark = pytest.mark.django_db
ROYALTY, LUMP, COST = 4_864_198, 10_000_000, 3_197
TOGETHER = (4_458_301, 2_229_150, 743_050)
"""Fen: of 148,641.98 received less 31.97 of costs half, rounded up, at 60, 30 and 10 per cent."""


@pytest.fixture
def cast() -> Cast:
    clock.set_clock(DAY)
    return a_cast()


@pytest.fixture
def office(cast: Cast) -> Client:
    """Who manages the university's rights."""
    return typed(cast.manager)


@pytest.fixture
def firm(cast: Cast) -> Client:
    """Who acts for the enterprise."""
    return typed(cast.buyer)


def terms(cast: Cast, **given: Any) -> AgreementTerms:
    running = RunningRoyalty(
        tiers=(RoyaltyTier(rate="3/100"), RoyaltyTier(above_minor=50_000_000, rate="1/20")), every=3,
        deductions=("运费",), deductions_cap="1/20", products=("收获机",), minimum_minor=100_000, cap_total_minor=10**10,
    )  # fmt: skip
    told: dict[str, Any] = {
        "field": "大豆收获机械", "territory": "中国", "starts_on": dt.date(2026, 1, 1), "until": dt.date(2030, 12, 31),
        "affiliated": "no", "rights": (RightPart(right=cast.right.pk),), "running": running,
        "lumps": (FixedSum(name="入门费", due_on=dt.date(2026, 2, 1), minor=LUMP),),
    }  # fmt: skip
    return AgreementTerms(**{**told, **given})


def drafted(cast: Cast, office: Client, kind: str = "ordinary", **given: Any) -> AgreementDetail:
    return office.agreements.draft(
        kind, cast.university.pk, cast.enterprise.pk, terms(cast, **given), reference="HT-7"
    )


def signed(cast: Cast, office: Client, firm: Client, kind: str = "ordinary", **given: Any) -> AgreementDetail:
    row = drafted(cast, office, kind, **given)
    pending = office.agreements.do(row.id, "send").pending
    assert pending is not None
    office.agreements.do(row.id, "sign", digest=pending.digest)
    return firm.agreements.do(row.id, "sign", digest=pending.digest)


def filed(firm: Client, row: AgreementDetail, claimed: int, **given: Any) -> RoyaltyReportDetail:
    return firm.royalties.file(
        row.id,
        *Q1,
        sales={"收获机": 123_456_789},
        deductions={"运费": 8_000_000},
        claimed_minor=claimed,
        **given,
    )


def proposed(cast: Cast, office: Client, firm: Client) -> DistributionPlanDetail:
    """What came in of an agreement, as a plan that waits for its inventors."""
    row = signed(cast, office, firm)
    office.royalties.do(filed(firm, row, ROYALTY).id, "accept")
    office.royalties.receive(
        row.id, LUMP + ROYALTY, received_on=dt.date(2026, 11, 19), reference="B1", key="k1"
    )
    office.distribution.enter_cost(
        cast.university.pk, cast.right.pk, "agency", "代理费", amount_minor=COST, spent_on=dt.date(2025, 1, 1),
        reference="发票1",
    )  # fmt: skip
    return office.distribution.propose(cast.right.pk, cast.university.pk)


def test_agreement_is_drafted_sent_sent_back_signed_and_recorded(
    cast: Cast, office: Client, firm: Client
) -> None:
    row = drafted(cast, office)
    assert (row.state, row.rights, row.acts) == ("draft", (cast.right.pk,), ("save", "send", "discard"))
    assert row.terms == terms(cast, rights=(RightPart(right=cast.right.pk, part="1"),))
    assert ("Minimum of a period", "1,000.00 CNY") in [(one.about, one.text) for one in row.clauses]
    assert list(firm.agreements.all()) == []
    with pytest.raises(NotFound):
        firm.agreements.get(row.id)

    office.agreements.do(row.id, "send")
    back = firm.agreements.do(row.id, "take_back", words="运费上限太低")
    assert (back.state, back.drafted_for, back.versions[0].words) == ("draft", "licensee", "运费上限太低")
    saved = firm.agreements.save(row.id, back.terms, revision=back.revision, reference="HT-8")
    with pytest.raises(Invalid, match="saved this meanwhile"):
        firm.agreements.save(row.id, back.terms, revision=back.revision)
    assert (saved.revision, saved.reference) == (1, "HT-8")
    pending = firm.agreements.do(row.id, "send").pending
    assert pending is not None
    with pytest.raises(Invalid, match="Another version waits"):
        office.agreements.do(row.id, "sign", digest="0" * 64)
    assert office.agreements.do(row.id, "sign", digest=pending.digest).state == "sent"
    done = firm.agreements.do(row.id, "sign", digest=pending.digest)
    assert (done.state, done.signed_on, done.fee) == ("signed", DAY, "100,000.00 CNY + 3 % / 5 %")
    assert done.recordal_due_on == dt.date(2026, 4, 1)
    recorded = firm.agreements.do(row.id, "record", number="2026990000001", on=DAY)
    assert (recorded.recordal_number, recorded.recordal_due_on) == ("2026990000001", None)

    changed = office.agreements.save(row.id, terms(cast, rights=done.terms.rights, note="另附技术服务"))
    assert changed.pending is not None
    assert [one.text for one in changed.pending.changes] == ["另附技术服务"]
    assert office.agreements.do(row.id, "take_back").pending is None
    ended = office.agreements.do(row.id, "end", words="协商解除", on=DAY)
    assert (ended.state, ended.ended_because) == ("ended", "协商解除")
    assert [one.id for one in firm.agreements.all()] == [row.id]


def test_what_stands_in_the_way_is_named_with_its_record_before_and_on_signing(
    cast: Cast, office: Client, firm: Client
) -> None:
    assert office.agreements.obstacles(cast.right.pk, cast.university.pk) == []
    signed(cast, office, firm, "exclusive")
    second = drafted(cast, office)
    (obstacle,) = second.obstacles
    before = office.agreements.obstacles(cast.right.pk, cast.university.pk, "ordinary_licence")
    assert before == [obstacle]
    assert (obstacle.right, obstacle.number) == (cast.right.pk, cast.right.number)
    assert obstacle.event is not None
    assert office.event(obstacle.event).code == "utilization.licence.signed"
    assert obstacle.citation
    assert obstacle.remedy
    pending = office.agreements.do(second.id, "send").pending
    assert pending is not None
    with pytest.raises(Invalid) as refused:
        office.agreements.do(second.id, "sign", digest=pending.digest)
    assert obstacle.text in refused.value.message_en
    assert cast.right.number in refused.value.message_zh
    with pytest.raises(Invalid, match="exclusive"):
        office.agreements.declare(cast.right.pk, cast.university.pk, terms(cast))
    assert Agreement.objects.get(pk=second.id).versions.get().licensor_signed_at is None


def test_co_owner_consents_over_the_api(cast: Cast, office: Client, firm: Client) -> None:
    other = an_organisation("共有研究所", kind=OrganisationKind.INSTITUTE)
    owner = typed(a_user(Role.MANAGER, other))
    Party.objects.create(right=cast.right, role="holder", name=other.name, organisation=other, sequence=1)
    Right.objects.filter(pk=cast.right.pk).update(holder_name=f"{cast.university.name}; {other.name}")
    row = drafted(cast, office, "sole")
    assert "14" in row.obstacles[0].citation
    with pytest.raises(Invalid, match="neither a co-owner"):
        firm.agreements.consent(cast.right.pk, cast.enterprise.pk, "sole_licence")

    given = owner.agreements.consent(cast.right.pk, other.pk, "sole_licence")

    assert (given.act, given.organisation, given.given_on) == ("sole_licence", other.pk, DAY)
    assert office.agreements.get(row.id).obstacles == ()


def test_open_licence_arises_with_its_fee(cast: Cast, office: Client, firm: Client) -> None:
    given = terms(cast, running=None)
    with pytest.raises(Invalid, match="say why"):
        office.agreements.declare(
            cast.right.pk, cast.university.pk,
            terms(cast, running=RunningRoyalty(tiers=(RoyaltyTier(rate="1/4"),), every=12)),
        )  # fmt: skip
    declared = office.agreements.declare(cast.right.pk, cast.university.pk, given)
    assert [one.id for one in firm.agreements.open_licences()] == [declared.id]
    taken = firm.agreements.take_up(declared.id, cast.enterprise.pk)
    assert (taken.kind, taken.state, taken.open_licence) == ("open", "sent", declared.id)
    (invoice,) = taken.invoices
    assert (invoice.open.minor, invoice.due_on) == (LUMP, dt.date(2026, 2, 1))

    office.royalties.receive(taken.id, LUMP, received_on=DAY, reference="B", key="k")

    assert firm.agreements.get(taken.id).state == "signed"
    gone = office.agreements.withdraw(declared.id)
    assert (gone.state, gone.taken) == ("withdrawn", (taken.id,))
    with pytest.raises(NotFound):
        firm.agreements.take_up(declared.id, cast.enterprise.pk)


def test_report_is_reckoned_step_by_step_disputed_replaced_and_paid(
    cast: Cast, office: Client, firm: Client
) -> None:
    row = signed(cast, office, firm)
    assert [one.period_from for one in row.missing_periods] == [
        dt.date(2026, 1, 1), dt.date(2026, 4, 1), dt.date(2026, 7, 1),
    ]  # fmt: skip
    first = filed(firm, row, 4_800_000)
    assert [(one.kind, Fraction(one.minor)) for one in first.steps] == [
        ("sales", 123_456_789), ("deducted", 6_172_839), ("base", 117_283_950), ("tier", 1_500_000),
        ("tier", Fraction(6_728_395, 2)), ("royalty", ROYALTY), ("owed", ROYALTY),
    ]  # fmt: skip
    tier = first.steps[4]
    assert (tier.low_minor, tier.high_minor, tier.rate) == (50_000_000, 117_283_950, "1/20")
    assert {one.code: one.by for one in first.flags} == {
        "variance": 64_198, "over_cap": 1_827_161, "late": 204,
    }  # fmt: skip
    assert (first.owed.minor, first.base.minor, first.open) == (ROYALTY, 117_283_950, None)
    with pytest.raises(NotAllowed):
        firm.royalties.do(first.id, "accept")
    with pytest.raises(Invalid, match="Say why"):
        office.royalties.do(first.id, "dispute")
    assert office.royalties.do(first.id, "dispute", "运费超过上限").state == "disputed"

    second = filed(firm, row, ROYALTY, replaces=first.id)
    assert (second.replaces, firm.royalties.report(first.id).replaced_by) == (first.id, second.id)
    accepted = office.royalties.do(second.id, "accept")
    assert accepted.open is not None
    assert (accepted.state, accepted.open.minor, accepted.open.currency) == ("accepted", ROYALTY, "CNY")
    assert [one.state for one in office.royalties.reports()] == ["accepted", "replaced"]

    paid = office.royalties.receive(row.id, LUMP + ROYALTY + 1, received_on=DAY, reference="B1", key="k1")
    again = office.royalties.receive(row.id, LUMP + ROYALTY + 1, received_on=DAY, reference="B1", key="k1")
    assert again.id == paid.id
    assert [one.amount.minor for one in paid.pays] == [LUMP, ROYALTY]
    assert paid.credit.minor == 1
    seen = firm.agreements.get(row.id)
    assert [(one.amount.minor, one.open.minor) for one in seen.invoices] == [(LUMP, 0), (ROYALTY, 0)]
    assert seen.credit is not None
    assert seen.credit.minor == 1
    (posting,) = office.ledger.postings(source=f"royalty_receipt:{paid.id}")
    assert [(line.account, line.amount.minor) for line in posting.lines] == [
        ("cash", LUMP + ROYALTY + 1), ("licence_income", -LUMP - ROYALTY), ("customer_credit", -1),
    ]  # fmt: skip

    back = office.royalties.reverse(paid.id, "重复登记")
    assert (back.reversed_on, back.reversed_because) == (DAY, "重复登记")
    assert [one.open.minor for one in firm.agreements.get(row.id).invoices] == [LUMP, ROYALTY]
    contrary, _first = office.ledger.postings(organisation=cast.university.pk)
    assert contrary.reverses == posting.id
    assert [one.id for one in firm.royalties.receipts()] == [paid.id]
    assert list(firm.ledger.postings()) == []


def test_income_is_shared_signed_disputed_paid_and_told_to_its_inventors(
    cast: Cast, office: Client, firm: Client
) -> None:
    plan = proposed(cast, office, firm)
    assert (plan.income.minor, plan.costs.minor, plan.net.minor) == (LUMP + ROYALTY, COST, 14_861_001)
    assert (plan.inventors.minor, plan.unit.minor, plan.rule) == (7_430_501, 7_430_500, None)
    assert plan.least is not None
    assert any("45" in cite.en for cite in plan.citations)
    assert [(one.name, one.share, one.amount.minor) for one in plan.lines] == [
        ("甲", "3/5", TOGETHER[0]), ("乙", "3/10", TOGETHER[1]), ("丙", "1/10", TOGETHER[2]),
    ]  # fmt: skip
    assert [one.amount.minor for one in plan.incomes] == [LUMP, ROYALTY]
    assert [(one.what, one.amount.minor) for one in plan.recovered] == [("代理费", COST)]

    first, second, third = (typed(user) for user in cast.inventors)
    own = [
        [one.place for one in each.distribution.plan(plan.id).lines if one.is_own] for each in (first, third)
    ]
    assert own == [[1], [3]]
    with pytest.raises(NotAllowed, match="signs for themselves"):
        second.distribution.do(plan.id, "sign", line=plan.lines[0].id)
    first.distribution.do(plan.id, "sign", line=plan.lines[0].id)
    second.distribution.do(plan.id, "sign", line=plan.lines[1].id)
    with pytest.raises(Invalid, match="Not signed yet: 丙"):
        office.distribution.do(plan.id, "approve")
    third.distribution.do(plan.id, "dispute", line=plan.lines[2].id, words="贡献更多", claims="1/5")
    with pytest.raises(NotAllowed):
        third.distribution.do(plan.id, "approve")
    approved = office.distribution.do(plan.id, "approve")
    held = [one.held_back.minor for one in approved.lines]
    assert (approved.state, held, sum(held)) == ("approved", [495_367, 247_684, 0], 743_051)

    paid = office.distribution.do(plan.id, "pay", paid_on="2026-11-20", reference="B2", key="p1")
    assert [one.paid.minor for one in paid.lines] == [
        TOGETHER[0] - 495_367, TOGETHER[1] - 247_684, TOGETHER[2],
    ]  # fmt: skip
    twice = office.distribution.do(plan.id, "pay", paid_on="2026-11-20", reference="B2", key="p1")
    assert twice == paid
    payment = paid.lines[0].payments[0]
    reversed_ = office.distribution.do(plan.id, "reverse", payment=payment.id, words="账号错误")
    assert [one.amount.minor for one in reversed_.lines[0].payments] == [
        TOGETHER[0] - 495_367, 495_367 - TOGETHER[0],
    ]  # fmt: skip
    with pytest.raises(Invalid, match="reverse the payments first"):
        office.distribution.do(plan.id, "cancel", words="重做")

    told = third.distribution.statement()
    assert told.name == "丙"
    (share,) = told.rights[0].shares
    assert (share.share, share.amount.minor, share.paid.minor) == ("1/10", TOGETHER[2], TOGETHER[2])
    assert [one.name for one in told.rights[0].used_by] == [cast.enterprise.name]
    mine = first.distribution.statement().totals[0]
    assert (mine.paid.minor, mine.pending.minor, mine.held_back.minor) == (0, TOGETHER[0] - 495_367, 495_367)
    balances = {one.account: one.amount.minor for one in office.ledger.balances()}
    assert sum(balances.values()) == 0
    assert balances["unit_share"] == -7_430_500
    assert balances["cost_recovered"] == -COST
    assert balances["inventor_payable"] == -495_367 - 247_684 - (TOGETHER[0] - 495_367)
    assert sum(TOGETHER) == plan.inventors.minor


def test_preview_writes_nothing_and_says_what_is_wrong(cast: Cast, office: Client, firm: Client) -> None:
    row = signed(cast, office, firm)
    with pytest.raises(Invalid, match="Nothing was received"):
        office.distribution.preview(cast.right.pk, cast.university.pk)
    office.royalties.receive(row.id, LUMP, received_on=DAY, reference="B1", key="k1")
    assert [one.right for one in office.distribution.waiting()] == [cast.right.pk]

    seen = office.distribution.preview(cast.right.pk, cast.university.pk)
    assert ([one.amount and one.amount.minor for one in seen.lines], seen.problems) == (
        [3_000_000, 1_500_000, 500_000],
        (),
    )
    thirds = dict.fromkeys((1, 2, 3), Fraction(1, 3))
    told = office.distribution.preview(cast.right.pk, cast.university.pk, shares=thirds)
    assert [one.amount and one.amount.minor for one in told.lines] == [1_666_667, 1_666_667, 1_666_666]
    short = office.distribution.preview(cast.right.pk, cast.university.pk, shares={1: "1/2"})
    assert "100 %" in short.problems[0]
    with pytest.raises(Invalid, match="100 %"):
        office.distribution.propose(cast.right.pk, cast.university.pk, shares={1: "1/2"})
    with pytest.raises(Invalid, match="no inventor 9"):
        office.distribution.preview(cast.right.pk, cast.university.pk, shares={9: "1/2"})
    assert list(office.distribution.plans()) == []
    reward = office.distribution.preview(cast.right.pk, cast.university.pk, kind="reward")
    assert (reward.kind, reward.income.currency) == ("reward", "CNY")
    assert reward.due_on is not None


def test_rules_of_the_unit_are_cited_and_may_not_undercut_the_law(
    cast: Cast, office: Client, firm: Client
) -> None:
    since = dt.date(2026, 1, 1)
    with pytest.raises(Invalid, match="article 45"):
        office.distribution.set_rule(
            cast.university.pk, "rules", "北川大学〔2025〕12号", since=since, tiers=[SharingTier(rate="2/5")]
        )
    rule = office.distribution.set_rule(
        cast.university.pk, "rules", "北川大学〔2025〕12号", since=since, rewards={"invention": 500_000},
        tiers=[SharingTier(rate="7/10"), SharingTier(above_minor=5_000_000, rate="1/2")], least_share="1/20",
    )  # fmt: skip
    assert [one.id for one in office.distribution.rules()] == [rule.id]
    plan = proposed(cast, office, firm)

    assert (plan.rule, plan.rule_title) == (rule.id, "北川大学〔2025〕12号")
    assert [(one.above_minor, one.rate) for one in plan.tiers] == [(0, "7/10"), (5_000_000, "1/2")]
    assert plan.inventors.minor == 3_500_000 + 4_930_501
    assert [(one.amount.minor, one.recovered.minor) for one in office.distribution.costs()] == [(COST, COST)]
    gone = office.distribution.do(plan.id, "cancel", words="重做")
    assert (gone.state, gone.cancelled_because, gone.incomes) == ("cancelled", "重做", ())


def test_a_rival_finds_nothing_and_does_nothing(cast: Cast, office: Client, firm: Client) -> None:
    plan = proposed(cast, office, firm)
    row, report, receipt = (
        next(iter(rows)).id
        for rows in (office.agreements.all(), office.royalties.reports(), office.royalties.receipts())
    )
    body = an_organisation("对手机械公司", kind=OrganisationKind.ENTERPRISE)
    rival = typed(a_user(Role.MANAGER, body))

    for rows in (
        rival.agreements.all(), rival.royalties.reports(), rival.royalties.receipts(), rival.distribution.plans(),
        rival.distribution.rules(), rival.distribution.costs(), rival.ledger.postings(),
        rival.ledger.postings(organisation=cast.university.pk), rival.distribution.waiting(), rival.ledger.balances(),
    ):  # fmt: skip
        assert list(rows) == []
    for asked in (
        lambda: rival.agreements.get(row),
        lambda: rival.agreements.save(row, terms(cast)),
        lambda: rival.agreements.do(row, "end", words="x"),
        lambda: rival.royalties.report(report),
        lambda: rival.royalties.do(report, "accept"),
        lambda: filed(rival, office.agreements.get(row), 1),
        lambda: rival.royalties.receipt(receipt),
        lambda: rival.royalties.reverse(receipt, "x"),
        lambda: rival.royalties.receive(row, 1, received_on=DAY, reference="B", key="k9"),
        lambda: rival.distribution.plan(plan.id),
        lambda: rival.distribution.do(plan.id, "approve"),
        lambda: rival.distribution.preview(cast.right.pk, cast.university.pk),
        lambda: rival.distribution.preview(cast.right.pk, body.pk),
        lambda: rival.distribution.propose(cast.right.pk, cast.university.pk),
        lambda: rival.agreements.draft("ordinary", cast.university.pk, cast.enterprise.pk, terms(cast)),
        lambda: rival.agreements.declare(cast.right.pk, cast.university.pk, terms(cast)),
        lambda: rival.agreements.obstacles(cast.right.pk, cast.university.pk),
        lambda: rival.agreements.obstacles(cast.right.pk, body.pk),
    ):
        with pytest.raises(NotFound):
            asked()
    assert rival.distribution.statement().rights == ()
    for refused in (
        lambda: rival.agreements.draft("ordinary", body.pk, cast.enterprise.pk, terms(cast)),
        lambda: rival.agreements.declare(cast.right.pk, body.pk, terms(cast)),
    ):
        with pytest.raises(Invalid, match="is not held by"):
            refused()
    assert office.distribution.plan(plan.id) == plan


def test_a_role_without_the_verb_and_a_token_without_the_scope_are_refused(
    cast: Cast, office: Client, firm: Client
) -> None:
    row = signed(cast, office, firm)
    viewer = typed(a_user(Role.VIEWER, cast.university))
    assert viewer.agreements.get(row.id).acts == ()
    assert [one.id for one in viewer.agreements.all()] == [row.id]
    for refused in (
        lambda: viewer.agreements.do(row.id, "end", words="x"),
        lambda: viewer.agreements.save(row.id, terms(cast)),
        lambda: viewer.distribution.preview(cast.right.pk, cast.university.pk),
        lambda: list(viewer.ledger.postings()),
        lambda: typed(cast.manager, "read").agreements.do(row.id, "end", words="x"),
        lambda: list(typed(cast.inventors[0]).agreements.all()),
    ):
        with pytest.raises(NotAllowed):
            refused()


def test_what_can_not_be_is_refused_with_its_place(cast: Cast, office: Client) -> None:
    over = terms(cast, running=RunningRoyalty(tiers=(RoyaltyTier(rate="5/4"),)))
    with pytest.raises(Invalid) as refused:
        office.agreements.draft("ordinary", cast.university.pk, cast.enterprise.pk, over)
    assert refused.value.problem.field == "/terms/running/tiers/0/rate"
    with pytest.raises(Invalid, match="Each right stands once"):
        drafted(cast, office, rights=(RightPart(right=cast.right.pk), RightPart(right=cast.right.pk)))
    row = drafted(cast, office, territory="")
    with pytest.raises(Invalid, match="which territory"):
        office.agreements.do(row.id, "send")
    far = drafted(cast, office, starts_on=dt.date(9999, 12, 31), until=None)
    with pytest.raises(Invalid, match="after 2199"):
        office.agreements.do(far.id, "send")
    browser = by_token(cast.manager)
    said = json.dumps({"act": "bless"})
    assert (
        browser.post(f"/api/v1/agreements/{row.id}/do", said, content_type="application/json").status_code
        == 422
    )
    assert office.agreements.do(row.id, "discard").state == "discarded"


def test_lists_go_on_by_cursor(cast: Cast, office: Client) -> None:
    ids = [drafted(cast, office).id for _ in range(3)]
    browser = by_token(cast.manager)

    first = browser.get("/api/v1/agreements?limit=2").json()
    rest = browser.get(f"/api/v1/agreements?limit=2&cursor={first['next']}").json()

    assert [row["id"] for row in (*first["items"], *rest["items"])] == ids[::-1]
    assert rest["next"] is None


def test_pledgee_is_named_and_words_come_in_the_language_asked_for(cast: Cast, office: Client) -> None:
    bank = an_organisation("北川银行", kind=OrganisationKind.BANK)
    record_event(
        right=cast.right, code="utilization.pledge.registered", happened_on=dt.date(2026, 5, 1), by=None, on=DAY,
        details={"other": bank.name, "by_org": str(bank.pk), "reference": "Y2026"}, confidentiality="public",
    )  # fmt: skip
    row = drafted(cast, office, "assignment")
    assert any("Y2026" in one.text for one in row.obstacles)
    seen = typed(cast.manager, language="zh").agreements.get(row.id)
    assert [one.about for one in row.clauses][:3] == ["Field of use", "Territory", "Term"]
    assert [one.about for one in seen.clauses][:3] == ["实施领域", "地域", "期限"]
