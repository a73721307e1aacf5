"""The column mappings of this installation: one TOML file each, beside those that are shipped."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from mainline.offices.tabular import Mapping, guess_mapping, load_mapping
from mainline.offices.tabular.draft import Preview, preview
from mainline.offices.tabular.sheets import SheetProblem

_HEAD = 1 << 18
"""Bytes of a text in which its header and first rows stand."""
_LARGEST_WORKBOOK = 1 << 27
"""Bytes of a workbook that is opened while somebody waits for the page."""
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


def text_of(code: str) -> str:
    """Return the TOML of the mapping saved under an id; "" where there is none."""
    path = folder() / f"{Path(code).name}.toml"
    return path.read_text(encoding="utf-8") if code and path.is_file() else ""


def save(text: str) -> Mapping:
    """Keep a mapping under its id, in place of one of the same id. Raises ``MappingError`` where it is none."""
    mapping = load_mapping(text)
    folder().mkdir(parents=True, exist_ok=True)
    path = folder() / f"{mapping.id}.toml"
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
                if path.stat().st_size > _LARGEST_WORKBOOK:
                    return None
                head += file.read()
        if head.lstrip()[:1] in (b"<", b"{", b"["):
            return None
        return preview(head)
    except (OSError, SheetProblem):
        return None


def known_for(path: Path) -> str:
    """Return the TOML of the mapping that was saved for just these headers, where no shipped one knows them."""
    table = table_of(path)
    if table is None or guess_mapping(table.headers):
        return ""
    return text_of(table.id)
