"""What can go wrong with keys, signatures and sealed bytes; each failure has a name of its own."""


class CryptoError(Exception):
    """The root of every failure of this room."""


class UnknownSuite(CryptoError):
    """No suite or signature algorithm has this name."""


class BadKey(CryptoError):
    """Bytes or a text that are no key of the algorithm: a wrong length, a point off the curve, another curve."""


class Tampered(CryptoError):
    """Sealed bytes were altered, cut, or sealed under another key, purpose or context."""


class Sm2Missing(CryptoError):
    """The system's libcrypto cannot sign with SM2; verification goes on without it."""


class CryptoFailed(CryptoError):
    """libcrypto refused an operation that cannot fail on good input, for instance for lack of memory."""


class KeyMissing(CryptoError):
    """No key of this name and algorithm has been made yet."""


class KeyDamaged(CryptoError):
    """A file of the key folder is incomplete, altered, or does not belong where it lies."""


class WrongPassphrase(CryptoError):
    """The passphrase does not open the key folder."""


class SelfTestFailed(CryptoError):
    """Primitives that gave another answer than the published one; ``names`` says which."""

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__(f"wrong answers from: {', '.join(names)}")
        self.names = names
