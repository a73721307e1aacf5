"""Search over the register: the query in a person's words, the answer as rows that a page can show.

The index is told who asks; the rows come through :func:`mainline.register.access.visible_rights` all the
same, so that neither alone decides.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from mainline.orgs.access import User
from mainline.orgs.enums import OrganisationKind
from mainline.regions.loader import load_region, region_folder
from mainline.regions.region import Region
from mainline.register.access import audience
from mainline.register.enums import HOLDING_ROLES, RightKindLabel, StatusLabel
from mainline.register.models import Party, Right
from mainline.register.queries import rights_by_id
from mainline.search.crosslingual import Translator, translator
from mainline.search.engines.base import EngineError, Notice, SearchAnswer, SearchRequest
from mainline.search.engines.tantivy import TantivyEngine
from mainline.search.fields import TREES
from mainline.search.highlight import Marks, Segment, highlight, marks_of, passage
from mainline.search.query import QueryError, SpanAlternative, Vocabulary

PAGE = 20
FACETS = ("kind", "status", "office", "year", "ipc", "cpc", "region", "holder")
FACET_LABELS = {
    "kind": _("Kind"),
    "status": _("Status"),
    "office": _("Office"),
    "year": _("Year filed"),
    "ipc": _("IPC class"),
    "cpc": _("CPC class"),
    "region": _("Region"),
    "holder": _("Holder"),
}
SECTIONS = {
    "A": _("Daily needs, farming, health"),
    "B": _("Processes, transport"),
    "C": _("Chemistry, metals"),
    "D": _("Textiles, paper"),
    "E": _("Building, mining"),
    "F": _("Machines, light, heat, weapons"),
    "G": _("Physics, instruments, computing"),
    "H": _("Electricity"),
    "Y": _("New technology across sections"),
}
"""What each section is about, in short, after the titles of the sections: of A to H by WIPO in the International
Patent Classification (wipo.int/classifications/ipc), of Y by the EPO and the USPTO in the Cooperative one
(cooperativepatentclassification.org)."""
SORT_LABELS = {
    "": _("Relevance"),
    "-filed": _("Newest filing first"),
    "filed": _("Oldest filing first"),
    "-published": _("Newest publication first"),
    "-granted": _("Newest grant first"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One hit: the right, its title and best passage cut into (text, is hit) segments where they are wanted."""

    right: Right
    across: bool
    """Found only by a translation of the query."""
    holder: str = ""
    """Whose it is, in the language of the page where the register knows the names in it, else as printed."""
    title: Sequence[Segment] = ()
    passage: Sequence[Segment] = ()


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value of a facet with its number of hits."""

    value: str
    label: str
    count: int
    is_chosen: bool
    level: int = 0
    """How far it stands below the first level of its facet: a class 1 below its section, a subclass 2."""


@dataclass(frozen=True, slots=True)
class Facet:
    """One facet of a result."""

    name: str
    label: str
    values: Sequence[FacetValue]


@dataclass(frozen=True, slots=True)
class Result:
    """One page of a result. With ``error`` all else is empty: nothing found and not understood differ."""

    query: str
    total: int = 0
    page: int = 1
    rows: Sequence[Row] = ()
    facets: Sequence[Facet] = ()
    mode: str = "all"
    notices: Sequence[Notice] = ()
    did_you_mean: str = ""
    took_ms: float = 0.0
    error: QueryError | None = None

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.total // PAGE))


def search(
    user: User,
    query: str,
    *,
    language: str,
    page: int = 1,
    sort: str = "",
    filters: dict[str, tuple[str, ...]] | None = None,
    with_facets: bool = True,
    with_texts: bool = True,
) -> Result:
    """Answer one page of a query, with facets and highlights. A wrong query is an answer with ``error``.

    Without texts a row has no highlights and its holder as printed, and its right no abstract at hand.
    """
    page = max(1, page)
    request = _request(user, query, language, sort, filters or {}, page, FACETS if with_facets else ())
    try:
        answer = engine().search(request)
    except QueryError as error:
        return Result(query, error=error)
    rights = rights_by_id(user, [hit.id for hit in answer.hits], with_texts=with_texts)
    across = {hit.id: hit.across for hit in answer.hits}
    holders = holders_of(rights) if with_texts else {}
    rows = [Row(right, across[right.pk], holders.get(right.pk, right.holder_name)) for right in rights]
    return Result(
        query=query,
        total=answer.total,
        page=page,
        rows=_highlighted(rows, marks_of(answer.tree), language) if with_texts else rows,
        facets=_facets(answer, filters or {}, language),
        mode=answer.mode,
        notices=answer.notices,
        did_you_mean=answer.did_you_mean,
        took_ms=answer.took_ms,
    )


def all_rights(
    user: User,
    query: str,
    *,
    language: str,
    sort: str = "",
    filters: dict[str, tuple[str, ...]] | None = None,
) -> Iterator[Right]:
    """Yield every right of a result in its order, a few at a time. Raises ``QueryError``."""
    request = _request(user, query, language, sort, filters or {}, 1, ())
    ids: list[int] = []
    for pk in engine().ids(request):
        ids.append(pk)
        if len(ids) == 500:
            yield from rights_by_id(user, ids)
            ids = []
    yield from rights_by_id(user, ids)


def more_like(user: User, right: Right, limit: int = 8) -> list[Right]:
    """Return the rights most like one, in its words."""
    hits = engine().more_like(right.pk, limit * 2, audience(user))
    found = rights_by_id(user, [hit.id for hit in hits])
    return [other for other in found if other.family_key != right.family_key or not right.family_key][:limit]


def _request(
    user: User,
    query: str,
    language: str,
    sort: str,
    filters: dict[str, tuple[str, ...]],
    page: int,
    facets: tuple[str, ...],
) -> SearchRequest:
    return SearchRequest(
        query=query,
        language=language,
        limit=PAGE,
        offset=(page - 1) * PAGE,
        sort=sort,
        facets=facets,
        filters=filters,
        audience=audience(user),
        vocabulary=vocabulary(),
        expander=_across,
    )


def _highlighted(rows: Iterable[Row], marks: Marks, language: str) -> list[Row]:
    def with_marks(row: Row) -> Row:
        abstracts = row.right.abstracts
        abstract = abstracts.get(language) or next(iter(abstracts.values()), "")
        title = highlight(row.right.display_title, marks)
        return replace(row, title=title, passage=passage(abstract, marks))

    return [with_marks(row) for row in rows]


def holders_of(rights: Sequence[Right]) -> dict[int, str]:
    """Name the holders of rights in the language of the page: one query for all of them."""
    names: dict[int, dict[str, str]] = {}
    parties = Party.objects.filter(right__in=rights, role__in=HOLDING_ROLES, organisation__isnull=False)
    for party in parties.select_related("organisation"):
        if party.organisation is not None:
            names.setdefault(party.right_id, {})[party.name] = party.organisation.display_name
    return {right.pk: _named(right.holder_name, names[right.pk]) for right in rights if right.pk in names}


def _named(printed: str, names: Mapping[str, str]) -> str:
    return "; ".join(dict.fromkeys(names.get(name, name) for name in printed.split("; ") if name))


def _facets(answer: SearchAnswer, filters: dict[str, tuple[str, ...]], language: str) -> list[Facet]:
    facets = []
    for name, values in answer.facets.items():
        chosen = filters.get(name, ())
        labels = value_labels(name, language)
        rows = [FacetValue(v, labels.get(v, v), n, v in chosen, _level(name, v)) for v, n in values]
        if rows:
            facets.append(Facet(name, str(FACET_LABELS[name]), rows))
    return facets


def _level(facet: str, value: str) -> int:
    return {1: 0, 3: 1, 4: 2}.get(len(value), 0) if facet in TREES else 0


def value_label(facet: str, value: str, language: str) -> str:
    """Print a facet's code in words."""
    return value_labels(facet, language).get(value, value)


_CHOICES: dict[str, type[TextChoices]] = {
    "kind": RightKindLabel,
    "status": StatusLabel,
    "holder": OrganisationKind,
}


@lru_cache(maxsize=32)
def value_labels(facet: str, language: str) -> Mapping[str, str]:
    """Return the words (``zh`` or ``en``) for the codes of a facet; one that speaks for itself has none."""
    if facet == "region":
        return {place.code: place.name.in_language(language) for place in region().places}
    if facet not in _CHOICES and facet not in TREES:
        return {}
    with override("zh-hans" if language == "zh" else "en"):
        if facet in TREES:
            return {section: f"{section} {title}" for section, title in SECTIONS.items()}
        return {code: str(label) for code, label in _CHOICES[facet].choices}


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """Names in both languages under which statuses, kinds, holders and places may be asked for."""
    names: dict[str, dict[str, tuple[str, ...]]] = {"kind": {}, "status": {}, "holder": {}, "region": {}}
    for language in ("zh-hans", "en"):
        with override(language):
            for field, choices in (
                ("kind", RightKindLabel),
                ("status", StatusLabel),
                ("holder", OrganisationKind),
            ):
                for code, label in choices.choices:
                    names[field][str(label).lower()] = (code,)
                    names[field][code] = (code,)
    for place in region().places:
        for text in (place.code, place.name.zh, place.name.en, place.name.short_zh, place.name.short_en):
            if text:
                names["region"][text.lower()] = (place.code,)
    names["kind"]["patent"] = names["kind"]["专利"] = ("invention", "utility_model", "design")
    return names


@lru_cache(maxsize=1)
def region() -> Region:
    """The region pack of this installation."""
    return load_region(region_folder(settings.REGION))


_lock = threading.Lock()
_open: dict[Path, tuple[int, TantivyEngine]] = {}


def engine() -> TantivyEngine:
    """The platform's index, open for reading; opened again when a rebuild has put another in its place."""
    folder: Path = settings.INDEX_DIR
    with _lock:
        inode = folder.stat().st_ino if folder.exists() else 0
        known = _open.get(folder)
        if known is None or known[0] != inode:
            _open[folder] = (inode, TantivyEngine.open(folder))
        return _open[folder][1]


def dictionaries() -> Translator:
    """The expander of queries across languages. What is made of the dictionaries is kept for the next program."""
    return translator(kept=settings.DICTIONARIES_FILE)


def warm() -> None:
    """Load what the first search would else wait for: dictionaries, region pack, index."""
    vocabulary()
    dictionaries()
    with suppress(EngineError, OSError):
        engine().search(SearchRequest(query="大豆 soybean", expander=_across, vocabulary=vocabulary()))


def _across(words: Sequence[str]) -> Iterable[SpanAlternative]:
    """Translate words. The dictionaries load at the first word, so a query without any does not wait."""
    return dictionaries()(words)
