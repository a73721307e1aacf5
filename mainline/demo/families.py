"""Family members abroad: one PCT application and what came of it at two further offices."""

from __future__ import annotations

import datetime as dt
import random

from mainline.demo import days
from mainline.demo.numbering import ep_application
from mainline.demo.phrases import Pair, pair
from mainline.demo.province import DemoRight
from mainline.demo.records import FORMAT, claims_of, parties_of, priority_of, texts
from mainline.demo.threads import MINUTES, Thread
from mainline.offices.record import Number, NumberRole, Record, RightKind
from mainline.register.logic.terms import add_months

HOW_MANY = 6
_SEARCHED = pair("国际检索报告|International search report")
_REGISTER = pair("官方登记簿|Office register")
_US = pair("美国|United States")
_EP = pair("欧洲专利局|European Patent Office")
_US_MAINTENANCE = 215_000
"""US$ 2,150 at 3.5 years, payments from 2025-01-19 (89 FR 91898); other schedules are not stated here."""
_US_FEES_SINCE = dt.date(2025, 1, 19)


def members(threads: list[Thread], seed: int) -> list[DemoRight]:
    """Members abroad of the first suitable inventions; notes the filing abroad on their threads too."""
    found: list[DemoRight] = []
    chosen = [
        t
        for t in threads
        if t.plan.kind is RightKind.INVENTION and t.plan.fate == "in_force" and _is_old_enough(t)
    ]
    for number, thread in enumerate(chosen[:HOW_MANY], start=1):
        rng = random.Random(f"family {seed} {number}")
        filed = days.working_before(
            add_months(thread.plan.filed_on, 12) - dt.timedelta(days=rng.randint(6, 60))
        )
        _note(thread, filed, number, rng)
        found.append(_world(thread, filed, number, rng))
        found.append(_member(thread, "US", filed, number, rng))
        if number % 2:
            found.append(_member(thread, "EP", filed, number, rng))
    return found


def family_code(thread: Thread) -> str:
    """The code that the members of a family share."""
    return f"family-{thread.plan.code}"


def _is_old_enough(thread: Thread) -> bool:
    return add_months(thread.plan.filed_on, 60) < thread.today and not thread.transfer


def _international(filed: dt.date, number: int) -> str:
    return f"PCT/CN{filed.year}/{980_000 + number}"


def _note(thread: Thread, filed: dt.date, number: int, rng: random.Random) -> None:
    """On the Chinese thread: the confidentiality examination that must come before filing abroad."""
    asked = days.before(filed, 40, 60, rng)
    thread.add("creation.secrecy.requested", asked, thread.plan.agency, _REGISTER)
    cleared = days.after(asked, 10, 30, rng)
    thread.add(
        "creation.secrecy.cleared", cleared, "CN", _REGISTER, reference=f"BM{cleared.year}98{number:04d}"
    )
    thread.add(
        "creation.application.continued",
        filed,
        thread.plan.agency,
        _REGISTER,
        number=_international(filed, number),
    )


def _fresh(thread: Thread, seed: str) -> Thread:
    """A thread of the same plan for another office."""
    return Thread(thread.plan, thread.cast, thread.today, random.Random(seed))


def _right(thread: Thread, office: str, story: Thread, numbers: tuple[Number, ...]) -> DemoRight:
    plan = thread.plan
    published = max(number.date for number in numbers if number.date)
    language = "zh" if office == "WO" else "en"
    record = Record(
        format=FORMAT,
        office=office,
        right_kind=RightKind.INVENTION,
        numbers=numbers,
        language=language,
        document_kind=numbers[-1].kind_code,
        titles=texts(plan.text.title),
        abstracts=texts(plan.text.abstract),
        claims=claims_of(thread),
        parties=parties_of(thread, "CN", language),
        priorities=(priority_of(thread),),
        classifications=(plan.classification,),
        as_of=published,
        extra=(("demonstration", "true"), ("place", plan.place), ("industry", plan.industry)),
    )
    return DemoRight(
        code=f"{plan.code}-{office.lower()}",
        kind=RightKind.INVENTION,
        record=record,
        holders=thread.holders,
        place=plan.place,
        industry=plan.industry,
        inventors=plan.inventors,
        events=story.told(),
        family=family_code(thread),
        fate="in_force" if story.granted_on else "published",
    )


def _world(thread: Thread, filed: dt.date, number: int, rng: random.Random) -> DemoRight:
    """The international application: filed, searched, published at 18 months, entered at 30."""
    story = _fresh(thread, f"WO {number}")
    text = _international(filed, number)
    published = add_months(thread.plan.filed_on, 18)
    published += dt.timedelta(days=(3 - published.weekday()) % 7)
    story.add("creation.pct.filed", filed, thread.plan.agency, _REGISTER, number=text)
    searched = days.before(published, 20, 50, rng)
    story.add(
        "creation.pct.searched",
        searched,
        "CN",
        _SEARCHED,
        party=pair("中国国家知识产权局|China National Intellectual Property Administration"),
    )
    publication = f"WO {published.year}/{980_000 + number} A1"
    story.add("creation.pct.published", published, "WO", _REGISTER, number=publication)
    for place, office in ((_US, "US"), (_EP, "EP")):
        if office == "US" or number % 2:
            entered = days.before(add_months(thread.plan.filed_on, 30), 10, 60, rng)
            story.add(
                "creation.pct.nationally_entered",
                entered,
                thread.holder,
                MINUTES,
                place=place,
                number=_national(office, filed, number),
            )
    numbers = (
        Number(NumberRole.APPLICATION, "WO", text, "", filed),
        Number(NumberRole.PUBLICATION, "WO", publication, "A1", published),
    )
    return _right(thread, "WO", story, numbers)


def _national(office: str, filed: dt.date, number: int) -> str:
    """The number under which a national phase is filed: EP its own, US that of the international filing."""
    if office == "EP":
        return ep_application(filed.year, number)
    return f"{_international(filed, number)}/US"


def _member(thread: Thread, office: str, filed: dt.date, number: int, rng: random.Random) -> DemoRight:
    """A national or regional phase: published, examined, and sometimes granted."""
    story = _fresh(thread, f"{office} {number}")
    entered = days.before(add_months(thread.plan.filed_on, 30), 5, 40, rng)
    story.add(
        "creation.application.filed",
        filed,
        thread.holder,
        _REGISTER,
        party=thread.pair,
        number=_national(office, filed, number),
    )
    published = entered + dt.timedelta(days=rng.randint(100, 200))
    published += dt.timedelta(days=((3 if office == "US" else 2) - published.weekday()) % 7)
    a1 = f"US {published.year}/{980_000 + number:07d} A1" if office == "US" else f"EP {9_998_000 + number} A1"
    story.add("creation.application.published", published, office, _REGISTER, number=a1)
    numbers = []
    if office == "EP":
        numbers.append(Number(NumberRole.APPLICATION, "EP", _national("EP", filed, number), "", filed))
    numbers.append(Number(NumberRole.PUBLICATION, office, a1, "A1", published))
    action = days.after(published, 200, 420, rng)
    story.add(
        "creation.examination.action_issued",
        action,
        office,
        _REGISTER,
        count=1,
        reference=f"{office}-{action:%Y%m%d}",
    )
    story.add(
        "creation.examination.action_answered",
        days.after(action, 60, 80, rng),
        thread.holder,
        MINUTES,
        count=1,
    )
    granted = days.after(action, 220, 330, rng)
    granted += dt.timedelta(days=((1 if office == "US" else 2) - granted.weekday()) % 7)
    if rng.random() < 0.7 and granted <= thread.today:
        letter = "B2" if office == "US" else "B1"
        text = f"US {99_800_000 + number:,} B2" if office == "US" else f"EP {9_998_000 + number} B1"
        story.add("creation.grant.published", granted, office, _REGISTER, number=text)
        story.granted_on = granted
        numbers.append(Number(NumberRole.PUBLICATION, office, text, letter, granted))
        _maintain(story, office, granted)
    return _right(thread, office, story, tuple(numbers))


def _maintain(story: Thread, office: str, granted: dt.date) -> None:
    paid = days.working_before(add_months(granted, 42) - dt.timedelta(days=40))
    if office == "US" and _US_FEES_SINCE <= paid <= story.today:
        document = Pair("3.5年维持费", "maintenance fee at 3.5 years")
        story.add(
            "portfolio.fee.paid", paid, story.holder, _REGISTER, _US_MAINTENANCE, "USD", document=document
        )
