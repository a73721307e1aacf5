"""Texts that find their words when they are read: a refusal is raised once, and told in more than one language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.functional import lazy

from mainline.web.templatetags.web import own


def _filled(text: object, values: Mapping[str, object]) -> str:
    return str(text) % values


_later_filled = lazy(_filled, str)
_later_own = lazy(own, str)


def filled(text: object, **values: object) -> str:
    """Fill the ``%(name)s`` of a lazily translated text whenever it is read, in the language of then."""
    found: str = _later_filled(text, values)
    return found


def in_either(pair: Sequence[str]) -> str:
    """Choose from (zh, en) whenever it is read, by the language of then."""
    found: str = _later_own(pair)
    return found
