"""Organisations and their rights."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from mainline.api.answers import Answer, listed
from mainline.api.cursors import LONGEST, MOST, USUAL, Cursors, rows_of
from mainline.api.operations import read
from mainline.api.shapes.organisations import OrganisationRow, Organisations
from mainline.api.shapes.rights import Rights
from mainline.api.things import LARGEST_ID, one_of
from mainline.orgs.models import Organisation
from mainline.register import queries
from mainline.register.describe import right_row

router = Router(tags=["organisations"])


@read(router, "/organisations", Organisations)
def list_organisations(
    request: HttpRequest,
    q: str = Query("", max_length=200, description="Part of the name"),
    kind: str = Query("", max_length=20, description="Such as university"),
    limit: int = Query(USUAL, ge=1, le=MOST),
    cursor: str = Query("", max_length=LONGEST),
) -> Answer:
    """List organisations.

    In the order in which they came into the register, each with the number of its rights that you may see.
    """
    rows = queries.organisations(request.user, q.replace("\0", "").strip(), kind.replace("\0", ""))
    piece = rows_of(Cursors(request, cursor), rows, limit)
    return listed(piece, [_row(row) for row in piece.items], total=None if cursor else rows.count())


@read(router, "/organisations/{organisation_id}", OrganisationRow)
def get_organisation(request: HttpRequest, organisation_id: int) -> Answer:
    """Get one organisation.

    One that was found to be another is answered by that other.
    """
    return Answer(_row(standing_organisation(request, organisation_id)))


@read(router, "/organisations/{organisation_id}/rights", Rights)
def list_organisation_rights(
    request: HttpRequest,
    organisation_id: int,
    limit: int = Query(USUAL, ge=1, le=MOST),
    cursor: str = Query("", max_length=LONGEST),
) -> Answer:
    """List the rights of an organisation.

    Those that it applied for or holds, under any of its names.
    """
    rights = queries.organisation_rights(request.user, standing_organisation(request, organisation_id))
    piece = rows_of(Cursors(request, cursor), rights.defer("abstracts"), limit)
    total = None if cursor else rights.count()
    return listed(piece, [right_row(right) for right in piece.items], total=total)


def standing_organisation(request: HttpRequest, pk: int) -> Organisation:
    """Return the organisation that an id stands for today."""
    found = queries.organisation(request.user, pk) if abs(pk) <= LARGEST_ID else None
    root = found.merged_into_id if found is not None else None
    row: Organisation = one_of(queries.organisations(request.user), root or pk, "组织", "organisation")
    return row


def _row(row: Organisation) -> dict[str, Any]:
    return {
        "id": row.pk,
        "name": row.name,
        "name_zh": row.name_zh,
        "name_en": row.name_en,
        "kind": row.kind,
        "country": row.country,
        "place": row.place,
        "rights": row.rights,
    }
