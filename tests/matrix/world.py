"""A small world: one university with a secret, those it trusts, a rival, and those in public service."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from django.contrib.auth import get_user_model
from django.utils import timezone

from mainline.creation.checks.models import ClaimsDraft, ClaimsVersion
from mainline.creation.disclosures import actions as disclosures
from mainline.creation.disclosures.logic import Draft, Inventor
from mainline.creation.disclosures.models import Disclosure
from mainline.creation.prior_art.models import NoveltyIssue, NoveltyReport
from mainline.creation.prior_art.papers import content_of
from mainline.offices.record import NumberRole
from mainline.orgs.enums import OrganisationKind, Role
from mainline.orgs.models import Employment, Invitation, Organisation, Person, PersonProposal, SavedView
from mainline.orgs.tokens import make_token
from mainline.portfolio.answers.models import Answer, AnswerVersion
from mainline.portfolio.billing.models import Bill, BillLine
from mainline.portfolio.models import Absence
from mainline.portfolio.notices.actions import bring_notice
from mainline.portfolio.receipts.actions import bring_receipt
from mainline.portfolio.reports.actions import run_now, save_report
from mainline.protection.cases.models import Case, CaseAct, CasePaper
from mainline.protection.evidence.actions import Brought, deposit
from mainline.protection.evidence.logic.checklist import Capture
from mainline.protection.watches.models import Hit, Watch
from mainline.register import actions
from mainline.register.deadlines.actions import open_dockets
from mainline.register.deadlines.models import Deadline
from mainline.register.differences.models import Difference
from mainline.register.documents.actions import add_document
from mainline.register.models import Party, Right, SavedSearch, Share
from mainline.service.claims.models import Claim, ClaimPaper
from mainline.service.policies.models import Statement
from mainline.service.questions.models import Question
from mainline.service.requests.models import Quote, ServiceRequest
from mainline.utilization.agreements.logic import Running, Terms, Tier, plain
from mainline.utilization.agreements.models import Agreement, AgreementRight, OpenDeclaration
from mainline.utilization.distribution.models import DistributionPlan, PlanLine
from mainline.utilization.market.models import Match, Need, Offer, OfferRight
from mainline.utilization.pledges.models import Pledge, PledgedRight, PledgeInvitation
from mainline.utilization.royalties.models import RoyaltyReceipt, RoyaltyReport
from mainline.utilization.stock.models import StockItem
from mainline.webhooks.models import Delivery, Webhook
from tests.factories import (
    DAY,
    a_proposal,
    a_quarantined,
    a_user,
    an_import,
    an_organisation,
    enter,
)
from tests.register.samples import publication

ASKERS: tuple[tuple[str, OrganisationKind, Role | None], ...] = (
    ("visitor", OrganisationKind.UNKNOWN, None),
    ("own admin", OrganisationKind.UNIVERSITY, Role.ADMIN),
    ("own manager", OrganisationKind.UNIVERSITY, Role.MANAGER),
    ("own technology", OrganisationKind.UNIVERSITY, Role.TECHNOLOGY_MANAGER),
    ("own inventor", OrganisationKind.UNIVERSITY, Role.INVENTOR),
    ("own viewer", OrganisationKind.UNIVERSITY, Role.VIEWER),
    ("its attorney", OrganisationKind.AGENCY, Role.ATTORNEY),
    ("named banker", OrganisationKind.BANK, Role.BANKER),
    ("rival manager", OrganisationKind.ENTERPRISE, Role.MANAGER),
    ("rival admin", OrganisationKind.ENTERPRISE, Role.ADMIN),
    ("case handler", OrganisationKind.PROTECTION_CENTRE, Role.CASE_HANDLER),
    ("officer", OrganisationKind.OFFICE, Role.OFFICER),
    ("platform", OrganisationKind.UNKNOWN, None),
)
"""Who asks: name of the column, kind of their organisation, their role in it."""


@dataclass(frozen=True)
class World:
    """Who asks, and what they ask for; ``ids`` by the name under which a route's address has them."""

    users: dict[str, Any]
    ids: dict[str, int]
    secret: Right
    public: Right


def a_world() -> World:
    """Make it: a secret right of the university with everything on it, and a public one of the same holder."""
    own, rival, agency, bank = (
        an_organisation(kind=kind)
        for kind in (
            OrganisationKind.UNIVERSITY,
            OrganisationKind.ENTERPRISE,
            OrganisationKind.AGENCY,
            OrganisationKind.BANK,
        )
    )
    places = {
        OrganisationKind.UNIVERSITY: own,
        OrganisationKind.ENTERPRISE: rival,
        OrganisationKind.AGENCY: agency,
        OrganisationKind.BANK: bank,
        OrganisationKind.OFFICE: an_organisation(kind=OrganisationKind.OFFICE),
        OrganisationKind.PROTECTION_CENTRE: an_organisation(kind=OrganisationKind.PROTECTION_CENTRE),
    }
    users = dict(_users(places))
    manager = users["own manager"]
    public, secret = _rights(own, agency, bank)
    things = _things(own, rival, manager, secret) | _of_agency(own, agency, users["its attorney"], secret)
    things |= _disclosed(own, agency, users["own inventor"])
    things |= _market(own, manager, public, secret)
    things |= _of_deals(own, agency, manager, secret)
    things |= _of_creation(own, manager, secret)
    things |= _pledged(own, bank, manager, secret)
    things |= _protection(own, rival, places[OrganisationKind.OFFICE], manager, public)
    things |= _claimed(own, manager, things["document"])
    return World(users, things, secret, public)


def _users(places: dict[OrganisationKind, Organisation]) -> Iterator[tuple[str, Any]]:
    yield "visitor", None
    for name, kind, role in ASKERS[1:-1]:
        yield name, a_user(role, places[kind])
    yield "platform", get_user_model().objects.create_superuser("platform", password="correct horse battery")


def _rights(own: Organisation, agency: Organisation, bank: Organisation) -> tuple[Right, Right]:
    filed = publication(application="202610600001.3", number="")
    numbers = tuple(n for n in filed.numbers if n.role is NumberRole.APPLICATION)
    secret_record = replace(filed, format="cnipa.filing", numbers=numbers, titles=filed.titles)
    public, secret = enter(publication(), secret_record)
    for right in (public, secret):
        Party.objects.filter(right=right).update(organisation=None)
        Party.objects.create(right=right, role="holder", name=own.name, organisation=own)
        # It holds beside who is printed: what it may do as holder the matrix asks of it.
        Right.objects.filter(pk=right.pk).update(holder_name=f"{right.holder_name}; {own.name}")
    Party.objects.create(right=secret, role="agent", name=agency.name, organisation=agency)
    Share.objects.create(right=secret, organisation=bank, shared_at=timezone.now(), is_named=True)
    return public, secret


def _things(own: Organisation, rival: Organisation, manager: Any, secret: Right) -> dict[str, int]:
    now = timezone.now()
    event = actions.record_event(
        right=secret,
        code="utilization.nda.signed",
        happened_on=dt.date(2026, 3, 1),
        by=manager,
        on=DAY,
        source_text="合同",
    )
    document = add_document(
        right=secret, chunks=[b"a plain text\n"], name="note.txt", by=manager, confidentiality="holder"
    )
    job = an_import(requested_by=manager, is_dry_run=True)
    token, _ = make_token(user=manager, name="own", scopes=["read"], days=30, by=manager)
    person = Person.objects.create(name="王伟", made_by=manager)
    Employment.objects.create(person=person, organisation=own, employee_no="0017")
    namesake = Person.objects.create(name="王伟", made_by=manager)
    Employment.objects.create(person=namesake, organisation=own, employee_no="")
    pair = PersonProposal.objects.create(left=person, right=namesake, score="0.5", reasons=[])
    invitation = Invitation.objects.create(
        organisation=own, role=Role.VIEWER, name="A", token_hash="0" * 64, made_by=manager, made_at=now,
        expires_at=now + dt.timedelta(days=7),
    )  # fmt: skip
    webhook = Webhook.objects.create(
        organisation=own, url="https://example.org/", secret="x", made_by=manager, made_at=now
    )
    delivery = Delivery.objects.create(webhook=webhook, event=event, body="{}", made_at=now)
    search = SavedSearch.objects.create(user=manager, name="s", query="大豆", saved_at=now)
    view = SavedView.objects.create(
        user=manager, table="rights", name="v", address="/my-rights/", saved_at=now
    )
    return {
        "right": secret.pk,
        "event": event.pk,
        "source": secret.sources.get().pk,
        **_dates(own, manager, secret),
        "document": document.pk,
        "evidence": _evidence(own, manager, secret),
        "import": job.pk,
        "quarantined": a_quarantined(imported_by=job).pk,
        "organisation": own.pk,
        "rival": rival.pk,
        "member": manager.memberships.get().pk,
        "account": manager.pk,
        "person": person.pk,
        "person_proposal": pair.pk,
        "entry": 1,
        "invitation": invitation.pk,
        "token": token.pk,
        "webhook": webhook.pk,
        "delivery": delivery.pk,
        "search": search.pk,
        "view": view.pk,
        "proposal": a_proposal(an_organisation(), an_organisation()).pk,
    }


def _evidence(own: Organisation, manager: Any, secret: Right) -> int:
    """A deposit that the university keeps to itself, on its secret right."""
    file = Brought("page.html", lambda: [b"page"])
    return deposit(
        organisation=own, title="e", files=[file], capture=Capture({}, {}), by=manager, on=DAY, right=secret
    ).pk


def _dates(own: Organisation, manager: Any, secret: Right) -> dict[str, int]:
    open_dockets(rights=[secret.pk], organisation=own, by=manager, on=DAY)
    deadline = Deadline.objects.filter(docket__organisation=own).earliest("pk")
    notice, _ = bring_notice(
        chunks=["申请号：202610600001.3".encode()], name="a.txt", organisation=own, by=manager
    )
    colleague = own.memberships.exclude(user=manager).earliest("pk").user
    absence = Absence.objects.create(
        organisation=own,
        user=manager,
        stand_in=colleague,
        from_on=DAY,
        until_on=dt.date(2099, 1, 1),
        said_at=timezone.now(),
    )
    difference = Difference.objects.create(
        right=secret,
        organisation=own,
        field="applicant",
        ours="甲",
        office="乙",
        digest="0" * 32,
        since=timezone.now(),
    )
    receipt, _ = bring_receipt(chunks=[b"nothing to read\n"], name="r.txt", organisation=own, by=manager)
    report = save_report(
        organisation=own, name="r", address="/dates/?shows=due", format="csv", language="en", when="", readers=[],
        by=manager, on=DAY,
    )  # fmt: skip
    run = run_now(report=report, by=manager, on=DAY)
    return {
        "deadline": deadline.pk,
        "docket": deadline.docket_id,
        "notice": notice.pk,
        "absence": absence.pk,
        "difference": difference.pk,
        "receipt": receipt.pk,
        "report": report.pk,
        "report_run": run.pk,
    }


def _protection(
    own: Organisation, rival: Organisation, office: Organisation, manager: Any, public: Right
) -> dict[str, int]:
    """A watch of the university with a hit, a case that the rival was served with, and one whose summary is published."""
    now = timezone.now()
    watch = Watch.objects.create(
        organisation=own, name="w", kind="search", query="大豆", since=DAY, made_by=manager, made_at=now
    )
    hit = Hit.objects.create(watch=watch, right=public, mark="x", found_on=DAY, found_at=now)
    given = {"right": public, "requester": own, "office": office, "respondent": rival, "made_at": now}
    case = Case.objects.create(state="served", respondent_name=rival.name, number="1", **given)
    CaseAct.objects.create(case=case, code="served", happened_on=DAY, side="office", at=now)
    document = add_document(
        right=public, chunks=[b"a paper\n"], name="p.txt", by=manager, confidentiality="own"
    )
    paper = CasePaper.objects.create(case=case, document=document, kind="evidence", side="requester", at=now)
    told = Case.objects.create(state="decided", number="2", result="infringed", summary="s", **given)
    CaseAct.objects.create(case=told, code="published", happened_on=DAY, side="office", at=now)
    return {"watch": watch.pk, "hit": hit.pk, "case": case.pk, "paper": paper.pk, "decision": told.pk}


def _of_agency(own: Organisation, agency: Organisation, attorney: Any, secret: Right) -> dict[str, int]:
    """What the agency does for the university: a bill that was sent, and an answer of which a version was."""
    now = timezone.now()
    bill = Bill.objects.create(
        agency=agency, client=own, state="issued", number="1", issued_on=DAY, issued_by=attorney,
        period_from=DAY, period_to=DAY, made_by=attorney, made_at=now,
    )  # fmt: skip
    BillLine.objects.create(bill=bill, kind="free", what="撰写", minor=100, currency="CNY")
    open_dockets(rights=[secret.pk], organisation=agency, by=attorney, on=DAY)
    answer = Answer.objects.create(
        deadline=Deadline.objects.filter(docket__organisation=agency).earliest("pk"), state="sent",
        made_by=attorney, made_at=now, saved_by=attorney, saved_at=now,
    )  # fmt: skip
    AnswerVersion.objects.create(answer=answer, number=1, text="答复", sent_by=attorney, sent_at=now)
    asked = ServiceRequest.objects.create(
        client=own, kind="search", title="查新", text="请检索", made_by=attorney, made_at=timezone.now()
    )
    Quote.objects.create(request=asked, agency=agency)
    question = Question.objects.create(
        topic="fees", title="何时缴费", key_hash="0" * 64, promised_on=DAY, asked_at=timezone.now()
    )
    return {
        "bill": bill.pk, "answer": answer.pk, "agency": agency.pk, "service_request": asked.pk,
        "question": question.pk,
    }  # fmt: skip


def _disclosed(own: Organisation, agency: Organisation, inventor: Any) -> dict[str, int]:
    """A disclosure that was handed in with a file, and that the agency is asked to file."""
    draft = Draft("收割机", "invention", "p", "s", inventors=(Inventor(inventor.username, None, "100"),))
    row = disclosures.begin(organisation=own, by=inventor, draft=draft)
    file = disclosures.add_file(disclosure=row, chunks=[b"a drawing\n"], name="d.txt", by=inventor)
    disclosures.submit(disclosure=row, revision=0, by=inventor, on=DAY)
    Disclosure.objects.filter(pk=row.pk).update(state="instructed", agency=agency)
    return {"disclosure": row.pk, "file": file.pk}


def _market(own: Organisation, manager: Any, public: Right, secret: Right) -> dict[str, int]:
    """A draft of a need, an offer for everybody, a match of them, and the secret right in the stock."""
    now = timezone.now()
    need = Need.objects.create(
        organisation=own, title="收获", text="收获时损失大", language="zh", made_by=manager, made_at=now
    )
    offer = Offer.objects.create(
        organisation=own, title="收获机", field_of_use="大豆", language="zh", readiness=6, mode="transfer", listed_by=manager,
        listed_at=now, listed_on=DAY,
    )  # fmt: skip
    OfferRight.objects.create(offer=offer, right=public)
    match = Match.objects.create(
        need=need, right=public, offer=offer, holder=own, score=50, proposed_side="holder", proposed_by=manager,
        proposed_at=now, proposed_on=DAY,
    )  # fmt: skip
    item = StockItem.objects.create(
        right=secret, organisation=own, grade=4, tier="A", tier_percent=80, surveyed_by=manager, surveyed_at=now,
        surveyed_on=DAY,
    )  # fmt: skip
    return {"need": need.pk, "offer": offer.pk, "match": match.pk, "stock_item": item.pk}


def _of_deals(own: Organisation, other: Organisation, manager: Any, secret: Right) -> dict[str, int]:
    """A licence of the university to its agency, reported on, paid and shared; and an open licence withdrawn."""
    now, terms = (
        timezone.now(),
        Terms(territory="CN", running=Running((Tier(0, Fraction(1)),)), weights=((secret.pk, Fraction(1)),)),
    )
    row = Agreement.objects.create(
        kind="ordinary", licensor=own, licensee=other, state="signed", drafted_for="licensor", reference="HT",
        terms=plain(terms), signed_on=DAY, made_by=manager, made_at=now,
    )  # fmt: skip
    AgreementRight.objects.create(agreement=row, right=secret)
    report = RoyaltyReport.objects.create(
        agreement=row, period_from=DAY, period_to=DAY, currency="CNY", claimed_minor=1, base_minor=1, owed_minor=1,
        filed_on=DAY, filed_by=manager, filed_at=now,
    )  # fmt: skip
    receipt = RoyaltyReceipt.objects.create(
        agreement=row, organisation=own, key="k", minor=1, currency="CNY", received_on=DAY, reference="B",
        entered_by=manager, entered_at=now,
    )  # fmt: skip
    plan = DistributionPlan.objects.create(
        organisation=own, right=secret, kind="remuneration", currency="CNY", income_minor=1, cost_minor=0, net_minor=1,
        inventors_minor=1, unit_minor=0, proposed_on=DAY, proposed_by=manager, proposed_at=now,
    )  # fmt: skip
    PlanLine.objects.create(plan=plan, position=1, name="甲", share="1", minor=1, answer="on_paper")
    declared = OpenDeclaration.objects.create(
        right=secret, organisation=own, state="withdrawn", terms=plain(terms), declared_on=DAY, made_by=manager,
        made_at=now,
    )  # fmt: skip
    return {
        "agreement": row.pk, "royalty_report": report.pk, "royalty_receipt": receipt.pk, "plan": plan.pk,
        "open_licence": declared.pk,
    }  # fmt: skip


def _of_creation(own: Organisation, manager: Any, secret: Right) -> dict[str, int]:
    """Claims of the secret right that were approved, and a novelty report on it that was given and is worked on."""
    now = timezone.now()
    draft = ClaimsDraft.objects.create(right=secret, text="1. A cart.", saved_by=manager, saved_at=now)
    version = ClaimsVersion.objects.create(
        draft=draft, number=1, jurisdiction="CN", text="1. A cart.", sha256="0" * 64, rules_version="1", findings=0,
        dismissed=0, checked_by=manager, checked_at=now, approved_by=manager, approved_at=now,
    )  # fmt: skip
    report = NoveltyReport.objects.create(
        right=secret, organisation=own, cut_off=DAY, basis="chosen", subject="cart", outcome="none", conclusion="x",
        requested_by=manager, requested_on=DAY, saved_by=manager, saved_at=now,
    )  # fmt: skip
    content = content_of(report, by="manager", on=DAY, number=1)
    NoveltyIssue.objects.create(
        report=report, number=1, content=content, issued_by=manager, issued_on=DAY, issued_at=now
    )
    return {"claims_version": version.pk, "novelty_report": report.pk}


def _claimed(own: Organisation, manager: Any, document: int) -> dict[str, int]:
    """A claim that the university handed in, with a document that is its own, and what it keeps to itself."""
    claim = Claim.objects.create(
        organisation=own, policy="hlj.university.local", year=2026, state="submitted", version_since=dt.date(2026, 1, 8),
        submitted_on=DAY, due_on=DAY, judged={"clauses": []}, once="year:1", made_by=manager, made_at=timezone.now(),
    )  # fmt: skip
    paper = ClaimPaper.objects.create(claim=claim, code="application", document_id=document)
    stated = Statement.objects.create(
        organisation=own,
        fact="legal_person",
        value="true",
        said_on=DAY,
        said_by=manager,
        said_at=timezone.now(),
    )
    return {"claim": claim.pk, "paper": paper.pk, "statement": stated.pk}


def _pledged(own: Organisation, bank: Organisation, manager: Any, secret: Right) -> dict[str, int]:
    """A pack with the secret right, to which the bank is invited."""
    now = timezone.now()
    row = Pledge.objects.create(
        holder=own,
        purpose="rd",
        minor=1,
        currency="CNY",
        until=dt.date(2099, 1, 1),
        made_by=manager,
        made_at=now,
    )
    PledgedRight.objects.create(pledge=row, right=secret)
    PledgeInvitation.objects.create(
        pledge=row, organisation=bank, until=dt.date(2099, 1, 1), invited_by=manager, invited_at=now
    )
    return {"pledge": row.pk}


def upload(name: str = "a.csv", content: bytes = b"a,b\n1,2\n") -> io.BytesIO:
    """A small file as a form sends it."""
    file = io.BytesIO(content)
    file.name = name
    return file
