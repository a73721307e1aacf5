"""The tree of the log: each proof proves, and nothing altered does."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mainline.protection.evidence.logic import merkle

SIZES = st.integers(min_value=1, max_value=70)


def leaves(size: int) -> list[bytes]:
    return [merkle.leaf_hash(str(index).encode()) for index in range(size)]


def test_hashes_are_those_of_the_rfc() -> None:
    # Test vectors of the Certificate Transparency project's reference tree (RFC 6962): leaves "" and 00.
    assert merkle.EMPTY.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert merkle.leaf_hash(b"").hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    known = [merkle.leaf_hash(data) for data in (b"", b"\x00")]
    assert merkle.root_of(known).hex() == "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"


def recursive(hashes: list[bytes]) -> bytes:
    """The definition of RFC 6962, 2.1, word by word: another way than ours."""
    if len(hashes) == 1:
        return hashes[0]
    split = 1
    while split * 2 < len(hashes):
        split *= 2
    both = recursive(hashes[:split]) + recursive(hashes[split:])
    return hashlib.sha256(b"\x01" + both).digest()


@given(SIZES)
def test_root_is_the_one_of_the_definition(size: int) -> None:
    assert merkle.root_of(leaves(size)) == recursive(leaves(size))


@given(SIZES)
def test_every_entry_is_shown_to_be_in_the_log(size: int) -> None:
    known = leaves(size)
    root = merkle.root_of(known)
    for index in range(size):
        proof = merkle.inclusion_proof(known, index)
        assert merkle.is_included(known[index], index, size, proof, root)
        assert len(proof) <= size.bit_length()


def flipped(data: bytes, bit: int) -> bytes:
    place = bit % (len(data) * 8)
    changed = bytearray(data)
    changed[place // 8] ^= 1 << (place % 8)
    return bytes(changed)


@given(SIZES, st.data())
def test_nothing_altered_is_included(size: int, data: st.DataObject) -> None:
    known = leaves(size)
    index = data.draw(st.integers(0, size - 1))
    bit = data.draw(st.integers(0, 255))
    root, proof = merkle.root_of(known), merkle.inclusion_proof(known, index)
    assert not merkle.is_included(flipped(known[index], bit), index, size, proof, root)
    assert not merkle.is_included(known[index], index, size, proof, flipped(root, bit))
    for place in range(len(proof)):
        altered = [*proof[:place], flipped(proof[place], bit), *proof[place + 1 :]]
        assert not merkle.is_included(known[index], index, size, altered, root)
    assert not merkle.is_included(known[index], index, size, [*proof, root], root)
    if proof:
        assert not merkle.is_included(known[index], index, size, proof[:-1], root)
    for other in {index - 1, index + 1} - {index}:
        assert not merkle.is_included(known[index], other, size, proof, root)


@given(SIZES, st.data())
def test_a_log_is_shown_to_be_the_beginning_of_any_longer_one(size: int, data: st.DataObject) -> None:
    known = leaves(size)
    first = data.draw(st.integers(0, size))
    old, new = merkle.root_of(known[:first]), merkle.root_of(known)
    proof = merkle.consistency_proof(known, first)
    assert merkle.is_consistent(first, size, old, new, proof)
    bit = data.draw(st.integers(0, 255))
    assert not merkle.is_consistent(first, size, flipped(old, bit), new, proof)
    if first:
        assert not merkle.is_consistent(first, size, old, flipped(new, bit), proof)
    for place in range(len(proof)):
        altered = [*proof[:place], flipped(proof[place], bit), *proof[place + 1 :]]
        assert not merkle.is_consistent(first, size, old, new, altered)


@given(st.integers(2, 40), st.data())
def test_a_log_whose_past_was_rewritten_is_no_continuation(size: int, data: st.DataObject) -> None:
    known = leaves(size)
    first = data.draw(st.integers(1, size - 1))
    place = data.draw(st.integers(0, first - 1))
    rewritten = [*known[:place], merkle.leaf_hash(b"other"), *known[place + 1 :]]
    proof = merkle.consistency_proof(rewritten, first)
    assert not merkle.is_consistent(
        first, size, merkle.root_of(known[:first]), merkle.root_of(rewritten), proof
    )


def test_what_is_not_in_the_log_has_no_proof() -> None:
    with pytest.raises(IndexError):
        merkle.inclusion_proof(leaves(3), 3)
    with pytest.raises(IndexError):
        merkle.consistency_proof(leaves(3), 4)
    assert not merkle.is_included(leaves(1)[0], 1, 1, [], leaves(1)[0])
    assert not merkle.is_consistent(3, 2, b"", b"", [])
    assert not merkle.is_consistent(3, 4, b"", b"", [])
