"""Other rights in China: marks, works, layout-designs, varieties, indications; suits and what inventors are owed."""

from __future__ import annotations

from collections.abc import Iterator

from mainline.rules.periods import add_months
from tests.rules.typical.parts import DAY, Typical, days, event, typical
from tests.rules.typical.patents import KINDS, SENT


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
            event("opposition_copy_issued", add_months(on, 2), delivery=SENT[number % 3]),
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
            event("refusal_issued", on, delivery=SENT[(number + 1) % 3]),
            event("review_requested", on + 20 * DAY),
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
        kind = (*KINDS, "trademark", "copyright")[number % 5]
        yield typical(
            f"dispute over a {kind} from {on}",
            kind,
            event("reexam_decision_received", on),
            event("invalidation_decision_received", on),
            event("adjudication_request_received", on),
            event("adjudication_docketed", on),
            event("adjudication_copy_received", on),
            event("adjudication_accepted", on),
            event("adjudication_answered", on),
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
        kind = KINDS[number % 3]
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
