"""Organisations, their rights, proposals that two are one."""

from __future__ import annotations

import pytest
from django.test import Client

from mainline.orgs.enums import Role
from mainline.orgs.models import MergeProposal, Organisation
from tests.factories import a_proposal, a_user, an_organisation, enter, some_publications
from tests.web.test_pages import text

pytestmark = pytest.mark.django_db


def holder() -> Organisation:
    return Organisation.objects.get(name="北川大学")


def test_list_finds_by_part_of_the_name_and_kind(zh: Client) -> None:
    enter(*some_publications(2))
    an_organisation("南山银行", kind="bank")
    assert "北川大学" in text(zh, "/organisations/?q=北川")
    assert "南山银行" not in text(zh, "/organisations/?q=北川")
    assert "南山银行" in text(zh, "/organisations/?kind=bank")
    assert 'href="?view=all"' in text(zh, "/organisations/?q=不存在的名称")


@pytest.mark.parametrize("query", ["q=%00", "kind=nothing", "page=-4", "page=x", "q=%25", "q=" + "x" * 900])
def test_list_survives_what_makes_no_sense(zh: Client, query: str) -> None:
    enter(*some_publications(1))
    assert "</html>" in text(zh, f"/organisations/?{query}")


def test_page_lists_sorts_and_exports_its_rights(zh: Client) -> None:
    enter(*some_publications(3))
    path = f"/organisations/{holder().pk}/"

    up, down = text(zh, f"{path}?sort=title"), text(zh, f"{path}?sort=-title")
    data = b"".join(zh.get(f"{path}export/jsonl/").streaming_content)

    assert up.index("收获机0") < up.index("收获机2")
    assert down.index("收获机2") < down.index("收获机0")
    assert 'aria-sort="ascending"' in up
    assert data.count(b"\n") == 3
    assert "</html>" in text(zh, f"{path}?sort=password")
    assert zh.get(f"{path}export/docx/").status_code == 404


def test_page_of_a_merged_organisation_leads_to_the_one_it_stands_for(zh: Client) -> None:
    enter(*some_publications(1))
    other = an_organisation("北川大学校", merged_into=holder())
    assert zh.get(f"/organisations/{other.pk}/").headers["Location"] == f"/organisations/{holder().pk}/"
    assert "北川大学校" in text(zh, f"/organisations/{holder().pk}/")
    assert zh.get("/organisations/99999999999999999999/").status_code == 404


def test_only_officers_decide_and_every_decision_can_be_undone(en: Client) -> None:
    enter(*some_publications(1))
    other = an_organisation("北川大学（示例）")
    proposal = a_proposal(holder(), other)
    path = f"/proposals/{proposal.pk}/"

    assert en.post(f"{path}decide/", {"answer": "accept"}).headers["Location"].startswith("/login/")
    en.force_login(a_user(Role.MANAGER))
    assert en.post(f"{path}decide/", {"answer": "accept"}).status_code == 403
    assert "They are one" not in text(en, f"/organisations/{other.pk}/")
    en.force_login(a_user(Role.OFFICER))
    assert "The names differ in the legal form alone" in text(en, "/proposals/")
    assert "They are one" in text(en, f"/organisations/{other.pk}/")

    en.post(f"{path}decide/", {"answer": "accept", "next": f"/organisations/{holder().pk}/"})
    other.refresh_from_db()
    assert other.merged_into == holder()
    assert "Take back" in text(en, "/proposals/")
    en.post(f"{path}undo/")
    other.refresh_from_db()
    assert other.merged_into is None
    assert MergeProposal.objects.get().state == "open"


def test_deciding_never_leads_to_another_host(en: Client) -> None:
    proposal = a_proposal(an_organisation(), an_organisation())
    en.force_login(a_user(Role.OFFICER))
    answer = en.post(
        f"/proposals/{proposal.pk}/decide/", {"answer": "refuse", "next": "https://elsewhere.example/"}
    )
    assert answer.headers["Location"] == "/proposals/"


def test_decisions_need_the_token() -> None:
    proposal = a_proposal(an_organisation(), an_organisation())
    client = Client(enforce_csrf_checks=True)
    client.force_login(a_user(Role.OFFICER))
    assert client.post(f"/proposals/{proposal.pk}/decide/", {"answer": "accept"}).status_code == 403
    assert MergeProposal.objects.get().state == "open"


@pytest.mark.parametrize("given", [{}, {"answer": "zzz"}])
def test_what_is_no_answer_decides_nothing_about_organisations(en: Client, given: dict[str, str]) -> None:
    enter(*some_publications(1))
    proposal = a_proposal(holder(), an_organisation())
    en.force_login(a_user(Role.OFFICER))

    done = en.post(f"/proposals/{proposal.pk}/decide/", given, follow=True)

    assert MergeProposal.objects.get().state == "open"
    assert "Nothing was decided" in done.content.decode()
