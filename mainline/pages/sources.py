"""The sources of a right beside each other and beside what stands here, and the original of one."""

from __future__ import annotations

import json

import msgspec
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mainline.offices.reasons import flag_words
from mainline.offices.record import Record
from mainline.pages.right import right_page
from mainline.register import comparison
from mainline.register.models import SourceRecord
from mainline.register.originals import original_of
from mainline.register.projection import Source, fold, unpack
from mainline.register.queries import source_bodies
from mainline.web.hexdump import as_text

_SIDE_BY_SIDE = 6
"""Sources that stand beside each other; older ones are opened one by one."""
_SHOWN = 256 * 1024
"""Bytes of an original that are shown."""


@require_safe
def beside(request: HttpRequest, pk: int) -> HttpResponse:
    """What stands here and what each source says, field by field."""
    page = right_page(request, pk)
    bodies = source_bodies(page.right)
    told = [Source(bytes(each.digest), unpack(bytes(each.body))) for each in bodies]
    named = {source.pk for source in page.sources[:_SIDE_BY_SIDE]}
    shown = [(row, source) for row, source in zip(bodies, told, strict=True) if row.pk in named]
    rows = comparison.compare(fold(told), [source for _, source in shown]) if told else []
    context = {
        "page": page,
        "right": page.right,
        "rows": rows,
        "sources": [row for row, _ in shown],
        "older": page.sources[_SIDE_BY_SIDE:],
        "differing": comparison.differences(rows),
    }
    return render(request, "register/sources.html", context)


@require_safe
def original(request: HttpRequest, pk: int, source: int) -> HttpResponse:
    """One source: what was read out of it, and the record as it came."""
    page = right_page(request, pk)
    row = _source(page.sources, source)
    raw = original_of(row)
    record = unpack(bytes(row.body))
    context = {
        "page": page,
        "right": page.right,
        "source": row,
        "rows": comparison.compare(fold([Source(bytes(row.digest), record)]), []),
        "extra": [(flag_words(name), value) for name, value in comparison.facts_without_field(record)],
        "flags": [flag_words(flag) for flag in record.flags],
        "original": as_text(raw[:_SHOWN]) if raw is not None else "",
        "size": len(raw) if raw is not None else 0,
        "shown": _SHOWN,
        "as_read": "" if raw is not None else _as_read(record),
    }
    return render(request, "register/source.html", context)


@require_safe
def original_file(request: HttpRequest, pk: int, source: int) -> HttpResponse:
    """The bytes of one record, to keep."""
    raw = original_of(_source(right_page(request, pk).sources, source))
    if raw is None:
        raise Http404(_("The original of this source is not kept here."))
    response = HttpResponse(raw, content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="source-{source}.bin"'
    return response


def _source(named: object, pk: int) -> SourceRecord:
    for row in named if isinstance(named, list) else []:
        if row.pk == pk:
            return row
    raise Http404(_("There is no source %(number)s, or you may not see it.") % {"number": pk})


def _as_read(record: Record) -> str:
    """Print a record as JSON for people; long texts are cut, they stand on the page of the right."""
    values = msgspec.to_builtins(record)
    return json.dumps(
        {name: _short(value) for name, value in values.items() if value}, ensure_ascii=False, indent=2
    )


def _short(value: object) -> object:
    if isinstance(value, str):
        return value if len(value) <= 600 else f"{value[:600]}…"
    if isinstance(value, list):
        return [_short(each) for each in value[:40]]
    if isinstance(value, dict):
        return {name: _short(each) for name, each in value.items() if each not in ("", None)}
    return value
