"""By what the budget is told apart: right, family, department, field of technology, kind, office, payer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mainline.portfolio.fees.keeping import payer_of
from mainline.register.deadlines.models import Docket
from mainline.register.models import Right

_SECTIONS = {
    "A": gettext_lazy("Human necessities"),
    "B": gettext_lazy("Performing operations, transporting"),
    "C": gettext_lazy("Chemistry, metallurgy"),
    "D": gettext_lazy("Textiles, paper"),
    "E": gettext_lazy("Fixed constructions"),
    "F": gettext_lazy("Mechanical engineering"),
    "G": gettext_lazy("Physics"),
    "H": gettext_lazy("Electricity"),
}
"""Of the International Patent Classification."""


@dataclass(frozen=True, slots=True)
class Group:
    """One way to tell rights apart."""

    code: str
    label: object
    key: Callable[[Docket], str]
    """What a right falls under, empty where that is not known."""
    name: Callable[[Docket, str], str]
    """What that is called, of a right that falls under it."""


def ipc_of(right: Right) -> str:
    """Return the first class of the International Patent Classification of a right, as printed; empty: it has none."""
    return next(
        (str(symbol).strip().upper() for scheme, symbol in right.classes if str(scheme).startswith("ipc")), ""
    )


def _section(docket: Docket) -> str:
    letter = ipc_of(docket.right)[:1]
    return letter if letter in _SECTIONS else ""


def _class(docket: Docket) -> str:
    return ipc_of(docket.right)[:3] if _section(docket) else ""


def _title(docket: Docket) -> str:
    return docket.right.display_title or docket.right.number or str(docket.right_id)


def _family(docket: Docket) -> str:
    """Return the family of a right; one of which no family is known is its own."""
    return docket.right.family_key or f"right-{docket.right_id}"


GROUPS: Mapping[str, Group] = {
    group.code: group
    for group in (
        Group("kind", gettext_lazy("Kind of right"), lambda d: d.right.kind, lambda d, _k: str(d.right.get_kind_display())),
        Group("office", gettext_lazy("Office"), lambda d: d.right.office, lambda _d, key: key),
        Group("right", gettext_lazy("Right"), lambda d: str(d.right_id), lambda d, _k: f"{_title(d)} · {d.right.number}"),
        Group("family", gettext_lazy("Family"), _family, lambda d, _k: _title(d)),
        Group("department", gettext_lazy("Department"), lambda d: d.department, lambda _d, key: key),
        Group("section", gettext_lazy("Technology field (IPC section)"), _section, lambda _d, key: f"{key} · {_SECTIONS[key]}"),
        Group("class", gettext_lazy("Technology field (IPC class)"), _class, lambda _d, key: key),
        Group("payer", gettext_lazy("Payer"), lambda d: str(payer_of(d).pk), lambda d, _k: payer_of(d).display_name),
    )
}  # fmt: skip


def name_of(group: Group, docket: Docket) -> str:
    """Return what a right falls under, in words."""
    key = group.key(docket)
    return group.name(docket, key) if key else _("not said")


def has_key(docket: Docket, code: str, key: str) -> bool:
    """Whether a right falls under a key of a group."""
    return GROUPS[code].key(docket) == key
