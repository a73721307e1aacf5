"""The menu of a part with many pages: what belongs together stands together, and shows its pages only where one is."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse

Page = tuple[str, object, tuple[str, ...]]
"""Name of an address, words, and the names of the pages that belong to it."""
Groups = Sequence[tuple[object, Sequence[Page]]]
"""Words of each group and its pages. A group leads to its first."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One link: its words, where it leads, whether the reader is there, and a number that waits behind it."""

    text: object
    href: str
    is_here: bool
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class Menu:
    """The groups, and the pages of the group where the reader is; none where it has one page alone."""

    groups: Sequence[Entry]
    pages: Sequence[Entry]


def menu_of(groups: Groups, here: str, hidden: Collection[str] = (), waiting: Mapping[str, int] = {}) -> Menu:
    """Return the menu of whoever stands on the page named ``here``: ``hidden`` names pages that they do not see, ``waiting``
    how much waits behind the first page of a group.
    """
    entries, shown = [], []
    for text, pages in groups:
        seen = [page for page in pages if page[0] not in hidden]
        if not seen:
            continue
        links = [Entry(words, reverse(name), here in (name, *below)) for name, words, below in seen]
        is_here = any(link.is_here for link in links)
        entries.append(Entry(text, links[0].href, is_here, waiting.get(seen[0][0], 0)))
        if is_here and len(links) > 1:
            shown = links
    return Menu(entries, shown)
