"""Pages of pledges: what each side is shown, and what a stranger is not."""

from __future__ import annotations

import pytest
from django.test import Client

from mainline.utilization.pledges.models import Pledge, PledgeInvitation
from tests.utilization.pledges.test_pledges import END, World

pytestmark = pytest.mark.django_db


def test_pack_is_made_on_its_page_and_read_by_the_invited_bank_alone(en: Client, zh: Client) -> None:
    world = World()
    en.force_login(world.manager)
    assert b"Seek a loan" in en.get("/utilization/pledges/new/").content
    given = {
        "rights": str(world.right.pk),
        "amount": "3000000",
        "currency": "CNY",
        "until": END.isoformat(),
        "purpose": "rd",
    }
    wrong = en.post("/utilization/pledges/new/", {**given, "amount": "much"})
    assert (wrong.status_code, b"is no amount" in wrong.content) == (400, True)
    page = en.post("/utilization/pledges/new/", given)["Location"]
    pledge = Pledge.objects.get()
    assert page == f"/utilization/pledges/{pledge.pk}/"

    zh.force_login(world.banker)
    assert zh.get(page).status_code == 404
    en.post(f"{page}act/", {"act": "invite", "bank": str(world.bank.pk), "days": "30"})
    assert PledgeInvitation.objects.get().organisation == world.bank
    shown = zh.get(page).content.decode()
    assert "贷款" in shown
    assert "可查阅的机构" not in shown
    zh.force_login(world.rival)
    assert [zh.get(page).status_code, zh.get(f"{page}paper/").status_code] == [404, 404]
    assert pledge.number not in zh.get("/utilization/pledges/").content.decode()
    assert zh.post(f"{page}act/", {"act": "give_up", "reason": "x"}).status_code == 404
