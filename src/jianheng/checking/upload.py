"""Digests of an uploaded file, computed as it arrives: no byte of it is kept in memory or on disk."""

import hashlib
import re
from itertools import islice
from typing import Any

from django.core.files.uploadhandler import FileUploadHandler

from jianheng.checking.examining import Digests
from jianheng.crypto.hashing import start_sm3
from jianheng.ledger.codes import is_well_formed

LARGEST = 20 * 1024 * 1024
CODE = re.compile(rb"[0-9A-Z]{2,8}-[0-9]{4}-[0-9A-HJKMNP-TV-Z]{10}")
LONGEST_CODE = 24
MOST_CODES = 3


class DigestingHandler(FileUploadHandler):
    """Feeds what arrives to both hashes and lets it go. ``size`` counts the bytes; beyond `LARGEST` none is hashed."""

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self.name = ""
        self.size = 0
        self._codes: dict[str, None] = {}
        self._tail = b""
        self._running = (hashlib.sha256(), start_sm3())

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.name = self.file_name or ""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        del start
        self.size += len(raw_data)
        if self.size <= LARGEST:
            for one in self._running:
                one.update(raw_data)
            for found in CODE.findall(self._tail + raw_data):
                self._codes.setdefault(found.decode("ascii"))
            self._tail = raw_data[-LONGEST_CODE:]

    def file_complete(self, file_size: int) -> None:
        """Nothing is left of the file."""
        del file_size

    @property
    def codes(self) -> tuple[str, ...]:
        """Trace codes that the file's name or content bears in clear and whose check character fits."""
        named = CODE.findall(self.name.upper().encode("ascii", "replace"))
        fitting = (code for code in (*(one.decode("ascii") for one in named), *self._codes) if is_well_formed(code))
        return tuple(islice(fitting, MOST_CODES))

    @property
    def digests(self) -> Digests | None:
        """Both digests; None if no file came, or one that is too large."""
        if not self.name or self.size > LARGEST:
            return None
        first, second = self._running
        return Digests(first.digest().hex(), second.digest().hex())
