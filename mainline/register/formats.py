"""Names of formats and of what sources name beside their text, for people: (zh, en) by code."""

from __future__ import annotations

from mainline.offices.registry import READERS, reader_named

_OWN = {
    "container": ("压缩包或文件夹", "Archive or folder"),
    "decision": ("对差异的决定", "Decision on a difference"),
    "disclosure": ("技术交底书", "Invention disclosure"),
    "demo": ("示范数据", "demonstration"),
}
"""What enters by no reader."""
_IMAGES = {
    "abstract": ("摘要附图", "Figure of the abstract"),
    "audio": ("声音", "Sound"),
    "drawing": ("附图", "Drawing"),
    "firstpageclipping": ("首页附图", "Clipping of the first page"),
    "fulldocument": ("全文", "Full document"),
    "inline": ("文中图", "Figure in the text"),
    "mark": ("商标图样", "Mark"),
    "search_report": ("检索报告", "Search report"),
    "sound": ("声音", "Sound"),
}
"""Kinds of images by the readers' words, lower case without blanks."""


def format_codes() -> list[str]:
    """Return every code that a record or a piece in quarantine can have, readers in the order of their names."""
    return [*sorted(reader.NAME for reader in READERS), *_OWN]


def format_label(code: str, language: str) -> str:
    """Return what a person calls a format, in ``zh`` or ``en``; a code that no reader has stays as it is."""
    reader = reader_named(code)
    label = reader.LABEL if reader else _OWN.get(code, (code, code))
    return label[0 if language == "zh" else 1]


def image_label(kind: str, language: str) -> str:
    """Return what a person calls a kind of image; a source's own word that we don't know stays as printed."""
    label = _IMAGES.get(kind.lower().replace(" ", ""), (kind, kind))
    return label[0 if language == "zh" else 1]
