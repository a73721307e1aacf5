"""What comes before a filing, and the services around it: disclosure, search, draft, agency, advice."""

from __future__ import annotations

import datetime as dt
import hashlib

from mainline.demo import days
from mainline.demo.phrases import Pair, pair
from mainline.demo.plans import title_of
from mainline.demo.threads import CONTRACT, MINUTES, PLATFORM, Thread
from mainline.offices.record import RightKind

_FILE = pair("建议申请|file")
_NOVEL = pair("未见相同公开，具备新颖性|no identical disclosure found; novel")
_POINTS = (
    pair("费用减缴备案所需材料|documents for registering the fee reduction"),
    pair("优先审查的条件|conditions of priority examination"),
    pair("申请人名称变更的办理|recording a change of the applicant's name"),
)
_CHECK_UP = pair("维持，每年复核一次|keep and review once a year")
_AWARD = pair("省专利奖（示范）|provincial patent award (demonstration)")
PLATFORM_SINCE_YEARS = 10
"""Internal steps are on record for ten years; older rights begin with their filing."""


def prepare(thread: Thread) -> None:
    """Disclosure to approved draft, in the weeks before the filing."""
    plan, rng = thread.plan, thread.rng
    if plan.filed_on < dt.date(thread.today.year - PLATFORM_SINCE_YEARS, thread.today.month, 1):
        return
    person = plan.inventors[0][0]
    title = title_of(plan)
    disclosed = days.before(plan.filed_on, 60, 110, rng)
    if rng.random() < 0.35:
        started = days.before(disclosed, 150, 500, rng)
        project = f"KY-{started.year}-{plan.serial:03d}"
        thread.add(
            "creation.project.started",
            started,
            thread.holder,
            MINUTES,
            title=title,
            party=thread.pair,
            reference=project,
        )
    thread.add(
        "creation.disclosure.submitted",
        disclosed,
        person,
        PLATFORM,
        party=thread.cast.name(person),
        title=title,
    )
    _seal(thread, disclosed)
    accepted = days.after(disclosed, 2, 6, rng)
    if rng.random() < 0.12:
        reason = pair("缺少实施例数据|data of an embodiment are missing")
        thread.add("creation.disclosure.returned", accepted, thread.holder, MINUTES, reason=reason)
        accepted = days.after(accepted, 5, 9, rng)
    thread.add("creation.disclosure.accepted", accepted, thread.holder, MINUTES, party=thread.pair)
    agency = thread.cast.name(plan.agency)
    if plan.kind is RightKind.INVENTION:
        asked = days.after(accepted, 1, 4, rng)
        thread.add("creation.novelty.requested", asked, thread.holder, MINUTES, party=agency)
        reported = days.after(asked, 7, 14, rng)
        thread.add(
            "creation.novelty.reported",
            reported,
            plan.agency,
            MINUTES,
            reference=f"CX-{reported.year}-{plan.serial:04d}",
            result=_NOVEL,
        )
    thread.add(
        "creation.disclosure.assessed",
        days.after(accepted, 18, 22, rng),
        thread.holder,
        MINUTES,
        result=_FILE,
    )
    _draft(thread, agency)


def _seal(thread: Thread, on: dt.date) -> None:
    """The disclosure is sealed: its hash is registered, its content stays with the holder."""
    plan = thread.plan
    digest = hashlib.sha256(f"{plan.code} {plan.text.title.zh}".encode()).hexdigest()
    document = Pair(f"技术交底书封存，SHA-256 {digest[:12]}…", f"disclosure sealed, SHA-256 {digest[:12]}…")
    thread.add(
        "protection.evidence.preserved", on, plan.inventors[0][0], PLATFORM, document=document, sha256=digest
    )


def _draft(thread: Thread, agency: Pair) -> None:
    plan, rng = thread.plan, thread.rng
    engaged = days.before(plan.filed_on, 27, 32, rng)
    thread.add(
        "service.agency.engaged",
        engaged,
        thread.holder,
        CONTRACT,
        other=agency,
        reference=f"WT-{engaged.year}-{plan.serial:04d}",
    )
    thread.add("creation.draft.started", days.after(engaged, 1, 4, rng), plan.agency, MINUTES, party=agency)
    checked = days.before(plan.filed_on, 9, 13, rng)
    thread.add("creation.draft.checked", checked, plan.agency, PLATFORM, count=rng.randint(0, 4))
    person = plan.inventors[0][0]
    approved = days.before(plan.filed_on, 2, 6, rng)
    thread.add("creation.draft.approved", approved, person, PLATFORM, party=thread.cast.name(person))


def serve(thread: Thread) -> None:
    """Advice, check-ups and awards over the life of a right."""
    rng, plan = thread.rng, thread.plan
    office = thread.cast.office_of(plan.place)
    if rng.random() < 0.22:
        asked = days.after(plan.filed_on, 20, 300, rng)
        if asked < thread.last_day:
            thread.add(
                "service.consultation.asked",
                asked,
                thread.holder,
                PLATFORM,
                party=thread.pair,
                title=rng.choice(_POINTS),
            )
            answered = days.after(asked, 1, 6, rng)
            thread.add(
                "service.consultation.answered", answered, office, PLATFORM, other=thread.cast.name(office)
            )
    granted = thread.granted_on
    if granted is None or (thread.last_day - granted).days < 400:
        return
    if rng.random() < 0.12:
        held = days.after(granted, 200, 380, rng)
        thread.add("service.clinic.held", held, "po", PLATFORM, result=_CHECK_UP)
    if rng.random() < 0.05 and plan.kind is RightKind.INVENTION:
        named = days.after(granted, 150, 250, rng)
        thread.add("service.award.nominated", named, office, MINUTES, title=_AWARD)
        thread.add("service.award.received", days.after(named, 90, 130, rng), "po", MINUTES, title=_AWARD)
