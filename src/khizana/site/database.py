"""Where the rows live: SQLite in the data folder, or PostgreSQL by address."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; "
    "PRAGMA mmap_size=134217728; PRAGMA cache_size=-32000;"
)


def database(url: str, data: Path) -> dict[str, Any]:
    """Turn ``sqlite:`` or ``postgresql://user:password@host:port/name`` into Django's form."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": parts.path or str(data / "khizana.sqlite3"),
            # IMMEDIATE: two writers queue up instead of failing halfway through a transaction.
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 30,
                "init_command": SQLITE_PRAGMAS,
            },
        }
    if parts.scheme != "postgresql":
        raise ValueError(f"KHZ_DATABASE_URL: {parts.scheme}: is neither sqlite: nor postgresql:")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": parts.port or "",
        "OPTIONS": dict(parse_qsl(parts.query)),
        "CONN_MAX_AGE": 60,
    }
