"""Programs and scripts, by the bytes they begin with."""

from __future__ import annotations

import re

_BEGINNINGS: tuple[tuple[bytes, str], ...] = (
    (b"\x7fELF", "ELF"),
    (b"\xfe\xed\xfa\xce", "Mach-O"),
    (b"\xfe\xed\xfa\xcf", "Mach-O"),
    (b"\xce\xfa\xed\xfe", "Mach-O"),
    (b"\xcf\xfa\xed\xfe", "Mach-O"),
    (b"\xca\xfe\xba\xbe", "Mach-O / Java"),
    (b"\xbe\xba\xfe\xca", "Mach-O"),
    (b"\xca\xfe\xd0\x0d", "Java"),
    (b"\xac\xed\x00\x05", "Java"),
    (b"dex\n", "Dalvik"),
    (b"\x00asm", "WebAssembly"),
    (b"BC\xc0\xde", "LLVM"),
    (b"\x1bLua", "Lua"),
    (b"!<arch>\n", "Debian package / library"),
    (b"\xed\xab\xee\xdb", "RPM"),
    (b"MSCF", "Windows cabinet"),
    (b"FWS", "Flash"),
    (b"CWS", "Flash"),
    (b"ZWS", "Flash"),
    (b"ITSF", "Compiled HTML help"),
    (b"L\x00\x00\x00\x01\x14\x02\x00", "Windows shortcut"),
    (b"%!PS", "PostScript"),
    (b"\xc5\xd0\xd3\xc6", "PostScript"),
    (b"{\\rtf", "RTF"),
)
"""PostScript is a program by design; RTF carries objects that start programs, and says nothing that DOCX cannot."""

_SCRIPT = re.compile(
    rb"\A(?:\xef\xbb\xbf)?\s*(?:"
    rb"(?P<shebang>#!)|(?P<php><\?(?:php\b|=))|(?P<asp><%@?)|(?P<batch>@echo\s+o(?:n|ff)\b)"
    rb"|(?P<shortcut>\[(?:InternetShortcut|Desktop Entry|autorun)\])"
    rb"|(?P<registry>Windows Registry Editor |REGEDIT4)"
    rb"|(?P<eicar>X5O!P%@AP\[4\\PZX54\(P\^\)7CC\)7\}\$EICAR)"
    rb")",
    re.IGNORECASE,
)
_SAID = {
    "shebang": "#!",
    "php": "PHP",
    "asp": "ASP",
    "batch": "batch file",
    "shortcut": "shortcut",
    "registry": "registry script",
    "eicar": "EICAR test",
}


def program_in(head: bytes) -> str:
    """Return what sort of program a file begins as, "" if it begins as none; ``head`` is its first few hundred bytes."""
    for beginning, what in _BEGINNINGS:
        if head.startswith(beginning):
            return what
    if head.startswith((b"MZ", b"ZM")) and b"\0" in head[:128]:
        return "Windows / DOS"
    match = _SCRIPT.match(head[:512])
    return _SAID[match.lastgroup or ""] if match else ""
