"""The bodies, people and accounts of the demonstration. Every one of them is invented."""

from __future__ import annotations

import random
from collections.abc import Sequence

from mainline.demo.numbering import social_credit_code
from mainline.demo.phrases import Pair, pair, read
from mainline.demo.province import DemoAccount, DemoOrganisation, DemoPerson, OrganisationKind
from mainline.regions import Place, Region

_STAFF = {
    OrganisationKind.UNIVERSITY: 26,
    OrganisationKind.INSTITUTE: 12,
    OrganisationKind.ENTERPRISE: 8,
    OrganisationKind.AGENCY: 3,
}
_TWIN = Pair("王伟", "Wang Wei")
"""Two people of this name work at the first university: names alone do not tell people apart."""


def organisations(region: Region) -> tuple[DemoOrganisation, ...]:
    """The fixed cast, placed in the region, and an office for the region and each of its divisions."""
    places = _by_population(region)
    cast = [
        _cast(item, places, serial)
        for serial, item in enumerate(read("organisations")["organisation"], start=1)
    ]
    return (*cast, *_offices(region, len(cast)))


def people(cast: Sequence[DemoOrganisation], seed: int) -> tuple[DemoPerson, ...]:
    """Staff of the bodies that invent and draft, with distinct names but for one pair of namesakes."""
    rng = random.Random(f"people {seed}")
    names = [Pair(f"{s.zh}{g.zh}", f"{s.en} {g.en}") for s in _pairs("surnames") for g in _pairs("given")]
    rng.shuffle(names)
    found: list[DemoPerson] = []
    for body in cast:
        wanted = [names.pop() for _ in range(_STAFF.get(body.kind, 0))]
        if body.code == "u1":
            wanted[3], wanted[17] = _TWIN, _TWIN
        for number, name in enumerate(wanted, start=1):
            code = f"{body.code}-p{number}"
            found.append(DemoPerson(code, name.zh, name.en, body.code, f"{body.code.upper()}{number:04d}"))
    return tuple(found)


def accounts(cast: Sequence[DemoOrganisation], staff: Sequence[DemoPerson]) -> tuple[DemoAccount, ...]:
    """One account for each kind of user; the first inventor of the first university signs in too."""
    roles = {
        OrganisationKind.OFFICE: ("officer", "知识产权局工作人员", "IP office staff"),
        OrganisationKind.CITY_OFFICE: ("officer", "市局工作人员", "City office staff"),
        OrganisationKind.UNIVERSITY: ("manager", "成果转化办公室", "Technology transfer office"),
        OrganisationKind.INSTITUTE: ("manager", "科研管理处", "Research office"),
        OrganisationKind.ENTERPRISE: ("manager", "知识产权部", "IP department"),
        OrganisationKind.AGENCY: ("attorney", "专利代理师", "Patent attorney"),
        OrganisationKind.BANK: ("banker", "科技金融部", "Technology finance"),
        OrganisationKind.GUARANTOR: ("banker", "担保业务部", "Guarantee business"),
        OrganisationKind.PROTECTION_CENTRE: ("case_handler", "快速维权部", "Fast-track protection"),
        OrganisationKind.PUBLIC_BODY: ("case_handler", "公共服务部", "Public service desk"),
    }
    found = []
    for body in cast:
        role, zh, en = roles[body.kind]
        found.append(DemoAccount(body.code, f"{body.name_zh}·{zh}", f"{body.name_en}, {en}", role, body.code))
    inventors = [person for person in staff if person.organisation in ("u1", "e3")]
    for person in (inventors[0], next(item for item in inventors if item.organisation == "e3")):
        found.append(
            DemoAccount(
                f"inventor-{person.organisation}",
                person.name_zh,
                person.name_en,
                "inventor",
                person.organisation,
                person.code,
            )
        )
    return tuple(found)


def _pairs(key: str) -> list[Pair]:
    return [pair(text) for text in read("names")[key]]


def _by_population(region: Region) -> list[Place]:
    """The divisions, the most peopled first; those without a figure last, in the order of the pack."""

    def residents(place: Place) -> int:
        return max((figure.residents for figure in place.populations), default=0)

    return sorted(region.divisions or (region.root,), key=residents, reverse=True)


def _cast(item: dict[str, object], places: list[Place], serial: int) -> DemoOrganisation:
    name = pair(str(item["name"]))
    place = places[int(str(item["place"])) % len(places)].code
    industries = item.get("industries", [])
    return DemoOrganisation(
        code=str(item["code"]),
        kind=OrganisationKind(str(item["kind"])),
        name_zh=name.zh,
        name_en=name.en,
        place=place,
        industries=tuple(industries) if isinstance(industries, list) else (),
        uscc=social_credit_code(place, serial),
    )


def _offices(region: Region, after: int) -> list[DemoOrganisation]:
    """The offices carry the word 示范: the real bodies of these places are not meant."""
    offices = []
    for number, place in enumerate((region.root, *region.divisions)):
        is_root = number == 0
        short = place.name.short("en")
        offices.append(
            DemoOrganisation(
                code="po" if is_root else f"co{number}",
                kind=OrganisationKind.OFFICE if is_root else OrganisationKind.CITY_OFFICE,
                name_zh=f"{place.name.zh}知识产权示范局",
                name_en=f"{short} Demonstration IP Office",
                place=place.code,
                industries=(),
                uscc=social_credit_code(place.code, after + number + 1),
            )
        )
    return offices
