"""No regular expression of the program can be made to think for long: each is given texts made to hurt it.

Time is the processor's of this process, so that a busy machine changes nothing; a late expression is interrupted.
"""

from __future__ import annotations

import re

import pytest

from tests.security.limits import is_late
from tests.security.patterns import Expression, attacks, expressions, made

SHORT, LONG = 26, 8_000
"""Characters in which what grows exponentially shows, and what grows by the square."""
LATE = 0.02
"""Seconds of processor time; in proportion to its length the longest text takes a tenth of it."""
OWN_DATA = {"mainline.search.crosslingual.cedict:_REMARK": "reads the dictionary that is installed with us"}
MADE = {
    "mainline/offices/numbers/table.py f'(?P<p>)(?P<s>[0-9]{{1,{most}}}){year}'": "of our own table of number forms",
    "mainline/offices/numbers/table.py f'(?P<p>{letters}){year}(?P<s>[0-9]{{{width}}})'": "of our own table",
    "mainline/offices/pieces.py b'</' + re.escape(root.group(1)) + b'\\\\s*>\\\\s*(?=<[A-Za-z_])'": "escaped",
    "mainline/offices/tabular/mapping.py extract": "of a mapping, which the operator saves at the command line",
    "mainline/offices/tabular/mapping.py pattern": "of a mapping, which the operator saves at the command line",
    "mainline/offices/xml.py b'</(?:[\\\\w.\\\\-]+:)?' + re.escape(local) + b'\\\\s*>'": "escaped",
    "mainline/orgs/sessions.py pattern": "of our own table of browsers",
    "mainline/portfolio/fees/banklines.py f'\\\\b{re.escape(head)}\\\\b'": "escaped, of our own table of headers",
    "mainline/portfolio/notices/parsing.py each": "of our own table of notices",
    "mainline/portfolio/notices/parsing.py f\"(?<![A-Za-z])(?:{'|'.join((re.escape(each).replace(' ', ' ?') for each in "
    'sorted(given, key=len, reverse=True)))})\\\\.?\\\\s*[:：]?\\\\s*"': "escaped, of our own table of notices",
    "mainline/search/highlight.py '.'.join((re.escape(gap) for gap in part.strip('?').split('?')))": "escaped",
    "mainline/search/highlight.py '[\\\\W_]{0,8}'.join(pieces)": "escaped, and the gaps are bounded",
    "mainline/search/tokens.py '[' + ''.join((re.escape(chr(code)) for code in sorted(table))) + ']'": "escaped",
}
"""Where an expression is put together as the program runs, and why what others write has no say in its form."""


def hurt(expression: Expression) -> tuple[int, str, str, str, str] | None:
    """What makes an expression late: length, method, and the text as (before, what is repeated, after)."""
    methods = {"search" if one in ("sub", "subn", "split") else one for one in expression.methods}
    for before, pumped, after in sorted(attacks(expression.pattern)):
        for length in (SHORT, LONG):
            text: str | bytes = before + pumped * (length // len(pumped) + 1) + after
            if isinstance(expression.pattern.pattern, bytes):
                text = str(text).encode("latin-1", "replace")
            for method in sorted(methods):
                if is_late(LATE, lambda text=text, method=method: _exhausted(expression, method, text)):
                    return length, method, before, pumped, after
    return None


def _exhausted(expression: Expression, method: str, text: str | bytes) -> None:
    found = getattr(expression.pattern, method)(text)
    if method == "finditer":
        for _ in found:
            pass


def test_every_expression_takes_time_in_proportion_to_its_text() -> None:
    known = expressions()

    late = {one.where: (one.pattern.pattern, hurt(one)) for one in known if one.where not in OWN_DATA}

    assert len(known) > 300
    assert not {where: why for where, why in late.items() if why[1]}


@pytest.mark.parametrize(
    ("written", "method"),
    [(r"(a+)+b", "match"), (r"\s+$", "search"), (r"0*(\d+)\D+0*(\d+)", "search"), (r"<!--.*?-->", "search")],
)
def test_expressions_known_to_be_slow_are_found_out(written: str, method: str) -> None:
    assert hurt(Expression("here", re.compile(written, re.DOTALL), frozenset({method})))


def test_every_expression_made_as_the_program_runs_is_looked_at() -> None:
    assert sorted(set(made())) == sorted(MADE)
