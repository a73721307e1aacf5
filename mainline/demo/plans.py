"""What each patent of the demonstration is to be: whose, about what, filed when, and how it ends."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from mainline.demo.days import working
from mainline.demo.phrases import Improvement, Pair, Product, Subject, industry, pair, read
from mainline.demo.province import DemoOrganisation, DemoPerson, OrganisationKind
from mainline.demo.writing import Writing, design_text, patent_text
from mainline.offices.record import Classification, RightKind

FATES: dict[RightKind, tuple[tuple[str, int, int, int], ...]] = {
    # fate, how many, youngest and oldest age of the filing in days
    RightKind.INVENTION: (
        ("pending", 9, 40, 420),
        ("published", 27, 640, 1050),
        ("refused", 9, 1560, 2600),
        ("withdrawn", 3, 860, 2000),
        ("deemed_withdrawn", 7, 1500, 3000),
        ("in_force", 62, 1650, 3650),
        ("fast", 16, 420, 1600),
        ("ceased", 12, 2700, 4700),
        ("lapsed_restorable", 4, 2000, 3300),
        ("expired", 3, 7400, 7900),
        ("invalidated", 3, 2500, 4200),
        ("under_challenge", 3, 1800, 3600),
        ("restored", 2, 2700, 3800),
    ),
    RightKind.UTILITY_MODEL: (
        ("pending", 5, 20, 90),
        ("refused", 2, 700, 1500),
        ("in_force", 42, 420, 3200),
        ("ceased", 12, 1700, 3600),
        ("lapsed_restorable", 3, 1400, 3000),
        ("expired", 7, 3700, 4300),
        ("invalidated", 2, 1500, 3000),
        ("under_challenge", 2, 900, 2500),
    ),
    RightKind.DESIGN: (
        ("pending", 3, 20, 80),
        ("in_force", 22, 400, 3200),
        ("ceased", 5, 1700, 3300),
        ("expired", 4, 3700, 4200),
        ("invalidated", 1, 1500, 2800),
    ),
}
T = TypeVar("T")
_SHARES = {
    2: ((6000, 4000), (5000, 5000), (7000, 3000)),
    3: ((5000, 3000, 2000), (4000, 3500, 2500), (3334, 3333, 3333)),
    4: ((4000, 3000, 2000, 1000), (3500, 3000, 2000, 1500)),
    5: ((4000, 2000, 1500, 1500, 1000), (3000, 2500, 2000, 1500, 1000)),
}
_WEIGHTS = {OrganisationKind.UNIVERSITY: 24, OrganisationKind.INSTITUTE: 6, OrganisationKind.ENTERPRISE: 6}


@dataclass(frozen=True, slots=True)
class Plan:
    """One patent before anything has happened to it."""

    code: str
    serial: int
    kind: RightKind
    industry: str
    holders: tuple[str, ...]
    place: str
    inventors: tuple[tuple[str, int], ...]
    text: Writing
    classification: Classification
    need: Pair
    """What somebody would ask for whom it helps."""
    filed_on: dt.date
    fate: str
    agency: str
    is_fast: bool
    """Examined fast after pre-examination; a fate of its own when drawn, in force in the end."""
    is_reduced: bool
    """Whether the holder has the fee reduction of 85 %."""


def plans(
    cast: Sequence[DemoOrganisation], staff: Sequence[DemoPerson], seed: int, today: dt.date
) -> tuple[Plan, ...]:
    """All patents, inventions first. No two have the same title."""
    rng = random.Random(f"plans {seed}")
    models = _draw(cast, RightKind.UTILITY_MODEL, set(), rng)
    taken = {(subject.name.zh, improvement.code) for _, _, subject, improvement in models}
    inventions = _draw(cast, RightKind.INVENTION, taken, rng)
    maker = _Maker(cast, staff, rng, today)
    found = [
        maker.patent(RightKind.INVENTION, fate, *drawn)
        for fate, drawn in _fated(RightKind.INVENTION, inventions, rng)
    ]
    found += [
        maker.patent(RightKind.UTILITY_MODEL, fate, *drawn)
        for fate, drawn in _fated(RightKind.UTILITY_MODEL, models, rng)
    ]
    products = [
        (body, code, product)
        for code in sorted(read("fits"))
        for product in industry(code).products
        for body in _makers(cast, code)[:1]
    ]
    rng.shuffle(products)
    found += [maker.design(fate, *drawn) for fate, drawn in _fated(RightKind.DESIGN, products, rng)]
    return tuple(found)


_Drawn = tuple[DemoOrganisation, str, Subject, Improvement]


def _draw(
    cast: Sequence[DemoOrganisation], kind: RightKind, taken: set[tuple[str, str]], rng: random.Random
) -> list[_Drawn]:
    """As many distinct pairings as the kind needs, each with a body of the industry."""
    structural = kind is RightKind.UTILITY_MODEL
    pools = {}
    for code in sorted(read("fits")):
        pairings = [
            p for p in industry(code).pairs(structural=structural) if (p[0].name.zh, p[1].code) not in taken
        ]
        rng.shuffle(pairings)
        pools[code] = pairings
    bodies = [body for body in cast if body.kind in _WEIGHTS and body.industries]
    wanted = sum(count for _, count, _, _ in FATES[kind])
    drawn: list[_Drawn] = []
    while len(drawn) < wanted:
        body = rng.choices(bodies, [_WEIGHTS[body.kind] for body in bodies])[0]
        open_to = [code for code in body.industries if pools[code]]
        if open_to:
            code = rng.choice(open_to)
            drawn.append((body, code, *pools[code].pop()))
    return drawn


def _fated(kind: RightKind, drawn: list[T], rng: random.Random) -> list[tuple[str, T]]:
    fates = [fate for fate, count, _, _ in FATES[kind] for _ in range(count)]
    rng.shuffle(fates)
    return list(zip(fates, drawn, strict=False))


def _makers(cast: Sequence[DemoOrganisation], code: str) -> list[DemoOrganisation]:
    return [body for body in cast if body.kind == OrganisationKind.ENTERPRISE and code in body.industries]


class _Maker:
    """Draws the circumstances of one patent after the other from one generator."""

    def __init__(
        self,
        cast: Sequence[DemoOrganisation],
        staff: Sequence[DemoPerson],
        rng: random.Random,
        today: dt.date,
    ) -> None:
        self.cast, self.rng, self.today = cast, rng, today
        self.staff = {body.code: [p.code for p in staff if p.organisation == body.code] for body in cast}
        self.names = {person.code: person.name_zh for person in staff}
        self.serial = 0

    def patent(
        self,
        kind: RightKind,
        fate: str,
        body: DemoOrganisation,
        code: str,
        subject: Subject,
        improvement: Improvement,
    ) -> Plan:
        """An invention or utility model."""
        is_model = kind is RightKind.UTILITY_MODEL
        text = patent_text(
            industry(code), subject, improvement, is_model, f"{subject.name.zh}{improvement.code}"
        )
        symbol = Classification("ipc", subject.ipc, is_main=True, is_inventive=True)
        need = Pair(f"求解决：{subject.flaw.zh}", f"Wanted, a remedy where {subject.flaw.en}")
        return self._plan(kind, fate, body, code, text, symbol, need)

    def design(self, fate: str, body: DemoOrganisation, code: str, product: Product) -> Plan:
        """A design."""
        feature = pair(self.rng.choice(read("names")["features"]))
        text = design_text(product, feature, 1)
        symbol = Classification("locarno", product.locarno, is_main=True)
        need = Pair(f"寻求外观方案：{product.name.zh}", f"Wanted, a design for: {product.name.en.lower()}")
        return self._plan(RightKind.DESIGN, fate, body, code, text, symbol, need)

    def _plan(
        self,
        kind: RightKind,
        fate: str,
        body: DemoOrganisation,
        code: str,
        text: Writing,
        symbol: Classification,
        need: Pair,
    ) -> Plan:
        self.serial += 1
        holders = self._holders(body, code)
        youngest, oldest = next((low, high) for name, _, low, high in FATES[kind] if name == fate)
        filed_on = working(self.today - dt.timedelta(days=self.rng.randint(youngest, oldest)))
        if fate == "lapsed_restorable":
            filed_on = self._lapsing(filed_on)
        return Plan(
            code=f"{kind.value.replace('_', '-')}-{self.serial:03d}",
            serial=self.serial,
            kind=kind,
            industry=code,
            holders=holders,
            place=body.place,
            inventors=self._inventors(holders),
            text=text,
            classification=symbol,
            need=need,
            filed_on=filed_on,
            fate="in_force" if fate == "fast" else fate,
            is_fast=fate == "fast",
            agency=self.rng.choice(("a1", "a1", "a2")),
            is_reduced=len(holders) == 1
            and (body.kind != OrganisationKind.ENTERPRISE or self.rng.random() < 0.25),
        )

    def _holders(self, body: DemoOrganisation, code: str) -> tuple[str, ...]:
        partners = [partner.code for partner in _makers(self.cast, code) if partner.code != body.code]
        if partners and body.kind != OrganisationKind.ENTERPRISE and self.rng.random() < 0.12:
            return (body.code, self.rng.choice(partners))
        return (body.code,)

    def _inventors(self, holders: tuple[str, ...]) -> tuple[tuple[str, int], ...]:
        shares = self.rng.choice(_SHARES[self.rng.randint(2, 5)])
        own = self.rng.sample(self.staff[holders[0]], len(shares))
        while len({self.names[code] for code in own}) < len(own):  # namesakes invent, but not together
            own = self.rng.sample(self.staff[holders[0]], len(shares))
        if len(holders) > 1:
            own[-1] = self.rng.choice(self.staff[holders[1]])
        return tuple(zip(own, shares, strict=True))

    def _lapsing(self, near: dt.date) -> dt.date:
        """A filing day whose anniversary fell six months and some weeks before today."""
        due = self.today - dt.timedelta(days=self.rng.randint(205, 230))
        year = near.year
        while True:
            day = dt.date(year, due.month, min(due.day, 28))
            if day.weekday() < 5:
                return day
            due -= dt.timedelta(days=1)


def title_of(plan: Plan) -> Pair:
    """The title without the opening 一种, as people say it."""
    return Pair(plan.text.title.zh.removeprefix("一种"), plan.text.title.en)
