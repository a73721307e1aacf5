"""Proposals as a table, two organisations side by side, the surest accepted at once and taken back."""

from __future__ import annotations

import pytest
from django.test import Client
from lxml import html

from mainline.orgs.enums import Role
from mainline.orgs.models import MergeProposal, Organisation
from tests.factories import a_proposal, a_user, an_organisation, enter, some_publications
from tests.web.test_pages import text

pytestmark = pytest.mark.django_db


@pytest.fixture
def en() -> Client:
    client = Client(HTTP_ACCEPT_LANGUAGE="en")
    client.force_login(a_user(Role.OFFICER))
    return client


def proposals(*scores: str) -> list[MergeProposal]:
    found = []
    for score in scores:
        proposal = a_proposal(an_organisation(), an_organisation())
        proposal.score = score
        proposal.save()
        found.append(proposal)
    return found


def boxes(page: str) -> list[int]:
    return [int(box.get("value")) for box in html.fromstring(page).xpath("//tbody//input[@name='pk']")]


def test_those_that_wait_stand_first_surest_first(en: Client) -> None:
    low, high, done = proposals("0.9000", "0.9900", "0.9990")
    en.post(f"/proposals/{done.pk}/decide/", {"answer": "refuse"})

    page = html.fromstring(text(en, "/proposals/"))

    links = page.xpath("//tbody/tr/td[1]/a/@href")
    assert links == [f"/proposals/{one.pk}/" for one in (high, low, done)]
    assert "2 proposals wait" in page.text_content()
    assert len(html.fromstring(text(en, "/proposals/?score-from=95&state=open")).xpath("//tbody/tr")) == 1
    assert len(html.fromstring(text(en, "/proposals/?state=refused")).xpath("//tbody/tr")) == 1


def test_two_stand_side_by_side_and_the_next_comes_after(en: Client) -> None:
    enter(*some_publications(7))
    left = Organisation.objects.get(name="北川大学")
    first = a_proposal(left, an_organisation("北川大学（示例）", uscc="91230100MA18XXXXX1"))
    [second] = proposals("0.5000")

    page = text(en, f"/proposals/{first.pk}/")
    answer = en.post(
        f"/proposals/{first.pk}/decide/", {"answer": "refuse", "next": f"/proposals/{second.pk}/"}
    )

    assert "91230100MA18XXXXX1" in page
    assert page.count("一种大豆收获机") == 5
    assert f'value="/proposals/{second.pk}/"' in page
    assert answer.headers["Location"] == f"/proposals/{second.pk}/"
    assert "They are one" not in text(en, f"/proposals/{first.pk}/")
    assert en.get("/proposals/99999999999999999999/").status_code == 404


def test_decision_that_was_taken_meanwhile_or_must_not_be_says_so(en: Client) -> None:
    left = an_organisation(uscc="91350211M000100Y46")
    right = an_organisation(uscc="91230100000000001M")
    proposal = a_proposal(left, right)

    refused = en.post(f"/proposals/{proposal.pk}/decide/", {"answer": "accept"}, follow=True)
    proposal.refresh_from_db()
    state = proposal.state
    en.post(f"/proposals/{proposal.pk}/decide/", {"answer": "refuse"})
    late = en.post(f"/proposals/{proposal.pk}/decide/", {"answer": "refuse"}, follow=True)

    assert state == "open"
    assert "91350211M000100Y46" in html.fromstring(refused.content).xpath("string(//div[@role='status'])")
    assert "Somebody has decided this meanwhile." in late.content.decode()


def test_surest_are_looked_over_accepted_and_taken_back_at_once(en: Client) -> None:
    low, high, higher = proposals("0.9000", "0.9600", "0.9900")

    assert boxes(text(en, "/proposals/preview/")) == [higher.pk, high.pk]
    assert boxes(text(en, "/proposals/preview/?from=98")) == [higher.pk]
    for asked in ("60" + "9" * 5000, "0060" + "9" * 5000):
        assert boxes(text(en, f"/proposals/preview/?from={asked}")) == [higher.pk, high.pk]
    assert MergeProposal.objects.filter(state="open").count() == 3

    answer = en.post("/proposals/accept/", {"pk": [high.pk, higher.pk]}, follow=True)
    page = answer.content.decode()
    assert MergeProposal.objects.filter(state="accepted").count() == 2
    assert f"/proposals/{high.pk}/" in page
    assert f"/proposals/{low.pk}/" not in page
    assert Organisation.objects.exclude(merged_into=None).count() == 2

    taken = en.post("/proposals/undo/", {"pk": [high.pk, higher.pk]}, follow=True)
    assert "2 decisions were taken back." in taken.content.decode()
    assert not Organisation.objects.exclude(merged_into=None).exists()
    assert MergeProposal.objects.filter(state="open").count() == 3


def test_marked_ones_are_looked_over_first(en: Client) -> None:
    low, _high = proposals("0.6000", "0.9600")
    page = en.post("/proposals/preview/", {"pk": [low.pk, "x", "99999999999999999999"]}).content.decode()
    assert boxes(page) == [low.pk]
    assert MergeProposal.objects.filter(state="open").count() == 2


def test_one_that_must_not_be_is_left_open_while_the_others_are_accepted(en: Client) -> None:
    good = proposals("0.9900")[0]
    bad = a_proposal(an_organisation(uscc="91350211M000100Y46"), an_organisation(uscc="91230100000000001M"))

    answer = en.post("/proposals/accept/", {"pk": [good.pk, bad.pk]}, follow=True)

    good.refresh_from_db()
    bad.refresh_from_db()
    assert (good.state, bad.state) == ("accepted", "open")
    assert "91350211M000100Y46" in html.fromstring(answer.content).xpath("string(//div[@role='status'])")


@pytest.mark.parametrize("given", [{}, {"pk": "x"}, {"pk": "-1"}, {"pk": "99999999999999999999"}])
def test_nothing_marked_accepts_nothing_and_says_so(en: Client, given: dict[str, str]) -> None:
    proposals("0.9900")
    answer = en.post("/proposals/accept/", given, follow=True)
    assert "Nothing was accepted" in answer.content.decode()
    assert MergeProposal.objects.get().state == "open"


@pytest.mark.parametrize("asked", ["from=x", "from=9999", "from=-3", "from=0", "from=%00", "from=９８"])
def test_preview_survives_what_makes_no_sense(en: Client, asked: str) -> None:
    proposals("0.9600")
    assert len(boxes(text(en, f"/proposals/preview/?{asked}"))) == 1
    assert text(en, "/proposals/decided/?pk=x&pk=99999999999999999999")


@pytest.mark.parametrize(
    "path", ["/proposals/", "/proposals/preview/", "/proposals/decided/", "/proposals/export/csv/"]
)
def test_only_officers_see_proposals(path: str) -> None:
    client = Client()
    assert client.get(path).headers["Location"].startswith("/login/")
    client.force_login(a_user(Role.MANAGER))
    assert client.get(path).status_code == 403
    assert client.post("/proposals/accept/", {"pk": 1}).status_code == 403
    assert client.post("/proposals/undo/", {"pk": 1}).status_code == 403
