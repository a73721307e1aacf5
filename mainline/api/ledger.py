"""The books of your organisations: what is posted, and what stands on each account."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from mainline.api.amounts import amount, of_money
from mainline.api.answers import Answer, listed
from mainline.api.cursors import LONGEST, MOST, USUAL, Cursors, rows_of
from mainline.api.gate import Gate, user_of
from mainline.api.operations import read
from mainline.api.shapes.given import Day
from mainline.api.shapes.ledger import AccountBalances, Postings
from mainline.orgs import clock
from mainline.register.ledger import queries
from mainline.register.ledger.access import VIEW
from mainline.register.ledger.models import Posting, PostingLine

router = Router(tags=["ledger"])
SEEN = Gate(needs_user=True, verb=VIEW)


@read(router, "/postings", Postings, gate=SEEN)
def list_postings(
    request: HttpRequest,
    organisation: int | None = Query(
        None, ge=1, le=2**63 - 1, description="Whose book; all of yours without"
    ),
    source: str = Query("", max_length=80, description="Those of one record, such as royalty_receipt:12"),
    limit: int = Query(USUAL, ge=1, le=MOST),
    cursor: str = Query("", max_length=LONGEST),
) -> Answer:
    """List the postings in the books of your organisations, the newest first."""
    rows = queries.postings_of(user_of(request), source.replace("\0", ""))
    if organisation is not None:
        rows = rows.filter(organisation=organisation)
    piece = rows_of(Cursors(request, cursor), rows, limit, is_newest_first=True)
    return listed(piece, [_posting(row) for row in piece.items])


@read(router, "/account-balances", AccountBalances, gate=SEEN)
def list_account_balances(
    request: HttpRequest,
    until: Day | None = Query(None, description="To the end of which day; today without"),
) -> Answer:
    """List what stands on each account of the books of your organisations."""
    day = until or clock.today()
    rows = queries.trial_balance(user_of(request), day)
    items = [
        {"organisation": row.organisation.pk, "account": row.account.value, "amount": of_money(row.money)}
        for row in rows
    ]
    return Answer({"until": day, "items": items})


def _posting(row: Posting) -> dict[str, Any]:
    return {
        "id": row.pk,
        "organisation": row.organisation_id,
        "posted_on": row.posted_on,
        "text": row.text,
        "source": row.source,
        "reverses": row.reverses_id,
        "made_by": row.made_by.get_username() if row.made_by else "",
        "lines": [_line(line) for line in sorted(row.lines.all(), key=lambda line: line.position)],
    }


def _line(line: PostingLine) -> dict[str, Any]:
    return {
        "account": line.account,
        "amount": amount(line.minor, line.currency),
        "person": line.person_id,
        "name": str(line.person) if line.person is not None else line.name,
        "other": line.other_id,
    }
