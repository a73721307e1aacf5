"""Imports, and what could not be read."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

from mainline.client import shapes
from mainline.client.errors import TimedOut
from mainline.client.files import form
from mainline.client.transport import Transport

_FIRST_LOOK = 0.3
_LONGEST_LOOK = 5.0


class Imports:
    """The imports that a client reaches."""

    def __init__(self, transport: Transport) -> None:
        """Made by the client."""
        self._transport = transport

    def list(self) -> Iterator[shapes.ImportRow]:
        """Yield the imports of one's organisations, newest first."""
        return self._transport.listed("list_imports", shapes.ImportRow)

    def get(self, number: int) -> shapes.ImportDetail:
        """Return one import."""
        return self._transport.ask("get_import", shapes.ImportDetail, ids={"import_id": number})

    def upload(
        self, path: Path | str, *, dry_run: bool = True, organisation: int | None = None
    ) -> shapes.ImportDetail:
        """Bring a file in, first only to see what would happen. Raises ``OSError`` where it can't be read."""
        body = form(Path(path), {"dry_run": dry_run, "organisation": organisation})
        return self._transport.ask("upload_import", shapes.ImportDetail, body=body)

    def confirm(self, number: int) -> shapes.ImportDetail:
        """Do in earnest what was tried; return the new import."""
        return self._transport.ask("confirm_import", shapes.ImportDetail, ids={"import_id": number})

    def run_again(self, number: int) -> shapes.ImportDetail:
        """Go on where an import failed or was cancelled; return the new import."""
        return self._transport.ask("run_import_again", shapes.ImportDetail, ids={"import_id": number})

    def cancel(self, number: int) -> shapes.ImportDetail:
        """Ask an import to stop."""
        return self._transport.ask("cancel_import", shapes.ImportDetail, ids={"import_id": number})

    def wait(
        self,
        number: int,
        *,
        timeout: float = 3600.0,
        report: Callable[[shapes.ImportDetail], None] | None = None,
    ) -> shapes.ImportDetail:
        """Wait until an import has ended, and return it; ``report`` is told how far it is.

        Raises :class:`TimedOut` after ``timeout`` seconds; the import goes on.
        """
        ends, pause = time.monotonic() + timeout, _FIRST_LOOK
        while True:
            job = self.get(number)
            if report is not None:
                report(job)
            if job.has_ended:
                return job
            if time.monotonic() + pause > ends:
                raise TimedOut(
                    f"导入 {number} 在 {timeout:.0f} 秒内没有结束，仍在进行。",
                    f"Import {number} has not ended within {timeout:.0f} s, and goes on.",
                )
            time.sleep(pause)
            pause = min(pause * 1.5, _LONGEST_LOOK)


class Quarantine:
    """What could not be read."""

    def __init__(self, transport: Transport) -> None:
        """Made by the client."""
        self._transport = transport

    def list(self, of_import: int | None = None) -> Iterator[shapes.QuarantineRow]:
        """Yield the pieces that are still in quarantine, of one import or of all, newest first."""
        query = {"import": of_import, "limit": 200}
        return self._transport.listed("list_quarantine", shapes.QuarantineRow, query=query)

    def get(self, piece: int) -> shapes.QuarantineRow:
        """Return one piece."""
        return self._transport.ask("get_quarantined", shapes.QuarantineRow, ids={"piece_id": piece})

    def retry(self, piece: int) -> int:
        """Read a piece again; return the records that it gave, 0 where it still can't be read."""
        return self._transport.ask("retry_quarantine", shapes.Retried, ids={"piece_id": piece}).records
