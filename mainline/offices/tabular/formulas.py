"""Text in tables that a spreadsheet would run as a formula: marked when it is written, unmarked when it is read.

A spreadsheet takes a cell that begins with one of a few characters for a formula, and a formula can call programs or
send what stands beside it to an address. In a text file a cell can begin where nobody meant it to: a program set to
another language parts cells at semicolons, and does not heed quotation marks inside a line. So every such beginning
gets an apostrophe, which spreadsheets take for "this is text", and reading takes exactly that one away again.
"""

from __future__ import annotations

import re

_BEGINNING = r"(?:\A|(?<=[;\t\r\n]))"
"""Where a cell begins, or could be taken to."""
_FORMULA = r"[=+\-@\t\r\n＝＋－＠]"
"""By the list of OWASP, with the full-width forms that spreadsheets in Chinese and Japanese take for the narrow ones."""
_BARE = re.compile(rf"{_BEGINNING}(?='* *{_FORMULA})")
_MARKED = re.compile(rf"{_BEGINNING}'(?='* *{_FORMULA})")


def is_formula(text: str) -> bool:
    """Whether some spreadsheet would run a text, or a part of it."""
    return _BARE.search(text) is not None


def marked(text: str) -> str:
    """Return a text that no spreadsheet runs; ``unmarked`` gives back the first."""
    return _BARE.sub("'", text)


def unmarked(text: str) -> str:
    """Return the text that was marked; one that nobody marked comes back as it is."""
    return _MARKED.sub("", text) if "'" in text else text
