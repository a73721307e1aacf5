"""What a ZIP is: an office document, a program, or an archive for people; and whether it may come in."""

from __future__ import annotations

import re
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from mainline.files.limits import Limits
from mainline.files.names import PROGRAMS, ending_of
from mainline.files.refusals import Refused
from mainline.files.sniffing.archives import BROKEN, checked_infos, is_other_archive
from mainline.files.sniffing.programs import program_in

_HEAD = 512
_PART = 4 << 20
"""Bytes of a part of an office document that are looked at."""
_MAIN = {
    b"wordprocessingml.document.main+xml": "docx",
    b"spreadsheetml.sheet.main+xml": "xlsx",
    b"presentationml.presentation.main+xml": "pptx",
}
_MACRO_PARTS = re.compile(r"(?i)vbaproject|vbadata|(?:^|/)(?:macrosheets|activex)(?:/|$)|^(?:basic|scripts)/")
"""Visual Basic, Excel 4 macro sheets and ActiveX of Office; Basic and scripts of OpenDocument."""
_RUNNING = PROGRAMS - {"bin"}
"""Objects of other programs and settings of printers are kept in parts called so."""
_REMOTE_TEMPLATE = re.compile(
    rb"""(?i)<Relationship\b(?=[^>]*attachedTemplate)(?=[^>]*Target\s*=\s*["'](?:https?:|ftp:|\\\\|file:/{2}[^/]|file:/{4,}))"""
)
"""A template on this machine (``file:///C:/…``), as most documents name one, is no remote one."""
_DDE = b"<ddeLink"
_ODT = b"application/vnd.oasis.opendocument.text"


def code_of(path: Path, limits: Limits) -> str:
    """Return the code of the kind that a ZIP is. Raises :class:`Refused`."""
    with path.open("rb") as file:
        return code_in(file, path.stat().st_size, limits)


def code_in(file: IO[bytes], size: int, limits: Limits, *, depth: int = 1) -> str:
    """Return ``docx``, ``xlsx``, ``pptx``, ``odt`` or ``zip``. Raises :class:`Refused`.

    ``depth`` is 1 for a file of its own, 2 for one in an archive.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            infos = checked_infos(archive, size, limits)
            names = [info.filename for info in infos]
            if "[Content_Types].xml" in names:
                return _office(archive, names)
            if "mimetype" in names[:1]:
                return _open_document(archive, names)
            if "META-INF/MANIFEST.MF" in names or "AndroidManifest.xml" in names:
                raise Refused("program", "JAR / APK")
            for info in infos:
                if not info.is_dir():
                    _check_member(archive, info, limits, depth)
    except BROKEN as error:
        if isinstance(error, Refused):
            raise
        raise Refused("damaged", str(error)) from error
    return "zip"


def _office(archive: zipfile.ZipFile, names: Sequence[str]) -> str:
    """Return the kind of an Office Open XML document that carries nothing that runs."""
    types = _part(archive, "[Content_Types].xml")
    _refuse_macros(names)
    if b"macroEnabled" in types or b"vnd.ms-office.activeX" in types:
        raise Refused("macros")
    for name in names:
        if name.endswith(".rels") and _REMOTE_TEMPLATE.search(_part(archive, name)):
            raise Refused("macros", name)
        if name.startswith("xl/externalLinks/") and _DDE in _part(archive, name):
            raise Refused("macros", name)
    code = next((code for mark, code in _MAIN.items() if mark in types), None)
    if code is None:
        raise Refused("unknown", "Office Open XML")
    return code


def _open_document(archive: zipfile.ZipFile, names: Sequence[str]) -> str:
    """Return ``odt``; other packages that say what they are (tables, slides, books) are not taken."""
    said = _part(archive, "mimetype").strip()
    _refuse_macros(names)
    if said != _ODT:
        raise Refused("unknown", said.decode("ascii", "replace")[:80])
    if "META-INF/manifest.xml" in names and b"encryption-data" in _part(archive, "META-INF/manifest.xml"):
        raise Refused("encrypted")
    return "odt"


def _refuse_macros(names: Sequence[str]) -> None:
    for name in names:
        if _MACRO_PARTS.search(name) or ending_of(name.rsplit("/", 1)[-1]) in _RUNNING:
            raise Refused("macros", name)


def _part(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as part:
        return part.read(_PART)


def _check_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, limits: Limits, depth: int) -> None:
    """Look at one file of an archive for people, by its name and its first bytes."""
    with archive.open(info) as member:
        head = member.read(_HEAD)
    if ending_of(info.filename.rsplit("/", 1)[-1]) in PROGRAMS or program_in(head):
        raise Refused("archive_program", info.filename)
    if is_other_archive(head):
        raise Refused("archive_inside", info.filename)
    if head.startswith(b"PK\x03\x04"):
        _check_inner(archive, info, limits, depth)


def _check_inner(archive: zipfile.ZipFile, info: zipfile.ZipInfo, limits: Limits, depth: int) -> None:
    """Look into an archive in the archive, copied out because a ZIP is read from its end."""
    if depth >= limits.max_depth:
        raise Refused("archive_inside", info.filename)
    with tempfile.SpooledTemporaryFile(max_size=8 << 20) as copy:
        with archive.open(info) as member:
            while chunk := member.read(1 << 20):
                copy.write(chunk)
        size = copy.tell()
        copy.seek(0)
        try:
            code_in(copy, size, limits, depth=depth + 1)
        except Refused as error:
            raise Refused(error.code, f"{info.filename} {error.detail}".strip()) from error
