"""Template filters that print codes of the register as words, in the language of the page."""

from __future__ import annotations

from django import template

from mainline.register import formats
from mainline.web.templatetags.web import page_language

register = template.Library()


@register.filter
def format_label(code: str) -> str:
    """Print the format of a file as a person calls it."""
    return formats.format_label(code, page_language())


@register.filter
def image_label(kind: str) -> str:
    """Print a kind of image in words."""
    return formats.image_label(kind, page_language())


@register.filter
def file_name(member: str) -> str:
    """Print the file's own name, without the folders and archives around it."""
    return member.replace("!", "/").rsplit("/", 1)[-1]
