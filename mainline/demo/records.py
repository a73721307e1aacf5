"""The publication of a right as a record of the one shape that every office's readers return."""

from __future__ import annotations

import datetime as dt

from mainline.demo import others
from mainline.demo.phrases import Pair
from mainline.demo.procedure import number_of, publication_of
from mainline.demo.threads import Thread
from mainline.offices.record import (
    Classification,
    Goods,
    Number,
    NumberRole,
    Party,
    PartyRole,
    Priority,
    Record,
    RightKind,
    Text,
)

FORMAT = "demo"
_MAKER = {
    RightKind.DESIGN: PartyRole.DESIGNER,
    RightKind.PLANT_VARIETY: PartyRole.BREEDER,
    RightKind.SOFTWARE_COPYRIGHT: PartyRole.AUTHOR,
}
_PATENTS = frozenset({RightKind.INVENTION, RightKind.UTILITY_MODEL, RightKind.DESIGN})
_LETTER = {RightKind.INVENTION: "B", RightKind.UTILITY_MODEL: "U", RightKind.DESIGN: "S"}


def record_of(thread: Thread, goods: Pair | None = None) -> Record:
    """The Chinese record of a right, as far as it has come by the day of the demonstration."""
    plan = thread.plan
    numbers = patent_numbers(thread) if plan.kind in _PATENTS else other_numbers(thread)
    symbol = plan.classification
    return Record(
        format=FORMAT,
        office="CN",
        right_kind=plan.kind,
        numbers=numbers,
        language="zh",
        document_kind=numbers[-1].kind_code or "application",
        titles=texts(plan.text.title),
        abstracts=texts(plan.text.abstract) if plan.text.abstract != plan.text.title else (),
        claims=claims_of(thread),
        parties=parties_of(thread),
        classifications=(symbol,) if symbol.symbol else (),
        goods=goods_of(symbol, goods) if goods else (),
        as_of=as_of(thread, numbers),
        extra=(("demonstration", "true"), ("place", plan.place), ("industry", plan.industry)),
    )


def patent_numbers(thread: Thread) -> tuple[Number, ...]:
    """Application, publication of the application, publication of the grant: those there are."""
    plan = thread.plan
    numbers = [Number(NumberRole.APPLICATION, "CN", number_of(thread), "", plan.filed_on)]
    if thread.published_on:
        numbers.append(
            Number(NumberRole.PUBLICATION, "CN", publication_of(thread, "A"), "A", thread.published_on)
        )
    if thread.granted_on:
        letter = _LETTER[plan.kind]
        numbers.append(
            Number(NumberRole.PUBLICATION, "CN", publication_of(thread, letter), letter, thread.granted_on)
        )
    return tuple(numbers)


def other_numbers(thread: Thread) -> tuple[Number, ...]:
    """The number of a right that is not a patent: of the application, and once registered of the registration."""
    plan = thread.plan
    text = others.number_of(plan)
    numbers = []
    if plan.kind is not RightKind.SOFTWARE_COPYRIGHT:
        numbers.append(Number(NumberRole.APPLICATION, "CN", text, "", plan.filed_on))
    if thread.granted_on:
        numbers.append(Number(NumberRole.REGISTRATION, "CN", text, "", thread.granted_on))
    return tuple(numbers)


def texts(text: Pair) -> tuple[Text, ...]:
    """A bilingual text as two."""
    return (Text("zh", text.zh), Text("en", text.en))


def claims_of(thread: Thread) -> tuple[Text, ...]:
    """The claims, all Chinese ones and then all English ones; unpublished applications show none."""
    plan = thread.plan
    if not (thread.published_on or thread.granted_on):
        return ()
    claims = plan.text.claims
    return tuple(Text("zh", claim.zh) for claim in claims) + tuple(Text("en", claim.en) for claim in claims)


def parties_of(thread: Thread, country: str = "CN", language: str = "zh") -> tuple[Party, ...]:
    """Applicants, the holder where it has changed, the people who made it, and the agency."""
    plan, cast = thread.plan, thread.cast
    parties = [
        _organisation(thread, PartyRole.APPLICANT, code, number, country, language)
        for number, code in enumerate(plan.holders, start=1)
    ]
    if thread.transfer:
        parties.append(_organisation(thread, PartyRole.HOLDER, thread.transfer[1], 1, country, language))
    if plan.kind not in (RightKind.TRADEMARK, RightKind.GI):
        role = _MAKER.get(plan.kind, PartyRole.INVENTOR)
        for number, (code, _) in enumerate(plan.inventors, start=1):
            name = cast.name(code)
            parties.append(
                Party(
                    role,
                    name.zh if language == "zh" else name.en,
                    language,
                    True,
                    country,
                    "",
                    f"demo:{code}",
                    number,
                )
            )
    if country == "CN" and language == "zh" and plan.kind is not RightKind.SOFTWARE_COPYRIGHT:
        parties.append(_organisation(thread, PartyRole.AGENT, plan.agency, 1, country, language))
    return tuple(parties)


def _organisation(
    thread: Thread, role: PartyRole, code: str, number: int, country: str, language: str
) -> Party:
    body = thread.cast.organisations[code]
    name = body.name_zh if language == "zh" else body.name_en
    place = thread.cast.place_of(code)
    address = place.zh if language == "zh" else place.en
    return Party(role, name, language, False, country, address, f"uscc:{body.uscc}", number)


def goods_of(symbol: Classification, goods: Pair) -> tuple[Goods, ...]:
    """The goods of a mark in both languages."""
    return (Goods(symbol.symbol, "zh", goods.zh), Goods(symbol.symbol, "en", goods.en))


def as_of(thread: Thread, numbers: tuple[Number, ...]) -> dt.date:
    """The day the record speaks for: its newest publication, or the filing."""
    newest = max((number.date for number in numbers if number.date), default=thread.plan.filed_on)
    return max(newest, thread.transfer[0]) if thread.transfer else newest


def priority_of(thread: Thread) -> Priority:
    """The claim that a later filing elsewhere makes to this one."""
    return Priority("CN", number_of(thread), thread.plan.filed_on)
