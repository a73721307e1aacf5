"""Tags and filters with no domain word."""

from __future__ import annotations

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.urls import set_script_prefix
from django.utils import translation

from mainline.web.templatetags.web import options, whole_days

WORDS = Template("{% fixed %}{% translate 'Search' %}{% endfixed %}")


def drawn(template: Template, language: str, **context: object) -> str:
    with translation.override(language):
        return template.render(Context(context))


def test_fixed_part_is_in_the_language_of_each_page() -> None:
    assert [drawn(WORDS, language) for language in ("en", "zh-hans", "en")] == ["Search", "检索", "Search"]


def test_fixed_part_keeps_links_of_each_address_apart() -> None:
    link = Template("{% fixed %}{% url 'search' %}{% endfixed %}")
    try:
        set_script_prefix("/elsewhere/")
        under = drawn(link, "en")
    finally:
        set_script_prefix("/")
    assert (under, drawn(link, "en")) == ("/elsewhere/search/", "/search/")


def test_fixed_part_never_shows_what_a_page_was_given() -> None:
    with pytest.raises(AttributeError):
        drawn(Template("{% fixed %}{{ secret }}{% endfixed %}"), "en", secret="a title")
    asking = Template("{% fixed %}{% if secret %}known{% endif %}{% endfixed %}")
    assert drawn(asking, "en", secret="a title") == ""


def test_options_are_escaped_and_the_chosen_one_is_marked() -> None:
    page = options({"": "<All>", '"x"': "A & B"}, '"x"')
    assert page == (
        '<option value="">&lt;All&gt;</option><option value="&quot;x&quot;" selected>A &amp; B</option>'
    )


def test_query_changes_and_drops_parameters_and_keeps_the_rest() -> None:
    request = RequestFactory().get(
        "/search/", {"q": "大豆 a&b", "kind": ["design", "invention"], "page": "3"}
    )
    template = Template("{% query page=None sort='filed' %}")
    page = drawn(template, "en", request=request)
    assert page == ("?q=%E5%A4%A7%E8%B1%86+a%26b&amp;kind=design&amp;kind=invention&amp;sort=filed")


def test_days_in_a_text_are_kept_whole_and_the_rest_is_escaped() -> None:
    assert whole_days("<b> to 2026-12-26.") == '&lt;b&gt; to <span class="num">2026-12-26</span>.'
