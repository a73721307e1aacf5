"""Claims that come as one text, taken apart at their numbers."""

from __future__ import annotations

import re

_CLAIM_START = re.compile(r"(?:\A|\n)[^\S\n]*+(\d{1,3})\s*[.)]\s")


def split_claims(printed: list[str]) -> list[str]:
    """One entry a claim: the service sends all in one text, or each in its own, numbered ``1.``, ``2.``.

    A heading before the first number is left out. Without numbers every text is taken for one claim.
    """
    text = "\n".join(printed)
    starts: list[int] = []
    for match in _CLAIM_START.finditer(text):
        if int(match.group(1)) == len(starts) + 1:
            starts.append(match.start())
    if not starts:
        return [folded for each in printed if (folded := " ".join(each.split()))]
    ends = [*starts[1:], len(text)]
    return [" ".join(text[start:end].split()) for start, end in zip(starts, ends, strict=True)]
