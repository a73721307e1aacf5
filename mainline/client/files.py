"""Files on their way in and out: a form that is read as it is sent, a file that is written whole or not at all."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from mainline.client.transport import Body

_CHUNK = 256 * 1024


def form(file: Path, fields: Mapping[str, object]) -> Body:
    """Return a form with a file, never held in memory; fields that are ``None`` or empty are left out.

    Raises ``OSError`` where the file can't be read.
    """
    boundary = uuid.uuid4().hex
    head = b"".join(
        _field(boundary, name, value) for name, value in fields.items() if value not in (None, "")
    )
    head += _part(boundary, f'name="file"; filename="{_quoted(file.name)}"')
    tail = f"\r\n--{boundary}--\r\n".encode()

    def chunks() -> Iterator[bytes]:
        yield head
        with file.open("rb") as opened:
            while chunk := opened.read(_CHUNK):
                yield chunk
        yield tail

    length = len(head) + file.stat().st_size + len(tail)
    return Body(f"multipart/form-data; boundary={boundary}", length, chunks)


def several(files: Sequence[Path], fields: Mapping[str, object]) -> Body:
    """Return a form with several files under ``files``, never held in memory; fields that are ``None`` or empty are left out.

    Raises ``OSError`` where a file can't be read.
    """
    boundary = uuid.uuid4().hex
    head = b"".join(
        _field(boundary, name, value) for name, value in fields.items() if value not in (None, "")
    )
    parts = [(_part(boundary, f'name="files"; filename="{_quoted(file.name)}"'), file) for file in files]
    tail = f"--{boundary}--\r\n".encode()

    def chunks() -> Iterator[bytes]:
        yield head
        for part, file in parts:
            yield part
            with file.open("rb") as opened:
                while chunk := opened.read(_CHUNK):
                    yield chunk
            yield b"\r\n"
        yield tail

    length = len(head) + sum(len(part) + file.stat().st_size + 2 for part, file in parts) + len(tail)
    return Body(f"multipart/form-data; boundary={boundary}", length, chunks)


def _field(boundary: str, name: str, value: object) -> bytes:
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return _part(boundary, f'name="{_quoted(name)}"') + text.encode() + b"\r\n"


def _part(boundary: str, said: str) -> bytes:
    return f"--{boundary}\r\nContent-Disposition: form-data; {said}\r\n\r\n".encode()


def _quoted(name: str) -> str:
    """Return a name as browsers send it."""
    return name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")


def written(chunks: Iterable[bytes], to: Path) -> int:
    """Write a file whole or not at all; return its bytes. Raises ``OSError`` where it can't be written."""
    part = to.with_name(to.name + ".part")
    size = 0
    try:
        with part.open("wb") as file:
            for chunk in chunks:
                size += file.write(chunk)
        part.replace(to)
    finally:
        part.unlink(missing_ok=True)
    return size
