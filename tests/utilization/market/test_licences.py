"""Open licences on what is offered: told with their terms while they stand, and found by them."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mainline.orgs import clock
from mainline.register.models import Event
from mainline.utilization.agreements import open_licences
from mainline.utilization.agreements.logic import Lump, Running, Terms, Tier
from mainline.utilization.market import licences, queries
from tests.factories import DAY, an_event
from tests.utilization.cast import a_cast as a_granted_cast
from tests.utilization.market.samples import Cast

pytestmark = pytest.mark.django_db
DECLARED, WITHDRAWN = licences.CODES


@pytest.fixture(autouse=True)
def _today(db: Any) -> None:
    clock.set_clock(DAY)


def _found(client: Client, query: str, title: str) -> bool:
    return title in client.get(f"/utilization/offers/?{query}").content.decode()


def test_offer_is_found_by_its_open_licence_with_fee_and_end(cast: Cast, en: Client) -> None:
    offer = cast.offer()
    assert not _found(en, "open=yes", offer.title)
    assert _found(en, "open=no", offer.title)

    an_event(
        cast.right, DECLARED, happened_on=dt.date(2026, 1, 5), amount_minor=5_000_000, currency="CNY",
        details={"until": "2030-12-31", "standard_en": "50,000.00 CNY; 3 % of net sales", "standard_zh": "五万元"},
    )  # fmt: skip

    page = en.get("/utilization/offers/?open=yes").content.decode()
    assert offer.title in page
    assert "50,000.00 CNY; 3 % of net sales · until 2030-12-31" in page
    assert not _found(en, "open=no", offer.title)
    assert _found(en, "open=no&open=yes", offer.title)
    shown = en.get(f"/utilization/offers/{offer.pk}/").content.decode()
    assert "3 % of net sales" in shown
    assert "2030-12-31" in shown


def test_withdrawn_ended_and_future_ones_do_not_stand(cast: Cast) -> None:
    cast.offer()
    an_event(cast.right, DECLARED, happened_on=dt.date(2026, 1, 5), details={"until": "2026-03-31"})
    told = list(licences.events())

    def on(day: str) -> bool:
        day_ = dt.date.fromisoformat(day)
        assert bool(licences.open_rights(day_)) is (licences.terms_of(cast.right, told, day_) is not None)
        return bool(licences.open_rights(day_))

    days = ("2026-01-04", "2026-01-05", "2026-03-31", "2026-04-01")
    assert [on(day) for day in days] == [False, True, True, False]
    an_event(cast.right, WITHDRAWN, happened_on=dt.date(2026, 2, 1))
    told[:] = licences.events()
    assert [on(day) for day in ("2026-01-31", "2026-02-01")] == [True, False]


def test_fee_that_nobody_told_is_not_free(cast: Cast) -> None:
    cast.offer()
    an_event(cast.right, DECLARED, happened_on=dt.date(2026, 1, 5))

    (offer,) = queries.offers(cast.stranger)
    assert licences.in_words(offer) == "fee not told"


def test_what_a_holder_keeps_to_itself_is_not_told(cast: Cast) -> None:
    cast.offer()
    an_event(cast.right, DECLARED, happened_on=dt.date(2026, 1, 5), confidentiality="holder")

    (offer,) = queries.offers(cast.stranger)
    assert licences.in_words(offer) == ""
    assert not licences.open_rights(DAY)


def test_declaration_here_tells_its_fee_and_standard_in_both_languages() -> None:
    own = a_granted_cast()
    terms = replace(
        Terms(territory="中国", weights=((own.right.pk, Fraction(1)),)),
        lumps=(Lump("入门费", DAY, 30_000_00),), running=Running((Tier(0, Fraction(3, 100)),)),
    )  # fmt: skip
    open_licences.declare(
        right=own.right, organisation=own.university, terms=terms, reason="", by=own.manager, on=DAY
    )

    event = Event.objects.get(code=DECLARED)
    assert event.details["standard_en"] == "入门费 30,000.00 CNY; 3 % of net sales"
    assert "3" in event.details["standard_zh"]
    found = licences.terms_of(own.right, [event], DAY)
    assert found is not None
    assert str(found) == "入门费 30,000.00 CNY; 3 % of net sales"


def test_list_reads_threads_once_for_all_offers(cast: Cast) -> None:
    an_event(cast.right, DECLARED, happened_on=dt.date(2026, 1, 5))

    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert set(map(licences.in_words, queries.offers(cast.stranger))) == {"fee not told"}
        return sum("register_event" in one["sql"] or "mainline_event" in one["sql"] for one in seen)

    cast.offer()
    first = asked()
    for n in range(3):
        cast.offer(title=f"许可{n}")
    assert first == asked() == 1
