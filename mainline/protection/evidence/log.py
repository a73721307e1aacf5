"""The log of all deposits: entries are added at its end, heads are signed, and both proofs come from here."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from mainline.audit import signing
from mainline.audit.canonical import instant
from mainline.orgs.models import PlatformState
from mainline.protection.evidence.logic import merkle
from mainline.protection.evidence.models import Evidence, TreeHead

log = logging.getLogger("mainline.evidence")
_LOCK = "evidence-log"


@dataclass(frozen=True, slots=True)
class Head:
    """A signed head of the log."""

    size: int
    root: bytes
    at: dt.datetime
    public_key: bytes
    signature: bytes

    @property
    def is_valid(self) -> bool:
        """Whether the signature is of the key named."""
        message = merkle.head_message(self.size, self.root, instant(self.at))
        return signing.is_signed(self.public_key, self.signature, message)

    def as_dict(self) -> dict[str, object]:
        """For JSON; bytes are hexadecimal."""
        return {
            "size": self.size,
            "root": self.root.hex(),
            "at": instant(self.at),
            "public_key": self.public_key.hex(),
            "signature": self.signature.hex(),
        }


@dataclass(frozen=True, slots=True)
class Inclusion:
    """That a deposit stands in the log of a signed head."""

    index: int
    leaf: bytes
    proof: tuple[bytes, ...]
    head: Head

    def as_dict(self) -> dict[str, object]:
        """For JSON; bytes are hexadecimal."""
        return {
            "format": "mainline.evidence-log.v1",
            "index": self.index,
            "leaf_hash": self.leaf.hex(),
            "proof": [one.hex() for one in self.proof],
            "head": self.head.as_dict(),
        }


@dataclass(frozen=True, slots=True)
class Fault:
    """Something of the log that was altered. ``code`` is a finding of the audit."""

    code: str
    facts: dict[str, object]


def next_index() -> int:
    """Return the place of the next entry, held until the transaction ends: entries have no gap."""
    PlatformState.objects.get_or_create(name=_LOCK, defaults={"value": {}})
    PlatformState.objects.select_for_update().get(name=_LOCK)
    last = Evidence.objects.order_by("-log_index").values_list("log_index", flat=True).first()
    return 0 if last is None else last + 1


def leaves(size: int | None = None) -> list[bytes]:
    """Return the leaf hashes of the log, or of its first entries, in order."""
    rows = Evidence.objects.order_by("log_index").values_list("leaf_hash", flat=True)
    return [bytes(leaf) for leaf in (rows if size is None else rows.filter(log_index__lt=size))]


@transaction.atomic
def sign() -> TreeHead | None:
    """Sign the head of the log as it is now; the last one where nothing came since, ``None`` where the log is empty or its
    signed past was altered: of such a log no further head is signed."""
    next_index()
    last = TreeHead.objects.order_by("-size").first()
    known = leaves()
    if last is not None and last.size == len(known):
        return last
    if not known:
        return None
    if last is not None and merkle.root_of(known[: last.size]) != bytes(last.root):
        log.error("The evidence log was altered before entry %s: no head is signed", last.size)
        return None
    key = signing.key_of(Path(settings.DATA_DIR) / "audit.key")
    at, root = timezone.now(), merkle.root_of(known)
    signature = key.sign(merkle.head_message(len(known), root, instant(at)))
    return TreeHead.objects.create(
        size=len(known), root=root, at=at, public_key=signing.public_of(key), signature=signature
    )


def head_of(row: TreeHead) -> Head:
    """Return a head as it is handed out."""
    return Head(row.size, bytes(row.root), row.at, bytes(row.public_key), bytes(row.signature))


def inclusion(row: Evidence) -> Inclusion | None:
    """Return what shows that a deposit stands in the log of the newest head; ``None`` while no head covers it."""
    head = TreeHead.objects.filter(size__gt=row.log_index).order_by("-size").first()
    if head is None:
        return None
    proof = merkle.inclusion_proof(leaves(head.size), row.log_index)
    return Inclusion(row.log_index, bytes(row.leaf_hash), tuple(proof), head_of(head))


def consistency(first: int, second: int) -> list[bytes] | None:
    """Return what shows that the log of a size is the beginning of that of another; ``None`` where there is no such log."""
    known = leaves(second)
    if not 0 <= first <= second or len(known) != second:
        return None
    return merkle.consistency_proof(known, first)


def faults() -> Iterator[Fault]:
    """Walk the log: each entry against its statement, its place, and each signed head against the entries."""
    found: list[bytes] = []
    rows = Evidence.objects.order_by("log_index").values_list("pk", "log_index", "statement", "leaf_hash")
    for pk, index, text, leaf in rows.iterator(chunk_size=200):
        while len(found) < index:
            yield Fault("evidence.gap", {"index": len(found)})
            found.append(b"\x00" * 32)
        if merkle.leaf_hash(text.encode()) != bytes(leaf):
            yield Fault("evidence.leaf", {"row": pk, "index": index})
        found.append(bytes(leaf))
    for row in TreeHead.objects.order_by("size"):
        head = head_of(row)
        if not head.is_valid:
            yield Fault(
                "evidence.signature", {"size": head.size, "key": signing.fingerprint(head.public_key)}
            )
        elif head.size > len(found):
            yield Fault("evidence.beyond", {"size": head.size, "entries": len(found)})
        elif merkle.root_of(found[: head.size]) != head.root:
            yield Fault("evidence.root", {"size": head.size, "at": instant(head.at)})
