"""A holder with a right and people, and deposits as they would make them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from mainline.orgs.enums import OrganisationKind, Role
from mainline.orgs.models import Organisation
from mainline.protection.evidence import actions
from mainline.protection.evidence.actions import Brought
from mainline.protection.evidence.logic.checklist import DONE, STEPS, Capture, Step
from mainline.protection.evidence.models import Evidence
from mainline.register.models import Party, Right
from tests.factories import DAY, a_user, an_organisation, enter
from tests.register.samples import publication

FACTS = {
    "purpose": "证明店铺销售被控侵权产品",
    "found_at": "https://shop.example/item/77",
    "captured_at": "2026-11-20T09:30:00+08:00",
    "captured_by": "李律师",
    "device": "Windows 11，Edge 130",
}


def a_capture(*left_out: str, **facts: str) -> Capture:
    steps = {code: Step(DONE, "已做") for code in STEPS if code not in left_out}
    return Capture({**FACTS, **facts}, steps)


def brought(content: bytes = b"page", name: str = "网页.html") -> Brought:
    def chunks() -> Iterable[bytes]:
        return [content]

    return Brought(name, chunks)


@dataclass(frozen=True)
class Cast:
    """A right, its holder, a lawyer of the holder, and people of a stranger and of a centre for protection."""

    right: Right
    holder: Organisation
    manager: Any
    stranger: Any
    centre: Organisation
    handler: Any

    def deposit(self, **changes: Any) -> Evidence:
        given: dict[str, Any] = {
            "organisation": self.holder, "title": "店铺页面", "files": [brought(), brought(b"video", "录屏.mp4")],
            "capture": a_capture(), "by": self.manager, "on": DAY,
        }  # fmt: skip
        return actions.deposit(**{**given, **changes})


def a_cast(*, is_demo: bool = True) -> Cast:
    """Of the demonstration, so that its own authority stamps."""
    right = enter(publication())[0]
    holder = an_organisation(kind=OrganisationKind.ENTERPRISE, is_demo=is_demo)
    Party.objects.create(right=right, role="holder", name=holder.name, organisation=holder, sequence=90)
    centre = an_organisation("北川知识产权保护中心", OrganisationKind.PROTECTION_CENTRE)
    return Cast(
        right,
        holder,
        a_user(Role.MANAGER, holder),
        a_user(Role.MANAGER),
        centre,
        a_user(Role.CASE_HANDLER, centre),
    )


Reply = Callable[[bytes], bytes]
