"""Merkle roots and the two proofs of RFC 6962 and RFC 9162, for either hash.

A verifier is given what strangers sent: whatever is malformed is False, nothing raises.
"""

from collections.abc import Iterator, Sequence

from jianheng.crypto.hashing import Hasher

HASH_BYTES = 32
LARGEST = 2**63 - 1
"""No log is larger: sizes travel as signed 64-bit numbers."""


def root(leaf_hashes: Sequence[bytes], hasher: Hasher) -> bytes:
    """The root over ``leaf_hashes`` in their order, 32 bytes; that of no leaves is the hash of nothing."""
    if not leaf_hashes:
        return hasher.empty
    nodes, node = list(leaf_hashes), hasher.node
    while len(nodes) > 1:
        odd = nodes[-1:] if len(nodes) % 2 else []
        nodes = [node(left, right) for left, right in zip(nodes[::2], nodes[1::2], strict=False)] + odd
    return nodes[0]


def implied_root(hasher: Hasher, index: int, size: int, leaf: bytes, proof: Sequence[bytes]) -> bytes | None:
    """The root that ``proof`` leads to from the leaf hash at ``index`` of ``size``; None if it has another shape."""
    if not (_is_size(size) and _is_size(index) and index < size and _are_hashes((leaf, *proof))):
        return None
    place, last, found = index, size - 1, leaf
    for sibling in proof:
        if not last:
            return None
        if place & 1 or place == last:
            found = hasher.node(sibling, found)
            place, last = _past_left_edge(place, last)
        else:
            found = hasher.node(found, sibling)
        place, last = place >> 1, last >> 1
    return None if last else found


def verify_inclusion(hasher: Hasher, index: int, size: int, leaf: bytes, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether ``proof``, from the leaf's sibling upward, shows the leaf hash at ``index`` of the tree with ``root``."""
    return _are_hashes((root,)) and implied_root(hasher, index, size, leaf, proof) == root


def verify_consistency(
    hasher: Hasher, old_size: int, new_size: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes
) -> bool:
    """Whether the tree of ``old_size`` is a beginning of that of ``new_size``.

    False for ``old_size`` 0: an empty tree has nothing to be consistent with, and any root would pass.
    """
    if not (_is_size(old_size) and _is_size(new_size) and 0 < old_size <= new_size):
        return False
    if old_size == new_size:
        return not proof and bool(old_root) and old_root == new_root
    if not _are_hashes((old_root, new_root, *proof)):
        return False
    nodes = iter(proof if old_size & (old_size - 1) else (old_root, *proof))
    place, last = old_size - 1, new_size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    return _climbs(hasher, nodes, place, last) == (old_root, new_root)


def _climbs(hasher: Hasher, nodes: Iterator[bytes], place: int, last: int) -> tuple[bytes, bytes] | None:
    """The roots of the older and the newer tree that a consistency proof leads to; None if it has another shape."""
    older = newer = next(nodes, b"")
    if not older:
        return None
    for sibling in nodes:
        if not last:
            return None
        if place & 1 or place == last:
            older, newer = hasher.node(sibling, older), hasher.node(sibling, newer)
            place, last = _past_left_edge(place, last)
        else:
            newer = hasher.node(newer, sibling)
        place, last = place >> 1, last >> 1
    return None if last else (older, newer)


def _past_left_edge(place: int, last: int) -> tuple[int, int]:
    """Up through levels in which the node is the ragged last one and has no sibling."""
    while place and not place & 1:
        place, last = place >> 1, last >> 1
    return place, last


def _is_size(number: object) -> bool:
    return type(number) is int and 0 <= number <= LARGEST


def _are_hashes(nodes: Sequence[object]) -> bool:
    return all(isinstance(node, bytes) and len(node) == HASH_BYTES for node in nodes)
