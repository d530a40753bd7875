"""`DATABASE_URL` to Django's DATABASES entry, with the durability that Sigap promises."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

if TYPE_CHECKING:
    from pathlib import Path

# WAL lets readers go on while one writes. FULL means that a commit is on the disk when it
# returns; NORMAL would lose the last acknowledged steps when the power fails.
# What is deleted is overwritten: a destroyed key must not stay in a free page of the file.
_SQLITE_START = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA temp_store=MEMORY; "
    "PRAGMA secure_delete=ON;"
)
# Options of libpq (and psycopg) that may stand behind the question mark.
_POSTGRES_OPTIONS = frozenset(
    (
        "application_name",
        "channel_binding",
        "connect_timeout",
        "gssencmode",
        "keepalives",
        "keepalives_count",
        "keepalives_idle",
        "keepalives_interval",
        "options",
        "passfile",
        "service",
        "sslcert",
        "sslcrl",
        "sslkey",
        "sslmode",
        "sslnegotiation",
        "sslpassword",
        "sslrootcert",
        "target_session_attrs",
        "tcp_user_timeout",
    )
)


def parse_database_url(url: str, *, home: Path) -> dict[str, Any]:
    """Return the DATABASES entry for `url`; "" means SQLite in the data folder.

    `postgres://user:password@host:port/name?option=value`; a Unix socket stands in `?host=`
    or, with %2F for each slash, as the host. `sqlite:///relative` or `sqlite:////absolute`.

    :raises ImproperlyConfigured: if it is none of these. The message never shows the address,
        because it may hold a password.
    """
    if not url:
        return _sqlite(str(home / "sigap.sqlite3"), home)
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise ImproperlyConfigured(
            "DATABASE_URL is not an address; is the port a number?"
        ) from None
    name = unquote(parts.path.removeprefix("/"))
    if not name:
        raise ImproperlyConfigured("DATABASE_URL names no database")
    if parts.scheme == "sqlite":
        if parts.netloc or parts.query:
            raise ImproperlyConfigured("DATABASE_URL for SQLite is sqlite:///PATH and nothing else")
        return _sqlite(name, home)
    if parts.scheme not in ("postgres", "postgresql"):
        raise ImproperlyConfigured("DATABASE_URL must begin with postgres:// or sqlite:///")
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    host = options.pop("host", _host(parts.netloc))
    unknown = sorted(options.keys() - _POSTGRES_OPTIONS)
    if unknown:
        raise ImproperlyConfigured(f"DATABASE_URL has the unknown option {unknown[0]!r}")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(port or ""),
        "OPTIONS": {"application_name": "sigap", **options, "options": _waiting(options)},
        # Connections belong to threads of the server, which are few and live long.
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }


def _waiting(options: dict[str, str]) -> str:
    """Wait for a lock as long as on SQLite; what the address itself says comes last and wins."""
    return f"-c lock_timeout=30s {options.get('options', '')}".strip()


def _host(netloc: str) -> str:
    # Not `hostname`, which turns a socket's folder into lower case.
    place = netloc.rpartition("@")[2]
    if place.startswith("["):
        return place[1:].partition("]")[0]
    return unquote(place.partition(":")[0])


def _sqlite(file: str, home: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": file,
        "OPTIONS": {
            # A transaction that began by reading could not become a writer once another has
            # written meanwhile: it would fail at once, whatever the timeout. So take the
            # write lock at the start.
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,  # seconds to wait for the write lock
            "init_command": _SQLITE_START,
        },
        "CONN_MAX_AGE": None,
        # A file as in an installation: SQLite in memory knows no WAL and no second process.
        "TEST": {"NAME": str(home / "test.sqlite3")},
    }
