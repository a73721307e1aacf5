"""Typical threads of a decade, 2016 to 2026, pack by pack: what the golden files are derived from.

Days are chosen where law or calendar turns: ends of months, leap days, holidays, and both sides of each change of law.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from mainline.rules.loading import rulebook
from mainline.rules.periods import add_months
from mainline.rules.threads import Happening

Facts = Mapping[str, Any]
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Typical:
    """One thread: its name, what is known of the right, what happened."""

    id: str
    facts: Facts
    thread: tuple[Happening, ...]


def event(name: str, on: dt.date, **facts: Any) -> Happening:
    """Return an event; whole numbers are told as the rules take them."""
    typed = {key: Fraction(value) if type(value) is int else value for key, value in facts.items()}
    return Happening(name, on, f"{name} {on}", typed)


def typical(name: str, kind: str, *thread: Happening, **facts: Any) -> Typical:
    """Return a thread with its right."""
    return Typical(name, {"right_type": kind, **facts}, tuple(thread))


def days(*texts: str) -> list[dt.date]:
    """Return days of text."""
    return [dt.date.fromisoformat(text) for text in texts]


# ——— China: patents ———

FILED = days(
    *("2016-01-31", "2016-02-29", "2016-08-31", "2017-01-27", "2017-10-01", "2018-02-28", "2018-07-31"),
    *("2018-08-01", "2019-06-30", "2019-12-31", "2020-02-29", "2020-06-27", "2021-05-31", "2021-06-01"),
    *("2022-01-20", "2022-05-05", "2023-07-19", "2024-01-19", "2024-01-20", "2024-02-29", "2025-08-31"),
    *("2026-01-01", "2026-06-30"),
)
_KINDS = ("invention", "utility_model", "design")
_SENT = ("electronic", "mail", "direct")


def _examined(filed: dt.date, kind: str, number: int) -> Iterator[Happening]:
    """Yield a case up to its grant: an office action or two, answered, and the notice of grant."""
    sent, months = _SENT[number % 3], 18 if kind == "invention" else 3
    if kind == "invention":
        yield event("exam_requested", add_months(filed, 6))
        yield event("published", add_months(filed, 18))
    first = add_months(filed, months)
    yield event("oa_issued", first, delivery=sent, action_number=1)
    yield event("oa_replied", add_months(first, 2))
    if kind == "invention" and number % 2:
        second = add_months(first, 5)
        yield event("oa_issued", second, delivery=sent, action_number=2)
        yield event("oa_replied", add_months(second, 1))
    noticed = add_months(first, 8)
    yield event("grant_notice_issued", noticed, delivery=sent, grant_year_no=months // 12 + 1)
    yield event("grant_fee_paid", add_months(noticed, 1))


def _granted(filed: dt.date, kind: str, number: int, paid: int) -> Typical:
    """Return a granted patent whose annual fees of so many years were paid, the last of them late."""
    thread = [event("filing", filed), *_examined(filed, kind, number)]
    granted = thread[-1].on + 45 * _DAY
    thread += [event("granted", granted), event("grant_announced", granted)]
    first = next(year for year in range(1, 20) if add_months(filed, 12 * (year - 1)) > granted)
    for year in range(first, first + paid):
        on = add_months(filed, 12 * (year - 1)) + (70 * _DAY if year == first + paid - 1 else -30 * _DAY)
        thread.append(event("annuity_paid", on, patent_year=year))
    return typical(
        f"{kind} of {filed}, granted", kind, *thread, filing_date=filed, grant_date=granted, reduction=None
    )


def _refused(filed: dt.date, kind: str) -> Typical:
    refused = add_months(filed, 20)
    return typical(
        f"{kind} of {filed}, refused and taken to court",
        kind,
        event("filing", filed),
        event("oa_issued", add_months(filed, 14), delivery="electronic", action_number=1),
        event("oa_replied", add_months(filed, 16)),
        event("rejection_received", refused),
        event("reexam_requested", add_months(refused, 2)),
        event("reexam_decision_received", add_months(refused, 10)),
        event("suit_filed", add_months(refused, 12)),
        filing_date=filed,
    )


def _lost(filed: dt.date, kind: str) -> Typical:
    noticed = add_months(filed, 9)
    return typical(
        f"{kind} of {filed}, a notice not answered, restored",
        kind,
        event("filing", filed),
        event("notice_issued", add_months(filed, 1), delivery="mail"),
        event("loss_notice_received", noticed),
        event("restoration_requested", add_months(noticed, 1)),
        filing_date=filed,
    )


def _withdrawn(filed: dt.date, kind: str) -> Typical:
    return typical(
        f"{kind} of {filed}, withdrawn",
        kind,
        event("filing", filed),
        event("withdrawn", add_months(filed, 13)),
        filing_date=filed,
    )


def _with_priority(filed: dt.date, kind: str) -> Typical:
    first = add_months(filed, -6 if kind == "design" else -12)
    return typical(
        f"{kind} of {filed} with priority",
        kind,
        event("priority_date", first),
        event("filing", filed),
        event("priority_copy_filed", add_months(filed, 2)),
        filing_date=filed,
        priority_date=first,
        other_priority_dates=(first,),
        acceptance_notice_received=filed + 20 * _DAY,
    )


def _entered(first: dt.date) -> Typical:
    """An international application that came to China 31 months after its priority."""
    entered = add_months(first, 31)
    return typical(
        f"international application of {first}, in China on {entered}",
        "invention",
        event("priority_date", first),
        event("pct_national_phase", entered),
        event("entry_date", entered),
        event("exam_requested", entered),
        filing_date=add_months(first, 12),
        international_filing_date=add_months(first, 12),
        priority_date=first,
        priorities=Fraction(1),
        receiving_office="CN",
        isa="CN",
    )


def _first(filed: dt.date, kind: str) -> Typical:
    return typical(
        f"{kind} of {filed}, filed first in China",
        kind,
        event("filing", filed),
        event("first_filing_cn", filed),
        event("confidentiality_review_requested", filed),
        filing_date=filed,
    )


def _after_grant(on: dt.date, kind: str) -> Typical:
    return typical(
        f"{kind}, what comes after grant on {on}",
        kind,
        event("grant_announced", on),
        event("licence_effective", on),
        event("suspension_requested", on),
        event("evaluation_report_requested", on),
        event("invalidation_requested", on),
        event("invalidation_request_filed", on),
        event("lapse_notice_received", on, patent_year=8),
        is_requester=True,
    )


def cn_patents() -> Iterator[Typical]:
    """Yield applications and patents of all three kinds."""
    for number, filed in enumerate(FILED):
        kind = _KINDS[number % 3]
        if filed.year < 2024:
            yield _granted(filed, kind, number, 2 if filed.year < 2022 else 0)
        shape = (_with_priority, _refused, _withdrawn, _first, _lost)[number % 5]
        yield shape(filed, _KINDS[(number + number // 5) % 3])
    for number, on in enumerate(days("2019-04-30", "2024-02-29", "2025-08-31", "2026-01-01")):
        yield _after_grant(on, _KINDS[(number + 1) % 3])
    for first in days("2019-05-31", "2021-06-30", "2021-08-31", "2022-02-28", "2023-12-31"):
        yield _entered(first)


# ——— China: other rights ———


def cn_trademarks() -> Iterator[Typical]:
    """Yield marks from filing to renewal, under the law of 2001, of 2013 and up to that of 2027."""
    for number, on in enumerate(
        days(
            *(
                "2006-02-28",
                "2008-02-29",
                "2013-10-31",
                "2014-04-30",
                "2014-05-01",
                "2015-03-01",
                "2016-02-29",
            ),
            *(
                "2016-07-01",
                "2016-07-02",
                "2017-11-30",
                "2019-11-01",
                "2021-12-31",
                "2022-01-01",
                "2023-08-31",
            ),
            *("2024-12-31", "2025-11-14", "2026-07-31", "2026-09-30", "2026-12-31", "2027-01-01"),
        )
    ):
        more = [] if number % 2 else [event("renewed", add_months(on, 118))]
        if more:
            more.append(event("renewal_term_begun", add_months(on, 120)))
        yield typical(
            f"mark published on {on}",
            "trademark",
            event("filing", add_months(on, -8)),
            event("preliminary_publication", on),
            event("opposition_copy_issued", add_months(on, 2), delivery=_SENT[number % 3]),
            priority_date=add_months(on, -13) if number % 3 == 0 else None,
        )
        yield typical(
            f"mark registered on {on}",
            "trademark",
            event("registration", on),
            event("registration_announced", on),
            event("nonuse_notice_received", add_months(on, 40)),
            *more,
        )
        yield typical(
            f"mark refused on {on}",
            "trademark",
            event("refusal_issued", on, delivery=_SENT[(number + 1) % 3]),
            event("review_requested", on + 20 * _DAY),
            event("decision_received", add_months(on, 9)),
        )


def cn_copyrights() -> Iterator[Typical]:
    """Yield works whose protection begins in these years."""
    for on in days("2016-02-29", "2020-12-31", "2021-05-31", "2021-06-01", "2024-02-29", "2026-01-01"):
        yield typical(f"author dead on {on}", "copyright", event("author_death", on))
        yield typical(
            f"published on {on}", "software_copyright", event("first_publication", on), owner="legal_entity"
        )
        yield typical(f"film of {on}", "audiovisual_work", event("first_publication", on))
        yield typical(f"layout of {on}", "typographical_layout", event("first_publication", on))
        yield typical(f"recording of {on}", "phonogram", event("first_fixation", on))


def cn_layouts() -> Iterator[Typical]:
    """Yield layout-designs, used before filing or not."""
    for number, on in enumerate(
        days(
            *(
                "2016-02-29",
                "2016-10-08",
                "2017-01-27",
                "2018-08-31",
                "2019-02-04",
                "2019-12-31",
                "2020-02-29",
            ),
            *(
                "2021-09-30",
                "2022-01-31",
                "2023-05-01",
                "2024-02-10",
                "2024-02-29",
                "2025-01-31",
                "2026-02-15",
            ),
        )
    ):
        used = add_months(on, -14) if number % 2 else None
        yield typical(
            f"layout-design filed on {on}",
            "ic_layout",
            *([event("first_commercial_exploitation", used)] if used else []),
            event("filing", on),
            event("rejection_received", add_months(on, 5)),
            event("reexam_decision_received", add_months(on, 13)),
            first_commercial_exploitation=used,
            creation_date=add_months(on, -70 if number % 3 else -20),
        )


def cn_varieties() -> Iterator[Typical]:
    """Yield plant varieties before and after the regulations of 2025."""
    for number, on in enumerate(
        days(
            *(
                "2016-02-29",
                "2017-08-31",
                "2018-10-01",
                "2019-12-31",
                "2020-02-29",
                "2021-01-31",
                "2022-05-31",
            ),
            *(
                "2023-11-30",
                "2024-02-29",
                "2024-06-01",
                "2025-05-31",
                "2025-06-01",
                "2025-11-17",
                "2026-08-31",
            ),
        )
    ):
        group = ("other", "woody_or_vine")[number % 2]
        yield typical(
            f"variety filed on {on}",
            "plant_variety",
            event("first_filing_abroad", add_months(on, -9)),
            event("filing", on),
            event("acceptance", add_months(on, 1)),
            event("grant", add_months(on, 20)),
            priority_date=add_months(on, -9),
            species_group=group,
        )


def cn_indications() -> Iterator[Typical]:
    """Yield geographical indications: recognised, and registered as marks."""
    for on in days(
        "2014-05-01", "2016-02-29", "2016-07-02", "2019-04-06", "2024-01-31", "2024-02-01", "2024-08-31"
    ):
        yield typical(f"indication accepted on {on}", "gi_product", event("acceptance_announced", on))
        yield typical(
            f"indication registered as a mark on {on}",
            "gi",
            event("mark_registration", on),
            event("acceptance_announced", on),
        )


COURT = days(
    *("2016-02-29", "2017-07-31", "2017-10-01", "2018-11-30", "2019-05-01", "2019-11-01", "2020-10-17"),
    *("2020-12-31", "2021-01-01", "2021-05-31", "2021-06-01", "2022-01-31", "2023-09-29", "2024-02-10"),
    *("2024-02-29", "2025-02-01", "2025-09-05", "2026-02-14"),
)


def cn_courts() -> Iterator[Typical]:
    """Yield suits, decisions and damages around the changes of civil and patent law."""
    for number, on in enumerate(COURT):
        kind = (*_KINDS, "trademark", "copyright")[number % 5]
        yield typical(
            f"dispute over a {kind} from {on}",
            kind,
            event("reexam_decision_received", on),
            event("invalidation_decision_received", on),
            event("adjudication_copy_received", on),
            event("adjudication_accepted", on),
            event("adjudication_decision_received", on),
            event("royalty_ruling_requested", on),
            event("knowledge_of_infringement_and_infringer", on),
            event("knowledge_of_use", on),
            event("judgment", on),
            grant_date=add_months(on, 6),
            new_product_process=True,
        )


def cn_inventors() -> Iterator[Typical]:
    """Yield awards and shares around the amounts of 2024."""
    for number, on in enumerate(COURT):
        kind = _KINDS[number % 3]
        yield typical(
            f"{kind} announced on {on}",
            kind,
            event("grant_announced", on),
            event("licence_income", add_months(on, 12), net_income_cny=1_000_000),
            event("employment_ended", on),
            agreement_or_rules=number % 4 == 3,
            state_institution=number % 5 == 4,
            invention_made=add_months(on, 11),
            related_to_former_duties=True,
        )


# ——— Abroad ———


def paris() -> Iterator[Typical]:
    """Yield first filings of each kind."""
    for number, on in enumerate(FILED[:18]):
        kind = ("patent", "utility_model", "design", "trademark")[number % 4]
        yield typical(
            f"{kind} first filed on {on}",
            kind,
            event("first_filing", on),
            event("filing", add_months(on, 5)),
            event("maintenance_fee_due", add_months(on, 36)),
        )


def pct() -> Iterator[Typical]:
    """Yield international applications with and without priority, at several offices."""
    for number, on in enumerate(
        days(
            *(
                "2015-11-30",
                "2015-12-01",
                "2016-02-29",
                "2017-08-31",
                "2018-12-31",
                "2019-07-31",
                "2020-02-29",
            ),
            *(
                "2020-06-25",
                "2021-04-01",
                "2021-08-31",
                "2022-10-31",
                "2023-04-07",
                "2023-07-31",
                "2023-08-31",
            ),
            *("2024-02-29", "2024-04-30", "2024-10-01", "2025-01-31"),
        )
    ):
        office = ("CN", "EP", "US", "IB")[number % 4]
        filed = add_months(on, 12) if number % 3 else on
        yield typical(
            f"international application of {filed}, priority {on}, at {office}",
            "pct",
            event("first_filing", on),
            event("priority_date", on),
            event("international_filing", filed),
            event("search_copy_received", add_months(filed, 1)),
            event("isr_transmitted", add_months(filed, 4)),
            event("document_dated", add_months(filed, 2)),
            event("reply_filed", add_months(filed, 3)),
            event("international_publication", add_months(on, 18)),
            *([event("national_phase_entered", add_months(on, 29))] if number % 2 else []),
            international_filing_date=filed,
            priority_date=on if number % 3 else None,
            receiving_office=office,
            ipea=office,
        )


def madrid() -> Iterator[Typical]:
    """Yield international registrations of marks and their extension to China."""
    for number, on in enumerate(FILED[:16]):
        on = add_months(on, -96)
        yield typical(
            f"international registration of {on}",
            "trademark",
            event("international_registration", on),
            event("cn_extension_published", add_months(on, 3)),
            *([event("renewed", add_months(on, 119))] if number % 2 else []),
        )


def ep() -> Iterator[Typical]:
    """Yield European applications before and after the ten-day rule, direct and by the international way."""
    for number, filed in enumerate(
        days(
            *(
                "2014-02-28",
                "2015-08-31",
                "2016-02-29",
                "2016-12-31",
                "2017-10-31",
                "2018-03-30",
                "2018-12-24",
            ),
            *(
                "2019-05-31",
                "2020-02-29",
                "2020-06-01",
                "2020-12-31",
                "2021-03-10",
                "2021-10-31",
                "2022-01-31",
            ),
            *("2022-06-15", "2023-02-28", "2023-10-31", "2024-02-29"),
        )
    ):
        first = add_months(filed, -12)
        begun = "international_filing" if number % 3 == 2 else "filing"
        searched, acted = add_months(filed, 10), add_months(filed, 20)
        yield typical(
            f"European application of {filed}",
            "patent",
            event("first_filing", first),
            event("priority_date", first),
            event(begun, filed),
            event("search_report_mention", searched),
            event("exam_requested", add_months(searched, 5)),
            *([event("communication_dated", searched, communication="r161")] if number % 3 == 2 else []),
            event("communication_dated", acted, communication="art94_3", months=4),
            event("reply_filed", add_months(acted, 4)),
            event("renewal_paid", add_months(filed, 24), patent_year=3),
            event("communication_dated", add_months(acted, 12), communication="r71_3"),
            *([event("grant_formalities_done", add_months(acted, 15))] if number % 2 else []),
            *([event("mention_of_grant", add_months(acted, 18))] if number % 2 else []),
            *([event("loss_notice_dated", add_months(acted, 18))] if number % 4 == 0 else []),
            *([event("decision_dated", add_months(acted, 24))] if number % 4 == 2 else []),
            priority_date=first,
        )


def us() -> Iterator[Typical]:
    """Yield American applications and patents of each size of entity, around the fees of 2025."""
    for number, filed in enumerate(
        days(
            *(
                "2012-02-29",
                "2012-12-31",
                "2013-03-16",
                "2014-06-30",
                "2015-05-12",
                "2015-05-13",
                "2016-02-29",
            ),
            *(
                "2017-08-31",
                "2018-01-19",
                "2018-05-30",
                "2019-11-30",
                "2020-02-29",
                "2021-07-04",
                "2022-01-31",
            ),
            *("2023-03-31", "2024-05-31", "2024-08-30", "2025-01-18", "2025-11-30"),
        )
    ):
        kind = "design" if number % 5 == 4 else "utility"
        entity = ("large", "small", "micro")[number % 3]
        acted = add_months(filed, 16)
        allowed = add_months(acted, 8)
        granted = add_months(allowed, 4)
        yield typical(
            f"American {kind} of {filed}",
            kind,
            event("foreign_filing", add_months(filed, -6)),
            event("filing", filed),
            event("earliest_nonprovisional_filing", filed),
            event("office_action_mailed", acted, ssp_months=3 - number % 2),
            event("reply_filed", add_months(acted, 4)),
            event("notice_of_allowance_mailed", allowed),
            event("issue_fee_paid", add_months(allowed, 2)),
            event("grant", granted),
            *([event("maintenance_fee_paid", add_months(granted, 41), fee_number=1)] if number % 2 else []),
            *([event("lapsed", add_months(granted, 48) + _DAY)] if number % 4 == 2 else []),
            entity=entity,
            priority_date=add_months(filed, -6),
            filing_date=filed,
            grant_date=granted,
        )


ALONE = days("2019-10-31", "2024-01-19", "2024-01-20", "2024-02-29", "2025-08-31")


def alone(pack: str, threads: Sequence[Typical]) -> Iterator[Typical]:
    """Yield what no thread of a pack comes to, each by itself on a few days: rare events, and rare facts told."""
    had = {each.event for thread in threads for each in thread.thread}
    said = {name for thread in threads for name, value in thread.facts.items() if value}
    said |= {name for thread in threads for each in thread.thread for name in each.facts}
    for ready in rulebook().rules.values():
        rule = ready.rule
        rare = [name for name in rule.only_with if name not in said]
        if ready.pack.pack.id != pack or not rule.bars or (had & {*rule.triggers} and not rare):
            continue
        for on in ALONE:
            day = {name: on if rulebook().facts[name].type == "date" else True for name in rare}
            yield typical(
                f"{rule.id} alone, {rule.triggers[0]} on {on}",
                rule.rights[0],
                event(rule.triggers[0], on),
                filing_date=add_months(on, 11 if rule.triggers[0] == "priority_date" else -30),
                priority_date=add_months(on, -11),
                missed_period_end=add_months(on, -3),
                payment_date=on + 40 * _DAY,
                **dict.fromkeys(("extension_months", "extension_no"), Fraction(1)),
                patent_year=Fraction(4),
                compensation_days=Fraction(400),
                designated_office="EP",
                **day,
            )


_TYPICAL: Mapping[str, Callable[[], Iterator[Typical]]] = {
    "cn-copyright": cn_copyrights,
    "cn-court": cn_courts,
    "cn-gi": cn_indications,
    "cn-inventors": cn_inventors,
    "cn-layout": cn_layouts,
    "cn-patent": cn_patents,
    "cn-patent-fees": cn_patents,
    "cn-plant-variety": cn_varieties,
    "cn-trademark": cn_trademarks,
    "ep": ep,
    "madrid": madrid,
    "paris": paris,
    "pct": pct,
    "us": us,
}


def threads_of(pack: str) -> list[Typical]:
    """Return the threads of a pack."""
    threads = list(_TYPICAL[pack]())
    return [*threads, *alone(pack, threads)]


PACKS = tuple(_TYPICAL)
