"""Finds what fits a need, and what needs fit an offer: candidates by the search index, scores by :mod:`.logic`.

The score of a pair depends on the pair and on how rare words are in the index, never on who asks: only public rights are
compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.contrib.auth.models import AnonymousUser

from mainline.register.access import visible_rights
from mainline.register.enums import HOLDING_ROLES
from mainline.register.models import Party, Right
from mainline.register.search import dictionaries, engine, region
from mainline.search.engines.base import EngineError, SearchRequest
from mainline.search.query import Loose, Term, expand, running, segment
from mainline.search.query.expand import is_empty_word
from mainline.utilization.market.enums import WISHED_AS, Language, NeedState, OfferState
from mainline.utilization.market.logic import ALIVE, Candidate, Score, Wanted, Word, score
from mainline.utilization.market.models import Need, Offer, OfferRight
from mainline.utilization.market.terms import terms

KINDS = ("invention", "utility_model", "design", "plant_variety", "ic_layout", "software_copyright")
"""Kinds of rights that solve a problem of technology."""
_CANDIDATES = 80
_OWN_CANDIDATES = 400
"""So many are looked through for those of one holder."""
_MOST_OFFERS = 400
_MOST_NEEDS = 500
_CURRENCY = "CNY"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """That a need and a right may fit."""

    need: Need
    right: Right
    offer: Offer | None
    score: Score


def compare(need: Need, right: Right, offer: Offer | None) -> Score:
    """Return how alike a need and a right are, with the offer in which it stands."""
    return score(
        wanted_of(need), candidate_of(right, offer, need.language), terms().weights, terms().enough_percent
    )


def for_need(
    need: Need, *, held_by: Iterable[int] | None = None, knows_poster: bool = True
) -> list[Suggestion]:
    """Return what fits a need, the best first; with ``held_by`` of rights that these organisations hold alone.

    The poster's own rights are left out for who ``knows_poster``: to others their lack would tell whose the need is.
    """
    held = None if held_by is None else frozenset(held_by)
    rights = list(_candidates(need, held, knows_poster=knows_poster))
    offers = standing_offers(rights)
    wanted = wanted_of(need)
    found = [
        Suggestion(need, right, offer, score(wanted, candidate_of(right, offer, need.language), terms().weights, terms().enough_percent))
        for right in rights
        for offer in (offers.get(right.pk),)
    ]  # fmt: skip
    return _best(found)


def for_rights(rights: Sequence[Right], needs: Iterable[Need]) -> list[Suggestion]:
    """Return which posted needs some public rights fit, the best right for each need, the best first."""
    shown = [right for right in rights if right.set_apart is None and right.status in ALIVE]
    offers = standing_offers(shown)
    candidates = [
        (right, offers.get(right.pk), language, candidate_of(right, offers.get(right.pk), language))
        for right in shown
        for language in Language.values
    ]
    found: dict[int, Suggestion] = {}
    for need in needs:
        wanted = wanted_of(need)
        for right, offer, language, candidate in candidates:
            if language != need.language:
                continue
            told = score(wanted, candidate, terms().weights, terms().enough_percent)
            before = found.get(need.pk)
            if before is None or told.total > before.score.total:
                found[need.pk] = Suggestion(need, right, offer, told)
    return _best(found.values())


def posted_needs() -> list[Need]:
    """Return the posted needs, the newest first: so many as are compared."""
    return list(Need.objects.filter(state=NeedState.POSTED).order_by("-posted_on", "-pk")[:_MOST_NEEDS])


def standing_offers(rights: Sequence[Right]) -> dict[int, Offer]:
    """Return the newest standing offer of each right that has one."""
    parts = OfferRight.objects.filter(
        right__in=[right.pk for right in rights], offer__state=OfferState.LISTED
    )
    return {part.right_id: part.offer for part in parts.select_related("offer").order_by("offer_id")}


def is_alike(told: Score) -> bool:
    """Whether a score is worth being shown: as a whole, and by its words."""
    words = next((part.percent for part in told.parts if part.code == "words"), None)
    return told.total >= terms().least_score and (words or 0) >= terms().least_words


def _best(found: Iterable[Suggestion]) -> list[Suggestion]:
    told = [one for one in found if is_alike(one.score)]
    ranked = sorted(told, key=lambda one: (-one.score.total, one.right.pk, one.need.pk))
    return ranked[: terms().most]


def _candidates(need: Need, held: frozenset[int] | None, *, knows_poster: bool) -> Iterator[Right]:
    """Yield public rights that are alive, of the kinds that can solve something, and not known to be the poster's own."""
    request = SearchRequest(
        query=f"{need.title} {need.text}", language=need.language, is_running_text=True, audience=(),
        limit=_CANDIDATES if held is None else _OWN_CANDIDATES, expander=dictionaries(),
        filters={"status": tuple(sorted(ALIVE)), "kind": KINDS},
    )  # fmt: skip
    ids = {hit.id for hit in engine().search(request).hits}
    offered = OfferRight.objects.filter(offer__state=OfferState.LISTED).order_by("-offer_id")
    ids.update(offered.values_list("right", flat=True)[:_MOST_OFFERS])
    holding = Party.objects.filter(role__in=HOLDING_ROLES, right__in=ids)
    if held is not None:
        ids = set(holding.filter(organisation__in=held).values_list("right", flat=True))
    if need.organisation_id is not None and knows_poster:
        ids -= set(holding.filter(organisation=need.organisation_id).values_list("right", flat=True))
    rows = visible_rights(AnonymousUser()).filter(pk__in=ids, status__in=ALIVE, kind__in=KINDS)
    yield from rows.order_by("pk")


def wanted_of(need: Need) -> Wanted:
    """Return what is known of a need, as it is compared."""
    band = terms().bands.get(need.budget)
    industry = next((one for one in region().industries if one.code == need.industry), None)
    return Wanted(
        words=words_of(f"{need.title} {need.text}"),
        classes=industry.ipc if industry else (),
        industry=need.industry,
        modes=(need.mode,) if need.mode else (),
        most_minor=band.upto if band else None,
        is_budget_open=band is not None and band.upto is None,
        readiness=need.readiness,
        place=need.place,
    )


def candidate_of(right: Right, offer: Offer | None, language: str) -> Candidate:
    """Return what is known of a right, as it is compared with needs in a language."""
    is_across = language not in right.abstracts
    texts = [*right.titles.values(), right.title, *right.abstracts.values()]
    if offer is not None:
        texts += [offer.title, offer.text, offer.field_of_use]
    is_comparable = offer is not None and offer.currency == _CURRENCY
    return Candidate(
        text=" ; ".join(dict.fromkeys(text for text in texts if text)),
        is_across=is_across,
        symbols=[symbol for scheme, symbol in right.classes if scheme in ("ipc", "cpc")],
        status=right.status,
        place=right.place,
        is_offered=offer is not None,
        industry=offer.industry if offer else "",
        mode=WISHED_AS.get(offer.mode, "") if offer else "",
        price_minor=offer.price_minor if offer is not None and is_comparable else None,
        readiness=offer.readiness if offer else None,
    )


def words_of(text: str) -> tuple[Word, ...]:
    """Return the telling words of a text, weighed by how rare they are in the index; alike where there is no index."""
    try:
        return _weighed(text, engine().count())
    except (EngineError, OSError):
        return _plain(text)


@lru_cache(maxsize=2000)
def _weighed(text: str, documents: int) -> tuple[Word, ...]:
    """``documents`` stands for the state of the index that weighs."""
    told = engine().telling(text, dictionaries())
    words = tuple(_word(term, round(weight * 1000)) for term, weight in told)
    return words if any(word.weight for word in words) else _plain(text)


@lru_cache(maxsize=200)
def _plain(text: str) -> tuple[Word, ...]:
    tree = expand(segment(running(text)), dictionaries())
    return tuple(_word(term, 1000) for term in tree.children) if isinstance(tree, Loose) else ()


def _word(term: Term, weight: int) -> Word:
    telling = [one for one in term.across if not is_empty_word(one.text)]
    return Word(term.text, weight, tuple((one.text, round(one.weight * 1000)) for one in telling))
