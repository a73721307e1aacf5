"""The column mappings of this installation: one TOML file each, beside those that are shipped.

Those of the command line stand in the folder itself, those of an organisation's members in one of its own: what one
says of its tables never changes how another's are read.
"""

from __future__ import annotations

import zipfile
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser

from mainline.offices.tabular import Mapping, guess_mapping, load_mapping, mapping_named, printed_headers
from mainline.offices.tabular.draft import Preview, preview
from mainline.offices.tabular.sheets import SheetProblem
from mainline.orgs.models import Membership

_HEAD = 1 << 18
"""Bytes of a text in which its header and first rows stand."""
_LARGEST_WORKBOOK = 1 << 27
"""Bytes of a workbook that is opened while somebody waits for the page."""
_LARGEST_PART = 1 << 24
"""Bytes that a part of it may unpack to that is held in memory whole, by the process that serves everybody."""
_SHEETS = "xl/worksheets/"
_ZIP = b"PK\x03\x04"


def folder() -> Path:
    """Return where they are kept."""
    return Path(settings.DATA_DIR) / "mappings"


def saved() -> list[Mapping]:
    """Return those that were saved, by id. One that somebody has spoilt by hand is left out."""
    found = (load_mapping_file(path) for path in sorted(folder().glob("*.toml")))
    return [mapping for mapping in found if mapping is not None]


def load_mapping_file(path: Path) -> Mapping | None:
    """Return the mapping of a file, or nothing where it is none."""
    try:
        return load_mapping(path.read_text(encoding="utf-8"))
    except ValueError:
        return None


def template_headers(language: str) -> list[str]:
    """Return the headers of our own list of rights, in ``zh`` or ``en``."""
    own = mapping_named("mainline")
    if own is None:
        raise LookupError("the program comes without its own mapping")
    return [zh if language == "zh" else en for zh, en in printed_headers(own)]


def save(text: str, owner: str = "") -> Mapping:
    """Keep a mapping under its id, in place of the owner's of the same id. Raises ``MappingError`` where it is none.

    ``owner`` is a word of :func:`owner_of`, or "" for the command line.
    """
    mapping = load_mapping(text)
    path = folder() / owner / f"{mapping.id}.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(path)
    return mapping


def table_of(path: Path) -> Preview | None:
    """Return the header and first rows of a kept file; nothing where it is no table, or no table alone."""
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
            if head.startswith(_ZIP):
                if path.stat().st_size > _LARGEST_WORKBOOK or not _is_soon_open(path):
                    return None
                head += file.read()
        if head.lstrip()[:1] in (b"<", b"{", b"["):
            return None
        return preview(head)
    except (OSError, SheetProblem):
        return None


def _is_soon_open(path: Path) -> bool:
    """Whether a workbook says of itself that it unpacks to no more than can be waited for. A package that lies is cut."""
    try:
        with zipfile.ZipFile(path) as package:
            parts = (info for info in package.infolist() if not info.filename.lower().startswith(_SHEETS))
            return all(info.file_size <= _LARGEST_PART for info in parts)
    except zipfile.BadZipFile:
        return False


def owner_of(user: AbstractBaseUser) -> str:
    """Return whose mappings a member makes and reads by: those of the organisation first joined, else the own."""
    first = (
        Membership.objects.filter(user_id=user.pk)
        .order_by("pk")
        .values_list("organisation", flat=True)
        .first()
    )
    return f"organisation-{first}" if first else f"user-{user.pk}"


def known_for(path: Path, owner: str) -> str:
    """Return the TOML that an owner saved for just these headers, where no shipped mapping knows them; else ""."""
    table = table_of(path)
    if table is None or guess_mapping(table.headers):
        return ""
    kept = folder() / owner / f"{table.id}.toml"
    return kept.read_text(encoding="utf-8") if kept.is_file() else ""
