"""What a form or a body does not offer can't be set by it: each is sent with fields of every table beside its own."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.matrix.world import World
from tests.security.crawl import Answer, clients

EXTRA = {
    **dict.fromkeys(("id", "pk", "user", "user_id", "account", "organisation_id", "right_id", "member_id", "owner"), "1"),
    **dict.fromkeys(("by", "by_id", "made_by", "made_by_id", "added_by", "recorded_by", "requested_by", "shared_by"), "1"),
    **dict.fromkeys(("is_superuser", "is_staff", "is_active", "is_demo", "is_named", "is_default", "is_public"), "on"),
    **dict.fromkeys(("made_at", "saved_at", "recorded_at", "requested_at", "expires_at", "last_used_at"), "2001-01-01"),
    **dict.fromkeys(("password", "secret", "token_hash", "key", "sha256", "path", "prefix", "request_hash"), "f" * 64),
    "state": "done", "status": "in_force", "is_superuser ": "on", "groups": "1", "user_permissions": "1", "merged_into": "1",
    "level": "admin", "link": "creation", "fingerprint": "f" * 40, "supersedes": "1", "counts": "{}", "attempts": "9",
}  # fmt: skip
ENDS = ("/logout/", "/i18n/", "/login/")
"""What ends or begins a session says nothing of fields."""
_FILLED = {
    "date": "2026-03-02", "number": "7", "email": "someone@example.org", "url": "https://hooks.example.org/x",
    "search": "x", "password": "correct horse battery", "datetime-local": "2026-03-02T10:00",
}  # fmt: skip
_NAMED = {
    "orcid": "", "uscc": "", "country": "CN", "name_en": "Some Name", "receiver": "https://hooks.example.org/x", "codes": "",
    "reason": "it was ours to tell", "kind": "university",
}  # fmt: skip
_WRITTEN = re.compile(r'^(?:INSERT (?:OR IGNORE )?INTO|UPDATE|DELETE FROM) "(\w+)"')
_VOLATILE = {"django_session", "usersessions_usersession", "shared_cache"}


@dataclass(frozen=True)
class Form:
    """A form as it stands on a page, filled in."""

    asker: str
    path: str
    data: dict[str, Any]
    files: tuple[str, ...]


def forms(crawl: list[Answer]) -> Iterator[Form]:
    """Every form that is sent by POST, once for each address and set of fields."""
    seen = set()
    for answer in crawl:
        if not answer.is_page or answer.status != 200:
            continue
        for element in answer.tree.iter("form"):
            path = (element.get("action") or answer.route.path).partition("?")[0]
            if (element.get("method") or "").lower() != "post" or path.startswith(ENDS):
                continue
            filled, files = _filled(element)
            key = (path, tuple(sorted(filled)), files)
            if key not in seen:
                seen.add(key)
                yield Form(answer.asker, path, filled, files)


def _filled(form: Any) -> tuple[dict[str, Any], tuple[str, ...]]:
    data: dict[str, Any] = {}
    files = []
    for field in form.iter("input", "select", "textarea", "button"):
        name, kind = field.get("name"), (field.get("type") or "text").lower()
        if not name or name == "csrfmiddlewaretoken" or field.get("disabled") is not None:
            continue
        if name in _NAMED and field.tag == "select":
            data.setdefault(name, _NAMED[name])
        elif field.tag == "select":
            values = [o.get("value", o.text) for o in field.iter("option") if o.get("value", o.text)]
            data.setdefault(name, values[-1] if values else "")
        elif kind == "file":
            files.append(name)
        elif kind in ("radio", "checkbox", "submit") or field.tag == "button":
            if field.get("value") and (
                kind != "checkbox" or field.get("checked") is not None or name not in data
            ):
                data.setdefault(name, field.get("value"))
        else:
            said = _NAMED.get(name, (field.get("value") or field.text or "").strip())
            data.setdefault(name, said if said or name in _NAMED else _FILLED.get(kind, "a plain word"))
    return data, tuple(files)


def tables(queries: CaptureQueriesContext) -> set[str]:
    found = (_WRITTEN.match(query["sql"]) for query in queries)
    return {match[1] for match in found if match} - _VOLATILE


def rows(names: set[str]) -> dict[str, list[tuple[Any, ...]]]:
    with connection.cursor() as cursor:
        found = {}
        for name in sorted(names):
            cursor.execute(f'SELECT * FROM "{name}" ORDER BY 1')
            found[name] = cursor.fetchall()
    return found


def sent(
    client: Client, form: Form, extra: dict[str, str], seen: set[str]
) -> tuple[set[str], dict[str, Any]]:
    """Send a form; return the tables that it wrote to, and what they then hold; undone afterwards."""
    files = {name: SimpleUploadedFile("a.csv", b"a,b\n1,2\n") for name in form.files}
    point, cookies = transaction.savepoint(), client.cookies.output(header="", sep=";")
    try:
        with CaptureQueriesContext(connection) as queries:
            response = client.post(form.path, {**extra, **form.data, **files})
            response.close()
        written = tables(queries)
        return written, rows(written | seen)
    finally:
        transaction.savepoint_rollback(point)
        client.cookies = SimpleCookie(cookies)


def changed(plain: Any, again: Any, extra: Any) -> list[str]:
    """Cells that are the same whenever the form is sent plainly, and others with the extra fields."""
    found = []
    for table, lines in plain.items():
        if len(lines) != len(extra[table]):
            found.append(f"{table}: {len(extra[table])} rows, not {len(lines)}")
            continue
        for one, two, three in zip(lines, again[table], extra[table], strict=True):
            found += [
                f"{table}: {c!r}, not {a!r}" for a, b, c in zip(one, two, three, strict=True) if a == b != c
            ]
    return found


def test_no_form_takes_more_than_it_offers(world: World, crawl: list[Answer]) -> None:
    known, wrote, wrong = clients(world), [], []
    for form in forms(crawl):
        client = known[form.asker]
        written, plain = sent(client, form, {}, set())
        if not written:
            continue
        wrote.append(form.path)
        _, again = sent(client, form, {}, written)
        more, extra = sent(client, form, EXTRA, written)
        wrong += [f"{form.path}: {what}" for what in changed(plain, again, extra)]
        wrong += [f"{form.path}: wrote to {table}" for table in more - written]

    assert len(wrote) > 25
    assert not wrong


BODIES: dict[str, dict[str, Any]] = {
    "/api/v1/rights/{right}/events": {
        "code": "utilization.nda.signed",
        "happened_on": "2026-03-02",
        "source_text": "合同",
    },
    "/api/v1/webhooks": {
        "organisation": 0,
        "url": "https://hooks.example.org/x",
        "secret": "whsec_" + "a1B2" * 10,
    },
}


def test_no_body_of_the_api_takes_more_than_it_names(world: World) -> None:
    client = clients(world)["own admin"]
    client.force_login(world.users["own manager"])
    for path, body in BODIES.items():
        address = path.format(right=world.secret.pk)
        told = {**body, **({"organisation": world.ids["organisation"]} if "organisation" in body else {})}

        with CaptureQueriesContext(connection) as queries:
            response = client.post(address, json.dumps({**EXTRA, **told}), content_type="application/json")

        assert response.status_code == 422, response.content[:300]
        assert response.json()["code"] == "parameter"
        assert not tables(queries)
