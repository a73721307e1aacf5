"""Prints all that a register shows, without ids and times, as JSON: run in a process of its own."""

import hashlib
import json
import os

import django


def main() -> None:
    """Print one JSON object."""
    from django.conf import settings

    from mainline.register.models import IndexPending, Right
    from mainline.search.engines.base import SearchRequest
    from mainline.search.engines.tantivy import TantivyEngine

    numbers = dict(Right.objects.values_list("pk", "number"))
    engine = TantivyEngine.open(settings.INDEX_DIR)
    shown = {
        "rights": len(numbers),
        "digest": hashlib.sha256("\n".join(lines(numbers)).encode()).hexdigest(),
        "indexed": engine.count(),
        "found": sorted(numbers[pk] for pk in engine.ids(SearchRequest("turbine", sort="filed"))),
        "pending": IndexPending.objects.count(),
    }
    print(json.dumps(shown))


def lines(numbers: dict[int, str]) -> list[str]:
    """One line a row of every table, rights by their number."""
    from mainline.register.models import Event, Identifier, Party, Quarantine, Right, SourceRecord

    tables = (
        Right.objects.values_list("number", "title", "status", "filed_on", "granted_on", "family_key"),
        ((numbers[r], *x) for r, *x in Identifier.objects.values_list("right", "key", "kind_code", "text")),
        ((numbers[r], *x) for r, *x in Party.objects.values_list("right", "role", "name")),
        ((numbers[r], *x) for r, *x in Event.objects.values_list("right", "code", "fingerprint")),
        ((numbers[r], bytes(d).hex()) for r, d in SourceRecord.objects.values_list("right", "digest")),
        ((bytes(d).hex(), reason) for d, reason in Quarantine.objects.values_list("digest", "reason")),
    )
    return sorted(repr(row) for table in tables for row in table)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mainline.settings")
    django.setup()
    main()
