"""Every read of the audit."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet

from mainline.audit.chain import Link
from mainline.audit.models import Checkpoint, Entry
from mainline.audit.signing import Stamp

_CHUNK = 100


def entries() -> QuerySet[Entry]:
    """Return the entries, newest first, without their seals."""
    return Entry.objects.defer("seals").select_related("by").order_by("-number")


def entries_on(subject: str) -> QuerySet[Entry]:
    """Return the entries on one subject, such as ``right:123``, newest first."""
    return entries().filter(subject=subject)


def head() -> Entry | None:
    """Return the newest entry; ``None`` before the first."""
    return entries().first()


def checkpoints() -> QuerySet[Checkpoint]:
    """Return the checkpoints with their entries, newest first."""
    return Checkpoint.objects.select_related("entry").defer("entry__seals").order_by("-entry")


def stamps() -> Iterator[Stamp]:
    """Yield the checkpoints as they are handed out, oldest first."""
    after = 0
    while rows := list(Checkpoint.objects.filter(entry__gt=after).order_by("entry")[:_CHUNK]):
        yield from map(stamp_of, rows)
        after = rows[-1].entry_id


def stamp_of(checkpoint: Checkpoint) -> Stamp:
    """Return a checkpoint as it is handed out."""
    return Stamp(
        number=checkpoint.entry_id,
        hash=bytes(checkpoint.hash),
        at=checkpoint.at,
        public_key=bytes(checkpoint.public_key),
        signature=bytes(checkpoint.signature),
    )


def links() -> Iterator[Link]:
    """Yield the whole chain from its first entry, as plain data, in constant memory."""
    after = 0
    while rows := list(Entry.objects.filter(number__gt=after).order_by("number")[:_CHUNK]):
        yield from map(link_of, rows)
        after = rows[-1].number


def link_of(entry: Entry) -> Link:
    """Return an entry as plain data."""
    return Link(
        number=entry.number,
        at=entry.at,
        by=entry.by_id,
        by_name=entry.by_name,
        code=entry.code,
        subject=entry.subject,
        data=entry.data,
        seals=bytes(entry.seals),
        previous=bytes(entry.previous),
        hash=bytes(entry.hash),
    )
