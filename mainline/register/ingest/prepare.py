"""The worker's half of an import: bytes to folded, packed, tokenised rights. Pure, and without a database.

Any process of any machine may run :func:`prepare_piece`, in any order and twice; the answer is a
function of the piece and of the day alone.
"""

from __future__ import annotations

import datetime as dt
import gc
import hashlib
import multiprocessing
import os
import threading
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager

import msgspec

from mainline.offices import portfolio
from mainline.offices.base import Piece
from mainline.offices.pieces import reject
from mainline.offices.reading import read_piece
from mainline.offices.reasons import WARNINGS, warning_code
from mainline.offices.record import Flag, Record, Rejected
from mainline.register.ingest.rows import Rows, rows_of
from mainline.register.logic import EventLike, Facts
from mainline.register.projection import Projection, Source, fold, identity_keys, is_first_owner_person, pack
from mainline.register.searchdoc import Context, index_document
from mainline.register.standing import Standing, standing_of
from mainline.register.storable import storable
from mainline.search.documents import PreparedDocument

_PLAIN = Context()
_SELDOM = (100_000, 50, 1000)
"""Readers make hundreds of thousands of small objects and hardly a circle."""
_NO_DOCUMENT = PreparedDocument(0, "{}")
"""In a dry run nothing is indexed, and to tokenise costs as much as all the rest."""

Work = list[tuple[str, Piece]]
"""Pieces, each with the name of its reader."""


class Prepared(msgspec.Struct, frozen=True, array_like=True):
    """A right as its sources tell it: its rows in the tables, and its search document."""

    rows: Rows
    document: PreparedDocument


class Good(msgspec.Struct, frozen=True, array_like=True):
    """One record, packed, with the right it would make by itself."""

    format: str
    digest: bytes
    body: bytes
    member: str
    offset: int
    ordinal: int
    as_of: dt.date | None
    is_recovered: bool
    keys: tuple[str, ...]
    prepared: Prepared
    warnings: tuple[tuple[str, str], ...] = ()
    """(reason code, what stood where) of what somebody should mend in the file."""


class Bad(msgspec.Struct, frozen=True, array_like=True):
    """One rejection, with all that is needed to try it again."""

    format: str
    digest: bytes
    member: str
    offset: int
    ordinal: int
    reason: str
    detail: str
    header: bytes
    raw: bytes


Answer = tuple[list[Good], list[Bad]]
_encoder = msgspec.msgpack.Encoder()
_decoder: msgspec.msgpack.Decoder[Answer] = msgspec.msgpack.Decoder(Answer)


def prepare_far(work: Work, on: dt.date, *, is_dry_run: bool = False) -> bytes:
    """The answer of :func:`prepare_batch` for another process: pickling the objects would cost twice as much."""
    return _encoder.encode(prepare_batch(work, on, is_dry_run=is_dry_run))


def prepared_far(message: bytes) -> Answer:
    """The answer in a message of :func:`prepare_far`."""
    return _decoder.decode(message)


def prepare_batch(work: Work, on: dt.date, *, is_dry_run: bool = False) -> Answer:
    """Prepare the pieces of one batch, in order; of a dry run without the documents of the index. Runs in a pool; pure."""
    goods: list[Good] = []
    bads: list[Bad] = []
    for reader, piece in work:
        more_goods, more_bads = prepare_piece(reader, piece, on, is_dry_run=is_dry_run)
        goods += more_goods
        bads += more_bads
    return goods, bads


def prepare_piece(reader: str, piece: Piece, on: dt.date, *, is_dry_run: bool = False) -> Answer:
    """Read one piece with the named reader and fold, pack and tokenise what it holds."""
    items = read_piece(reader, piece)
    if reader == portfolio.NAME:
        items = _carried(piece, items, on)
    try:
        records = [item for item in items if isinstance(item, Record)]
        goods = goods_of(records, on, with_documents=not is_dry_run)
        if reader == portfolio.NAME:
            goods = _of_one_right(goods)
    except Exception:
        return _prepare_each(reader, piece, items, on)
    return goods, [bad(item, piece.header) for item in items if isinstance(item, Rejected)]


def _carried(piece: Piece, items: Sequence[Record | Rejected], on: dt.date) -> list[Record | Rejected]:
    """Take out of our own file what would go before the word of others by what it says of itself; tell of each sort once."""
    latest = on + dt.timedelta(days=1)
    carried: list[Record | Rejected] = []
    left: dict[str, str] = {}
    for item in items:
        # What the register would make of the name counts, not how it is written.
        if isinstance(item, Record) and storable(item.format) == portfolio.DECISION:
            left.setdefault("portfolio.decision", next((v for k, v in item.extra if k == "field"), ""))
        elif isinstance(item, Record) and item.as_of is not None and item.as_of > latest:
            left.setdefault("portfolio.from_future", str(item.as_of))
        else:
            carried.append(item)
    return [*carried, *(reject(portfolio.NAME, piece, why, detail) for why, detail in left.items())]


def _of_one_right(goods: Sequence[Good]) -> list[Good]:
    """Let records that stood together in our own file meet by the numbers of any: a deed or a decision may name none."""
    keys = tuple(dict.fromkeys(key for good in goods for key in good.keys))
    return [msgspec.structs.replace(good, keys=keys) for good in goods]


def _prepare_each(reader: str, piece: Piece, items: Sequence[Record | Rejected], on: dt.date) -> Answer:
    """The same where we fail over some record: all the others are kept."""
    goods, bads = [], []
    for nth, item in enumerate(items):
        if not isinstance(item, Record):
            bads.append(bad(item, piece.header))
            continue
        try:
            goods += goods_of([item], on)
        except Exception as error:  # A fault of ours over one record must not end the import.
            fault = f"{type(error).__name__}: {error}"[:1000]
            bads.append(bad(reject(reader, piece, "reader.failed", fault, nth=nth), piece.header))
    return goods, bads


def prepare_right(
    sources: Sequence[Source],
    on: dt.date,
    *,
    others: Sequence[EventLike] = (),
    without: Collection[str] = (),
    context: Context = _PLAIN,
) -> Prepared:
    """Fold the sources of one right, derive its status on a day and tokenise it for the index.

    ``others`` are events that no source tells: what people recorded on the platform. ``without`` are
    fingerprints of events that somebody has corrected: their sources still tell them, and they count no more.
    """
    projection = fold(sources)
    standing = _standing_of(projection, on, others, without)
    records = [source.record for source in sources]
    document = index_document(projection, records, standing.status.code, context)
    return Prepared(rows_of(projection, standing), document)


def derived_rows(
    sources: Sequence[Source], on: dt.date, *, others: Sequence[EventLike] = (), without: Collection[str] = ()
) -> Rows:
    """The rows that :func:`prepare_right` makes, without the document of the index."""
    projection = fold(sources)
    return rows_of(projection, _standing_of(projection, on, others, without))


def _standing_of(
    projection: Projection, on: dt.date, others: Sequence[EventLike] = (), without: Collection[str] = ()
) -> Standing:
    told = {event.fingerprint for event in projection.events}
    events: list[EventLike] = [event for event in projection.events if event.fingerprint not in without]
    events += (event for event in others if event.fingerprint not in told)
    facts = Facts(
        filed_on=projection.filed_on,
        published_on=projection.published_on,
        granted_on=projection.granted_on,
        is_granted=projection.is_granted,
        known_to=projection.as_of,
        earliest_filed_on=projection.earliest_filed_on,
        is_person=is_first_owner_person((party.role, party.is_person) for party in projection.parties),
    )
    return standing_of(projection.kind, projection.office, events, facts, on)


def bad(item: Rejected, header: bytes) -> Bad:
    """Give a rejection its identity: the same bad bytes in the same format are one."""
    identity = b"\0".join((item.format.encode(), item.reason.encode(), item.raw))
    return Bad(
        format=item.format,
        digest=hashlib.blake2b(identity, digest_size=20).digest(),
        member=storable(item.position.member)[-1000:],
        offset=item.position.offset,
        ordinal=item.position.ordinal,
        reason=item.reason,
        detail=storable(item.detail),
        header=header,
        raw=item.raw,
    )


def goods_of(records: Iterable[Record], on: dt.date, *, with_documents: bool = True) -> list[Good]:
    """Pack records, each with the right that it would make by itself.

    Step after step for all of them, not record after record: the code of one step stays in the processor's
    cache, which saves a seventh of the time.
    """
    packed = [pack(record) for record in records]
    folded = [fold([Source(digest, record)]) for record, digest, _ in packed]
    standings = [_standing_of(projection, on) for projection in folded]
    rows = [*map(rows_of, folded, standings)]
    documents = [
        index_document(projection, [record], standing.status.code, _PLAIN) if with_documents else _NO_DOCUMENT
        for (record, _, _), projection, standing in zip(packed, folded, standings, strict=True)
    ]
    prepared = map(Prepared, rows, documents)
    return [_good(*parts, made) for parts, made in zip(packed, prepared, strict=True)]


def _good(record: Record, digest: bytes, body: bytes, prepared: Prepared) -> Good:
    return Good(
        format=record.format,
        digest=digest,
        body=body,
        member=storable(record.position.member)[-1000:],
        offset=record.position.offset,
        ordinal=record.position.ordinal,
        as_of=record.as_of,
        is_recovered=Flag.RECOVERED in record.flags,
        keys=identity_keys(record),
        prepared=prepared,
        warnings=_warnings(record) if record.flags else (),
    )


def _warnings(record: Record) -> tuple[tuple[str, str], ...]:
    """What a record is warned of, with the cells its reader noted for it."""
    return tuple(
        (warning_code(flag), "; ".join(value for name, value in record.extra if name == flag))
        for flag in record.flags
        if flag in WARNINGS
    )


def good_of(record: Record, on: dt.date) -> Good:
    """One record packed, with the right that it would make by itself."""
    return goods_of([record], on)[0]


@contextmanager
def seldom_collecting() -> Iterator[None]:
    """Look for garbage seldom while something is read and written in this process: it takes a sixth of the time else."""
    before = gc.get_threshold()
    gc.set_threshold(*_SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def begin_reading() -> None:
    """Prepare a process of the pool: it ends with the one it reads for, and looks less often for garbage.

    Readers make hundreds of thousands of small objects and hardly a circle; what was loaded stays.
    """
    gc.freeze()
    gc.set_threshold(*_SELDOM)
    parent = multiprocessing.parent_process()

    def wait() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=wait, daemon=True).start()
