"""Documents on rights."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from mainline.client import shapes
from mainline.client.files import form, written
from mainline.client.transport import Body, Transport


class Documents:
    """The documents that a client reaches."""

    def __init__(self, transport: Transport) -> None:
        """Made by the client."""
        self._transport = transport

    def own(self) -> Iterator[shapes.DocumentRow]:
        """Yield the documents of one's organisations, newest first."""
        return self._transport.listed("list_documents", shapes.DocumentRow)

    def of(self, right: int) -> Iterator[shapes.DocumentRow]:
        """Yield the documents on a right, newest first, older versions among them."""
        return self._transport.listed("list_right_documents", shapes.DocumentRow, ids={"right_id": right})

    def get(self, document: int) -> shapes.DocumentDetail:
        """Return one document with its text."""
        return self._transport.ask("get_document", shapes.DocumentDetail, ids={"document_id": document})

    def download(self, document: int, *, to: Path) -> int:
        """Write the file of a document; return its bytes. Raises ``OSError`` where it can't be written."""
        return written(self._transport.stream("get_document_file", ids={"document_id": document}), to)

    def add(
        self,
        right: int,
        path: Path | str,
        *,
        confidentiality: str = "",
        event: int | None = None,
        replaces: int | None = None,
        language: str = "",
    ) -> shapes.DocumentDetail:
        """Add a file to a right. The same content twice is one document. Raises ``OSError`` where it can't be read."""
        fields = {
            "confidentiality": confidentiality,
            "event": event,
            "replaces": replaces,
            "language": language,
        }
        body = form(Path(path), fields)
        return self._transport.ask("add_document", shapes.DocumentDetail, ids={"right_id": right}, body=body)

    def withdraw(self, document: int, reason: str) -> None:
        """Take a document back: from then on nobody is shown it."""
        body = Body.json({"reason": reason})
        self._transport.act("withdraw_document", ids={"document_id": document}, body=body)
