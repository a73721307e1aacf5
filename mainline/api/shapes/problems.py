"""The shape of every error: RFC 9457 with a code, and the words in both languages."""

from __future__ import annotations

from ninja import Field, Schema


class FieldProblem(Schema):
    """One thing that is wrong, and where."""

    field: str = Field(description="Parameter or header by name, or a JSON pointer into the body")
    message_zh: str
    message_en: str


class Problem(Schema):
    """What is wrong and where, in both languages (application/problem+json)."""

    type: str = Field(description="Where this kind of problem is explained")
    title: str = Field(description="The kind of problem, in the language asked for")
    status: int
    detail: str = Field(description="What is wrong and what to do, in the language asked for")
    code: str = Field(description="Kind of problem, for programs; see the table of problems")
    message_zh: str
    message_en: str
    field: str = Field("", description="Parameter or header by name, or a JSON pointer into the body")
    position: int | None = Field(None, description="Of a query: characters before the mistake")
    suggestion: str = Field("", description="Of a query: another that can be read")
    errors: list[FieldProblem] = Field([], description="Each wrong parameter or field")
