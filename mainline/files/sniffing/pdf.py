"""PDF files that would do something when opened: script, starting programs, attached files, dynamic forms.

Best effort, in two looks. Names are searched for in the bytes as they are, with ``#4A`` escapes undone and object
streams inflated. Then PDFium reads the file and writes every object that can be reached out plainly, whatever filter
or encryption it stood under, and the same search is made there; PDFium is also asked for scripts and attachments
itself. What PDFium does not understand and another reader does can still hide: files are handed out for download
alone, never shown by a reader inside the page.
"""

from __future__ import annotations

import io
import re
import zlib

import pypdfium2
import pypdfium2.raw as pdfium

from mainline.files.refusals import Refused

_SPACE = rb"(?:[\x00\t\n\x0c\r ]|%[^\r\n]{0,200}[\r\n]){0,64}"
"""White space and comments, bounded so that no file makes the search slow."""
_ACTIONS = rb"JavaScript|Launch|ImportData|RichMediaExecute|GoToE"
_ACTIVE = re.compile(
    # The kind of an action, written there or as an object of its own; and what carries files or forms that run.
    rb"(?:/S"
    + _SPACE
    + rb"|\bobj"
    + _SPACE
    + rb")/(?P<action>"
    + _ACTIONS
    + rb")(?=[\x00\t\n\x0c\r ()<>\[\]{}/%])"
    rb"|(?:[\x00\t\n\x0c\r ()<>\[\]{}%]|/Type|/Subtype|/FT)/(?P<part>EmbeddedFiles?|FileAttachment|RichMedia|XFA)"
    rb"(?=[\x00\t\n\x0c\r ()<>\[\]{}/%])"
)
_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_OBJECTS = re.compile(rb"/Type" + _SPACE + rb"/ObjStm\b")
_STREAM = re.compile(rb"\bstream\r?\n?")
_LARGEST_STREAMS = 64 << 20
_DYNAMIC_FORMS = (2, 3)
"""What ``FPDF_GetFormType`` says of XFA forms."""


def check(data: bytes) -> None:
    """Raise :class:`Refused` where a PDF carries what runs, needs a password, or cannot be opened."""
    if found := active_in(data):
        raise Refused("pdf_active", ", ".join(found))
    plain = _written_out(data)
    if found := active_in(plain):
        raise Refused("pdf_active", ", ".join(found))


def active_in(data: bytes) -> list[str]:
    """Return the names of what would run, each once; empty for most files."""
    found: dict[str, None] = {}
    for part in (data, *_object_streams(data)):
        for match in _ACTIVE.finditer(_unescaped(part)):
            found[(match.group("action") or match.group("part")).decode()] = None
    return list(found)


def _unescaped(data: bytes) -> bytes:
    return _ESCAPE.sub(lambda match: bytes([int(match.group(1), 16)]), data) if b"#" in data else data


def _object_streams(data: bytes) -> list[bytes]:
    """Inflate the streams that objects are packed in; what can't be inflated is left to the second look."""
    found, spent = [], 0
    for marked in _OBJECTS.finditer(data):
        stream = _STREAM.search(data, marked.end(), marked.end() + 4096)
        if stream is None or spent >= _LARGEST_STREAMS:
            continue
        end = data.find(b"endstream", stream.end())
        packed = data[stream.end() : end if end > 0 else len(data)]
        try:
            objects = zlib.decompressobj().decompress(packed, _LARGEST_STREAMS - spent)
        except zlib.error:
            continue
        spent += len(objects)
        found.append(objects)
    return found


def _written_out(data: bytes) -> bytes:
    """Return the file as PDFium writes it anew: no object streams, no encryption. Raises :class:`Refused`."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        is_locked = getattr(error, "err_code", None) == pdfium.FPDF_ERR_PASSWORD
        raise Refused("encrypted" if is_locked else "damaged") from error
    with document:
        if not len(document):
            raise Refused("damaged")
        if pdfium.FPDFDoc_GetJavaScriptActionCount(document) > 0:
            raise Refused("pdf_active", "JavaScript")
        if pdfium.FPDFDoc_GetAttachmentCount(document) > 0:
            raise Refused("pdf_active", "EmbeddedFile")
        if pdfium.FPDF_GetFormType(document) in _DYNAMIC_FORMS:
            raise Refused("pdf_active", "XFA")
        copy = io.BytesIO()
        document.save(copy, flags=pdfium.FPDF_REMOVE_SECURITY)
    return copy.getvalue()
