"""Saved views: kept, opened first, renamed and dropped, each by its own user alone."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from mainline.audit.models import Entry
from mainline.orgs.enums import Role
from mainline.orgs.models import SavedView
from mainline.orgs.saved_views import (
    choose_view,
    default_view,
    forget_view,
    rename_view,
    save_view,
    views_by_table,
)
from tests.factories import a_user

pytestmark = pytest.mark.django_db


def kept(by: Any, name: str = "Banks", address: str = "/organisations/?kind=bank", **more: Any) -> SavedView:
    return save_view(by=by, table="organisations", name=name, address=address, **more)


def test_view_is_kept_under_its_name_and_the_same_name_replaces_it() -> None:
    user = a_user(Role.VIEWER)
    kept(user, name="  My \0 banks ")
    kept(user, name="My banks", address="/organisations/?kind=bank&sort=name")

    [view] = SavedView.objects.all()

    assert (view.name, view.query) == ("My banks", "kind=bank&sort=name")
    assert [entry.code for entry in Entry.objects.order_by("number")] == ["view.saved", "view.saved"]


@pytest.mark.parametrize(
    "address",
    [
        "https://elsewhere.example/organisations/?kind=bank",
        "//elsewhere.example/organisations/?kind=bank",
        "javascript:alert(1)",
        "/imports/?state=done",
        "/search/?q=x",
        "/no/such/page/?a=b",
        "/organisations/",
        "/organisations/?kind=bank\r\nSet-Cookie: a=b",
        "/organisations/?kind= bank",
        "",
    ],
)
def test_view_is_of_this_site_and_of_its_own_table(address: str) -> None:
    with pytest.raises(ValidationError, match=r"."):
        kept(a_user(Role.VIEWER), address=address)
    assert not SavedView.objects.exists()


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("", "/organisations/?kind=bank"),
        (" \0 ", "/organisations/?kind=bank"),
        ("a" * 121, "/organisations/?kind=bank"),
        ("a", "/organisations/?q=" + "a" * 2000),
    ],
)
def test_name_or_address_that_is_not_kept_whole_is_refused(name: str, address: str) -> None:
    with pytest.raises(ValidationError, match=r"."):
        kept(a_user(Role.VIEWER), name=name, address=address)


def test_one_view_of_a_table_opens_first() -> None:
    user = a_user(Role.VIEWER)
    one = kept(user, "One", is_default=True)
    two = kept(user, "Two", is_default=True)
    assert default_view(user, "organisations") == two

    assert choose_view(by=user, pk=one.pk, is_default=True)
    assert default_view(user, "organisations") == one
    kept(user, "One", "/organisations/?kind=office")
    assert default_view(user, "organisations") == one

    assert choose_view(by=user, pk=one.pk, is_default=False)
    assert default_view(user, "organisations") is None
    assert default_view(user, "imports") is None


def test_view_is_renamed_but_not_to_a_name_in_use() -> None:
    user = a_user(Role.VIEWER)
    one, two = kept(user, "One"), kept(user, "Two")

    assert rename_view(by=user, pk=one.pk, name="Three")
    with pytest.raises(ValidationError, match="Three"):
        rename_view(by=user, pk=two.pk, name="Three")

    assert sorted(SavedView.objects.values_list("name", flat=True)) == ["Three", "Two"]


def test_views_of_others_are_out_of_reach() -> None:
    owner, other = a_user(Role.VIEWER), a_user(Role.OFFICER)
    view = kept(owner, is_default=True)

    assert not rename_view(by=other, pk=view.pk, name="Mine now")
    assert not choose_view(by=other, pk=view.pk, is_default=False)
    assert not forget_view(by=other, pk=view.pk)
    assert views_by_table(other) == {}
    assert default_view(other, "organisations") is None

    assert forget_view(by=owner, pk=view.pk)
    assert not forget_view(by=owner, pk=view.pk)
    assert not forget_view(by=owner, pk=2**70)


def test_only_members_keep_views() -> None:
    with pytest.raises(PermissionDenied):
        kept(a_user())


def test_no_user_keeps_views_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mainline.orgs.saved_views.MOST", 2)
    user = a_user(Role.VIEWER)
    kept(user, "One")
    kept(user, "Two")
    with pytest.raises(ValidationError, match="2"):
        kept(user, "Three")
    kept(user, "Two")
