"""How an operation is declared: who may ask, what it answers, and what every answer of its kind has in common."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from ninja import Router

from mainline.api.answers import Answer, response_to
from mainline.api.gate import Gate
from mainline.api.idempotency import Write, once
from mainline.api.problems import wrong
from mainline.api.shapes.given import Given
from mainline.api.shapes.problems import Problem


@dataclass(frozen=True, slots=True)
class Files:
    """The shape of an operation that answers with a file: the media types that it can be had as."""

    media_types: Sequence[str]

    @property
    def schema(self) -> dict[str, Any]:
        """Return what the published schema says of it."""
        content = {
            media_type: {"schema": {"type": "string", "format": "binary"}} for media_type in self.media_types
        }
        return {"responses": {200: {"content": content}}}


View = Callable[..., Any]
_ALWAYS = (401, 403, 422, 429, 500, 503)
_JSON = "application/json"
FORM = "multipart/form-data"


def read(
    router: Router,
    path: str,
    shape: Any,
    *,
    gate: Gate = Gate(),
    problems: Sequence[int] = (),
) -> Callable[[View], View]:
    """Declare a GET. The view returns an :class:`Answer`, or a response where it is a file."""

    def declare(view: View) -> View:
        @wraps(view)
        def run(request: HttpRequest, **values: Any) -> HttpResponseBase:
            found = view(request, **values)
            return response_to(request, found) if isinstance(found, Answer) else found

        return _declared(router, ("GET", "HEAD"), path, view, run, gate, {200: shape}, problems)

    return declare


def write(
    router: Router,
    method: str,
    path: str,
    shape: Any,
    *,
    gate: Gate,
    status: int = 200,
    also: Sequence[int] = (),
    form: Sequence[str] = (),
    is_prepared: bool = False,
    problems: Sequence[int] = (),
) -> Callable[[View], View]:
    """Declare a write that answers with ``status``, or with one of ``also``.

    The view calls one action and returns an :class:`Answer`; it runs in one transaction with its Idempotency-Key. A
    view that is prepared returns a function instead, which makes the answer in that transaction: what it did before
    was done outside of it, and twice is as once, such as keeping a file by its content. ``form`` names the fields of
    a multipart body, where it takes one.
    """

    def declare(view: View) -> View:
        @wraps(view)
        def run(request: HttpRequest, **values: Any) -> HttpResponseBase:
            _check_form(request, form)

            def prepare() -> Write:
                act = view(request, **values) if is_prepared else lambda: view(request, **values)
                return lambda: response_to(request, act())

            return once(request, prepare)

        guarded = replace(gate, needs_user=True, takes=FORM if form else _JSON if _has_body(view) else "")
        told = (400, 409, 413, 415, *problems)
        return _declared(
            router, (method,), path, view, run, guarded, dict.fromkeys((status, *also), shape), told
        )

    return declare


def ask(router: Router, path: str, shape: Any, *, gate: Gate) -> Callable[[View], View]:
    """Declare a POST that writes nothing, or a visitor's: what is asked or answered is too long or too secret to be kept.

    It runs in no transaction and under no key: what it writes, one action does in a transaction of its own.
    """

    def declare(view: View) -> View:
        @wraps(view)
        def run(request: HttpRequest, **values: Any) -> HttpResponseBase:
            return response_to(request, view(request, **values))

        guarded = replace(gate, takes=_JSON)
        return _declared(router, ("POST",), path, view, run, guarded, {200: shape}, (400, 413, 415))

    return declare


def _declared(
    router: Router,
    methods: Sequence[str],
    path: str,
    view: View,
    run: View,
    gate: Gate,
    answers: dict[int, Any],
    problems: Sequence[int],
) -> View:
    """Add an operation to a router, named and told as its view is. What can go wrong belongs to its contract."""
    # The annotations are names in the view's own module.
    vars(run)["__signature__"] = inspect.signature(view, eval_str=True)
    summary, _, description = inspect.cleandoc(view.__doc__ or "").partition("\n")
    told = sorted({*_ALWAYS, *problems, *((404,) if "{" in path else ())})
    shapes = {status: None if isinstance(shape, Files) else shape for status, shape in answers.items()}
    declare = router.api_operation(
        list(methods),
        path,
        auth=gate,
        response={**shapes, **dict.fromkeys(told, Problem)},
        operation_id=view.__name__,
        summary=summary.rstrip("."),
        description=" ".join(description.split()),
        openapi_extra=next((shape.schema for shape in answers.values() if isinstance(shape, Files)), None),
    )
    declare(run)
    return view


def _has_body(view: View) -> bool:
    """Whether a view takes a JSON body."""
    given = [parameter.annotation for parameter in inspect.signature(view, eval_str=True).parameters.values()]
    return any(isinstance(each, type) and issubclass(each, Given) for each in given)


def _check_form(request: HttpRequest, form: Sequence[str]) -> None:
    """Refuse fields of a form that the operation does not have. The one that guards a page's forms is no field."""
    unknown = {*request.POST, *request.FILES} - {*form, "csrfmiddlewaretoken"} if form else ()
    for name in sorted(unknown):
        raise wrong(name, f"没有字段“{name[:60]}”。", f"There is no field “{name[:60]}”.")
