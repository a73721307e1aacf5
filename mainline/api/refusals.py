"""From what is raised below a view to the problem that is answered."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TypeVar

from django.core.exceptions import (
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.core.exceptions import ValidationError as Invalid
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import override
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from mainline.api import invalid
from mainline.api.problems import BY_STATUS, Refused, Wrong, answer
from mainline.files.apart import ReaderFailed
from mainline.files.refusals import Refused as NotTaken
from mainline.files.refusals import explain
from mainline.files.store import Altered, Missing, Unavailable
from mainline.files.store import TooLarge as DocumentTooLarge
from mainline.register.codes import UnknownCode
from mainline.register.keeping import TooLarge
from mainline.register.views.unavailable import MESSAGE as AWAY
from mainline.search.engines.base import EngineError
from mainline.search.query import QueryError

T = TypeVar("T")
log = logging.getLogger("mainline.api")
_SOON = {"Retry-After": "5"}


def refused(error: Exception) -> Refused:
    """Return how an exception that is no fault of ours is told."""
    match error:
        case Refused():
            return error
        case ValidationError():
            return invalid.refusal(error.errors)
        case QueryError():
            return _of_query(error)
        case Invalid():
            return _of_invalid(error)
        case PermissionDenied():
            return Refused("forbidden", *_in_both(lambda: str(error)))
        case UnknownCode():
            return invalid_code(str(error.args[0]) if error.args else "")
        case TooLarge() | DocumentTooLarge():
            return _too_large(int(error.args[0]))
        case NotTaken():
            return _not_taken(error)
        case Missing() | Altered() | Unavailable() | ReaderFailed():
            log.error("A file could not be kept or handed out", exc_info=error)
            return Refused("store", headers=_SOON)
        case RequestDataTooBig() | TooManyFieldsSent() | TooManyFilesSent():
            return Refused("too_large")
        case HttpError() if error.status_code == 400:
            return Refused("body")
        case HttpError():
            return Refused(BY_STATUS.get(error.status_code, "request"))
        case MultiPartParserError():
            return Refused(
                "body", "multipart/form-data 请求体不完整。", "The multipart/form-data body is broken."
            )
        case Http404():
            return Refused("not_found")
        case EngineError():
            log.error("%s", error)
            return Refused("engine", *AWAY, headers=_SOON)
        case OperationalError() | InterfaceError():
            log.error("%s", error)
            return Refused("database", headers=_SOON)
        case _:
            return Refused("request")


def invalid_code(code: str) -> Refused:
    """Return the refusal of an event code that there is not."""
    zh, en = (
        f"没有事件代码“{code[:60]}”，见 /api/v1/event-codes。",
        f"There is no event code “{code[:60]}”: see /api/v1/event-codes.",
    )
    return Refused("parameter", zh, en, field="/code", errors=[Wrong("/code", zh, en)])


def _too_large(limit: int) -> Refused:
    mib = limit // 1024 // 1024
    return Refused(
        "too_large", f"文件超过上限 {mib} MiB。", f"The file is larger than {mib} MiB.", field="file"
    )


def _not_taken(error: NotTaken) -> Refused:
    zh, en = explain(error.code)
    detail = f" ({error.detail})" if error.detail else ""
    return Refused("file", zh + detail, en + detail, field="file")


def _of_query(error: QueryError) -> Refused:
    return Refused(
        "query",
        error.message_zh,
        error.message_en,
        field="q",
        position=error.position,
        suggestion=error.suggestion or "",
    )


def _in_both(read: Callable[[], T]) -> tuple[T, T]:
    """Read what an action said in Chinese and in English: its words are chosen when they are read."""
    with override("zh-hans"):
        zh = read()
    with override("en"):
        return zh, read()


def _of_invalid(error: Invalid) -> Refused:
    """Return the refusal of an action, by field where it names one."""
    zh, en = _in_both(lambda: _by_field(error))
    errors = [Wrong(field, told_zh, told_en) for (field, told_zh), (_, told_en) in zip(zh, en, strict=True)]
    return Refused(
        "parameter",
        "".join(each.message_zh for each in errors),
        " ".join(each.message_en for each in errors),
        field=errors[0].field,
        errors=errors,
    )


def _by_field(error: Invalid) -> list[tuple[str, str]]:
    by_field = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
    return [(f"/{name}" if name else "", text) for name, texts in by_field.items() for text in texts]


EXPECTED = (
    Refused, ValidationError, QueryError, Invalid, PermissionDenied, UnknownCode, TooLarge, SuspiciousOperation,
    HttpError, MultiPartParserError, Http404, EngineError, OperationalError, InterfaceError, DocumentTooLarge, NotTaken, Missing,
    Altered, Unavailable, ReaderFailed,
)  # fmt: skip
"""What a view may raise; all else is a fault of ours, logged with its trace and told without it."""


def register(api: NinjaAPI) -> None:
    """Let the API answer what is expected as problems, and leave the rest to Django's log."""

    def told(request: HttpRequest, error: Exception) -> HttpResponse:
        return answer(refused(error))

    def fault(request: HttpRequest, error: Exception) -> HttpResponse:
        raise error

    for each in EXPECTED:
        api.add_exception_handler(each, told)
    api.add_exception_handler(Exception, fault)
