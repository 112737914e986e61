"""Roots, tiles and proofs of both hashes against the recursive definitions of RFC 6962."""

import random
from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jianheng.crypto.hashing import HASHERS, SHA256, SM3, Hasher
from jianheng.crypto.tlog import merkle, tiles

BOTH = pytest.mark.parametrize("hasher", HASHERS.values(), ids=lambda hasher: hasher.name)
SIZES = (0, 1, 2, 3, 5, 255, 256, 257, 511, 512, 1000)


class Reference:
    """MTH, PATH and PROOF word for word, each subtree hashed once."""

    def __init__(self, hasher: Hasher, leaves: Sequence[bytes]) -> None:
        self.hasher, self.leaves, self.known = hasher, leaves, dict[tuple[int, int], bytes]()

    def root(self, low: int, high: int) -> bytes:
        if low == high:
            return self.hasher.empty
        if high - low == 1:
            return self.leaves[low]
        if (low, high) not in self.known:
            middle = self.split(low, high)
            self.known[low, high] = self.hasher.node(self.root(low, middle), self.root(middle, high))
        return self.known[low, high]

    def path(self, index: int, low: int, high: int) -> list[bytes]:
        if high - low == 1:
            return []
        middle = self.split(low, high)
        if index < middle:
            return [*self.path(index, low, middle), self.root(middle, high)]
        return [*self.path(index, middle, high), self.root(low, middle)]

    def consistency(self, old: int, low: int, high: int, *, whole: bool = True) -> list[bytes]:
        if old == high:
            return [] if whole else [self.root(low, high)]
        middle = self.split(low, high)
        if old <= middle:
            return [*self.consistency(old, low, middle, whole=whole), self.root(middle, high)]
        return [*self.consistency(old, middle, high, whole=False), self.root(low, middle)]

    @staticmethod
    def split(low: int, high: int) -> int:
        return low + (1 << (high - low - 1).bit_length() - 1)


class Log:
    """Tiles as a store keeps them: each may only grow by appending."""

    def __init__(self, hasher: Hasher, size: int, batches: Iterator[int]) -> None:
        self.hasher, self.size, self.tiles = hasher, 0, dict[tuple[int, int], bytes]()
        self.leaves = [hasher.leaf(b"%d" % number) for number in range(size)]
        edge = tiles.Edge()
        while self.size < size:
            width = min(next(batches), size - self.size)
            growth = edge.append(self.leaves[self.size : self.size + width], hasher)
            for level, number, data in growth.tiles:
                assert data.startswith(self.tiles.get((level, number), b""))
                self.tiles[level, number] = data
            self.size, self.root = growth.new_size, growth.root
            if width % 3 == 0:
                edge = tiles.Edge.load(self.size, self.read)

    def read(self, level: int, number: int, width: int) -> bytes:
        data = self.tiles[level, number]
        assert 0 < width * 32 <= len(data), "no tile is read that no checkpoint demands"
        return data[: width * 32]


def batches(seed: int = 0) -> Iterator[int]:
    draw = random.Random(seed)
    while True:
        yield draw.choice((1, 2, 3, 100, 255, 256, 257, 1024, 4096))


@BOTH
@pytest.mark.parametrize("size", SIZES)
def test_a_root_is_that_of_the_definition(hasher: Hasher, size: int):
    leaves = [hasher.leaf(b"%d" % number) for number in range(size)]
    assert merkle.root(leaves, hasher) == Reference(hasher, leaves).root(0, size)


def test_the_roots_of_nothing_are_the_published_ones():
    assert merkle.root([], SHA256).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert merkle.root([], SM3).hex() == "1ab21d8355cfa17f8e61194831e81a8f22bec8c728fefb747ed035eb5082aa2b"
    assert tiles.Edge().append([], SM3).root == SM3.empty
    assert tiles.root_at(0, lambda *_: b"", SHA256) == SHA256.empty


@given(sizes=st.lists(st.integers(1, 600), min_size=1, max_size=6), name=st.sampled_from(sorted(HASHERS)))
@settings(max_examples=40, deadline=None)
def test_however_a_log_grows_it_is_the_same_log(sizes: list[int], name: str):
    log = Log(HASHERS[name], sum(sizes), iter([*sizes, 1]))
    assert log.root == Reference(log.hasher, log.leaves).root(0, log.size)
    assert log.tiles == Log(HASHERS[name], log.size, iter([log.size])).tiles


@BOTH
def test_every_size_and_every_leaf_of_a_small_log(hasher: Hasher):
    log = Log(hasher, 40, batches())
    reference = Reference(hasher, log.leaves)
    for size in range(1, 41):
        check(log, reference, size, range(size), range(1, size + 1))


@BOTH
@pytest.mark.parametrize("size", [3000, 70_000, pytest.param(300_000, marks=pytest.mark.slow)])
def test_random_sizes_and_leaves_of_a_large_log(hasher: Hasher, size: int):
    log, draw = Log(hasher, size, batches(size)), random.Random(size)
    reference = Reference(hasher, log.leaves)
    edges = [at for at in (1, 255, 256, 257, 512, 65_535, 65_536, 65_537, size) if at <= size]
    for at in edges + [draw.randint(1, size) for _ in range(40)]:
        indices = {0, at - 1, draw.randrange(at), draw.randrange(at)}
        check(log, reference, at, indices, {1, at, draw.randint(1, at), draw.randint(1, at)})


def check(log: Log, reference: Reference, size: int, indices: Sequence[int] | set[int], olds: object) -> None:
    root = reference.root(0, size)
    assert tiles.root_at(size, log.read, log.hasher) == root
    for index in indices:
        proof = tiles.prove_inclusion(index, size, log.read, log.hasher)
        assert proof == reference.path(index, 0, size)
        assert merkle.verify_inclusion(log.hasher, index, size, log.leaves[index], proof, root)
    for old in sorted(olds):  # type: ignore[call-overload]
        proof = tiles.prove_consistency(old, size, log.read, log.hasher)
        assert proof == reference.consistency(old, 0, size)
        assert merkle.verify_consistency(log.hasher, old, size, proof, reference.root(0, old), root)


@given(size=st.integers(2, 700), data=st.data())
@settings(max_examples=60, deadline=None)
def test_no_altered_inclusion_proof_holds(size: int, data: st.DataObject):
    log = Log(SHA256, size, iter([size]))
    index = data.draw(st.integers(0, size - 1))
    proof = tiles.prove_inclusion(index, size, log.read, SHA256)
    wrong = data.draw(st.sampled_from(list(spoilt(proof))))
    assert not merkle.verify_inclusion(SHA256, index, size, log.leaves[index], wrong, log.root)
    assert not merkle.verify_inclusion(SHA256, (index + 1) % size, size, log.leaves[index], proof, log.root)
    assert not merkle.verify_inclusion(SHA256, index, size, SHA256.leaf(b"other"), proof, log.root)


@given(size=st.integers(2, 700), data=st.data())
@settings(max_examples=60, deadline=None)
def test_no_altered_consistency_proof_holds(size: int, data: st.DataObject):
    log = Log(SM3, size, iter([size]))
    old = data.draw(st.integers(1, size - 1))
    proof, before = tiles.prove_consistency(old, size, log.read, SM3), tiles.root_at(old, log.read, SM3)
    wrong = data.draw(st.sampled_from(list(spoilt(proof))))
    assert not merkle.verify_consistency(SM3, old, size, wrong, before, log.root)
    assert not merkle.verify_consistency(SM3, old, size, proof, SM3.leaf(b"other"), log.root)
    assert not merkle.verify_consistency(SM3, old, size, proof, before, SM3.leaf(b"other"))


def spoilt(proof: list[bytes]) -> Iterator[list[bytes]]:
    yield [*proof, bytes(32)]
    yield [bytes(32), *proof]
    for place, node in enumerate(proof):
        yield proof[:place] + proof[place + 1 :]
        yield [*proof[:place], bytes([node[0] ^ 1]) + node[1:], *proof[place + 1 :]]
        yield [*proof[:place], node[:-1], *proof[place + 1 :]]


def test_degenerate_input_is_false_and_does_not_raise():
    root = SHA256.leaf(b"")
    assert merkle.verify_inclusion(SHA256, 0, 1, root, [], root)
    for index, size in ((0, 0), (1, 1), (-1, 1), (0, -1), (0, 2**63)):
        assert not merkle.verify_inclusion(SHA256, index, size, root, [], root)
    assert not merkle.verify_inclusion(SHA256, 0, 1, b"", [], b"")
    assert not merkle.verify_inclusion(SHA256, 0, 1, root[:31], [], root[:31])
    assert not merkle.verify_inclusion(SHA256, 0, 1, root, ["x"], root)  # type: ignore[list-item]
    assert not merkle.verify_inclusion(SHA256, True, 2, root, [root], root)
    assert merkle.verify_consistency(SHA256, 1, 1, [], root, root)
    for old, new in ((0, 0), (0, 1), (2, 1), (-1, 1), (1, 2**63)):
        assert not merkle.verify_consistency(SHA256, old, new, [], root, root)
    assert not merkle.verify_consistency(SHA256, 1, 2, [], root, root)
    assert not merkle.verify_consistency(SHA256, 1, 1, [root], root, root)
    assert not merkle.verify_consistency(SHA256, 1, 1, [], b"", b"")
    assert not merkle.verify_consistency(SHA256, 1, 2, [b""], root, root)


def test_proofs_are_asked_for_within_the_log():
    log = Log(SHA256, 5, iter([5]))
    with pytest.raises(IndexError):
        tiles.prove_inclusion(5, 5, log.read, SHA256)
    for old, new in ((0, 5), (6, 5)):
        with pytest.raises(IndexError):
            tiles.prove_consistency(old, new, log.read, SHA256)


def test_a_tile_of_another_length_than_asked_for_stops_everything():
    with pytest.raises(tiles.BadTile, match=r"tile/0/000\.p/5 has 31 bytes instead of 160"):
        tiles.root_at(5, lambda *_: bytes(31), SHA256)


def test_a_failed_append_leaves_the_edge_as_it_was():
    edge = tiles.Edge()
    before = edge.append([SHA256.leaf(b"a"), SHA256.leaf(b"b")], SHA256)
    with pytest.raises(TypeError):
        edge.append([SHA256.leaf(b"c"), None], SHA256)  # type: ignore[list-item]
    assert (edge.size, edge.root(SHA256)) == (2, before.root)
