"""Who asks, and the tokens by which their programs do. A token is made on its page alone, where it is shown once."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from mainline.api.answers import Answer, listed
from mainline.api.cursors import LONGEST, MOST, USUAL, Cursors, rows_of
from mainline.api.gate import Gate, token_of, user_of
from mainline.api.operations import read, write
from mainline.api.problems import Refused
from mainline.api.shapes.accounts import Me, Tokens
from mainline.api.things import one_of
from mainline.orgs.access import VERBS, is_admin, memberships
from mainline.orgs.models import ApiToken, Membership
from mainline.orgs.tokens import revoke_token as revoke

router = Router(tags=["account"])


@read(router, "/me", Me, gate=Gate("", needs_user=True))
def get_me(request: HttpRequest) -> Answer:
    """Get who you are here.

    Your organisations and roles, and the token that you came by. The way to see whether a token works.
    """
    user, token = user_of(request), token_of(request)
    rows = memberships(user).select_related("organisation").order_by("pk")
    return Answer(
        {
            "id": user.pk,
            "name": user.get_username(),
            "is_admin": is_admin(user),
            "memberships": [_membership(row) for row in rows],
            "token": None if token is None else _token(token, token),
        }
    )


@read(router, "/tokens", Tokens, gate=Gate(needs_user=True))
def list_tokens(
    request: HttpRequest,
    limit: int = Query(USUAL, ge=1, le=MOST),
    cursor: str = Query("", max_length=LONGEST),
) -> Answer:
    """List your tokens.

    Newest first, those that were revoked or have expired among them; never their secrets.
    """
    own, token = ApiToken.objects.filter(user=user_of(request)), token_of(request)
    piece = rows_of(Cursors(request, cursor), own, limit, is_newest_first=True)
    return listed(piece, [_token(row, token) for row in piece.items], total=own.count())


@write(router, "DELETE", "/tokens/{token_id}", None, gate=Gate("", needs_user=True), status=204)
def revoke_token(request: HttpRequest, token_id: int) -> Answer:
    """Revoke a token of yours.

    A program can end its own token and no other: it has none of your other programs to judge.
    """
    user, token = user_of(request), token_of(request)
    row: ApiToken = one_of(ApiToken.objects.filter(user=user), token_id, "令牌", "token")
    if token is not None and token.pk != row.pk:
        raise Refused(
            "scope",
            "令牌只能撤销自己；撤销其他令牌请登录。",
            "A token can revoke itself alone; log in to revoke others.",
        )
    revoke(token=row, by=user)
    return Answer(status=204)


def _membership(row: Membership) -> dict[str, Any]:
    return {
        "organisation": row.organisation_id,
        "name": row.organisation.name,
        "role": row.role,
        "verbs": [verb for verb, roles in VERBS.items() if row.role in roles],
    }


def _token(row: ApiToken, own: ApiToken | None) -> dict[str, Any]:
    return {
        "id": row.pk,
        "name": row.name,
        "hint": row.hint,
        "scopes": row.scopes,
        "made_at": row.made_at,
        "expires_at": row.expires_at,
        "last_used_at": row.last_used_at,
        "revoked_at": row.revoked_at,
        "is_own": own is not None and own.pk == row.pk,
    }
