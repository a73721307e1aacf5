"""How rights are put to use: offers, licences and royalties, transfers, open licences, equity, products."""

from __future__ import annotations

import datetime as dt

from mainline.demo import days, official_fees
from mainline.demo.income import claim_conversion, is_public, reward, share_out
from mainline.demo.phrases import Pair, pair
from mainline.demo.plans import title_of
from mainline.demo.threads import (
    CNIPA,
    CONTRACT,
    GAZETTE,
    MINUTES,
    NOTICE,
    OFFICE_RECORD,
    PLATFORM,
    Thread,
)
from mainline.offices.record import RightKind
from mainline.register.logic.terms import add_months

YUAN = official_fees.YUAN
OPEN_LICENCE_SINCE = dt.date(2021, 6, 1)
_PRODUCT = pair("{name}系列产品|{name} product series")
_TIERS = (
    pair("A级：可直接转化|tier A: ready for conversion"),
    pair("B级：需二次开发|tier B: needs further development"),
)
_VIEWS = (
    pair("技术可行，愿意洽谈|feasible, willing to negotiate"),
    pair("需提供样机数据|data of a prototype are wanted"),
)
_NOT_NOW = pair("暂无预算|no budget at present")


def agree_transfer(thread: Thread) -> None:
    """Let some patents of universities and institutes pass to an enterprise of the province."""
    plan, rng = thread.plan, thread.rng
    granted = thread.granted_on
    if granted is None or plan.fate != "in_force" or len(plan.holders) > 1 or not is_public(thread):
        return
    if rng.random() > 0.3 or (thread.today - granted).days < 250:
        return
    buyer = rng.choice(thread.cast.of_kind("enterprise", plan.industry))
    agreed = days.after(granted, 90, max(91, (thread.today - granted).days - 120), rng)
    recorded = days.after(agreed, 20, 60, rng)
    if recorded > thread.today:
        return
    price = rng.randrange(80_000, 900_000, 10_000) * YUAN
    contract = _contract(thread, "ZR", agreed)
    names = thread.cast.name
    listed = max(days.before(agreed, 40, 80, rng), days.working(granted))
    thread.add("utilization.offer.listed", listed, thread.holder, PLATFORM, price, party=thread.pair)
    thread.add(
        "utilization.transfer.agreed",
        agreed,
        thread.holder,
        CONTRACT,
        price,
        other=names(buyer),
        reference=contract,
    )
    thread.add(
        "utilization.transfer.recorded",
        recorded,
        CNIPA,
        OFFICE_RECORD,
        party=thread.pair,
        other=names(buyer),
        reference=contract,
    )
    thread.transfer = (recorded, buyer)
    share_out(thread, price, days.after(recorded, 3, 12, rng), buyer, contract, "utilization.transfer.paid")
    claim_conversion(thread, buyer, price, recorded)


def use(thread: Thread) -> None:
    """Everything that may follow a grant, by who holds the right and by chance."""
    granted = thread.granted_on
    if granted is None:
        return
    reward(thread)
    open_days = (thread.last_day - granted).days
    if open_days < 200 or thread.transfer:
        return
    draw = thread.rng.random()
    if is_public(thread):
        _survey(thread)
        if draw < 0.5:
            _licence(thread, open_days)
        elif draw < 0.62:
            _open_licence(thread)
        elif draw < 0.67:
            _equity(thread)
        elif draw < 0.85:
            _unanswered_offer(thread)
    elif draw < 0.35:
        _launch(thread)
    elif draw < 0.45:
        _licence(thread, open_days)
    elif draw < 0.55:
        _open_licence(thread)


def _contract(thread: Thread, letters: str, on: dt.date) -> str:
    return f"{letters}-{on.year}-{thread.plan.serial:04d}"


def _survey(thread: Thread) -> None:
    """The stock survey of universities since 2024."""
    rng, start = thread.rng, dt.date(2024, 4, 1)
    if thread.granted_on is None or thread.granted_on > start or thread.last_day < dt.date(2024, 12, 31):
        return
    on = days.after(start, 0, 240, rng)
    thread.add("utilization.stock.surveyed", on, thread.holder, MINUTES, result=rng.choice(_TIERS))
    if rng.random() < 0.6:
        asker = rng.choice(thread.cast.of_kind("enterprise", thread.plan.industry))
        viewed = days.after(on, 20, 60, rng)
        thread.add(
            "utilization.stock.evaluated",
            viewed,
            asker,
            PLATFORM,
            party=thread.cast.name(asker),
            result=rng.choice(_VIEWS),
        )


def _unanswered_offer(thread: Thread) -> None:
    rng, granted = thread.rng, thread.granted_on
    if granted is None:
        return
    on = days.after(granted, 60, 160, rng)
    thread.add(
        "utilization.offer.listed", on, thread.holder, PLATFORM, rng.randrange(50_000, 400_000, 10_000) * YUAN
    )
    asker = rng.choice(thread.cast.of_kind("enterprise", thread.plan.industry))
    met = days.after(on, 15, 40, rng)
    if rng.random() < 0.5 and met < thread.last_day:
        thread.add(
            "utilization.match.proposed",
            met,
            "po",
            PLATFORM,
            other=thread.cast.name(asker),
            result=f"{rng.randint(60, 78)}%",
        )
        thread.add(
            "utilization.match.declined",
            days.after(met, 5, 12, rng),
            asker,
            PLATFORM,
            other=thread.cast.name(asker),
            reason=_NOT_NOW,
        )


def _licence(thread: Thread, open_days: int) -> None:
    """From need and offer to a recorded licence and its royalties."""
    plan, rng, granted = thread.plan, thread.rng, thread.granted_on
    takers = [code for code in thread.cast.of_kind("enterprise", plan.industry) if code not in plan.holders]
    if granted is None:
        return
    taker = rng.choice(
        takers or [code for code in thread.cast.of_kind("enterprise") if code not in plan.holders]
    )
    other = thread.cast.name(taker)
    listed = days.after(granted, 20, max(21, min(open_days - 180, 500)), rng)
    fee = rng.randrange(60_000, 600_000, 10_000) * YUAN
    thread.add("utilization.offer.listed", listed, thread.holder, PLATFORM, fee)
    need = days.after(listed, 3, 20, rng)
    thread.add("utilization.need.posted", need, taker, PLATFORM, party=other, title=plan.need)
    matched = days.after(need, 2, 9, rng)
    thread.add(
        "utilization.match.proposed", matched, "po", PLATFORM, other=other, result=f"{rng.randint(81, 97)}%"
    )
    thread.add("utilization.match.accepted", days.after(matched, 2, 9, rng), taker, PLATFORM, other=other)
    secret = days.after(matched, 10, 16, rng)
    thread.add(
        "utilization.nda.signed",
        secret,
        thread.holder,
        CONTRACT,
        other=other,
        reference=_contract(thread, "BM", secret),
    )
    valued = days.after(secret, 8, 25, rng)
    thread.add(
        "utilization.valuation.made",
        valued,
        plan.agency,
        MINUTES,
        fee * 105 // 100,
        party=thread.cast.name(plan.agency),
    )
    signed = days.after(valued, 10, 30, rng)
    if signed >= thread.last_day:
        return
    contract = _contract(thread, "XK", signed)
    thread.add(
        "utilization.licence.signed", signed, thread.holder, CONTRACT, fee, other=other, reference=contract
    )
    thread.burdened_on.append(signed)
    recorded = days.after(signed, 20, 78, rng)
    record = f"X{recorded.year}98{plan.serial:06d}"
    if recorded <= thread.last_day:
        thread.add(
            "utilization.licence.recorded", recorded, CNIPA, OFFICE_RECORD, other=other, reference=record
        )
    if is_public(thread):
        claim_conversion(thread, taker, fee, recorded)
    _royalties(thread, signed, taker, fee, contract)


def _royalties(thread: Thread, signed: dt.date, taker: str, fee: int, contract: str) -> None:
    """The entry fee, then a share of the sales each half-year, each received and given out."""
    rng = thread.rng
    first = days.after(signed, 8, 28, rng)
    share_out(thread, fee, first, taker, contract)
    half = dt.date(signed.year, 7, 1) if signed.month < 7 else dt.date(signed.year + 1, 1, 1)
    for _ in range(rng.randint(0, 5)):
        half = add_months(half, 6)
        reported = days.after(half, 12, 28, rng)
        received = days.after(reported, 10, 25, rng)
        if received > thread.last_day:
            return
        start = add_months(half, -6)
        amount = rng.randrange(18_000, 240_000, 1) * YUAN + rng.randrange(0, 100)
        thread.add(
            "utilization.royalty.reported",
            reported,
            taker,
            PLATFORM,
            amount,
            other=thread.cast.name(taker),
            period=f"{start:%Y-%m}/{add_months(half, -1):%Y-%m}",
        )
        share_out(thread, amount, received, taker, contract)


def _open_licence(thread: Thread) -> None:
    """Declared after the grant; models and designs need an evaluation report first (Patent Law Art. 50)."""
    plan, rng, granted = thread.plan, thread.rng, thread.granted_on
    if granted is None:
        return
    start = max(granted, OPEN_LICENCE_SINCE)
    if (thread.last_day - start).days < 300:
        return
    declared = days.after(start, 60, min(600, (thread.last_day - start).days - 120), rng)
    if plan.kind is not RightKind.INVENTION:
        report = days.before(declared, 20, 60, rng)
        found = pair("未发现不符合授权条件的缺陷|no defect that would bar the grant was found")
        thread.add(
            "protection.evaluation.reported", max(report, days.working(granted)), CNIPA, NOTICE, result=found
        )
    fee = rng.randrange(5_000, 60_000, 1_000) * YUAN
    until = add_months(declared, 36) - dt.timedelta(days=1)
    thread.add("utilization.open_licence.declared", days.gazette(declared), CNIPA, GAZETTE, fee, until=until)
    thread.burdened_on.append(declared)
    takers = [code for code in thread.cast.of_kind("enterprise") if code not in plan.holders]
    on = declared
    for taker in rng.sample(takers, rng.randint(0, 2)):
        on = days.after(on, 30, 120, rng)
        if on > thread.last_day:
            return
        thread.add(
            "utilization.open_licence.accepted", on, taker, PLATFORM, fee, other=thread.cast.name(taker)
        )
        share_out(thread, fee, days.after(on, 5, 15, rng), taker, _contract(thread, "KF", on))


def _equity(thread: Thread) -> None:
    rng, granted = thread.rng, thread.granted_on
    if granted is None:
        return
    on = days.after(granted, 60, max(61, (thread.last_day - granted).days - 30), rng)
    firm = rng.choice(thread.cast.of_kind("enterprise", thread.plan.industry))
    amount = rng.randrange(500_000, 3_000_000, 50_000) * YUAN
    thread.add(
        "utilization.valuation.made",
        days.before(on, 12, 20, rng),
        thread.plan.agency,
        MINUTES,
        amount,
        party=thread.cast.name(thread.plan.agency),
    )
    thread.add(
        "utilization.equity.contributed",
        on,
        thread.holder,
        CONTRACT,
        amount,
        other=thread.cast.name(firm),
        share=f"{rng.randint(3, 15)}%",
    )


def _launch(thread: Thread) -> None:
    rng, granted = thread.rng, thread.granted_on
    if granted is None:
        return
    if "方法" in title_of(thread.plan).zh:
        return
    on = days.after(granted, 40, max(41, min(500, (thread.last_day - granted).days - 20)), rng)
    name = _PRODUCT.filled({"name": _thing(title_of(thread.plan))})
    thread.add("utilization.product.launched", on, thread.holder, MINUTES, title=name)
    if rng.random() < 0.2:
        known = days.after(on, 200, 500, rng)
        if known < thread.last_day:
            thread.add("utilization.product.recognised", known, "po", NOTICE, title=name)


def _thing(title: Pair) -> Pair:
    """The thing that a title names, without the feature of a design in brackets."""
    return Pair(title.zh.partition("（")[0], title.en.partition(" (")[0])
