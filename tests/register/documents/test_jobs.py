"""The worker reads the text of documents, once each, and gives up what kills its reader."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from mainline.files.store import Unavailable, place
from mainline.register.documents import actions, jobs
from mainline.register.documents.storage import store
from mainline.register.models import Document
from tests.files import samples
from tests.register.documents.conftest import Cast, read_all

LONG_AGO = dt.timedelta(hours=1)


def claim() -> Document | None:
    return actions.claim_unread(stale_before=timezone.now() - dt.timedelta(minutes=5))


def silent(row: Document) -> None:
    Document.objects.filter(pk=row.pk).update(read_begun_at=timezone.now() - LONG_AGO)


def test_text_is_read_of_all_that_waits(cast: Cast) -> None:
    pdf = cast.add(data=samples.pdf(("Hello", "again")))
    word = cast.add(data=samples.docx("一种大豆收获机"), name="a.docx")
    picture = cast.add(data=samples.png(), name="a.png")

    read_all()

    for row in (pdf, word, picture):
        row.refresh_from_db()
    assert (pdf.text, pdf.text_state, pdf.pages) == ("Hello\fagain", "read", 2)
    assert (word.text.strip(), word.text_state, word.pages) == ("一种大豆收获机", "read", None)
    assert (picture.text_state, picture.text_note) == ("none", "picture")
    assert not jobs.read_next()


def test_document_is_claimed_once_and_again_when_its_reader_is_silent(cast: Cast) -> None:
    row = cast.add()

    assert claim() == row
    assert claim() is None
    silent(row)
    assert claim() == row


def test_document_that_kills_its_worker_is_given_up_with_a_reason(cast: Cast) -> None:
    row = cast.add()
    for _ in range(3):
        assert claim() == row
        silent(row)

    assert claim() is None

    row.refresh_from_db()
    assert (row.text_state, row.text_note) == ("failed", "crash")


def test_file_that_was_altered_or_is_gone_is_not_read(cast: Cast, settings: Any) -> None:
    altered, gone = cast.add(), cast.add(data=samples.pdf(("two",)))
    (settings.FILES_DIR / "documents" / place(altered.sha256)).write_bytes(samples.pdf(("forged",)))
    store().delete(gone.sha256)

    read_all()

    assert list(Document.objects.order_by("pk").values_list("text_note", "text")) == [
        ("altered", ""),
        ("missing", ""),
    ]


def test_store_that_is_away_costs_no_attempt(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(row: Document) -> Any:
        raise Unavailable("no answer")

    row = cast.add()
    monkeypatch.setattr(jobs, "read_text", away)

    assert not jobs.read_next()
    row.refresh_from_db()
    assert (row.text_state, row.read_attempts) == ("waiting", 0)
    monkeypatch.undo()
    silent(row)
    assert jobs.read_next()


def test_document_taken_back_is_not_read(cast: Cast) -> None:
    actions.withdraw_document(document=cast.add(), by=cast.manager, reason="x")

    assert not jobs.read_next()


def test_tidying_waits_for_a_store_that_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []

    def away(**facts: Any) -> int:
        asked.append(facts)
        raise Unavailable("no answer")

    monkeypatch.setattr(actions, "forget_orphans", away)

    jobs.tidy()

    assert len(asked) == 1
