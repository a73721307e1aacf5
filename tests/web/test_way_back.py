"""The way from the page of a right back to the list on which it was found."""

from __future__ import annotations

import pytest
from django.test import Client
from lxml import html

from tests.factories import enter, some_publications

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("referer", "href"),
    [
        ("http://testserver/search/?q=%E5%A4%A7%E8%B1%86&page=2", "/search/?q=%E5%A4%A7%E8%B1%86&page=2"),
        ("http://testserver/my-rights/?sort=-filed", "/my-rights/?sort=-filed"),
        ("http://elsewhere.example/search/?q=1", "/search/"),
        ("http://testserver/nowhere/at/all", "/search/"),
        ("http://[", "/search/"),
        ("", "/search/"),
    ],
)
def test_right_leads_back_to_the_list_it_came_from_and_else_to_the_search(
    en: Client, referer: str, href: str
) -> None:
    (right,) = enter(*some_publications(1))
    page = en.get(f"/rights/{right.pk}/", headers={"Referer": referer} if referer else {})
    (link,) = html.fromstring(page.content.decode()).xpath("//p[@class='kicker']/a[@data-up]")
    assert link.get("href") == href
    assert "Referer" in page.headers["Vary"]
