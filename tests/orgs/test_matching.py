"""Which persons may be one: keys decide, names propose low, and what contradicts is never proposed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mainline.orgs.persons.matching import (
    OTHER_NUMBER,
    OTHER_ORCID,
    SAME_NAME,
    SAME_NUMBER,
    SAME_ORCID,
    SURE,
    Known,
    contradiction,
    likeness,
    name_form,
    propose,
    united,
)

HARBIN, SUIHUA = 1, 2
ONE, TWO = "0000-0002-1825-0097", "0000-0002-1694-233X"


def known(
    ident: int, name: str = "王伟", *, orcid: str = "", at: int | None = HARBIN, number: str = ""
) -> Known:
    return Known(
        ident,
        frozenset({name}),
        frozenset({orcid} - {""}),
        frozenset({(at, number)}) if at is not None and number else frozenset(),
        frozenset({at}) if at is not None else frozenset(),
    )


@pytest.mark.parametrize(
    ("one", "two", "reasons"),
    [
        (known(1, orcid=ONE), known(2, "Wang Wei", orcid=ONE, at=SUIHUA), (SAME_ORCID,)),
        (known(1, number="E1"), known(2, "王威", number="E1"), (SAME_NUMBER,)),
        (known(1, orcid=ONE, number="E1"), known(2, orcid=ONE, number="E1"), (SAME_ORCID, SAME_NUMBER)),
        (known(1), known(2), (SAME_NAME,)),
        (known(1, number="E1"), known(2), (SAME_NAME,)),
        (known(1, "Wang Wei"), known(2, "WEI, Wang"), (SAME_NAME,)),
    ],
)
def test_what_is_proposed_says_why(one: Known, two: Known, reasons: tuple[object, ...]) -> None:
    (found,) = propose([one, two])
    assert found.reasons == reasons
    assert (found.left, found.right) == (1, 2)
    assert (found.score >= SURE) == (reasons != (SAME_NAME,))


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (known(1, orcid=ONE), known(2, orcid=TWO)),
        (known(1, number="E1"), known(2, number="E2")),
        (known(1, orcid=ONE, number="E1"), known(2, orcid=ONE, number="E2")),
        (known(1, orcid=ONE, number="E1"), known(2, orcid=TWO, number="E1")),
        (known(1), known(2, at=SUIHUA)),
        (known(1), known(2, at=None)),
        (known(1), known(2, "王维")),
        (known(1, number="E1"), known(2, "李娜", number="E1", at=SUIHUA)),
        (known(1, "王伟"), known(2, "Wang Wei")),
    ],
)
def test_what_is_not_proposed(one: Known, two: Known) -> None:
    assert propose([one, two]) == []


def test_names_side_by_side_on_one_right_propose_nothing_but_keys_do() -> None:
    assert propose([known(1), known(2)], apart=[(1, 2)]) == []
    assert len(propose([known(1, orcid=ONE), known(2, orcid=ONE)], apart=[(1, 2)])) == 1


def test_surest_stands_first() -> None:
    people = [known(1, number="E1"), known(2, orcid=ONE), known(3, orcid=ONE), known(4, number="E1")]
    scores = [one.score for one in propose(people)]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] == 1.0


def test_what_is_known_of_several_counts_together() -> None:
    group = united([known(1, orcid=ONE), known(2, number="E1")])
    assert contradiction(group, known(3, orcid=TWO)) == OTHER_ORCID
    assert contradiction(group, known(3, number="E2")) == OTHER_NUMBER
    assert contradiction(group, known(3, orcid=ONE, number="E1")) is None
    assert contradiction(known(1, number="E1"), known(2, number="E2", at=SUIHUA)) is None


def test_name_that_everybody_bears_proposes_nothing() -> None:
    assert propose([known(number) for number in range(100)]) == []


@pytest.mark.parametrize(
    ("one", "two"), [("Wang Wei", "wei WANG"), ("Müller, Jörg", "Jorg Muller"), ("王 伟", "王伟")]
)
def test_prints_of_one_name_meet(one: str, two: str) -> None:
    assert name_form(one) == name_form(two) != ""


PEOPLE = st.lists(
    st.builds(
        known,
        st.just(0),
        st.sampled_from(["王伟", "李娜", "Wang Wei"]),
        orcid=st.sampled_from(["", "", ONE, TWO]),
        at=st.sampled_from([HARBIN, SUIHUA, None]),
        number=st.sampled_from(["", "E1", "E2"]),
    ),
    max_size=9,
)


@settings(max_examples=120, deadline=None)
@given(PEOPLE)
def test_no_proposal_contradicts_a_key_and_every_pair_is_compared(drawn: list[Known]) -> None:
    people = [
        Known(nth, one.names, one.orcids, one.numbers, one.organisations) for nth, one in enumerate(drawn, 1)
    ]
    found = {(one.left, one.right): one for one in propose(people)}
    for left in people:
        for right in people[left.ident :]:
            score, reasons = likeness(left, right)
            assert likeness(right, left) == (score, reasons)
            assert ((left.ident, right.ident) in found) == (score > 0)
            assert score == 0 or contradiction(left, right) is None
