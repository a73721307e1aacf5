"""The organisations behind the names that an import meets: each distinct printed name has its own.

Whether two of them are one body, a person decides. One thing alone is settled here: a name that a Chinese file
prints in Chinese without a country is that of the organisation which has this very name in China.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from mainline.orgs import names
from mainline.orgs.enums import OrganisationKind
from mainline.orgs.models import Organisation
from mainline.register.ingest import bulk
from mainline.register.ingest.rows import ORGANISATION_COLUMNS
from mainline.register.ingest.sealing import Seals

Printed = tuple[str, str]
"""Name as printed, and country."""


class Bodies:
    """Finds and makes the organisations of one import. Keeps those it has met, to ask for each name once."""

    def __init__(self) -> None:
        """Begin with none met."""
        self._ids: dict[str, int] = {}

    def meet(self, printed: Iterable[tuple[str, str, str]], seals: Seals) -> Mapping[str, int]:
        """Return the ids of organisations by key; those of (key, name, country) not known yet are made."""
        wanted = {key: (name, country) for key, name, country in printed if key not in self._ids}
        plain = [key for key in wanted if not names.is_at_home(key)]
        self._ids.update(_known(plain))
        self._make({key: wanted[key] for key in plain if key not in self._ids}, seals)
        # Names with a country come first: one without may be that of a body which this batch has made.
        self._settle({key: wanted[key] for key in wanted if names.is_at_home(key)}, seals)
        return self._ids

    def _settle(self, wanted: Mapping[str, Printed], seals: Seals) -> None:
        """Find the organisations of names without a country; in doubt a name has an organisation of its own."""
        asked = {key: names.readings(key) for key in wanted}
        known = _known({name for each in asked.values() for name in each.all})
        fresh: dict[str, Printed] = {}
        for key, each in asked.items():
            namesakes = [name for name in each.with_country if name in known]
            if each.bare not in known and namesakes != [each.at_home]:
                fresh[each.bare] = wanted[key]
        self._make(fresh, seals)
        for key, each in asked.items():
            own = known.get(each.bare) or self._ids.get(each.bare)
            self._ids[key] = own if own is not None else known[each.at_home]

    def _make(self, wanted: Mapping[str, Printed], seals: Seals) -> None:
        ids = dict(zip(wanted, bulk.next_ids(Organisation, len(wanted)), strict=True))
        made = (seals.organisation(_row(pk, key, *wanted[key])) for key, pk in ids.items())
        bulk.insert(Organisation, ORGANISATION_COLUMNS, made)
        self._ids.update(ids)


def _known(keys: Iterable[str]) -> dict[str, int]:
    return dict(bulk.look_up(Organisation, ("name_key", "id"), "name_key", list(keys)))


def _row(pk: int, key: str, name: str, country: str) -> tuple[object, ...]:
    """The row of a body of which no more is known than its name."""
    is_chinese = any("\u4e00" <= c <= "\u9fff" for c in name)
    both = (name[:500], name[:500] if is_chinese else "", "" if is_chinese else name[:500])
    return (pk, OrganisationKind.UNKNOWN.value, *both, key, country[:2], "", "", "", False)
