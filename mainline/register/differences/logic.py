"""An organisation's own word of a right beside an office's, field by field. Pure.

What one side leaves out is no difference, nor is another way to print the same: width, case, blanks and marks between
words, the order of names, a name in another script.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from mainline.offices.record import (
    Classification,
    Number,
    NumberRole,
    Party,
    Position,
    Record,
    RightKind,
    Text,
)
from mainline.register.decided import AT, DAY, FIELD, OF, REJECTED, ROLES, UNDOES, newest_day
from mainline.register.disclosure import DECISION, DISCLOSED, PRIVATE_FORMATS
from mainline.register.projection import Projection, Source, days_told, fold

Pair = tuple[str, str]
LABELS: Mapping[str, Pair] = {
    "title_zh": ("名称（中文）", "Title (Chinese)"),
    "title_en": ("名称（英文）", "Title (English)"),
    "applicant": ("申请人", "Applicant"),
    "holder": ("权利人", "Holder"),
    "creator": ("发明人或作者", "Inventor or author"),
    "agent": ("代理机构", "Agent"),
    "application_number": ("申请号", "Application number"),
    "filed_on": ("申请日", "Filed on"),
    "published_on": ("公布日", "Published on"),
    "granted_on": ("授权日", "Granted on"),
    "classes": ("分类", "Classes"),
    "status": ("法律状态", "Status"),
}
"""Fields that are compared, with what they are called."""
NOTED_ONLY = frozenset({"status"})
"""A decision on these is on record and changes nothing that is shown: a status follows from events alone."""
_REPEATS = frozenset({"derwent", "in_grants", "lens_export", "patentscope", "patsnap"})
"""Tables of data bases that repeat what offices publish: whoever brought one, it is not their own list."""
_DAYS = ("filed_on", "published_on", "granted_on")
_HAN = re.compile("[\u3400-\u9fff]")
_BETWEEN = re.compile(r"[\W_]+")
_ENDED = re.compile(
    r"失效|终止|届满|无效|撤回|视为撤回|驳回|放弃|注销|lapsed|expired|ceased|withdrawn|refused|invalid|abandoned|surrendered|dead",
    re.IGNORECASE,
)
_ALIVE = re.compile(r"有效|维持|授权|已授权|注册|in.?force|active|granted|registered|alive", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Side:
    """What one side says of a right: the fold over its sources, and the status in their own words."""

    shown: Projection
    status: str = ""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A field of which both sides say something, and not the same."""

    field: str
    ours: tuple[str, ...]
    office: tuple[str, ...]

    @property
    def digest(self) -> str:
        """32 hexadecimal digits of both words: a decision stands while they are the same."""
        said = json.dumps([self.ours, self.office], ensure_ascii=False)
        return hashlib.blake2b(said.encode(), digest_size=16).hexdigest()


def is_own_list(record: Record) -> bool:
    """Whether a record is what an owner or an agency wrote itself, given that one of them brought it."""
    if record.format not in PRIVATE_FORMATS or record.format in (DECISION, DISCLOSED):
        return False
    return not any(name == "mapping" and value in _REPEATS for name, value in record.extra)


def side_of(sources: Sequence[Source]) -> Side | None:
    """Return what some sources say together; ``None`` for none."""
    if not sources:
        return None
    dated = sorted(sources, key=lambda each: (each.record.as_of or dt.date.min, each.digest))
    status = next((each.record.status for each in reversed(dated) if each.record.status), "")
    return Side(fold(sources), status)


def contradictions(ours: Side | None, office: Side | None) -> list[Contradiction]:
    """Return the fields in which the two say otherwise, in the order of :data:`LABELS`."""
    if ours is None or office is None:
        return []
    found = [
        Contradiction(field, here, there)
        for field, (read, same) in _FIELDS.items()
        for here, there in ((read(ours), read(office)),)
        if here and there and not same(here, there)
    ]
    return [*found, *_of_numbers(ours.shown, office.shown)]


def decision_of(
    difference: int, field: str, chosen: Side, other: Side, sources: Sequence[Source], at: str
) -> Record:
    """Return the record that lets the word of one side stand in a field.

    ``difference`` is the id of what is decided on: two rights of which the same is decided at once have two records.
    ``sources`` are all of the right, ``at`` the instant.
    """
    shown, standing = chosen.shown, fold(sources)
    facts = [(OF, str(difference)), (FIELD, field), (AT, at)]
    if field in _DAYS:
        facts.append((DAY, str(getattr(shown, field))))
        rejected = getattr(other.shown, field)
        # A day of which the side that stands tells too, of another publication, is none to be taken out.
        if rejected not in days_told(shown, field):
            facts.append((REJECTED, str(rejected)))
    return _decision(
        standing,
        sources,
        tuple(facts),
        titles=tuple(Text(lang, shown.titles[lang]) for lang in ("zh", "en") if field == f"title_{lang}"),
        parties=tuple(party for party in shown.parties if party.role in ROLES.get(field, ())),
        numbers=_filings(shown) if field == "application_number" else (),
        classifications=_classes(shown, standing) if field == "classes" else (),
    )


def undoing(difference: int, decisions: Sequence[bytes], sources: Sequence[Source], at: str) -> Record:
    """Return the record that takes decisions back; ``decisions`` are the digests of their sources."""
    facts = (*((UNDOES, each.hex()) for each in decisions), (OF, str(difference)), (AT, at))
    return _decision(fold(sources), sources, facts)


def _decision(
    standing: Projection,
    sources: Sequence[Source],
    facts: tuple[tuple[str, str], ...],
    *,
    titles: tuple[Text, ...] = (),
    parties: tuple[Party, ...] = (),
    numbers: tuple[Number, ...] = (),
    classifications: tuple[Classification, ...] = (),
) -> Record:
    return Record(
        format=DECISION,
        office=standing.office,
        right_kind=RightKind(standing.kind),
        numbers=numbers,
        position=Position(),
        document_kind=DECISION,
        titles=titles,
        parties=parties,
        classifications=classifications,
        as_of=newest_day([each.record for each in sources]),
        extra=facts,
    )


def _filings(shown: Projection) -> tuple[Number, ...]:
    role = NumberRole.APPLICATION
    return tuple(
        Number(role, each.office, each.text, each.kind_code, each.on)
        for each in shown.identifiers
        if each.role == role
    )


def _classes(shown: Projection, standing: Projection) -> tuple[Classification, ...]:
    """The symbols of one side, and those of schemes that it has none of as they stand."""
    own = {scheme for scheme, _ in shown.classes}
    pairs = (*shown.classes, *(pair for pair in standing.classes if pair[0] not in own))
    return tuple(Classification(scheme, symbol) for scheme, symbol in pairs)


def _plain(text: str) -> str:
    return _BETWEEN.sub("", unicodedata.normalize("NFKC", text).casefold())


def _same_text(here: tuple[str, ...], there: tuple[str, ...]) -> bool:
    return list(map(_plain, here)) == list(map(_plain, there))


def _name(text: str) -> str:
    """A name without what printers vary; the words of a Latin one in any order."""
    if _HAN.search(text):
        return _plain(text)
    words = _BETWEEN.sub(" ", unicodedata.normalize("NFKC", text).casefold()).split()
    return " ".join(sorted(words))


def _same_names(here: tuple[str, ...], there: tuple[str, ...]) -> bool:
    if _other_script(here, there):
        return True
    return sorted(map(_name, here)) == sorted(map(_name, there))


def _same_agents(here: tuple[str, ...], there: tuple[str, ...]) -> bool:
    """One side may name the agency alone, the other its attorneys too."""
    ours, office = set(map(_name, here)), set(map(_name, there))
    return _other_script(here, there) or ours <= office or office <= ours


def _other_script(here: tuple[str, ...], there: tuple[str, ...]) -> bool:
    return any(map(_HAN.search, here)) != any(map(_HAN.search, there))


def _same_classes(here: tuple[str, ...], there: tuple[str, ...]) -> bool:
    """A list that holds the main symbol alone says nothing against the others."""
    ours, office = _by_scheme(here), _by_scheme(there)
    return all(
        ours[scheme] <= office[scheme] or office[scheme] <= ours[scheme]
        for scheme in ours.keys() & office.keys()
    )


def _by_scheme(classes: tuple[str, ...]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for each in classes:
        scheme, _, symbol = each.partition(" ")
        found.setdefault(scheme, set()).add(_plain(symbol))
    return found


def _same_status(here: tuple[str, ...], there: tuple[str, ...]) -> bool:
    ours, office = is_alive(here[0]), is_alive(there[0])
    return ours is None or office is None or ours == office


def is_alive(words: str) -> bool | None:
    """Whether a status, as printed, says that a right is in force or that it has ended; ``None`` for neither."""
    if _ENDED.search(words):
        return False
    return True if _ALIVE.search(words) else None


def _of_numbers(ours: Projection, office: Projection) -> list[Contradiction]:
    """The filing, where no printed form of the one is one of the other."""
    here, there = (
        {each.key: each.text for each in side.identifiers if each.role == NumberRole.APPLICATION}
        for side in (ours, office)
    )
    if not here or not there or here.keys() & there.keys():
        return []
    return [Contradiction("application_number", tuple(here.values()), tuple(there.values()))]


def _names(field: str) -> Callable[[Side], tuple[str, ...]]:
    roles = ROLES[field]
    return lambda side: tuple(dict.fromkeys(each.name for each in side.shown.parties if each.role in roles))


def _day(name: str) -> Callable[[Side], tuple[str, ...]]:
    return lambda side: (str(day),) if (day := getattr(side.shown, name)) else ()


def _title(language: str) -> Callable[[Side], tuple[str, ...]]:
    return lambda side: (side.shown.titles[language],) if side.shown.titles.get(language) else ()


Same = Callable[[tuple[str, ...], tuple[str, ...]], bool]
_FIELDS: Mapping[str, tuple[Callable[[Side], tuple[str, ...]], Same]] = {
    "title_zh": (_title("zh"), _same_text),
    "title_en": (_title("en"), _same_text),
    "applicant": (_names("applicant"), _same_names),
    "holder": (_names("holder"), _same_names),
    "creator": (_names("creator"), _same_names),
    "agent": (_names("agent"), _same_agents),
    "filed_on": (_day("filed_on"), _same_text),
    "published_on": (_day("published_on"), _same_text),
    "granted_on": (_day("granted_on"), _same_text),
    "classes": (
        lambda side: tuple(dict.fromkeys(f"{scheme} {symbol}" for scheme, symbol in side.shown.classes)),
        _same_classes,
    ),
    "status": (lambda side: (side.status,) if side.status else (), _same_status),
}


def shown_in(field: str, shown: Projection) -> tuple[str, ...]:
    """Return what a fold shows in a field; nothing where the field is none of a fold."""
    if field == "application_number":
        return tuple(each.text for each in shown.identifiers if each.role == NumberRole.APPLICATION)
    return _FIELDS[field][0](Side(shown))
