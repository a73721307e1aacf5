"""Clients in both languages, as for the pages of the register."""

from tests.web.conftest import en, zh

__all__ = ["en", "zh"]
