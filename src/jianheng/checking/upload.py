"""Digests of an uploaded file, computed as it arrives: no byte of it is kept in memory or on disk."""

import hashlib
from typing import Any

from django.core.files.uploadhandler import FileUploadHandler

from jianheng.checking.examining import Digests

LARGEST = 20 * 1024 * 1024


class DigestingHandler(FileUploadHandler):
    """Feeds what arrives to both hashes and lets it go. ``size`` counts the bytes; beyond `LARGEST` none is hashed."""

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self.name = ""
        self.size = 0
        self._running = (hashlib.sha256(), hashlib.new("sm3"))

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.name = self.file_name or ""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        del start
        self.size += len(raw_data)
        if self.size <= LARGEST:
            for one in self._running:
                one.update(raw_data)

    def file_complete(self, file_size: int) -> None:
        """Nothing is left of the file."""
        del file_size

    @property
    def digests(self) -> Digests | None:
        """Both digests; None if no file came, or one that is too large."""
        if not self.name or self.size > LARGEST:
            return None
        first, second = self._running
        return Digests(first.hexdigest(), second.hexdigest())
