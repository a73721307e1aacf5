"""A file that somebody sends, looked at and put into the store, for the rows of any part that point to its content."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from mainline.audit.registry import sealed_models
from mainline.files import apart
from mainline.files.names import clean_name, fitting
from mainline.files.store import CHUNK, received
from mainline.orgs.models import PlatformState
from mainline.register.documents.storage import incoming, limits, store

_LOCK = "documents"
"""Who adds a row and who removes a file without one wait for each other."""


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file that stands in the store; no row points to it yet."""

    name: str
    sha256: str
    size: int
    media_type: str
    path: Path

    def settle(self) -> None:
        """Call it inside the transaction that writes the row: from here to its end nobody removes the content."""
        lock_contents()
        if not store().has(self.sha256):
            with self.path.open("rb") as file:
                store().put(iter(lambda: file.read(CHUNK), b""), self.size)


@contextmanager
def kept_file(chunks: Iterable[bytes], name: str) -> Iterator[KeptFile]:
    """Look at a file that was sent and keep its content; lend it for the time that its row is written.

    Raises ``Refused`` for a file that is not taken, ``TooLarge``, and ``Unavailable`` where the store does not answer.
    """
    with incoming() as path:
        with path.open("wb") as file:
            kept = received(chunks, file, limits().max_bytes)
        known = apart.sniff(path, name, limits())
        with path.open("rb") as file:
            store().put(iter(lambda: file.read(CHUNK), b""), kept.size)
        yield KeptFile(
            fitting(clean_name(name), known.kind), kept.sha256, kept.size, known.kind.media_type, path
        )


def lock_contents() -> None:
    """Wait for everybody who adds rows that point to content or removes content without any."""
    PlatformState.objects.get_or_create(name=_LOCK, defaults={"value": {}})
    PlatformState.objects.select_for_update().get(name=_LOCK)


def is_named(sha256: str) -> bool:
    """Whether any row points to a content: of every table under seal that says in which column it does."""
    return any(
        model._default_manager.filter(**{sealed.content: sha256}).exists()
        for model, sealed in sealed_models().items()
        if sealed.content
    )


def named_contents(after: str, most: int) -> list[str]:
    """Return the next contents that rows point to, by their SHA-256 in order, each once."""
    found: set[str] = set()
    for model, sealed in sealed_models().items():
        if sealed.content:
            rows = model._default_manager.filter(**{f"{sealed.content}__gt": after}).order_by(sealed.content)
            found.update(rows.values_list(sealed.content, flat=True).distinct()[:most])
    return sorted(found)[:most]
