"""The same walk by programs alone: ``python -m tests.e2e.thread.by_api`` from the checkout starts a platform and tells each step.

Every step is a call of the typed client, with the token of the one who does it; the clock and the gazette are the machine's.
"""

from __future__ import annotations

import datetime as dt
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mainline.client import Client, NotFound
from mainline.client.agreements import AgreementTerms, FixedSum, RightPart, RoyaltyTier, RunningRoyalty
from mainline.client.distribution import SharingTier
from tests.e2e.thread import creation, protection, service, utilization
from tests.e2e.thread.gazette import issue
from tests.e2e.thread.stage import Stage, a_stage

DAY = dt.date.fromisoformat
_POLICY = "HLJ-FIRM-TAKES-UNI"


@dataclass
class Programs:
    """A program of each of the eight, whom it acts for, and what they told so far."""

    stage: Stage
    as_: dict[str, Client]
    bodies: dict[str, int]
    people: dict[str, int]
    right: int = 0
    told: dict[str, Any] = field(default_factory=dict)

    def tell(self, name: str, figure: object) -> None:
        """Note a figure of the walk, and print it."""
        self.told[name] = figure
        print(f"{name}: {figure}", file=sys.stderr)

    def close(self) -> None:
        """Close all connections."""
        for client in self.as_.values():
            client.close()

    def on(self, day: str) -> dt.date:
        """Let the days pass until one."""
        self.stage.turn(day)
        return DAY(day)


def walk(stage: Stage) -> Programs:
    """Walk the whole thread; return the programs with what they were told."""
    known = stage.tokens()
    clients = {name: Client(stage.base, token, language="zh") for name, token in known["tokens"].items()}
    programs = Programs(stage, {**clients, "": Client(stage.base)}, known["bodies"], known["people"])
    for step in STEPS:
        step(programs)
    return programs


def _created(by: Programs) -> None:
    by.on("2023-03-01")
    by.stage.ingest(issue(by.stage.data / "gazette.zip", *creation.EARLIER))
    by.on("2023-03-06")
    inventors = [
        {"person": by.people[name], "name": name, "share": share}
        for name, share in (("王伟", "60"), ("李娜", "40"))
    ]
    note = by.as_["inventor"].disclosures.begin(
        by.bodies["北川大学"], title=creation.TITLE, kind="invention", problem=creation.PROBLEM,
        solution=creation.SOLUTION, venue="talk", what="排种器田间试验报告", where="长春", when="2023-05-18", inventors=inventors,
    )  # fmt: skip
    note = by.as_["inventor"].disclosures.submit(note.id, note.revision)
    by.tell("sha256", note.versions[0].sha256)
    office = by.as_["office"]
    by.on("2023-03-08")
    by.right = office.disclosures.decide(note.id, "accept").right or 0
    report = office.prior_art.begin(by.right)
    near = next(found for found in report.searches[0].found if "111500001" in office.right(found).number)
    office.prior_art.judge(report.id, "relevant", right=near, category="Y", claims="1", passage="单侧负压腔")
    report = office.prior_art.issue(report.id, "novel", "未公开正压腔及倾斜导种槽。", claims="1-3")
    by.tell("novelty", report.outcome)
    by.on("2023-03-10")
    office.disclosures.decide(
        note.id, "assess", patentability=4, patentability_reason="双腔未见公开", market=4, market_reason="垦区更新需求",
        strategy=5, strategy_reason="重点方向",
    )  # fmt: skip
    office.disclosures.decide(note.id, "file", reason="学术年会之前提交申请。")
    office.disclosures.decide(note.id, "instruct", agency=by.bodies["松花江专利代理事务所"])
    agency = by.as_["agency"]
    by.on("2023-03-16")
    agency.disclosures.decide(note.id, "agree")
    by.tell("errors in the claims", agency.claims.check_draft(by.right, creation.CLAIMS).errors)
    office.claims.approve(by.right)
    by.on("2023-03-20")
    agency.disclosures.decide(note.id, "enter", number=creation.NUMBER, filed_on="2023-03-20")
    by.told["disclosure"] = note.id
    _hidden(by, "rival", "")


def _hidden(by: Programs, *who: str) -> None:
    """See that some find nothing of the right."""
    for name in who:
        try:
            by.as_[name].right(by.right)
        except NotFound:
            continue
        raise AssertionError(f"{name or 'the public'} sees right {by.right}")


def _granted(by: Programs) -> None:
    for day, kind in (("2024-09-20", "A"), ("2025-06-10", "B")):
        by.on(day)
        by.stage.ingest(issue(by.stage.data / f"{kind}.zip", creation.printed(kind, day)))
    by.tell("number", by.as_[""].right(by.right).number)


def _matched(by: Programs) -> None:
    office, firm = by.as_["office"], by.as_["firm"]
    university, buyer = by.bodies["北川大学"], by.bodies["龙江农机股份有限公司"]
    by.on("2025-07-01")
    item = office.market.survey(university, by.right, 4, industry="agricultural_machinery", readiness=6)
    office.market.ask_firms(item.id, [buyer])
    by.tell("tier", firm.market.grade(item.id, buyer, 5, interest="talk", comment="愿洽谈").tier)
    by.on("2025-07-08")
    need = firm.market.post_need(
        buyer,
        utilization.NEED,
        utilization.NEED_TEXT,
        industry="agricultural_machinery",
        is_posted=True,
        is_anonymous=True,
    )
    by.tell(
        "score", next(one.score for one in firm.market.need(need.id).suggestions if one.right == by.right)
    )
    match = firm.market.propose(need.id, by.right, side="need", organisation=buyer)
    assert office.market.match(match.id).need_organisation is None
    by.tell("opened to", office.market.answer(match.id, side="holder", says="accepted").need_organisation)


def _licensed(by: Programs) -> None:
    office, firm = by.as_["office"], by.as_["firm"]
    by.on("2025-08-20")
    running = RunningRoyalty(
        tiers=(RoyaltyTier(rate="3/100"), RoyaltyTier(above_minor=10_000_000_00, rate="1/40")), every=6, due_days=30,
        minimum_minor=100_000_00, cap_total_minor=5_000_000_00, deductions=("运费",), products=("2BFQ-8 播种机",),
    )  # fmt: skip
    terms = AgreementTerms(
        field="大豆精量播种机", territory="中国", starts_on=DAY("2025-09-01"), until=DAY("2035-08-31"), affiliated="no",
        lumps=(FixedSum(name="入门费", due_on=DAY("2025-09-15"), minor=600_000_00),), running=running,
        rights=(RightPart(right=by.right),),
    )  # fmt: skip
    deal = office.agreements.draft(
        "exclusive", by.bodies["北川大学"], by.bodies["龙江农机股份有限公司"], terms, reference="HT-2025-018"
    )
    pending = office.agreements.do(deal.id, "send").pending
    assert pending is not None
    for side in (office, firm):
        side.agreements.do(deal.id, "sign", digest=pending.digest)
    by.tell("recordal due", office.agreements.get(deal.id).recordal_due_on)
    day = by.on("2025-09-05")
    office.agreements.do(deal.id, "record", number=utilization.RECORDAL, on=day)
    by.told["agreement"] = deal.id


def _paid(by: Programs) -> None:
    office, firm, deal = by.as_["office"], by.as_["firm"], by.told["agreement"]
    by.on("2025-09-16")
    office.royalties.receive(
        deal, 600_000_00, received_on=DAY("2025-09-15"), reference="雪原银行 001", key="001"
    )
    paid = by.on("2026-03-12")
    office.record_event(
        by.right, "portfolio.annuity.paid", happened_on=paid, source_text="缴费收据", details={"year": "4"}
    )
    by.on("2026-03-13")
    report = firm.royalties.file(
        deal, DAY("2025-09-01"), DAY("2025-12-31"), sales={"2BFQ-8 播种机": 12_345_678_90}, deductions={"运费": 45_678_35},
        claimed_minor=357_500_00,
    )  # fmt: skip
    by.tell("royalty by the clauses", report.steps[-1].minor)
    office.royalties.do(report.id, "accept")
    by.on("2026-03-25")
    office.royalties.receive(
        deal, 357_500_01, received_on=DAY("2026-03-24"), reference="雪原银行 007", key="007"
    )


def _shared(by: Programs) -> None:
    office, university = by.as_["office"], by.bodies["北川大学"]
    by.on("2026-04-01")
    office.distribution.set_rule(
        university, "rules", "北校发〔2021〕3号", since=DAY("2021-01-01"), tiers=[SharingTier(rate="7/10")],
        founded_by_state="yes", notice_days=15,
    )  # fmt: skip
    office.distribution.enter_cost(
        university,
        by.right,
        "agency",
        "代理费",
        amount_minor=12_000_00,
        spent_on=DAY("2023-04-10"),
        reference="FP-2023-0916",
    )
    plan = office.distribution.propose(by.right, university)
    for line in plan.lines:
        if line.name == "王伟":
            by.as_["inventor"].distribution.do(plan.id, "sign", line=line.id)
        else:
            office.distribution.do(plan.id, "on_paper", line=line.id, words="成果办档案 2026-14")
    by.on("2026-04-17")
    office.distribution.do(plan.id, "approve")
    plan = office.distribution.do(plan.id, "pay", reference="工资代发 202604", key="202604")
    by.tell("paid to the inventors", {line.name: line.paid.minor for line in plan.lines})
    by.tell("statement", by.as_["inventor"].distribution.statement().totals[0].paid.minor)
    by.told["plan"] = plan.id


def _pledged(by: Programs) -> None:
    office, bank = by.as_["office"], by.as_["bank"]
    by.on("2026-05-06")
    pledge = office.pledges.begin(
        by.bodies["北川大学"], [by.right], "conversion", 2_000_000_00, until=DAY("2027-05-31")
    ).id
    office.pledges.invite(pledge, by.bodies["雪原商业银行"])
    bank.pledges.offer(pledge, 1_500_000_00, "3.45", starts_on=DAY("2026-05-20"), until=DAY("2027-05-20"))
    (offer,) = office.pledges.get(pledge).offers
    office.pledges.accept(pledge, offer.id)
    for side in (office, bank):
        side.pledges.sign(pledge, offer.digest)
    bank.pledges.register(pledge, "Y2026980005678", on=by.on("2026-05-18"))
    bank.pledges.pay_out(pledge, 1_500_000_00, on=by.on("2026-05-20"))
    found = office.agreements.obstacles(by.right, by.bodies["北川大学"], "exclusive_licence")
    by.tell("in the way of another", len(found))


def _protected(by: Programs) -> None:
    office, university = by.as_["office"], by.bodies["北川大学"]
    by.on("2026-05-25")
    watch = office.watches.open(university, "right", right=by.right, threshold=30)
    by.on("2026-06-08")
    by.stage.ingest(issue(by.stage.data / "later.zip", protection.COPY))
    hits = _until(lambda: list(office.watches.hits(watch=watch.id)))
    by.tell("likeness", hits[0].score)
    office.watches.decide(hits[0].id, "adjudication", "先取证")
    by.on("2026-06-12")
    photograph = by.stage.data / "排种器照片.txt"
    photograph.write_text("HT-6", encoding="utf-8")
    deposit = office.evidence.deposit(
        [photograph], title="HT-6排种器", organisation=university, right=by.right, secrecy="holder"
    )
    _until(lambda: [one for one in office.evidence.get(deposit.id).stamps if one.stamped_at])
    archive = by.stage.data / "archive.zip"
    office.evidence.archive(deposit.id, to=archive)
    by.tell("evidence stands", by.as_["firm"].evidence.verify(archive).valid)
    _adjudicated(by, photograph)


def _until(ask: Callable[[], Sequence[Any]]) -> Sequence[Any]:
    """Ask until the worker of the platform has done its part."""
    deadline = time.monotonic() + 90
    while not (found := ask()):
        assert time.monotonic() < deadline, "the worker did not come to it"
        time.sleep(0.5)
    return found


def _adjudicated(by: Programs, paper: Path) -> None:
    office, officer = by.as_["office"], by.as_["officer"]
    by.on("2026-06-15")
    case = office.cases.begin(by.right, by.bodies["北川大学"]).id
    named = [one.id for one in office.right(by.right).events if one.code == "protection.evidence.deposited"]
    office.cases.save(
        case, role="holder", respondent_name="黑土装备有限公司", respondent_address="齐齐哈尔市", place="230200",
        office=by.bodies["黑龙江省知识产权局"], claims="责令停止侵权", facts=protection.SECRET_FACTS,
        knew_on=DAY("2026-06-08"), is_ongoing=True, no_suit=True, no_other_way=True, evidence=named,
    )  # fmt: skip
    for kind in ("request", "identity", "patent", "evidence"):
        paper.write_text(f"材料 {kind}", encoding="utf-8")
        office.cases.add_paper(case, paper, kind)
    office.cases.act(case, "file")
    officer.cases.act(case, "accept", number="黑知侵字〔2026〕7号")
    by.on("2026-06-17")
    officer.cases.act(case, "serve")
    by.on("2026-06-26")
    by.as_["rival"].cases.act(case, "answer", text="未设正压腔。")
    by.on("2026-06-29")
    officer.cases.act(case, "forward")
    by.on("2026-07-20")
    officer.cases.act(case, "decide", result="infringed", text=protection.SUMMARY)
    by.tell("case", officer.cases.act(case, "publish", text=protection.SUMMARY).result)


def _served(by: Programs) -> None:
    officer, firm, buyer = by.as_["officer"], by.as_["firm"], by.bodies["龙江农机股份有限公司"]
    today = by.on("2026-07-27")
    officer.support.open_call(
        _POLICY,
        2026,
        100_000_00,
        opens_on=DAY("2026-07-01"),
        closes_on=DAY("2026-09-30"),
        reference="〔2026〕3号",
    )
    for fact, value in (one.split(":") for one in service.STATED):
        year = None if fact == "legal_person" else 2026
        firm.support.state(buyer, fact, value, year=year, reference="信用报告")
    found = firm.support.entitlements(buyer, on=today)
    ref = next(one.ref for one in found.answers if one.code == _POLICY and one.ref)
    claim = firm.support.begin(buyer, _POLICY, ref=ref)
    for paper in claim.papers:
        firm.support.put_paper(claim.id, paper.code, reference="附件")
    firm.support.do(claim.id, "submit")
    by.on("2026-08-05")
    seen = {one.id: "核对原件属实" for one in officer.support.get(claim.id).clauses if one.state == "unknown"}
    officer.support.do(claim.id, "approve", amount_minor=60_000_00, words="按通知第五条核定", confirmed=seen)
    by.tell("subsidy", officer.support.do(claim.id, "pay").approved_minor)
    question = by.as_[""].questions.ask("transfer", "怎样找到可许可的专利？", "合作社想用高校的播种机专利。")
    officer.questions.answer(question.id, "可在供需市场发布需求。")
    by.tell("answered", len(by.as_[""].questions.open(question.id, question.key).parts))


def _counted(by: Programs) -> None:
    officer = by.as_["officer"]
    for day, code in (
        ("2025-06-09", "valid_inventions"), ("2025-12-31", "conversions"), ("2026-11-20", "valid_inventions"),
        ("2026-11-20", "pledge_amount"), ("2026-11-20", "adjudications"),
    ):  # fmt: skip
        by.on("2026-11-20")
        by.tell(f"{code} {day}", officer.strategy.indicator(code, on=DAY(day)).value)
    (mine,) = (one for one in by.as_["inventor"].strategy.gains().parts if one.code == "remuneration")
    by.tell("gained", [one.minor for one in mine.sums or ()])


STEPS = (_created, _granted, _matched, _licensed, _paid, _shared, _pledged, _protected, _served, _counted)


def main() -> None:
    """Start a platform in a temporary folder and walk it."""
    with tempfile.TemporaryDirectory() as folder, a_stage(Path(folder)) as stage:
        walk(stage).close()


if __name__ == "__main__":
    main()
