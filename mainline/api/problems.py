"""What can go wrong, as problems of RFC 9457: one table of codes, and one way to answer with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import msgspec
from django.http import HttpResponse, HttpResponseBase

from mainline.web.templatetags.web import page_language

MEDIA_TYPE = "application/problem+json"
_OF_THE_BODY = frozenset(
    ("Content-Length", "Content-Encoding", "Content-Disposition", "ETag", "Last-Modified")
)
"""Headers that tell of a body which another takes the place of."""
TYPE = "/api/v1/docs#problem-"
"""With a code behind it: where the problem is explained."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem: its code, the status it is answered with, its name, and what to do about it."""

    code: str
    status: int
    zh: str
    en: str
    do_zh: str
    do_en: str


_TABLE = (
    Kind("body", 400, "请求体读不懂", "The body can't be read", "发送合法的 JSON（UTF-8）。", "Send valid JSON in UTF-8."),
    Kind("query", 400, "检索式有误", "The query is wrong", "按 position 与 suggestion 修改。", "Mend it at position; suggestion says how."),
    Kind("request", 400, "请求有误", "The request is wrong", "检查地址、主机名和请求头。", "Check address, host name and headers."),
    Kind("login", 401, "需要登录", "A login is needed", "登录，或带上令牌：Authorization: Bearer mlt_…。", "Log in, or send a token: Authorization: Bearer mlt_…."),
    Kind("token", 401, "令牌无效", "The token does not work", "令牌可能已过期、被撤销或写错；换一个。", "It has expired, was revoked, or is misspelt: use another."),
    Kind("csrf", 403, "缺少防伪令牌", "The CSRF token is missing", "用会话登录时，写请求须带 X-CSRFToken；程序请用令牌。", "With a session, writes need X-CSRFToken; programs use a token."),
    Kind("forbidden", 403, "不允许", "Not allowed", "请有此权限的人来做。", "Ask somebody whose role allows it."),
    Kind("scope", 403, "令牌的范围不够", "The token may not do this", "新建一个范围够用的令牌。", "Make a token with the scope that is named."),
    Kind("second_factor", 403, "需要第二验证方式", "A second factor is needed", "在网页上登录，设置第二验证方式；令牌随即可用。", "Log in on the pages and set one up; the token works from then on."),
    Kind("not_found", 404, "没有", "There is no such thing", "检查编号；不给您看的与不存在的回答相同。", "Check the number; what you may not see is answered alike."),
    Kind("method", 405, "此地址不能这样用", "The address does not take this method", "用 Allow 头列出的方法。", "Use a method that the header Allow names."),
    Kind("conflict", 409, "与现状不符", "It does not fit what is there", "重新读取，再决定。", "Read it again, then decide."),
    Kind("idempotency.running", 409, "同一请求正在进行", "The same request is still running", "稍后用同一个键再问。", "Ask again shortly under the same key."),
    Kind("too_large", 413, "太大", "Too large", "拆分后再发送。", "Send less at once."),
    Kind("media_type", 415, "内容类型不对", "The wrong media type", "按文档所列的 Content-Type 发送。", "Send the Content-Type that the documentation names."),
    Kind("cursor", 422, "游标不可用", "The cursor does not fit", "不带游标，从头开始。", "Begin anew without a cursor."),
    Kind("file", 422, "文件不能接收", "The file is not taken", "按所说的改正后再上传。", "Mend what is said, then send it again."),
    Kind("idempotency.other", 422, "同一个键，另一个请求", "The key was used for another request", "为新的请求换一个键。", "Take a new key for a new request."),
    Kind("parameter", 422, "参数有误", "A parameter is wrong", "按 field 和 errors 修改。", "Mend what field and errors name."),
    Kind("rate", 429, "请求太频繁", "Too many requests", "等 Retry-After 所说的秒数。", "Wait the seconds that Retry-After names."),
    Kind("internal", 500, "我们这边出错", "A fault of ours", "稍后再试；若再出现，请告知管理员时间。", "Try again; if it lasts, tell the administrator when it happened."),
    Kind("database", 503, "数据库忙", "The database is busy", "等 Retry-After 所说的秒数再试；同一个键不会重复执行。", "Try again after Retry-After; under the same key nothing is done twice."),
    Kind("engine", 503, "检索暂不可用", "Search is not available", "稍后再试；若持续，请管理员重建索引。", "Try again; if it lasts, the administrator rebuilds the index."),
    Kind("store", 503, "文件库暂不可用", "The store of files is not available", "等 Retry-After 所说的秒数再试。", "Try again after Retry-After."),
)  # fmt: skip
KINDS: Mapping[str, Kind] = MappingProxyType({kind.code: kind for kind in _TABLE})
"""Every problem that the API answers with, by status and then code. ``docs/user/api.md`` has the same table."""

BY_STATUS: Mapping[int, str] = MappingProxyType(
    {
        400: "request",
        401: "login",
        403: "forbidden",
        404: "not_found",
        405: "method",
        413: "too_large",
        415: "media_type",
        429: "rate",
        500: "internal",
        503: "database",
    }
)
"""What an answer that is not ours is told as, by its status alone."""


class Wrong(msgspec.Struct, omit_defaults=True, frozen=True):
    """One thing that is wrong in a request, and where."""

    field: str
    """Name of a parameter or header, or a JSON pointer into the body."""
    message_zh: str
    message_en: str


class _Problem(msgspec.Struct, omit_defaults=True, frozen=True):
    """As it is written; :class:`mainline.api.shapes.Problem` publishes it."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    message_zh: str
    message_en: str
    field: str = ""
    position: int | None = None
    suggestion: str = ""
    errors: Sequence[Wrong] = ()


class Refused(Exception):
    """An answer that is a problem of :data:`KINDS`; without words of its own it says what its kind is called."""

    def __init__(
        self,
        code: str,
        zh: str = "",
        en: str = "",
        *,
        field: str = "",
        position: int | None = None,
        suggestion: str = "",
        errors: Sequence[Wrong] = (),
        headers: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """Raises ``KeyError`` for a code that the table does not have."""
        self.kind = KINDS[code]
        self.zh, self.en = (
            zh or f"{self.kind.zh}。{self.kind.do_zh}",
            en or f"{self.kind.en}. {self.kind.do_en}",
        )
        self.field, self.position, self.suggestion = field, position, suggestion
        self.errors, self.headers = errors, headers
        super().__init__(self.en)


def wrong(field: str, zh: str, en: str) -> Refused:
    """Return the refusal of one parameter or field."""
    return Refused("parameter", zh, en, field=field, errors=[Wrong(field, zh, en)])


def missing(zh: str, en: str, pk: object) -> Refused:
    """Return the one answer for what is not there and for what the asker may not know of."""
    return Refused(
        "not_found",
        f"没有编号为 {pk} 的{zh}，或您无权查看。",
        f"There is no {en} {pk}, or you may not see it.",
    )


def answer(refused: Refused) -> HttpResponse:
    """Lay a refusal out as ``application/problem+json``, title and detail in the language of the request."""
    kind, is_chinese = refused.kind, page_language() == "zh"
    problem = _Problem(
        type=TYPE + kind.code,
        title=kind.zh if is_chinese else kind.en,
        status=kind.status,
        detail=refused.zh if is_chinese else refused.en,
        code=kind.code,
        message_zh=refused.zh,
        message_en=refused.en,
        field=refused.field,
        position=refused.position,
        suggestion=refused.suggestion,
        errors=refused.errors,
    )
    return HttpResponse(
        msgspec.json.encode(problem),
        status=kind.status,
        content_type=MEDIA_TYPE,
        headers=dict(refused.headers),
    )


def told_anew(response: HttpResponseBase) -> HttpResponse:
    """Return the problem that stands for an error page of the framework: its status and its headers, none of its words.

    Among the headers are those by which a browser is kept from making more of an answer than it is.
    """
    code = BY_STATUS.get(response.status_code, "internal" if response.status_code >= 500 else "request")
    told = answer(Refused(code))
    for name, value in response.items():
        if name not in told and name not in _OF_THE_BODY:
            told[name] = value
    return told
