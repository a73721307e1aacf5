"""Every spelling under which a person may look for a number."""

from __future__ import annotations

import re

from mainline.offices.numbers.parsed import ParsedNumber
from mainline.offices.record import NumberRole

_PUNCTUATION = re.compile(r"[\s/.,\-第号]+")
_BLANKS = re.compile(r"\s+")


def search_forms(parsed: ParsedNumber) -> tuple[str, ...]:
    """All spellings in lower case, each once: with and without punctuation, country and kind code, ZL."""
    country, number, kind = parsed.docdb
    bases = [parsed.original, number, country + number, parsed.epodoc, parsed.office + parsed.serial]
    if kind:
        bases += [country + number + kind, number + kind]
    bases += _chinese(parsed)
    if parsed.office == "US" and parsed.role is NumberRole.PUBLICATION and len(parsed.serial) == 11:
        bases += [parsed.serial, f"{parsed.serial[:4]}/{parsed.serial[4:]}", f"us{parsed.serial}{kind}"]
    found: dict[str, None] = {}
    for base in bases:
        lower = base.lower()
        found[_BLANKS.sub(" ", lower)] = None
        found[_PUNCTUATION.sub("", lower)] = None
    found.pop("", None)
    return tuple(found)


def _chinese(parsed: ParsedNumber) -> list[str]:
    if parsed.office != "CN" or parsed.role is not NumberRole.APPLICATION or parsed.series:
        return []
    with_check = parsed.serial + parsed.check
    dotted = f"{parsed.serial}.{parsed.check}"
    return [with_check, dotted, "ZL" + parsed.serial, "ZL" + with_check, "ZL" + dotted, "CN" + with_check]
