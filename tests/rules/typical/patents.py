"""Applications and patents in China."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from fractions import Fraction

from mainline.rules.periods import add_months
from mainline.rules.threads import Happening
from tests.rules.typical.parts import DAY, Typical, days, event, typical

FILED = days(
    *("2016-01-31", "2016-02-29", "2016-08-31", "2017-01-27", "2017-10-01", "2018-02-28", "2018-07-31"),
    *("2018-08-01", "2019-06-30", "2019-12-31", "2020-02-29", "2020-06-27", "2021-05-31", "2021-06-01"),
    *("2022-01-20", "2022-05-05", "2023-07-19", "2024-01-19", "2024-01-20", "2024-02-29", "2025-08-31"),
    *("2026-01-01", "2026-06-30"),
)
KINDS = ("invention", "utility_model", "design")
SENT = ("electronic", "mail", "direct")


def _examined(filed: dt.date, kind: str, number: int) -> Iterator[Happening]:
    """Yield a case up to its grant: an office action or two, answered, and the notice of grant."""
    sent, months = SENT[number % 3], 18 if kind == "invention" else 3
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
    granted = thread[-1].on + 45 * DAY
    thread += [event("granted", granted), event("grant_announced", granted)]
    first = next(year for year in range(1, 20) if add_months(filed, 12 * (year - 1)) > granted)
    for year in range(first, first + paid):
        on = add_months(filed, 12 * (year - 1)) + (70 * DAY if year == first + paid - 1 else -30 * DAY)
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
        acceptance_notice_received=filed + 20 * DAY,
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


def _told_before(told: dt.date, planned: dt.date, filed: dt.date | None) -> Typical:
    """A disclosure that tells of a talk, and the filing before or after it."""
    thread = [event("publication_planned", told, publication_planned_on=planned)]
    return typical(
        f"disclosed on {told}, a talk on {planned}, filed {filed or 'never'}",
        "invention",
        *thread,
        *([event("filing", filed)] if filed else []),
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
        kind = KINDS[number % 3]
        if filed.year < 2024:
            yield _granted(filed, kind, number, 2 if filed.year < 2022 else 0)
        shape = (_with_priority, _refused, _withdrawn, _first, _lost)[number % 5]
        yield shape(filed, KINDS[(number + number // 5) % 3])
    talks = days("2021-05-31", "2024-03-01", "2026-11-30")
    for planned in talks:
        for filed in (planned - 9 * DAY, planned + 2 * DAY, None):
            yield _told_before(planned - 20 * DAY, planned, filed)
    for number, on in enumerate(days("2019-04-30", "2024-02-29", "2025-08-31", "2026-01-01")):
        yield _after_grant(on, KINDS[(number + 1) % 3])
    for first in days("2019-05-31", "2021-06-30", "2021-08-31", "2022-02-28", "2023-12-31"):
        yield _entered(first)
