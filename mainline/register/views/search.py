"""Results, their export, saved searches, and the page that explains the query language."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import chain
from unicodedata import east_asian_width
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import MAX_URL_REDIRECT_LENGTH
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_GET, require_POST

from mainline.orgs import clock
from mainline.orgs.enums import OrganisationKind
from mainline.orgs.list_pages import lists
from mainline.register import actions, exports, queries
from mainline.register.enums import RightKindLabel, StatusLabel
from mainline.register.models import SavedSearch
from mainline.register.search import FACETS, PAGE, SORT_LABELS, Result, all_rights, search
from mainline.register.views.gate import member, needs
from mainline.register.views.lists import facets, hits
from mainline.register.views.tables import FORMATS, RIGHTS, SEARCHES
from mainline.search.fields import FIELDS, TREES, narrowest
from mainline.search.query import QueryError
from mainline.web.downloads import download
from mainline.web.tables import PDF, as_file, files
from mainline.web.templatetags.web import page_language

LAST_PAGE = 500
"""Nobody reads further; the export gives the rest."""
_SAID = {"year": "filed:{}"}
"""Facets that the query language calls by another name."""
NAME_LENGTH = SavedSearch._meta.get_field("name").max_length or 0
QUERY_LENGTH = SavedSearch._meta.get_field("query").max_length or 0
_CLASS = re.compile(r"[A-HY](?:[0-9]{2}[A-Z]?)?")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for, made safe: nothing in it can raise."""

    query: str
    page: int
    sort: str
    filters: dict[str, tuple[str, ...]]

    @classmethod
    def of(cls, request: HttpRequest) -> Asked:
        """Read the parameters; what makes no sense is left out."""
        given = request.GET
        page = given.get("page", "1")
        sort = given.get("sort", "")
        filters = {name: _values(name, given.getlist(name)) for name in FACETS}
        return cls(
            query=given.get("q", "").replace("\0", "").strip(),
            page=min(max(1, int(page)), LAST_PAGE) if page.isdecimal() and len(page) < 9 else 1,
            sort=sort if sort in SORT_LABELS else "",
            filters={name: values for name, values in filters.items() if values},
        )

    @property
    def whole(self) -> str:
        """The query with what narrows it said in the query language, as it is saved."""
        parts = [f"({self.query})" if self.query and self.filters else self.query]
        for name, values in self.filters.items():
            wanted = narrowest(values) if name in TREES else values
            said = [_SAID.get(name, f"{name}:{{}}").format(value) for value in wanted]
            parts.append(f"({' OR '.join(said)})" if len(said) > 1 else said[0])
        return " ".join(part for part in parts if part)


def _values(facet: str, given: list[str]) -> tuple[str, ...]:
    """Return what is chosen of a facet; of a classification only what is a section, a class or a subclass."""
    cleaned = dict.fromkeys(value.replace("\0", "") for value in given)
    return tuple(v for v in cleaned if v and (facet not in TREES or _CLASS.fullmatch(v)))[:50]


@require_GET
def results(request: HttpRequest) -> HttpResponse:
    """One page of a result; only its changing part where a facet asks."""
    asked = Asked.of(request)
    language = page_language()
    result = _found(request, asked, language)
    context = {
        "asked": asked,
        "has_own_search": True,
        "result": result,
        "last_page": min(result.pages, LAST_PAGE),
        "reachable": LAST_PAGE * PAGE,
        "has_chosen": any(value.is_chosen for facet in result.facets for value in facet.values),
        "first": (result.page - 1) * PAGE + 1,
        "notices": [
            notice.message_zh if language == "zh" else notice.message_en for notice in result.notices
        ],
        "sorts": SORT_LABELS,
        "name_length": NAME_LENGTH,
        "formats": FORMATS,
        "hits": hits(result.rows, language),
        "facets": facets(result.facets, asked.filters),
        **_error(result, language),
    }
    is_part = request.headers.get("HX-Target") == "results"
    response = render(
        request, "register/results.html#results" if is_part else "register/results.html", context
    )
    response["Vary"] = "HX-Target, Accept-Language, Cookie"
    return response


def _found(request: HttpRequest, asked: Asked, language: str) -> Result:
    """Return the page asked for, past the end the last one: who follows an old link has not found nothing."""

    def at(page: int) -> Result:
        return search(
            request.user, asked.query, language=language, page=page, sort=asked.sort, filters=asked.filters
        )

    result = at(asked.page)
    return at(min(result.pages, LAST_PAGE)) if result.total and asked.page > result.pages else result


def _error(result: Result, language: str) -> dict[str, str]:
    """Say what is wrong with a query, with a caret under the place. A wide character takes two columns."""
    if result.error is None:
        return {}
    start = max(0, result.error.position - 30)
    line = result.query[start : start + 70].replace("\n", " ")
    before = result.query[start : result.error.position]
    width = sum(2 if east_asian_width(char) in "WF" else 1 for char in before)
    return {
        "error_message": result.error.message(language),
        "error_line": line,
        "error_caret": " " * width + "^",
    }


@require_GET
def export(request: HttpRequest) -> HttpResponseBase:
    """The whole result as a file, streamed."""
    asked = Asked.of(request)
    format = request.GET.get("format", "csv")
    if format not in FORMATS:
        raise Http404(_("There is no export as %(format)s.") % {"format": format})
    rights = all_rights(
        request.user, asked.query, language=page_language(), sort=asked.sort, filters=asked.filters
    )
    try:
        # The first one is fetched now, so that a wrong query is a page and not a broken file.
        first = [right for right in [next(rights, None)] if right]
    except QueryError:
        return _to_results(asked.query) or results(request)
    if format in PDF:
        return as_file(
            request, RIGHTS, chain(first, rights), format, f"mainline-{clock.today():%Y-%m-%d}", asked.query
        )
    media_type, ending = exports.media_type(format)
    name = f"mainline-{clock.today():%Y-%m-%d}.{ending}"
    return download(exports.write(chain(first, rights), format), media_type, name)


def _to_results(query: str) -> HttpResponse | None:
    """Redirect to what a query finds; ``None`` where the address would be longer than Django lets one be."""
    address = f"{reverse('search')}?{urlencode({'q': query})}"
    return redirect(address) if len(address) <= MAX_URL_REDIRECT_LENGTH else None


WORDS = (
    ("大豆 收获机", _lazy("Both words, in any order; a word in the title counts most.")),
    ('"turbine blade"', _lazy("The words next to each other, as written.")),
    ('"turbine blade"~5', _lazy("Not more than five words between them.")),
    ("soybean OR maize", _lazy("Either.")),
    ("soybean NOT oil", _lazy("Without the word; a minus before it says the same.")),
    ("(soybean OR maize) harvester", _lazy("Brackets group.")),
    ("harvest*", _lazy("Any ending; ? stands for one character.")),
)
EXAMPLES = {
    "title": "title:virus",
    "abstract": "abstract:protein",
    "claims": "claims:vaccine",
    "applicant": "applicant:university",
    "inventor": 'inventor:"王伟"',
    "number": "number:CN101424602A",
    "ipc": "ipc:C12N15/*",
    "cpc": "cpc:A61K39/12",
    "filed": "filed:2019..2023",
    "published": "published:2020-03",
    "granted": "granted:2018..",
    "status": "status:in_force",
    "kind": "kind:plant_variety",
    "office": "office:CN",
    "region": "region:哈尔滨",
    "holder": "holder:university",
    "lang": "lang:zh",
    "family": "family:CN101424602A",
}


@require_GET
def help_page(request: HttpRequest) -> HttpResponse:
    """The query language on one page."""
    context = {
        "words": WORDS,
        "fields": [(field, EXAMPLES.get(field.name, "")) for field in FIELDS],
        "statuses": StatusLabel.choices,
        "kinds": RightKindLabel.choices,
        "holders": OrganisationKind.choices,
    }
    return render(request, "register/search_help.html", context)


@require_GET
@needs("search.save")
@lists(SEARCHES)
def saved(request: HttpRequest) -> HttpResponse:
    """The user's saved searches."""
    context = {
        "table": SEARCHES.shown(request, queries.saved_searches(request.user)),
        "files": files("saved_export"),
    }
    return SEARCHES.answer(request, "register/saved.html", context)


@require_GET
@needs("search.save")
def saved_export(request: HttpRequest, format: str) -> HttpResponseBase:
    """The user's saved searches as a file."""
    rows = SEARCHES.asked(request, queries.saved_searches(request.user))
    return as_file(request, SEARCHES, rows.iterator(chunk_size=500), format, "searches")


@require_POST
@needs("search.save")
def save(request: HttpRequest) -> HttpResponse:
    """Keep a query under a name."""
    query = request.POST.get("q", "").replace("\0", "").strip()
    name = request.POST.get("name", "").replace("\0", "").strip()
    sort = request.POST.get("sort", "")
    name = name or Truncator(query).chars(60) or _("All rights")
    if problem := _too_long(name, query):
        messages.error(request, problem)
        return _to_results(query) or redirect("saved")
    actions.save_search(
        user=member(request), name=name, query=query, sort=sort if sort in SORT_LABELS else ""
    )
    messages.success(request, _("Saved as “%(name)s”.") % {"name": name})
    return redirect("saved")


def _too_long(name: str, query: str) -> str:
    """Say what can't be kept because of its length; nothing is cut in silence."""
    for text, most, words in (
        (
            name,
            NAME_LENGTH,
            _("Not saved: the name has %(n)s characters, at most %(most)s are kept. Shorten it."),
        ),
        (
            query,
            QUERY_LENGTH,
            _("Not saved: the query has %(n)s characters, at most %(most)s are kept. Shorten it."),
        ),
    ):
        if len(text) > most:
            return words % {"n": len(text), "most": most}
    return ""


@require_POST
@needs("search.save")
def forget(request: HttpRequest, pk: int) -> HttpResponse:
    """Drop a saved search of one's own."""
    actions.forget_search(user=member(request), pk=pk)
    return redirect("saved")
