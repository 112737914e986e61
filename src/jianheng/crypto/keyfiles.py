"""Files of secrets: whole or not there at all, on the disk before anyone goes on, readable by their owner alone."""

import json
import os
import secrets
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jianheng.crypto.errors import KeyDamaged
from jianheng.crypto.hashing import sm3

CHECK = "check"
"""The field with the SM3 digest of all others: it tells a damaged file from a wrong passphrase."""


def create(path: Path, fields: Mapping[str, object]) -> bool:
    """Make the file unless it is there; False if another process was first. The file then holds what that one wrote."""
    temporary = _written(path, fields)
    try:
        os.link(temporary, path)
    except FileExistsError:
        return False
    finally:
        temporary.unlink()
    _sync_folder(path.parent)
    return True


def replace(path: Path, fields: Mapping[str, object]) -> None:
    """Put a new content in the place of the old; a crash leaves one of the two."""
    _written(path, fields).replace(path)
    _sync_folder(path.parent)


def read(path: Path) -> dict[str, Any]:
    """The fields of a file; raises `KeyDamaged`, and `FileNotFoundError` where there is none."""
    try:
        fields = json.loads(path.read_bytes())
    except ValueError:
        raise KeyDamaged(f"{path.name} is not readable") from None
    if not isinstance(fields, dict) or fields.pop(CHECK, None) != _check(fields):
        raise KeyDamaged(f"{path.name} was damaged: its digest differs")
    return fields


def text(data: bytes) -> str:
    """Bytes as a file holds them."""
    return b64encode(data).decode("ascii")


def data_of(fields: Mapping[str, Any], name: str) -> bytes:
    """The bytes of a field; raises `KeyDamaged`."""
    try:
        return b64decode(fields[name], validate=True)
    except (KeyError, TypeError, NotBase64, ValueError):
        raise KeyDamaged(f"the field {name} is missing or not readable") from None


def prepare_folder(folder: Path) -> None:
    """Make the folder, closed to everyone but its owner."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def _written(path: Path, fields: Mapping[str, object]) -> Path:
    """A temporary file beside ``path`` with the content, on the disk."""
    content = json.dumps({**fields, CHECK: _check(fields)}, indent=1).encode("ascii")
    temporary = path.with_name(f".{secrets.token_hex(8)}.tmp")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return temporary


def _check(fields: Mapping[str, object]) -> str:
    return sm3(json.dumps(fields, sort_keys=True).encode("ascii")).hex()


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
