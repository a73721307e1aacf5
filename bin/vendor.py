"""Copies the few files that pages and papers use out of node_modules: static/vendor and fonts (not kept in git)."""

import re
import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_SOURCE_MAP = re.compile(r"^\s*(?:/\*|//)# sourceMappingURL=.*$", re.M)
TARGET = ROOT / "mainline" / "static" / "vendor"
FILES = {
    "@tabler/core/dist/css/tabler.min.css": "tabler.min.css",
    "@tabler/core/dist/js/tabler.min.js": "tabler.min.js",
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    "htmx.org/LICENSE": "htmx.LICENSE",
}
FONTS = ROOT / "mainline" / "fonts"
_NOTO = "@expo-google-fonts/noto-sans-sc"
FONT_FILES = {
    f"{_NOTO}/400Regular/NotoSansSC_400Regular.ttf": "NotoSansSC_400Regular.ttf",
    f"{_NOTO}/700Bold/NotoSansSC_700Bold.ttf": "NotoSansSC_700Bold.ttf",
    f"{_NOTO}/LICENSE_FONT": "NotoSansSC.LICENSE",
}


def main() -> None:
    """Copy every file, or say which one a package no longer has."""
    TARGET.mkdir(parents=True, exist_ok=True)
    FONTS.mkdir(parents=True, exist_ok=True)
    for source, name in FONT_FILES.items():
        shutil.copyfile(_found(source), FONTS / name)
    for source, name in FILES.items():
        path = _found(source)
        # A map that is not shipped would be looked for, by browsers and by the hashing of file names.
        text = path.read_text(encoding="utf-8")
        (TARGET / name).write_text(_SOURCE_MAP.sub("", text), encoding="utf-8")


def _found(source: str) -> Path:
    path = ROOT / "node_modules" / source
    if not path.exists():
        raise SystemExit(f"{source}: not in node_modules. Run 'npm ci', or mend FILES in bin/vendor.py.")
    return path


if __name__ == "__main__":
    main()
