"""Simple families: the same set of priorities, whatever the order."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from mainline.register.logic import family_key

KEYS = st.lists(st.sampled_from(["CN/a/1", "CN/a/2", "EP/a/3", "US/a/4", "JP/a/5"]), min_size=1, max_size=8)


@settings(deadline=None, max_examples=100)
@given(KEYS, st.randoms(use_true_random=False))
def test_order_and_repeats_make_no_difference(priorities, random):
    shuffled = [*priorities, *priorities[:2]]
    random.shuffle(shuffled)

    assert family_key(shuffled, "CN/a/9") == family_key(priorities, "US/a/8")


@settings(deadline=None, max_examples=100)
@given(KEYS, KEYS)
def test_key_is_the_same_only_for_the_same_set(one, two):
    assert (family_key(one, "") == family_key(two, "")) == (set(one) == set(two))


def test_second_filing_that_claims_exactly_the_first_joins_it():
    first = family_key([], "CN/a/201710601862")
    second = family_key(["CN/a/201710601862"], "US/a/16041234")
    other = family_key(["CN/a/201710601862", "CN/a/201711111111"], "EP/a/18000001")

    assert first == second
    assert other != first


def test_right_without_any_number_has_no_family():
    assert family_key([], "") == ""
    assert family_key([""], "") == ""


def test_key_fits_the_column_and_never_changes():
    # Stored in the register: a change of the algorithm would split every family.
    assert family_key(["CN/a/1", "EP/a/3"], "x") == "03795df46886e145b91987333e684c6b"
