"""Published answers, each with the document that prints it."""

from typing import NamedTuple


class Sealed(NamedTuple):
    """A published case of authenticated encryption; ``sealed`` is ciphertext ‖ tag."""

    key: bytes
    nonce: bytes
    aad: bytes
    plaintext: bytes
    sealed: bytes


def _bytes(*groups: str) -> bytes:
    return bytes.fromhex("".join(groups))


SHA256_ABC = _bytes("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
"""FIPS 180-4: the digest of "abc"."""

SM3_ABC = _bytes("66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0")
"""GB/T 32905 A.1."""
SM3_SIXTEEN_ABCD = _bytes("debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732")
"""GB/T 32905 A.2: "abcd" sixteen times."""

HMAC_SM3_KEY = _bytes("1e225cafb90339bba1b24076d4206c3e79c355805d851682bc818baa4f5a7779")
HMAC_SM3_EMPTY = _bytes("f9938b1b2515117f25dcd636c9a6a0e7f00bccaf5347e0e0df435cfca736cfc1")
"""Wycheproof: the code of the empty message."""

SM4_KEY = _bytes("0123456789abcdeffedcba9876543210")
"""GB/T 32907 A.1: the key, which is also the plaintext."""
SM4_BLOCK = _bytes("681edf34d206965e86b3e94f536e4246")
SM4_MILLION = _bytes("595298c7c6fd271f0402f804c33d3f66")
"""GB/T 32907 A.2: the same block encrypted a million times."""

SM4_GCM_CASE = Sealed(
    key=SM4_KEY,
    nonce=_bytes("00001234567800000000abcd"),
    aad=_bytes("feedfacedeadbeeffeedfacedeadbeefabaddad2"),
    plaintext=_bytes(*(digit * 16 for digit in "abcdefea")),
    sealed=_bytes(
        "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735"
        "d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d",
        "83de3541e4c2b58177e065a9bf7b62ec",
    ),
)
"""RFC 8998 A.1."""

AES_256_GCM_CASE = Sealed(
    key=_bytes("feffe9928665731c6d6a8f9467308308" * 2),
    nonce=_bytes("cafebabefacedbaddecaf888"),
    aad=_bytes("feedfacedeadbeeffeedfacedeadbeefabaddad2"),
    plaintext=_bytes(
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72",
        "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
    ),
    sealed=_bytes(
        "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa",
        "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662",
        "76fc6ece0f4e1768cddf8853bb2d551b",
    ),
)
"""The proposal of GCM to NIST, case 16."""

ED25519_PRIVATE = _bytes("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
"""RFC 8032 7.1, test 2."""
ED25519_PUBLIC = _bytes("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
ED25519_MESSAGE = b"\x72"
ED25519_SIGNATURE = _bytes(
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da",
    "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
)

SM2_PRIVATE = _bytes("3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8")
"""GB/T 32918.5 annexes A and C: the key of both."""
SM2_PUBLIC = _bytes(
    "04",
    "09f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020",
    "ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13",
)
SM2_NONCE = _bytes("59276e27d506861a16680f3ad9c02dccef3cc1fa3cdbe4ce6d54b80deac1bc21")
"""The random number of both."""
SM2_MESSAGE = b"message digest"
SM2_SIGNATURE = _bytes(
    "3046022100",
    "f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3",
    "022100",
    "b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa",
)
"""Annex A: r and s, in DER."""
SM2_PLAINTEXT = b"encryption standard"
SM2_CIPHERTEXT = _bytes(
    "307c0220",
    "04ebfc718e8d1798620432268e77feb6415e2ede0e073c0f4f640ecd2e149a73",
    "022100",
    "e858f9d81e5430a57b36daab8f950a3c64e6ee6a63094d99283aff767e124df0",
    "0420",
    "59983c18f809e262923c53aec295d30383b54e39d609d160afcb1908d0bd8766",
    "0413",
    "21886ca989ca9c7d58087307ca93092d651efa",
)
"""Annex C: C1, C3 and C2, in DER."""
