"""Rights as plain dictionaries: the one JSON shape of API, command line and export."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from mainline.offices.record import Citation
from mainline.register.formats import format_label
from mainline.register.models import Party, Right, SourceRecord
from mainline.register.queries import RightPage
from mainline.register.threads import ThreadRow


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
        "status_certainty": right.status_certainty,
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
        "who": row.who,
        "confidentiality": event.confidentiality,
        "documents": [document.pk for document in row.documents],
        "amount_minor": event.amount_minor,
        "currency": event.currency,
    }


def right_as_dict(page: RightPage) -> dict[str, Any]:
    """A right with all that its page shows."""
    return {
        **right_row(page.right),
        "status_sentence": _pair(page.status.sentence),
        "no_term": _pair(page.no_term) if page.no_term else None,
        "abstracts": page.right.abstracts,
        "classes": [{"scheme": scheme, "symbol": symbol} for scheme, symbol in page.right.classes],
        "family": [right_row(other) for other in page.family],
        "numbers": [
            {"role": i.role, "office": i.office, "text": i.text, "kind_code": i.kind_code, "on": i.on}
            for i in page.identifiers
        ],
        "parties": [_party(p) for _, parties in page.parties for p in parties],
        "events": [event_row(row) for row in page.thread],
        "next_dates": [
            {
                "code": d.code,
                "on": d.on,
                "title": _pair(d.title),
                "citation": _pair(d.citation),
                "caveat": _pair(d.caveat),
            }
            for d in page.next_dates
        ],
        "citations": [_citation(citation) for citation in page.citations],
        "claims": {language or "und": list(claims) for language, claims in page.claims},
        "descriptions": [_description(page.right, *told) for told in page.descriptions],
        "goods": [{"nice_class": nice, "text": text} for nice, text in page.goods],
        "images": [
            {"reference": image.reference, "kind": image.kind, "source": source.pk}
            for image, source in page.images
        ],
        "sources": [_source(source) for source in page.sources],
    }


def _pair(texts: Sequence[str]) -> dict[str, str]:
    return {"zh": texts[0], "en": texts[1]}


def _party(party: Party) -> dict[str, Any]:
    return {
        "role": party.role,
        "name": party.name,
        "language": party.language,
        "country": party.country,
        "is_person": party.is_person,
        "share": None if party.share is None else str(party.share),
        "organisation": party.organisation_id,
    }


def _citation(citation: Citation) -> dict[str, Any]:
    return {
        "office": citation.office,
        "number": citation.number,
        "kind_code": citation.kind_code,
        "text": citation.text,
        "on": citation.date,
        "category": citation.category,
        "phase": citation.phase,
        "claims": citation.claims,
    }


def _description(right: Right, language: str, paragraphs: Sequence[str]) -> dict[str, Any]:
    """Say that there is a description and where: the text itself may be longer than all else together."""
    return {
        "language": language or "und",
        "paragraphs": len(paragraphs),
        "characters": sum(map(len, paragraphs)),
        "url": reverse("api:list_descriptions", args=[right.pk]),
    }


def _source(source: SourceRecord) -> dict[str, Any]:
    return {
        "id": source.pk,
        "format": source.format,
        "format_label": {language: format_label(source.format, language) for language in ("zh", "en")},
        "file": source.member,
        "record": source.ordinal,
        "offset": source.offset,
        "as_of": source.as_of,
        "is_recovered": source.is_recovered,
    }
