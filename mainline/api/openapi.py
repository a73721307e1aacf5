"""The schema that is published: what ninja finds out of the views, completed by what all operations have in common."""

from __future__ import annotations

from typing import Any

from ninja import NinjaAPI
from ninja.operation import Operation

from mainline.api.gate import Gate
from mainline.api.idempotency import HEADER, REPLAYED
from mainline.api.problems import KINDS, MEDIA_TYPE
from mainline.orgs.access import SCOPES

_SECURITY = {
    "token": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "mlt_…",
        "description": "A token of the page of tokens, with scopes: " + ", ".join(SCOPES),
    },
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": "sessionid",
        "description": "The session of a browser; writes need the header X-CSRFToken",
    },
}
_KEY = {
    "in": "header",
    "name": HEADER,
    "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": 100, "pattern": "^[!-~]{1,100}$"},
    "description": "The same key with the same request is done once and answered alike, for 24 hours",
}
_TEXT = {"schema": {"type": "string"}}


def completed(schema: Any, api: NinjaAPI) -> Any:
    """Return the schema with the media type of problems, 304, headers, keys of writes and who may ask."""
    operations = {operation.operation_id: operation for operation in _operations(api)}
    for methods in schema["paths"].values():
        methods.pop("head", None)
        for method, told in methods.items():
            _complete(method, told, operations[told["operationId"]])
    schema["components"]["securitySchemes"] = _SECURITY
    schema["components"]["schemas"]["Problem"]["properties"]["code"]["enum"] = sorted(KINDS)
    schema["servers"] = [{"url": "/"}]
    return schema


def _operations(api: NinjaAPI) -> list[Operation]:
    return [
        operation
        for router in api._get_bound_routers()
        for view in router.path_operations.values()
        for operation in view.operations
    ]


def gate_of(operation: Operation) -> Gate:
    """Return who may ask for an operation."""
    return next(callback for callback in operation.auth_callbacks if isinstance(callback, Gate))


def _complete(method: str, told: dict[str, Any], operation: Operation) -> None:
    gate, responses = gate_of(operation), told["responses"]
    if told.get("description", "").rstrip(".") == told["summary"]:
        del told["description"]
    told["security"] = [{"token": []}, {"session": []}] + ([] if gate.needs_user else [{}])
    if gate.scope:
        told["x-scope"] = gate.scope
    if gate.verb:
        told["x-verb"] = gate.verb
    for status, response in responses.items():
        if status >= 400:
            response["content"] = {MEDIA_TYPE: next(iter(response["content"].values()))}
    _tell_headers(method, responses)
    if method != "get":
        told["parameters"].append(_KEY)


def _tell_headers(method: str, responses: dict[int, Any]) -> None:
    responses[429]["headers"] = {"Retry-After": {"schema": {"type": "integer"}}}
    responses[401]["headers"] = {"WWW-Authenticate": _TEXT}
    for status in [status for status in responses if status < 300]:
        told = responses[status].setdefault("headers", {})
        told["RateLimit"] = _TEXT
        if method != "get":
            told[REPLAYED] = _TEXT
        elif "content" in responses[status]:
            told["ETag"] = _TEXT
            told["Link"] = _TEXT
    if method == "get":
        responses[304] = {"description": "Not changed since the ETag of If-None-Match"}
