"""The typed settings object, read once from the environment.

An unknown ``JH_…`` name or a bad value stops start-up with a sentence. Charter parameters are not settings.
"""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Mode = Literal["demo", "production"]
KNOWN = {"JH_MODE", "JH_DATA", "JH_HOSTS", "JH_SECRET_KEY_FILE", "JH_VOTE_KEY_FILE", "JH_OIDC", "JH_COUNTY"}


class BadSetting(SystemExit):
    """A setting is missing, unknown or wrong; the process ends with the sentence."""


@dataclass(frozen=True)
class Config:
    """What the operator decided. ``hosts`` are the names the site answers to, ``data`` the folder for its files,
    ``county`` the code of the county that visitors see first (empty: the first one founded)."""

    mode: Mode
    data: Path
    hosts: tuple[str, ...]
    secret_key: str
    vote_key_file: Path
    database_url: str
    county: str

    @property
    def is_demo(self) -> bool:
        return self.mode == "demo"


def read(environment: Mapping[str, str] = os.environ) -> Config:
    """The configuration in ``environment``; raises `BadSetting`."""
    unknown = sorted(name for name in environment if name.startswith("JH_") and name not in KNOWN)
    if unknown:
        raise BadSetting(f"Unknown setting {unknown[0]}. Known: {', '.join(sorted(KNOWN))}.")
    mode = environment.get("JH_MODE", "")
    if mode not in ("demo", "production"):
        raise BadSetting("Set JH_MODE to demo (fictional county, role switcher) or production.")
    data = Path(environment.get("JH_DATA", "var")).resolve()
    hosts = tuple(host for host in environment.get("JH_HOSTS", "").split(",") if host)
    if mode == "production" and not hosts:
        raise BadSetting("Set JH_HOSTS to the host names of this site, separated by commas.")
    return Config(
        mode="demo" if mode == "demo" else "production",
        data=data,
        hosts=hosts or ("localhost", "127.0.0.1", "[::1]", "testserver"),
        secret_key=_secret(environment.get("JH_SECRET_KEY_FILE", ""), data / "secret.key", demo=mode == "demo"),
        vote_key_file=Path(environment.get("JH_VOTE_KEY_FILE", str(data / "keys" / "votes.key"))),
        database_url=environment.get("DATABASE_URL", f"sqlite:///{data / 'jianheng.sqlite3'}"),
        county=environment.get("JH_COUNTY", ""),
    )


def _secret(named: str, default: Path, *, demo: bool) -> str:
    path = Path(named) if named else default
    if not path.exists():
        if not demo:
            raise BadSetting("Set JH_SECRET_KEY_FILE to a readable file with a long random text.")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48), encoding="ascii")
    return path.read_text(encoding="ascii").strip()


def identity_providers(environment: Mapping[str, str] = os.environ) -> list[dict[str, object]]:
    """OpenID Connect providers from ``JH_OIDC``: ``id|name|client id|secret file|server url``, separated by ``;``."""
    providers: list[dict[str, object]] = []
    for line in filter(None, environment.get("JH_OIDC", "").split(";")):
        words = line.split("|")
        if len(words) != 5:
            raise BadSetting("Write JH_OIDC as id|name|client id|secret file|server address, several separated by ;")
        provider, name, client, secret_file, server = words
        secret = Path(secret_file).read_text(encoding="utf-8").strip()
        settings = {"server_url": server}
        providers.append(
            {"provider_id": provider, "name": name, "client_id": client, "secret": secret, "settings": settings}
        )
    return providers
