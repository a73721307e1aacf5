"""What the page, the API and the command line say of a right's status: why, how it is known, what comes next."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from mainline.offices.record import Number, NumberRole, Record, RightKind
from mainline.register import actions
from mainline.register.enums import CertaintyLabel
from mainline.register.models import Right
from tests.factories import enter
from tests.register.samples import publication

pytestmark = pytest.mark.django_db
D = dt.date
TODAY = D(2026, 11, 20)


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mainline.orgs.clock.today", lambda: TODAY)


def told(right: Right, code: str, on: D, **details: str) -> Right:
    actions.record_event(right=right, code=code, happened_on=on, by=None, on=TODAY, details=details)
    right.refresh_from_db()
    return right


def page(right: Right, language: str = "en") -> str:
    answer = Client(HTTP_ACCEPT_LANGUAGE=language).get(f"/rights/{right.pk}/")
    # What keeps a day on one line is no part of the words.
    text = re.sub(r'<span class="num">(.*?)</span>', r"\1", " ".join(answer.content.decode().split()))
    return text[text.index("status-card") : text.index("</section>", text.index("status-card"))]


def api(right: Right) -> dict[str, Any]:
    found: dict[str, Any] = Client().get(f"/api/v1/rights/{right.pk}").json()
    return found


def lapsed() -> Right:
    (right,) = enter(publication(kind="B"))
    return told(right, "portfolio.right.ceased", D(2026, 10, 30), notified_on="2026-10-30")


def layout() -> Record:
    numbers = (Number(NumberRole.REGISTRATION, "CN", "BS.225990001", "", D(2022, 7, 1)),)
    return replace(publication(), right_kind=RightKind.IC_LAYOUT, numbers=numbers)


def test_lapsed_right_shows_the_last_day_to_ask_for_restoration_and_its_law() -> None:
    right = lapsed()
    zh, en, answer = page(right, "zh-CN"), page(right), api(right)

    assert right.status == "lapsed_restorable"
    assert "终止，可恢复" in zh
    assert "请求恢复权利的最后一日" in zh
    assert "2026-12-30" in zh
    assert "可于2026-12-30前请求恢复" in zh
    assert "restoration can be requested to 2026-12-30, nominal date" in en
    assert "Art. 6" in en
    assert "Annuity" not in en
    (date,) = answer["next_dates"]
    assert (date["code"], date["on"]) == ("restoration", "2026-12-30")
    assert "第6条" in answer["status_sentence"]["zh"]


@pytest.mark.parametrize(
    ("kind", "on", "certainty", "said"),
    [
        (
            RightKind.INVENTION,
            "2018-01-23",
            "as_published",
            "Follows from what was filed or published alone.",
        ),
        (RightKind.UTILITY_MODEL, "2013-01-23", "computed", "Computed from the term of the law"),
    ],
)
def test_certainty_is_told_in_its_own_words(kind: RightKind, on: str, certainty: str, said: str) -> None:
    record = publication(kind="U" if certainty == "computed" else "A", on=on)
    filed = replace(record.numbers[0], date=D.fromisoformat(on))
    (right,) = enter(replace(record, right_kind=kind, numbers=(filed, record.numbers[1])))

    assert right.status_certainty == api(right)["status_certainty"] == certainty
    assert said in page(right)
    others = [label for code, label in CertaintyLabel.choices if code != certainty]
    assert not [label for label in others if str(label) in page(right)]


def test_recorded_act_makes_the_status_recorded() -> None:
    right = lapsed()

    assert right.status_certainty == "recorded"
    assert right.is_status_recorded
    assert "Follows from recorded events." in page(right)


def test_expiry_names_the_law_that_it_follows_from() -> None:
    record = publication(kind="U", on="2013-01-23")
    filed = replace(record.numbers[0], date=D(2012, 7, 21))
    (right,) = enter(replace(record, right_kind=RightKind.UTILITY_MODEL, numbers=(filed, record.numbers[1])))

    assert "期限届满" in page(right, "zh-CN")
    assert "《专利法》" in page(right, "zh-CN")
    assert "CN Patent Law (2020) Art. 42" in page(right)


def test_right_whose_term_can_not_be_told_says_what_is_not_known() -> None:
    (right,) = enter(layout())

    assert right.expires_on is None
    assert "No term can be derived: the filing date is not known" in page(right)
    assert "无法推算期限：申请日不详" in page(right, "zh-CN")
    assert api(right)["no_term"]["en"].startswith("No term can be derived")


def test_right_that_was_never_granted_has_no_end_of_term() -> None:
    (right,) = enter(publication())

    assert right.expires_on is None
    assert api(right)["expires_on"] is None
    told(right, "creation.grant.published", D(2019, 3, 1))
    assert right.expires_on == D(2037, 7, 20)
    told(right, "protection.invalidation.whole", D(2024, 3, 1))
    assert right.expires_on is None
