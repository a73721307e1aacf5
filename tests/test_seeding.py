"""The demonstration province, in the register."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db.models import Sum

from mainline import seeding
from mainline.demo.province import DemoProvince
from mainline.orgs import clock
from mainline.orgs.models import Membership, Organisation, Person
from mainline.orgs.persons import queries as persons
from mainline.register import indexing, queries, threads
from mainline.register.access import visible_rights
from mainline.register.models import Document, Event, Party, Right
from mainline.register.people import queries as people
from mainline.register.search import search
from mainline.register.sight import Sight

REGION = "heilongjiang"


@pytest.mark.django_db
def test_province_is_whole_and_its_threads_say_what_was_meant(settings: Any) -> None:
    province = seeding.seed_demonstration(region=REGION)
    indexing.make_ready()

    by_kind = queries.figures(User(is_superuser=True)).kinds
    generated = Right.objects.filter(is_demo=True, disclosures=None)
    assert generated.count() == len(province.rights) >= 300
    assert (by_kind["plant_variety"], by_kind["gi"], by_kind["trademark"]) == (5, 4, 15)
    assert by_kind["software_copyright"] == 6
    assert Organisation.objects.filter(is_demo=True, kind="city_office").count() == 13
    links = {code.split(".")[0] for code in Event.objects.values_list("code", flat=True)}
    assert links == {"creation", "utilization", "protection", "portfolio", "service"}
    assert clock.today() == seeding.DAY
    _statuses_are_as_meant(province)
    _terms_are_told()
    papers = Document.objects.filter(right__is_demo=True, event__isnull=False).select_related("event")
    assert papers.count() == 8
    assert all(paper.event and paper.event.organisation_id == paper.organisation_id for paper in papers)
    found = search(User(is_superuser=True), "大豆", language="zh")
    assert found.total > 10
    assert any("大豆" in row.right.display_title for row in found.rows)


def _terms_are_told() -> None:
    """Varieties, software and layout designs carry the facts from which their terms follow."""
    kinds = ["plant_variety", "software_copyright", "ic_layout"]
    granted = Right.objects.filter(is_demo=True, kind__in=kinds, granted_on__lt=dt.date(2026, 1, 1))
    assert granted.count() > 8
    assert list(granted.filter(expires_on=None)) == []
    years = {r.expires_on.year - r.granted_on.year for r in granted.filter(kind="plant_variety")}
    assert years == {15, 20}
    never = Right.objects.filter(status__in=["pending", "published", "refused", "withdrawn"])
    assert never.exclude(expires_on=None).count() == 0


def _statuses_are_as_meant(province: DemoProvince) -> None:
    known = {"restored": "in_force", "deemed_withdrawn": "withdrawn"}
    meant: dict[str, int] = {}
    for right in province.rights:
        code = known.get(right.fate, right.fate)
        meant[code] = meant.get(code, 0) + 1
    derived = Counter(dict(queries.figures(User(is_superuser=True)).statuses))
    # What the demonstration's inventors disclosed stands beside what was generated.
    derived -= Counter(Right.objects.exclude(disclosures=None).values_list("status", flat=True))
    assert derived == meant


@pytest.mark.django_db
def test_unpublished_rights_are_seen_by_their_holder_alone(settings: Any) -> None:
    seeding.seed_demonstration(region=REGION)
    secret = Right.objects.filter(confidentiality="holder").first()
    assert secret is not None
    holders = Party.objects.filter(right=secret, organisation__isnull=False).values("organisation")
    member = Membership.objects.filter(organisation__in=holders).first()
    stranger = User.objects.exclude(memberships__organisation__in=holders).first()
    assert member is not None
    assert stranger is not None

    assert visible_rights(member.user).filter(pk=secret.pk).exists()
    assert not visible_rights(stranger).filter(pk=secret.pk).exists()


@pytest.mark.django_db
def test_namesakes_are_two_people_with_rights_of_their_own_and_inventors_sign_in(settings: Any) -> None:
    seeding.seed_demonstration(region=REGION)
    university = Organisation.objects.get(name="北川大学")
    first, second = Person.objects.filter(name="王伟").exclude(employments__employee_no="").order_by("pk")
    manager = User.objects.get(username="u1")

    assert {first.employments.get().organisation, second.employments.get().organisation} == {university}
    rights = [set(people.rights_of_person(manager, person)) for person in (first, second)]
    assert rights[0]
    assert rights[1]
    assert rights[0].isdisjoint(rights[1])
    assert not Party.objects.filter(identifier__startswith="demo:u1-p", person=None).exists()
    assert people.my_person_rights(User.objects.get(username="inventor-u1")).exists()
    waiting = persons.open_proposals(manager)
    assert [proposal.score < 1 for proposal in waiting] == [True, True]


@pytest.mark.django_db
def test_shares_of_each_right_sum_to_one_hundred_per_cent(settings: Any) -> None:
    seeding.seed_demonstration(region=REGION)

    sums = (
        Party.objects.exclude(share=None)
        .values("right")
        .annotate(sum=Sum("share"))
        .values_list("sum", flat=True)
    )

    assert len(sums) > 200
    assert set(map(int, sums)) == {100}


@pytest.mark.django_db
def test_every_thread_reads_in_both_languages(settings: Any) -> None:
    seeding.seed_demonstration(region=REGION)
    admin = User.objects.create_superuser("another-admin")

    for right in Right.objects.order_by("pk")[:320:16]:
        for language in ("zh", "en"):
            rows = threads.thread(Sight(admin, right), language)
            assert rows
            assert all(row.sentence and row.source and "{" not in row.sentence for row in rows)


@pytest.mark.django_db
def test_failure_half_way_leaves_the_register_empty(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*arguments: Any) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(seeding, "_write_accounts", fail)
    with pytest.raises(RuntimeError):
        seeding.seed_demonstration(region=REGION, day=dt.date(2026, 11, 20))

    assert not Right.objects.exists()
    assert not Organisation.objects.exists()
    assert not clock.is_demo()
