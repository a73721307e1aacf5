"""Tables open as their users keep them; the pages of saved views."""

from __future__ import annotations

from urllib.parse import urljoin

import pytest
from django.test import Client
from lxml import html

from mainline.orgs.enums import Role
from mainline.orgs.models import SavedView
from tests.factories import a_user, an_organisation
from tests.web.test_pages import text

pytestmark = pytest.mark.django_db


@pytest.fixture
def en() -> Client:
    client = Client(HTTP_ACCEPT_LANGUAGE="en")
    client.force_login(a_user(Role.VIEWER, name="keeper"))
    return client


def keep(client: Client, path: str, **more: str) -> str:
    """Send the form that keeps what a table shows; return where it leads."""
    [form] = html.fromstring(text(client, path)).xpath("//form[@action='/views/save/']")
    given = {field.get("name"): field.get("value") for field in form.xpath(".//input[@type='hidden']")}
    answer = client.post(urljoin(path, form.get("action")), {**given, "name": "Kept", **more})
    assert answer.status_code == 302
    return answer.headers["Location"]


def names(page: str) -> list[str]:
    return [cell.text_content().strip() for cell in html.fromstring(page).xpath("//tbody/tr/td[1]")]


def test_table_is_found_again_with_filters_order_and_columns(en: Client) -> None:
    for name in ("南山银行", "北山银行"):
        an_organisation(name, kind="bank")
    an_organisation("南山大学")
    text(en, "/organisations/?table=organisations&columns=uscc")

    address = keep(en, "/organisations/?kind=bank&sort=-name&page=1")
    text(en, "/organisations/?table=organisations&columns=country")
    page = text(en, address)

    assert sorted(names(page)) == ["北山银行", "南山银行"]
    assert [head.text_content().strip(" ↓") for head in html.fromstring(page).xpath("//th")] == [
        "Name",
        "Credit code",
    ]
    assert 'aria-sort="descending"' in page
    assert en.cookies["columns-organisations"].value == "name.country"
    menu = html.fromstring(text(en, "/organisations/?q=x")).xpath(f"//a[@href='{address}']")
    assert [entry.text_content().strip() for entry in menu] == ["Kept"]


def test_bare_address_opens_the_view_that_opens_first_with_a_way_to_all(en: Client) -> None:
    an_organisation("南山银行", kind="bank")
    an_organisation("南山大学")
    address = keep(en, "/organisations/?kind=bank", default="1")

    answer = en.get("/organisations/")
    assert answer.headers["Location"] == address
    opened = text(en, address)
    assert names(opened) == ["南山银行"]
    assert "Opened as you keep it: “Kept”." in opened

    everything = text(en, "/organisations/?view=all")
    assert "南山大学" in names(everything)
    assert "Opened as you keep it" not in everything
    assert "南山大学" in text(Client(HTTP_ACCEPT_LANGUAGE="en"), "/organisations/")


def test_file_of_a_view_has_its_rows(en: Client) -> None:
    an_organisation("南山银行", kind="bank")
    an_organisation("南山大学")
    address = keep(en, "/organisations/?kind=bank")
    link = html.fromstring(text(en, address)).xpath("//a[@download]/@href[contains(., 'jsonl')]")[0]
    assert b"".join(en.get(urljoin(address, link)).streaming_content).count(b"\n") == 1


def test_views_are_renamed_chosen_and_deleted_on_their_page(en: Client) -> None:
    keep(en, "/organisations/?kind=bank")
    view = SavedView.objects.get()
    assert "Kept" in names(text(en, "/views/"))

    en.post(f"/views/{view.pk}/rename/", {f"name-{view.pk}": "Banks"})
    en.post(f"/views/{view.pk}/choose/", {"default": "1", "next": "/views/"})
    view.refresh_from_db()
    assert (view.name, view.is_default) == ("Banks", True)

    en.post(f"/views/{view.pk}/rename/", {f"name-{view.pk}": " "})
    assert "A view needs a name." in text(en, "/views/")
    en.post(f"/views/{view.pk}/choose/", {"default": ""})
    en.post(f"/views/{view.pk}/forget/")
    assert not SavedView.objects.exists()
    assert "None yet." in text(en, "/views/")
    assert "deleted already" in html.fromstring(
        en.post(f"/views/{view.pk}/forget/", follow=True).content
    ).xpath("string(//div[@role='status'])")


def test_refused_view_says_why_and_stays_on_this_site(en: Client) -> None:
    answer = en.post(
        "/views/save/",
        {"table": "organisations", "name": "x", "address": "//e.example/", "next": "//e.example/"},
        follow=True,
    )
    assert answer.redirect_chain == [("/views/", 302)]
    assert "this is no address of that table" in answer.content.decode()


def test_views_are_for_members_and_their_forms_need_the_token() -> None:
    visitor = Client(HTTP_ACCEPT_LANGUAGE="en")
    assert visitor.get("/views/").headers["Location"].startswith("/login/")
    assert "/views/save/" not in text(visitor, "/organisations/?q=x")
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(a_user(Role.VIEWER))
    assert strict.post("/views/save/", {"table": "organisations"}).status_code == 403
