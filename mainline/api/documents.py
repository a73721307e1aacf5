"""Documents: what stands on rights, one with its text, its file, bringing one in and taking one back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from ninja import File, Form, Query, Router
from ninja.files import UploadedFile

from mainline.api.answers import Answer, listed
from mainline.api.cursors import LONGEST, MOST, USUAL, Cursors, rows_of
from mainline.api.gate import Gate, user_of
from mainline.api.operations import Files, read, write
from mainline.api.problems import wrong
from mainline.api.rights import visible_right
from mainline.api.shapes.documents import DocumentDetail, Documents
from mainline.api.shapes.given import Withdrawal
from mainline.api.things import LARGEST_ID, one_of
from mainline.files.kinds import BY_MEDIA_TYPE
from mainline.register.access import visible_documents, visible_events
from mainline.register.documents import actions, queries
from mainline.register.documents.access import ADD, WITHDRAW
from mainline.register.documents.responses import guarded, streamed, unchanged
from mainline.register.documents.storage import store
from mainline.register.models import Document, Event, Right
from mainline.register.sight import Sight

router = Router(tags=["documents"])
_FORM = ("file", "confidentiality", "event", "replaces", "language")


@read(router, "/documents", Documents, gate=Gate(needs_user=True))
def list_documents(
    request: HttpRequest,
    limit: int = Query(USUAL, ge=1, le=MOST),
    cursor: str = Query("", max_length=LONGEST),
) -> Answer:
    """List documents of your organisations.

    Those on rights entrusted to them and those that they brought, newest first.
    """
    piece = rows_of(
        Cursors(request, cursor), queries.own_documents(user_of(request)), limit, is_newest_first=True
    )
    return listed(piece, [_row(document) for document in piece.items])


@read(router, "/rights/{right_id}/documents", Documents)
def list_right_documents(
    request: HttpRequest,
    right_id: int,
    limit: int = Query(USUAL, ge=1, le=MOST),
    cursor: str = Query("", max_length=LONGEST),
) -> Answer:
    """List the documents on a right.

    Newest first, older versions among them.
    """
    documents = Sight(request.user, visible_right(request, right_id)).documents()
    piece = rows_of(Cursors(request, cursor), _told(documents).defer("text"), limit, is_newest_first=True)
    return listed(piece, [_row(document) for document in piece.items])


@write(
    router,
    "POST",
    "/rights/{right_id}/documents",
    DocumentDetail,
    gate=Gate("record", verb=ADD),
    status=201,
    also=(200,),
    form=_FORM,
    is_prepared=True,
)
def add_document(
    request: HttpRequest,
    right_id: int,
    file: UploadedFile = File(..., description="PDF, office documents without macros, text, pictures"),
    confidentiality: Literal["", "public", "holder", "own"] = Form(
        "", description="Empty: as the version before, else what is usual for you"
    ),
    event: int | None = Form(None, description="Id of the event on this right that it proves"),
    replaces: int | None = Form(None, description="Id of the document whose newest version it is"),
    language: str = Form("", pattern="^([a-z]{2,3})?$", description="ISO 639"),
) -> Callable[[], Answer]:
    """Add a document to a right.

    The same content twice is one document: it is answered as it stands.
    """
    user, right, began = user_of(request), visible_right(request, right_id), timezone.now()
    made = actions.add_document(
        right=right,
        chunks=file.chunks(),
        name=file.name or "",
        by=user,
        confidentiality=confidentiality,
        event=_proved(request, right, event),
        replaces=_replaced(request, right, replaces),
        language=language,
    )
    return lambda: Answer(_detail(_document(request, made.pk)), status=201 if made.added_at >= began else 200)


@read(router, "/documents/{document_id}", DocumentDetail)
def get_document(request: HttpRequest, document_id: int) -> Answer:
    """Get one document.

    What it is, what it proves, and its text where it could be read.
    """
    return Answer(_detail(_document(request, document_id)))


@read(router, "/documents/{document_id}/file", Files(sorted(BY_MEDIA_TYPE)))
def get_document_file(request: HttpRequest, document_id: int) -> HttpResponseBase:
    """Get the file of a document.

    As it was brought; its media type is that of the document.
    """
    row = _document(request, document_id)
    if answer := unchanged(request, row.sha256):
        return answer
    response = streamed(store().open(row.sha256), row.media_type, row.size)
    return guarded(response, row.name, row.sha256, is_download=True)


@write(
    router, "POST", "/documents/{document_id}/withdraw", None, gate=Gate("record", verb=WITHDRAW), status=204
)
def withdraw_document(request: HttpRequest, document_id: int, withdrawal: Withdrawal) -> Answer:
    """Take a document back.

    From then on nobody is shown it; file and record are kept.
    """
    row = _document(request, document_id)
    actions.withdraw_document(document=row, by=user_of(request), reason=withdrawal.reason)
    return Answer(status=204)


def _document(request: HttpRequest, pk: int) -> Document:
    row: Document = one_of(_told(visible_documents(request.user)), pk, "文件", "document")
    return row


def _told(documents: Any) -> Any:
    return documents.select_related("added_by", "organisation", "replaced_by")


def _proved(request: HttpRequest, right: Right, pk: int | None) -> Event | None:
    if pk is None:
        return None
    events = visible_events(request.user).filter(right=right)
    found = events.filter(pk=pk).first() if 0 < pk <= LARGEST_ID else None
    if found is None:
        raise wrong("event", f"此权利上没有事件 {pk}。", f"There is no event {pk} on this right.")
    return found


def _replaced(request: HttpRequest, right: Right, pk: int | None) -> Document | None:
    if pk is None:
        return None
    documents = Sight(request.user, right).documents()
    found = documents.filter(pk=pk).first() if 0 < pk <= LARGEST_ID else None
    if found is None:
        raise wrong("replaces", f"此权利上没有文件 {pk}。", f"There is no document {pk} on this right.")
    return found


def _row(row: Document) -> dict[str, Any]:
    return {
        "id": row.pk,
        "right": row.right_id,
        "event": row.event_id,
        "organisation": row.organisation_id,
        "name": row.name,
        "media_type": row.media_type,
        "size": row.size,
        "sha256": row.sha256,
        "language": row.language,
        "confidentiality": row.confidentiality,
        "pages": row.pages,
        "text_state": row.text_state,
        "replaces": row.replaces_id,
        "added_at": row.added_at,
        "added_by": row.added_by.get_username() if row.added_by else "",
        "url": reverse("api:get_document", args=[row.pk]),
        "file_url": reverse("api:get_document_file", args=[row.pk]),
    }


def _detail(row: Document) -> dict[str, Any]:
    return {**_row(row), "text": row.text}
