"""An answer on one page of paper, in Chinese or English: the day large, then how it came about and by which article.

Typeset by Typst with Noto Sans SC, both of which come with the program: no font of the system is asked for. All words
go in as data and never as markup, so nothing that somebody typed is run. The same answer gives the same page.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdfium2

from mainline.rules.explaining import Explained, cited, printed
from mainline.rules.loading import Ready, Rulebook
from mainline.rules.money import Money
from mainline.rules.schema import Text
from mainline.rules.values import Missing
from mainline.typesetting import NoFonts, typeset

__all__ = ["NoFonts", "Subject", "paper", "told_on_paper"]
_TEMPLATE = Path(__file__).parent / "data" / "paper.typ"
_SIZES = (9.5, 8.5, 7.5, 6.5)
"""Points: the largest in which all stands on one page."""
_STATES = {
    "open": Text(zh="缺少事实，不能得出日期", en="Facts are missing: no date"),
    "not_applicable": Text(zh="本规则不适用", en="The rule does not apply"),
    "not_encoded": Text(zh="未收录", en="Not encoded"),
}
_HEADS = {
    "due": Text(zh="截止日", en="Due"),
    "period": Text(zh="期限届满日", en="End of the period"),
    "facts": Text(zh="已知事实", en="What is known"),
    "steps": Text(zh="计算步骤", en="How it is counted"),
    "fees": Text(zh="费用", en="Fees"),
    "consequence": Text(zh="逾期后果", en="If missed"),
    "cite": Text(zh="法律依据", en="Law"),
    "caveats": Text(zh="注意", en="Note"),
    "foot": Text(zh="法律以官方文本为准", en="The official text of the law decides"),
}


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose page it is: as a number and title of a right, in the reader's language. Left out for a single case."""

    name: str = ""
    about: str = ""


def paper(book: Rulebook, ready: Ready, told: Explained, lang: str, subject: Subject | None = None) -> bytes:
    """Return an explained answer as a PDF of A4. Raises :class:`NoFonts`."""
    said = told_on_paper(book, ready, told, lang, subject or Subject())
    for size in _SIZES:
        pdf = typeset(_TEMPLATE, {**said, "size": size})
        with closing(pypdfium2.PdfDocument(pdf)) as document:
            if len(document) == 1:
                return pdf
    return pdf


def told_on_paper(
    book: Rulebook, ready: Ready, told: Explained, lang: str, subject: Subject
) -> dict[str, Any]:
    """Return all words of the page in one language, in their order."""
    rule, pack, outcome = ready.rule, ready.pack.pack, told.outcome
    due, period = _days(ready, told)
    state = _STATES.get(outcome.state)
    why = "；".join(text.of(lang) for text in outcome.why)
    missing = "、".join(book.label(name).of(lang) for name in sorted(outcome.missing))
    return {
        "lang": "zh" if lang.startswith("zh") else "en",
        "heads": {name: text.of(lang) for name, text in _HEADS.items()},
        "title": rule.title.of(lang),
        "rule": rule.id,
        "subject": subject.name,
        "about": subject.about,
        "due": due.isoformat() if due is not None else "",
        "period": period.isoformat() if period is not None and period != due else "",
        "calendar": told.calendar.of(lang) if told.calendar is not None else "",
        "state": "" if due is not None or state is None else state.of(lang),
        "why": " ".join(each for each in (why, missing) if each),
        "facts": [[label.of(lang), _said(book, value, lang)] for _, label, value in told.facts],
        "steps": [_plain_quotes(step.text.of(lang), lang) for step in told.steps],
        "fees": [list(pair) for pair in _fees(book, told, lang)],
        "consequence": rule.consequence.of(lang) if rule.consequence is not None else "",
        "cite": [cited(book, cite).of(lang) for cite in told.cite],
        "caveats": [_plain_quotes(text.of(lang), lang) for text in told.caveats],
        "foot": f"{pack.title.of(lang)} · {pack.id} {pack.version} · {_HEADS['foot'].of(lang)} · {pack.law_as_of}",
    }


def _days(ready: Ready, told: Explained) -> tuple[dt.date | None, dt.date | None]:
    """Return the day by which to act and the end of the period: those of the first of the rule's bars that has one."""
    for bar in ready.rule.bars:
        due = told.outcome.date(bar.due)
        if due is not None:
            return due, told.outcome.date(bar.nominal) if bar.nominal else None
    return None, None


def _plain_quotes(words: str, lang: str) -> str:
    """Return English with straight quotes: curly ones are as wide as a character in a Chinese font."""
    return words if lang.startswith("zh") else words.translate({ord("“"): '"', ord("”"): '"'})


def _fees(book: Rulebook, told: Explained, lang: str) -> Iterator[tuple[str, str]]:
    for name, value in told.outcome.values.items():
        if isinstance(value, Money):
            yield book.label(name).of(lang), str(value)


def _said(book: Rulebook, value: Any, lang: str) -> str:
    if isinstance(value, str):
        return book.word(value).of(lang)
    return "" if isinstance(value, Missing) else printed(value).of(lang)
