"""Names of files as their owners gave them, made safe to print, to keep and to hand out."""

from __future__ import annotations

import re
import unicodedata

from mainline.files.kinds import Kind

LONGEST = 150
"""Characters of a name, its ending among them."""
_LONGEST_BYTES = 240
_UNSAFE = re.compile(r'[/\\:*?"<>|\x00-\x1f\x7f]+')
_BLANK = re.compile(r"\s+")
_DEVICE = re.compile(r"(?i)^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?=\.|$)")
PROGRAMS = frozenset({
    "exe", "com", "scr", "pif", "dll", "sys", "drv", "ocx", "cpl", "efi", "msi", "msp", "mst", "msix",
    "appx", "bat", "cmd", "ps1", "psm1", "psd1", "ps1xml", "vbs", "vbe", "vb", "js", "jse", "mjs", "cjs",
    "ws", "wsf", "wsc", "wsh", "hta", "sct", "jar", "jnlp", "class", "apk", "ipa", "deb", "rpm", "dmg",
    "pkg", "app", "command", "sh", "bash", "zsh", "csh", "ksh", "fish", "run", "bin", "elf", "so", "dylib",
    "py", "pyc", "pyw", "pyz", "pl", "pm", "rb", "php", "phtml", "phar", "asp", "aspx", "jsp", "lua", "lnk",
    "url", "desktop", "scf", "library-ms", "search-ms", "settingcontent-ms", "appref-ms", "application",
    "gadget", "inf", "reg", "chm", "hlp", "iso", "img", "vhd", "vhdx", "xll", "xla", "xlam", "wll", "docm",
    "dotm", "xlsm", "xltm", "xlsb", "pptm", "potm", "ppam", "ppsm", "sldm", "one", "iqy", "slk", "diagcab",
    "theme", "themepack", "mde", "ade", "accde", "workflow", "action", "swf", "xbap",
})  # fmt: skip
"""Endings at which a double click runs something, or opens what can."""
PAGES = frozenset({"html", "htm", "xhtml", "xht", "mht", "mhtml", "shtml", "svg", "svgz", "xsl", "xslt"})
"""Endings of what a browser opens as a page, where script may run."""


def clean_name(name: str) -> str:
    """Return the last part of a name in composed form, without path, control or direction marks; never empty.

    Marks of direction could print ``annexe.pdf`` backwards over what is ``annfdp.exe``.
    """
    last = _UNSAFE.sub("_", name.replace("\\", "/").rsplit("/", 1)[-1])
    visible = (
        char for char in unicodedata.normalize("NFC", last) if unicodedata.category(char) not in _HIDDEN
    )
    plain = _BLANK.sub(" ", "".join(visible)).strip(" .")
    plain = f"_{plain}" if _DEVICE.match(plain) else plain
    return _shortened(plain) or "file"


_HIDDEN = frozenset(("Cc", "Cf", "Cs", "Co", "Cn"))


def ending_of(name: str) -> str:
    """Return what follows the last dot, in lower case; "" where there is none."""
    stem, dot, ending = name.rpartition(".")
    return ending.lower() if dot and stem else ""


def fitting(name: str, kind: Kind) -> str:
    """Return the name, with the ending of its kind where it has none of that kind: a PDF called ``a.png`` opens as what it is."""
    return name if ending_of(name) in kind.endings else _shortened(f"{name}.{kind.endings[0]}")


def _shortened(name: str) -> str:
    """Cut a long name in front of its ending."""
    if len(name) <= LONGEST and len(name.encode()) <= _LONGEST_BYTES:
        return name
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending.encode()) > 16:
        stem, tail = name, ""
    else:
        tail = f".{ending}"
    stem = stem[: LONGEST - len(tail)]
    while len(f"{stem}{tail}".encode()) > _LONGEST_BYTES:
        stem = stem[:-1]
    return f"{stem.rstrip(' .')}{tail}"
