"""Rights as plain dictionaries: the one JSON shape of API, command line and export."""

from __future__ import annotations

from typing import Any

from mainline.register.models import Right
from mainline.register.queries import RightPage, ThreadRow


def right_row(right: Right) -> dict[str, Any]:
    """A right in a list."""
    return {
        "id": right.pk,
        "number": right.number,
        "kind": right.kind,
        "office": right.office,
        "titles": right.titles,
        "holder": right.holder_name,
        "filed_on": right.filed_on,
        "published_on": right.published_on,
        "granted_on": right.granted_on,
        "expires_on": right.expires_on,
        "status": right.status,
        "status_since": right.status_since,
        "status_as_of": right.status_as_of,
        "is_status_recorded": right.is_status_recorded,
        "is_demo": right.is_demo,
    }


def event_row(row: ThreadRow) -> dict[str, Any]:
    """An event of a thread."""
    event = row.event
    return {
        "id": event.pk,
        "code": event.code,
        "link": row.link,
        "st27": event.st27,
        "office": event.office,
        "office_code": event.office_code,
        "on": row.on,
        "happened_on": event.happened_on,
        "effective_on": event.effective_on,
        "recorded_at": event.recorded_at,
        "label": row.label,
        "sentence": row.sentence,
        "source": row.source,
        "amount_minor": event.amount_minor,
        "currency": event.currency,
    }


def right_as_dict(page: RightPage) -> dict[str, Any]:
    """A right with all that its page shows."""
    return {
        **right_row(page.right),
        "abstracts": page.right.abstracts,
        "classes": [{"scheme": scheme, "symbol": symbol} for scheme, symbol in page.right.classes],
        "family": [right_row(other) for other in page.family],
        "numbers": [
            {"role": i.role, "office": i.office, "text": i.text, "kind_code": i.kind_code, "on": i.on}
            for i in page.identifiers
        ],
        "parties": [
            {"role": p.role, "name": p.name, "country": p.country, "organisation": p.organisation_id}
            for _, parties in page.parties
            for p in parties
        ],
        "events": [event_row(row) for row in page.thread],
        "next_dates": [
            {"code": d.code, "on": d.on, "title": {"zh": d.title[0], "en": d.title[1]}}
            for d in page.next_dates
        ],
    }
