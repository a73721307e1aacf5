"""The page that explains the API: whole, in both languages, and under the strict content policy."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from mainline.api.problems import KINDS
from mainline.api.routes import api
from mainline.api.zh import WORDS

pytestmark = pytest.mark.django_db


def texts(schema: Any) -> Iterator[str]:
    """Every summary and description, but those of statuses, which are HTTP's own."""
    if isinstance(schema, dict):
        for name, value in schema.items():
            if name in ("summary", "description") and isinstance(value, str):
                yield value
            elif name != "responses":
                yield from texts(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from texts(value)


def test_every_text_of_the_schema_has_its_chinese_and_no_chinese_is_left_over() -> None:
    schema = api.get_openapi_schema()

    said = {*texts(schema["paths"]), *texts(schema["components"]["schemas"])}

    assert said == set(WORDS)
    assert all(re.search("[\u4e00-\u9fff]", zh) for en, zh in WORDS.items() if en != zh)


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_page_tells_every_operation_shape_and_problem(language: str) -> None:
    answer = Client(headers={"accept-language": language}).get("/api/v1/docs")
    page = answer.content.decode()

    assert answer.status_code == 200
    schema = api.get_openapi_schema()
    for methods in schema["paths"].values():
        for operation in methods.values():
            assert f'id="{operation["operationId"]}"' in page
    for name in schema["components"]["schemas"]:
        assert f'id="shape-{name}"' in page
    for code in KINDS:
        assert f'id="problem-{code}"' in page
    for target in re.findall(r'href="#([^"]+)"', page):
        assert f'id="{target}"' in page, target


def test_page_needs_nothing_that_the_content_policy_forbids() -> None:
    answer = Client().get("/api/v1/docs")
    page = answer.content.decode()

    assert "'unsafe-inline'" not in answer["Content-Security-Policy"]
    assert not re.search(r"<script(?![^>]*src=)|<style|\sstyle=|\son\w+=", page)


def test_schema_is_published() -> None:
    answer = Client().get("/api/v1/openapi.json")

    assert answer["Content-Type"].startswith("application/json")
    assert answer.json()["openapi"] == "3.1.0"
    assert answer.json()["paths"].keys() == api.get_openapi_schema()["paths"].keys()
