"""Public keys as PEM (SubjectPublicKeyInfo), as the ``openssl`` command line reads and writes them.

openssl dgst -sm3 -sigopt distid:1234567812345678 -verify key.pem -signature signature message
openssl pkeyutl -verify -pubin -inkey key.pem -rawin -sigfile signature -in message     (Ed25519)
"""

import re
from base64 import b64decode, b64encode
from binascii import Error as NotBase64

from jianheng.crypto.errors import BadKey
from jianheng.crypto.suites import by_signature

HEADERS = {
    "SM2-SM3": bytes.fromhex("3059301306072a8648ce3d020106082a811ccf5501822d034200"),
    "Ed25519": bytes.fromhex("302a300506032b6570032100"),
}
"""What stands before the key itself: algorithm, curve and the lengths."""
FORM = re.compile(r"\s*-----BEGIN PUBLIC KEY-----\s+([A-Za-z0-9+/=\s]+?)\s+-----END PUBLIC KEY-----\s*")
LINE = 64


def public_pem(alg: str, public: bytes) -> str:
    """The PEM text of a public key; raises `UnknownSuite`, `BadKey`."""
    by_signature(alg).check_public(public)
    coded = b64encode(HEADERS[alg] + public).decode("ascii")
    lines = [coded[start : start + LINE] for start in range(0, len(coded), LINE)]
    return "\n".join(("-----BEGIN PUBLIC KEY-----", *lines, "-----END PUBLIC KEY-----", ""))


def load_public_pem(text: str) -> tuple[str, bytes]:
    """Algorithm and public key of a PEM text; raises `BadKey` for another algorithm, curve or form."""
    found = FORM.fullmatch(text)
    try:
        coded = b64decode("".join(found[1].split()), validate=True) if found else b""
    except NotBase64:
        coded = b""
    for alg, header in HEADERS.items():
        if coded.startswith(header):
            public = coded.removeprefix(header)
            by_signature(alg).check_public(public)
            return alg, public
    raise BadKey("the text is no PEM public key of SM2 (uncompressed) or Ed25519")
