"""The first page and the page of one right."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from dataclasses import replace
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils.translation import override

from mainline.links import LINKS
from mainline.offices.record import Image, Position, Text
from mainline.orgs import clock
from mainline.orgs.enums import Role
from mainline.pages.home import tiles
from mainline.register.models import Right, SourceRecord
from mainline.register.search import region
from tests.factories import a_user, an_event, an_import, an_organisation, enter, some_publications
from tests.register.samples import publication

pytestmark = pytest.mark.django_db


def text(client: Client, path: str, status: int = 200, **more: Any) -> str:
    response = client.get(path, **more)
    assert response.status_code == status, response.content.decode()[:2000]
    return response.content.decode()


def test_home_of_an_empty_register_says_what_to_do(zh: Client, en: Client) -> None:
    assert "登记库还是空的" in text(zh, "/")
    assert "./bin/mainline ingest" in text(en, "/")
    assert "The register is empty" in text(en, "/")


def test_home_counts_and_every_count_opens_something(zh: Client) -> None:
    rights = enter(*some_publications(3))
    an_event(rights[0])

    page = text(zh, "/")

    for link in LINKS:
        assert f"/chain/{link.code}/" in page
        assert text(zh, f"/chain/{link.code}/")
    assert "?kind=invention" in page
    assert "?status=published" in page
    assert "许可" in text(zh, "/chain/utilization/")


def test_home_draws_every_prefecture_with_its_rights(zh: Client) -> None:
    [right] = enter(publication())
    Right.objects.filter(pk=right.pk).update(place="230100")

    page = text(zh, "/")

    assert page.count('class="tile ') == len(region().divisions) == 13
    assert "?region=230100" in page
    assert "示意图" in page


def test_tiles_shade_by_count_and_leave_none_blank() -> None:
    drawn = {tile.code: tile for tile in tiles(region(), {"230100": 100, "230200": 1}, "zh")}

    assert drawn["230100"].heat == 5
    assert drawn["230200"].heat == 1
    assert drawn["230300"].heat == 0
    assert len({(tile.column, tile.row) for tile in drawn.values()}) == 13


def test_home_shows_imports_to_those_who_may_import(en: Client) -> None:
    enter(publication())
    an_import(name="harvest.xml")
    assert "harvest.xml" not in text(en, "/")
    en.force_login(a_user(Role.OFFICER))
    assert "harvest.xml" in text(en, "/")


def test_demonstration_is_labelled_with_its_day(zh: Client, en: Client) -> None:
    enter(publication())
    assert 'class="demo"' not in text(en, "/")
    Right.objects.update(is_demo=True)
    clock.set_clock(dt.date(2026, 11, 20))
    from django.core.cache import caches

    caches["local"].clear()
    for path in (
        "/",
        "/search/?q=",
        f"/rights/{Right.objects.get().pk}/",
        "/organisations/",
        "/search/help/",
    ):
        assert "2026-11-20" in text(zh, path)
        assert "示范数据" in text(zh, path)
    assert "Demonstration" in text(en, "/")


def test_right_shows_status_next_date_and_thread(zh: Client, en: Client) -> None:
    granted = publication(kind="B", on="2020-05-05")
    [right] = enter(publication(), granted)
    an_event(right, details={"party": "北川大学"}, amount_minor=126_000_000, currency="CNY")

    chinese, english = text(zh, f"/rights/{right.pk}/"), text(en, f"/rights/{right.pk}/")

    assert "有效" in chinese
    assert "In force" in english
    assert "为什么是这一天" in chinese
    assert "Why this date?" in english
    assert "《专利法" in chinese
    for link in LINKS:
        for language, page in (("zh-hans", chinese), ("en", english)):
            with override(language):
                assert f'{link.label} <span class="n">' in page
            assert f'class="link-{link.code}' in page
    assert "2024-03-18" in chinese
    assert "合同" in chinese


def test_right_shows_titles_in_the_language_of_the_page(zh: Client, en: Client) -> None:
    record = publication()
    both = replace(record, titles=(*record.titles, Text("en", "Soybean harvester")))
    [right] = enter(both)
    assert "<h1>一种大豆收获机</h1>" in text(zh, f"/rights/{right.pk}/")
    english = text(en, f"/rights/{right.pk}/")
    assert "<h1>Soybean harvester</h1>" in english
    assert "一种大豆收获机" in english


def test_right_thread_is_filtered_by_link_with_and_without_htmx(zh: Client) -> None:
    [right] = enter(publication())
    an_event(right)
    path = f"/rights/{right.pk}/?link=utilization"

    whole, part = text(zh, path), text(zh, path, headers={"HX-Target": "thread"})

    assert whole.count('<li class="link-utilization"') == 2
    assert "<html" in whole
    assert "<html" not in part
    assert 'id="thread"' in part
    assert '<li class="link-creation"' not in part


def test_right_undated_events_say_so(zh: Client, en: Client) -> None:
    [right] = enter(publication())
    an_event(right, happened_on=None)
    assert "日期不详" in text(zh, f"/rights/{right.pk}/")
    assert "day not known" in text(en, f"/rights/{right.pk}/")


def test_right_text_is_escaped(en: Client) -> None:
    [right] = enter(publication(title="<script>alert(1)</script>"))
    page = text(en, f"/rights/{right.pk}/") + text(en, "/search/?q=alert") + text(en, "/")
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_right_exports_json_and_references(zh: Client) -> None:
    [right] = enter(publication())

    as_json = zh.get(f"/rights/{right.pk}/export/json/")
    ris = b"".join(zh.get(f"/rights/{right.pk}/export/ris/").streaming_content).decode()

    assert json.loads(as_json.content)["number"] == right.number
    assert "attachment" in as_json["Content-Disposition"]
    assert "TY  - PAT" in ris


@pytest.mark.parametrize(
    "path",
    [
        "/rights/999999/",
        "/rights/99999999999999999999999/",
        "/rights/1/export/docx/",
        "/chain/nothing/",
        "/no",
    ],
)
def test_what_is_not_there_is_a_page_that_says_so(zh: Client, en: Client, path: str) -> None:
    assert "404" in text(zh, path, 404)
    assert "这个地址没有内容" in text(zh, path, 404)
    assert "There is nothing at this address" in text(en, path, 404)


def test_confidential_right_is_hidden_from_all_but_its_holder(zh: Client) -> None:
    [right] = enter(publication())
    holder = right.parties.get(role="applicant").organisation
    Right.objects.update(confidentiality="holder")
    path = f"/rights/{right.pk}/"

    assert zh.get(path).status_code == 404
    zh.force_login(a_user(Role.OFFICER, an_organisation("另一家")))
    assert zh.get(path).status_code == 404
    zh.force_login(a_user(Role.INVENTOR, holder))
    assert zh.get(path).status_code == 200


def test_language_switch_keeps_the_page(zh: Client) -> None:
    enter(publication())
    response = zh.post("/i18n/setlang/", {"language": "en", "next": "/search/?q=soybean"})
    assert response.headers["Location"] == "/search/?q=soybean"
    assert '<html lang="en"' in text(zh, "/search/?q=soybean")


def test_a_missing_index_is_a_page_that_says_how_to_mend_it(zh: Client, en: Client) -> None:
    assert "rebuild-index" in text(zh, "/search/?q=soybean", 503)
    assert "Search cannot answer now" in text(en, "/search/?q=soybean", 503)
    assert en.get("/api/v1/search?q=soybean").json()["code"] == "engine"


@pytest.mark.parametrize("damage", ["missing", "broken"])
def test_a_right_is_shown_without_the_index_but_for_what_is_like_it(en: Client, damage: str) -> None:
    first, second = enter(*some_publications(2))
    alike = text(en, f"/rights/{first.pk}/like/")
    assert f'href="/rights/{second.pk}/"' in alike
    assert f'hx-get="/rights/{first.pk}/like/"' in text(en, f"/rights/{first.pk}/")
    part = en.get(f"/rights/{first.pk}/like/", headers={"HX-Request": "true"}).content.decode()
    assert part.strip().startswith("<ul")
    assert f'href="/rights/{second.pk}/"' in part

    shutil.rmtree(settings.INDEX_DIR)
    if damage == "broken":
        settings.INDEX_DIR.mkdir()
        (settings.INDEX_DIR / "meta.json").write_text("{}", encoding="utf-8")

    assert first.title in text(en, f"/rights/{first.pk}/")
    assert "Search cannot answer now" in text(en, f"/rights/{first.pk}/like/", 503)
    assert en.get(f"/rights/{first.pk}/like/", headers={"HX-Request": "true"}).status_code == 204


def test_drawings_that_a_source_names_are_listed_as_not_held(en: Client, zh: Client) -> None:
    drawings = tuple(Image(f"fig-{number}.tif", "drawing") for number in range(14))
    [right] = enter(replace(publication(), images=(*drawings, drawings[0])))

    english, chinese = text(en, f"/rights/{right.pk}/"), text(zh, f"/rights/{right.pk}/")

    assert "Drawings and images" in english
    assert "the files themselves are not held here" in english
    assert english.count("fig-0.tif") == 1
    assert "fig-13.tif" in english
    assert "附图" in chinese


def test_a_right_without_drawings_has_no_panel_for_them(en: Client) -> None:
    [right] = enter(publication())
    assert "Drawings and images" not in text(en, f"/rights/{right.pk}/")


@pytest.mark.parametrize(
    ("code", "name"),
    [("cnipa.filing", "国家知识产权局电子申请文件包"), ("demo", "示范数据"), ("x.new", "x.new")],
)
def test_sources_are_named_in_words(zh: Client, code: str, name: str) -> None:
    [right] = enter(replace(publication(), format=code))
    zh.force_login(get_user_model().objects.create_superuser("root"))
    page = text(zh, f"/rights/{right.pk}/")
    assert f"<b>{name}</b>" in page
    assert "demo demonstration" not in page


def test_a_file_of_a_member_is_not_named_to_others(zh: Client) -> None:
    [right] = enter(replace(publication(), format="tabular", position=Position("客户清单.xlsx", 0, 7)))
    SourceRecord.objects.update(imported_by=an_import(requested_by=a_user(Role.MANAGER)))

    page = text(zh, f"/rights/{right.pk}/")

    assert "客户清单" not in page
    assert zh.get(f"/rights/{right.pk}/sources/{SourceRecord.objects.get().pk}/").status_code == 404


def test_healthz_answers_without_a_session(zh: Client) -> None:
    response = zh.get("/healthz")
    assert response.content == b"ok\n"
    assert "sessionid" not in response.cookies


def test_headers_forbid_inline_code_and_powers(zh: Client) -> None:
    response = zh.get("/")
    assert "script-src 'self'" in response["Content-Security-Policy"]
    assert "unsafe" not in response["Content-Security-Policy"]
    assert "camera=()" in response["Permissions-Policy"]
    assert b" style=" not in response.content
    assert b"onclick" not in response.content


def test_login_and_logout(en: Client) -> None:
    user = a_user(Role.MANAGER)
    wrong = en.post("/login/", {"username": user.username, "password": "wrong"})
    assert 'role="alert"' in wrong.content.decode()
    right = en.post(
        "/login/?next=/imports/",
        {"username": user.username, "password": "correct horse battery", "next": "/imports/"},
    )
    assert right.headers["Location"] == "/imports/"
    assert en.get("/logout/").status_code == 405
    assert en.post("/logout/").status_code == 302
    assert "Log in" in text(en, "/")


def test_login_never_sends_to_another_host(en: Client) -> None:
    user = a_user()
    answer = en.post(
        "/login/",
        {
            "username": user.username,
            "password": "correct horse battery",
            "next": "https://elsewhere.example/",
        },
    )
    assert answer.headers["Location"] == "/my-day/"


def test_csrf_failure_is_a_page_in_both_languages() -> None:
    for language, words in (("zh-CN", "表单已过期"), ("en", "The form is out of date")):
        client = Client(enforce_csrf_checks=True, HTTP_ACCEPT_LANGUAGE=language)
        response = client.post("/logout/")
        assert response.status_code == 403
        assert words in response.content.decode()
