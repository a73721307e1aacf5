"""The lists of the register: which columns each has, how they are shown, sorted and written to files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from django.db.models import QuerySet
from django.http import Http404, StreamingHttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mainline.offices.reasons import explain
from mainline.orgs.models import Organisation
from mainline.register.ingest.pipeline import total
from mainline.register.models import Event, Import, Quarantine, Right, SourceRecord
from mainline.register.queries import ThreadRow, event_rows
from mainline.register.tags import file_name, format_label
from mainline.web import exports
from mainline.web.downloads import download
from mainline.web.tables import Column, ListTable
from mainline.web.templatetags.web import day, number, own

FILES = {"csv": _("CSV (spreadsheet)"), "xlsx": _("XLSX (Excel)"), "jsonl": _("JSON lines")}
"""Formats of lists that are not of rights alone; those have :data:`mainline.register.exports.FORMATS`."""
_CHUNK = 500


def _link(right: Right) -> SafeString:
    return format_html(
        '<a class="num" href="{}">{}</a>', reverse("right", args=[right.pk]), right.number or right.pk
    )


def _status(right: Right) -> str:
    return render_to_string("web/status.html", {"right": right})


def _chip(text: str) -> SafeString:
    return format_html(' <span class="chip">{}</span>', text)


def _text(value: dt.date | None) -> str:
    return str(value) if value else ""


def _day(code: str, header: object, sort: str, *, is_shown: bool = True) -> Column:
    """Return a column of days of a right, by the name of their field."""
    return Column(
        code,
        header,
        cell=lambda right: format_html("<time>{}</time>", day(getattr(right, sort))),
        value=lambda right: _text(getattr(right, sort)),
        sort=sort,
        is_shown=is_shown,
    )


RIGHTS = ListTable(
    "rights",
    (
        Column("number", _("Number"), _link, lambda r: r.number, sort="number"),
        Column("title", _("Title"), lambda r: r.display_title, sort="title", look="wide"),
        Column("kind", _("Kind"), lambda r: r.get_kind_display(), sort="kind"),
        Column("office", _("Office"), lambda r: r.office, sort="office", is_shown=False),
        Column(
            "holder", _("Holder"), lambda r: r.holder_name, sort="holder_name", look="wide", is_shown=False
        ),
        Column("status", _("Status"), _status, lambda r: r.get_status_display(), sort="status"),
        _day("filed", _("Filed on"), "filed_on"),
        _day("published", _("Published on"), "published_on", is_shown=False),
        _day("granted", _("Granted on"), "granted_on"),
        _day("expires", _("Term ends on"), "expires_on", is_shown=False),
    ),
    sort="-filed",
)


def _organisation(organisation: Organisation) -> SafeString:
    return format_html(
        '<a href="{}">{}</a>{}',
        reverse("organisation", args=[organisation.pk]),
        organisation.display_name,
        _chip(gettext("Demonstration")) if organisation.is_demo else "",
    )


def _rights_of(organisation: Organisation) -> SafeString:
    """Return the number of an organisation's rights, which opens to them."""
    href = reverse("organisation", args=[organisation.pk])
    return format_html('<a class="figure-link" href="{}#rights">{}</a>', href, number(organisation.rights))


ORGANISATIONS = ListTable(
    "organisations",
    (
        Column("name", _("Name"), _organisation, lambda o: o.display_name, sort="name", look="wide"),
        Column("kind", _("Kind"), lambda o: o.get_kind_display(), sort="kind"),
        Column("country", _("Country"), lambda o: o.country, sort="country"),
        Column("uscc", _("Credit code"), lambda o: o.uscc, sort="uscc", look="tight num", is_shown=False),
        Column("rights", _("Rights"), _rights_of, lambda o: o.rights, sort="rights_known", look="n"),
    ),
)


def _record(source: SourceRecord) -> SafeString:
    right = source.right
    href = reverse("right", args=[right.pk])
    return format_html('<a href="{}">{}</a>', href, right.display_title or right.number or right.pk)


def what(source: SourceRecord) -> str:
    """Say whether a record began its right or told more of one that was known."""
    return gettext("New") if source.is_first else gettext("Changed")


RECORDS = ListTable(
    "records",
    (
        Column(
            "title", _("Title"), _record, lambda s: s.right.display_title, sort="right__title", look="wide"
        ),
        Column("number", _("Number"), lambda s: s.right.number, sort="right__number", look="tight num"),
        Column("what", _("What it did"), what, sort="is_first"),
        Column("format", _("Format"), lambda s: format_label(s.format), sort="format"),
        Column(
            "file", _("File"), lambda s: file_name(s.member), lambda s: s.member, sort="member", look="wide"
        ),
        Column(
            "record", _("Record"), lambda s: number(s.ordinal), lambda s: s.ordinal, sort="ordinal", look="n"
        ),
        Column(
            "as_of",
            _("Speaks for"),
            lambda s: day(s.as_of),
            lambda s: _text(s.as_of),
            "as_of",
            is_shown=False,
        ),
    ),
)


def _piece(row: Quarantine) -> SafeString:
    place = gettext("record %(ordinal)s, byte %(offset)s") % {
        "ordinal": number(row.ordinal),
        "offset": number(row.offset),
    }
    return format_html(
        '<a class="path" href="{}">{}</a> <span class="aside">{}</span>',
        reverse("quarantined", args=[row.pk]),
        Truncator(row.member).chars(120),
        place,
    )


def _time(at: dt.datetime) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M")


QUARANTINE = ListTable(
    "quarantine",
    (
        Column("place", _("Place"), _piece, lambda q: q.member, sort="member", look="wide"),
        Column("format", _("Format"), lambda q: format_label(q.format), sort="format"),
        Column("reason", _("Reason"), lambda q: own(explain(q.reason)), sort="reason", look="wide"),
        Column(
            "record", _("Record"), lambda q: number(q.ordinal), lambda q: q.ordinal, "ordinal", "n", False
        ),
        Column("detail", _("What the reader said"), lambda q: q.detail, look="wide", is_shown=False),
        Column("tried", _("Tried last"), lambda q: _time(q.tried_at), sort="tried_at", is_shown=False),
    ),
)


def _job(job: Import) -> SafeString:
    chip = _chip(gettext("Dry run")) if job.is_dry_run else ""
    return format_html('<a href="{}">{}</a>{}', reverse("import", args=[job.pk]), job.name, chip)


def _asker(job: Import) -> str:
    return job.requested_by.get_username() if job.requested_by else gettext("command line")


def _asked(job: Import) -> SafeString:
    return format_html('{} <span class="aside">{}</span>', _time(job.requested_at), _asker(job))


def _kept(what: str) -> Callable[[Import], object]:
    """Return how the number of new or changed records is shown: it opens to them, where there are any."""

    def cell(job: Import) -> object:
        count = total(job)[what]
        if job.is_dry_run or not count:
            return number(count)
        href = reverse("imported", args=[job.pk])
        return format_html('<a class="figure-link" href="{}?what={}">{}</a>', href, what, number(count))

    return cell


def _sum(what: str, header: object) -> Column:
    """Return a column of how many records of an import were ``what``."""
    cell = _kept(what) if what in ("new", "changed") else lambda job: number(total(job)[what])
    return Column(what, header, cell, lambda job: total(job)[what], look="n")


IMPORTS = ListTable(
    "imports",
    (
        Column("name", _("File"), _job, lambda job: job.name, sort="name", look="wide"),
        Column("state", _("State"), lambda job: job.get_state_display(), sort="state"),
        Column("asked", _("Asked for"), _asked, lambda job: _time(job.requested_at), sort="requested_at"),
        _sum("read", _("Read")),
        _sum("new", _("New")),
        _sum("changed", _("Changed")),
        _sum("same", _("Same")),
        _sum("quarantined", _("Quarantined")),
    ),
)

EVENTS = ListTable(
    "events",
    (
        Column("on", _("Day"), lambda row: _text(row.on)),
        Column("event", _("Event"), lambda row: row.label),
        Column("told", _("In words"), lambda row: row.sentence),
        Column("number", _("Number"), lambda row: row.event.right.number),
        Column("title", _("Title"), lambda row: row.event.right.display_title),
        Column("source", _("Source"), lambda row: row.source),
        Column("code", _("Code"), lambda row: row.event.code),
    ),
)
"""The file of a link's events; its page is a line in time and no table."""


def files(
    name: str, formats: Iterable[tuple[str, object]] = (), **arguments: object
) -> list[tuple[str, object]]:
    """Return (address, label) of each file that a list can be had as; ``name`` is that of the address."""
    return [
        (reverse(name, kwargs={**arguments, "format": format}), label)
        for format, label in formats or FILES.items()
    ]


def as_file(table: ListTable, rows: Iterable[object], format: str, name: str) -> StreamingHttpResponse:
    """Stream a list as a file called ``name``; 404 for a format that there is none of."""
    if format not in FILES:
        raise Http404(gettext("There is no export as %(format)s.") % {"format": format})
    media_type, write = exports.WRITERS[format]
    return download(write(table.file(rows)), media_type, f"{name}.{format}")


def told(events: QuerySet[Event], language: str) -> Iterator[ThreadRow]:
    """Yield events as sentences, some hundreds read at a time."""
    waiting = events.iterator(chunk_size=_CHUNK)
    while chunk := list(islice(waiting, _CHUNK)):
        yield from event_rows(chunk, language)
