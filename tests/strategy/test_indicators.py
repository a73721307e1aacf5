"""Figures are what their records add up to: in every place, on any day, in every file, and for whoever asks."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import openpyxl
import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from mainline.offices.record import RightKind
from mainline.orgs import clock
from mainline.orgs.enums import Role
from mainline.register.derivation import event_facts, facts_of, is_public, speaking
from mainline.register.logic import ALIVE
from mainline.register.logic.terms import add_months
from mainline.register.models import Event, Right
from mainline.register.search import region
from mainline.register.standing import standing_of
from mainline.register.subsets import STANDING
from mainline.strategy.gain.law import last_grant_due
from mainline.strategy.indicators.access import Edition, edition_for, public_edition
from mainline.strategy.indicators.definitions import definitions, published
from mainline.strategy.indicators.levelling import behind, level
from mainline.strategy.indicators.logic import COUNTED, Unit, median, told_on
from mainline.strategy.indicators.measuring import measured
from mainline.strategy.indicators.rows import rows_of
from tests.factories import DAY, a_user, an_event
from tests.strategy.conftest import HARBIN, QIQIHAR

pytestmark = pytest.mark.django_db
PAST = (
    dt.date(2018, 12, 31),
    dt.date(2020, 12, 31),
    dt.date(2023, 12, 31),
    dt.date(2025, 3, 2),
    dt.date(2025, 3, 3),
    DAY,
)


def administrator() -> Any:
    return get_user_model().objects.create_superuser("platform", password="correct horse battery")


def written(client: Client, code: str, format: str, **asked: object) -> list[dict[str, Any]]:
    """The records of an indicator as a file of a format holds them, by code of the column."""
    response = client.get(f"/strategy/indicators/{code}/records/{format}/", asked)
    assert response.status_code == 200, response
    data = b"".join(response.streaming_content)  # type: ignore[attr-defined]
    if format == "jsonl":
        return [json.loads(line) for line in data.splitlines()]
    codes = list(
        json.loads(
            b"".join(
                client.get(f"/strategy/indicators/{code}/records/jsonl/").streaming_content
            ).splitlines()[0]
        )
    )  # type: ignore[attr-defined]
    if format == "csv":
        rows: list[list[Any]] = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    else:
        sheet = openpyxl.load_workbook(io.BytesIO(data)).active
        rows = [list(row) for row in sheet.values]
    return [dict(zip(codes, row, strict=True)) for row in rows[1:]]


def recounted(unit: Unit, code: str, rows: list[dict[str, Any]], residents: int | None) -> Fraction | None:
    """The figure that somebody with the file alone arrives at."""
    n = len(rows)
    match unit:
        case Unit.COUNT:
            return Fraction(n)
        case Unit.PER_10K:
            return Fraction(n * 10_000, residents) if residents else None
        case Unit.MONEY:
            return Fraction(sum(int(row["minor"]) for row in rows), 100)
        case Unit.DAYS:
            spans = [
                dt.date.fromisoformat(str(row["day"])) - dt.date.fromisoformat(str(row["opened"]))
                for row in rows
            ]
            return median([span.days for span in spans]) if spans else None
        case Unit.PERCENT:
            if code == "inventor_pay":
                due = sum(int(row["due"]) for row in rows)
                return Fraction(100 * sum(int(row["paid"]) for row in rows), due) if due else None
            return Fraction(100 * sum(int(row["fulfils"]) for row in rows), n) if n else None


@pytest.mark.parametrize("format", ["jsonl", "csv", "xlsx"])
def test_what_a_file_adds_up_to_is_the_figure_of_every_indicator_and_place(
    en: Client, world: dict[str, Any], format: str
) -> None:
    en.force_login(administrator())
    level()
    asked = 0
    for code, definition in definitions().items():
        if (
            format != "jsonl"
            and not rows_of(
                code, edition_for(en_user()), told_on(DAY, is_guarded=definition.is_guarded)
            ).rows.exists()
        ):
            continue
        edition = edition_for(en_user())
        found = measured(code, edition, DAY)
        rows = [row for row in written(en, code, format, on=DAY) if row["fate_code"] == COUNTED]
        for place in (region().root, *region().divisions):
            is_root = place.code == region().root.code
            own = rows if is_root else [row for row in rows if row["place_code"] == place.code]
            figure = found.of(place.code)
            assert len(own) == figure.n, (code, place.code)
            if figure.why in ("few", "whole", "amounts"):
                continue
            people = figure.population.residents if figure.population else None
            assert recounted(definition.unit, code, own, people) == figure.value, (code, place.code)
            asked += 1
    assert asked > 100


def en_user() -> Any:
    return get_user_model().objects.get(username="platform")


@pytest.mark.parametrize("on", PAST)
def test_what_was_in_force_on_a_past_day_is_what_a_replay_to_that_day_gives(
    world: dict[str, Any], on: dt.date
) -> None:
    level()
    replayed = 0
    for right in Right.objects.filter(kind="invention", merged_into=None, confidentiality="public"):
        told = event_facts(speaking(Event.objects.filter(STANDING, right=right), is_public=is_public(right)))
        standing = standing_of(RightKind(right.kind), right.office, told, facts_of(right), on)
        replayed += standing.status.code in ALIVE and right.place in ("230000", HARBIN, QIQIHAR)
    figure = measured("valid_inventions", public_edition(), on).whole
    assert figure.n == replayed


def test_events_of_a_past_day_are_those_up_to_it(world: dict[str, Any]) -> None:
    edition = public_edition()
    assert measured("annuities_on_time", edition, dt.date(2026, 4, 2)).whole.n == 2
    assert measured("annuities_on_time", edition, dt.date(2025, 12, 31)).whole.value is None
    assert measured("annuities_on_time", edition, DAY).whole.value == Fraction(100 * 5, 6)


@pytest.mark.parametrize("code", list(definitions()))
def test_places_and_what_is_in_none_add_up_to_the_region(world: dict[str, Any], code: str) -> None:
    level()
    edition = Edition(administrator(), True)
    found = measured(code, edition, DAY)
    assert sum(figure.n for figure in found.by_place.values()) == found.whole.n
    own = rows_of(code, edition, told_on(DAY, is_guarded=definitions()[code].is_guarded)).rows
    assert found.whole.n + sum(found.whole.fates.values()) == own.count()


def test_a_record_of_no_place_or_of_another_region_is_counted_apart(world: dict[str, Any]) -> None:
    level()
    found = measured("valid_inventions", public_edition(), DAY)
    assert found.whole.fates == {"unplaced": 1, "elsewhere": 1}
    assert found.by_place["230000"].n == 1


def test_a_secret_right_is_in_no_public_figure_and_in_no_list(en: Client, world: dict[str, Any]) -> None:
    secret = world["secret"]
    an_event(
        secret, "portfolio.annuity.paid", happened_on=dt.date(2026, 4, 9), amount_minor=90_000, currency="CNY"
    )
    level()
    for code, definition in definitions().items():
        if definition.is_guarded:
            continue
        for edition in (
            public_edition(),
            edition_for(a_user(Role.OFFICER)),
            edition_for(a_user(Role.MANAGER)),
        ):
            rows = rows_of(code, edition, DAY).rows
            field = "pk" if definition.records == "rights" else "right"
            assert not rows.filter(**{field: secret.pk}).exists(), (code, edition.code)
        listed = en.get(f"/strategy/indicators/{code}/records/jsonl/")
        assert secret.number not in b"".join(listed.streaming_content).decode()  # type: ignore[attr-defined]


def test_a_member_reads_the_public_edition(world: dict[str, Any]) -> None:
    assert isinstance(edition_for(a_user(Role.MANAGER, world["university"])).user, AnonymousUser)


def test_what_holders_keep_to_themselves_is_told_to_offices_alone_as_one_number(
    en: Client, world: dict[str, Any]
) -> None:
    assert en.get("/strategy/indicators/inventor_pay/").status_code == 404
    assert en.get("/strategy/indicators/inventor_pay/records/").status_code == 404
    en.force_login(a_user(Role.OFFICER))
    assert en.get("/strategy/indicators/inventor_pay/").status_code == 200
    rows = written(en, "adjudication_days", "jsonl")
    assert rows
    assert "opened" not in rows[0]


def test_of_fewer_than_five_holders_nothing_guarded_is_told(world: dict[str, Any]) -> None:
    level()
    edition = edition_for(a_user(Role.OFFICER))
    five = measured("adjudication_days", edition, DAY).whole
    assert (five.value, five.why) == (None, "few")
    Right.objects.filter(place__in=["", "110000"]).update(place=HARBIN)
    from django.core.cache import caches

    caches["local"].clear()
    enough = measured("adjudication_days", edition, DAY)
    assert enough.whole.value == median([55, 56, 57, 58, 59, 60])
    assert all(figure.value is None and figure.why == "whole" for figure in enough.by_place.values())


def test_a_guarded_figure_is_told_as_of_the_end_of_a_month() -> None:
    assert told_on(dt.date(2026, 11, 20), is_guarded=True) == dt.date(2026, 10, 31)
    assert told_on(dt.date(2026, 11, 30), is_guarded=True) == dt.date(2026, 11, 30)
    assert told_on(dt.date(2026, 11, 20), is_guarded=False) == dt.date(2026, 11, 20)


def test_high_value_counts_what_is_met_and_leaves_the_rest_not_known(world: dict[str, Any]) -> None:
    level()
    figure = measured("high_value_inventions", public_edition(), dt.date(2026, 1, 1)).whole
    assert figure.n == 1
    assert (
        figure.fates["undecided"]
        == measured("valid_inventions", public_edition(), dt.date(2026, 1, 1)).whole.n - 1
    )


def test_inventions_maintained_more_than_ten_years_from_filing_are_of_high_value(
    world: dict[str, Any],
) -> None:
    level()
    filed = {right.filed_on for right in world["rights"]}
    assert filed == {dt.date(2017, 7, 21)}
    clock.set_clock(dt.date(2028, 1, 1))
    before = measured("high_value_inventions", public_edition(), dt.date(2027, 7, 21)).whole
    after = measured("high_value_inventions", public_edition(), dt.date(2027, 7, 22)).whole
    assert before.n == 1
    assert "undecided" not in after.fates
    assert after.n > 1


def test_an_amount_that_no_record_says_is_not_known_and_not_nothing(world: dict[str, Any]) -> None:
    found = measured("pledge_amount", public_edition(), DAY)
    assert found.whole.value == Fraction(300_000)
    assert found.whole.fates["no_amount"] == 1
    assert found.by_place["230000"].value is None
    assert found.by_place["230000"].why == "amounts"


def test_a_conversion_whose_parties_are_not_known_is_not_counted(world: dict[str, Any]) -> None:
    found = measured("university_to_firm", public_edition(), DAY).whole
    assert found.n == 1
    assert found.fates == {"no_kind": 1}


def test_residents_are_of_the_newest_year_that_is_not_after_the_day(world: dict[str, Any]) -> None:
    level()
    edition = public_edition()
    on = {
        year: measured("valid_inventions_per_10k", edition, dt.date(year, 12, 31))
        for year in (2019, 2021, 2022)
    }
    assert on[2019].whole.why == "population"
    assert on[2021].whole.population.residents == 31_850_088  # type: ignore[union-attr]
    assert on[2022].whole.population.year == 2022  # type: ignore[union-attr]
    assert on[2022].by_place["230400"].population.year == 2020  # type: ignore[union-attr]


def test_the_demonstration_counts_on_its_own_day_alone(world: dict[str, Any]) -> None:
    Right.objects.filter(pk=world["rights"][1].pk).update(is_demo=True)
    level()
    with_it = measured("valid_inventions", Edition(AnonymousUser(), True), DAY).whole
    without = measured("valid_inventions", Edition(AnonymousUser(), False), DAY).whole
    assert without.n == with_it.n - 1
    assert without.fates["demonstration"] == 1


def test_spans_are_derived_anew_where_a_thread_changed_and_only_there(world: dict[str, Any]) -> None:
    level()
    assert not behind().exists()
    an_event(world["rights"][1], "portfolio.right.ceased", happened_on=dt.date(2026, 10, 1))
    assert [right.pk for right in behind()] == [world["rights"][1].pk]
    assert level() == 1
    assert not behind().exists()
    assert measured("valid_inventions", public_edition(), DAY).by_place[HARBIN].n == 1


def test_what_was_published_names_indicators_that_there_are() -> None:
    found = published("heilongjiang")
    assert len(found) > 20
    assert {one.indicator for one in found} <= set(definitions())


def addresses(client: Client, page: str) -> Iterator[tuple[int, str]]:
    """(number, address) of the figures of a page that are whole numbers."""
    from tests.web.test_figures import figures

    yield from figures(client, page, "//main")


@pytest.mark.parametrize(
    "page",
    ["/strategy/", f"/strategy/?place={HARBIN}", "/strategy/?on=2022-12-31", "/strategy/indicators/valid_inventions/",
     "/strategy/indicators/conversions/", "/strategy/programme/"],
)  # fmt: skip
def test_figures_of_the_pages_open_to_as_many_records(en: Client, world: dict[str, Any], page: str) -> None:
    from tests.web.test_figures import opened

    found = [(n, href) for n, href in addresses(en, page) if "/records/" in href]
    assert len(found) >= 2
    for number, href in found:
        assert opened(en, href) == number, href


@pytest.mark.parametrize(
    ("on", "last"),
    [("2026-06-30", "2026-03-31"), ("2026-02-28", "2025-11-30"), ("2025-12-31", "2025-09-30"), ("2026-04-30", "2026-01-31"),
     ("2026-06-29", "2026-03-29")],
)  # fmt: skip
def test_reward_of_the_last_day_of_a_month_falls_due_with_the_month(on: str, last: str) -> None:
    day = dt.date.fromisoformat(last)
    assert last_grant_due(dt.date.fromisoformat(on)) == day
    assert add_months(day, 3) <= dt.date.fromisoformat(on) < add_months(day + dt.timedelta(days=1), 3)


def test_registration_that_an_office_and_the_parties_tell_of_is_one(world: dict[str, Any]) -> None:
    right, day = world["rights"][1], dt.date(2026, 7, 7)
    before = {
        code: measured(code, public_edition(), DAY).whole
        for code in ("pledges", "pledge_amount", "adjudications")
    }
    registered = "utilization.pledge.registered"
    an_event(right, registered, happened_on=day, details={"reference": "Y9"})
    an_event(
        right,
        registered,
        happened_on=day,
        details={"reference": "Y9", "other": "乙银行"},
        amount_minor=700,
        currency="CNY",
    )
    an_event(
        right,
        registered,
        happened_on=day,
        details={"reference": "Y9", "pledge": "3"},
        amount_minor=700,
        currency="CNY",
    )
    an_event(right, registered, happened_on=day, details={"reference": "Y10"})
    for number in ("XC-9", "XC-9", "XC-10"):
        details = {"reference": number, "result": number + str(Event.objects.count())}
        an_event(right, "protection.adjudication.decided", happened_on=day, details=details)

    now = {code: measured(code, public_edition(), DAY).whole for code in before}
    assert now["pledges"].n - before["pledges"].n == 2
    assert now["pledge_amount"].value - before["pledge_amount"].value == 7
    assert now["pledge_amount"].fates["no_amount"] - before["pledge_amount"].fates["no_amount"] == 1
    assert now["adjudications"].n - before["adjudications"].n == 2
