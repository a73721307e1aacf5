"""What can go wrong, as exceptions: each with a code for programs and words in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import msgspec


class FieldProblem(msgspec.Struct, frozen=True):
    """One thing that is wrong in a request, and where."""

    field: str
    message_zh: str = ""
    message_en: str = ""


class Problem(msgspec.Struct, frozen=True):
    """A refusal of the server, as it is sent (RFC 9457)."""

    code: str
    status: int = 0
    message_zh: str = ""
    message_en: str = ""
    field: str = ""
    position: int | None = None
    suggestion: str = ""
    errors: tuple[FieldProblem, ...] = ()


class ApiError(Exception):
    """Anything that keeps the client from an answer."""

    code: str = "client"
    message_zh: str = ""
    message_en: str = ""

    def __init__(self, message_zh: str, message_en: str, code: str = "") -> None:
        """Keep the words; the exception prints the English ones."""
        super().__init__(message_en)
        self.message_zh, self.message_en = message_zh, message_en
        self.code = code or self.code


class Unreachable(ApiError):
    """No answer came: no such host, no connection, no TLS, or it broke off."""

    code = "unreachable"


class TimedOut(ApiError):
    """What was waited for did not come about in time."""

    code = "timed_out"


class Unexpected(ApiError):
    """An answer came that is none of this API: another server, a proxy, a redirection."""

    code = "unexpected"


class Refused(ApiError):
    """The server refused, and said why."""

    def __init__(self, problem: Problem) -> None:
        """Keep the whole problem."""
        super().__init__(problem.message_zh, problem.message_en or problem.code, problem.code)
        self.problem = problem

    @property
    def status(self) -> int:
        """The HTTP status."""
        return self.problem.status

    @property
    def field(self) -> str:
        """What is wrong: a parameter or header by name, or a JSON pointer into the body."""
        return self.problem.field

    @property
    def errors(self) -> tuple[FieldProblem, ...]:
        """Each thing that is wrong."""
        return self.problem.errors


class NotLoggedIn(Refused):
    """There is no token, or it does not work (401)."""


class NotAllowed(Refused):
    """The role of the user, or the scope of the token, does not allow it (403)."""


class NotFound(Refused):
    """It is not there, or not for this user to know of (404)."""


class Conflict(Refused):
    """It does not fit what is there (409)."""


class Invalid(Refused):
    """The request is wrong: see ``field`` and ``errors``; of a query ``problem.position`` and ``problem.suggestion``."""


class TooLarge(Refused):
    """More than the server takes at once (413)."""


class RateLimited(Refused):
    """Too many requests, still after waiting as told (429)."""


class ServerFault(Refused):
    """A fault of the server, or one that lasts (5xx)."""


_BY_STATUS: Mapping[int, type[Refused]] = MappingProxyType(
    {
        401: NotLoggedIn,
        403: NotAllowed,
        404: NotFound,
        409: Conflict,
        413: TooLarge,
        429: RateLimited,
    }
)


def refusal(problem: Problem) -> Refused:
    """Return the exception of a problem."""
    if problem.status >= 500:
        return ServerFault(problem)
    return _BY_STATUS.get(problem.status, Invalid)(problem)
