"""The page of an answer: texts with what no database takes, and a chart that cannot be set."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from mainline.portfolio.answers import actions
from mainline.portfolio.answers.models import Answer
from mainline.register.deadlines.models import Deadline
from mainline.typesetting import NotTypeset
from mainline.web import tables
from mainline.web.papers import TooLong
from tests.portfolio.billing.samples import Cast, a_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    made = a_cast()
    made.act()
    return made


@pytest.fixture
def answer(cast: Cast) -> Answer:
    date = Deadline.objects.get(rule="cn.oa.first_response", docket__organisation=cast.agency)
    return actions.begin(deadline=date, by=cast.attorney)


def test_texts_are_kept_without_what_a_database_refuses(cast: Cast, answer: Answer, en: Client) -> None:
    en.force_login(cast.attorney)
    given = {
        "revision": "0", "claims": "1. 机\x00器", "text": "陈\x00述\x08", "feature-0": "有\x00轮", "claim-0": "1",
        "feature-1": "\x00",
    }  # fmt: skip
    assert en.post(f"/dates/answers/{answer.pk}/save/", given).status_code == 302
    answer.refresh_from_db()
    assert (answer.claims, answer.text) == ("1. 机器", "陈述")
    assert [row["text"] for row in answer.chart["features"]] == ["有轮"]
    actions.add_feature(answer=answer, claim=1, text="有\x00轴", by=cast.attorney)
    row = actions.cite(answer=answer, number="CN\x00107600001A", by=cast.attorney)
    assert [one["text"] for one in row.chart["features"]] == ["有轮", "有轴"]
    assert row.chart["documents"] == ["CN107600001A"]
    with pytest.raises(ValidationError):
        actions.add_feature(answer=answer, claim=1, text="\x00", by=cast.attorney)
    actions.send(answer=row, by=cast.attorney)
    assert actions.send_back(answer=row, words="改\x00", by=cast.manager).words == "改"


@pytest.mark.parametrize(("fault", "status"), [(TooLong("too long"), 413), (NotTypeset("late"), 503)])
def test_chart_that_cannot_be_set_is_told_so_on_a_page(
    cast: Cast, answer: Answer, en: Client, monkeypatch: pytest.MonkeyPatch, fault: Exception, status: int
) -> None:
    headings = []

    def broken(table: Any) -> Any:
        headings.append(table.heading)
        raise fault

    monkeypatch.setitem(tables.WRITERS, "pdf", ("application/pdf", broken))
    en.force_login(cast.attorney)
    got = en.get(f"/dates/answers/{answer.pk}/chart/pdf/")
    assert got.status_code == status
    assert (headings[0].title, headings[0].about) == ("Claim chart", cast.right.number)
