"""Rights: the list, one with all that its page shows, its description, and with whom it is shared."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from mainline.api.answers import Answer, listed
from mainline.api.cursors import LONGEST, MOST, USUAL, Cursors, rows_of
from mainline.api.gate import Gate, user_of
from mainline.api.operations import read, write
from mainline.api.problems import missing
from mainline.api.shapes.organisations import ShareRow, Shares
from mainline.api.shapes.rights import Description, RightDetail, Rights
from mainline.api.things import LARGEST_ID, one_of
from mainline.orgs import clock
from mainline.register import queries, sharing
from mainline.register.access import visible_organisations, visible_rights
from mainline.register.describe import right_as_dict, right_row
from mainline.register.models import Right, Share
from mainline.register.sight import Sight
from mainline.web.templatetags.web import page_language

router = Router(tags=["rights"])
SHARES = Gate("record", needs_user=True, verb="right.share")


@read(router, "/rights", Rights)
def list_rights(
    request: HttpRequest,
    limit: int = Query(USUAL, ge=1, le=MOST),
    cursor: str = Query("", max_length=LONGEST),
) -> Answer:
    """List rights.

    In the order in which they came into the register, so that whoever reads on misses none.
    """
    rights = visible_rights(request.user)
    piece = rows_of(Cursors(request, cursor), rights.defer("abstracts"), limit)
    return listed(
        piece, [right_row(right) for right in piece.items], total=None if cursor else rights.count()
    )


@read(router, "/rights/{right_id}", RightDetail)
def get_right(request: HttpRequest, right_id: int) -> Answer:
    """Get one right.

    With all that its page shows; descriptions are long, so they are told by language with a link.
    """
    return Answer(right_as_dict(right_page(request, right_id)))


@read(router, "/rights/{right_id}/descriptions", list[Description])
def list_descriptions(request: HttpRequest, right_id: int) -> Answer:
    """Get the description of one right.

    In each language that a source has it in.
    """
    return Answer(
        [
            {"language": language or "und", "paragraphs": paragraphs}
            for language, paragraphs in right_page(request, right_id).descriptions
        ]
    )


@read(router, "/rights/{right_id}/shares", Shares, gate=Gate(needs_user=True))
def list_shares(request: HttpRequest, right_id: int) -> Answer:
    """List with whom a right is shared.

    For those whom the right is entrusted to: who shares what with whom is theirs to know.
    """
    found = sharing.sharing_of(Sight(user_of(request), visible_right(request, right_id)))
    if found is None:
        raise missing("权利", "right", right_id)
    return Answer({"items": [_share(share) for share in (*found.brought, *found.named)]})


@write(router, "PUT", "/rights/{right_id}/shares/{organisation_id}", ShareRow, gate=SHARES)
def share_right(request: HttpRequest, right_id: int, organisation_id: int) -> Answer:
    """Share a right with an organisation.

    Its members then know of the right and of what its holders keep to themselves on it, and can change nothing.
    """
    user = user_of(request)
    body = one_of(visible_organisations(user), organisation_id, "组织", "organisation")
    share = sharing.share_right(right=visible_right(request, right_id), organisation=body, by=user)
    return Answer(_share(share))


@write(router, "DELETE", "/rights/{right_id}/shares/{organisation_id}", None, gate=SHARES, status=204)
def unshare_right(request: HttpRequest, right_id: int, organisation_id: int) -> Answer:
    """Take back that a right is shared.

    What the organisation saw it has seen. One that is a party to the right, or brought it in, stays.
    """
    user = user_of(request)
    right = visible_right(request, right_id)
    body = one_of(visible_organisations(user), organisation_id, "组织", "organisation")
    if not sharing.unshare_right(right=right, organisation=body, by=user):
        raise missing("共享对象", "organisation named for this right", organisation_id)
    return Answer(status=204)


def _share(share: Share) -> dict[str, Any]:
    return {
        "organisation": share.organisation_id,
        "name": share.organisation.name,
        "is_named": share.is_named,
        "shared_at": share.shared_at,
        "shared_by": share.shared_by.get_username() if share.shared_by else "",
    }


def visible_right(request: HttpRequest, pk: int) -> Right:
    """Return a right that the asker may know of; a row since found to be another right leads to it."""
    found = (
        Right.objects.filter(pk=pk).values_list("merged_into", flat=True).first()
        if pk <= LARGEST_ID
        else None
    )
    right: Right = one_of(visible_rights(request.user), found or pk, "权利", "right")
    return right


def right_page(request: HttpRequest, pk: int) -> queries.RightPage:
    """Return all that the page of a right shows, today and in the language of the request."""
    page = None
    if abs(pk) <= LARGEST_ID:
        page = queries.right_page(request.user, pk, on=clock.today(), language=page_language())
    if page is None:
        raise missing("权利", "right", pk)
    return page
