"""Signatures written by hand."""


def der(r: int, s: int) -> bytes:
    """Two integers in DER, also ones that no signer makes."""
    body = b"".join(b"\x02" + bytes([len(data)]) + data for data in map(shortest, (r, s)))
    return b"\x30" + bytes([len(body)]) + body


def shortest(number: int) -> bytes:
    return number.to_bytes(number.bit_length() // 8 + 1, "big", signed=True)
