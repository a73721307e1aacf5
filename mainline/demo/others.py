"""Marks, varieties, geographical indications, software and layout designs, each by its own procedure."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping, Sequence
from typing import Any

from mainline.demo import days
from mainline.demo.income import share_out
from mainline.demo.official_fees import YUAN
from mainline.demo.phrases import pair, read
from mainline.demo.plans import Plan
from mainline.demo.province import DemoOrganisation, DemoPerson
from mainline.demo.threads import CNIPA, CONTRACT, MINUTES, OFFICE_RECORD, PLATFORM, Thread
from mainline.demo.writing import Writing
from mainline.offices.record import Classification, RightKind
from mainline.register.logic.terms import add_months

_TABLES = {
    "trademark": RightKind.TRADEMARK,
    "plant_variety": RightKind.PLANT_VARIETY,
    "gi": RightKind.GI,
    "software": RightKind.SOFTWARE_COPYRIGHT,
    "layout": RightKind.IC_LAYOUT,
}
MARK_GAZETTE = pair("商标公告|Trademark gazette")
MINISTRY = pair("农业植物新品种保护公报|Gazette of plant variety protection")
REGISTRY = pair("登记证书|Certificate of registration")
_ABSOLUTE = pair("缺乏显著特征（商标法第11条）|lacks distinctive character (Trademark Law Art. 11)")
_DUS = pair("具备特异性、一致性和稳定性|distinct, uniform and stable")
_CHALLENGER = pair("秋淼商贸有限公司|Qiumiao Trading Co., Ltd")
_RENEWED = "portfolio.right.renewed"


def plans(
    cast: Sequence[DemoOrganisation], staff: Sequence[DemoPerson], seed: int, today: dt.date, first: int
) -> tuple[tuple[Plan, Mapping[str, Any]], ...]:
    """A plan with the vocabulary's own entry beside it, serials from ``first``."""
    rng = random.Random(f"others {seed}")
    bodies = {body.code: body for body in cast}
    found = []
    entries = [(kind, entry) for table, kind in _TABLES.items() for entry in read("others")[table]]
    for serial, (kind, entry) in enumerate(entries, start=first):
        body = bodies[entry["holder"]]
        own = [person.code for person in staff if person.organisation == body.code]
        plan = Plan(
            code=f"{kind.value.replace('_', '-')}-{serial:03d}",
            serial=serial,
            kind=kind,
            industry=body.industry,
            holders=(body.code,),
            place=body.place,
            inventors=tuple(zip(rng.sample(own, 2), (6000, 4000), strict=True)),
            text=Writing(pair(entry["name"]), pair(entry.get("text", entry["name"])), ()),
            classification=Classification("nice", entry.get("nice", ""), is_main=True),
            need=pair(entry["name"]),
            filed_on=days.working(today - dt.timedelta(days=entry["age"])),
            fate=entry.get("fate", "in_force"),
            agency="a1",
            is_fast=False,
            is_reduced=False,
        )
        found.append((plan, entry))
    return tuple(found)


def number_of(plan: Plan) -> str:
    """The number of valid form under which the office keeps the right, in a range never reached."""
    year, serial = plan.filed_on.year, plan.serial
    return {
        RightKind.TRADEMARK: f"{99_000_000 + serial}",
        RightKind.PLANT_VARIETY: f"CNA{year}9{serial:06d}",
        RightKind.GI: f"AGI{990_000 + serial}",
        RightKind.SOFTWARE_COPYRIGHT: f"{year}SR{9_800_000 + serial}",
        RightKind.IC_LAYOUT: f"BS.{year % 100:02d}599{serial:04d}",
    }[plan.kind]


def tell(thread: Thread, entry: Mapping[str, Any]) -> None:
    """Tell the thread of one such right."""
    {
        RightKind.TRADEMARK: _mark,
        RightKind.PLANT_VARIETY: _variety,
        RightKind.GI: _indication,
        RightKind.SOFTWARE_COPYRIGHT: _software,
        RightKind.IC_LAYOUT: _layout,
    }[thread.plan.kind](thread, entry)


def _mark(thread: Thread, entry: Mapping[str, Any]) -> None:
    """Preliminary approval after about nine months, three months for oppositions, ten years of term."""
    plan, rng = thread.plan, thread.rng
    number = number_of(plan)
    asked = days.before(plan.filed_on, 20, 40, rng)
    thread.add(
        "service.agency.engaged",
        asked,
        thread.holder,
        CONTRACT,
        other=thread.cast.name(plan.agency),
        reference=f"WT-{asked.year}-{plan.serial:04d}",
    )
    thread.add(
        "creation.application.filed",
        plan.filed_on,
        plan.agency,
        OFFICE_RECORD,
        party=thread.pair,
        number=number,
    )
    thread.add(
        "creation.application.accepted",
        days.after(plan.filed_on, 15, 35, rng),
        CNIPA,
        OFFICE_RECORD,
        number=number,
    )
    if plan.fate == "pending":
        return
    if plan.fate == "refused":
        refused = days.after(plan.filed_on, 150, 200, rng)
        thread.add("creation.application.refused", refused, CNIPA, OFFICE_RECORD, reason=_ABSOLUTE)
        thread.ended_on = refused
        return
    shown = days.mark_gazette(plan.filed_on + dt.timedelta(days=rng.randint(170, 220)))
    thread.add(
        "creation.mark.approved",
        shown,
        CNIPA,
        MARK_GAZETTE,
        number=f"{9_000 + (shown.year - 2000) * 48 + shown.month * 4}",
    )
    thread.published_on = shown
    registered = days.mark_gazette(add_months(shown, 3) + dt.timedelta(days=1))
    if plan.fate == "published" or registered > thread.today:
        return
    until = add_months(registered, 120) - dt.timedelta(days=1)
    thread.add("creation.mark.registered", registered, CNIPA, MARK_GAZETTE, number=number, until=until)
    thread.granted_on = registered
    _mark_later(thread, registered, until)


def _mark_later(thread: Thread, registered: dt.date, until: dt.date) -> None:
    rng = thread.rng
    if thread.plan.fate == "under_challenge":
        asked = days.before(thread.today, 25, 50, rng)
        reason = pair("连续三年不使用|not used for three years")
        thread.add(
            "protection.cancellation.requested",
            asked,
            CNIPA,
            OFFICE_RECORD,
            other=_CHALLENGER,
            reason=reason,
            reference=f"CX-{asked.year}-9001",
        )
        return
    if thread.plan.fate == "expired":
        thread.ended_on = until
        struck = days.mark_gazette(add_months(until, 6) + dt.timedelta(days=20))
        thread.add("portfolio.right.expired", struck, CNIPA, MARK_GAZETTE, effective_on=until)
    elif until <= thread.today:
        paid = days.before(until, 30, 200, rng)
        thread.add(_RENEWED, paid, CNIPA, MARK_GAZETTE, until=add_months(until, 120))
    opened = days.after(registered, 30, 200, rng)
    if opened < thread.last_day:
        place = pair("全国商标公告及电商平台|trademark gazettes and e-commerce platforms nationwide")
        thread.add("protection.watch.opened", opened, thread.holder, PLATFORM, place=place)
    found = days.after(opened, 100, 500, rng)
    if found < thread.last_day and rng.random() < 0.5:
        other = pair(rng.choice(read("names")["infringers"]))
        thread.add("protection.watch.found", found, thread.holder, PLATFORM, other=other)
        thread.add(
            "protection.warning.sent", days.after(found, 5, 25, rng), thread.holder, MINUTES, other=other
        )


def _variety(thread: Thread, entry: Mapping[str, Any]) -> None:
    """Acceptance, publication, two seasons of DUS tests, grant; licences with royalties by the kilogram."""
    plan, rng = thread.plan, thread.rng
    number = number_of(plan)
    title = plan.text.title
    started = days.before(plan.filed_on, 1500, 2200, rng)
    thread.add(
        "creation.project.started",
        started,
        thread.holder,
        MINUTES,
        title=title,
        party=thread.pair,
        reference=f"YZ-{started.year}-{plan.serial:03d}",
    )
    # Whether it is woody decides how long the right will last.
    habit = entry["habit"]
    thread.add("creation.variety.accepted", plan.filed_on, "CN", MINISTRY, number=number, habit=habit)
    shown = days.after(plan.filed_on, 110, 180, rng)
    thread.add("creation.variety.published", shown, "CN", MINISTRY, number=f"{number}E")
    thread.published_on = shown if shown <= thread.today else None
    if plan.fate == "published":
        return
    tested = days.after(plan.filed_on, 640, 720, rng)
    thread.add("creation.variety.tested", tested, "CN", MINISTRY, result=_DUS)
    granted = days.after(tested, 120, 260, rng)
    if granted > thread.today:
        return
    thread.add("creation.variety.granted", granted, "CN", MINISTRY, number=f"{number}G")
    thread.granted_on = granted
    approved = days.after(granted, 40, 150, rng)
    thread.add(
        "creation.variety.approved", approved, "po", MINUTES, number=f"SS{approved.year}{plan.serial:04d}"
    )
    taker = entry.get("licensee")
    if taker:
        signed = days.after(approved, 30, 90, rng)
        fee = rng.randrange(400_000, 2_000_000, 50_000) * YUAN
        reference = f"PZ-{signed.year}-{plan.serial:04d}"
        thread.add(
            "utilization.licence.signed",
            signed,
            thread.holder,
            CONTRACT,
            fee,
            other=thread.cast.name(taker),
            reference=reference,
        )
        share_out(thread, fee, days.after(signed, 10, 25, rng), taker, reference)


def _indication(thread: Thread, entry: Mapping[str, Any]) -> None:
    """Acceptance, publication for two months of objections, recognition, then users of the special mark."""
    plan, rng = thread.plan, thread.rng
    number = number_of(plan)
    notice = f"GG-{plan.filed_on.year}-{plan.serial}"
    thread.add("creation.gi.accepted", plan.filed_on, CNIPA, OFFICE_RECORD, reference=notice)
    shown = days.after(plan.filed_on, 90, 160, rng)
    thread.add("creation.gi.published", shown, CNIPA, OFFICE_RECORD, reference=notice)
    thread.published_on = shown if shown <= thread.today else None
    if plan.fate == "published":
        return
    registered = days.after(add_months(shown, 2), 40, 120, rng)
    if registered > thread.today:
        return
    thread.add("creation.gi.registered", registered, CNIPA, OFFICE_RECORD, number=number)
    thread.granted_on = registered
    user = thread.cast.name(entry["user"])
    thread.add(
        "utilization.gi.user_authorised",
        days.after(registered, 60, 200, rng),
        CNIPA,
        OFFICE_RECORD,
        other=user,
    )
    checked = days.after(registered, 260, 400, rng)
    title = pair("专用标志使用管理规范|rules for using the special mark")
    thread.add("service.training.attended", checked, thread.holder, PLATFORM, party=thread.pair, title=title)


def _software(thread: Thread, entry: Mapping[str, Any]) -> None:
    """Completion, application and registration within some weeks."""
    plan, rng = thread.plan, thread.rng
    number = number_of(plan)
    done = days.before(plan.filed_on, 30, 120, rng)
    thread.add("creation.software.completed", done, plan.inventors[0][0], MINUTES, title=plan.text.title)
    thread.add(
        "creation.software.filed",
        plan.filed_on,
        thread.holder,
        REGISTRY,
        number=f"{plan.filed_on.year}R11S98{plan.serial:05d}",
    )
    registered = days.after(plan.filed_on, 25, 60, rng)
    thread.add("creation.software.registered", registered, "CN", REGISTRY, number=number)
    thread.granted_on = registered
    launched = days.after(registered, 20, 120, rng)
    place = thread.cast.place_of(thread.holder)
    thread.add(
        "creation.software.published", launched, thread.holder, MINUTES, title=plan.text.title, place=place
    )
    thread.add("utilization.product.launched", launched, thread.holder, MINUTES, title=plan.text.title)


def _layout(thread: Thread, entry: Mapping[str, Any]) -> None:
    """First exploitation less than two years before the filing, registration and announcement."""
    plan, rng = thread.plan, thread.rng
    number = number_of(plan)
    used = days.before(plan.filed_on, 60, 400, rng)
    thread.add(
        "creation.layout.exploited", used, thread.holder, MINUTES, place=thread.cast.place_of(thread.holder)
    )
    thread.add("creation.layout.filed", plan.filed_on, thread.holder, OFFICE_RECORD, number=number)
    registered = days.gazette(plan.filed_on + dt.timedelta(days=rng.randint(90, 150)))
    if registered <= thread.today:
        thread.add("creation.layout.registered", registered, CNIPA, OFFICE_RECORD, number=number)
        thread.granted_on = registered
