"""Results, facets, messages, export, saved searches."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from mainline.offices.record import Text
from mainline.register.models import SavedSearch
from mainline.register.views.search import LAST_PAGE, Asked
from tests.factories import PASSWORD, a_user, enter, index_all, some_publications
from tests.register.samples import publication
from tests.web.test_pages import text

pytestmark = pytest.mark.django_db


def english(title: str, number: str) -> Any:
    record = publication(application=f"20171070{number}.X", number=f"1088{number}", title=title)
    return replace(record, language="en", titles=(Text("en", title),), abstracts=())


def streamed(client: Client, path: str) -> bytes:
    response = client.get(path)
    assert response.status_code == 200
    return b"".join(response.streaming_content)


def test_results_mark_what_was_asked_for(zh: Client) -> None:
    enter(publication())
    page = text(zh, "/search/?q=大豆")
    assert "一种<mark>大豆</mark>收获机" in page
    assert "<b>1</b> 项权利" in page


def test_results_across_languages_are_marked_with_an_explanation(zh: Client) -> None:
    enter(english("Soybean harvester", "0001"))
    page = text(zh, "/search/?q=大豆")
    assert "↔ 跨语言命中" in page
    assert "译词" in page


def test_results_show_a_title_and_a_holder_as_text_and_never_as_markup(en: Client) -> None:
    record = publication(title='<b>大豆</b> & "harvester"', applicant=f"<i>{'Long ' * 20}")
    enter(record)
    page = text(en, "/search/?q=大豆")
    assert "&lt;b&gt;<mark>大豆</mark>&lt;/b&gt; &amp; &quot;harvester&quot;" in page
    assert "&lt;i&gt;Long Long" in page
    assert "<i>" not in page


def test_results_facets_keep_what_is_chosen_and_can_be_cleared(en: Client) -> None:
    enter(publication(), english("Turbine blade", "0002"))
    page = text(en, "/search/?q=&kind=invention&office=CN")
    assert 'name="kind" value="invention" checked' in page
    assert "Clear all" in page
    assert "<b>2</b> rights" in page


def test_results_part_for_htmx_is_the_result_alone(en: Client) -> None:
    enter(publication())
    part = text(en, "/search/?q=", headers={"HX-Request": "true", "HX-Target": "results"})
    assert part.strip().startswith('<div id="results"')
    assert "<html" not in part


def test_results_say_nothing_found_and_not_understood_in_different_words(zh: Client, en: Client) -> None:
    enter(publication())
    nothing, wrong = text(en, "/search/?q=zeppelin"), text(en, "/search/?q=(soybean")
    assert "Nothing found" in nothing
    assert "cannot be read" not in nothing
    assert "This query cannot be read" in wrong
    assert "Nothing found" not in wrong
    assert "无法理解这个检索式" in text(zh, "/search/?q=(大豆")


def test_wrong_query_has_a_caret_under_its_place_and_a_suggestion(zh: Client) -> None:
    enter(publication())
    page = text(zh, "/search/?" + urlencode({"q": "大豆 (收获"}))
    line, caret = page.split('<pre class="caret" aria-hidden="true">')[1].split("</pre>")[0].split("\n")
    # Chinese characters are two columns wide: four columns and a blank before the bracket.
    assert (line, caret) == ("大豆 (收获", "     ^")
    assert 'class="try"' in page


def test_results_page_through_and_the_last_page_is_the_last(en: Client) -> None:
    enter(*some_publications(23))
    first, second = text(en, "/search/?q=大豆"), text(en, "/search/?q=大豆&page=2")
    assert first.count("data-hit") == 20
    assert second.count("data-hit") == 3
    assert 'rel="next"' in first
    assert 'rel="next"' not in second


@pytest.mark.parametrize(
    "query",
    [
        "page=-1", "page=abc", "page=99999999999999", "page=٣", "sort=nonsense", "kind=nothing", "year=abc",
        "kind=%00", "q=%00", "q=%F0%9F%8C%BE", "region=999999", "ipc=ZZ", "office=" + "x" * 3000,
    ],
)  # fmt: skip
def test_results_survive_what_makes_no_sense(en: Client, query: str) -> None:
    enter(publication())
    assert "</html>" in text(en, f"/search/?{query}")


class Fake:
    """Stands for a request: parameters alone."""

    def __init__(self, query: str) -> None:
        from django.http import QueryDict

        self.GET = QueryDict(query)


@settings(deadline=None, max_examples=60)
@given(
    st.text(max_size=30),
    st.text(max_size=12),
    st.text(max_size=10),
    st.lists(st.text(max_size=5), max_size=3),
)
def test_asked_reads_any_parameters(query: str, page: str, sort: str, kinds: list[str]) -> None:
    try:
        given_query = urlencode({"q": query, "page": page, "sort": sort, "kind": kinds}, doseq=True)
    except UnicodeEncodeError:
        return
    asked = Asked.of(Fake(given_query))
    assert 1 <= asked.page <= LAST_PAGE
    assert "\0" not in asked.query
    assert all(asked.filters.values())


def test_language_of_pages_is_complete_in_both(zh: Client, en: Client) -> None:
    enter(publication())
    assert "How to ask" in text(en, "/search/help/")
    assert "检索说明" in text(zh, "/search/help/")


@pytest.mark.parametrize(
    ("format", "sign"),
    [
        ("csv", b"\xef\xbb\xbf"),
        ("xlsx", b"PK"),
        ("jsonl", b'{"'),
        ("ris", b"TY  - PAT"),
        ("bibtex", b"@patent{"),
    ],
)
def test_export_streams_the_whole_result(zh: Client, format: str, sign: bytes) -> None:
    enter(*some_publications(25))
    data = streamed(zh, f"/search/export/?q=大豆&format={format}")
    assert data.startswith(sign)
    if format == "jsonl":
        assert data.count(b"\n") == 25


def test_export_has_headers_in_the_language_of_the_page(zh: Client, en: Client) -> None:
    enter(publication())
    chinese = streamed(zh, "/search/export/?q=&format=csv").decode("utf-8-sig")
    english_ = streamed(en, "/search/export/?q=&format=csv").decode("utf-8-sig")
    assert "名称" in chinese.split("\r\n")[0]
    assert "Title" in english_.split("\r\n")[0]
    assert "发明专利" in chinese
    assert "Invention patent" in english_


def test_export_is_no_formula_in_a_spreadsheet(en: Client) -> None:
    enter(publication(applicant="=HYPERLINK(1)", title="+SUM(A1)"))
    rows = list(csv.reader(io.StringIO(streamed(en, "/search/export/?q=&format=csv").decode("utf-8-sig"))))
    cells = rows[1]
    assert "'=HYPERLINK(1)" in cells
    assert "'+SUM(A1)" in cells


def test_export_of_a_wrong_query_is_the_page_that_explains_it(en: Client) -> None:
    enter(publication())
    response = en.get("/search/export/?q=(soybean&format=csv")
    assert response.headers["Location"].startswith("/search/?q=%28soybean")
    assert en.get("/search/export/?q=soybean&format=docx").status_code == 404


def test_export_of_nothing_has_its_header_still(en: Client) -> None:
    enter(publication())
    assert len(streamed(en, "/search/export/?q=zeppelin&format=csv").decode().strip().splitlines()) == 1


def test_saving_needs_a_login_and_keeps_what_narrows(en: Client) -> None:
    enter(publication())
    assert en.post("/search/save/", {"q": "soybean"}).headers["Location"].startswith("/login/")
    user = a_user()
    from mainline.orgs.enums import Role
    from mainline.orgs.models import Membership
    from tests.factories import an_organisation

    Membership.objects.create(user=user, organisation=an_organisation(), role=Role.INVENTOR)
    en.login(username=user.username, password=PASSWORD)

    page = text(en, "/search/?q=大豆&kind=invention&kind=design&year=2017&ipc=A&ipc=A01")
    whole = "(大豆) (kind:invention OR kind:design) filed:2017 ipc:A01"
    assert f'value="{whole}"' in page
    en.post("/search/save/", {"q": whole, "name": "Beans"})

    saved = SavedSearch.objects.get()
    assert (saved.name, saved.query, saved.user) == ("Beans", whole, user)
    assert "Beans" in text(en, "/search/saved/")
    again = text(en, "/search/?" + urlencode({"q": whole}))
    assert "cannot be read" not in again
    assert "<b>1</b> right" in again


def test_forgetting_takes_only_ones_own(en: Client) -> None:
    from mainline.orgs.enums import Role
    from mainline.register import actions

    owner, other = a_user(Role.MANAGER), a_user(Role.MANAGER)
    saved = actions.save_search(user=owner, name="Beans", query="soybean")
    en.force_login(other)
    en.post(f"/search/saved/{saved.pk}/forget/")
    assert SavedSearch.objects.count() == 1
    en.force_login(owner)
    en.post(f"/search/saved/{saved.pk}/forget/")
    assert SavedSearch.objects.count() == 0


def test_results_hide_what_the_asker_may_not_see(en: Client) -> None:
    from mainline.register.models import IndexPending, Right

    [right] = enter(publication())
    Right.objects.update(confidentiality="holder")
    IndexPending.objects.create(right=right)
    index_all()
    assert "Nothing found" in text(en, "/search/?q=大豆")
    assert "大豆" not in streamed(en, "/search/export/?q=&format=jsonl").decode()


def test_an_empty_register_answers_with_what_to_do(en: Client) -> None:
    from mainline.register import indexing

    assert indexing.level()
    assert "The register is empty" in text(en, "/search/?q=")
    assert "Nothing found" in text(en, "/search/?q=soybean")


def test_query_that_is_too_long_is_refused_and_not_cut(zh: Client) -> None:
    enter(*some_publications(1))
    page = text(zh, "/search/?q=" + "a" * 4001)
    assert "上限为 4000" in page


def test_a_number_with_blanks_is_found_and_a_wrong_check_digit_is_told(zh: Client) -> None:
    enter(publication(application="201710601862.3", number="107602186"))
    for query in ("ZL 201710601862.3", "CN 107602186 A", "号码:CN 201710601862.3", "number:ZL201710601862"):
        assert "<b>1</b> 项权利" in text(zh, "/search/?" + urlencode({"q": query})), query
    page = text(zh, "/search/?" + urlencode({"q": "ZL201710601862.4", "kind": "invention"}))
    assert "校验位应为 3" in page
    assert 'href="/search/?q=ZL201710601862.3&amp;kind=invention"' in page


def test_a_facet_shows_what_else_could_be_chosen_and_what_was_chosen_even_at_zero(en: Client) -> None:
    enter(publication(), english("Turbine blade", "0002"))
    page = text(en, "/search/?q=&kind=design&office=CN")
    assert 'name="kind" value="design" checked><span>Design</span><b>0</b>' in page
    assert 'name="kind" value="invention"><span>Invention patent</span><b>2</b>' in page
    assert "Nothing found" in page


def test_classes_open_level_by_level_with_the_sections_in_words(en: Client, zh: Client) -> None:
    enter(publication())
    [section, one_class] = ["A", "A01"]
    assert f'value="{section}"><span>A Daily needs, farming, health</span>' in text(en, "/search/?q=大豆")
    chinese = text(zh, "/search/?q=大豆")
    assert "A 生活必需、农业、卫生" in chinese, chinese[chinese.index("f-ipc-1") :][:300]
    page = text(en, f"/search/?q=大豆&ipc={section}&ipc={one_class}")
    assert (
        f'<li class="deep-1"><label for="f-ipc-2"><input type="checkbox" id="f-ipc-2" name="ipc" value="{one_class}" checked>'
        in page
    )
    assert '<li class="deep-2">' in page
    assert "<b>1</b> right" in page


def test_a_page_past_the_end_is_the_last_one(en: Client) -> None:
    enter(*some_publications(23))
    for page in ("3", "500", "99999999"):
        shown = text(en, f"/search/?q=大豆&page={page}")
        assert shown.count("data-hit") == 3
        assert "Nothing found" not in shown
    assert en.get("/api/v1/search?q=大豆&page=3").json()["items"] == []
    assert en.get("/api/v1/search?q=大豆&page=99999").status_code == 422


def test_a_new_query_keeps_what_narrows_as_it_now_stands(en: Client) -> None:
    enter(publication())
    part = text(en, "/search/?q=大豆&kind=invention&sort=filed", headers={"HX-Target": "results"})
    assert '<input type="hidden" form="search-box" name="kind" value="invention">' in part
    assert '<input type="hidden" form="search-box" name="sort" value="filed">' in part
    whole = text(en, "/search/?q=大豆")
    box = whole.split('id="search-box"')[1].split("</form>")[0]
    assert 'type="hidden"' not in box


def test_results_name_holders_in_the_language_of_the_page(
    en: Client, zh: Client, django_assert_max_num_queries: Any
) -> None:
    from mainline.orgs.models import Organisation

    enter(*some_publications(3))
    organisation = Organisation.objects.get()
    Organisation.objects.update(name_en="Beichuan University", name_zh=organisation.name)
    with django_assert_max_num_queries(20):
        page = text(en, "/search/?q=大豆")
    assert page.count('<span class="part">Beichuan University</span>') == 3
    assert f'<span class="part">{organisation.name}</span>' in text(zh, "/search/?q=大豆")


@pytest.mark.parametrize(("name", "query"), [("n" * 121, "soybean"), ("Beans", "大" * 4001)])
def test_saving_refuses_what_is_too_long_and_says_so(en: Client, name: str, query: str) -> None:
    from mainline.orgs.enums import Role

    en.force_login(a_user(Role.MANAGER))
    answer = en.post("/search/save/", {"q": query, "name": name}, follow=True)
    assert "Not saved" in answer.content.decode()
    assert SavedSearch.objects.count() == 0


def test_saving_names_a_search_by_its_query_where_no_name_is_given(en: Client) -> None:
    from mainline.orgs.enums import Role

    en.force_login(a_user(Role.MANAGER))
    en.post("/search/save/", {"q": "大豆 " * 100, "sort": "x" * 90})
    saved = SavedSearch.objects.get()
    assert (len(saved.name), saved.name[-1], saved.sort) == (60, "…", "")
