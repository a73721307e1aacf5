"""Members and invitations as a browser sees them."""

from __future__ import annotations

import datetime as dt
import logging
import re
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from mainline.orgs import invitations
from mainline.orgs.enums import Role
from mainline.orgs.models import Invitation, Membership
from tests.factories import PASSWORD, a_user, an_organisation
from tests.web.logins import (
    NEW,
    a_place,
    forget_password,
    invited,
    is_logged_in,
    letters,
    log_in,
    said,
)

pytestmark = pytest.mark.django_db


WHO = {
    # who asks: (members, one member, invitations)
    "visitor": (302, 302, 302),
    "stranger": (404, 404, 404),
    "administrator elsewhere": (404, 404, 404),
    "inventor": (403, 403, 403),
    "manager": (403, 403, 403),
    "administrator": (200, 200, 200),
    "administrator of the platform": (200, 200, 200),
}


@pytest.mark.parametrize(("who", "expected"), WHO.items())
def test_members_are_for_who_administers_them(en: Client, who: str, expected: tuple[int, ...]) -> None:
    organisation, admin = a_place()
    user = {
        "visitor": lambda: None,
        "stranger": a_user,
        "administrator elsewhere": lambda: a_user(Role.ADMIN),
        "inventor": lambda: a_user(Role.INVENTOR, organisation),
        "manager": lambda: a_user(Role.MANAGER, organisation),
        "administrator": lambda: admin,
        "administrator of the platform": a_user,
    }[who]()
    if who == "administrator of the platform":
        user.is_superuser = True
        user.save()
    if user is not None:
        log_in(en, user)
    base = f"/organisations/{organisation.pk}"
    paths = (f"{base}/members/", f"{base}/members/{admin.memberships.get().pk}/", f"{base}/invitations/")

    assert tuple(en.get(path).status_code for path in paths) == expected
    told = tuple(
        en.post(path, {"act": "role", "role": "viewer", "name": "x", "days": "1"}).status_code
        for path in paths
    )
    if expected[0] != 200:
        assert told == expected
        assert admin.memberships.get().role == Role.ADMIN
        assert not Invitation.objects.exists()


def test_member_of_another_organisation_is_not_found_under_this_one(en: Client) -> None:
    organisation, admin = a_place()
    other = a_user(Role.VIEWER).memberships.get()
    log_in(en, admin)
    path = f"/organisations/{organisation.pk}/members/{other.pk}/"

    assert en.get(path).status_code == 404
    assert en.post(path, {"act": "remove"}).status_code == 404
    assert Membership.objects.filter(pk=other.pk).exists()


def test_member_gets_another_role_a_link_and_goodbye(en: Client) -> None:
    organisation, admin = a_place()
    user = a_user(Role.VIEWER, organisation)
    log_in(en, admin)
    path = f"/organisations/{organisation.pk}/members/{user.memberships.get().pk}/"

    en.post(path, {"act": "role", "role": "inventor", "user": "1", "organisation": "1"})
    assert user.memberships.get().role == Role.INVENTOR
    assert user.memberships.get().organisation == organisation
    assert "not given there" in said(en.post(path, {"act": "role", "role": "officer"}))
    link = re.search(
        r"http://testserver(/login/new-password/[^<]+)", en.post(path, {"act": "reset"}).content.decode()
    )
    assert link is not None
    assert en.post(path, {"act": "factors"}).status_code == 403
    assert en.post(path, {"act": "burn"}).status_code == 403
    en.post(path, {"act": "remove"})

    assert not user.memberships.exists()


def test_last_administrator_is_told_why_not(en: Client) -> None:
    organisation, admin = a_place()
    log_in(en, admin)
    path = f"/organisations/{organisation.pk}/members/{admin.memberships.get().pk}/"

    assert "last administrator" in said(en.get(path))
    assert "last administrator" in said(en.post(path, {"act": "remove"}))
    assert "last administrator" in said(en.post(f"/account/leave/{admin.memberships.get().pk}/"))
    assert admin.memberships.exists()


def test_sensitive_act_asks_again_and_goes_on_afterwards(en: Client) -> None:
    organisation, admin = a_place()
    log_in(en, admin)
    forget_password(en)
    path = f"/organisations/{organisation.pk}/invitations/"
    form = {"name": "王伟", "role": "inventor", "days": "7"}

    before = en.session.session_key
    asked = en.post(path, form)
    assert asked.headers["Location"] == f"/account/again/?next={path.replace('/', '%2F')}"
    assert not Invitation.objects.exists()
    done = en.post(asked.headers["Location"], {"password": PASSWORD, "next": path})

    assert "shown this one time" in said(done)
    assert Invitation.objects.get().name == "王伟"
    after = en.session.session_key
    assert after != before
    assert not Session.objects.filter(session_key=before).exists()
    assert list(UserSession.objects.values_list("session_key", flat=True)) == [after]
    assert is_logged_in(en)


def test_invitation_leads_to_an_account_by_an_address_without_its_secret(en: Client) -> None:
    organisation, link = invited(en)

    arrived = en.get(link)
    assert arrived.headers["Location"] == "/invitations/accept/"
    assert arrived.headers["Referrer-Policy"] == "no-referrer"
    page = en.get("/invitations/accept/")
    assert organisation.name in said(page)
    assert link.split("/")[2] not in page.content.decode()
    given = {"username": "wang", "name": "王伟", "password": NEW}
    wrong = en.post("/invitations/accept/", given | {"password": "short"})
    assert "at least 12" in said(wrong)
    done = en.post(
        "/invitations/accept/",
        given | {"role": "admin", "organisation": "1", "is_superuser": "1", "invitation": "9"},
    )

    assert done.status_code == 302
    assert is_logged_in(en)
    membership = Membership.objects.get(user__username="wang")
    assert (membership.organisation, membership.role) == (organisation, Role.INVENTOR)
    assert not membership.user.is_superuser
    late = Client(headers={"accept-language": "en"})
    late.get(link)
    gone = late.get("/invitations/accept/")
    assert gone.status_code == 410
    assert "was used" in said(gone)


def test_invitation_is_taken_up_with_the_account_that_one_has(en: Client) -> None:
    organisation, link = invited(en)
    user = a_user()
    en.get(link)
    log_in(en, user, next="/invitations/accept/")
    assert f"Join as {user.username}" in said(en.get("/invitations/accept/"))

    assert en.post("/invitations/accept/").headers["Location"] == "/account/"

    assert user.memberships.get().organisation == organisation


@pytest.mark.parametrize("fate", ["expired", "revoked", "wrong", "none"])
def test_invitation_that_does_not_stand_says_why_and_its_secret_is_not_logged(
    en: Client, fate: str, caplog: Any
) -> None:
    _organisation, link = invited(en)
    if fate == "expired":
        Invitation.objects.update(expires_at=timezone.now() - dt.timedelta(days=1))
    elif fate == "revoked":
        Invitation.objects.update(revoked_at=timezone.now())
    with caplog.at_level(logging.DEBUG):
        if fate != "none":
            en.get(link if fate != "wrong" else f"{link[:-3]}/")
        answer = en.get("/invitations/accept/")

    assert answer.status_code == (410 if fate in ("expired", "revoked") else 404)
    assert {"expired": "has expired", "revoked": "was revoked"}.get(fate, "copied whole") in said(answer)
    assert link.split("/")[2][:20] not in caplog.text
    assert en.post("/invitations/accept/", {"username": "x", "password": NEW}).status_code in (404, 410)


def test_invitation_goes_by_letter_where_letters_are_set_up(en: Client, settings: Any) -> None:
    settings.HAS_EMAIL = True
    _organisation, link = invited(en, email="wang@example.cn")

    [letter] = letters(1)

    assert letter.to == ["wang@example.cn"]
    assert letter.body.count(link) == 2
    assert "邀请" in letter.subject or "invitation" in letter.subject


def test_open_invitation_is_revoked_by_its_button(en: Client) -> None:
    organisation, admin = a_place()
    made, _secret = invitations.invite(
        organisation=organisation, name="王伟", email="", role=Role.VIEWER, days=7, by=admin
    )
    foreign, _other = invitations.invite(
        organisation=an_organisation(), name="x", email="", role=Role.VIEWER, days=7, by=None
    )
    log_in(en, admin)
    path = f"/organisations/{organisation.pk}/invitations/"

    assert en.post(path, {"end": str(foreign.pk)}).status_code == 404
    assert en.post(path, {"end": "nonsense"}).status_code == 404
    en.post(path, {"end": str(made.pk)})

    made.refresh_from_db()
    assert made.revoked_at is not None


@pytest.mark.parametrize("size", [1, 4])
def test_members_take_as_many_questions_whatever_their_number(
    en: Client, size: int, django_assert_max_num_queries: Any
) -> None:
    organisation, admin = a_place()
    for _number in range(size):
        a_user(Role.INVENTOR, organisation)
    log_in(en, admin)
    path = f"/organisations/{organisation.pk}/members/"
    en.get(path)

    with django_assert_max_num_queries(26):
        en.get(path)


def test_members_go_out_as_a_file_without_addresses_of_mail(en: Client) -> None:
    organisation, admin = a_place()
    log_in(en, admin)

    answer = en.get(f"/organisations/{organisation.pk}/members/export/csv/")

    assert admin.username in b"".join(answer.streaming_content).decode()
    assert en.get(f"/organisations/{organisation.pk}/members/export/docx/").status_code == 404
