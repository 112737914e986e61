"""The verifiable draw: a public seed nobody controls, and an order anyone can compute again (Art. 13.3).

1. The pool is fixed and its digest published.
2. Each contributor publishes the commitment of a secret contribution.
3. The contributions are revealed and checked against the commitments.
4. The seed is the hash of the pool's digest, the contributions and a later checkpoint of the ledger.
5. The order is that of the hashes of seed and key.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from jianheng.charter import N_, Charter, cites
from jianheng.rules.derivation import Derived, Step, rule
from jianheng.rules.refusals import Refused

_HEX = re.compile(r"[0-9a-f]{64}")


@cites("13.3")
def pool_digest(keys: Iterable[str]) -> str:
    """SHA-256, hexadecimal, of the pool's keys in sorted order; the same for every order given."""
    return _digest("pool", *_distinct(keys))


@cites("13.3")
def commitment(contributor: str, contribution: str) -> str:
    """What a contributor publishes before the draw: SHA-256, hexadecimal, bound to the contributor's name."""
    return _digest("commitment", contributor, contribution)


@cites("13.3")
def seed(
    pool: Iterable[str], commitments: Mapping[str, str], contributions: Mapping[str, str], checkpoint: str = ""
) -> str:
    """The public seed, 64 hexadecimal digits.

    ``commitments`` and ``contributions`` are keyed by contributor; ``checkpoint`` is the digest of a ledger
    checkpoint later than every commitment, or empty. Raises `Refused` if a contribution is missing,
    uncommitted or differs from its commitment: leaving one out would let its owner choose between two draws.
    """
    if not commitments:
        raise Refused("13.3", N_("A draw needs at least one public contribution."), field="commitments")
    if set(commitments) != set(contributions):
        raise Refused(
            "13.3",
            N_("These contributions are committed but not revealed, or revealed but not committed: {contributors}."),
            remedy=N_("Repeat the draw without those who did not reveal; the first attempt stays on record."),
            field="contributions",
            contributors=sorted(set(commitments) ^ set(contributions)),
        )
    for contributor, contribution in contributions.items():
        if commitment(contributor, contribution) != commitments[contributor]:
            raise Refused(
                "13.3",
                N_("The contribution of {contributor} does not match its commitment."),
                field="contributions",
                contributor=contributor,
            )
    parts = [text for contributor in sorted(contributions) for text in (contributor, contributions[contributor])]
    return _digest("seed", pool_digest(pool), checkpoint, *parts)


@cites("13.3")
def draw(public_seed: str, keys: Iterable[str]) -> tuple[str, ...]:
    """The keys in the order of SHA-256(seed, key); `Refused` for a malformed seed or a key given twice."""
    if not _HEX.fullmatch(public_seed):
        raise Refused("13.3", N_("A seed is 64 hexadecimal digits in lower case."), field="seed")
    start = bytes.fromhex(public_seed)
    return tuple(sorted(_distinct(keys), key=lambda key: hashlib.sha256(start + key.encode()).digest()))


@dataclass(frozen=True)
class DrawFacts:
    """A pool and the public contributions to a draw from it; ``checkpoint`` as in `seed`."""

    pool: tuple[str, ...]
    commitments: Mapping[str, str]
    contributions: Mapping[str, str]
    checkpoint: str = ""


@dataclass(frozen=True)
class Drawn:
    """The seed of a draw and the whole pool in the order drawn."""

    seed: str
    order: tuple[str, ...]


@rule("draws.order", "13.3")
def order(facts: DrawFacts, charter: Charter) -> Derived[Drawn]:  # noqa: ARG001 - the form of every rule
    """The order in which a pool is drawn, repeatable by anyone from public data."""
    public_seed = seed(facts.pool, facts.commitments, facts.contributions, facts.checkpoint)
    drawn = draw(public_seed, facts.pool)
    steps = (
        Step("13.3", N_("The pool of {count} was fixed with the digest {digest}."), _pool_values(facts.pool)),
        Step("13.3", N_("{contributors} revealed what they had committed to."), _contributors(facts)),
        Step("13.3", N_("The seed {seed} gives the order {order}."), {"seed": public_seed, "order": drawn}),
    )
    return Derived(Drawn(public_seed, drawn), steps)


def _pool_values(pool: tuple[str, ...]) -> dict[str, object]:
    return {"count": len(pool), "digest": pool_digest(pool)}


def _contributors(facts: DrawFacts) -> dict[str, object]:
    return {"contributors": tuple(sorted(facts.contributions))}


def _distinct(keys: Iterable[str]) -> list[str]:
    found = sorted(keys)
    if len(found) != len(set(found)):
        raise Refused("13.3", N_("A pool names nobody twice."), field="pool")
    return found


def _digest(purpose: str, *texts: str) -> str:
    """SHA-256 over a purpose and texts, each preceded by its length so that no two lists look alike."""
    coded = [text.encode() for text in (f"jianheng.draw.{purpose}", *texts)]
    return hashlib.sha256(b"".join(len(text).to_bytes(8, "big") + text for text in coded)).hexdigest()
