"""The list of differences, one with its history, a decision on many, and where they are told of."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from mainline.orgs.enums import Role
from mainline.orgs.models import Organisation
from mainline.portfolio.reports import making, sending
from mainline.register.differences.models import Difference
from mainline.register.models import Import, Right
from tests.factories import DAY, a_user, an_organisation, enter
from tests.portfolio.reports.samples import a_report
from tests.register.differences.samples import own_list, row
from tests.register.samples import publication

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager() -> Any:
    other = enter(publication(application="201710601863.8", number="107654322"))[0]
    return a_user(Role.MANAGER, other.parties.get(role="applicant").organisation)


@pytest.fixture
def two(manager: Any, tmp_path: Path) -> list[Difference]:
    """The applicant and the title of one right."""
    own_list(tmp_path, row(applicant="北川大学技术研究院", title="一种玉米收获机"), by=manager)
    enter(publication())
    return list(Difference.objects.order_by("pk"))


def text(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def marks(found: list[Difference]) -> list[str]:
    return [f"{each.pk}.{each.digest}" for each in found]


def test_difference_stands_beside_its_field_and_accepted_has_a_history(
    en: Client, manager: Any, two: list[Difference]
) -> None:
    en.force_login(manager)
    applicant = next(each for each in two if each.field == "applicant")
    right = text(en, f"/rights/{applicant.right_id}/")
    assert "▲" in right
    assert "北川大学技术研究院" in right
    assert "2 differences between your lists" in text(en, "/")
    assert "2 differences between your lists" in text(en, "/my-day/")
    listed = text(en, "/dates/differences/")
    assert "北川大学技术研究院" in listed
    assert 'value="office"' in listed

    answer = en.post(
        "/dates/differences/decide/",
        {"act": "ours", "pk": marks([applicant]), "reason": "Renamed", "next": f"/dates/differences/{applicant.pk}/"},
        follow=True,
    ).content.decode()  # fmt: skip

    assert "Decided on 1 difference." in answer
    assert "Kept ours" in answer
    assert "Renamed" in answer
    assert "△" in text(en, f"/rights/{applicant.right_id}/")
    assert "北川大学技术研究院" in Right.objects.get(pk=applicant.right_id).holder_name
    assert "1 difference between your list" in text(en, "/")
    made = Import.objects.latest("pk")
    assert "Decisions on differences" in text(en, f"/imports/{made.pk}/")
    assert "Decision on a difference" in text(en, f"/rights/{applicant.right_id}/sources/")


def test_many_are_looked_over_and_decided_and_taken_back(
    en: Client, manager: Any, two: list[Difference]
) -> None:
    en.force_login(manager)
    shown = en.post("/dates/differences/look/", {"act": "office", "all": "1"}).content.decode()
    assert "Accept the office&#x27;s: 2 differences" in shown
    assert not Difference.objects.exclude(choice="").exists()

    en.post("/dates/differences/decide/", {"act": "office", "pk": marks(two)})
    assert Difference.objects.filter(choice="office", state="decided").count() == 2
    assert "No difference waits" in text(en, "/dates/differences/")
    again = en.post("/dates/differences/look/?state=decided", {"act": "office", "all": "1"}).content.decode()
    assert "2 differences are left out" in again

    en.post("/dates/differences/decide/", {"act": "undo", "pk": marks(two)})
    assert Difference.objects.filter(choice="", state="open").count() == 2


def test_what_changed_meanwhile_is_not_decided_and_nothing_with_it(
    en: Client, manager: Any, two: list[Difference]
) -> None:
    en.force_login(manager)
    enter(publication(kind="B", on="2021-05-05", applicant="北川理工大学"))

    answer = en.post(
        "/dates/differences/decide/", {"act": "office", "pk": marks(two)}, follow=True
    ).content.decode()

    assert "look it over again" in answer
    assert not Difference.objects.exclude(choice="").exists()


def test_list_is_a_file_and_narrowed_by_field(en: Client, manager: Any, two: list[Difference]) -> None:
    en.force_login(manager)
    file = b"".join(en.get("/dates/differences/export/csv/?field=title_zh").streaming_content).decode()
    assert "一种玉米收获机" in file
    assert "技术研究院" not in file


def test_others_find_nothing_and_a_viewer_may_not_decide(
    en: Client, two: list[Difference], manager: Any
) -> None:
    en.force_login(a_user(Role.MANAGER, an_organisation("南岭公司")))
    assert "Nothing differs" in text(en, "/dates/differences/")
    assert en.get(f"/dates/differences/{two[0].pk}/").status_code == 404

    en.force_login(a_user(Role.VIEWER, Organisation.objects.get(pk=two[0].organisation_id)))
    assert "Keep ours" not in text(en, f"/dates/differences/{two[0].pk}/")
    assert en.post("/dates/differences/decide/", {"act": "ours", "pk": marks(two)}).status_code == 403


def test_bad_requests_say_so_and_write_nothing(en: Client, manager: Any, two: list[Difference]) -> None:
    en.force_login(manager)
    assert en.post("/dates/differences/decide/", {"act": "both", "pk": marks(two)}).status_code == 403
    for given in ([], ["x.y"], ["99999999999999999999.a"], [f"{2**62}.a"]):
        answer = en.post("/dates/differences/decide/", {"act": "ours", "pk": given}, follow=True)
        assert "Mark something first." in answer.content.decode()
    padded = [f"0{each.pk}.x" for each in two]
    answer = en.post("/dates/differences/decide/", {"act": "ours", "pk": padded}, follow=True)
    assert "look it over again" in answer.content.decode()
    assert en.get(f"/dates/differences/{2**64}/").status_code == 404
    assert not Difference.objects.exclude(choice="").exists()


def test_what_stands_written_otherwise_than_both_say_is_compared_again(
    en: Client, manager: Any, two: list[Difference]
) -> None:
    en.force_login(manager)
    Difference.objects.filter(pk=two[0].pk).update(ours="x", digest="0" * 32)

    for marked in (["0" * 32, "look it over again"], [two[0].digest, "Decided on 1 difference."]):
        body = {"act": "ours", "pk": f"{two[0].pk}.{marked[0]}"}
        answer = en.post("/dates/differences/decide/", body, follow=True).content.decode()
        assert marked[1] in answer


def test_the_list_is_kept_as_a_report_that_is_fetched(
    en: Client, manager: Any, two: list[Difference], settings: Any
) -> None:
    settings.HAS_EMAIL = True
    type(manager).objects.filter(pk=manager.pk).update(email="manager@example.org")
    en.force_login(manager)
    listed = text(en, "/dates/differences/?q=CN")
    assert "Save as report" in listed
    body = manager.memberships.get().organisation
    report = a_report(
        manager,
        body,
        address="/dates/differences/?shows=right.field.ours",
        when="day",
        readers=[manager.username],
    )
    made = making.make(report, manager)
    assert made.rows == len(two)
    assert "一种玉米收获机" in made.content.decode()
    assert making.make(report, a_user(Role.MANAGER, an_organisation())).rows == 0
    assert "the letter leads to the file" in text(en, f"/dates/reports/{report.pk}/")
    sending.send_planned(on=DAY + dt.timedelta(days=1))
    assert [letter.attachments for letter in mail.outbox] == [[]]
