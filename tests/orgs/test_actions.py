"""Merging organisations: what is decided in any order, and taken back in any other."""

from __future__ import annotations

import itertools

import pytest

from mainline.orgs.access import organisation_ids
from mainline.orgs.actions import propose_merges
from mainline.orgs.enums import Role
from mainline.orgs.models import Membership, MergeProposal, Organisation
from mainline.register import actions
from mainline.register.access import audience, visible_rights
from mainline.register.models import Party, Right
from tests.factories import a_proposal, a_user, an_organisation, enter
from tests.register.samples import publication

pytestmark = pytest.mark.django_db


def _roots(*organisations: Organisation) -> list[int | None]:
    pks = [each.pk for each in organisations]
    found = dict(Organisation.objects.filter(pk__in=pks).values_list("pk", "merged_into_id"))
    return [found[pk] for pk in pks]


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_merges_end_the_same_in_any_order_and_leave_no_chain(order: tuple[int, ...]) -> None:
    one, two, three, four = (an_organisation() for _ in range(4))
    proposals = [a_proposal(three, four), a_proposal(two, three), a_proposal(one, two)]

    for index in order:
        assert actions.decide_proposal(proposal=proposals[index], accept=True, by=None)

    assert _roots(one, two, three, four) == [None, one.pk, one.pk, one.pk]


def test_circle_of_proposals_hides_nobody() -> None:
    one, two, three = (an_organisation() for _ in range(3))
    for pair in ((one, two), (two, three), (one, three)):
        actions.decide_proposal(proposal=a_proposal(*pair), accept=True, by=None)

    assert _roots(one, two, three) == [None, one.pk, one.pk]


def test_undone_merge_leaves_the_other_merges_as_they_are() -> None:
    one, two, three = (an_organisation() for _ in range(3))
    first, second = a_proposal(one, three), a_proposal(two, three)
    for proposal in (first, second):
        actions.decide_proposal(proposal=proposal, accept=True, by=None)

    actions.undo_proposal(proposal=first, by=None)

    assert _roots(one, two, three) == [None, None, two.pk]


def test_decided_proposal_is_not_decided_again_from_an_old_page() -> None:
    one, two = an_organisation(), an_organisation()
    proposal = a_proposal(one, two)
    actions.decide_proposal(proposal=proposal, accept=True, by=None)

    assert not actions.decide_proposal(proposal=proposal, accept=False, by=None)

    proposal.refresh_from_db()
    assert proposal.state == "accepted"
    assert _roots(two) == [one.pk]


@pytest.mark.parametrize("belongs_to", [0, 1, 2])
def test_member_of_one_sees_what_is_held_under_any_name_of_it(belongs_to: int) -> None:
    one, two, three = names = [an_organisation() for _ in range(3)]
    (right,) = enter(publication())
    Right.objects.update(confidentiality="holder")
    Party.objects.filter(right=right).update(organisation=three)
    user = a_user()
    Membership.objects.create(user=user, organisation=names[belongs_to], role=Role.MANAGER)
    assert visible_rights(user).exists() == (belongs_to == 2)

    for pair in ((one, two), (two, three)):
        actions.decide_proposal(proposal=a_proposal(*pair), accept=True, by=None)

    assert organisation_ids(user) == {one.pk, two.pk, three.pk}
    assert f"org:{three.pk}" in (audience(user) or ())
    assert visible_rights(user).get() == right


def _body(name: str, **fields: str) -> Organisation:
    key = f"{fields.get('country', '')}|{name}"
    return Organisation.objects.create(name=name, name_key=key, **fields)


def test_name_that_is_anothers_english_name_is_proposed_and_not_merged() -> None:
    one = _body("北川大学", name_en="Beichuan University", country="CN")
    two = _body("BEICHUAN UNIVERSITY")

    propose_merges()

    (proposal,) = MergeProposal.objects.all()
    assert {proposal.left_id, proposal.right_id} == {one.pk, two.pk}
    assert proposal.state == "open"
    assert _roots(one, two) == [None, None]


def test_english_name_of_a_body_in_another_country_is_proposed_with_less() -> None:
    _body("北川大学", name_en="Beichuan University", country="CN")
    _body("Beichuan University", country="US")

    propose_merges()

    assert MergeProposal.objects.get().score < 1
