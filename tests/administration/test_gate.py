"""Who is let in to which page."""

from __future__ import annotations

import pytest
from django.test import Client

from mainline.administration.urls import urlpatterns
from mainline.audit.actions import record
from mainline.orgs.enums import Role
from tests.administration.conftest import a_boss, logged_in
from tests.factories import a_user, an_organisation

pytestmark = pytest.mark.django_db

PAGES = (
    "/administration/", "/administration/accounts/", "/administration/accounts/export/csv/",
    "/administration/organisations/", "/administration/organisations/export/csv/",
    "/administration/organisations/add/", "/administration/jobs/", "/administration/jobs/export/csv/",
)  # fmt: skip
AUDIT = ("/administration/audit/", "/administration/audit/export/csv/")
PUBLIC = (
    "/roles/", "/audit/checkpoints/", "/audit/checkpoints/export/csv/",
    "/audit/checkpoints/mainline-checkpoints.jsonl",
)  # fmt: skip


def test_every_page_is_here_or_has_a_test_of_its_own() -> None:
    plain = {
        f"/{one.pattern}".replace("<slug:format>", "csv")
        for one in urlpatterns
        if "<int:" not in str(one.pattern)
    }
    assert plain == {*PAGES, *AUDIT, *PUBLIC}


def test_administrators_of_the_platform_are_let_in_everywhere(boss: Client) -> None:
    for path in (*PAGES, *AUDIT, *PUBLIC):
        assert boss.get(path).status_code == 200, path


def test_everybody_else_finds_no_such_page(stranger: Client) -> None:
    organisation = an_organisation()
    officer = logged_in(a_user(Role.OFFICER))
    admin = logged_in(a_user(Role.ADMIN, organisation))
    account = a_boss("other").pk
    paths = (
        *PAGES,
        f"/administration/accounts/{account}/",
        f"/administration/organisations/{organisation.pk}/",
    )
    for path in paths:
        assert Client().get(path).headers["Location"].startswith("/login/"), path
        for client in (stranger, officer, admin):
            assert client.get(path).status_code == 404, path
            assert client.post(path, {"act": "close"}).status_code in (404, 405), path


def test_record_is_for_administrators_of_organisations_too(stranger: Client) -> None:
    organisation = an_organisation()
    admin = logged_in(a_user(Role.ADMIN, organisation))
    entry = record(code="organisation.changed", by=None, subject=f"organisation:{organisation.pk}")
    elsewhere = record(code="organisation.changed", by=None, subject="organisation:999999")
    for path in (*AUDIT, f"/administration/audit/{entry.number}/"):
        assert admin.get(path).status_code == 200, path
        assert stranger.get(path).status_code == 404, path
        assert Client().get(path).headers["Location"].startswith("/login/"), path
    assert admin.get(f"/administration/audit/{elsewhere.number}/").status_code == 404
    assert admin.get("/administration/audit/99999999999999999999/").status_code == 404


def test_public_pages_are_public() -> None:
    for path in PUBLIC:
        assert Client().get(path).status_code == 200, path


def test_menu_leads_where_one_may_go(boss: Client, stranger: Client) -> None:
    admin = logged_in(a_user(Role.ADMIN))
    assert 'href="/administration/"' in boss.get("/organisations/").content.decode()
    assert 'href="/administration/"' not in admin.get("/organisations/").content.decode()
    assert 'href="/administration/audit/"' in admin.get("/organisations/").content.decode()
    assert "/administration/" not in stranger.get("/organisations/").content.decode()
