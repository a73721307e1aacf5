"""The names of the query language, and the weights of the fields."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum


class FieldType(Enum):
    """What a field's values are, and so how its query is read."""

    TEXT = "text"
    PARTY = "party"
    NUMBER = "number"
    SYMBOL = "symbol"
    DATE = "date"
    VALUE = "value"
    FAMILY = "family"


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the query language: its name, what it holds, its other names."""

    name: str
    type: FieldType
    zh: str
    aliases: tuple[str, ...] = ()


FIELDS: tuple[Field, ...] = (
    Field("title", FieldType.TEXT, "标题", ("ti", "名称", "发明名称")),
    Field("abstract", FieldType.TEXT, "摘要", ("ab",)),
    Field("claims", FieldType.TEXT, "权利要求", ("claim", "cl", "权利要求书")),
    Field("description", FieldType.TEXT, "说明书", ("desc",)),
    Field("applicant", FieldType.PARTY, "申请人", ("pa", "owner", "权利人", "专利权人", "assignee")),
    Field("inventor", FieldType.PARTY, "发明人", ("in", "designer", "breeder", "设计人", "育种人")),
    Field("agent", FieldType.PARTY, "代理人", ("代理机构",)),
    Field("party", FieldType.PARTY, "当事人", ("name",)),
    Field("number", FieldType.NUMBER, "号码", ("no", "号", "申请号", "公布号", "专利号", "注册号")),
    Field("ipc", FieldType.SYMBOL, "分类", ("分类号", "ic")),
    Field("cpc", FieldType.SYMBOL, "联合分类", ("cpc分类",)),
    Field("filed", FieldType.DATE, "申请日", ("filing", "ad")),
    Field("published", FieldType.DATE, "公布日", ("publication", "公开日", "公告日", "pd")),
    Field("granted", FieldType.DATE, "授权日", ("grant", "gd")),
    Field("status", FieldType.VALUE, "状态", ("法律状态",)),
    Field("kind", FieldType.VALUE, "类型", ("type", "种类")),
    Field("office", FieldType.VALUE, "局", ("受理局", "国家")),
    Field("region", FieldType.VALUE, "地区", ("place", "区域")),
    Field("holder", FieldType.VALUE, "权利人类型", ("holder_kind", "holder_type")),
    Field("lang", FieldType.VALUE, "语言", ("language",)),
    Field("family", FieldType.FAMILY, "同族", ()),
)

BY_NAME: dict[str, Field] = {
    spelling: field for field in FIELDS for spelling in (field.name, field.zh, *field.aliases)
}
TEXT_FIELDS: tuple[str, ...] = tuple(f.name for f in FIELDS if f.type is FieldType.TEXT)
EXACT_FIELDS: tuple[str, ...] = ("title", "abstract")
"""Text fields whose words stand in the index as written too; the long ones stand by stems alone."""
DATE_FIELDS: tuple[str, ...] = tuple(f.name for f in FIELDS if f.type is FieldType.DATE)
VALUE_FIELDS: tuple[str, ...] = tuple(f.name for f in FIELDS if f.type is FieldType.VALUE)
PARTY_FIELDS: tuple[str, ...] = tuple(f.name for f in FIELDS if f.type is FieldType.PARTY)

PARTY_ROLES: dict[str, frozenset[str]] = {
    "applicant": frozenset({"applicant", "holder", "assignee", "assignor", "licensee", "pledgee"}),
    "inventor": frozenset({"inventor", "designer", "breeder", "author"}),
    "agent": frozenset({"agent", "correspondent"}),
}
"""Which roles of a party each party field holds; ``party`` holds all."""

TREES: dict[str, tuple[str, ...]] = {
    name: tuple(f"{name}_{level}" for level in ("section", "class", "subclass")) for name in ("ipc", "cpc")
}
"""Facet of a classification → columns of its upper levels. A filter by it takes a value of any level."""


def narrowest(symbols: Sequence[str]) -> list[str]:
    """Return the symbols that no other one narrows: who chose H and in it H01 wants H01.

    >>> narrowest(["H", "H01", "A"])
    ['H01', 'A']
    """
    return [one for one in symbols if not any(other != one and other.startswith(one) for other in symbols)]


FACETS: dict[str, str] = {
    **{name: name for name in VALUE_FIELDS},
    "year": "filed_year",
    "filed_year": "filed_year",
    "published_year": "published_year",
    "granted_year": "granted_year",
    **{column: column for levels in TREES.values() for column in levels},
    **{name: name for name in TREES},
    "applicant": "applicant_name",
}
"""Facet name → column of the index."""

SORTS: dict[str, tuple[str, bool]] = {
    "filed": ("filed", False),
    "-filed": ("filed", True),
    "published": ("published", False),
    "-published": ("published", True),
    "granted": ("granted", False),
    "-granted": ("granted", True),
}
"""Sort name → (column, whether newest first). Documents without the date come last. ``""`` is relevance."""


@dataclass(frozen=True, slots=True)
class Weights:
    """How much a match counts, by field and by kind of match; factors on BM25, none has a unit."""

    title: float = 3.0
    abstract: float = 1.0
    claims: float = 0.8
    description: float = 0.4
    party: float = 1.5
    number: float = 20.0
    stem: float = 1.0
    """A Latin word by its stem."""
    word: float = 0.7
    """A Chinese word as cut."""
    gram: float = 0.5
    """The same characters anywhere, cut otherwise or not at all."""
    across: float = 0.8
    """A translation; multiplied by the alternative's own weight."""

    def of(self, field: str) -> float:
        """Return the weight of a text field or ``party``."""
        return float(getattr(self, field)) if field in TEXT_FIELDS else self.party
