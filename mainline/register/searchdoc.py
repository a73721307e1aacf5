"""What search is told of a right: pure, from its projection and the texts of its sources."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mainline.offices.record import NumberRole, PartyRole, Record, RightKind
from mainline.register.projection import IdentifierFact, Projection, parse_number
from mainline.search.documents import IndexDocument, PreparedDocument, prepare

PUBLIC = "public"
_PARTY_ROLES = {
    PartyRole.APPLICANT,
    PartyRole.HOLDER,
    PartyRole.ASSIGNEE,
    PartyRole.INVENTOR,
    PartyRole.DESIGNER,
    PartyRole.BREEDER,
    PartyRole.AUTHOR,
    PartyRole.AGENT,
}


@dataclass(frozen=True, slots=True)
class Context:
    """What search must know of a right that no source of it says."""

    place: str = ""
    holder_kind: str = ""
    is_demo: bool = False
    audience: tuple[str, ...] = ()


def index_document(
    projection: Projection, records: Sequence[Record], status: str, context: Context
) -> PreparedDocument:
    """Tokenise a right. The id is 0 until the register gives it one: see :func:`with_id`."""
    symbols = {scheme: tuple(s for c, s in projection.classes if c == scheme) for scheme in ("ipc", "cpc")}
    document = IndexDocument(
        id=0,
        titles=projection.titles,
        abstracts=projection.abstracts,
        claims=_longest(records, "claims"),
        descriptions=_longest(records, "descriptions"),
        numbers=tuple(dict.fromkeys(_spellings(projection.identifiers, projection.kind))),
        number_keys=tuple(dict.fromkeys(fact.key for fact in projection.identifiers)),
        parties=tuple(
            dict.fromkeys((p.role.value, p.name) for p in projection.parties if p.role in _PARTY_ROLES)
        ),
        ipc=symbols["ipc"],
        cpc=symbols["cpc"],
        kind=projection.kind.value,
        office=projection.office,
        status=status,
        region=context.place,
        holder_kind=context.holder_kind,
        filed_on=projection.filed_on,
        published_on=projection.published_on,
        granted_on=projection.granted_on,
        family=_family_number(projection.family_key),
        demo=context.is_demo,
        audience=context.audience,
    )
    return prepare(document)


def audience_of(confidentiality: str, organisations: Iterable[int]) -> tuple[str, ...]:
    """Who may find a right, in the words of :func:`mainline.register.access.audience`; empty: everybody."""
    if confidentiality == PUBLIC:
        return ()
    return tuple(f"org:{pk}" for pk in sorted(set(organisations)))


def with_id(document: PreparedDocument, pk: int) -> PreparedDocument:
    """Return the same document under the id that the register gave its right."""
    return PreparedDocument(pk, document.body)


def _longest(records: Iterable[Record], field: str) -> tuple[tuple[str, str], ...]:
    """Per language the longest text that any source has: a publication repeats most of another."""
    best: dict[str, str] = {}
    for record in records:
        texts: dict[str, list[str]] = {}
        for entry in getattr(record, field):
            texts.setdefault(entry.language, []).append(entry.text)
        for language, parts in texts.items():
            text = "\n".join(parts)
            if len(text) > len(best.get(language, "")):
                best[language] = text
    return tuple(best.items())


def _family_number(key: str) -> int | None:
    """The key of a family as the whole number that an index column holds: 63 bits of its BLAKE2b."""
    if not key:
        return None
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest(), "big") >> 1


def _spellings(identifiers: Iterable[IdentifierFact], kind: RightKind) -> Iterable[str]:
    """The print, bare and with office and kind code, and the three exchange forms of each number.

    Search knows the variants of each by itself.
    """
    for fact in identifiers:
        yield fact.text
        yield fact.text + fact.kind_code
        if not fact.text.startswith(fact.office):
            yield fact.office + fact.text + fact.kind_code
        role = NumberRole(fact.role)
        if role is NumberRole.INTERNAL:
            continue
        filed_on = fact.on if role is NumberRole.APPLICATION else None
        parsed = parse_number(fact.text, fact.office, role, kind, fact.kind_code, filed_on)
        if parsed is not None:
            yield parsed.original
            yield "".join(parsed.docdb)
            yield parsed.epodoc
