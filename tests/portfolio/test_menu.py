"""The menu of management: every link of it leads to a page, for whoever sees it."""

from __future__ import annotations

import pytest
from django.test import Client
from lxml import html

from mainline.orgs.enums import OrganisationKind, Role
from tests.factories import a_user, an_organisation
from tests.web.test_pages import text

pytestmark = pytest.mark.django_db


def links(client: Client, path: str) -> dict[str, str]:
    found = html.fromstring(text(client, path)).xpath("//nav[contains(@class, 'dates-nav')]//a")
    return {link.get("href"): link.text_content().strip() for link in found}


@pytest.mark.parametrize(
    ("kind", "role"),
    [
        (OrganisationKind.ENTERPRISE, Role.MANAGER),
        (OrganisationKind.AGENCY, Role.ATTORNEY),
        (OrganisationKind.UNIVERSITY, Role.VIEWER),
        (OrganisationKind.BANK, Role.BANKER),
    ],
)
def test_every_link_of_the_menu_leads_to_a_page_that_marks_it(
    en: Client, kind: OrganisationKind, role: Role
) -> None:
    en.force_login(a_user(role, an_organisation(kind=kind)))
    seen, left = set(), set(links(en, "/dates/"))
    while left:
        path = left.pop()
        seen.add(path)
        page = html.fromstring(text(en, path))
        assert page.xpath("//nav[contains(@class, 'dates-nav')]//a[@aria-current='page']/@href") == [path]
        left |= set(links(en, path)) - seen
    assert ("/dates/bills/prices/" in seen) == (kind == OrganisationKind.AGENCY)
    assert ("/dates/house/" in seen) == (role in (Role.MANAGER, Role.ATTORNEY))
    assert {"/dates/week/", "/dates/budget/", "/portfolio/", "/dates/reports/", "/dates/people/"} <= seen
