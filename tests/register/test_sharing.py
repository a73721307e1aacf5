"""Naming who may know of a right, taking it back, laying it open: by its holder, and nobody else."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from mainline.audit.models import Entry
from mainline.orgs.enums import Role
from mainline.orgs.models import Organisation
from mainline.register import actions, indexing
from mainline.register.access import changeable_rights, disposable_rights, visible_rights
from mainline.register.models import IndexPending, Party, Right, Share
from mainline.register.search import search
from mainline.register.sharing import open_right, share_right, sharing_of, unshare_right
from mainline.register.sharing.queries import found_organisations
from mainline.register.sight import Sight
from tests.factories import DAY, a_user, an_organisation, enter, index_all
from tests.register.samples import publication

pytestmark = pytest.mark.django_db


def a_secret(holder: Organisation, role: str = "holder") -> Right:
    """An unpublished right in which one organisation has a part."""
    (right,) = enter(publication())
    Right.objects.filter(pk=right.pk).update(confidentiality="holder")
    Party.objects.filter(right=right, role="applicant").delete()
    Party.objects.create(right=right, role=role, name=holder.name, organisation=holder)
    index_all()
    right.refresh_from_db()
    return right


def test_who_is_named_sees_finds_and_changes_nothing() -> None:
    holder, bank = an_organisation(), an_organisation("南山银行", "bank")
    right, manager, banker = a_secret(holder), a_user(Role.MANAGER, holder), a_user(Role.BANKER, bank)
    rival = a_user(Role.MANAGER, bank)
    assert not visible_rights(banker).exists()

    share_right(right=right, organisation=bank, by=manager)
    index_all()

    assert visible_rights(banker).get() == right
    assert search(banker, "大豆", language="zh").total == 1
    assert not changeable_rights(rival).exists()
    assert not disposable_rights(rival, "right.share").exists()
    assert Entry.objects.get(code="right.shared").data["organisation"] == "南山银行"


def test_taking_it_back_hides_it_from_rows_and_index_alike() -> None:
    holder, bank = an_organisation(), an_organisation(kind="bank")
    right, manager, banker = a_secret(holder), a_user(Role.MANAGER, holder), a_user(Role.BANKER, bank)
    share_right(right=right, organisation=bank, by=manager)
    index_all()

    assert unshare_right(right=right, organisation=bank, by=manager)
    assert IndexPending.objects.filter(right=right).exists()
    indexing.drain()

    assert not visible_rights(banker).exists()
    assert search(banker, "大豆", language="zh").total == 0
    assert not unshare_right(right=right, organisation=bank, by=manager)


def test_naming_twice_is_naming_once() -> None:
    holder, bank = an_organisation(), an_organisation(kind="bank")
    right = a_secret(holder)
    first = share_right(right=right, organisation=bank, by=None)
    assert share_right(right=right, organisation=bank, by=None) == first
    assert Entry.objects.filter(code="right.shared").count() == 1


def test_a_merged_name_is_named_as_the_body_it_stands_for() -> None:
    bank = an_organisation(kind="bank")
    other = an_organisation(merged_into=bank)
    share = share_right(right=a_secret(an_organisation()), organisation=other, by=None)
    assert share.organisation == bank


@pytest.mark.parametrize("role", [Role.INVENTOR, Role.VIEWER, Role.ADMIN, Role.ATTORNEY])
def test_only_managers_decide(role: Role) -> None:
    holder = an_organisation()
    right, user = a_secret(holder), a_user(role, holder)
    with pytest.raises(PermissionDenied):
        share_right(right=right, organisation=an_organisation(), by=user)
    with pytest.raises(PermissionDenied):
        open_right(right=right, reason="展会上要公开", by=user)


@pytest.mark.parametrize("part", ["agent", "licensee", "named", "stranger"])
def test_who_does_not_hold_it_decides_nothing(part: str) -> None:
    holder, other = an_organisation(), an_organisation()
    right, user = a_secret(holder), a_user(Role.MANAGER, other)
    if part == "named":
        share_right(right=right, organisation=other, by=None)
    elif part != "stranger":
        Party.objects.create(right=right, role=part, name=other.name, organisation=other)
    for act in (
        lambda: share_right(right=right, organisation=an_organisation(), by=user),
        lambda: unshare_right(right=right, organisation=holder, by=user),
        lambda: open_right(right=right, reason="我想公开", by=user),
    ):
        with pytest.raises(PermissionDenied):
            act()


@pytest.mark.parametrize(("is_at_home", "decides"), [(False, True), (True, False)])
def test_who_brought_it_in_decides_while_no_holder_is_at_home(is_at_home: bool, decides: bool) -> None:
    holder, bringer = an_organisation(), an_organisation()
    right = a_secret(holder)
    Share.objects.create(right=right, organisation=bringer, shared_at=timezone.now())
    if is_at_home:
        a_user(Role.VIEWER, holder)
    assert disposable_rights(a_user(Role.MANAGER, bringer), "right.share").exists() is decides


def test_who_brought_it_in_cannot_be_removed() -> None:
    holder, bringer = an_organisation(), an_organisation()
    right, manager = a_secret(holder), a_user(Role.MANAGER, holder)
    Share.objects.create(right=right, organisation=bringer, shared_at=timezone.now())
    assert not unshare_right(right=right, organisation=bringer, by=manager)
    assert Share.objects.filter(organisation=bringer).exists()


def test_open_is_for_good_and_says_why() -> None:
    holder = an_organisation()
    right, manager = a_secret(holder), a_user(Role.MANAGER, holder)
    for nothing in ("", "  ", "x", "x" * 301):
        with pytest.raises(ValidationError):
            open_right(right=right, reason=nothing, by=manager)

    assert open_right(right=right, reason="学术会议已报告", by=manager)
    index_all()

    assert visible_rights(AnonymousUser()).get() == right
    assert search(AnonymousUser(), "大豆", language="zh").total == 1
    assert Entry.objects.get(code="right.opened").data == {"reason": "学术会议已报告"}
    assert not open_right(right=right, reason="学术会议已报告", by=manager)


def test_open_stays_open_when_the_right_is_folded_anew() -> None:
    holder = an_organisation()
    right = a_secret(holder)
    open_right(right=right, reason="展会", by=None)
    actions.refold_all(on=DAY)
    enter(replace(publication(title="改了的题目"), format="tabular"))
    assert Right.objects.get().confidentiality == "public"


def test_who_may_see_is_told_to_those_it_is_entrusted_to_alone() -> None:
    holder, agency = an_organisation("北川大学甲"), an_organisation("南山代理", "agency")
    right = a_secret(holder)
    Party.objects.create(right=right, role="agent", name=agency.name, organisation=agency)
    manager = a_user(Role.MANAGER, holder)

    told = sharing_of(Sight(manager, right))
    to_agency = sharing_of(Sight(a_user(Role.ATTORNEY, agency), right))

    assert told is not None
    assert [party.name for party in told.parties] == ["北川大学甲", "南山代理"]
    assert told.can_share
    assert to_agency is not None
    assert not to_agency.can_share
    assert sharing_of(Sight(a_user(Role.MANAGER), right)) is None
    assert sharing_of(Sight(AnonymousUser(), right)) is None


def test_lookup_finds_who_can_be_named_and_no_secret_body() -> None:
    holder = an_organisation("北川大学甲")
    right, manager = a_secret(holder), a_user(Role.MANAGER, holder)
    bank = an_organisation("南山银行", "bank")
    elsewhere = an_organisation("南山秘密公司", "unknown")
    (other,) = enter(publication(application="201710601863.3", number="107654322"))[1:]
    Right.objects.filter(pk=other.pk).update(confidentiality="holder")
    Party.objects.filter(right=other, role="applicant").update(organisation=elsewhere)
    sharing = sharing_of(Sight(manager, right))
    assert sharing is not None

    assert found_organisations(manager, sharing, "南山") == [bank]
    assert found_organisations(manager, sharing, "北川大学甲") == []
    assert found_organisations(manager, sharing, "山") == []
    assert found_organisations(manager, sharing, "\0\0") == []
    with pytest.raises(ValidationError):
        share_right(right=right, organisation=elsewhere, by=manager)
