"""Clients in both languages, and refusals in English."""

from tests.utilization.conftest import _english, en, zh

__all__ = ["_english", "en", "zh"]
