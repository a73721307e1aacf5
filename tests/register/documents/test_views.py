"""Pages of documents: what a browser is given, what a rival is not, and how files come in by a form."""

from __future__ import annotations

import html
from pathlib import Path
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from mainline.files import apart
from mainline.files.store import FolderStore, Unavailable, place
from mainline.register.documents import views
from mainline.register.documents.storage import store
from mainline.register.models import Document, Right
from tests.factories import an_event
from tests.files import samples
from tests.register.documents.conftest import Cast, read_all

FILE_PAGES = ("document", "document_file", "document_picture", "document_sheet")


@pytest.fixture(autouse=True)
def plain_static(settings: Any, tmp_path: Path) -> None:
    """Static files by their own names: what hashes them is the set-up's business."""
    settings.STORAGES = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATIC_ROOT.mkdir()


def client(user: Any = None) -> Client:
    browser = Client(HTTP_ACCEPT_LANGUAGE="en")
    if user is not None:
        browser.force_login(user)
    return browser


def text(response: Any) -> str:
    return html.unescape(response.content.decode())


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def addresses(row: Document) -> list[str]:
    return [reverse(name, args=[row.pk, 1] if name == "document_sheet" else [row.pk]) for name in FILE_PAGES]


def said(response: Any) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def upload(browser: Client, right: Right, *given: tuple[str, bytes], **fields: str) -> Any:
    sent = [SimpleUploadedFile(name, data) for name, data in given]
    return browser.post(reverse("add_documents", args=[right.pk]), {"files": sent, **fields})


def test_panel_on_the_page_of_a_right_lists_documents_and_takes_files(cast: Cast) -> None:
    first = cast.add(name="合同.pdf")
    cast.add(name="合同2.pdf", data=samples.pdf(("two",)), replaces=first)
    address = reverse("right", args=[cast.right.pk])

    mine, theirs = text(client(cast.manager).get(address)), text(client(cast.rival).get(address))

    assert "合同2.pdf" in mine
    assert "1 older version" in mine
    assert 'enctype="multipart/form-data"' in mine
    assert "合同" not in theirs
    assert "for your organisation alone" in theirs
    assert 'id="documents"' not in text(client().get(address))


def _words_of_404(browser: Client, pk: int) -> str:
    """The page without its frame and without the number asked for."""
    page = text(browser.get(reverse("document", args=[pk])))
    return (
        page.partition("<main")[2].partition("</main>")[0].replace(f" {pk},", " N,").replace(f" {pk} ", " N ")
    )


@pytest.mark.parametrize("who", ["rival", "officer", None])
def test_every_page_of_a_document_is_404_for_whom_it_is_not(cast: Cast, who: str | None) -> None:
    row = cast.add(data=samples.pdf(("one",)))
    picture = cast.add(data=samples.png(), name="a.png")
    new = cast.add(data=samples.pdf(("two",)), replaces=row)
    browser = client(getattr(cast, who) if who else None)

    for each in (row, picture, new):
        for address in addresses(each):
            assert browser.get(address).status_code == 404, address
    assert _words_of_404(browser, row.pk) == _words_of_404(browser, 10**6)
    assert browser.get("/documents/99999999999999999999/").status_code == 404


def test_what_a_rival_may_not_see_is_not_changed_either(cast: Cast) -> None:
    row = cast.add()
    browser = client(cast.rival)

    for name in ("replace_document", "withdraw_document", "document_confidentiality"):
        answer = browser.post(
            reverse(name, args=[row.pk]), {"reason": "x", "files": SimpleUploadedFile("a.txt", b"x")}
        )
        assert answer.status_code == 404
    Right.objects.filter(pk=cast.right.pk).update(confidentiality="holder")
    assert upload(browser, cast.right, ("a.txt", b"x")).status_code == 404
    assert Document.objects.count() == 1


def test_reader_may_look_and_not_write(cast: Cast) -> None:
    row = cast.add()
    browser = client(cast.reader)

    assert browser.get(reverse("document", args=[row.pk])).status_code == 200
    assert upload(browser, cast.right, ("a.txt", b"x")).status_code == 403
    assert browser.post(reverse("withdraw_document", args=[row.pk]), {"reason": "x"}).status_code == 403


def test_page_offers_whom_else_a_document_may_be_for_and_takes_the_answer(cast: Cast) -> None:
    row, browser = cast.add(), client(cast.manager)
    address = reverse("document_confidentiality", args=[row.pk])
    page = reverse("document", args=[row.pk])
    assert address in browser.get(page).content.decode()
    assert address not in client(cast.reader).get(page).content.decode()

    answer = browser.post(address, {"confidentiality": "public"}, follow=True)

    row.refresh_from_db()
    assert row.confidentiality == "public"
    assert row.name in answer.content.decode()
    assert client(cast.rival).get(page).status_code == 200
    wrong = browser.post(address, {"confidentiality": "x"}, follow=True)
    assert "Choose who may see the document." in wrong.content.decode()


def test_visitor_is_sent_to_log_in_before_adding_and_listing(cast: Cast) -> None:
    browser = client()

    assert "/login/" in upload(browser, cast.right, ("a.txt", b"x"))["Location"]
    assert "/login/" in browser.get(reverse("documents"))["Location"]


def test_download_is_a_file_and_nothing_that_runs(cast: Cast) -> None:
    data = samples.pdf(("Hello",))
    row = cast.add(data=data, name='合同 "甲乙".pdf')

    answer = client(cast.manager).get(reverse("document_file", args=[row.pk]))

    assert body(answer) == data
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Length"] == str(len(data))
    assert answer["Content-Disposition"].startswith("attachment;")
    assert "filename*=utf-8''%E5%90%88%E5%90%8C" in answer["Content-Disposition"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize(
    "kind", [kind for kind in samples.GOOD if kind not in ("png", "jpeg", "gif", "webp")]
)
def test_only_pictures_are_ever_shown_inline(cast: Cast, kind: str) -> None:
    name, data = samples.GOOD[kind]
    row = cast.add(data=data, name=name)
    browser = client(cast.manager)

    download = browser.get(reverse("document_file", args=[row.pk]))
    assert download["Content-Disposition"].startswith("attachment")
    assert body(download) == data
    assert browser.get(reverse("document_picture", args=[row.pk])).status_code == 404


@pytest.mark.parametrize("kind", ["png", "jpeg", "gif", "webp"])
def test_picture_is_shown_by_its_own_type_under_the_same_headers(cast: Cast, kind: str) -> None:
    name, data = samples.GOOD[kind]
    row = cast.add(data=data, name=name)

    answer = client(cast.manager).get(reverse("document_picture", args=[row.pk]))

    assert (answer["Content-Type"], body(answer)) == (f"image/{kind}", data)
    assert answer["Content-Disposition"].startswith("inline")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_page_of_a_pdf_is_drawn_once_and_not_again_for_who_has_it(cast: Cast, monkeypatch: Any) -> None:
    row = cast.add(data=samples.pdf(("Hello",)))
    browser, address = client(cast.manager), reverse("document_sheet", args=[row.pk, 1])
    drawn = browser.get(address)
    assert body(drawn).startswith(b"\x89PNG")
    assert drawn["Content-Type"] == "image/png"
    monkeypatch.setattr(apart, "picture", None)

    again = browser.get(address, headers={"If-None-Match": drawn["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert browser.get(reverse("document_sheet", args=[row.pk, 2])).status_code == 404
    assert browser.get(reverse("document_sheet", args=[row.pk, 0])).status_code == 404


def test_file_that_was_altered_is_never_handed_out_whole(cast: Cast, settings: Any) -> None:
    row = cast.add(data=samples.pdf(("x" * 1000,)))
    (settings.FILES_DIR / "documents" / place(row.sha256)).write_bytes(b"forged")
    browser = client(cast.manager)

    with pytest.raises(ValueError, match=row.sha256):
        body(browser.get(reverse("document_file", args=[row.pk])))
    assert browser.get(reverse("document_sheet", args=[row.pk, 1])).status_code == 503


def test_file_that_is_gone_is_said_to_be_unavailable(cast: Cast) -> None:
    row = cast.add()
    store().delete(row.sha256)

    answer = client(cast.manager).get(reverse("document_file", args=[row.pk]))

    assert answer.status_code == 503
    assert "cannot be had now" in text(answer)


def test_form_brings_several_files_and_says_of_each_what_became_of_it(cast: Cast) -> None:
    an_event(cast.right)
    event = cast.right.events.get(code="utilization.licence.signed")
    files = [
        ("good.pdf", samples.pdf()),
        ("evil.pdf", b"MZ" + b"\0" * 90),
        ("again.pdf", samples.pdf()),
        ("b.txt", b"x"),
    ]

    answer = upload(client(cast.manager), cast.right, *files, confidentiality="public", event=str(event.pk))

    assert answer["Location"] == f"/rights/{cast.right.pk}/#documents"
    assert sorted(Document.objects.values_list("name", "confidentiality", "event")) == [
        ("b.txt", "public", event.pk),
        ("good.pdf", "public", event.pk),
    ]
    lines = said(answer)
    assert "“good.pdf” was added." in lines
    assert any(line.startswith("evil.pdf: This is a program") for line in lines)
    assert "“good.pdf” is here already with the same content." in lines


def test_form_sent_by_script_is_told_where_to_go(cast: Cast) -> None:
    sent = {"files": [SimpleUploadedFile("b.txt", b"x")]}

    answer = client(cast.manager).post(
        reverse("add_documents", args=[cast.right.pk]), sent, headers={"HX-Request": "true"}
    )

    assert answer["HX-Redirect"] == f"/rights/{cast.right.pk}/"


def test_form_without_a_file_with_too_many_or_too_large_ones_says_so(
    cast: Cast, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = client(cast.manager)
    settings.DOCUMENT_MAX_BYTES = 10
    monkeypatch.setattr(views, "MOST_FILES", 1)

    assert "No file came" in said(upload(browser, cast.right))[0]
    lines = said(upload(client(cast.manager), cast.right, ("a.txt", b"x" * 11), ("b.txt", b"y")))
    assert any("At most 1 files" in line for line in lines)
    assert any("a.txt: larger than 10 B" in line for line in lines)


def test_form_that_asks_for_more_than_is_allowed_is_refused(cast: Cast) -> None:
    assert (
        upload(client(cast.rival), cast.right, ("a.txt", b"x"), confidentiality="public").status_code == 403
    )
    assert not Document.objects.exists()


def test_store_that_is_away_is_told_and_nothing_is_half_there(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*given: Any) -> Any:
        raise Unavailable("no answer from the store")

    monkeypatch.setattr(FolderStore, "put", away)

    lines = said(upload(client(cast.manager), cast.right, ("a.txt", b"x")))

    assert lines == ["a.txt: the store of files does not answer now. Try again later."]
    assert not Document.objects.exists()


def test_page_shows_pictures_text_versions_and_proof(cast: Cast) -> None:
    an_event(cast.right)
    event = cast.right.events.get(code="utilization.licence.signed")
    first = cast.add(name="old.pdf", event=event)
    row = cast.add(data=samples.pdf(("First words", "Second words")), name="new.pdf", replaces=first)
    read_all()

    page = text(client(cast.manager).get(reverse("document", args=[row.pk])))

    for wanted in (
        row.sha256, "First words", "Second words", "old.pdf", "new.pdf", cast.manager.get_username(),
        reverse("document_sheet", args=[row.pk, 2]), reverse("document_file", args=[first.pk]), "no. ", "Take back",
    ):  # fmt: skip
        assert wanted in page, wanted
    assert "This is an older version" in text(client(cast.manager).get(reverse("document", args=[first.pk])))


def test_text_of_a_document_is_printed_and_never_run(cast: Cast) -> None:
    row = cast.add(data=b"see <script>alert(1)</script>", name="<b>x.txt")
    read_all()

    page = client(cast.manager).get(reverse("document", args=[row.pk])).content.decode()

    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page


def test_page_of_a_document_that_is_being_read_asks_again_and_then_rests(cast: Cast) -> None:
    row = cast.add()
    browser, address = client(cast.manager), reverse("document", args=[row.pk])

    assert 'hx-trigger="every 3s"' in text(browser.get(address))
    read_all()
    assert 'hx-trigger="every 3s"' not in text(browser.get(address))


def test_long_document_is_shown_some_pages_at_a_time(cast: Cast) -> None:
    row = cast.add(data=samples.pdf([f"words {number}" for number in range(1, 7)]))
    read_all()
    browser, address = client(cast.manager), reverse("document", args=[row.pk])

    first, second = text(browser.get(address)), text(browser.get(f"{address}?page=2"))

    assert "words 4" in first
    assert "words 5" not in first
    assert "words 5" in second
    assert "words 4" not in second


def test_newer_version_is_brought_on_the_page(cast: Cast) -> None:
    row = cast.add()
    sent = {"files": SimpleUploadedFile("b.pdf", samples.pdf(("two",)))}

    answer = client(cast.manager).post(reverse("replace_document", args=[row.pk]), sent)

    new = Document.objects.get(replaces=row)
    assert answer["Location"] == reverse("document", args=[new.pk])
    bad = {"files": SimpleUploadedFile("b.pdf", b"MZ" + b"\0" * 90)}
    refused = client(cast.manager).post(reverse("replace_document", args=[new.pk]), bad)
    assert refused["Location"] == reverse("document", args=[new.pk])


def test_document_is_taken_back_with_a_reason(cast: Cast) -> None:
    row = cast.add(name="a.pdf")
    browser, address = client(cast.manager), reverse("withdraw_document", args=[row.pk])

    assert said(browser.post(address, {"reason": " "})) == ["Say why the document is taken back."]
    answer = browser.post(address, {"reason": "wrong file"})

    assert answer["Location"] == f"/rights/{cast.right.pk}/#documents"
    assert browser.get(reverse("document", args=[row.pk])).status_code == 404


def test_list_finds_by_text_sorts_and_is_handed_out_as_a_file(cast: Cast) -> None:
    cast.add(data=samples.docx("割台"), name="甲.docx")
    cast.add(data=samples.docx("玉米"), name="乙.docx", confidentiality="public")
    read_all()
    browser = client(cast.manager)

    found = text(browser.get(reverse("documents"), {"q": "割台"}))
    file = body(browser.get(reverse("documents_export", args=["csv"]), {"q": "割台"})).decode()

    assert "甲.docx" in found
    assert "乙.docx" not in found
    assert "甲.docx" in file
    assert "乙.docx" not in file
    assert "There are no documents yet" in text(client(cast.rival).get(reverse("documents")))
    assert browser.get(reverse("documents_export", args=["exe"])).status_code == 404
