"""The API keeps the contract that it publishes, whoever asks and whatever is asked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from mainline.api.openapi import gate_of
from mainline.api.routes import api
from mainline.orgs.access import SCOPES
from mainline.orgs.tokens import make_token
from mainline.register.models import Right
from mainline.wsgi import application
from tests.api.conftest import HOLDER, a_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def connection_kept() -> Iterator[None]:
    """A real request closes its connection at the end, and with it the test's own transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def probe_all(headers: dict[str, str], examples: int, *, is_open: bool = False) -> list[str]:
    """Ask every operation what its schema allows, and hold each answer against it; only open ones if so told."""
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    seen = []
    for operation in schema.get_all_operations():
        endpoint = operation.ok()
        if is_open and {} not in endpoint.definition.raw["security"]:
            continue

        @settings(
            max_examples=examples,
            deadline=None,
            database=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        )
        @given(case=endpoint.as_strategy())
        def probe(case: Any) -> None:
            # A query or a day can be wrong in more ways than a schema can say: a problem with its place is right.
            case.call_and_validate(headers=headers, excluded_checks=[positive_data_acceptance])

        probe()
        seen.append(endpoint.label)
    return seen


@pytest.mark.usefixtures("connection_kept")
def test_contract_holds_for_a_visitor(two_rights: tuple[Right, Right]) -> None:
    assert len(probe_all({}, 2, is_open=True)) >= 14


@pytest.mark.usefixtures("connection_kept")
def test_contract_holds_for_a_manager_with_a_token(two_rights: tuple[Right, Right]) -> None:
    user = a_member(HOLDER)
    _token, secret = make_token(user=user, name="probe", scopes=list(SCOPES), days=1, by=user)

    seen = probe_all({"Authorization": f"Bearer {secret}"}, 5)

    assert len(seen) == sum(len(methods) for methods in api.get_openapi_schema()["paths"].values())


def test_every_operation_is_told_in_full() -> None:
    schema = api.get_openapi_schema()
    ids = []
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            ids.append(operation["operationId"])
            assert operation["summary"]
            assert operation["tags"], path
            assert operation["security"], path
            _check_answers(method, operation["responses"])
            for parameter in operation["parameters"]:
                assert parameter["schema"], path
    assert len(ids) == len(set(ids))
    assert set(schema["components"]["securitySchemes"]) == {"token", "session"}


def _check_answers(method: str, responses: dict[int, Any]) -> None:
    assert {401, 403, 422, 429, 500, 503} <= set(responses)
    for status, response in responses.items():
        if status >= 400:
            assert list(response["content"]) == ["application/problem+json"]
            assert "Problem" in str(response["content"])
    assert (304 in responses) is (method == "get")
    content = responses.get(200, {}).get("content", {})
    if list(content) == ["application/json"]:
        assert "$ref" in str(content), "it answers anything"


def test_every_operation_has_a_gate() -> None:
    for router in api._get_bound_routers():
        for view in router.path_operations.values():
            for operation in view.operations:
                gate = gate_of(operation)
                is_visitors = operation.operation_id in {"ask_question", "open_question", "say_more"}
                assert gate.is_open is is_visitors
                assert gate.needs_user or is_visitors or set(operation.methods) <= {"GET", "HEAD"}
