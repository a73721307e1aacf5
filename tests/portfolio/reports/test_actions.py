"""Keeping, changing and deleting reports: who may, what is refused, and what the record says."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import translation

from mainline.audit.models import Entry
from mainline.orgs.enums import Role
from mainline.portfolio.models import FiscalYear, Report, ReportReader, ReportRun
from mainline.portfolio.reports.actions import change_report, delete_report, refilter_report, run_now
from mainline.portfolio.reports.years import set_year, year_begins
from tests.factories import DAY, a_user, an_organisation
from tests.portfolio.reports.samples import DATES, a_report

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english() -> Any:
    with translation.override("en"):
        yield


def change(report: Report, by: Any, **given: Any) -> Report:
    values = {"name": report.name, "format": "csv", "language": "en", "when": "", "readers": []}
    return change_report(report=report, by=by, on=DAY, **{**values, **given})


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": " \0 "}, "name"),
        ({"name": "n" * 121}, "name"),
        ({"format": "exe"}, "format"),
        ({"language": "fr"}, "language"),
        ({"when": "week-9", "readers": ["manager"]}, "when"),
        ({"when": "day"}, "readers"),
        ({"when": "day", "readers": ["stranger"]}, "readers"),
        ({"when": "day", "readers": ["nobody"]}, "readers"),
        ({"address": "/dates/reports/?shows=name"}, "__all__"),
        ({"address": "https://example.org/dates/?a=b"}, "__all__"),
        ({"address": "//dates/?a=b"}, "__all__"),
        ({"address": "/dates/?a=b\r\nx"}, "__all__"),
        ({"address": "/dates/?q=" + "x" * 2001}, "__all__"),
    ],
)
def test_what_will_not_do_is_told_by_field_and_nothing_is_written(
    manager: Any, holder: Any, given: Any, field: str
) -> None:
    a_user(Role.MANAGER, an_organisation(), "stranger")
    with pytest.raises(ValidationError) as told:
        a_report(manager, holder, **given)
    assert (field in told.value.error_dict) if hasattr(told.value, "error_dict") else field == "__all__"
    assert not Report.objects.exists()
    assert not ReportReader.objects.exists()


def test_two_reports_of_an_organisation_have_two_names(manager: Any, holder: Any) -> None:
    report = a_report(manager, holder)
    with pytest.raises(ValidationError, match="is called"):
        a_report(manager, holder, name=f" {report.name}  ")
    other = a_report(manager, holder, name="Other")
    with pytest.raises(ValidationError, match="is called"):
        change(other, manager, name=report.name)
    assert change(report, manager).name == report.name


def test_schedule_and_readers_are_said_changed_and_ended(manager: Any, holder: Any) -> None:
    viewer = a_user(Role.VIEWER, holder, "viewer")
    report = a_report(manager, holder, when="week-1", readers=["manager", "viewer"])
    assert (report.every, report.day, report.scheduled_on) == ("week", 1, DAY)
    assert set(report.readers.values_list("user__username", flat=True)) == {"manager", "viewer"}
    again = change(report, manager, when="week-1", readers=["viewer"])
    assert again.scheduled_on == DAY
    assert [reader.user for reader in report.readers.all()] == [viewer]
    ended = change(report, manager)
    assert (ended.every, ended.scheduled_on, ended.readers.count()) == ("", None, 0)
    codes = list(Entry.objects.order_by("number").values_list("code", flat=True))
    assert codes[-3:] == ["report.saved", "report.changed", "report.changed"]


def test_a_report_takes_another_look_at_its_own_list_alone(manager: Any, holder: Any) -> None:
    report = a_report(manager, holder, when="day", readers=["manager"])
    refilter_report(report=report, address="/dates/?due-in=fy&shows=due", by=manager)
    report.refresh_from_db()
    assert (report.query, report.every, report.readers.count()) == ("due-in=fy&shows=due", "day", 1)
    for address, words in (("/my-rights/?shows=number", "another list"), ("/account/", "no list")):
        with pytest.raises(ValidationError, match=words):
            refilter_report(report=report, address=address, by=manager)
    with pytest.raises(PermissionDenied):
        refilter_report(report=report, address=DATES, by=a_user(Role.VIEWER, holder, "viewer"))
    report.refresh_from_db()
    assert report.query == "due-in=fy&shows=due"


def test_a_viewer_makes_reports_for_oneself_alone(manager: Any, holder: Any) -> None:
    viewer = a_user(Role.VIEWER, holder, "viewer")
    own = a_report(viewer, holder, name="Mine", when="day", readers=["viewer"])
    assert own.readers.count() == 1
    with pytest.raises(ValidationError, match="no member"):
        a_report(viewer, holder, name="Theirs", when="day", readers=["manager"])
    theirs = a_report(manager, holder)
    with pytest.raises(PermissionDenied):
        change(theirs, viewer)
    with pytest.raises(PermissionDenied):
        delete_report(report=theirs, by=viewer)
    assert change(own, manager, name="Ours").name == "Ours"


def test_a_stranger_keeps_no_report_of_an_organisation(holder: Any) -> None:
    with pytest.raises(PermissionDenied):
        a_report(a_user(Role.MANAGER, an_organisation(), "stranger"), holder)


def test_deleting_takes_runs_and_files_and_is_on_record(manager: Any, holder: Any) -> None:
    report = a_report(manager, holder, when="day", readers=["manager"])
    run = run_now(report=report, by=manager, on=DAY)
    assert run.content
    assert run.rows
    delete_report(report=report, by=manager)
    assert not ReportRun.objects.exists()
    assert Entry.objects.order_by("-number").values_list("code", flat=True)[0] == "report.deleted"


def test_the_year_of_an_organisation_begins_when_its_keepers_say(manager: Any, holder: Any) -> None:
    assert year_begins(holder) == 1
    set_year(organisation=holder, begins=7, by=manager)
    set_year(organisation=holder, begins=4, by=manager)
    assert year_begins(holder) == 4
    assert FiscalYear.objects.count() == 1
    for month in (0, 13):
        with pytest.raises(ValidationError):
            set_year(organisation=holder, begins=month, by=manager)
    with pytest.raises(PermissionDenied):
        set_year(organisation=holder, begins=1, by=a_user(Role.VIEWER, holder, "viewer"))
    assert year_begins(holder) == 4


def test_a_reader_who_was_added_later_gets_what_is_planned_later(manager: Any, holder: Any) -> None:
    a_user(Role.VIEWER, holder, "viewer")
    report = a_report(manager, holder, when="day", readers=["manager"])
    later = DAY + dt.timedelta(days=3)
    change_report(report=report, name="Open dates", format="csv", language="en", when="day",
        readers=["manager", "viewer"], by=manager, on=later)  # fmt: skip
    since = dict(report.readers.values_list("user__username", "since"))
    assert since == {"manager": DAY, "viewer": later}
    assert DATES.endswith(report.query)
