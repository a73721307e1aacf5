"""A right beside its sources, field by field: what each says, what stands here, where they differ.

Pure. What stands here is the fold over all sources (:mod:`mainline.register.projection`); one source alone is folded
by the same rules, so that two printed forms of one number or class are no difference.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from mainline.offices.record import NumberRole, PartyRole, Record
from mainline.register.projection import Projection, Source, fold

Pair = tuple[str, str]
_MOST = 12
"""Values of one field that are shown of one source."""


@dataclass(frozen=True, slots=True)
class Said:
    """What one source says of one field."""

    values: tuple[str, ...]
    differs: bool
    """Whether it says something that does not stand here; what it leaves out is no difference."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One field: what stands here, and what each source says, in the order of the sources."""

    label: Pair
    ours: tuple[str, ...]
    said: tuple[Said, ...]

    @property
    def differs(self) -> bool:
        """Whether any source says otherwise."""
        return any(each.differs for each in self.said)


def compare(ours: Projection, sources: Sequence[Source]) -> list[Compared]:
    """Return the fields that any side says something of. ``ours`` is the fold over all sources of the right."""
    alone = [(fold([source]), source.record) for source in sources]
    rows = [_compared(label, read(ours), [read(each) for each, _ in alone]) for label, read in _FIELDS]
    words = [(record.status,) if record.status else () for _, record in alone]
    if any(words):
        rows.append(Compared(_STATUS, (), tuple(Said(each, differs=False) for each in words)))
    return [row for row in rows if row.ours or any(each.values for each in row.said)]


def differences(rows: Iterable[Compared]) -> int:
    """Return in how many fields a source says otherwise."""
    return sum(row.differs for row in rows)


def facts_without_field(record: Record) -> list[tuple[str, str]]:
    """Return what a source says that has no field of its own here."""
    return list(record.extra)


def _compared(label: Pair, ours: tuple[str, ...], said: Iterable[tuple[str, ...]]) -> Compared:
    known = {_plain(value) for value in ours}
    return Compared(
        label,
        ours[:_MOST],
        tuple(Said(each[:_MOST], differs=any(_plain(value) not in known for value in each)) for each in said),
    )


def _plain(value: str) -> str:
    return "".join(value.split()).casefold()


def _numbers(role: NumberRole) -> Callable[[Projection], tuple[str, ...]]:
    return lambda p: tuple(dict.fromkeys(i.text for i in p.identifiers if i.role == role.value))


def _names(*roles: PartyRole) -> Callable[[Projection], tuple[str, ...]]:
    return lambda p: tuple(dict.fromkeys(each.name for each in p.parties if each.role in roles))


def _day(name: str) -> Callable[[Projection], tuple[str, ...]]:
    return lambda p: (str(getattr(p, name)),) if getattr(p, name) else ()


def _text(field: str, language: str) -> Callable[[Projection], tuple[str, ...]]:
    return lambda p: (getattr(p, field)[language],) if getattr(p, field).get(language) else ()


_STATUS = ("来源所称状态", "Status in the source's words")
_FIELDS: tuple[tuple[Pair, Callable[[Projection], tuple[str, ...]]], ...] = (
    (("名称（中文）", "Title (Chinese)"), _text("titles", "zh")),
    (("名称（英文）", "Title (English)"), _text("titles", "en")),
    (("申请号", "Application number"), _numbers(NumberRole.APPLICATION)),
    (("公布号", "Publication number"), _numbers(NumberRole.PUBLICATION)),
    (("注册号", "Registration number"), _numbers(NumberRole.REGISTRATION)),
    (("申请日", "Filed on"), _day("filed_on")),
    (("公布日", "Published on"), _day("published_on")),
    (("授权日", "Granted on"), _day("granted_on")),
    (("申请人", "Applicant"), _names(PartyRole.APPLICANT)),
    (("权利人", "Holder"), _names(PartyRole.HOLDER, PartyRole.ASSIGNEE)),
    (
        ("发明人或作者", "Inventor or author"),
        _names(PartyRole.INVENTOR, PartyRole.DESIGNER, PartyRole.BREEDER, PartyRole.AUTHOR),
    ),
    (("代理机构", "Agent"), _names(PartyRole.AGENT)),
    (
        ("分类", "Classes"),
        lambda p: tuple(dict.fromkeys(f"{scheme.upper()} {symbol}" for scheme, symbol in p.classes)),
    ),
)
