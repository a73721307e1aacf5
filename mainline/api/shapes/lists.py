"""What every list has beside its rows."""

from __future__ import annotations

from ninja import Field, Schema


class Listed(Schema):
    """A piece of a list."""

    next: str | None = Field(description="Cursor of what comes after; null at the end")
    previous: str | None = Field(description="Cursor of what comes before; null at the beginning")
    total: int | None = Field(
        None, description="How many there are; told without a cursor, and where counting is cheap"
    )
