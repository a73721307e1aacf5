"""Templates that draw nothing: the matrix asks who is let in, and other tests look at the pages."""

from __future__ import annotations

from typing import Any

from django.template.backends.base import BaseEngine


class Nothing(BaseEngine):
    """Finds every template, and draws none."""

    app_dirname = "templates"

    def __init__(self, parameters: dict[str, Any]) -> None:
        """Take the settings of an engine and use none of its options."""
        super().__init__({name: value for name, value in parameters.items() if name != "OPTIONS"})

    def get_template(self, template_name: str) -> Drawn:
        """Return a template of that name."""
        return Drawn()


class Drawn:
    """Draws nothing."""

    def render(self, context: Any = None, request: Any = None) -> str:
        """Return nothing."""
        return ""
