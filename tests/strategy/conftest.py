"""Clients in both languages, and rights in places of the region."""

from tests.web.conftest import en, zh

__all__ = ["en", "zh"]
