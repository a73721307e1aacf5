"""Small things that would become large: archives, workbooks, entities, nesting, numbers. By the ways on which they come in."""

from __future__ import annotations

import gzip
import io
import json
import resource
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from mainline.offices.tabular import workbook
from mainline.orgs.enums import Role
from mainline.register.jobs import run_next
from mainline.register.mappings import table_of
from mainline.register.models import Import, Quarantine, Right, SourceRecord
from tests.factories import DAY, a_user, an_organisation, enter
from tests.register.samples import publication

GRANT = (
    '<?xml version="1.0"?><!DOCTYPE us-patent-grant {subset}><us-patent-grant lang="EN"><us-bibliographic-data-grant>'
    "<publication-reference><document-id><country>US</country><doc-number>11000001</doc-number><kind>B1</kind>"
    "<date>20210511</date></document-id></publication-reference><invention-title>Truck {title}</invention-title>"
    "</us-bibliographic-data-grant></us-patent-grant>"
)
LAUGHS = "[<!ENTITY a0 'ha'>" + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12)) + "]"


def zipped(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), data)
    return out.getvalue()


def nested(depth: int) -> bytes:
    data = GRANT.format(subset="", title="inside").encode()
    for level in range(depth):
        data = zipped(**{f"level{level}.zip": data})
    return data


def a_workbook(strings: int) -> bytes:
    """A workbook whose texts unpack to so many bytes."""
    return zipped(
        **{
            "[Content_Types].xml": b"<Types/>",
            "xl/workbook.xml": b"<workbook/>",
            "xl/worksheets/sheet1.xml": b"<worksheet/>",
            "xl/sharedStrings.xml": b"<sst>" + b"<si><t/></si>" * (strings // 13) + b"</sst>",
        }
    )


def taken_in(client: Client, name: str, data: bytes) -> Import:
    """Upload a file and let the worker try it."""
    response = client.post("/imports/upload/", {"file": SimpleUploadedFile(name, data)})
    assert response.status_code == 302
    run_next(DAY)
    return Import.objects.latest("pk")


def reasons(job: Import) -> str:
    return json.dumps(
        [job.unrecognised, job.rejected, list(Quarantine.objects.values_list("reason", flat=True)), job.error]
    )


@pytest.fixture
def member(db: None) -> Client:
    client = Client()
    client.force_login(a_user(Role.MANAGER))
    return client


def test_archives_that_would_fill_the_disk_are_told_and_not_unpacked(member: Client, tmp_path: Path) -> None:
    zeros = io.BytesIO()
    with (
        zipfile.ZipFile(zeros, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("a.xml", "w") as file,
    ):
        for _ in range(260):
            file.write(bytes(1 << 20))

    job = taken_in(member, "zeros.zip", zeros.getvalue())

    assert job.state == "done"
    assert "container.bomb" in reasons(job)
    assert sum(path.stat().st_size for path in tmp_path.rglob("*") if path.is_file()) < 20 << 20


def test_archives_in_archives_end_at_a_depth(member: Client) -> None:
    job = taken_in(member, "nested.zip", nested(12))

    assert job.state == "done"
    assert "container.too_deep" in reasons(job)
    assert not Right.objects.exists()


@pytest.mark.parametrize(
    ("subset", "title"),
    [
        (LAUGHS, "&a11;"),
        ("[<!ENTITY a '" + "x" * 50_000 + "'>]", "&a;" * 2_000),
        ("[<!ENTITY a SYSTEM 'file:///etc/passwd'>]", "&a;"),
        ("SYSTEM 'http://127.0.0.1:9/evil.dtd' [<!ENTITY % b SYSTEM 'http://127.0.0.1:9/x'> %b;]", "&c;"),
    ],
)
def test_entities_are_not_expanded_and_nothing_is_fetched(member: Client, subset: str, title: str) -> None:
    started = time.monotonic()

    job = taken_in(member, "grant.xml", GRANT.format(subset=subset, title=title).encode())

    assert job.state == "done"
    assert time.monotonic() - started < 60
    kept = b"".join(bytes(body) for body in SourceRecord.objects.values_list("body", flat=True))
    assert len(kept) < 20_000
    assert b"root:" not in kept
    assert "root:" not in reasons(job)


def test_a_workbook_whose_texts_would_fill_the_memory_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(workbook, "MAX_AT_ONCE", 1 << 20)
    data = a_workbook(2 << 20)

    with pytest.raises(workbook.SheetProblem) as refused:
        list(workbook.rows_of(data))

    assert refused.value.reason == "container.bomb"


def test_nobody_waits_for_a_page_that_opens_such_a_workbook(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(a_workbook(40 << 20))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    started = time.thread_time()
    found = table_of(path)

    assert found is None
    assert time.thread_time() - started < 0.5
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64 << 10
    path.write_bytes(b"PK\x03\x04 no archive")
    assert table_of(path) is None


def test_json_of_any_depth_is_read_or_refused(member: Client) -> None:
    job = taken_in(member, "deep.json", b'{"result":' + b"[" * 200_000)

    assert job.state == "done"
    assert not Right.objects.exists()


@pytest.fixture
def program(db: None) -> tuple[Client, str]:
    """A session that may record events, and where."""
    own = an_organisation("北川大学")
    client = Client()
    client.force_login(a_user(Role.MANAGER, own))
    [right] = enter(publication())
    return client, f"/api/v1/rights/{right.pk}/events"


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 200_000,
        b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
        b'{"amount_minor": 1' + b"0" * 100_000 + b"}",
        b'{"amount_minor": 1e999999}',
        b'{"amount_minor": NaN}',
        b"{" + b",".join(b'"k%d": 1' % n for n in range(50_000)) + b"}",
        b'{"code": "' + b"a" * 2_000_000 + b'"}',
        b'{"code": "\\ud800"}',
        b"\xff\xfe{",
        b'"' + b"\\u0041" * 100_000,
    ],
)
def test_bodies_of_the_api_that_are_deep_long_or_no_json_are_refused_at_once(
    program: tuple[Client, str], body: bytes
) -> None:
    client, address = program
    started = time.thread_time()

    response = client.post(address, body, content_type="application/json")

    assert response.status_code in (400, 413, 422)
    assert response.json()["code"]
    assert len(response.content) < 20_000
    assert time.thread_time() - started < 3


def test_a_form_of_thousands_of_fields_or_files_is_refused(member: Client) -> None:
    fields: dict[str, Any] = {f"f{n}": "1" for n in range(1_500)}
    files = {f"f{n}": SimpleUploadedFile("a", b"a") for n in range(150)}

    assert Client(raise_request_exception=False).post("/login/", fields).status_code == 400
    assert member.post("/imports/upload/", files).status_code == 400


def test_an_address_of_thousands_of_parameters_is_answered_soon(db: None) -> None:
    started = time.thread_time()

    response = Client(raise_request_exception=False).get(
        "/organisations/?" + "&".join(f"kind={n}" for n in range(20_000))
    )

    assert response.status_code in (200, 400)
    assert time.thread_time() - started < 3


def test_a_document_is_refused_by_what_it_would_become(db: None) -> None:
    own = an_organisation("北川大学")
    client = Client(HTTP_ACCEPT_LANGUAGE="en")
    client.force_login(a_user(Role.MANAGER, own))
    [right] = enter(publication())
    laughs = f"<?xml version='1.0'?><!DOCTYPE a {LAUGHS}><a>&a11;</a>".encode()

    for name, data in (("a.xml", laughs), ("a.gz", gzip.compress(bytes(1 << 20))), ("a.zip", nested(12))):
        client.post(f"/rights/{right.pk}/documents/add/", {"files": SimpleUploadedFile(name, data)})

    assert not right.documents.exists()
