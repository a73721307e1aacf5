"""The stock: its formula, its steps, who grades, and a table brought in."""

from __future__ import annotations

import io
from fractions import Fraction
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from mainline.register.access import visible_events
from mainline.register.models import Event, Right
from mainline.utilization.stock import actions, importing, queries
from mainline.utilization.stock.access import visible_grades, visible_items
from mainline.utilization.stock.actions import Said
from mainline.utilization.stock.logic import formula, tier_of
from mainline.utilization.stock.models import StockItem
from mainline.utilization.stock.reading import NoTable, level_of, read, stars_of
from mainline.utilization.stock.tables import template
from mainline.web.exports import as_csv, as_xlsx
from tests.factories import DAY
from tests.utilization.market.samples import Cast


def test_tier_is_the_mean_of_what_is_known() -> None:
    own_alone = tier_of(4, [], None, formula())
    both = tier_of(5, [3, 2], 9, formula())

    assert (own_alone.code, own_alone.percent, own_alone.is_provisional) == ("A", 80, True)
    assert both.percent == round(40 * Fraction(1) + 40 * Fraction(1, 2) + 20 * Fraction(1))
    assert (both.code, both.is_provisional) == ("A", False)


@given(
    st.integers(1, 5), st.lists(st.integers(1, 5), max_size=6), st.one_of(st.none(), st.integers(1, 9)), st.integers(1, 5)
)  # fmt: skip
def test_better_grade_never_lowers_the_tier(own: int, firms: list[int], trl: int | None, more: int) -> None:
    before = tier_of(own, firms, trl, formula())
    after = tier_of(max(own, more), firms, trl, formula())

    assert after.percent >= before.percent
    assert after.code <= before.code


@pytest.mark.parametrize(
    ("text", "stars"), [("4", 4), ("4.0", 4), ("4星", 4), ("★★★☆☆", 3), ("", 0), ("十", 0), ("45", 0)]
)
def test_grades_are_read_as_people_write_them(text: str, stars: int) -> None:
    assert stars_of(text) == stars


def test_readiness_is_read_as_people_write_it() -> None:
    assert [level_of(text) for text in ("", "6", "TRL 6", "6级", "x")] == [None, 6, 6, 6, 0]


@pytest.mark.parametrize("write", [as_csv, as_xlsx])
def test_table_with_headers_in_either_language_is_read(write: Any) -> None:
    table = template([])
    rows = read(b"".join(write(table)))

    assert [row.cells["grade"] for row in rows] == ["4"]
    with pytest.raises(NoTable):
        read(b"a,b\n1,2\n")
    assert read("专利号,自评星级\nZL1,3\n".encode("gb18030"))[0].cells == {"number": "ZL1", "grade": "3"}


def item_of(cast: Cast, **said: Any) -> StockItem:
    return actions.survey(
        organisation=cast.university, right=cast.right, said=Said(**{"grade": 4, **said}), by=cast.holder, on=DAY
    )  # fmt: skip


def asked(cast: Cast) -> StockItem:
    item = item_of(cast)
    actions.ask_firms(item=item, firms=[cast.enterprise], by=cast.holder, on=DAY)
    item.refresh_from_db()
    return item


def grade(cast: Cast, item: StockItem, stars: int = 2) -> None:
    actions.grade(
        item=item, organisation=cast.enterprise, stars=stars, comment="可用", interest="talk", by=cast.seeker, on=DAY
    )  # fmt: skip


@pytest.mark.django_db
def test_survey_stands_on_the_thread_and_for_its_holder_alone(cast: Cast) -> None:
    item = item_of(cast)
    event = Event.objects.get(code="utilization.stock.surveyed")

    assert (event.details["grade"], event.details["proof"]) == ("4", f"stock_item:{item.pk}")
    assert not visible_events(cast.stranger).filter(pk=event.pk).exists()
    assert [visible_items(user).exists() for user in (cast.holder, cast.officer, cast.seeker, cast.stranger)] == [
        True, True, False, False,
    ]  # fmt: skip
    Right.objects.filter(pk=cast.right.pk).update(confidentiality="holder")
    assert not visible_items(cast.officer).exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"grade": 6}, "stars"),
        ({"industry": "alchemy"}, "no industry"),
        ({"readiness": 0}, "1 to 9"),
        ({"mode": "x"}, "how you would like"),
        ({"activity": "ZZ"}, "GB/T"),
    ],
)
def test_survey_that_cannot_be_is_refused(cast: Cast, said: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        item_of(cast, **said)
    assert not StockItem.objects.exists()


@pytest.mark.django_db
def test_only_who_was_asked_grades_and_the_tier_follows(cast: Cast) -> None:
    item = asked(cast)

    assert (item.step, item.tier, item.tier_percent) == ("feedback", "A", 80)
    with pytest.raises(PermissionDenied):
        actions.grade(
            item=item, organisation=cast.stranger.memberships.get().organisation, stars=5, comment="", interest="",
            by=cast.stranger, on=DAY,
        )  # fmt: skip
    with pytest.raises(ValidationError, match="stars"):
        grade(cast, item, 0)
    grade(cast, item)

    item.refresh_from_db()
    assert (item.tier, item.tier_percent) == ("B", 60)
    assert Event.objects.get(code="utilization.stock.evaluated").details["grade"] == "2"
    assert [visible_grades(user).count() for user in (cast.holder, cast.seeker, cast.stranger)] == [1, 1, 0]


@pytest.mark.django_db
def test_steps_follow_each_other_and_none_is_left_out(cast: Cast) -> None:
    item = item_of(cast)

    def move(to: str, measure: str = "roadshow") -> StockItem:
        return actions.move(item=item, to=to, measure=measure, by=cast.holder, on=DAY)

    with pytest.raises(ValidationError, match="may not follow"):
        move("promoted")
    actions.ask_firms(item=item, firms=[cast.enterprise], by=cast.holder, on=DAY)
    with pytest.raises(ValidationError, match="First an enterprise"):
        move("promoted")
    grade(cast, item)
    with pytest.raises(ValidationError, match="how it is promoted"):
        move("promoted", "magic")
    assert move("promoted").measure == "roadshow"
    assert move("improved").step == "improved"
    with pytest.raises(PermissionDenied):
        actions.move(item=item, to="improved", measure="", by=cast.seeker, on=DAY)


@pytest.mark.django_db
def test_unpublished_right_is_shown_to_no_firm(cast: Cast) -> None:
    item = item_of(cast)
    Right.objects.filter(pk=cast.right.pk).update(confidentiality="holder")

    with pytest.raises(ValidationError, match="unpublished"):
        actions.ask_firms(item=item, firms=[cast.enterprise], by=cast.holder, on=DAY)


@pytest.mark.django_db
def test_table_is_brought_in_whole_or_not_at_all(cast: Cast) -> None:
    good = f"number,grade,industry,trl,mode,price\n{cast.right.number},5,农机装备,TRL 7,licence,80000\n"
    bad = good + "ZL209900000000.0,3,,,,\n" + f"{cast.right.number},4,,,,\n"
    rows = importing.rows_of(bad.encode())

    told = importing.rehearse(cast.university, rows)
    assert [bool(one.faults) for one in told] == [False, True, True]
    assert "twice" in told[2].faults[-1]
    with pytest.raises(ValidationError, match="Row 3"):
        importing.bring_in(organisation=cast.university, rows=rows, by=cast.holder, on=DAY)
    assert not StockItem.objects.exists()

    rows = importing.rows_of(good.encode())
    assert importing.bring_in(organisation=cast.university, rows=rows, by=cast.holder, on=DAY) == 1
    item = StockItem.objects.get()
    assert (item.industry, item.readiness, item.mode, item.price_minor) == (
        "agricultural_machinery", 7, "licence", 8_000_000,
    )  # fmt: skip


@pytest.mark.django_db
def test_page_looks_a_table_over_before_anything_is_written(cast: Cast, en: Client) -> None:
    en.force_login(cast.holder)
    file = SimpleUploadedFile("t.csv", f"number,grade\n{cast.right.number},5\n".encode())
    seen = en.post("/utilization/stock/bring/", {"file": file})

    assert "comes into the stock" in seen.content.decode()
    assert not StockItem.objects.exists()

    done = en.post("/utilization/stock/bring/", {"data": seen.context["data"], "confirm": "1"})
    assert done["Location"] == "/utilization/stock/"
    assert StockItem.objects.get().grade == 5
    page = en.get("/utilization/stock/").content.decode()
    assert "★★★★★" in page
    broken = en.post("/utilization/stock/bring/", {"data": "!!"}).content.decode()
    assert "Choose a file" in broken
    wrong = io.BytesIO(b"a,b\n1,2\n")
    wrong.name = "x.csv"
    assert "No row of headers" in en.post("/utilization/stock/bring/", {"file": wrong}).content.decode()


@pytest.mark.django_db
def test_firm_is_told_that_it_was_asked_and_grades_on_the_page(cast: Cast, en: Client) -> None:
    item = asked(cast)
    (step,) = list(queries.steps(cast.seeker, DAY))
    assert "grade" in step.text

    en.force_login(cast.seeker)
    assert cast.right.title in en.get(step.href).content.decode()
    en.post(
        f"/utilization/stock/{item.pk}/act/",
        {"act": "grade", "stars": "4", "comment": "好", "interest": "take"},
    )

    assert item.grades.get().grade == 4
    assert list(queries.steps(cast.seeker, DAY)) == []
    (mine,) = list(queries.steps(cast.holder, DAY))
    assert "choose how it is promoted" in mine.text
    en.force_login(cast.stranger)
    assert en.get(f"/utilization/stock/{item.pk}/").status_code == 404
