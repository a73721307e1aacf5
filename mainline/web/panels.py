"""What a part shows of a right beside its thread: a template and what it is filled with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Panel:
    """One card on the page of a right. ``template`` is drawn with ``panel`` = ``content`` and nothing else but the right."""

    template: str
    content: Mapping[str, object]
