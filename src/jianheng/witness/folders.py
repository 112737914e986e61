"""Files that appear whole or not at all."""

import os
import secrets
from pathlib import Path


def write(path: Path, data: bytes) -> None:
    """Put ``data`` at ``path``, durable and in one step, making its folders."""
    path.parent.mkdir(parents=True, exist_ok=True)
    making = path.parent / f".{secrets.token_hex(6)}"
    try:
        with making.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        making.replace(path)
    finally:
        making.unlink(missing_ok=True)
    sync(path.parent)


def sync(folder: Path) -> None:
    """Make a new name in ``folder`` durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
