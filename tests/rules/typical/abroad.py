"""Rights abroad: Paris, the PCT, Madrid, the EPO and the USPTO."""

from __future__ import annotations

from collections.abc import Iterator

from mainline.rules.periods import add_months
from tests.rules.typical.parts import DAY, Typical, days, event, typical
from tests.rules.typical.patents import FILED


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
            *([event("lapsed", add_months(granted, 48) + DAY)] if number % 4 == 2 else []),
            entity=entity,
            priority_date=add_months(filed, -6),
            filing_date=filed,
            grant_date=granted,
        )
