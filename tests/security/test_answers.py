"""Every answer, whoever made it: its headers, its policy, and that nothing in a page runs but our own files."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from mainline.orgs.enums import Role
from tests.factories import PASSWORD, a_user
from tests.security.crawl import Answer

TEMPLATES = Path(__file__).parents[2] / "mainline" / "templates"
EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
WRITING_READS = {
    "GET invitations/<str:secret>/": "django_session",
    "GET account/security/app/": "django_session",
    "GET account/security/passkeys/add/": "django_session",
}
"""Reads that write, and what: by which invitation somebody came, and what a second factor is to answer to."""
SILENT = ("Server", "X-Powered-By", "Via", "Access-Control-Allow-Origin")
RUNS = re.compile(
    r"<script(?![^>]*\s(?:src=|type=.application/json))|<style|\sstyle\s*=|\son[a-z]+\s*=|javascript:|\bhx-on|\bhx-vals=.js:",
    re.I,
)
LINKING = {"a": "href", "form": "action", "link": "href", "script": "src", "img": "src", "iframe": "src"}


def policy(answer: Answer) -> dict[str, str]:
    parts = (part.strip().partition(" ") for part in answer.headers["Content-Security-Policy"].split(";"))
    return {name: " ".join(values.split()) for name, _, values in parts}


def test_everything_was_asked_for(crawl: list[Answer]) -> None:
    ok = [answer for answer in crawl if answer.status == 200]

    assert len(ok) > 110
    assert sum(answer.is_page for answer in ok) > 60
    assert not [answer.name for answer in crawl if answer.status >= 500]


def test_every_answer_has_the_headers_that_keep_it_what_it_is(crawl: list[Answer]) -> None:
    missing = [
        f"{answer.name}: {name} is {answer.headers.get(name)!r}"
        for answer in crawl
        for name, value in EVERYWHERE.items()
        if answer.headers.get(name) != value
    ]

    assert not missing
    assert {answer.headers["Referrer-Policy"] for answer in crawl} <= {"same-origin", "no-referrer"}
    assert not [f"{a.name}: {name}" for a in crawl for name in SILENT if name in a.headers]


@pytest.mark.django_db
def test_files_of_ours_have_them_too_and_are_lent_to_no_other_site(settings: Any, tmp_path: Path) -> None:
    (tmp_path / "mark.svg").write_text("<svg/>", encoding="utf-8")
    settings.STATIC_ROOT = tmp_path

    response = Client().get("/static/mark.svg")
    response.close()

    assert response.status_code == 200
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]
    assert "Access-Control-Allow-Origin" not in response.headers


def test_every_text_says_its_characters(crawl: list[Answer]) -> None:
    texts = [
        a for a in crawl if a.body and a.headers.get("Content-Type", "").startswith(("text/html", "text/csv"))
    ]

    assert len(texts) > 80
    assert not [answer.name for answer in texts if "charset=utf-8" not in answer.headers["Content-Type"]]


def test_policy_of_every_answer_runs_our_files_alone(crawl: list[Answer]) -> None:
    other = [answer for answer in crawl if policy(answer) != POLICY]

    assert {policy(answer)["default-src"] for answer in other} <= {"'none'"}
    assert all("sandbox" in policy(answer) for answer in other), [answer.name for answer in other]
    assert not [a.name for a in crawl if "unsafe" in a.headers["Content-Security-Policy"]]


def test_no_page_holds_script_style_or_handler(crawl: list[Answer]) -> None:
    found = [
        f"{answer.name}: {match[0]}"
        for answer in crawl
        if answer.is_page
        for tag in re.findall(r"<[^<>]+>", answer.body.decode())
        if (match := RUNS.search(tag))
    ]

    assert not found


def test_no_template_holds_script_style_or_handler() -> None:
    files = sorted(TEMPLATES.rglob("*.html"))
    loose = re.compile(r"\|\s*safe\b|autoescape\s+off|\|\s*safeseq\b")

    assert len(files) > 80
    tags = [
        (file, tag) for file in files for tag in re.findall(r"<[^<>]+>", file.read_text(encoding="utf-8"))
    ]
    assert not [f"{file.name}: {tag[:80]}" for file, tag in tags if RUNS.search(tag)]
    assert not [file.name for file in files if loose.search(file.read_text(encoding="utf-8"))]


def test_pages_load_and_send_nothing_elsewhere(crawl: list[Answer]) -> None:
    away = [
        f"{answer.name}: {element.tag} {target}"
        for answer in crawl
        if answer.is_page
        for element in answer.tree.iter(*LINKING)
        if (target := element.get(LINKING[element.tag]) or "").startswith(("http:", "https:", "//"))
        and (element.tag != "a" or "noopener" not in (element.get("rel") or ""))
    ]

    assert not away


def test_what_a_login_shows_is_kept_by_no_browser(crawl: list[Answer]) -> None:
    kept = [
        f"{answer.name}: {answer.headers.get('Cache-Control')}"
        for answer in crawl
        if answer.asker != "visitor"
        and not {"no-store", "no-cache"} & set(answer.headers.get("Cache-Control", "").split(", "))
    ]

    assert not kept
    pages = [answer for answer in crawl if answer.is_page and answer.asker != "visitor"]
    assert all("no-store" in answer.headers["Cache-Control"] for answer in pages)


def test_reading_writes_nothing(crawl: list[Answer]) -> None:
    wrote = [
        f"{answer.name}: {statement[:120]}"
        for answer in crawl
        for statement in answer.writes
        if WRITING_READS.get(answer.route.name, "nothing") not in statement
    ]

    assert not wrote


@pytest.mark.parametrize(
    ("path", "status"),
    [("/no/such/page", 404), ("/administration/", 404), ("/imports/", 403), ("/api/v1/none", 404)],
)
@pytest.mark.django_db
def test_errors_have_the_same_headers_and_say_nothing_of_the_inside(path: str, status: int) -> None:
    client = Client(HTTP_ACCEPT_LANGUAGE="en")
    client.force_login(a_user(Role.INVENTOR))

    response = client.get(path)

    assert response.status_code == status
    assert {name: response.headers.get(name) for name in EVERYWHERE} == EVERYWHERE
    assert "unsafe" not in response.headers["Content-Security-Policy"]
    assert not re.search(r"Traceback|\.py\b|site-packages|django|PermissionDenied", response.content.decode())


def broken(*arguments: Any, **named: Any) -> None:
    raise RuntimeError("password=hunter2 in /srv/mainline/settings.py")


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/organisations/", "/api/v1/organisations"])
def test_a_fault_of_ours_shows_nothing_of_the_inside(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mainline.register.access.visible_organisations", broken)
    monkeypatch.setattr("mainline.register.queries.organisations", broken, raising=False)
    client = Client(raise_request_exception=False)

    response = client.get(path)

    said = response.content.decode()
    assert response.status_code == 500
    assert {name: response.headers.get(name) for name in EVERYWHERE} == EVERYWHERE
    assert not re.search(r"hunter2|Traceback|RuntimeError|\.py\b|srv", said)
    assert len(said) < 3000


@pytest.mark.django_db
@pytest.mark.parametrize("is_behind_tls", [False, True])
def test_cookies_of_a_login_are_out_of_reach(settings: Any, is_behind_tls: bool) -> None:
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = is_behind_tls
    user = a_user(Role.VIEWER)

    response = Client().post(
        "/login/", {"login": user.get_username(), "username": user.get_username(), "password": PASSWORD}
    )

    cookie = response.cookies[settings.SESSION_COOKIE_NAME]
    assert response.status_code == 302
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["path"] == "/"
    assert not cookie["domain"]
    assert bool(cookie["secure"]) is is_behind_tls
    assert len(cookie.value) >= 32
