"""One pass over what changed: a batch of rights is held against all watches at once.

The batch becomes a small index in memory, and every search runs against it once; profiles of texts are asked of by the words that
a right has; events and names are compared by what the batch holds. What is found is written in the transaction that forgets that
the batch was waiting, so that a pass that is cut short is done again and nothing is told twice.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from mainline.audit.actions import record
from mainline.orgs.access import AnyMember
from mainline.orgs.models import Organisation
from mainline.protection.watches.enums import WatchKind
from mainline.protection.watches.happening import happened, told_by_calendar
from mainline.protection.watches.models import Hit, Watch, WatchPending
from mainline.protection.watches.naming import Name, likeness, name_of
from mainline.protection.watches.profile import (
    Percolator,
    Profile,
    class_nearness,
    in_classes,
    terms_of,
)
from mainline.protection.watches.stepping import Seen, next_step
from mainline.register.access import audience, rights_entrusted_to, rights_known_to
from mainline.register.indexing import documents_of
from mainline.register.models import Identifier, Party, Right, SourceRecord
from mainline.register.projection import unpack
from mainline.register.search import dictionaries, vocabulary
from mainline.rules.engine import Engine
from mainline.rules.loading import rulebook
from mainline.search.crosslingual.sounds import syllables
from mainline.search.documents import PreparedDocument
from mainline.search.engines.base import SearchRequest
from mainline.search.engines.tantivy_memory import MemoryEngine
from mainline.search.query import QueryError

BATCH = 2000
"""Rights that are looked at in one pass."""
_WORDS_SHARE = 80
"""Of the score of a likeness so much are the words, the rest the class."""
_TRADEMARKS = "trademark"


@dataclass(frozen=True, slots=True)
class Found:
    """What a watch found in a right."""

    watch: int
    right: int
    mark: str
    score: int
    reasons: tuple[dict[str, Any], ...]
    event: int | None = None
    is_threat: bool = True


@dataclass(slots=True)
class Batch:
    """Changed rights as watches look at them, read once."""

    rights: Mapping[int, Right]
    documents: Mapping[int, PreparedDocument]
    columns: dict[int, dict[str, Any]] = field(default_factory=dict)
    _citing: dict[str, list[tuple[int, str]]] | None = None
    _names: dict[str, list[tuple[int, str]]] | None = None

    @classmethod
    def of(cls, ids: Collection[int]) -> Batch:
        """Read the rights of these ids that stand for themselves."""
        rights = Right.objects.filter(pk__in=ids, merged_into=None).defer("abstracts")
        documents = {document.id: document for document in documents_of(sorted(ids))}
        return cls({right.pk: right for right in rights if right.pk in documents}, documents)

    def of_document(self, pk: int) -> dict[str, Any]:
        """Return the columns of a document, unpacked once."""
        if pk not in self.columns:
            self.columns[pk] = self.documents[pk].columns()
        return self.columns[pk]

    @property
    def citing(self) -> Mapping[str, Sequence[tuple[int, str]]]:
        """Key of a number → the rights of the batch that cite it, with the number as printed."""
        if self._citing is None:
            self._citing = {}
            for pk, body in SourceRecord.objects.filter(right__in=self.rights).values_list(
                "right_id", "body"
            ):
                for cited in unpack(bytes(body)).citations:
                    printed = f"{cited.office}{cited.number}"
                    for key in _keys(printed):
                        self._citing.setdefault(key, []).append((pk, f"{printed}{cited.kind_code}"))
        return self._citing

    @property
    def names(self) -> Mapping[str, Sequence[tuple[int, str]]]:
        """Name of a party, folded → (right, role)."""
        if self._names is None:
            self._names = {}
            roles = ("applicant", "holder", "assignee")
            parties = Party.objects.filter(right__in=self.rights, role__in=roles)
            for pk, role, name in parties.values_list("right_id", "role", "name"):
                self._names.setdefault(name.casefold(), []).append((pk, role))
        return self._names


def _keys(printed: str) -> set[str]:
    from mainline.offices import numbers

    try:
        return set(numbers.keys(printed))
    except numbers.NumberError:
        return set()


def watching(watches: Sequence[Watch], batch: Batch) -> Iterator[Found]:
    """Yield what watches find in a batch, of rights that those who watch may know of and that are news to them."""
    if not watches or not batch.rights:
        return
    sights = _Sights(batch)
    finders = ((_by_search, WatchKind.SEARCH), (_by_text, None), (_citations, WatchKind.RIGHT),
               (_by_name, WatchKind.NAME), (_by_event, WatchKind.STATUS))  # fmt: skip
    by_pk = {watch.pk: watch for watch in watches}
    for finder, kind in finders:
        asked = [watch for watch in watches if kind is None or watch.kind == kind]
        for found in finder(asked, batch) if asked else ():
            watch, right = by_pk[found.watch], batch.rights[found.right]
            if sights.allows(watch, right, is_threat=found.is_threat):
                yield found


class _Sights:
    """Which rights of a batch the watching organisations may know of, and which are their own: read once for each."""

    def __init__(self, batch: Batch) -> None:
        self._batch = batch
        self._known: dict[int, tuple[set[int], set[int]]] = {}

    def allows(self, watch: Watch, right: Right, *, is_threat: bool) -> bool:
        """Whether a watch may tell of a right: known to its members, and no threat where it is their own."""
        known, own = self._of(watch.organisation)
        return right.pk in known and not (is_threat and right.pk in own)

    def _of(self, organisation: Organisation) -> tuple[set[int], set[int]]:
        if organisation.pk not in self._known:
            ids = list(self._batch.rights)
            known = rights_known_to(organisation).filter(pk__in=ids).values_list("pk", flat=True)
            own = rights_entrusted_to(organisation).filter(pk__in=ids).values_list("pk", flat=True)
            self._known[organisation.pk] = (set(known), set(own))
        return self._known[organisation.pk]


def is_news(watch: Watch, right: Right) -> bool:
    """Whether a right came, or was published or granted, since the watch began."""
    days = (right.filed_on, right.published_on, right.granted_on)
    return right.pk > watch.after_right or any(day is not None and day >= watch.since for day in days)


def _stage(right: Right) -> str:
    return "granted" if right.granted_on else "published" if right.published_on else "filed"


def _mark(right: Right, words: Collection[str]) -> str:
    """What a watch of words asks of a right: its stage, and which of the words it has."""
    digest = hashlib.blake2b("\n".join(sorted(words)).encode(), digest_size=8).hexdigest()
    return f"{_stage(right)}:{digest}"


def _by_search(watches: Sequence[Watch], batch: Batch) -> Iterator[Found]:
    """Run each query in words of the query language once against the batch."""
    asked = [watch for watch in watches if not watch.is_text]
    if not asked:
        return
    engine = MemoryEngine.of(batch.documents.values())
    for watch in asked:
        try:
            answer = engine.search(_request(watch, len(batch.documents)))
        except QueryError:
            # What was a query when it was saved can become none with a new vocabulary: it finds nothing.
            continue
        for hit in answer.hits:
            right = batch.rights.get(hit.id)
            if right is None or not is_news(watch, right):
                continue
            in_class = in_classes(watch.classes, right.classes) if watch.classes else ""
            if watch.classes and not in_class:
                continue
            reasons: list[dict[str, Any]] = [{"code": "query", "words": list(hit.matched)}]
            if in_class:
                reasons.append({"code": "class", "symbol": in_class})
            yield Found(watch.pk, right.pk, _mark(right, hit.matched), 100, tuple(reasons))


def _request(watch: Watch, limit: int) -> SearchRequest:
    return SearchRequest(
        query=watch.query,
        limit=max(1, limit),
        audience=audience(AnyMember(watch.organisation_id)),
        vocabulary=vocabulary(),
        expander=lambda words: dictionaries()(words),
        with_matched=True,
    )


def _by_text(watches: Sequence[Watch], batch: Batch) -> Iterator[Found]:
    """Hold each right of the batch against all profiles at once."""
    profiled = {watch.pk: watch for watch in watches if watch.profile}
    if not profiled:
        return
    percolator = Percolator((pk, profile_in(watch)) for pk, watch in profiled.items())
    # The class can add what the words lack: so much of the words is the least that is looked at.
    least = {pk: max(1, watch.threshold - (100 - _WORDS_SHARE)) for pk, watch in profiled.items()}
    for pk, right in batch.rights.items():
        for key, match in percolator.matches(terms_of(batch.of_document(pk)), least).items():
            watch = profiled[key]
            found = likeness_found(watch, right, match.score, match.words)
            if found is not None and found.score >= watch.threshold and is_news(watch, right):
                yield found


def profile_in(watch: Watch) -> Profile:
    """Return the profile of a watch as it was kept."""
    return tuple(tuple((str(term), int(weight)) for term, weight in one) for one in watch.profile)


def likeness_found(watch: Watch, right: Right, words: int, terms: Sequence[str]) -> Found | None:
    """Return what a likeness comes to: words and class together; ``None`` outside the classes or for the watched family."""
    if watch.right_id is not None:
        own = watch.right
        if own is None or own.pk == right.pk or (own.family_key and own.family_key == right.family_key):
            return None
    in_class = in_classes(watch.classes, right.classes) if watch.classes else ""
    if watch.classes and not in_class:
        return None
    score, reasons = words, [{"code": "words", "words": list(terms[:12]), "share": words}]
    mine = [symbol for _, symbol in watch.right.classes] if watch.right is not None else []
    if mine:
        nearness, symbol = class_nearness(mine, [symbol for _, symbol in right.classes])
        score = (words * _WORDS_SHARE + nearness * (100 - _WORDS_SHARE)) // 100
        if symbol:
            reasons.append({"code": "class", "symbol": symbol})
    elif in_class:
        reasons.append({"code": "class", "symbol": in_class})
    return Found(watch.pk, right.pk, _mark(right, terms), score, tuple(reasons))


def _citations(watches: Sequence[Watch], batch: Batch) -> Iterator[Found]:
    """Tell which rights of the batch cite a watched one."""
    by_right: dict[int, list[Watch]] = {}
    for watch in watches:
        if watch.right_id is not None:
            by_right.setdefault(watch.right_id, []).append(watch)
    numbers = Identifier.objects.filter(right__in=by_right).values_list("right_id", "key")
    for own, key in numbers:
        for pk, printed in batch.citing.get(key, ()):
            for watch in by_right[own]:
                if pk != own and is_news(watch, batch.rights[pk]):
                    reason = {"code": "cites", "number": printed}
                    yield Found(watch.pk, pk, f"cites:{key}"[:40], 100, (reason,))


def _by_name(watches: Sequence[Watch], batch: Batch) -> Iterator[Found]:
    """Compare names of parties, and of marks by characters and sound."""
    yield from _parties(watches, batch)
    marks = [(pk, right) for pk, right in batch.rights.items() if right.kind == _TRADEMARKS]
    named = [(watch, name_of(watch.named, syllables())) for watch in watches if watch.named] if marks else []
    by_key: dict[str, list[int]] = {}
    for at, (_, name) in enumerate(named):
        for key in name.keys:
            by_key.setdefault(key, []).append(at)
    for pk, right in marks if named else ():
        titles = {title for title in (right.title, *right.titles.values()) if title}
        for other in (name_of(title, syllables()) for title in sorted(titles)):
            near = sorted({at for key in other.keys for at in by_key.get(key, ())})
            for watch, name in (named[at] for at in near):
                found = mark_found(watch, name, right, other)
                if found is not None and is_news(watch, batch.rights[pk]):
                    yield found


def mark_found(watch: Watch, name: Name, right: Right, other: Name) -> Found | None:
    """Return what the name of a mark comes to for a watch; ``None`` below its threshold or outside its classes."""
    like = likeness(name, other)
    in_class = in_classes(watch.classes, right.classes) if watch.classes else ""
    if like.score < watch.threshold or (watch.classes and not in_class):
        return None
    reasons: list[dict[str, Any]] = [
        {"code": f"mark_{like.way}", "name": right.title, "shared": like.shared, "share": like.score}
    ]
    if in_class:
        reasons.append({"code": "class", "symbol": in_class})
    digest = hashlib.blake2b(other.plain.encode(), digest_size=8).hexdigest()
    return Found(watch.pk, right.pk, f"mark:{_stage(right)}:{digest}", like.score, tuple(reasons))


def _parties(watches: Sequence[Watch], batch: Batch) -> Iterator[Found]:
    for watch in watches:
        wanted = {name.casefold() for name in party_names(watch)}
        for name in sorted(wanted & batch.names.keys()):
            for pk, role in batch.names[name]:
                if is_news(watch, batch.rights[pk]):
                    reason = {"code": "party", "name": name, "role": role}
                    yield Found(watch.pk, pk, f"party:{role}", 100, (reason,), is_threat=False)


def party_names(watch: Watch) -> set[str]:
    """Return the names under which a party is watched: as typed, and those of the body that it is."""
    body = watch.holder
    told = {watch.named, *((body.name, body.name_zh, body.name_en) if body is not None else ())}
    return {name for name in told if name}


def _by_event(watches: Sequence[Watch], batch: Batch) -> Iterator[Found]:
    """Tell what happened to watched rights, and what the calendar alone changed."""
    for watch, right, mark, reason, event in (
        *happened(watches, batch.rights), *told_by_calendar(watches, batch.rights)
    ):  # fmt: skip
        yield Found(watch.pk, right, mark, 100, (reason,), event, is_threat=False)


def percolate(*, on: dt.date, most: int = BATCH) -> int:
    """Hold the oldest changed rights against all watches and write what is found; return how many rights were looked at.

    Safe to run at any time and by several: whoever comes second waits, and finds what was told already.
    """
    with transaction.atomic():
        pending = list(
            WatchPending.objects.select_for_update().order_by("pk").values_list("pk", "right_id")[:most]
        )
        if not pending:
            return 0
        ids = {right for _, right in pending}
        watches = list(
            Watch.objects.filter(ended_at=None)
            .select_related("right", "organisation", "holder")
            .order_by("pk")
        )
        batch = Batch.of(ids)
        write(list(watching(watches, batch)), batch, on)
        rows = [pk for pk, _ in pending]
        for start in range(0, len(rows), 500):
            WatchPending.objects.filter(pk__in=rows[start : start + 500]).delete()
    return len(ids)


def write(found: Sequence[Found], batch: Batch, on: dt.date) -> list[Hit]:
    """Write hits that are not told yet, with what each calls for; return those that are new."""
    told = set(
        Hit.objects.filter(watch__in={one.watch for one in found}, right__in={one.right for one in found})
        .values_list("watch_id", "right_id", "mark")
    )  # fmt: skip
    engine, at, rows = Engine(rulebook()), timezone.now(), []
    for one in found:
        key = (one.watch, one.right, one.mark)
        if key in told:
            continue
        told.add(key)
        step = next_step(_seen(batch.rights[one.right]), engine, on, is_threat=one.is_threat)
        rows.append(
            Hit(
                watch_id=one.watch, right_id=one.right, mark=one.mark, score=one.score,
                reasons=list(one.reasons), event_id=one.event, found_on=on, found_at=at, step=step.code,
                step_due=step.due_on, step_rule=step.rule,
            )
        )  # fmt: skip
    made = Hit.objects.bulk_create(rows)
    if made:
        record(code="watch.found", by=None, data={"hits": len(made)}, sealed=made)
    return made


def _seen(right: Right) -> Seen:
    return Seen(right.kind, right.office, right.status, right.published_on, right.granted_on)
