"""A small register with one of everything that is under seal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from mainline.audit import actions as audit
from mainline.audit.signing import Stamp
from mainline.orgs.enums import Role
from mainline.orgs.models import Membership, Organisation
from mainline.register.documents.storage import store
from mainline.register.ingest.prepare import good_of
from mainline.register.ingest.store import Store
from mainline.register.models import Document, Event, Right
from tests.factories import DAY, a_user, an_event, an_import, an_organisation, some_publications


@dataclass(frozen=True)
class Cast:
    """Rows that tests alter."""

    right: Right
    event: Event
    document: Document
    member: Membership
    organisation: Organisation
    files: Path
    stamp: Stamp


@pytest.fixture
def cast(db: None, settings: Any) -> Cast:
    """Three rights, a recorded event, a document, a membership, a checkpoint; and an upload in the store."""
    # Without the index, whose making takes longer than all else.
    goods = [good_of(record, DAY) for record in some_publications(3)]
    Store(an_import(), DAY, timezone.now()).write(goods, [])
    right = Right.objects.order_by("pk")[0]
    an_event(right)
    document = a_document(right)
    organisation = an_organisation()
    user = a_user()
    member = Membership.objects.create(user=user, organisation=organisation, role=Role.MANAGER)
    audit.record(code="member.added", by=None, sealed=[member, organisation, user])
    made = audit.checkpoint()
    assert made is not None
    upload = settings.FILES_DIR / "ab" / ("ab" * 32) / "表格 1.csv"
    upload.parent.mkdir(parents=True)
    upload.write_text("a,b\n", encoding="utf-8")
    event = Event.objects.get(code="utilization.licence.signed")
    stamp = Stamp(made.entry_id, made.hash, made.at, made.public_key, made.signature)
    return Cast(right, event, document, member, organisation, settings.FILES_DIR, stamp)


def a_document(right: Right, data: bytes = b"a licence contract") -> Document:
    """A document as the action leaves it, which looks at each file in a process of its own."""
    kept = store().put([data], 1000)
    document = Document.objects.create(
        right=right, name="合同.txt", sha256=kept.sha256, media_type="text/plain", size=kept.size,
        added_at=timezone.now(),
    )  # fmt: skip
    audit.record(code="document.added", by=None, sealed=[document])
    return document


@contextmanager
def behind_our_back() -> Iterator[Any]:
    """A cursor for what no action of ours does; what is referred to may be missing."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA defer_foreign_keys = ON")
        yield cursor
