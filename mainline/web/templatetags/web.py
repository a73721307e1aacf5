"""Template filters and tags with no domain word."""

from __future__ import annotations

from django import template

register = template.Library()
