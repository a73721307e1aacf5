"""Makes the profile of a right or a text, weighing its words by how rare they are in the register today."""

from __future__ import annotations

from mainline.protection.watches.profile import TEXT_COLUMNS, profile_of
from mainline.register.indexing import documents_of
from mainline.register.models import Right
from mainline.register.search import engine
from mainline.search.documents import IndexDocument, PreparedDocument, prepare
from mainline.search.engines.base import EngineError
from mainline.search.query.expand import is_empty_word

_ALONE = 0.5
"""How common a word is taken to be where the index does not answer."""

_COMMON, _MANY = 0.15, 200
"""A word that stands in more than this share of so many rights or more tells nothing."""


def profile_of_right(right: Right) -> list[list[list[object]]]:
    """Return the telling words of a right's title, abstract and claims, as they are kept."""
    found = list(documents_of([right.pk]))
    return _kept(found[0]) if found else []


def profile_of_text(text: str) -> list[list[list[object]]]:
    """Return the telling words of a text."""
    return _kept(prepare(IndexDocument(0, abstracts=(("", text),))))


def _kept(document: PreparedDocument) -> list[list[list[object]]]:
    made = profile_of(document.columns(), _rarity, is_empty_word)
    return [[[term, weight] for term, weight in one] for one in made]


def _rarity(stream: str, term: str) -> float:
    """Return in what share of the rights a word stands at least, of the column in which it is commonest."""
    try:
        share = engine().share_of(term, [f"{name}_{stream}" for name in TEXT_COLUMNS])
        return 1.0 if share > _COMMON and engine().count() >= _MANY else share
    except (EngineError, OSError):
        return _ALONE
