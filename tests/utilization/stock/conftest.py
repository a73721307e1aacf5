"""Clients in both languages; what is refused, in English."""

from __future__ import annotations

from tests.utilization.market.conftest import _english, cast, en, plain_static, zh

__all__ = ["_english", "cast", "en", "plain_static", "zh"]
