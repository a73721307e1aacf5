"""Hits and facets of a page of results: written here and not in a template, which takes several times as long."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from html import escape

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from mainline.register.search import Facet, Row, value_labels
from mainline.web.templatetags.web import day, number, segments

_LONGEST_HOLDER = 60
_OPEN = 3
"""So many facets stand open though nothing in them was chosen."""


@dataclass(frozen=True, slots=True)
class Words:
    """What the hits of one page repeat, looked up once: labels by code, words, and the link around an id."""

    statuses: Mapping[str, str]
    kinds: Mapping[str, str]
    across: str
    demo: str
    filed: str
    link: tuple[str, str]

    @classmethod
    def of(cls, language: str) -> Words:
        """Return them for the language of the page, which is the active one."""
        across, demo, filed = _("Found across languages"), _("Demonstration"), _("filed")
        why = _("None of your words stands in it as typed; it was found through their translation.")
        before, after = reverse("right", args=[0]).rsplit("0", 1)
        return cls(
            statuses=value_labels("status", language),
            kinds=value_labels("kind", language),
            across=f'<span class="chip across" title="{escape(why)}">↔ {escape(across)}</span> ',
            demo=f'<span class="chip">{escape(demo)}</span> ',
            filed=escape(filed),
            link=(escape(before), escape(after)),
        )


def hits(rows: Iterable[Row], language: str) -> SafeString:
    """Print one list item a row; every text of a right is escaped."""
    words = Words.of(language)
    return mark_safe("".join(_hit(row, words) for row in rows))  # noqa: S308 (each part is escaped below)


def _hit(row: Row, words: Words) -> str:
    link = f"{words.link[0]}{row.right.pk}{words.link[1]}"
    title = segments(row.title) if row.title else escape(row.right.number)
    passage = f'<p class="passage">{segments(row.passage)}</p>' if row.passage else ""
    return (
        f'<li class="hit" data-hit><h3><a href="{link}">{title}</a></h3>'
        f'<p class="meta">{_meta(row, words)}</p>{passage}</li>\n'
    )


def _meta(row: Row, words: Words) -> str:
    right = row.right
    holder = row.holder or right.holder_name
    if len(holder) > _LONGEST_HOLDER:
        holder = Truncator(holder).chars(_LONGEST_HOLDER)
    status, kind = words.statuses.get(right.status, ""), words.kinds.get(right.kind, "")
    return "".join(
        [
            f'<span class="state state-{escape(right.status)}">{escape(status)}</span>',
            words.across if row.across else "",
            words.demo if right.is_demo else "",
            f'<span class="part">{escape(kind)}</span> ',
            f'<span class="part num">{escape(right.number)}</span> ',
            f'<span class="part">{escape(holder)}</span> ' if holder else "",
            f'<span class="part num">{words.filed} {day(right.filed_on)}</span>' if right.filed_on else "",
        ]
    )


def facets(found: Iterable[Facet], narrowed: Container[str]) -> SafeString:
    """Print each facet as a part that opens, its values as checkboxes with counts. ``narrowed`` names stand open."""
    parts = []
    for place, facet in enumerate(found, 1):
        is_open = place <= _OPEN or facet.name in narrowed
        parts.append(
            f'<details class="facet"{" open" if is_open else ""}><summary>{escape(facet.label)}</summary>'
            f"<ul>{_checkboxes(facet)}</ul></details>\n"
        )
    return mark_safe("".join(parts))  # noqa: S308 (each part is escaped here or below)


def _checkboxes(facet: Facet) -> str:
    name = escape(facet.name)
    lines = []
    for place, value in enumerate(facet.values, 1):
        checked = " checked" if value.is_chosen else ""
        deep = f' class="deep-{value.level}"' if value.level else ""
        lines.append(
            f'<li{deep}><label for="f-{name}-{place}"><input type="checkbox" id="f-{name}-{place}" name="{name}"'
            f' value="{escape(value.value)}"{checked}><span>{escape(value.label)}</span>'
            f"<b>{number(value.count)}</b></label></li>"
        )
    return "".join(lines)
