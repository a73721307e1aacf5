"""What a stranger writes stays what it is: never SQL, markup, a header, a path or a command."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client

from mainline.register.models import Document, Import, Right
from mainline.web.downloads import download
from tests.factories import enter
from tests.matrix.world import World
from tests.register.samples import publication
from tests.security.crawl import Answer, clients

MARKUP = "\"'><svg onload=alert(1)><!--"
PROBES = (
    "' OR '1'='1", "1); DROP TABLE mainline_right;--", "\" UNION SELECT password FROM auth_user--", "\\", "%", "_", "\x00",
    MARKUP, "{{7*7}}", "${7*7}", "../../../../etc/passwd", "-1", "0", "99999999999999999999999", "1e999", "NaN", "True",
    "2026-02-30", "9999-99-99", "\u202e\ud7ff\U0001f4a9", "a" * 3000, "\r\nX-Evil: 1", "[]", "id__gt", "password",
)  # fmt: skip
NAMES = (
    "../../../evil.csv", "..\\..\\evil.csv", "/etc/evil.csv", "C:\\evil.csv", "evil\x00.csv", ".htaccess", "....//evil.csv",
    "a\"; filename=\"evil.html", "evil\r\nX-Evil: 1.csv", "%2e%2e%2fevil.csv", "con.csv", "é" * 300 + ".csv", "\u202ecsv.exe",
)  # fmt: skip
PATHS = (
    "/static/../settings.py", "/static/%2e%2e/settings.py", "/static/..%2f..%2fvar/secret.key", "/static//etc/passwd",
    "/static/mainline/", "/static/", "/.git/config", "/secret.key", "/var/secret.key", "/imports/..%2f..%2fetc%2fpasswd/",
    "/search/saved/export/..%2f..%2f/", "/organisations/export/..csv/", "/api/v1/exports/rights.%2e%2e%2fetc", "/static/%00",
    "/mainline.sqlite3", "/robots.txt~",
)  # fmt: skip


def parameters(answer: Answer) -> list[str]:
    """Names that an address of this page can have, by its forms and links."""
    names = {field.get("name") for form in answer.tree.iter("form") for field in form.iter("input", "select")
             if form.get("method", "get").lower() == "get"}  # fmt: skip
    for link in answer.tree.iter("a"):
        target = urlsplit(link.get("href") or "")
        if target.path in ("", answer.route.path):
            names |= {name for name, _ in parse_qsl(target.query, keep_blank_values=True)}
    return sorted(name for name in names if name)


def addresses(crawl: list[Answer]) -> Iterator[tuple[Answer, str]]:
    """Every page that takes parameters, all of them set at once; from page to page each meets another probe."""
    turn = itertools.cycle(PROBES)
    for answer in crawl:
        if answer.is_page and answer.status == 200 and (names := parameters(answer)):
            yield answer, f"{answer.route.path}?{urlencode({name: next(turn) for name in names})}"


def test_no_parameter_of_any_page_breaks_it_or_gets_into_it(world: World, crawl: list[Answer]) -> None:
    known = clients(world)
    rights, asked, wrong = Right.objects.count(), 0, []
    for answer, address in addresses(crawl):
        point = transaction.savepoint()
        response = known[answer.asker].get(address)
        transaction.savepoint_rollback(point)
        asked += 1
        body = response.content.decode() if not response.streaming else ""
        if (
            response.status_code >= 500
            or "X-Evil" in response.headers
            or "<svg onload" in body
            or "argon2" in body
        ):
            wrong.append(f"{address[:200]}: {response.status_code}")

    assert asked > 25
    assert not wrong
    assert Right.objects.count() == rights


def test_no_query_of_the_search_breaks_it(db: None) -> None:
    enter(publication())
    client = Client()

    for path, probe in itertools.product(("/search/", "/api/v1/search"), PROBES):
        response = client.get(path, {"q": probe})
        assert response.status_code in (200, 400), probe
        assert path != "/search/" or b"<svg onload" not in response.content, probe


def test_what_an_office_printed_is_text_on_every_page_of_its_right(zh: Client, db: None) -> None:
    evil = "<script>alert(1)</script><img src=x onerror=alert(1)>{{7*7}}"
    [right] = enter(publication(title=evil, applicant=evil))
    paths = ("", "text/", "sources/", "export/ris/", "export/bibtex/", "export/json/")

    for path in ("/", "/search/?q=", "/organisations/", *(f"/rights/{right.pk}/{part}" for part in paths)):
        response = zh.get(path)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        assert response.status_code == 200
        if response.headers["Content-Type"].startswith("text/html"):
            assert b"<script>alert" not in body
            assert b"<img src=x" not in body
        else:
            assert response.headers["Content-Disposition"].startswith("attachment")


def kept_below(folder: Path) -> set[Path]:
    return {path for path in folder.rglob("*") if path.is_file()}


def test_no_name_of_an_upload_leaves_its_folder(world: World, tmp_path: Path) -> None:
    client = clients(world)["platform"]
    newest, before = Import.objects.latest("pk").pk, kept_below(tmp_path)

    for name in NAMES:
        client.post("/imports/upload/", {"file": SimpleUploadedFile(name, b"a,b\n1,2\n")})

    fresh = kept_below(tmp_path) - before
    jobs = Import.objects.filter(pk__gt=newest)
    assert len(jobs) > 5
    assert all(path.is_relative_to(settings.FILES_DIR) for path in fresh)
    assert all(Path(job.path).resolve().is_relative_to(Path(settings.FILES_DIR).resolve()) for job in jobs)
    assert not [job.path for job in jobs if set('\r\n\0/\\"') & set(Path(job.path).name)]


def test_no_name_of_a_document_gets_into_a_header_or_a_path(world: World, tmp_path: Path) -> None:
    client = Client()
    client.force_login(world.users["own manager"])
    newest = Document.objects.latest("pk").pk

    for nth, name in enumerate(NAMES[4:9]):
        file = SimpleUploadedFile(name, f"plain text {nth}\n".encode())
        client.post(f"/rights/{world.secret.pk}/documents/add/", {"files": file})

    documents = list(Document.objects.filter(pk__gt=newest))
    assert len(documents) > 2
    for document in documents:
        response = client.get(f"/documents/{document.pk}/file/")
        assert b"".join(response.streaming_content).startswith(b"plain text")
        response.close()
        told = response.headers["Content-Disposition"]
        assert told.startswith("attachment")
        assert told.count("filename") <= 2
        assert "X-Evil" not in response.headers
        assert not set("\r\n\0") & set(told)
        assert not told.endswith(('.html"', '.exe"', ".exe"))
    assert all(path.is_relative_to(settings.DATA_DIR) for path in kept_below(tmp_path))


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_written_into_a_header_as_one_value(name: str) -> None:
    told = download([b""], "text/csv", name).headers["Content-Disposition"]

    assert told.startswith("attachment")
    assert not set("\r\n\0") & set(told)
    quoted = told.partition('filename="')[2].replace("\\\\", "").replace('\\"', "")
    assert quoted.count('"') <= 1


@pytest.mark.parametrize("path", PATHS)
def test_no_path_leads_out_of_what_is_served(db: None, path: str) -> None:
    response = Client(raise_request_exception=False).get(path)

    assert response.status_code in (400, 404), path
    assert b"root:" not in response.content
    assert str(settings.DATA_DIR).encode() not in response.content


def test_downloads_name_their_files_by_us(crawl: list[Answer]) -> None:
    told = {answer.route.name: answer.headers["Content-Disposition"] for answer in crawl
            if "Content-Disposition" in answer.headers}  # fmt: skip

    assert len(told) > 20
    assert not {name: value for name, value in told.items() if not value.startswith("attachment; filename")}


def test_no_shell_is_ever_asked() -> None:
    """What other programs are started, is started by list; ruff's S602 to S607 keep it so, and nothing is evaluated."""
    sources = {
        path: path.read_text(encoding="utf-8")
        for path in (Path(__file__).parents[2] / "mainline").rglob("*.py")
    }

    for words in (
        "shell=True",
        "os.system(",
        "os.popen(",
        "pickle.load",
        "yaml.load(",
        "marshal.load",
        "\teval(",
        " eval(",
        " exec(",
    ):
        assert not [str(path) for path, text in sources.items() if words in text], words
