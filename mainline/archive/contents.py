"""The files of an installation, as an archive holds them: uploads, documents wherever they are kept, column mappings."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.conf import settings

from mainline.archive.container import is_safe
from mainline.files.store import Altered, Missing
from mainline.register.documents.storage import store
from mainline.register.documents.storing import named_contents

DOCUMENTS = "documents"
_PIECE = 1 << 18
_AT_ONCE = 1000


class BadName(ValueError):
    """A file has a name that an archive can't hold on every system."""


def folders() -> dict[str, Path]:
    """Return the folders that are kept, by their names in an archive."""
    return {"files": Path(settings.FILES_DIR), "mappings": Path(settings.DATA_DIR) / "mappings"}


def kept_files() -> Iterator[tuple[str, Path]]:
    """Yield (path in an archive, file) of all that stands in folders, in a fixed order. Documents stand elsewhere.

    What begins with a dot is still being written. Raises :class:`BadName`.
    """
    for name, folder in folders().items():
        for path in sorted(folder.rglob("*")):
            parts = path.relative_to(folder).parts
            is_ours = path.is_file() and not path.is_symlink()
            if not is_ours or parts[0] == DOCUMENTS or any(part.startswith(".") for part in parts):
                continue
            told = "/".join((name, *parts))
            if not is_safe(told):
                raise BadName(
                    f"{path}: a file of this name can't be kept in an archive; rename it · 文件名无法归档，请改名"
                )
            yield told, path


def document_hashes() -> Iterator[str]:
    """Yield the SHA-256 of each content that a document or another row points to, once, in order."""
    last = ""
    while chunk := named_contents(last, _AT_ONCE):
        yield from chunk
        last = chunk[-1]


def read(path: Path) -> Iterator[bytes]:
    """Yield a file's bytes."""
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            yield piece


def read_document(sha256: str) -> Iterator[bytes]:
    """Yield a document's bytes, from wherever documents are kept. Raises ``Missing`` and ``Altered``."""
    yield from store().open(sha256)


def state(sha256: str) -> str:
    """Return "" for a content that is kept and well, else ``missing`` or ``altered``."""
    try:
        for _ in store().open(sha256):
            pass
    except (Missing, ValueError) as error:
        return "altered" if isinstance(error, Altered) else "missing"
    return ""


def put(path: str, chunks: Iterable[bytes], size: int) -> None:
    """Put a file of an archive where it belongs; the same content again changes nothing.

    It has its name only when it is whole, so that a stop half-way leaves nothing half.
    """
    top, _, rest = path.partition("/")
    if top == DOCUMENTS:
        store().put(chunks, size)
        return
    folder = folders().get(top)
    if folder is None or not is_safe(path):
        raise BadName(f"{path!r} has no place in this installation · 此路径无处安放")
    target = folder / rest
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".restore-", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            for chunk in chunks:
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, target)
    finally:
        Path(name).unlink(missing_ok=True)


def remove_others(kept: Iterable[str]) -> int:
    """Remove every kept file that is not named; return how many. Documents are left to their own sweeping."""
    wanted = set(kept)
    gone = [path for told, path in kept_files() if told not in wanted]
    for path in gone:
        path.unlink(missing_ok=True)
    return len(gone)
