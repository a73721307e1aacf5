"""What a disclosure says: its working copy, shares as exact fractions, what it lacks, and the text that is sealed. Pure."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from fractions import Fraction

from mainline.audit import canonical

FORMAT = "mainline.disclosure/1"
MOST_INVENTORS = 50
HOUSE_LEAST = Fraction(1, 10)
"""Below this share the house warns: usual practice of technology offices, no law."""
LARGEST_DENOMINATOR = 10_000
LONGEST: Mapping[str, int] = {
    "title": 300,
    "kind": 20,
    "problem": 20_000,
    "solution": 50_000,
    "advantages": 20_000,
    "funding": 300,
    "project": 100,
    "venue": 20,
    "what": 300,
    "where": 300,
    "when": 10,
}
REQUIRED = ("title", "kind", "problem", "solution")
KINDS = ("invention", "utility_model", "design")
VENUES = ("talk", "paper", "fair", "sale", "other")
_PERCENT = re.compile(r"(\d{1,3})(?:\.(\d{1,2}))? ?%?", re.ASCII)
_FRACTION = re.compile(r"(\d{1,5}) ?/ ?(\d{1,5})", re.ASCII)
_WIDE = str.maketrans("０１２３４５６７８９．／％", "0123456789./%")


class BadShare(ValueError):
    """What was typed is no share."""


@dataclass(frozen=True, slots=True)
class Inventor:
    """A row of the form, as typed."""

    name: str = ""
    person: int | None = None
    """Id of the person of the register, where one was chosen."""
    share: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed in it."""
        return not (self.name or self.share)


@dataclass(frozen=True, slots=True)
class Draft:
    """The form, as typed: nothing in it needs to be right before it is handed in."""

    title: str = ""
    kind: str = ""
    problem: str = ""
    solution: str = ""
    advantages: str = ""
    funding: str = ""
    project: str = ""
    venue: str = ""
    what: str = ""
    where: str = ""
    when: str = ""
    inventors: tuple[Inventor, ...] = ()

    @property
    def publication(self) -> bool:
        """Whether anything was said of a publication."""
        return any((self.venue, self.what, self.where, self.when))


TEXTS = tuple(each.name for each in fields(Draft) if each.name != "inventors")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a disclosure lacks, or that its inventors should think of."""

    code: str
    field: str
    """Name of the field of the form; ``inventor-3`` for the third row."""
    value: str = ""


def plain(draft: Draft) -> dict[str, object]:
    """Return a working copy as JSON keeps it."""
    told: dict[str, object] = {name: getattr(draft, name) for name in TEXTS}
    return {
        **told,
        "inventors": [
            {"name": one.name, "person": one.person, "share": one.share} for one in draft.inventors
        ],
    }


def draft_of(kept: Mapping[str, object]) -> Draft:
    """Return what :func:`plain` kept; what is missing is empty."""
    rows = kept.get("inventors", ())
    return Draft(
        **{name: str(kept.get(name, "")) for name in TEXTS},
        inventors=tuple(
            Inventor(str(row.get("name", "")), _id(row.get("person")), str(row.get("share", "")))
            for row in (rows if isinstance(rows, list | tuple) else ())
            if isinstance(row, Mapping)
        ),
    )


def _id(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def typed(given: Mapping[str, str], colleagues: Mapping[str, int]) -> Draft:
    """Return a form as it was sent. ``colleagues`` tells who is meant by ``王伟 · 0017``; another text is a name alone."""
    texts = {name: _text(given.get(name, ""), LONGEST[name]) for name in TEXTS}
    rows = (
        _inventor(given.get(f"inventor-{nth}", ""), given.get(f"share-{nth}", ""), colleagues)
        for nth in range(1, MOST_INVENTORS + 1)
    )
    return Draft(**texts, inventors=tuple(row for row in rows if not row.is_empty))


def _inventor(name: str, share: str, colleagues: Mapping[str, int]) -> Inventor:
    said = " ".join(name.split())[:200]
    return Inventor(said, colleagues.get(said), " ".join(share.split())[:20])


def _text(given: str, longest: int) -> str:
    return given.replace("\r\n", "\n").replace("\r", "\n").strip()[:longest]


def share_of(text: str) -> Fraction:
    """Return a share of 1 out of ``1/3``, ``33.34`` or ``33.34 %``. Raises :class:`BadShare`, for nothing typed too."""
    said = text.translate(_WIDE).strip()
    if (found := _FRACTION.fullmatch(said)) is not None:
        parts, whole = int(found[1]), int(found[2])
        if not 0 < parts <= whole <= LARGEST_DENOMINATOR:
            raise BadShare(text)
        return Fraction(parts, whole)
    if (found := _PERCENT.fullmatch(said)) is not None:
        share = Fraction(int(found[1] + (found[2] or "").ljust(2, "0")), 10_000)
        if not 0 < share <= 1:
            raise BadShare(text)
        return share
    raise BadShare(text)


def share_text(share: Fraction) -> str:
    """Print a share: a percentage where it has at most two places, else the fraction itself."""
    hundredths = share * 10_000
    if hundredths.denominator != 1:
        return f"{share.numerator}/{share.denominator}"
    whole, rest = divmod(int(hundredths), 100)
    return f"{whole}.{rest:02}".rstrip("0").rstrip(".") + " %" if rest else f"{whole} %"


def total_of(inventors: Sequence[Inventor]) -> Fraction | None:
    """Return what the shares make together; ``None`` while one of them is none."""
    try:
        return sum((share_of(one.share) for one in inventors), Fraction())
    except BadShare:
        return None


def day_of(text: str) -> dt.date | None:
    """Return a day typed as ``2026-11-30``; ``None`` for anything else."""
    try:
        return dt.date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None


def lacks(draft: Draft, *, me: int | None, my_names: Collection[str]) -> list[Finding]:
    """Return what must be mended before a disclosure is handed in.

    ``me`` is the person of the register whose account it is, ``my_names`` what that account is called where it is
    connected to none: who discloses is one of the inventors.
    """
    found = [Finding("missing", name) for name in REQUIRED if not getattr(draft, name)]
    if draft.kind and draft.kind not in KINDS:
        found.append(Finding("missing", "kind"))
    if draft.publication:
        found += _of_publication(draft)
    return [*found, *_of_inventors(draft.inventors, me, my_names)]


def _of_publication(draft: Draft) -> Iterator[Finding]:
    if draft.venue not in VENUES:
        yield Finding("missing", "venue")
    if not draft.what:
        yield Finding("missing", "what")
    if day_of(draft.when) is None:
        yield Finding("no_day", "when", draft.when)


def _of_inventors(
    inventors: Sequence[Inventor], me: int | None, my_names: Collection[str]
) -> Iterator[Finding]:
    if not inventors:
        yield Finding("no_inventor", "inventor-1")
        return
    seen: set[int] = set()
    for nth, one in enumerate(inventors, start=1):
        if not one.name:
            yield Finding("no_name", f"inventor-{nth}")
        if one.person is not None and one.person in seen:
            yield Finding("twice", f"inventor-{nth}", one.name)
        if one.person is not None:
            seen.add(one.person)
        try:
            share_of(one.share)
        except BadShare:
            yield Finding("no_share", f"share-{nth}", one.share)
    total = total_of(inventors)
    if total is not None and total != 1:
        yield Finding("not_whole", "share-1", share_text(total))
    is_there = me in seen if me is not None else any(one.name in my_names for one in inventors)
    if not is_there:
        yield Finding("not_me", "inventor-1")


def warns(draft: Draft, on: dt.date) -> list[Finding]:
    """Return what the inventors should think of, though nothing of it keeps a disclosure back."""
    found = []
    for nth, one in enumerate(draft.inventors, start=1):
        try:
            if share_of(one.share) < HOUSE_LEAST:
                found.append(Finding("small_share", f"share-{nth}", one.name))
        except BadShare:
            continue
    found += [
        Finding("name_alone", f"inventor-{nth}", one.name)
        for nth, one in enumerate(draft.inventors, start=1)
        if one.name and one.person is None
    ]
    day = day_of(draft.when)
    if day is not None:
        found.append(Finding("already_public" if day <= on else "public_soon", "when", day.isoformat()))
    return found


@dataclass(frozen=True, slots=True)
class Kept:
    """A file of a disclosure, by its content."""

    name: str
    sha256: str
    size: int
    media_type: str


@dataclass(frozen=True, slots=True)
class HandedIn:
    """When, by whom and to whom a disclosure is handed in."""

    number: str
    version: int
    on: dt.date
    """The platform's day; a demonstration's stands still."""
    at: dt.datetime
    by: str
    organisation: str


def sealed_text(draft: Draft, handed_in: HandedIn, files: Sequence[Kept]) -> tuple[str, str]:
    """Return the canonical text of what is handed in, and its SHA-256 as 64 hexadecimal digits.

    The text is all there is to it: whoever has it as a file gets the same digest from any program that makes one.
    Raises :class:`BadShare` for a share that is none.
    """
    content: dict[str, object] = {
        "format": FORMAT,
        "number": handed_in.number,
        "version": handed_in.version,
        "submitted_on": handed_in.on,
        "submitted_at": handed_in.at,
        "submitted_by": handed_in.by,
        "organisation": handed_in.organisation,
        **{name: getattr(draft, name) for name in TEXTS},
        "inventors": [
            {"name": one.name, "person": one.person, "share": _exact(share_of(one.share))}
            for one in draft.inventors
        ],
        "files": [
            {"name": one.name, "sha256": one.sha256, "size": one.size, "media_type": one.media_type}
            for one in sorted(files, key=lambda one: (one.sha256, one.name))
        ],
    }
    encoded = canonical.encode(content)
    return encoded.decode(), hashlib.sha256(encoded).hexdigest()


def _exact(share: Fraction) -> str:
    return f"{share.numerator}/{share.denominator}"


def renamed(draft: Draft, names: Mapping[int, str]) -> Draft:
    """Return a working copy in which people of the register stand under their names alone, without their numbers."""
    rows = (
        replace(one, name=names.get(one.person, one.name)) if one.person is not None else one
        for one in draft.inventors
    )
    return replace(draft, inventors=tuple(rows))
