"""Text of PDF files, page by page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium

from mainline.files.reading import Locked


def opened(path: Path) -> pypdfium2.PdfDocument:
    """Open a PDF. Raises :class:`Locked`, and ``RuntimeError`` for what is none."""
    try:
        return pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        if error.err_code == pdfium.FPDF_ERR_PASSWORD:
            raise Locked from error
        raise


def count(path: Path) -> int:
    """Return how many pages a PDF has."""
    with opened(path) as document:
        return len(document)


def pages(path: Path) -> tuple[Iterable[str], int | None]:
    """Return the text of each page, and how many there are."""
    document = opened(path)
    return _texts(document), len(document)


def _texts(document: pypdfium2.PdfDocument) -> Iterator[str]:
    for number in range(len(document)):
        page = document[number]
        text = page.get_textpage()
        # PDFium marks a word parted at the end of a line by U+FFFE: the halves belong together.
        yield str(text.get_text_bounded()).replace("\ufffe\r\n", "").replace("\x02\r\n", "")
        text.close()
        page.close()
