"""The tree over an append-only log, as RFC 6962 section 2.1 hashes it, with its two proofs. Pure.

A leaf is SHA-256(0x00 ‖ data), an inner node SHA-256(0x01 ‖ left ‖ right). That an entry stands in the log of a size is
shown by the hashes beside its way to the root; that a log of a size is the beginning of a longer one, by those that both
share. Both are checked as RFC 9162 sections 2.1.3.2 and 2.1.4.2 say, with nothing but the hashes handed in.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

EMPTY = hashlib.sha256(b"").digest()
"""The root of a log without entries."""


def leaf_hash(data: bytes) -> bytes:
    """Return the hash (32 bytes) under which data stand in a log."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash (32 bytes) of an inner node."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_of(leaves: Sequence[bytes]) -> bytes:
    """Return the root (32 bytes) over the leaf hashes of a log, in their order."""
    if not leaves:
        return EMPTY
    level = list(leaves)
    while len(level) > 1:
        # A node without a sibling goes up as it is: the same tree as the recursive one of the RFC.
        paired = [node_hash(level[at], level[at + 1]) for at in range(0, len(level) - 1, 2)]
        level = paired + level[len(level) & ~1 :]
    return level[0]


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """Return the hashes beside the way from a leaf (from 0) to the root, the lowest first. Raises ``IndexError``."""
    if not 0 <= index < len(leaves):
        raise IndexError(f"no entry {index} in a log of {len(leaves)}")
    if len(leaves) == 1:
        return []
    split = _split(len(leaves))
    if index < split:
        return [*inclusion_proof(leaves[:split], index), root_of(leaves[split:])]
    return [*inclusion_proof(leaves[split:], index - split), root_of(leaves[:split])]


def is_included(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether a proof shows that a leaf hash stands at an index of the log with this size and root."""
    if not 0 <= index < size:
        return False
    node, last, found = index, size - 1, leaf
    for beside in proof:
        if last == 0:
            return False
        if node & 1 or node == last:
            found = node_hash(beside, found)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            found = node_hash(found, beside)
        node, last = node >> 1, last >> 1
    return last == 0 and found == root


def consistency_proof(leaves: Sequence[bytes], first: int) -> list[bytes]:
    """Return what shows that the log of the first entries is the beginning of the whole. Raises ``IndexError``."""
    if not 0 <= first <= len(leaves):
        raise IndexError(f"no log of {first} in one of {len(leaves)}")
    return [] if first in (0, len(leaves)) else _subproof(leaves, first, is_known=True)


def _subproof(leaves: Sequence[bytes], first: int, *, is_known: bool) -> list[bytes]:
    if first == len(leaves):
        return [] if is_known else [root_of(leaves)]
    split = _split(len(leaves))
    if first <= split:
        return [*_subproof(leaves[:split], first, is_known=is_known), root_of(leaves[split:])]
    return [*_subproof(leaves[split:], first - split, is_known=False), root_of(leaves[:split])]


def is_consistent(
    first: int, second: int, first_root: bytes, second_root: bytes, proof: Sequence[bytes]
) -> bool:
    """Whether a proof shows that the log of the first size and root is the beginning of that of the second."""
    if not 0 <= first <= second:
        return False
    if first == second:
        return first_root == second_root and not proof
    if first == 0:
        return first_root == EMPTY and not proof
    path = list(proof)
    if first & (first - 1) == 0:
        path.insert(0, first_root)
    if not path:
        return False
    node, last = first - 1, second - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    old = new = path[0]
    for beside in path[1:]:
        if last == 0:
            return False
        if node & 1 or node == last:
            old, new = node_hash(beside, old), node_hash(beside, new)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            new = node_hash(new, beside)
        node, last = node >> 1, last >> 1
    return last == 0 and old == first_root and new == second_root


def _split(size: int) -> int:
    """Return the largest power of two below a size of two or more."""
    return 1 << ((size - 1).bit_length() - 1)


def head_message(size: int, root: bytes, at: str) -> bytes:
    """Return what the signature of a head is over: four lines of text. ``at`` is an instant in UTC as printed."""
    return f"mainline.evidence-log.v1\n{size}\n{root.hex()}\n{at}\n".encode()
