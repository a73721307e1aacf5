"""Who asks, and whether they may ask this and so often: before anything of the request's body is read.

A program shows a token, a page of ours its session; whoever shows neither is a visitor. A token that does not work is
never taken for a visitor: its program would else go on with half of what it should see.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest
from django.utils import timezone
from ninja.utils import check_csrf

from mainline.api.problems import Refused
from mainline.orgs.access import SCOPES, require
from mainline.orgs.factors import is_lacking
from mainline.orgs.models import ApiToken
from mainline.orgs.tokens import user_of_token
from mainline.web.rates import Rate, Verdict, address_of, share_of

SAFE = ("GET", "HEAD")
_CHALLENGE = {"WWW-Authenticate": 'Bearer realm="mainline"'}
_BAD_TOKEN = {"WWW-Authenticate": 'Bearer realm="mainline", error="invalid_token"'}


@dataclass(frozen=True, slots=True)
class Gate:
    """What an operation asks of who asks for it."""

    scope: str = "read"
    """Of :data:`mainline.orgs.access.SCOPES`; empty: any token that works."""
    needs_user: bool = False
    verb: str = ""
    """Of :data:`mainline.orgs.access.VERBS`: what the page of the same thing asks for."""
    takes: str = ""
    """Media type of the body, where one is taken."""
    is_open: bool = False
    """Whether a visitor may write: without a session nobody's name can be borrowed, so no CSRF token is asked for."""

    def __call__(self, request: HttpRequest) -> bool:
        """Let in or raise :class:`Refused`, or ``PermissionDenied`` for want of the verb."""
        token = _authenticate(request)
        _count(request, _key(request, token))
        if is_lacking(request.user):
            # A token made before a second factor was asked for, or kept after it was taken away, is no way around it.
            raise Refused("second_factor")
        if token is not None and self.scope and self.scope not in token.scopes:
            raise _out_of_scope(self.scope)
        if (self.needs_user or self.verb) and not request.user.is_authenticated:
            raise Refused("login", headers=_CHALLENGE)
        is_free = self.is_open and not request.user.is_authenticated
        if token is None and not is_free and request.method not in SAFE and check_csrf(request) is not None:
            raise Refused("csrf")
        if self.verb:
            require(user_of(request), self.verb)
        _check_type(request, self.takes)
        return True


def token_of(request: HttpRequest) -> ApiToken | None:
    """Return the token that a request came with, if it came with one."""
    token = getattr(request, "api_token", None)
    return token if isinstance(token, ApiToken) else None


def user_of(request: HttpRequest) -> AbstractBaseUser:
    """Return who acts; behind a gate that needs a user that is never a visitor."""
    if not isinstance(request.user, AbstractBaseUser):
        raise Refused("login", headers=_CHALLENGE)
    return request.user


def _authenticate(request: HttpRequest) -> ApiToken | None:
    """Set the user whose token it is; leave the session's where there is none."""
    header = request.headers.get("Authorization")
    if header is None:
        return None
    scheme, _, secret = header.strip().partition(" ")
    found = None
    if scheme.lower() == "bearer" and secret.isascii():
        found = user_of_token(secret=secret.strip(), at=timezone.now())
    if found is None:
        # Guessing is counted by the address that it comes from.
        _count(request, f"address:{address_of(request)}")
        raise Refused("token", headers=_BAD_TOKEN)
    request.user, token = found
    request.api_token = token
    return token


def _key(request: HttpRequest, token: ApiToken | None) -> str:
    if token is not None:
        return f"token:{token.pk}"
    if request.user.is_authenticated:
        return f"user:{request.user.pk}"
    return f"address:{address_of(request)}"


def _check_type(request: HttpRequest, takes: str) -> None:
    """Refuse a body of another kind than the operation takes, before it is read."""
    has_body = request.META.get("CONTENT_LENGTH") not in (None, "", "0")
    told = (request.content_type or "")[:60]
    if takes and has_body and told != takes:
        raise Refused(
            "media_type",
            f"此操作接受 {takes}，收到的是 {told or '未注明的类型'}。",
            f"This takes {takes} and got {told or 'a body without a type'}.",
            field="Content-Type",
        )


def _out_of_scope(scope: str) -> Refused:
    return Refused(
        "scope",
        f"令牌没有“{scope}”范围。可选范围：{'、'.join(SCOPES)}。",
        f"The token lacks the scope “{scope}”. There are: {', '.join(SCOPES)}.",
    )


class _Rates:
    """The counters of this process, for the limits that the settings name."""

    def __init__(self) -> None:
        self._rates: dict[tuple[str, int], Rate] = {}

    def of(self, name: str, limit: int) -> Rate:
        """Return the counter of a limit; another limit is another counter."""
        share = share_of(limit)
        return self._rates.setdefault((name, share), Rate(share))

    def forget(self) -> None:
        """Count everybody anew: for tests."""
        self._rates.clear()


RATES = _Rates()


def _count(request: HttpRequest, key: str) -> None:
    name, limit = ("read", settings.API_RATE_READ)
    if request.method not in SAFE:
        name, limit = ("write", settings.API_RATE_WRITE)
    verdict = RATES.of(name, limit).take(key)
    if verdict.limit:
        request.api_rate = (name, verdict)
    if not verdict.is_allowed:
        raise too_often(verdict)


def too_often(verdict: Verdict) -> Refused:
    """Return the refusal of who asked as often as a limit lets them."""
    return Refused(
        "rate",
        f"请求太频繁：本进程 {verdict.seconds} 秒内最多 {verdict.limit} 次。请 {verdict.wait} 秒后再试。",
        f"Too many requests: this process takes {verdict.limit} in {verdict.seconds} seconds."
        f" Try again in {verdict.wait} seconds.",
        headers={"Retry-After": str(verdict.wait)},
    )
