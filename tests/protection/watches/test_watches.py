"""Watches are held against what changed: one pass, nothing told twice, nothing told that the watcher may not know of."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from mainline.offices.record import Citation, Classification, Record, RightKind
from mainline.orgs.enums import OrganisationKind, Role
from mainline.orgs.models import Organisation
from mainline.protection.watches import actions, jobs, percolating, queries
from mainline.protection.watches.actions import Wanted
from mainline.protection.watches.enums import Change, Decision, WatchKind
from mainline.protection.watches.models import Hit, Watch, WatchPending
from mainline.protection.watches.preview import preview
from mainline.register.enums import Confidentiality
from mainline.register.models import Event, Right, Share
from tests.factories import DAY, a_user, an_event, an_organisation, enter, index_all
from tests.register.samples import publication

pytestmark = pytest.mark.django_db


@pytest.fixture
def own() -> Organisation:
    return an_organisation("北川农机厂", OrganisationKind.ENTERPRISE)


@pytest.fixture
def keeper(own: Organisation) -> Any:
    return a_user(Role.MANAGER, own)


def opened(own: Organisation, keeper: Any, **wanted: Any) -> Watch:
    return actions.open_watch(wanted=Wanted(**wanted), organisation=own, by=keeper, on=DAY)


def other(number: int, title: str, **fields: Any) -> Record:
    record = publication(
        application=f"2018107{number:05d}.X", number=f"1099{number:05d}", title=title, applicant="南海公司"
    )
    return dataclasses.replace(record, **fields)


def mark(number: int, name: str, nice: str = "9") -> Record:
    classes = (Classification("nice", nice, is_main=True),)
    return other(number, name, right_kind=RightKind.TRADEMARK, classifications=classes, abstracts=())


def told(user: Any) -> set[tuple[str, str]]:
    return {(hit.watch.name, hit.right.title) for hit in queries.hits(user)}


def test_a_search_tells_of_what_comes_and_not_of_what_was_there(own: Organisation, keeper: Any) -> None:
    enter(other(1, "一种旧的大豆收获机"))
    watch = opened(own, keeper, kind=WatchKind.SEARCH, query="title:大豆", name="大豆")

    enter(other(2, "一种新的大豆播种机"), other(3, "一种锂电池"))
    jobs.work_once()

    assert told(keeper) == {("大豆", "一种新的大豆播种机")}
    hit = Hit.objects.get(watch=watch)
    assert hit.reasons == [{"code": "query", "words": ["大豆"]}]
    assert hit.step == "observation"
    assert WatchPending.objects.count() == 0


def test_the_same_again_is_told_once_and_a_grant_once_more(own: Organisation, keeper: Any) -> None:
    opened(own, keeper, kind=WatchKind.SEARCH, query="大豆")
    first = other(2, "一种大豆播种机")
    enter(first)
    jobs.work_once()
    right = Right.objects.get(title="一种大豆播种机")

    WatchPending.objects.create(right=right)
    WatchPending.objects.create(right=right)
    jobs.work_once()
    assert Hit.objects.count() == 1

    Right.objects.filter(pk=right.pk).update(granted_on=dt.date(2026, 11, 1))
    WatchPending.objects.create(right=right)
    jobs.work_once()
    assert Hit.objects.count() == 2


def test_a_pass_that_is_cut_short_is_done_again(
    own: Organisation, keeper: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(own, keeper, kind=WatchKind.SEARCH, query="大豆")
    enter(other(2, "一种大豆播种机"))
    write = percolating.write

    def killed(*arguments: Any) -> None:
        write(*arguments)
        raise KeyboardInterrupt

    monkeypatch.setattr(percolating, "write", killed)
    with pytest.raises(KeyboardInterrupt):
        percolating.percolate(on=DAY)
    assert Hit.objects.count() == 0
    assert WatchPending.objects.count() == 1

    monkeypatch.setattr(percolating, "write", write)
    percolating.percolate(on=DAY)
    assert Hit.objects.count() == 1


def test_a_batch_smaller_than_what_waits_comes_to_the_same(own: Organisation, keeper: Any) -> None:
    opened(own, keeper, kind=WatchKind.SEARCH, query="大豆")
    enter(*(other(n, f"一种大豆播种机{n}") for n in range(10, 17)))

    while percolating.percolate(on=DAY, most=2):
        pass

    assert Hit.objects.count() == 7


def test_a_secret_right_of_others_makes_no_hit_and_one_shared_does(own: Organisation, keeper: Any) -> None:
    opened(own, keeper, kind=WatchKind.SEARCH, query="大豆", name="词")
    opened(own, keeper, kind=WatchKind.NAME, named="南海公司", name="名")
    enter(other(2, "一种大豆播种机"))
    right = Right.objects.get(title="一种大豆播种机")
    Right.objects.filter(pk=right.pk).update(confidentiality=Confidentiality.HOLDER)

    jobs.work_once()
    assert Hit.objects.count() == 0

    Share.objects.create(
        right=right, organisation=own, shared_at=right.sources.get().imported_by.requested_at, is_named=True
    )  # type: ignore[union-attr]
    WatchPending.objects.create(right=right)
    jobs.work_once()
    # It is entrusted to the watcher now: no threat, but the name of the party is told.
    assert told(keeper) == {("名", "一种大豆播种机")}


def test_a_hit_on_a_right_that_became_secret_is_shown_no_more(own: Organisation, keeper: Any) -> None:
    opened(own, keeper, kind=WatchKind.SEARCH, query="大豆")
    enter(other(2, "一种大豆播种机"))
    jobs.work_once()
    assert queries.hits(keeper).count() == 1

    Right.objects.update(confidentiality=Confidentiality.HOLDER)

    assert queries.hits(keeper).count() == 0
    assert queries.watches(keeper).get().found == 0  # type: ignore[attr-defined]


def test_what_is_like_a_right_and_what_cites_it(own: Organisation, keeper: Any) -> None:
    enter(
        publication(title="一种大豆联合收获机割台仿形机构", applicant="北川农机厂"), other(90, "一种锂电池")
    )
    right = Right.objects.get(title="一种大豆联合收获机割台仿形机构")
    opened(own, keeper, kind=WatchKind.RIGHT, right=right, threshold=40, name="割台")

    citing = Citation("CN", "107654321", "A")
    enter(
        other(2, "大豆联合收获机的割台仿形机构及收获机"),
        other(3, "一种锂电池正极材料"),
        other(4, "一种番茄采摘手", citations=(citing,)),
    )
    jobs.work_once()

    by_title = {hit.right.title: hit for hit in queries.hits(keeper)}
    assert set(by_title) == {"大豆联合收获机的割台仿形机构及收获机", "一种番茄采摘手"}
    alike = by_title["大豆联合收获机的割台仿形机构及收获机"]
    assert 40 <= alike.score <= 100
    assert {reason["code"] for reason in alike.reasons} == {"words", "class"}
    assert by_title["一种番茄采摘手"].reasons == [{"code": "cites", "number": "CN107654321A"}]


def test_a_mark_that_sounds_alike_has_an_opposition_window(own: Organisation, keeper: Any) -> None:
    opened(own, keeper, kind=WatchKind.NAME, named="北川", threshold=80, classes=["9"])
    soon = {"as_of": dt.date(2026, 10, 20)}
    enter(dataclasses.replace(mark(2, "北穿"), **soon), mark(3, "北穿", nice="25"), mark(4, "南海"))
    Right.objects.filter(title="北穿").update(published_on=dt.date(2026, 9, 20))
    jobs.work_once()

    hit = Hit.objects.get()
    assert hit.right.classes == [["nice", "9"]]
    assert hit.reasons[0]["code"] == "mark_sound"
    assert (hit.step, hit.step_due, hit.step_rule) == (
        "opposition",
        dt.date(2026, 12, 21),
        "cn.tm.opposition",
    )
    assert [step.due_on for step in queries.steps(keeper, DAY)] == [dt.date(2026, 12, 21)]


def test_what_happens_to_a_competitors_rights(own: Organisation, keeper: Any) -> None:
    enter(other(2, "一种大豆播种机"), other(3, "一种锂电池"))
    rival = Organisation.objects.get(name="南海公司")
    right = Right.objects.get(title="一种大豆播种机")
    an_event(right, "utilization.licence.signed")
    opened(
        own,
        keeper,
        kind=WatchKind.STATUS,
        holder=rival,
        changes=[Change.LICENSED, Change.CHALLENGED],
        name="南海",
    )

    an_event(right, "protection.invalidation.requested", happened_on=dt.date(2026, 11, 2))
    an_event(right, "utilization.licence.signed", happened_on=dt.date(2026, 11, 3), confidentiality="own")
    an_event(right, "utilization.pledge.registered", happened_on=dt.date(2026, 11, 4))
    index_all()
    jobs.work_once()
    jobs.work_once()

    hit = Hit.objects.get()
    assert hit.reasons == [
        {"code": "event", "change": "challenged", "event": "protection.invalidation.requested"}
    ]
    assert hit.event == Event.objects.get(code="protection.invalidation.requested")
    assert hit.step == "read"


def test_own_rights_are_no_threat(own: Organisation, keeper: Any) -> None:
    opened(own, keeper, kind=WatchKind.SEARCH, query="大豆")
    enter(publication(title="一种大豆播种机", applicant="北川农机厂"))
    body = Organisation.objects.filter(name="北川农机厂").exclude(pk=own.pk).get()
    body.merged_into = own
    body.save()

    jobs.work_once()

    assert Hit.objects.count() == 0


def test_nobody_sees_or_keeps_the_watches_of_others(own: Organisation, keeper: Any) -> None:
    watch = opened(own, keeper, kind=WatchKind.SEARCH, query="大豆")
    enter(other(2, "一种大豆播种机"))
    jobs.work_once()
    stranger, reader = a_user(Role.MANAGER), a_user(Role.VIEWER, own)
    hit = Hit.objects.get()

    assert not queries.watches(stranger).exists()
    assert queries.hit(stranger, hit.pk) is None
    assert queries.hit(reader, hit.pk) == hit
    for user in (stranger, reader):
        with pytest.raises(PermissionDenied):
            actions.decide(hit=hit, decision="noted", words="", by=user, on=DAY)
        with pytest.raises(PermissionDenied):
            actions.end(watch=watch, by=user)


def test_what_is_decided_stands_and_to_ignore_needs_a_reason(own: Organisation, keeper: Any) -> None:
    enter(publication(title="一种大豆收获机", applicant="北川农机厂"))
    mine = Right.objects.get()
    Share.objects.create(right=mine, organisation=own, shared_at="2026-01-01T00:00Z")
    opened(own, keeper, kind=WatchKind.RIGHT, right=mine, threshold=10)
    enter(other(2, "一种大豆收获机"))
    jobs.work_once()
    hit = Hit.objects.get()

    with pytest.raises(ValidationError, match="Say why"):
        actions.decide(hit=hit, decision=Decision.IGNORED, words=" ", by=keeper, on=DAY)
    actions.decide(hit=hit, decision=Decision.WARNING, words="发函", by=keeper, on=DAY)

    assert Hit.objects.get().decision == Decision.WARNING
    told = Event.objects.filter(right=mine, organisation=own).order_by("pk")
    codes = list(told.values_list("code", "confidentiality"))
    assert codes == [("protection.watch.opened", "own"), ("protection.watch.found", "own")]
    assert not list(queries.steps(keeper, DAY))


def test_a_watch_that_ended_tells_no_more_and_none_costs_nothing(own: Organisation, keeper: Any) -> None:
    watch = opened(own, keeper, kind=WatchKind.SEARCH, query="大豆")
    actions.end(watch=watch, by=keeper)

    enter(other(2, "一种大豆播种机"))

    assert WatchPending.objects.count() == 0
    assert jobs.work_once() == 0


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ({"kind": "else"}, "kind"),
        ({"kind": "right"}, "right"),
        ({"kind": "search", "query": " "}, "query"),
        ({"kind": "search", "query": "title:(大豆"}, "query"),
        ({"kind": "status", "changes": ["ended"]}, "right"),
        ({"kind": "name"}, "named"),
        ({"kind": "name", "named": "北川", "threshold": 0}, "threshold"),
    ],
)
def test_what_nothing_can_be_found_by_is_refused(
    own: Organisation, keeper: Any, wanted: dict[str, Any], field: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        opened(own, keeper, **wanted)

    assert field in refused.value.error_dict
    assert not Watch.objects.exists()


def test_the_same_watch_twice_is_one(own: Organisation, keeper: Any) -> None:
    first = opened(own, keeper, kind=WatchKind.SEARCH, query="大豆")

    assert opened(own, keeper, kind=WatchKind.SEARCH, query="大豆") == first
    assert opened(own, keeper, kind=WatchKind.SEARCH, query="大豆", classes=["A01D"]) != first


def test_a_preview_counts_the_year_before(own: Organisation, keeper: Any) -> None:
    recent = {"as_of": dt.date(2026, 5, 1)}
    enter(
        *(dataclasses.replace(other(n, f"一种大豆联合收获机{n}"), **recent) for n in range(3)),
        other(8, "一种锂电池"),
    )
    Right.objects.filter(title__contains="大豆").update(published_on=dt.date(2026, 5, 1))
    Right.objects.filter(title__contains="锂").update(
        published_on=dt.date(2018, 1, 1), filed_on=dt.date(2017, 1, 1)
    )
    Right.objects.filter(title__contains="大豆").update(filed_on=dt.date(2025, 1, 1))
    index_all()
    text = "一种大豆联合收获机，包括割台、脱粒装置、清选装置、输送装置、行走底盘和发动机，割台设有仿形机构，用于收获低矮结荚的大豆"

    names = preview(actions.draft(Wanted(kind="name", named="南海公司"), own, DAY), DAY)
    alike = preview(actions.draft(Wanted(kind="search", query=text, threshold=5), own, DAY), DAY)

    assert names.now == 3
    assert alike.now == 3
    assert [count for _, count in alike.counts] == sorted((count for _, count in alike.counts), reverse=True)
    assert not Watch.objects.exists()
