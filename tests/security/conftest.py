"""Pages as the tests of pages have them, and one register with a thing of every kind in it."""

from __future__ import annotations

from tests.web.conftest import catalogue, en, plain_static, zh

__all__ = ["catalogue", "en", "plain_static", "zh"]
