"""Compares own lists and offices anew wherever something new was told of a right; part of the act that told it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from mainline.orgs.access import with_merged
from mainline.orgs.models import Organisation
from mainline.register.access import organisations_trusted
from mainline.register.differences.enums import DifferenceState
from mainline.register.differences.logic import Contradiction, Side, contradictions, is_own_list, side_of
from mainline.register.differences.models import Difference
from mainline.register.disclosure import DECISION, DISCLOSED, PRIVATE_FORMATS
from mainline.register.ingest.secrecy import official_imports
from mainline.register.models import SourceRecord
from mainline.register.projection import Source, unpack

_CHUNK = 200


@dataclass(frozen=True, slots=True)
class Word:
    """One source of a right, and who brought it."""

    source: Source
    job: int | None
    organisation: int | None
    """Whose file it is, as the organisation that stands for it today."""


def refresh_differences(rights: Collection[int], *, at: dt.datetime) -> None:
    """Compare anew for some rights what own lists and offices say. Those of which one source alone tells cost one query."""
    own = SourceRecord.objects.filter(
        right__in=rights, format__in=PRIVATE_FORMATS, imported_by__organisation__isnull=False
    )
    listed = sorted(set(own.values_list("right_id", flat=True))) if rights else []
    for start in range(0, len(listed), _CHUNK):
        _refresh(listed[start : start + _CHUNK], at)


def words_of(rights: Collection[int]) -> dict[int, list[Word]]:
    """Return the sources of some rights, each with who brought it."""
    rows = SourceRecord.objects.filter(right__in=rights).order_by("pk")
    columns = ("right_id", "digest", "body", "imported_by_id", "imported_by__organisation_id")
    told = list(rows.values_list(*columns))
    roots = _roots({each[4] for each in told if each[4] is not None})
    found: dict[int, list[Word]] = defaultdict(list)
    for right, digest, body, job, organisation in told:
        source = Source(bytes(digest), unpack(bytes(body)))
        found[right].append(Word(source, job, roots.get(organisation or 0)))
    return found


def _roots(ids: Collection[int]) -> dict[int, int]:
    rows = Organisation.objects.filter(pk__in=ids).values_list("pk", "merged_into_id")
    return {pk: root or pk for pk, root in rows}


def official_among(words: Iterable[Word]) -> set[int]:
    """Return the imports of some sources that are an office's word."""
    jobs = {each.job for each in words if each.job is not None}
    return set(official_imports().filter(pk__in=jobs).values_list("pk", flat=True))


def sides(
    words: Sequence[Word], organisation: int, *, official: Collection[int], insiders: Collection[int]
) -> tuple[Side | None, Side | None]:
    """Return what an organisation's own lists say of a right, and what offices say.

    An office's is what is read from what offices publish, and any file of an office's staff or of the command line. It
    counts whose word counts for those whom the right is entrusted to: :mod:`mainline.register.ingest.secrecy`.
    """
    ours, office = [], []
    for word in words:
        # A disclosure is neither: its title and its parties were those of a day when nothing was filed.
        if word.source.record.format in (DECISION, DISCLOSED):
            continue
        is_list = word.source.record.format in PRIVATE_FORMATS and is_own_list(word.source.record)
        is_official = word.job is None or word.job in official
        if is_list and word.organisation == organisation:
            ours.append(word.source)
        elif is_official or (not is_list and word.organisation in insiders):
            office.append(word.source)
    return side_of(as_brought(ours)), side_of(office)


def as_brought(lists: Sequence[Source]) -> list[Source]:
    """Return own lists such that the one brought last goes before the others: most say no day that they speak for."""
    return [
        Source(each.digest, replace(each.record, as_of=dt.date.fromordinal(nth)))
        for nth, each in enumerate(lists, 1)
    ]


def _refresh(rights: Sequence[int], at: dt.datetime) -> None:
    words = words_of(rights)
    told = [right for right in rights if len(words[right]) > 1]
    known = _known(rights)
    trusted = organisations_trusted(told)
    official = official_among(word for right in told for word in words[right])
    fresh: list[Difference] = []
    for right in told:
        lists = {w.organisation for w in words[right] if w.organisation and is_own_list(w.source.record)}
        for organisation in lists:
            insiders = with_merged({*trusted[right], organisation})
            pair = sides(words[right], organisation, official=official, insiders=insiders)
            before = known.pop((right, organisation), {})
            fresh += _compared(right, organisation, contradictions(*pair), before, at)
    Difference.objects.bulk_create(fresh)
    for rows in known.values():
        _gone(rows.values())


def _known(rights: Sequence[int]) -> dict[tuple[int, int], dict[str, Difference]]:
    found: dict[tuple[int, int], dict[str, Difference]] = defaultdict(dict)
    for row in Difference.objects.filter(right__in=rights):
        found[row.right_id, row.organisation_id][row.field] = row
    return found


def _compared(
    right: int,
    organisation: int,
    found: Sequence[Contradiction],
    before: Mapping[str, Difference],
    at: dt.datetime,
) -> list[Difference]:
    """Bring the rows of one right level; return those that are new."""
    fresh = []
    for each in found:
        row = before.get(each.field)
        if row is None:
            row = Difference(right_id=right, organisation_id=organisation, field=each.field)
            fresh.append(row)
        elif row.digest == each.digest:
            if row.state == DifferenceState.GONE:
                row.state = DifferenceState.DECIDED if row.choice else DifferenceState.OPEN
                row.save(update_fields=["state"])
            continue
        row.ours, row.office = "\n".join(each.ours), "\n".join(each.office)
        row.digest = each.digest
        row.state, row.choice, row.since = DifferenceState.OPEN, "", at
        row.decided_at = row.decided_by = None
        if row.pk is not None:
            row.save()
    fields = {each.field for each in found}
    _gone(row for field, row in before.items() if field not in fields)
    return fresh


def _gone(rows: Iterable[Difference]) -> None:
    ids = [row.pk for row in rows if row.state != DifferenceState.GONE]
    if ids:
        Difference.objects.filter(pk__in=ids).update(state=DifferenceState.GONE)
