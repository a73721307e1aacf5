"""A journey from agreement to payment in a process of its own, each step told again until it stands. For the test that kills it."""

from __future__ import annotations

import datetime as dt
import json
import sys

import django

django.setup()

from django.contrib.auth import get_user_model  # noqa: E402
from django.db import transaction  # noqa: E402

from mainline.orgs.models import Organisation  # noqa: E402
from mainline.register.ledger.models import Posting  # noqa: E402
from mainline.register.ledger.queries import unbalanced  # noqa: E402
from mainline.register.models import Event, Right  # noqa: E402
from mainline.utilization.agreements import actions  # noqa: E402
from mainline.utilization.agreements.models import Agreement  # noqa: E402
from mainline.utilization.agreements.queries import pending_version  # noqa: E402
from mainline.utilization.distribution import paying, planning  # noqa: E402
from mainline.utilization.distribution.models import DistributionPlan, PlanPayment  # noqa: E402
from mainline.utilization.distribution.reckoning import reckon  # noqa: E402
from mainline.utilization.royalties.actions import accept_report, file_report  # noqa: E402
from mainline.utilization.royalties.models import RoyaltyReceipt, RoyaltyReport  # noqa: E402
from mainline.utilization.royalties.money import enter_receipt  # noqa: E402
from tests.factories import DAY  # noqa: E402
from tests.utilization.cast import Q1, Cast, a_cast, lump, running  # noqa: E402

USERS = get_user_model()


def prepare() -> None:
    """Make the cast, once."""
    a_cast()


def _cast() -> Cast:
    right = Right.objects.get()
    university = Organisation.objects.get(kind="university")
    enterprise = Organisation.objects.get(kind="enterprise")

    def manager(body: Organisation) -> object:
        return USERS.objects.get(memberships__organisation=body, memberships__role="manager")

    inventors = tuple(USERS.objects.filter(memberships__role="inventor").order_by("pk"))
    return Cast(right, university, enterprise, manager(university), manager(enterprise), (), inventors)


def walk() -> None:
    """Go all steps; each is told again though it may stand already."""
    cast = _cast()
    row = Agreement.objects.first()
    if row is None:
        row = cast.drafted(lumps=(lump(1_000_01),), running=running())
    if row.state == "draft":
        actions.send(agreement=row, by=cast.manager)
    for by in (cast.manager, cast.buyer):
        row.refresh_from_db()
        version = pending_version(row)
        if version is not None:
            actions.sign(agreement=row, digest_seen=version.digest, by=by, on=DAY)
    row.refresh_from_db()
    report = RoyaltyReport.objects.first() or file_report(
        agreement=row,
        period=Q1,
        sales=[("收获机", 33_333_33)],
        deductions=[],
        claimed=0,
        by=cast.buyer,
        on=DAY,
    )
    accept_report(report=report, words="", by=cast.manager, on=DAY)
    for key, minor in (("a", 700_00), ("b", 1_300_01), ("c", 50_00)):
        enter_receipt(
            agreement=row,
            minor=minor,
            received_on=dt.date(2026, 11, 2),
            reference=key,
            key=key,
            by=cast.manager,
            on=DAY,
        )
    if not DistributionPlan.objects.exists():
        draft = reckon(right=cast.right, organisation=cast.university, on=DAY)
        planning.propose(draft=draft, by=cast.manager, on=DAY)
    plan = DistributionPlan.objects.get()
    for line, user in zip(plan.lines.order_by("position"), cast.inventors, strict=True):
        planning.answer(line=line, accepts=True, reason="", claims=None, by=user)
    planning.approve(plan=plan, by=cast.manager, on=DAY)
    for line in plan.lines.order_by("position"):
        if not line.payments.exists():
            paying.pay(
                plan=plan,
                lines=[line.pk],
                paid_on=DAY,
                reference="b",
                key=f"p{line.position}",
                by=cast.manager,
                on=DAY,
            )
    paying.reverse_payment(
        payment=PlanPayment.objects.filter(reverses=None).order_by("pk")[0],
        reason="x",
        by=cast.manager,
        on=DAY,
    )
    paying.pay(plan=plan, lines=None, paid_on=DAY, reference="b", key="again", by=cast.manager, on=DAY)


def told() -> dict[str, object]:
    """What stands in the books and on the thread."""
    postings = [
        [
            posting.key,
            str(posting.posted_on),
            [[line.account, line.minor] for line in posting.lines.order_by("position")],
        ]
        for posting in Posting.objects.order_by("pk")
    ]
    events = Event.objects.filter(code__startswith="utilization.").order_by("pk")
    return {
        "postings": postings,
        "events": sorted([event.code, str(event.amount_minor)] for event in events),
        "receipts": RoyaltyReceipt.objects.count(),
        "unbalanced": unbalanced().count(),
    }


if __name__ == "__main__":
    if sys.argv[1] == "prepare":
        with transaction.atomic():
            prepare()
    else:
        walk()
        sys.stdout.write(json.dumps(told()))
