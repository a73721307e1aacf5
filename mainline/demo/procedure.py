"""From filing to grant or to the end of an application, in the order and at the pace of the law.

Invention: publication 18 months from filing or early (Patent Law Art. 34), examination (Art. 35), first
reply within four months, further ones within two, grant on a gazette day. Utility model and design:
preliminary examination only (Art. 40).
"""

from __future__ import annotations

import datetime as dt

from mainline.demo import days, official_fees
from mainline.demo.numbering import cn_application, cn_publication
from mainline.demo.phrases import pair
from mainline.demo.threads import CNIPA, GAZETTE, NOTICE, RECEIPT, Thread
from mainline.offices.record import RightKind
from mainline.register.logic.terms import add_months

_FILING_FEE = pair("申请费|filing fee")
_EXAMINATION_FEE = pair("实质审查费|substantive examination fee")
_REASONS = (
    pair("权利要求1不具备创造性（专利法第22条第3款）|claim 1 lacks inventive step (Patent Law Art. 22(3))"),
    pair("说明书公开不充分（专利法第26条第3款）|insufficient disclosure (Patent Law Art. 26(3))"),
    pair(
        "权利要求得不到说明书支持（专利法第26条第4款）|claims not supported by the description (Patent Law Art. 26(4))"
    ),
)
_NO_REPLY = pair("期满未答复审查意见通知书|no reply to the office action in time")
_STRATEGY = pair("技术路线调整|change of the technical route")
BEFORE_GRANT = frozenset({"pending", "published", "refused", "withdrawn", "deemed_withdrawn"})


def number_of(thread: Thread) -> str:
    """The application number."""
    plan = thread.plan
    return cn_application(plan.filed_on.year, plan.kind.value, plan.serial)


def publication_of(thread: Thread, letter: str) -> str:
    """The publication number with a kind letter."""
    return cn_publication(thread.plan.kind.value, thread.plan.serial, letter)


def prosecute(thread: Thread) -> None:
    """File the application and carry it as far as its fate and today allow."""
    _file(thread)
    if thread.plan.kind is RightKind.INVENTION:
        _invention(thread)
    else:
        _registration(thread)


def _file(thread: Thread) -> None:
    plan, rng = thread.plan, thread.rng
    number = number_of(thread)
    thread.add(
        "creation.application.filed", plan.filed_on, plan.agency, NOTICE, party=thread.pair, number=number
    )
    accepted = days.after(plan.filed_on, 0, 6, rng)
    thread.add("creation.application.accepted", accepted, CNIPA, NOTICE, number=number)
    paid = days.after(accepted, 2, 30, rng)
    reduced = plan.is_reduced and paid >= official_fees.REDUCED_SINCE
    if reduced:
        thread.add("portfolio.fee.reduced", days.after(accepted, 0, 2, rng), CNIPA, NOTICE, share="85%")
    fee = official_fees.reduced(official_fees.FILING[plan.kind.value], reduced, paid)
    if plan.kind is RightKind.INVENTION:
        fee += official_fees.PRINTING
    thread.add("portfolio.fee.paid", paid, thread.holder, RECEIPT, fee, document=_FILING_FEE)


def _registration(thread: Thread) -> None:
    """Utility models and designs: from preliminary examination to grant or refusal."""
    plan, rng = thread.plan, thread.rng
    if plan.fate == "pending":
        return
    if plan.fate == "refused":
        action = days.after(plan.filed_on, 90, 150, rng)
        thread.add(
            "creation.examination.action_issued", action, CNIPA, NOTICE, count=1, reference=_notice(thread)
        )
        thread.add(
            "creation.examination.action_answered",
            days.after(action, 25, 48, rng),
            plan.agency,
            NOTICE,
            count=1,
        )
        refused = days.after(action, 100, 160, rng)
        thread.add("creation.application.refused", refused, CNIPA, NOTICE, reason=_REASONS[0])
        thread.ended_on = refused
        return
    passed = days.after(plan.filed_on, 60, 150, rng)
    thread.add("creation.application.formally_passed", passed, CNIPA, NOTICE)
    _grant(thread, days.after(passed, 15, 45, rng), "U" if plan.kind is RightKind.UTILITY_MODEL else "S")


def _invention(thread: Thread) -> None:
    plan, rng = thread.plan, thread.rng
    fast = plan.is_fast
    if fast:
        thread.add(
            "creation.application.preexamined",
            plan.filed_on,
            "po",
            pair("预审合格通知|Pre-examination notice"),
            party=thread.cast.name("po"),
        )
    passed = days.after(plan.filed_on, 20 if fast else 60, 40 if fast else 140, rng)
    thread.add("creation.application.formally_passed", passed, CNIPA, NOTICE)
    early = fast or (plan.fate != "pending" and rng.random() < 0.5)
    due = days.after(passed, 20, 60, rng) if early else add_months(plan.filed_on, 18)
    published = days.gazette(max(due, passed + dt.timedelta(days=7)))
    if published <= thread.today:
        thread.published_on = published
    thread.add(
        "creation.application.published", published, CNIPA, GAZETTE, number=publication_of(thread, "A")
    )
    if plan.fate == "pending":
        return
    requested = plan.filed_on if fast else days.after(plan.filed_on, 0, 360, rng)
    thread.add("creation.examination.requested", requested, plan.agency, NOTICE)
    paid = days.after(requested, 1, 25, rng)
    fee = official_fees.reduced(official_fees.EXAMINATION, plan.is_reduced, paid)
    thread.add("portfolio.fee.paid", paid, thread.holder, RECEIPT, fee, document=_EXAMINATION_FEE)
    entered = days.after(max(published, requested), 8, 45, rng)
    thread.add("creation.examination.entered", entered, CNIPA, NOTICE)
    _examine(thread, entered, fast)


def _examine(thread: Thread, entered: dt.date, fast: bool) -> None:
    plan, rng = thread.plan, thread.rng
    if plan.fate == "withdrawn":
        on = days.after(entered, 60, 200, rng)
        thread.add("creation.application.withdrawn", on, thread.holder, NOTICE, reason=_STRATEGY)
        thread.ended_on = on
        return
    action = days.after(entered, 25 if fast else 200, 50 if fast else 420, rng)
    if plan.fate == "published" and rng.random() < 0.5:
        return
    thread.add(
        "creation.examination.action_issued", action, CNIPA, NOTICE, count=1, reference=_notice(thread)
    )
    if plan.fate == "deemed_withdrawn":
        on = days.working(add_months(action, 4) + dt.timedelta(days=rng.randint(30, 60)))
        thread.add("creation.application.deemed_withdrawn", on, CNIPA, NOTICE, reason=_NO_REPLY)
        thread.ended_on = on
        return
    answered = days.after(action, 10 if fast else 60, 20 if fast else 108, rng)
    thread.add("creation.examination.action_answered", answered, plan.agency, NOTICE, count=1)
    if plan.fate == "published":
        return
    if (not fast and rng.random() < 0.45) or plan.fate == "refused":
        action = days.after(answered, 60, 150, rng)
        thread.add(
            "creation.examination.action_issued", action, CNIPA, NOTICE, count=2, reference=_notice(thread)
        )
        answered = days.after(action, 22, 48, rng)
        thread.add("creation.examination.action_answered", answered, plan.agency, NOTICE, count=2)
    if plan.fate == "refused":
        _refuse(thread, answered)
        return
    allowed = days.after(answered, 15 if fast else 60, 30 if fast else 170, rng)
    thread.add("creation.examination.allowed", allowed, CNIPA, NOTICE, reference=_notice(thread))
    _grant(thread, days.after(allowed, 25, 75, rng), "B")


def _refuse(thread: Thread, answered: dt.date) -> None:
    """Refusal; about half of the applicants ask for re-examination within three months, in vain."""
    rng = thread.rng
    refused = days.after(answered, 60, 150, rng)
    thread.add("creation.application.refused", refused, CNIPA, NOTICE, reason=rng.choice(_REASONS))
    thread.ended_on = refused
    if rng.random() < 0.5:
        asked = days.after(refused, 30, 78, rng)
        decided = days.after(asked, 240, 380, rng)
        if decided <= thread.today:
            case = f"1F{900_000 + thread.plan.serial}"
            thread.add("creation.reexamination.requested", asked, thread.plan.agency, NOTICE, reference=case)
            thread.add("creation.reexamination.upheld", decided, CNIPA, NOTICE, reference=case)
            thread.ended_on = decided


def _grant(thread: Thread, ready: dt.date, letter: str) -> None:
    """The fee of the grant year, the gazette, the certificate. The fee comes a little before the gazette."""
    plan = thread.plan
    granted = days.gazette(ready)
    if granted > thread.today:
        return
    year = patent_year(plan.filed_on, granted)
    paid = days.working_before(granted - dt.timedelta(days=thread.rng.randint(12, 20)))
    fee = official_fees.reduced_annuity(plan.kind.value, year, year, plan.is_reduced, paid)
    thread.add("portfolio.annuity.paid", paid, thread.holder, RECEIPT, fee, year=year)
    thread.add("creation.grant.published", granted, CNIPA, GAZETTE, number=publication_of(thread, letter))
    thread.granted_on = granted
    thread.add(
        "creation.right.certified",
        days.after(granted, 5, 20, thread.rng),
        CNIPA,
        NOTICE,
        number=f"{90_000_000 + plan.serial}",
    )


def patent_year(filed_on: dt.date, on: dt.date) -> int:
    """The patent year in which a day falls; the first begins on the filing day (Guidelines Part V Ch. 9)."""
    years = on.year - filed_on.year
    return years + 1 if (on.month, on.day) >= (filed_on.month, filed_on.day) else years


def _notice(thread: Thread) -> str:
    return f"{thread.rng.randrange(2_000_000_000, 2_999_999_999)}"
