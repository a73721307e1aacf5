"""Verifies a live register: its chain, every row under seal, every document, and all that is derived."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from django.db.models import Model

from mainline.archive import contents, tables
from mainline.archive.checking import Report, Verified, silent
from mainline.archive.snapshot import snapshot
from mainline.audit import queries
from mainline.audit.actions import witness_file
from mainline.audit.findings import Finding, found
from mainline.audit.registry import declarations, sealed_models
from mainline.audit.signing import BadStamp, Stamp, stamp_of
from mainline.audit.verifying import Row, Walk
from mainline.orgs import merging
from mainline.orgs.models import MergeProposal, Organisation, Person, PersonProposal
from mainline.register import derived
from mainline.register.ledger.queries import unbalanced
from mainline.rules.money import Money

T = TypeVar("T")


def verify_live(
    *, quick: bool = False, key: bytes = b"", known: Iterable[Stamp] = (), report: Report = silent
) -> Verified:
    """Verify this installation as it is at one instant.

    ``quick`` leaves out what is derived from sources and events; ``key`` is the public key that every checkpoint must
    be signed with; ``known`` are checkpoints kept elsewhere, beside those that this installation keeps itself.
    """
    outcome = Verified()
    models = [*sealed_models()]

    def content(sha256: str) -> str:
        outcome.files += 1
        return contents.state(sha256)

    with snapshot(), Walk({model._meta.db_table: declarations(model) for model in models}) as walk:
        outcome.seen = walk.seen
        witnessed, faults = read_stamps(witness_file())
        outcome.add(faults)
        links = _counted(queries.links(), "chain", report)
        outcome.add(walk.chain(links, queries.stamps(), known=[*witnessed, *known], key=key))
        for model in models:
            name = model._meta.db_table
            outcome.add(walk.rows(name, _counted(_rows(model), name, report), content))
        outcome.rows = walk.seen.rows
        outcome.add(pointers())
        outcome.add(books())
        if not quick:
            for differences in derived.differences(report):
                outcome.rights += 1
                outcome.add(map(_told, differences))
    return outcome


def _rows(model: type[Model]) -> Iterator[Row]:
    told = declarations(model)
    covered = [column for one in told for column, _, _ in one.covers]
    names = [*dict.fromkeys([*(column for one in told for column in one.columns), *covered])]
    for pk, *values in tables.rows(model, names):
        yield pk, dict(zip(names, values, strict=True))


def books() -> Iterator[Finding]:
    """Sum up each posting of the ledger: what was altered with its seals would still have to balance."""
    for row in unbalanced():
        amount = Money(row["total"], row["currency"])
        yield found("ledger.unbalanced", posting=row["posting"], amount=str(amount))


def pointers() -> Iterator[Finding]:
    """Compare which organisations and persons stand for others with the proposals that somebody accepted.

    Who stands for a body sees what it sees, so a pointer that nobody decided opens its secrets.
    """
    for model, proposals in ((Organisation, MergeProposal), (Person, PersonProposal)):
        pairs = merging.accepted(proposals._default_manager)
        beside = merging.neighbours(pairs)
        roots: dict[int, int] = {}
        for start in beside:
            if start not in roots:
                one = merging.reached(start, beside)
                roots |= dict.fromkeys(one, min(one))
        derived = {pk: root for pk, root in roots.items() if pk != root}
        rows = model._default_manager.exclude(merged_into=None)
        stored = dict(rows.values_list("pk", "merged_into_id"))
        for pk in sorted(stored.keys() | derived.keys()):
            if stored.get(pk) != derived.get(pk):
                told = {"stored": stored.get(pk, "–"), "derived": derived.get(pk, "–")}
                yield found("derived.pointer", table=model._meta.db_table, row=pk, **told)


def _told(difference: derived.Difference) -> Finding:
    facts = {"right": difference.right, "number": difference.number}
    if difference.why:
        return found("derived.failed", **facts, why=difference.why)
    return found(
        "derived.differs",
        **facts,
        field=difference.field,
        stored=difference.stored,
        derived=difference.derived,
    )


def _counted(items: Iterable[T], what: str, report: Report) -> Iterator[T]:
    for number, item in enumerate(items, 1):
        if number % 500 == 0:
            report(what, number, 0)
        yield item


def read_stamps(file: Path) -> tuple[list[Stamp], list[Finding]]:
    """Return the checkpoints in a file of JSON lines, and what could not be read of it; none where there is no file."""
    stamps: list[Stamp] = []
    faults: list[Finding] = []
    if not file.exists():
        return stamps, faults
    for number, line in enumerate(file.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
        if not line.strip():
            continue
        try:
            stamps.append(stamp_of(line))
        except BadStamp:
            faults.append(found("checkpoint.unreadable", line=number))
    return stamps, faults
