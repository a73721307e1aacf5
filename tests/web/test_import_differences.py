"""A dry run holds each row beside the right that is there already, and nothing is overwritten unasked."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from mainline.orgs.enums import Role
from mainline.register.jobs import run_next
from mainline.register.models import Import, Right
from tests.factories import DAY, a_user, an_organisation, enter
from tests.register.differences.samples import HEADER, fields, row
from tests.register.samples import publication
from tests.web.test_pages import text

pytestmark = pytest.mark.django_db


def bring(client: Client, *lines: str) -> Import:
    data = "\n".join((HEADER, *lines)).encode()
    client.post("/imports/upload/", {"file": SimpleUploadedFile("list.csv", data)})
    run_next(DAY)
    return Import.objects.latest("pk")


@pytest.fixture
def right() -> Right:
    return enter(publication())[0]


def test_dry_run_names_the_fields_that_differ_and_writes_nothing(en: Client, right: Right) -> None:
    en.force_login(a_user(Role.MANAGER, right.parties.get(role="applicant").organisation))

    job = bring(en, row(title="一种玉米收获机", filed="2017-07-20"))

    assert job.rehearsed[0][2:4] == ["changed", right.pk]
    assert job.rehearsed[0][8] == [
        ["title_zh", "一种大豆收获机", "一种玉米收获机", "一种大豆收获机"],
        ["filed_on", "2017-07-21", "2017-07-20", "2017-07-20"],
    ]
    page = text(en, f"/imports/{job.pk}/")
    assert "一种玉米收获机" in page
    assert "stays" in page
    assert "would change" in page
    assert Right.objects.get().title == "一种大豆收获机"

    en.post(f"/imports/{job.pk}/confirm/")
    run_next(DAY)
    assert Right.objects.get().title == "一种大豆收获机"
    assert fields() == ["title_zh", "filed_on"]


def test_row_that_says_the_same_names_no_field(en: Client, right: Right) -> None:
    en.force_login(a_user(Role.MANAGER, right.parties.get(role="applicant").organisation))

    job = bring(
        en,
        row(published="2018-01-23"),
        row(number="202410000001.X", title="另一项").replace("CN107654321A", ""),
    )

    assert [each[2] for each in job.rehearsed] == ["changed", "new"]
    assert [each[8] for each in job.rehearsed] == [[], []]


def test_right_that_one_may_not_know_of_is_held_beside_nothing(
    en: Client, right: Right, tmp_path: Path
) -> None:
    Right.objects.update(confidentiality="holder")
    en.force_login(a_user(Role.MANAGER, an_organisation("南岭公司")))

    job = bring(en, row(title="一种玉米收获机"))

    assert [each[2:4] for each in job.rehearsed] == [["new", None]]
    assert job.rehearsed[0][8] == []
    assert "一种大豆收获机" not in text(en, f"/imports/{job.pk}/")
