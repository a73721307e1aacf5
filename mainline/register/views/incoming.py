"""The lists of what came in: imports, the records that they brought, and what could not be read."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mainline.offices.reasons import REASONS, explain
from mainline.register.enums import ImportState
from mainline.register.formats import format_codes
from mainline.register.ingest.pipeline import total
from mainline.register.models import Import, Quarantine, SourceRecord
from mainline.register.tags import file_name, format_label
from mainline.register.views.tables import chip, text, time
from mainline.web.filters import Choice, Contains, Days, Numbers, yes_no
from mainline.web.tables import Column, ListTable
from mainline.web.templatetags.web import day, number, own

_FIRST_SENTENCE = re.compile(r"(?<=[。.])(?:\s|(?<=。))")


def _formats() -> dict[str, str]:
    """Return what files can be, code to label in the language of the page."""
    return {code: format_label(code) for code in format_codes()}


def _reasons() -> dict[str, str]:
    """Return why something could not be read: code to the first sentence of what is said of it."""
    return {code: _FIRST_SENTENCE.split(own(pair), maxsplit=1)[0] for code, pair in REASONS.items()}


def _record(source: SourceRecord) -> SafeString:
    right = source.right
    href = reverse("right", args=[right.pk])
    return format_html('<a href="{}">{}</a>', href, right.display_title or right.number or right.pk)


def what(source: SourceRecord) -> str:
    """Say whether a record began its right or told more of one that was known."""
    return gettext("New") if source.is_first else gettext("Changed")


def _by_what(chosen: Sequence[str]) -> Q:
    return Q(is_first__in=[code == "new" for code in chosen])


RECORDS = ListTable(
    "records",
    (
        Column(
            "title",
            _("Title"),
            _record,
            lambda s: s.right.display_title,
            sort="right__title",
            look="wide",
            filter=Contains(("right__title", "right__titles__zh", "right__titles__en")),
        ),
        Column(
            "number",
            _("Number"),
            lambda s: s.right.number,
            sort="right__number",
            look="tight num",
            filter=Contains(("right__number",)),
        ),
        Column(
            "what",
            _("What it did"),
            what,
            sort="is_first",
            filter=Choice("is_first", {"new": _("New"), "changed": _("Changed")}, _by_what),
        ),
        Column(
            "format",
            _("Format"),
            lambda s: format_label(s.format),
            sort="format",
            filter=Choice("format", _formats),
        ),
        Column(
            "file",
            _("File"),
            lambda s: file_name(s.member),
            lambda s: s.member,
            sort="member",
            look="wide",
            filter=Contains(("member",)),
        ),
        Column(
            "record",
            _("Record"),
            lambda s: number(s.ordinal),
            lambda s: s.ordinal,
            sort="ordinal",
            look="n",
            filter=Numbers("ordinal"),
        ),
        Column(
            "as_of",
            _("Speaks for"),
            lambda s: day(s.as_of),
            lambda s: text(s.as_of),
            "as_of",
            is_shown=False,
            filter=Days("as_of"),
        ),
    ),
    title=_("Records of an import"),
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


QUARANTINE = ListTable(
    "quarantine",
    (
        Column(
            "place",
            _("Place"),
            _piece,
            lambda q: q.member,
            sort="member",
            look="wide",
            filter=Contains(("member",)),
        ),
        Column(
            "format",
            _("Format"),
            lambda q: format_label(q.format),
            sort="format",
            filter=Choice("format", _formats),
        ),
        Column(
            "reason",
            _("Reason"),
            lambda q: own(explain(q.reason)),
            sort="reason",
            look="wide",
            filter=Choice("reason", _reasons),
        ),
        Column(
            "record", _("Record"), lambda q: number(q.ordinal), lambda q: q.ordinal, "ordinal", "n", False
        ),
        Column(
            "detail",
            _("What the reader said"),
            lambda q: q.detail,
            look="wide",
            is_shown=False,
            filter=Contains(("detail",)),
        ),
        Column(
            "tried",
            _("Tried last"),
            lambda q: time(q.tried_at),
            sort="tried_at",
            is_shown=False,
            filter=Days("tried_at", is_instant=True),
        ),
    ),
    title=_("Quarantine"),
)


def _job(job: Import) -> SafeString:
    remark = chip(gettext("Dry run")) if job.is_dry_run else ""
    return format_html('<a href="{}">{}</a>{}', reverse("import", args=[job.pk]), job.name, remark)


def _asker(job: Import) -> str:
    return job.requested_by.get_username() if job.requested_by else gettext("command line")


def _asked(job: Import) -> SafeString:
    return format_html('{} <span class="aside">{}</span>', time(job.requested_at), _asker(job))


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
    return Column(
        what, header, cell, lambda job: total(job)[what], look="n", sum=lambda job: _written(job, what)
    )


def _written(job: Import, what: str) -> int:
    """Return what an import adds to a sum over imports: a rehearsal wrote nothing."""
    return 0 if job.is_dry_run else total(job)[what]


IMPORTS = ListTable(
    "imports",
    (
        Column(
            "name",
            _("File"),
            _job,
            lambda job: job.name,
            sort="name",
            look="wide",
            filter=Contains(("name",)),
        ),
        Column(
            "state",
            _("State"),
            lambda job: job.get_state_display(),
            sort="state",
            filter=Choice("state", dict(ImportState.choices)),
        ),
        Column(
            "asked",
            _("Asked for"),
            _asked,
            lambda job: time(job.requested_at),
            sort="requested_at",
            filter=Days("requested_at", is_instant=True),
        ),
        Column(
            "by",
            _("Asked for by"),
            _asker,
            is_shown=False,
            filter=Contains(("requested_by__username",)),
        ),
        Column(
            "dry",
            _("Dry run"),
            lambda job: gettext("Yes") if job.is_dry_run else gettext("No"),
            sort="is_dry_run",
            is_shown=False,
            filter=yes_no("is_dry_run"),
        ),
        _sum("read", _("Read")),
        _sum("new", _("New")),
        _sum("changed", _("Changed")),
        _sum("same", _("Same")),
        _sum("quarantined", _("Quarantined")),
    ),
    title=_("Imports"),
)
