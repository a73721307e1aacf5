"""The pages on which a right is shared and laid open."""

from __future__ import annotations

import pytest
from django.test import Client

from mainline.orgs.enums import Role
from mainline.orgs.models import Organisation
from mainline.register.models import Share
from tests.factories import a_user, an_organisation
from tests.register.test_sharing import a_secret

pytestmark = pytest.mark.django_db


def _manager(zh: Client, right_of: Organisation) -> Client:
    zh.force_login(a_user(Role.MANAGER, right_of))
    return zh


def test_page_shares_and_takes_back(zh: Client) -> None:
    holder, bank = an_organisation(), an_organisation("南山银行", "bank")
    right = a_secret(holder)
    path = f"/rights/{right.pk}/sharing/"
    _manager(zh, holder)

    assert "南山银行" in zh.get(f"{path}?q=南山").content.decode()
    part = zh.get(f"{path}?q=南山", headers={"HX-Target": "sharing"}).content.decode()
    assert "<html" not in part
    assert zh.post(f"{path}add/", {"organisation": bank.pk}).headers["Location"] == path
    assert Share.objects.get().organisation == bank
    answer = zh.post(f"{path}remove/", {"organisation": bank.pk, "next": "https://elsewhere.example/"})
    assert answer.headers["Location"] == path
    assert not Share.objects.exists()


@pytest.mark.parametrize("organisation", ["", "x", "0", "9" * 30, "-1"])
def test_page_survives_what_names_no_organisation(zh: Client, organisation: str) -> None:
    holder = an_organisation()
    right = a_secret(holder)
    _manager(zh, holder)
    for act in ("add", "remove"):
        answer = zh.post(f"/rights/{right.pk}/sharing/{act}/", {"organisation": organisation})
        assert answer.status_code == 404


def test_page_opens_in_two_steps(zh: Client) -> None:
    holder = an_organisation()
    right = a_secret(holder)
    path = f"/rights/{right.pk}/open/"
    _manager(zh, holder)

    assert 'role="alert"' in zh.post(path, {"reason": "x"}).content.decode()
    asked = zh.post(path, {"reason": "展会上要公开"}).content.decode()
    right.refresh_from_db()
    assert right.confidentiality == "holder"
    assert 'name="confirm"' in asked
    zh.post(path, {"reason": "展会上要公开", "confirm": "yes"})
    right.refresh_from_db()
    assert right.confidentiality == "public"
    assert zh.get(path).headers["Location"] == f"/rights/{right.pk}/"


@pytest.mark.parametrize("path", ["sharing/", "open/"])
def test_pages_are_not_there_for_others(zh: Client, path: str) -> None:
    right = a_secret(an_organisation())
    assert zh.get(f"/rights/{right.pk}/{path}").headers["Location"].startswith("/login/")
    zh.force_login(a_user(Role.MANAGER))
    assert zh.get(f"/rights/{right.pk}/{path}").status_code == 404
    assert zh.post(f"/rights/{right.pk}/sharing/add/", {"organisation": 1}).status_code == 404
    assert zh.get(f"/rights/{'9' * 25}/{path}").status_code == 404
