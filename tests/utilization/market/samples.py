"""A university with a right, an enterprise with a problem, an officer between them, and a stranger."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from mainline.orgs.enums import OrganisationKind, Role
from mainline.orgs.models import Organisation
from mainline.register.models import Party, Right
from mainline.utilization.market.actions import needs, offers
from mainline.utilization.market.actions.needs import NeedSaid
from mainline.utilization.market.actions.offers import OfferSaid
from mainline.utilization.market.models import Need, Offer
from tests.factories import DAY, a_user, an_organisation, enter
from tests.register.samples import publication

WORDS = "低垄种植的大豆收获时底荚漏割，机器在田里损失很大，希望有能贴地仿形的收获机。"


@dataclass
class Cast:
    """Who takes part."""

    university: Organisation
    holder: Any
    enterprise: Organisation
    seeker: Any
    office: Organisation
    officer: Any
    stranger: Any
    right: Right

    def said(self, **more: Any) -> NeedSaid:
        given = {"title": "大豆收获损失大", "text": WORDS, "industry": "agricultural_machinery"}
        return NeedSaid(**{**given, **more})

    def need(self, *, is_posted: bool = True, **more: Any) -> Need:
        made = needs.draft_need(organisation=self.enterprise, said=self.said(**more), by=self.seeker, on=DAY)
        return needs.post_need(need=made, by=self.seeker, on=DAY) if is_posted else made

    def offer(self, rights: list[Right] | None = None, **more: Any) -> Offer:
        given: dict[str, Any] = {
            "title": "大豆收获机许可", "field_of_use": "大豆联合收获", "readiness": 7, "mode": "ordinary_licence",
        }  # fmt: skip
        said = OfferSaid(**{**given, **more})
        return offers.list_offer(
            organisation=self.university, rights=rights or [self.right], said=said, by=self.holder, on=DAY
        )


def a_cast() -> Cast:
    """The cast, with one published right and an index that knows it."""
    university = an_organisation("北川大学")
    enterprise = an_organisation("稷野农业机械有限公司", OrganisationKind.ENTERPRISE)
    office = an_organisation("示范知识产权局", OrganisationKind.OFFICE)
    stranger = an_organisation("澜麦食品有限公司", OrganisationKind.ENTERPRISE)
    (right,) = enter(publication())
    held_by(right, university)
    return Cast(
        university, a_user(Role.MANAGER, university, "holder"), enterprise,
        a_user(Role.MANAGER, enterprise, "seeker"), office, a_user(Role.OFFICER, office, "officer"),
        a_user(Role.MANAGER, stranger, "stranger"), right,
    )  # fmt: skip


def held_by(right: Right, organisation: Organisation) -> None:
    """Let an organisation be the one that holds a right."""
    Party.objects.filter(right=right, role="applicant").update(
        organisation=organisation, name=organisation.name
    )
    Right.objects.filter(pk=right.pk).update(holder_name=organisation.name)
    right.refresh_from_db()
