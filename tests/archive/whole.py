"""Every table of the platform with a row in it: the demonstration, and by the parts' own acts what it leaves empty."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from pathlib import Path

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group, User
from django.test import Client
from django.utils import timezone

from mainline.audit import actions as audit
from mainline.creation.checks import actions as checks
from mainline.creation.checks.models import ClaimsDraft
from mainline.creation.checks.queries import checked
from mainline.creation.disclosures import actions as disclosures
from mainline.creation.prior_art import actions as prior_art
from mainline.creation.prior_art.models import NoveltyReport
from mainline.offices import tabular
from mainline.orgs.invitations import invite
from mainline.orgs.models import Organisation
from mainline.orgs.saved_views import save_view
from mainline.orgs.tokens import make_token
from mainline.portfolio.absences import say_away
from mainline.portfolio.answers import actions as answers
from mainline.portfolio.billing import actions as billing
from mainline.portfolio.billing import settling
from mainline.portfolio.calendar.feeds import make_feed
from mainline.portfolio.notices.actions import bring_notice
from mainline.portfolio.receipts.actions import bring_receipt
from mainline.portfolio.reductions.actions import Said, say_claim
from mainline.portfolio.reminders.sending import remind_all
from mainline.portfolio.reminders.wishes import set_wish
from mainline.portfolio.reports.actions import run_now, save_report
from mainline.portfolio.reports.years import set_year
from mainline.protection.evidence.actions import show
from mainline.protection.evidence.authority_actions import set_authority
from mainline.protection.evidence.models import Evidence
from mainline.protection.watches.jobs import note_changed
from mainline.register import indexing, mappings
from mainline.register.access import rights_entrusted_to
from mainline.register.actions import decide_proposal, request_upload, save_search
from mainline.register.deadlines.house import say_house_facts, set_lead
from mainline.register.deadlines.models import Deadline
from mainline.register.differences.actions import settle
from mainline.register.differences.models import Difference
from mainline.register.features import Chart
from mainline.register.gates import obstacles
from mainline.register.ingest.pipeline import run_import
from mainline.register.models import Right
from mainline.strategy.indicators.levelling import level
from mainline.utilization.agreements import open_licences
from mainline.utilization.agreements.logic import Lump, Terms
from mainline.utilization.agreements.queries import is_held
from mainline.utilization.market.actions import matches, needs
from mainline.utilization.market.models import Match
from mainline.webhooks.actions import make_webhook, send_test
from tests.factories import DAY, a_proposal
from tests.register.differences.samples import HEADER
from tests.register.samples import grants_file

SHIPPED = Path(tabular.__file__).parent / "mappings"

EMPTY: dict[str, str] = {}
"""Kept tables in which no row can be, each with why."""
NOT_KEPT = {
    "auth.permission": "made by migrations",
    "auth.group_permissions": "ties groups to what migrations make",
    "auth.user_user_permissions": "ties users to what migrations make",
    "contenttypes.contenttype": "made by migrations",
    "sessions.session": "who is logged in on one installation",
    "usersessions.usersession": "who is logged in on one installation",
    "mainline.indexpending": "settled when the index is built anew",
}
"""Tables that no backup holds, each with why."""
NO_MODEL = {
    "django_migrations": "says at which migration a database is; the manifest says it of the archive",
    "shared_cache": "counts attempts within minutes: of one installation",
}
"""Tables without a model, which no backup holds, each with why."""
BESIDE = {
    "audit.key": "who finds a backup must not be able to sign",
    "checkpoints.jsonl": "kept beside the register, and written anew of the restored chain",
    "demo-accounts.json": "passwords",
    "demonstration-tsa.pem": "a key; stamps carry its certificate with them",
    "index": "built anew",
    "index.lock": "who writes the index holds it",
}
"""What stands in a data folder and in no backup, each with why."""


def who(name: str) -> tuple[User, Organisation]:
    """A person of the demonstration, and the organisation that they act for."""
    user = User.objects.get(username=name)
    return user, user.memberships.exclude(role="admin").get().organisation


def fill(folder: Path) -> None:
    """Put a row into every table that the demonstration leaves empty; ``folder`` for files that are brought."""
    _accounts()
    _lists(folder)
    _creation()
    _management()
    _of_the_agency()
    _utilization()
    _protection()
    _told()


def _accounts() -> None:
    """Who may come in, by which ways: what an account keeps beside its name."""
    user, body = who("u1")
    other = who("e3")[1]
    invite(organisation=body, name="新同事", email="", role="viewer", days=7, by=user)
    save_view(by=user, table="organisations", name="银行", address="/organisations/?kind=bank")
    save_search(user=user, name="大豆", query="大豆")
    decide_proposal(proposal=a_proposal(body, other), accept=False, by=None)
    # An address is confirmed and a second factor set up by pages of the library that the platform takes for it.
    address = EmailAddress.objects.create(user=user, email="u1@example.org", primary=True)
    EmailConfirmation.objects.create(email_address=address, key="k", sent=timezone.now())
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "locked"})
    user.groups.add(Group.objects.create(name="of the framework"))
    _token, secret = make_token(user=user, name="t", scopes=["read", "record"], days=30, by=user)
    made = Client().post(
        "/api/v1/rights/" + str(rights_entrusted_to(body).earliest("pk").pk) + "/events",
        {"code": "utilization.nda.signed", "happened_on": "2026-03-01", "source_text": "合同"},
        content_type="application/json",
        headers={"Authorization": f"Bearer {secret}", "Idempotency-Key": "once"},
    )
    assert made.status_code == 201, made.content


def _lists(folder: Path) -> None:
    """Files of members: a list of their own that contradicts the office, one with a row that can't be read; and how a
    column is read."""
    user, body = who("u1")
    right = rights_entrusted_to(body).filter(kind="invention", status="in_force", office="CN").earliest("pk")
    mappings.save((SHIPPED / "mainline.toml").read_text(encoding="utf-8").replace('"mainline"', '"own"', 1))
    filed = right.filed_on.isoformat() if right.filed_on else ""
    number = right.identifiers.get(role="application").text
    text = f"{HEADER}\n发明,CN,另一个名称,{number},{filed},,,{body.name},,,\n"
    broken = grants_file(folder / "grants.csv", 2, bad=(1,))
    for name, data in (("list.csv", text.encode()), ("grants.csv", broken.read_bytes())):
        run_import(
            request_upload(chunks=[data], name=name, by=user, organisation=body.pk, dry_run=False),
            on=DAY,
            workers=0,
        )
    settle(differences=list(Difference.objects.all()), choice="office", reason="以官方为准", by=user, on=DAY)


def _creation() -> None:
    """A drawing beside a disclosure, a finding put aside, and a novelty report that was given."""
    inventor, body = who("inventor-u1")
    user = who("u1")[0]
    draft = disclosures.begin(organisation=body, by=inventor)
    disclosures.add_file(disclosure=draft, chunks=[b"a drawing\n"], name="图1.txt", by=inventor)
    faulty = ClaimsDraft.objects.get(versions=None)
    faulty = checks.check_draft(draft=faulty, by=user)
    checks.dismiss(draft=faulty, key=checked(faulty).open[0].key, reason="有意如此", by=user)
    indexing.level()
    report = NoveltyReport.objects.get()
    prior_art.search(report=report, kind="before", by=user)
    report.refresh_from_db()
    report = prior_art.save(
        report=report, subject=report.subject, claims=report.claims, cut_off=report.cut_off, chart=Chart(), outcome="none",
        outcome_claims="", conclusion="未见", revision=report.revision, by=user,
    )  # fmt: skip
    prior_art.issue(report=report, by=user, on=DAY)


def _management() -> None:
    """What an organisation says of its dates, its fees and its reports; and letters."""
    user, body = who("u1")
    colleague = body.memberships.exclude(user=user).earliest("pk").user
    say_house_facts(organisation=body, facts={"agreement_or_rules": "false"}, by=user, on=DAY)
    set_lead(organisation=body, severity="loss", days=10, by=user)
    say_away(
        organisation=body,
        user=user,
        stand_in=colleague,
        from_on=DAY,
        until_on=dt.date(2027, 1, 1),
        by=user,
        on=DAY,
    )
    make_feed(user=user, name="日历", is_mine_only=False, by=user)
    leads = {
        "leads": {"loss": "30, 7, 1"},
        "digest_day": 0,
        "in_app": True,
        "by_email": False,
        "language": "zh-hans",
    }
    set_wish(user=user, by=user, **leads)
    remind_all(on=DAY)
    set_year(organisation=body, begins=4, by=user)
    report = save_report(
        organisation=body, name="到期", address="/dates/?shows=due", format="csv", language="zh-hans", when="month-1",
        readers=["u1"], by=user, on=DAY,
    )  # fmt: skip
    run_now(report=report, by=user, on=DAY)
    bring_notice(chunks=["申请号：202610600001.3".encode()], name="a.txt", organisation=body, by=user)
    bring_receipt(chunks=[b"nothing to read\n"], name="r.txt", organisation=body, by=user)
    said = Said("public_institution", 2026, record_number="FJ2026-001")
    say_claim(organisation=body, name=body.name, said=said, by=user, on=DAY)


def _of_the_agency() -> None:
    """An answer that was filed, billed by its price, paid and rated."""
    user, agency = who("a1")
    date = Deadline.objects.filter(rule="cn.oa.first_response", docket__organisation=agency).earliest("pk")
    answer = answers.begin(deadline=date, by=user)
    answer = answers.save(
        answer=answer, claims="1. 一种机器。", text="陈述意见", chart=Chart(), revision=0, by=user
    )
    answers.send(answer=answer, by=user)
    client = (
        date.docket.right.parties.exclude(organisation=agency)
        .exclude(organisation=None)
        .earliest("pk")
        .organisation
    )
    manager = client.memberships.get(role="manager").user
    answers.approve(answer=answer, number=1, by=manager)
    answer.refresh_from_db()
    answers.file_answer(answer=answer, filed_on=DAY, by=user, on=DAY)
    billing.add_price(
        agency=agency, rule="cn.oa.first_response", what="", minor=300000, currency="CNY", vat_percent=None,
        since=dt.date(2026, 1, 1), by=user,
    )  # fmt: skip
    bill = billing.draft_bill(agency=agency, client=client, first=DAY, last=DAY, keys=[], by=user)
    billing.add_line(
        bill=bill, what="撰写", amount="500", currency="CNY", vat="", right=None, on=None, by=user
    )
    bill = billing.issue(bill=bill, number="2026-1", on=DAY, by=user)
    settling.accept(bill=bill, lines=None, by=manager)
    bill = settling.pay(bill=bill, paid_on=DAY, by=user, on=DAY)
    settling.rate(bill=bill, stars=5, words="快", by=manager)


def _utilization() -> None:
    """An open licence, what somebody thinks of a match, and within how many days an office replies."""
    user, body = who("u1")
    officer, office = who("po")
    rows = rights_entrusted_to(body).filter(kind="invention", status="in_force", office="CN").order_by("pk")
    right = next(
        r
        for r in rows
        if is_held(r, body.pk) and not obstacles(r, "open_licence", DAY, by_organisation=body.pk)
    )
    terms = Terms(
        territory="CN", starts_on=DAY, until=DAY.replace(year=2030), affiliated="no", lumps=(Lump("使用费", DAY, 100_00),),
        weights=((right.pk, Fraction(1)),),
    )  # fmt: skip
    open_licences.declare(right=right, organisation=body, terms=terms, reason="", by=user, on=DAY)
    match = Match.objects.earliest("pk")
    matches.judge(
        need=match.need, right=match.right, organisation=match.holder, verdict="interested", reason="", words="", by=user
    )  # fmt: skip
    needs.set_promise(organisation=office, days=5, by=officer)


def _protection() -> None:
    """A deposit that another may open, an authority of the organisation's own, and a right that watches have yet to look at."""
    evidence = Evidence.objects.earliest("pk")
    by = evidence.organisation.memberships.get(role="manager").user
    show(evidence=evidence, organisation=who("po")[1], reason="案件", by=by)
    set_authority(
        organisation=evidence.organisation,
        url="https://tsa.example.org/tsr",
        certificates="",
        policy="",
        by=by,
    )
    note_changed([Right.objects.earliest("pk").pk])


def _told() -> None:
    """Another system is told, figures are level, and the head of the audit is signed."""
    user, body = who("u1")
    webhook, _ = make_webhook(
        organisation=body, receiver="https://hooks.example.org/a", codes=[], is_own_only=True, by=user
    )
    send_test(webhook=webhook, by=user)
    level()
    audit.checkpoint()
