"""The settings of a node, read once from the environment into one typed, frozen object."""

import os
import secrets
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_TRUE = frozenset({"1", "true", "yes", "on"})


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a deployment may choose. Each field names its environment variable.

    Attributes:
        data: ``KHZ_DATA``. Folder of the database, the originals, the index and the keys.
        node: ``KHZ_NODE``. Origin name of this node; never changes once records exist.
        database_url: ``KHZ_DATABASE_URL``. ``sqlite:`` (in the data folder) or ``postgresql://``.
        secret_key: ``KHZ_SECRET_KEY`` or ``KHZ_SECRET_KEY_FILE``; else made in the data folder.
        hosts: ``KHZ_HOSTS``. Host names that the server answers to, comma-separated.
        debug: ``KHZ_DEBUG``. For developers only; refused by ``khizana serve``.
        secure: ``KHZ_SECURE``. True behind HTTPS: secure cookies and HSTS.
        language: ``KHZ_LANGUAGE``. First language of the pages: ar, fr or en.
        months: ``KHZ_MONTHS``. Arabic month names: maghrebi, standard or levantine.
        tessdata: ``KHZ_TESSDATA``. Folder of Tesseract language data, where not found by itself.
        mfa_required: ``KHZ_MFA_REQUIRED``. Second factor for administrators and security officers.
        max_upload: ``KHZ_MAX_UPLOAD``. Largest single uploaded file, in bytes.
    """

    data: Path
    node: str
    database_url: str
    secret_key: str
    hosts: tuple[str, ...]
    debug: bool
    secure: bool
    language: str
    months: str
    tessdata: str
    mfa_required: bool
    max_upload: int

    @property
    def originals(self) -> Path:
        """Return the OCFL storage root."""
        return self.data / "originals"

    @property
    def index(self) -> Path:
        """Return the folder of the search index; it may be deleted and rebuilt."""
        return self.data / "index"

    @property
    def derivatives(self) -> Path:
        """Return the folder of page images; it may be deleted and is made again."""
        return self.data / "derivatives"

    @property
    def staging(self) -> Path:
        """Return the folder where files wait until they are received."""
        return self.data / "staging"

    @property
    def keys(self) -> Path:
        """Return the folder of the node's private keys, readable by its owner only."""
        return self.data / "keys"


def _secret(env: dict[str, str], name: str, folder: Path) -> str:
    if value := env.get(name):
        return value
    if path := env.get(f"{name}_FILE"):
        return Path(path).read_text().strip()
    kept = folder / "keys" / "secret-key"
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fd = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(fd, "w") as out:
            out.write(secrets.token_urlsafe(48))
    return kept.read_text()


def read(environ: dict[str, str] | None = None) -> Settings:
    """Read the settings from ``environ`` (default: the process environment)."""
    env = dict(os.environ) if environ is None else environ
    data = Path(env.get("KHZ_DATA", "var")).absolute()
    return Settings(
        data=data,
        node=env.get("KHZ_NODE", "khizana.local"),
        database_url=env.get("KHZ_DATABASE_URL", "sqlite:"),
        secret_key=_secret(env, "KHZ_SECRET_KEY", data),
        hosts=tuple(env.get("KHZ_HOSTS", "localhost,127.0.0.1,[::1]").split(",")),
        debug=env.get("KHZ_DEBUG", "").lower() in _TRUE,
        secure=env.get("KHZ_SECURE", "").lower() in _TRUE,
        language=env.get("KHZ_LANGUAGE", "ar"),
        months=env.get("KHZ_MONTHS", "maghrebi"),
        tessdata=env.get("KHZ_TESSDATA", ""),
        mfa_required=env.get("KHZ_MFA_REQUIRED", "").lower() in _TRUE,
        max_upload=int(env.get("KHZ_MAX_UPLOAD", str(8 * 2**30))),
    )


@cache
def current() -> Settings:
    """Return the settings of this process."""
    return read()
