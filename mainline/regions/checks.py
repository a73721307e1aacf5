"""What must hold between the facts of a pack once each of them has been read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from mainline.regions.problems import Problem
from mainline.regions.region import Place, Policy, Region

CONFIDENCES = ("A", "B", "C", "D")


def problems_of(region: Region) -> list[Problem]:
    """Every contradiction in a pack; empty when it can be used."""
    checks = (_one_root, _unique_codes, _known_places, _known_sources, _policies, _sums)
    return [problem for check in checks for problem in check(region)]


def _one_root(region: Region) -> Iterator[Problem]:
    roots = [place.code for place in region.places if not place.parent]
    if len(roots) != 1:
        en = f"exactly one place has no parent (the region itself), but {len(roots)} have none: {roots}"
        yield Problem("places", f"应恰有一个没有上级的地点（即地区本身），现有 {len(roots)} 个：{roots}", en)


def _unique_codes(region: Region) -> Iterator[Problem]:
    groups: dict[str, Iterable[str]] = {
        "place": (place.code for place in region.places),
        "industry": (industry.code for industry in region.industries),
        "office": (office.code for office in region.offices),
        "zone": (zone.code for zone in region.zones),
        "policy": (policy.code for policy in region.policies),
        "source": (source.key for source in region.sources),
    }
    for name, codes in groups.items():
        for code, count in Counter(codes).items():
            if count > 1:
                yield Problem(
                    name, f"编码 {code} 重复 {count} 次", f"code {code} stands {count} times; keep one"
                )


def _known_places(region: Region) -> Iterator[Problem]:
    known = {place.code for place in region.places}
    named = [(f"place {place.code}.parent", place.parent) for place in region.places if place.parent]
    named += [(f"office {office.code}.place", office.place) for office in region.offices]
    named += [(f"zone {zone.code}.places", code) for zone in region.zones for code in zone.places]
    for where, code in named:
        if code not in known:
            yield Problem(
                where, f"没有编码为 {code} 的地点", f"no place has code {code}; add it or mend the code"
            )


def _known_sources(region: Region) -> Iterator[Problem]:
    known = {source.key for source in region.sources}
    named = [
        (f"place {place.code} population {figure.year}", figure.source)
        for place in region.places
        for figure in place.populations
    ]
    named += [(f"policy {policy.code}", policy.source) for policy in region.policies]
    named += [(f"industry {industry.code}", industry.source) for industry in region.industries]
    named += [(f"office {office.code}", office.source) for office in region.offices]
    named += [(f"zone {zone.code}", zone.source) for zone in region.zones]
    for where, key in named:
        if key and key not in known:
            yield Problem(where, f"来源 {key} 未列出", f"source {key} is not listed; add a [[source]] for it")


def _policies(region: Region) -> Iterator[Problem]:
    for policy in region.policies:
        if policy.confidence not in CONFIDENCES:
            en = f"confidence {policy.confidence!r} is not one of {', '.join(CONFIDENCES)}"
            yield Problem(f"policy {policy.code}", f"可信度 {policy.confidence!r} 应为 A、B、C、D 之一", en)
        if _closes_before_opening(policy):
            en = f"it closes on {policy.closes_on}, before it opens on {policy.opens_on}"
            yield Problem(
                f"policy {policy.code}", f"截止日 {policy.closes_on} 早于起始日 {policy.opens_on}", en
            )


def _closes_before_opening(policy: Policy) -> bool:
    return bool(policy.opens_on and policy.closes_on and policy.closes_on < policy.opens_on)


def _sums(region: Region) -> Iterator[Problem]:
    if region.census_year is None:
        return
    roots = [place for place in region.places if not place.parent]
    for root in roots:
        yield from _sum_of(
            root, [place for place in region.places if place.parent == root.code], region.census_year
        )


def _sum_of(root: Place, parts: list[Place], year: int) -> Iterator[Problem]:
    whole = root.population(year)
    figures = [(place, place.population(year)) for place in parts]
    missing = [place.code for place, figure in figures if figure is None]
    if whole is None or missing:
        lacking = missing if whole else [root.code, *missing]
        en = f"no population of the census year {year} for: {', '.join(lacking)}"
        yield Problem("places", f"缺少 {year} 年人口：{'、'.join(lacking)}", en)
        return
    total = sum(figure.residents for _, figure in figures if figure)
    if parts and total != whole.residents:
        en = f"the parts of {root.code} sum to {total:,} in {year}, but it is given as {whole.residents:,}"
        yield Problem(
            "places", f"{root.code} 各部分 {year} 年合计 {total:,}，与 {whole.residents:,} 不符", en
        )
