"""Every read of documents. Each takes the user; what is not for the user is as if it were not there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from mainline.audit.models import Entry
from mainline.files.kinds import BY_MEDIA_TYPE, Kind
from mainline.files.notes import NOTES
from mainline.files.paragraphs import Sheet, sheets
from mainline.orgs.access import User, is_admin, organisation_ids
from mainline.register.access import entrusted_rights, visible_documents, visible_events
from mainline.register.documents.access import confidentialities, may_replace, may_withdraw
from mainline.register.enums import PartConfidentiality, TextState
from mainline.register.models import Document, Event, Right
from mainline.register.sight import Sight
from mainline.register.threads import ThreadRow, event_rows

LARGEST_ID = 2**63 - 1
_MOST_EVENTS = 200
"""Events of a right that a document can be said to prove, newest first."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A document as lists show it."""

    document: Document
    kind: Kind
    note: tuple[str, str]
    """Why it has no text, or not all of it, (zh, en)."""

    @property
    def is_waiting(self) -> bool:
        """Whether its text is still to be read."""
        return self.document.text_state == TextState.WAITING


@dataclass(frozen=True, slots=True)
class Versions:
    """A document with the versions that it replaced, newest first."""

    newest: Shown
    older: Sequence[Shown]


@dataclass(frozen=True, slots=True)
class Panel:
    """What the page of a right shows of its documents."""

    right: Right
    documents: Sequence[Versions]
    choices: Sequence[PartConfidentiality]
    """For whom the user may add documents; none where the user may not."""
    events: Sequence[ThreadRow]
    """What a document can be said to prove."""


@dataclass(frozen=True, slots=True)
class DocumentPage:
    """All that the page of one document shows."""

    shown: Shown
    versions: Sequence[Shown]
    """All versions that the user may open, newest first; this one among them."""
    sheets: Sequence[Sheet]
    """Its text by pages, or by stretches where it has none."""
    proves: ThreadRow | None
    entry: Entry | None
    """The entry of the audit that says when it came in."""
    may_replace: bool
    may_withdraw: bool
    choices: Sequence[PartConfidentiality]
    """Who else might see it, if the user says so; none where the user may not say."""

    @property
    def is_newest(self) -> bool:
        """Whether no later version is to be seen."""
        return self.versions[0].document.pk == self.shown.document.pk


def shown(document: Document) -> Shown:
    """Return a document with its kind and note."""
    return Shown(document, BY_MEDIA_TYPE[document.media_type], NOTES.get(document.text_note, ("", "")))


def documents_of(sight: Sight) -> list[Versions]:
    """Return the documents on a right that the user may open, each with its older versions, newest first."""
    return _by_thread(sight.right.pk, list(_listed(sight.documents()).order_by("-pk")))


def _by_thread(right: int, rows: Sequence[Document]) -> list[Versions]:
    """Put versions of one document together, also where one between them is hidden. ``rows`` are newest first."""
    before = dict(Document.objects.filter(right=right).values_list("pk", "replaces")) if rows else {}
    groups: dict[int, list[Shown]] = {}
    for row in rows:
        groups.setdefault(_first(row.pk, before), []).append(shown(row))
    return [Versions(group[0], group[1:]) for group in groups.values()]


def _first(pk: int, before: dict[int, int | None]) -> int:
    while (previous := before.get(pk)) is not None:
        pk = previous
    return pk


def panel(sight: Sight, thread: Sequence[ThreadRow]) -> Panel:
    """Return what the page of a right shows of its documents; ``thread`` are the events that the user may know of."""
    choices = confidentialities(sight)
    return Panel(
        right=sight.right,
        documents=documents_of(sight),
        choices=choices,
        events=thread[:_MOST_EVENTS] if choices else (),
    )


def _whole(events: QuerySet[Event]) -> QuerySet[Event]:
    return events.select_related("source", "recorded_by", "organisation").defer("source__body")


def document(user: User, pk: int) -> Document | None:
    """Return a document that the user may open, without its text; ``None`` where there is none for this user."""
    return _listed(visible_documents(user)).filter(pk=pk).first() if pk <= LARGEST_ID else None


def document_page(user: User, pk: int, language: str) -> DocumentPage | None:
    """Return the page of a document, or ``None`` where there is none for this user."""
    if pk > LARGEST_ID:
        return None
    row = visible_documents(user).select_related("right", "organisation", "added_by").filter(pk=pk).first()
    if row is None:
        return None
    sight = Sight(user, row.right)
    versions = next(
        group
        for group in documents_of(sight)
        if pk in {one.document.pk for one in (group.newest, *group.older)}
    )
    proved = _whole(visible_events(user).filter(pk=row.event_id)) if row.event_id else Event.objects.none()
    this, owns = shown(row), may_replace(user, row)
    return DocumentPage(
        shown=this,
        versions=(versions.newest, *versions.older),
        sheets=sheets(row.text, is_set=this.kind.has_pages),
        proves=next(iter(event_rows(user, list(proved), language)), None),
        entry=_entry(row),
        may_replace=owns,
        may_withdraw=may_withdraw(user, row),
        choices=[one for one in confidentialities(sight) if one != row.confidentiality] if owns else (),
    )


def _entry(row: Document) -> Entry | None:
    """Return the entry of the audit that was written with a document."""
    subjects = (f"right:{row.right_id}", f"organisation:{row.organisation_id}")
    codes = ("document.added", "document.replaced")
    entries = Entry.objects.defer("seals").filter(subject__in=subjects, code__in=codes, data__document=row.pk)
    return entries.order_by("number").first()


def own_documents(user: User) -> QuerySet[Document]:
    """Return the newest versions of documents that the user's organisations brought, or that stand on their rights."""
    rows = _listed(visible_documents(user)).exclude(replaced_by__withdrawn_at=None, replaced_by__isnull=False)
    if is_admin(user):
        return rows
    own = Q(organisation__in=organisation_ids(user)) | Q(right__in=entrusted_rights(user))
    return rows.filter(own)


def _listed(rows: QuerySet[Document]) -> QuerySet[Document]:
    """Take along what lists show, and leave the text in the table."""
    return rows.select_related("right", "organisation", "added_by").defer(
        "text", "right__abstracts", "right__classes"
    )
