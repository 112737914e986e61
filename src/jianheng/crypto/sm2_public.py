"""Verification of SM2 with SM3 in plain integers, for systems whose libcrypto cannot.

Only public values pass through here, so that the time it takes tells nothing.
"""

from jianheng.crypto.hashing import sm3

P = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF
A = P - 3
B = 0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93
N = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123
G = (
    0x32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7,
    0xBC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0,
)

Point = tuple[int, int, int]
"""Jacobian coordinates; the third is zero at infinity."""
Affine = tuple[int, int]
INFINITY: Point = (1, 1, 0)


def point_of(public: bytes) -> Affine | None:
    """The affine point of 04 ‖ x ‖ y, or None if it is malformed or off the curve."""
    if len(public) != 65 or public[0] != 4:
        return None
    x, y = int.from_bytes(public[1:33], "big"), int.from_bytes(public[33:], "big")
    on_curve = x < P and y < P and (y * y - (x * x * x + A * x + B)) % P == 0
    return (x, y) if on_curve else None


def verify(public: bytes, message: bytes, signature: bytes, signer_id: bytes) -> bool:
    """Whether the DER signature is good (GB/T 32918.2 clause 7); False on malformed input."""
    point, pair = point_of(public), _pair(signature)
    if point is None or pair is None:
        return False
    r, s = pair
    t = (r + s) % N
    if not (0 < r < N and 0 < s < N and t):
        return False
    total = add(times(s, G), times(t, point))
    if not total[2]:
        return False
    e = int.from_bytes(sm3(_identity_digest(public, signer_id) + message), "big")
    return (e + total[0] * pow(total[2], -2, P) % P) % N == r


def _identity_digest(public: bytes, signer_id: bytes) -> bytes:
    """Z of GB/T 32918.2 clause 5.5."""
    numbers = b"".join(number.to_bytes(32, "big") for number in (A, B, *G))
    return sm3((8 * len(signer_id)).to_bytes(2, "big") + signer_id + numbers + public[1:])


def _pair(signature: bytes) -> tuple[int, int] | None:
    """The two integers of a signature in strict DER."""
    if len(signature) < 2 or signature[0] != 0x30 or signature[1] != len(signature) - 2 or signature[1] > 127:
        return None
    first, rest = _integer(signature[2:])
    second, rest = _integer(rest) if first is not None else (None, b"")
    return None if first is None or second is None or rest else (first, second)


def _integer(data: bytes) -> tuple[int | None, bytes]:
    if len(data) < 3 or data[0] != 2 or not 0 < data[1] <= len(data) - 2:
        return None, b""
    body, rest = data[2 : 2 + data[1]], data[2 + data[1] :]
    padded = len(body) > 1 and body[0] == 0 and body[1] < 0x80
    return (None, b"") if padded or body[0] >= 0x80 else (int.from_bytes(body, "big"), rest)


def times(factor: int, point: Affine) -> Point:
    """The multiple of a point; its time depends on the factor, so that no secret may be one."""
    total, one = INFINITY, (*point, 1)
    for bit in bin(factor)[2:]:
        total = double(total)
        if bit == "1":
            total = add(total, one)
    return total


def double(point: Point) -> Point:
    """The point added to itself."""
    x, y, z = point
    if not z or not y:
        return INFINITY
    square = y * y % P
    s = 4 * x * square % P
    m = 3 * (x - z * z) * (x + z * z) % P
    x3 = (m * m - 2 * s) % P
    return x3, (m * (s - x3) - 8 * square * square) % P, 2 * y * z % P


def add(one: Point, other: Point) -> Point:
    """The sum of any two points, equal and opposite ones included."""
    if not one[2]:
        return other
    if not other[2]:
        return one
    z1, z2 = one[2] * one[2] % P, other[2] * other[2] % P
    u1, u2 = one[0] * z2 % P, other[0] * z1 % P
    s1, s2 = one[1] * z2 * other[2] % P, other[1] * z1 * one[2] % P
    if u1 == u2:
        return double(one) if s1 == s2 else INFINITY
    h, r = u2 - u1, s2 - s1
    squared = h * h % P
    cubed, v = squared * h % P, u1 * squared % P
    x3 = (r * r - cubed - 2 * v) % P
    return x3, (r * (v - x3) - s1 * cubed) % P, h * one[2] * other[2] % P
