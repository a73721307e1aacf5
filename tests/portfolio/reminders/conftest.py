"""Clients in both languages, as for the pages of the register."""

from tests.web.conftest import catalogue, en, zh

__all__ = ["catalogue", "en", "zh"]
