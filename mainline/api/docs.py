"""The page that explains the API: made from its own schema, in both languages, readable without script."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from ninja import NinjaAPI
from ninja.openapi.docs import DocsBase

from mainline.api.problems import KINDS
from mainline.api.zh import in_chinese
from mainline.orgs.access import SCOPES
from mainline.web.rates import share_of
from mainline.web.templatetags.web import page_language

TAGS = {
    "search": _("Search"),
    "rights": _("Rights"),
    "events": _("Events"),
    "organisations": _("Organisations"),
    "documents": _("Documents"),
    "deadlines": _("Dates"),
    "creation": _("Creation"),
    "market": _("Market"),
    "stock": _("Stock of rights"),
    "agreements": _("Agreements"),
    "royalties": _("Royalty reports"),
    "distribution": _("Distribution of income"),
    "ledger": _("Ledger"),
    "imports": _("Imports"),
    "exports": _("Exports"),
    "account": _("Account"),
}
"""The parts of the API in the order in which the page tells them, and what it calls them."""

_BODY = "—"


@dataclass(frozen=True, slots=True)
class Shape:
    """What a value is: its name for a reader, and the shape that it links to where it is one."""

    text: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter of an operation, or a member of a shape."""

    name: str
    where: str
    shape: Shape
    is_required: bool
    description: str


@dataclass(frozen=True, slots=True)
class Told:
    """One operation as the page tells it."""

    id: str
    method: str
    path: str
    summary: str
    description: str
    scope: str
    verb: str
    needs_user: bool
    fields: Sequence[Field]
    answers: Sequence[tuple[int, Shape]]
    problems: Sequence[int]


class Docs(DocsBase):
    """Our own page in the place of the one that ninja brings, which needs what the content policy forbids."""

    def render_page(self, request: HttpRequest, api: NinjaAPI, **kwargs: Any) -> HttpResponse:
        """Draw the page."""
        schema = api.get_openapi_schema()
        context = {
            "groups": _groups(schema),
            "shapes": [_shape(name, told) for name, told in sorted(schema["components"]["schemas"].items())],
            "problems": KINDS.values(),
            "is_chinese": page_language() == "zh",
            "scopes": SCOPES.items(),
            "rates": (settings.API_RATE_READ, settings.API_RATE_WRITE),
            "shares": (share_of(settings.API_RATE_READ), share_of(settings.API_RATE_WRITE)),
            "host": f"{request.scheme}://{request.get_host()}",
        }
        return render(request, "api/docs.html", context)


def told(text: str) -> str:
    """Return a text of the schema in the language of the page."""
    return in_chinese(text) if page_language() == "zh" else text


def _groups(schema: Mapping[str, Any]) -> list[tuple[str, object, list[Told]]]:
    """Return the operations by tag: (tag, what it is called, operations)."""
    groups: dict[str, list[Told]] = {tag: [] for tag in TAGS}
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            groups.setdefault(operation["tags"][0], []).append(_operation(path, method, operation))
    return [(tag, TAGS.get(tag, tag), rows) for tag, rows in groups.items() if rows]


def _operation(path: str, method: str, operation: Mapping[str, Any]) -> Told:
    statuses = operation["responses"]
    return Told(
        id=operation["operationId"],
        method=method.upper(),
        path=path,
        summary=told(operation["summary"]),
        description=told(operation.get("description", "")),
        scope=operation.get("x-scope", ""),
        verb=operation.get("x-verb", ""),
        needs_user={} not in operation["security"],
        fields=[*_parameters(operation), *_body(operation)],
        answers=[(status, _answer(response)) for status, response in statuses.items() if status < 300],
        problems=[status for status in statuses if status >= 400],
    )


def _parameters(operation: Mapping[str, Any]) -> Iterator[Field]:
    for given in operation["parameters"]:
        yield Field(
            given["name"],
            given["in"],
            shape_of(given["schema"]),
            given["required"],
            told(given.get("description", "")),
        )


def _body(operation: Mapping[str, Any]) -> Iterator[Field]:
    for media_type, content in operation.get("requestBody", {}).get("content", {}).items():
        if "$ref" in content["schema"]:
            yield Field(_BODY, media_type, shape_of(content["schema"]), True, "")
        else:
            yield from _members(content["schema"], media_type)


def _members(schema: Mapping[str, Any], where: str = "") -> Iterator[Field]:
    required = schema.get("required", ())
    for name, member in schema.get("properties", {}).items():
        description = told(member.get("description", ""))
        yield Field(name, where, shape_of(member), name in required, description)


def _answer(response: Mapping[str, Any]) -> Shape:
    content = response.get("content", {})
    if not content:
        return Shape("—")
    if len(content) == 1 and "application/json" in content:
        return shape_of(content["application/json"]["schema"])
    return Shape(", ".join(content))


def _shape(name: str, schema: Mapping[str, Any]) -> tuple[str, str, list[Field]]:
    return name, told(schema.get("description", "")), list(_members(schema))


def shape_of(schema: Mapping[str, Any]) -> Shape:
    """Say in a few words what a JSON schema takes."""
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[-1]
        return Shape(name, name)
    if "anyOf" in schema:
        shapes = [shape_of(each) for each in schema["anyOf"]]
        return Shape(" | ".join(each.text for each in shapes), next((s.link for s in shapes if s.link), ""))
    if "enum" in schema:
        return Shape(" | ".join(str(value) or '""' for value in schema["enum"]))
    if schema.get("type") == "array":
        inner = shape_of(schema["items"])
        return Shape(f"{inner.text}[]", inner.link)
    if isinstance(values := schema.get("additionalProperties"), Mapping):
        inner = shape_of(values)
        return Shape(f"{{… : {inner.text}}}", inner.link)
    return Shape(schema.get("format") or schema.get("type") or "any")
