"""The lists of the register: which columns each has, how they are shown, sorted and written to files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mainline.orgs.access import User
from mainline.orgs.enums import OrganisationKind
from mainline.orgs.models import Organisation
from mainline.register import exports
from mainline.register.codes import Link, event_codes
from mainline.register.enums import Confidentiality, RightKindLabel, StatusLabel
from mainline.register.models import UNDATED, Event, Right, SavedSearch
from mainline.register.search import SORT_LABELS
from mainline.register.technology import in_field, main_class
from mainline.register.threads import ThreadRow, event_rows
from mainline.web.downloads import download
from mainline.web.exports import WRITERS
from mainline.web.filters import Choice, Contains, Days, Numbers
from mainline.web.tables import PDF, Column, ListTable, as_file
from mainline.web.templatetags.web import day, number, own

_CHUNK = 500


def _link(right: Right) -> SafeString:
    return format_html(
        '<a class="num" href="{}">{}</a>', reverse("right", args=[right.pk]), right.number or right.pk
    )


def _status(right: Right) -> SafeString:
    # As web/status.html prints it, which takes many times as long for each of a list's rows.
    return format_html('<span class="state state-{}">{}</span>', right.status, right.get_status_display())


def chip(text: str) -> SafeString:
    """Print a short remark behind a name."""
    return format_html(' <span class="chip">{}</span>', text)


def text(value: dt.date | None) -> str:
    """Print a day for a file, nothing where it is not known."""
    return str(value) if value else ""


def time(at: dt.datetime) -> str:
    """Print an instant to the minute, where the platform stands."""
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M")


def _day(code: str, header: object, sort: str, *, is_shown: bool = True) -> Column:
    """Return a column of days of a right, by the name of their field."""
    return Column(
        code,
        header,
        cell=lambda right: format_html("<time>{}</time>", day(getattr(right, sort))),
        value=lambda right: text(getattr(right, sort)),
        sort=sort,
        is_shown=is_shown,
        filter=Days(sort),
    )


def _by_secrecy(chosen: Sequence[str]) -> Q:
    is_public = Q(confidentiality=Confidentiality.PUBLIC)
    return Q() if len(chosen) > 1 else is_public if chosen[0] == "public" else ~is_public


_SECRECY = Column(
    "secrecy",
    _("Secrecy"),
    lambda r: r.get_confidentiality_display(),
    sort="confidentiality",
    is_shown=False,
    filter=Choice("confidentiality", {"unpublished": _("Not published"), "public": _("Public")}, _by_secrecy),
)
"""In lists of one's own rights: elsewhere next to all are public."""
_OF_RIGHTS = (
    Column("number", _("Number"), _link, lambda r: r.number, sort="number", filter=Contains(("number",))),
    Column(
        "title",
        _("Title"),
        lambda r: r.display_title,
        sort="title",
        look="wide",
        filter=Contains(("title", "titles__zh", "titles__en")),
    ),
    Column(
        "kind",
        _("Kind"),
        lambda r: r.get_kind_display(),
        sort="kind",
        filter=Choice("kind", dict(RightKindLabel.choices)),
    ),
    Column(
        "office",
        _("Office"),
        lambda r: r.office,
        sort="office",
        is_shown=False,
        filter=Contains(("office",)),
    ),
    Column(
        "holder",
        _("Holder"),
        lambda r: r.holder_name,
        sort="holder_name",
        look="wide",
        is_shown=False,
        filter=Contains(("holder_name",)),
    ),
    Column(
        "status",
        _("Status"),
        _status,
        lambda r: r.get_status_display(),
        sort="status",
        filter=Choice("status", dict(StatusLabel.choices)),
    ),
    _day("filed", _("Filed on"), "filed_on"),
    _day("published", _("Published on"), "published_on", is_shown=False),
    _day("granted", _("Granted on"), "granted_on"),
    _day("expires", _("Term ends on"), "expires_on", is_shown=False),
)
RIGHTS = ListTable("rights", _OF_RIGHTS, sort="-filed", title=_("Rights"), quick="title")
_NUMBER_AND_STATUS = replace(
    _OF_RIGHTS[0],
    cell=lambda right: format_html('{}<span class="on-narrow">{}</span>', _link(right), _status(right)),
)
"""On a phone the column of the status stands past the edge, and the status is what one looks for."""
_FIELD = Column(
    "field",
    _("Main class"),
    lambda r: main_class(r.classes),
    is_shown=False,
    filter=Contains(by=in_field),
)
MY_RIGHTS = ListTable(
    "my-rights",
    (_NUMBER_AND_STATUS, *_OF_RIGHTS[1:], _FIELD, _SECRECY),
    sort="-filed",
    title=_("My rights"),
    quick="title",
)


FORMATS = exports.FORMATS | PDF
"""Formats in which a list of rights can be had."""


def rights_file(
    request: HttpRequest, table: ListTable, rights: Iterable[Right], format: str, name: str, about: str = ""
) -> HttpResponseBase:
    """Stream a list of rights as a file called ``name``: with the columns that the address asks for, else with all
    that is told of a right. What cites knows no columns, and a PDF has those that are shown; ``about`` names there
    whose rights they are. 404 for a format that there is none of.
    """
    if format not in FORMATS:
        raise Http404(gettext("There is no export as %(format)s.") % {"format": format})
    asked = request.GET.get("shows", "").split(".")
    if format in PDF or (format in WRITERS and not table.by_code.keys().isdisjoint(asked)):
        return as_file(request, table, rights, format, name, about)
    media_type, ending = exports.media_type(format)
    return download(exports.write(rights, format), media_type, f"{name}.{ending}")


def _organisation(organisation: Organisation) -> SafeString:
    return format_html(
        '<a href="{}">{}</a>{}',
        reverse("organisation", args=[organisation.pk]),
        organisation.display_name,
        chip(gettext("Demonstration")) if organisation.is_demo else "",
    )


def _rights_of(organisation: Organisation) -> SafeString:
    """Return the number of an organisation's rights, which opens to them."""
    href = reverse("organisation", args=[organisation.pk])
    return format_html('<a class="figure-link" href="{}#rights">{}</a>', href, number(organisation.rights))


ORGANISATIONS = ListTable(
    "organisations",
    (
        Column(
            "name",
            _("Name"),
            _organisation,
            lambda o: o.display_name,
            sort="name",
            look="wide",
            filter=Contains(("name", "name_zh", "name_en"), name="q"),
        ),
        Column(
            "kind",
            _("Kind"),
            lambda o: o.get_kind_display(),
            sort="kind",
            filter=Choice("kind", dict(OrganisationKind.choices)),
        ),
        Column("country", _("Country"), lambda o: o.country, sort="country", filter=Contains(("country",))),
        Column(
            "uscc",
            _("Credit code"),
            lambda o: o.uscc,
            sort="uscc",
            look="tight num",
            is_shown=False,
            filter=Contains(("uscc",)),
        ),
        Column(
            "rights",
            _("Rights"),
            _rights_of,
            lambda o: o.rights,
            sort="rights_known",
            look="n",
            filter=Numbers("rights"),
        ),
    ),
    title=_("Organisations"),
)


def _query(search: SavedSearch) -> str:
    return reverse("search") + "?" + urlencode({"q": search.query, "sort": search.sort})


def _forget(search: SavedSearch) -> SafeString:
    return format_html(
        '<button class="btn btn-sm" form="act-searches" formaction="{}">{}</button>',
        reverse("forget_search", args=[search.pk]),
        gettext("Forget"),
    )


SEARCHES = ListTable(
    "searches",
    (
        Column(
            "name",
            _("Name"),
            lambda s: format_html('<a href="{}">{}</a>', _query(s), s.name),
            lambda s: s.name,
            sort="name",
            look="wide",
            filter=Contains(("name",)),
        ),
        Column(
            "query",
            _("Query"),
            lambda s: format_html("<code>{}</code>", Truncator(s.query).chars(200)),
            lambda s: s.query,
            sort="query",
            look="wide",
            filter=Contains(("query",)),
        ),
        Column("order", _("Order"), lambda s: SORT_LABELS.get(s.sort, s.sort), sort="sort", is_shown=False),
        Column(
            "saved",
            _("Saved"),
            lambda s: time(s.saved_at),
            sort="saved_at",
            filter=Days("saved_at", is_instant=True),
        ),
        Column("do", _("Actions"), _forget, is_action=True),
    ),
    title=_("Saved searches"),
)


def _events(link: str) -> ListTable:
    """Return the list of a link's events: the line in time of its page, and the table of its files."""
    codes_of = [entry for entry in event_codes().values() if entry.link == link]
    return ListTable(
        f"events-{link}",
        (
            Column(
                "on", _("Day"), lambda row: text(row.on), filter=Days("told_on", name="day", unknown=UNDATED)
            ),
            Column(
                "event",
                _("Event"),
                lambda row: row.label,
                filter=Choice("code", lambda: {entry.code: own(entry.label) for entry in codes_of}),
            ),
            Column("told", _("In words"), lambda row: row.sentence),
            Column(
                "number",
                _("Number"),
                lambda row: row.event.right.number,
                filter=Contains(("right__number",)),
            ),
            Column(
                "title",
                _("Title"),
                lambda row: row.event.right.display_title,
                filter=Contains(("right__title", "right__titles__zh", "right__titles__en")),
            ),
            Column("source", _("Source"), lambda row: row.source),
            Column("code", _("Code"), lambda row: row.event.code),
        ),
        title=_("Events"),
        quick="title",
    )


EVENTS = {link.value: _events(link) for link in Link}
"""By link of the chain."""


def told(user: User, events: QuerySet[Event], language: str) -> Iterator[ThreadRow]:
    """Yield events as sentences, some hundreds read at a time."""
    waiting = events.iterator(chunk_size=_CHUNK)
    while chunk := list(islice(waiting, _CHUNK)):
        yield from event_rows(user, chunk, language)
