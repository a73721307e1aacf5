"""A small world: one university with a secret, those it trusts, a rival, and those in public service."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.auth import get_user_model
from django.utils import timezone

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
from mainline.register import actions
from mainline.register.deadlines.actions import open_dockets
from mainline.register.deadlines.models import Deadline
from mainline.register.differences.models import Difference
from mainline.register.documents.actions import add_document
from mainline.register.models import Party, Right, SavedSearch, Share
from mainline.service.claims.models import Claim, ClaimPaper
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
    return {"bill": bill.pk, "answer": answer.pk, "agency": agency.pk}


def _claimed(own: Organisation, manager: Any, document: int) -> dict[str, int]:
    """A claim that the university handed in, with a document that is its own."""
    claim = Claim.objects.create(
        organisation=own, policy="hlj.university.local", year=2026, state="submitted", version_since=dt.date(2026, 1, 8),
        submitted_on=DAY, due_on=DAY, judged={"clauses": []}, once="year:1", made_by=manager, made_at=timezone.now(),
    )  # fmt: skip
    paper = ClaimPaper.objects.create(claim=claim, code="application", document_id=document)
    return {"claim": claim.pk, "paper": paper.pk}


def upload(name: str = "a.csv", content: bytes = b"a,b\n1,2\n") -> io.BytesIO:
    """A small file as a form sends it."""
    file = io.BytesIO(content)
    file.name = name
    return file
