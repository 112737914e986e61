"""What an SM2 signature costs, against ECDSA on a curve without hand-made code, and whether its time tells the key.

The peer is ECDSA over brainpoolP256r1 by `cryptography`: 256 bits and the same general arithmetic of OpenSSL, so that
the ratio shows what our binding adds; P-256, with code of its own, is printed beside it. Then signing and decryption
are timed with a key of few ones (2^254 + 1) and with a dense one, in blocks by turns; the ratio is the median of the
blocks' ratios. Plain integers, whose time depends on the key, show that the measure would see it. Exit code 1 if SM2
takes more than `LIMIT` times the peer's time, if its time depends on the key by more than a tenth, or if the measure
sees nothing where there is something. Times are CPU time, so that other work on the machine counts little.

    python -m benchmarks.signatures
"""

import sys
import time
from collections.abc import Callable
from statistics import median

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

from benchmarks.bare.machine import machine
from jianheng.crypto import ed25519, libcrypto, sm2_public

MESSAGE = bytes(65)
CALLS, ROUNDS = 50, 21
LIMIT = 1.8
BLOCK_CALLS, BLOCKS = 25, 60
EVEN = (0.9, 1.1)
SPARSE = 2**254 + 1
DENSE = 2**255 - 1

Act = Callable[[], object]


def main() -> int:
    print(machine())
    return int(_costs_too_much() | _tells_the_key())


def _costs_too_much() -> bool:
    acts = {
        "SM2": _sm2(libcrypto.generate()),
        "brainpoolP256r1": _ecdsa(ec.BrainpoolP256R1()),
        "P-256": _ecdsa(ec.SECP256R1()),
        "Ed25519": _ed25519(),
    }
    worst = 0.0
    for place, what in enumerate(("signing", "verification")):
        took = _medians({name: pair[place] for name, pair in acts.items()})
        ratio = took["SM2"] / took["brainpoolP256r1"]
        rates = "   ".join(f"{name} {1 / seconds:,.0f}" for name, seconds in took.items())
        print(f"{what:13}  a second and core: {rates}   SM2 / brainpoolP256r1: {ratio:.2f} (limit {LIMIT})")
        worst = max(worst, ratio)
    return worst > LIMIT


def _tells_the_key() -> bool:
    """Decryption multiplies a point by the key itself; signing multiplies by a fresh random number."""
    sparse, dense = _signer(SPARSE), _signer(DENSE)
    sealed = {signer: libcrypto.PublicKey(signer.public).encrypt(bytes(32)) for signer in (sparse, dense)}
    uneven = False
    for what, acts in {
        "signing": (lambda: sparse.sign(MESSAGE), lambda: dense.sign(MESSAGE)),
        "decryption": (lambda: sparse.decrypt(sealed[sparse]), lambda: dense.decrypt(sealed[dense])),
    }.items():
        ratio = _ratio(*acts)
        print(f"{what:13}  sparse key / dense key: {ratio:.3f} (limits {EVEN[0]} to {EVEN[1]})")
        uneven |= not EVEN[0] <= ratio <= EVEN[1]
    control = _ratio(lambda: sm2_public.times(SPARSE, sm2_public.G), lambda: sm2_public.times(DENSE, sm2_public.G), 1)
    print(f"{'plain integers':13} sparse key / dense key: {control:.3f} (must leave the limits)")
    return uneven or EVEN[0] <= control <= EVEN[1]


def _sm2(pair: tuple[bytes, bytes]) -> tuple[Act, Act]:
    signer, public = libcrypto.PrivateKey(*pair), libcrypto.PublicKey(pair[1])
    signature = signer.sign(MESSAGE)
    return lambda: signer.sign(MESSAGE), lambda: public.verify(MESSAGE, signature)


def _ecdsa(curve: ec.EllipticCurve) -> tuple[Act, Act]:
    signer, how = ec.generate_private_key(curve), ec.ECDSA(SHA256())
    public, signature = signer.public_key(), signer.sign(MESSAGE, how)
    return lambda: signer.sign(MESSAGE, how), lambda: public.verify(signature, MESSAGE, how)


def _ed25519() -> tuple[Act, Act]:
    signer = ed25519.PrivateKey(ed25519.generate())
    signature = signer.sign(MESSAGE)
    return lambda: signer.sign(MESSAGE), lambda: ed25519.verify(signer.public, MESSAGE, signature)


def _signer(number: int) -> libcrypto.PrivateKey:
    """A key of this number, for timing alone."""
    x, y, z = sm2_public.times(number, sm2_public.G)
    inverse = pow(z, -1, sm2_public.P)
    point = (x * inverse**2 % sm2_public.P, y * inverse**3 % sm2_public.P)
    public = b"\x04" + b"".join(part.to_bytes(32, "big") for part in point)
    return libcrypto.PrivateKey(number.to_bytes(32, "big"), public)


def _medians(acts: dict[str, Act]) -> dict[str, float]:
    """Median seconds of one call; the acts take turns, every second round backwards."""
    found: dict[str, list[float]] = {name: [] for name in acts}
    for number in range(ROUNDS):
        for name in list(acts)[:: -1 if number % 2 else 1]:
            found[name].append(_seconds(acts[name], CALLS))
    return {name: median(seconds) for name, seconds in found.items()}


def _ratio(one: Act, other: Act, calls: int = BLOCK_CALLS) -> float:
    ratios = []
    for number in range(BLOCKS):
        if number % 2:
            second, first = _seconds(other, calls), _seconds(one, calls)
        else:
            first, second = _seconds(one, calls), _seconds(other, calls)
        ratios.append(first / second)
    return median(ratios)


def _seconds(act: Act, calls: int) -> float:
    started = time.thread_time()
    for _ in range(calls):
        act()
    return (time.thread_time() - started) / calls


if __name__ == "__main__":
    sys.exit(main())
