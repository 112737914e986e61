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
KNOWN = {
    "JH_MODE",
    "JH_DATA",
    "JH_HOSTS",
    "JH_ADDRESS",
    "JH_SECRET_KEY_FILE",
    "JH_KEYS",
    "JH_KEY_PASSPHRASE_FILE",
    "JH_LOG_NAME",
    "JH_SEATS",
    "JH_FONTS",
    "JH_OIDC",
    "JH_COUNTY",
}


class BadSetting(SystemExit):
    """A setting is missing, unknown or wrong; the process ends with the sentence."""


@dataclass(frozen=True)
class Config:
    """What the operator decided. ``hosts`` are the names the site answers to, ``address`` is where
    people reach it (``https://…``, as printed in codes), ``data`` the folder for its files,
    ``keys`` the folder of the secret keys, which ``key_passphrase_file`` opens, ``log_name`` the name under which
    the logs are known to witnesses, ``seats`` the file with the witnesses, ``fonts`` a folder of own typefaces
    (None: none), ``county`` the code of the county that visitors see first (empty: the first one founded)."""

    mode: Mode
    data: Path
    hosts: tuple[str, ...]
    address: str
    secret_key: str
    keys: Path
    key_passphrase_file: Path
    log_name: str
    seats: Path
    fonts: Path | None
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
        address=environment.get("JH_ADDRESS", _address(environment, hosts)).rstrip("/"),
        secret_key=_secret(environment, "JH_SECRET_KEY_FILE", data / "secret.key").read_text(encoding="ascii").strip(),
        keys=Path(environment.get("JH_KEYS", str(data / "keys"))),
        key_passphrase_file=_secret(environment, "JH_KEY_PASSPHRASE_FILE", data / "keys" / "passphrase"),
        log_name=environment.get("JH_LOG_NAME", "") or (hosts[0] if mode == "production" else "demo.jianheng.example"),
        seats=Path(environment.get("JH_SEATS", str(data / "witnesses" / "seats.toml"))),
        fonts=Path(environment["JH_FONTS"]) if environment.get("JH_FONTS") else None,
        database_url=environment.get("DATABASE_URL", f"sqlite:///{data / 'jianheng.sqlite3'}"),
        county=environment.get("JH_COUNTY", ""),
    )


def _address(environment: Mapping[str, str], hosts: tuple[str, ...]) -> str:
    return f"https://{hosts[0]}" if hosts else f"http://localhost:{environment.get('PORT', '8000')}"


def _secret(environment: Mapping[str, str], name: str, default: Path) -> Path:
    """The file of a secret text; a demo makes its own, an installation must name one that exists."""
    path = Path(environment.get(name, "") or default)
    if path.exists():
        return path
    if environment.get("JH_MODE") != "demo":
        raise BadSetting(f"Set {name} to a readable file with a long random text.")
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_text(secrets.token_urlsafe(48), encoding="ascii")
    return path


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
