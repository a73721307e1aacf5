"""What the sources of a right say in words, and which right a printed number is."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from mainline.offices import numbers
from mainline.orgs.access import User
from mainline.register.access import visible_rights
from mainline.register.features import numbered
from mainline.register.models import Identifier, Right
from mainline.register.projection import unpack
from mainline.register.queries import source_bodies

_SHORTEST_NUMBER = 6


@dataclass(frozen=True, slots=True)
class Words:
    """The texts of a right in one language, each of the newest source that has it."""

    language: str
    title: str
    abstract: str
    claims: tuple[str, ...]
    description: str


def claims_known(right: Right) -> str:
    """Return the claims of a right that the newest source has, numbered; empty where none has any."""
    for source in source_bodies(right):
        claims = unpack(bytes(source.body)).claims
        for language in ("zh", "en", *(one.language for one in claims)):
            texts = [one.text for one in claims if one.language == language]
            if texts:
                return numbered(texts)
    return ""


def words_known(right: Right) -> list[Words]:
    """Return what is known of a right in words, Chinese and English first; a language of which nothing is known is left out."""
    records = [unpack(bytes(source.body)) for source in source_bodies(right)]
    found: dict[str, dict[str, list[str]]] = {}
    for record in records:
        for name in ("claims", "descriptions"):
            own: dict[str, list[str]] = {}
            for text in getattr(record, name):
                own.setdefault(text.language, []).append(text.text)
            for language, texts in own.items():
                found.setdefault(language, {}).setdefault(name, texts)
    languages = dict.fromkeys(("zh", "en", *right.titles, *right.abstracts, *found))
    words = [
        Words(
            language,
            str(right.titles.get(language, "")),
            str(right.abstracts.get(language, "")),
            tuple(found.get(language, {}).get("claims", ())),
            "\n".join(found.get(language, {}).get("descriptions", ())),
        )
        for language in languages
    ]
    return [one for one in words if one.title or one.abstract or one.claims or one.description]


def right_numbered(user: User, number: str) -> Right | None:
    """Return the one right that the user may know of under a printed number; ``None`` where there is none or several."""
    if len(number) < _SHORTEST_NUMBER:
        return None
    keys: set[str] = set()
    with contextlib.suppress(numbers.NumberError):
        keys.update(numbers.keys(number))
    told = Identifier.objects.filter(Q(key__in=keys) | Q(text=number)).values("right")
    found: Sequence[Right] = list(visible_rights(user).filter(pk__in=told)[:2])
    return found[0] if len(found) == 1 else None
