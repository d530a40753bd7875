"""The environment of the process, read strictly: a wrong value stops the start with one line.

Every deployment value is read by one of these functions, and every call names its variable
literally, so that a test can compare all of them with the table in docs/operations.md.
An empty value counts as absent, because container files write absent values that way.
"""

from __future__ import annotations

import json
import os
import re
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

# Every variable that is read, with …_FILE or without; a test compares it with the calls.
VARIABLES = frozenset(
    {
        "DATABASE_URL",
        "SIGAP_BASE_URL",
        "SIGAP_BIND",
        "SIGAP_CERTIFICATE",
        "SIGAP_CERTIFICATE_PASSWORD",
        "SIGAP_CERTIFICATE_ROOTS",
        "SIGAP_CLAMD",
        "SIGAP_GATEWAY_AUTHORIZATION",
        "SIGAP_GATEWAY_BODY",
        "SIGAP_GATEWAY_FORM",
        "SIGAP_GATEWAY_NETWORKS",
        "SIGAP_GATEWAY_SUCCESS",
        "SIGAP_GATEWAY_URL",
        "SIGAP_HOME",
        "SIGAP_LEDGER_COPIES",
        "SIGAP_LEDGER_KEY",
        "SIGAP_LOG",
        "SIGAP_MASTER_KEY",
        "SIGAP_MASTER_KEY_NEXT",
        "SIGAP_OIDC_CLAIM",
        "SIGAP_OIDC_CLIENT",
        "SIGAP_OIDC_NAME",
        "SIGAP_OIDC_SECRET",
        "SIGAP_OIDC_URL",
        "SIGAP_OUTBOUND_DELIVERY",
        "SIGAP_PRODUCTION",
        "SIGAP_SECOND_FACTOR_ROLES",
        "SIGAP_SECRET_KEY",
        "SIGAP_SECURITY_CONTACT",
        "SIGAP_SMTP_FROM",
        "SIGAP_SMTP_HOST",
        "SIGAP_SMTP_PASSWORD",
        "SIGAP_SMTP_PORT",
        "SIGAP_SMTP_SECURITY",
        "SIGAP_SMTP_USER",
        "SIGAP_TRUSTED_PROXIES",
        "SIGAP_WORKERS",
    }
)


def env_bool(name: str, *, default: bool) -> bool:
    """Return the switch `name`; anything but `yes` or `no` stops the start."""
    value = os.environ.get(name) or ("yes" if default else "no")
    if value not in ("yes", "no"):
        raise ImproperlyConfigured(f"{name} must be yes or no, got {value!r}")
    return value == "yes"


def env_int(name: str, *, default: int, minimum: int, maximum: int) -> int:
    """Return the whole number `name`, both bounds included."""
    value = os.environ.get(name)
    if not value:
        return default
    wanted = f"{name} must be a whole number from {minimum} to {maximum}, got {value!r}"
    # isdecimal alone would let Arabic-Indic digits through, which int() reads too.
    if not (value.isascii() and value.isdecimal()):
        raise ImproperlyConfigured(wanted)
    number = int(value)
    if not minimum <= number <= maximum:
        raise ImproperlyConfigured(wanted)
    return number


def env_choice(name: str, *, default: str, choices: tuple[str, ...]) -> str:
    """Return `name`, which must be one of `choices`."""
    value = os.environ.get(name) or default
    if value not in choices:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(choices)}, got {value!r}")
    return value


def env_text(name: str, *, default: str = "") -> str:
    """Return the one line of text `name`."""
    return _line(name, default)


def env_socket(name: str) -> str:
    """Return the place `name` of a daemon, `unix:/path` or `HOST:PORT`; "" if absent."""
    value = _line(name)
    if not value or re.fullmatch(r"unix:/.+", value):
        return value
    host, colon, port = value.rpartition(":")
    if not (host and colon and port.isascii() and port.isdecimal() and 0 < int(port) < 65536):
        raise ImproperlyConfigured(f"{name} must be unix:/path or HOST:PORT, got {value!r}")
    return value


def env_email(name: str) -> str:
    """Return the e-mail address `name`; "" if absent."""
    value = _line(name)
    if value and not re.fullmatch(r"[^\s@<>,;\"]+@[^\s@<>,;\"]+", value):
        raise ImproperlyConfigured(f"{name} must be an address like office@host, got {value!r}")
    return value


def env_endpoint(name: str) -> str:
    """Return the whole web address `name`, path and query too; "" if absent."""
    value = _line(name)
    wanted = f"{name} must look like https://host/path, without a user name in it"
    try:
        parts = urlsplit(value)
        _ = parts.port
    except ValueError:
        raise ImproperlyConfigured(wanted) from None
    known = parts.scheme in ("http", "https") and parts.hostname and parts.username is None
    if value and not known:
        raise ImproperlyConfigured(wanted)
    return value


def env_json(name: str, *, default: str) -> dict[str, object]:
    """Return the JSON object `name`."""
    wanted = f"{name} must be a JSON object"
    try:
        value = json.loads(os.environ.get(name) or default)
    except ValueError:
        raise ImproperlyConfigured(wanted) from None
    if not isinstance(value, dict):
        raise ImproperlyConfigured(wanted)
    return value


def env_path(name: str, *, default: str) -> Path:
    """Return the absolute path `name`; a relative one starts at the working folder."""
    return _path(name, default)


def env_file(name: str) -> Path | None:
    """Return the absolute path of the file `name`, None if it is not set; it need not exist."""
    return _path(name, "") if os.environ.get(name) else None


def env_url(name: str, *, default: str) -> str:
    """Return the web address `name` without a slash at its end; http or https, no path."""
    value = (os.environ.get(name) or default).rstrip("/")
    wanted = f"{name} must look like https://host or http://host:port, got {value!r}"
    try:
        parts = urlsplit(value)
        port = parts.port
    except ValueError:
        raise ImproperlyConfigured(wanted) from None
    extra = parts.path or parts.query or parts.fragment or parts.username is not None
    if parts.scheme not in ("http", "https") or not parts.hostname or extra or port == 0:
        raise ImproperlyConfigured(wanted)
    return value


def env_address(name: str, *, default: str) -> tuple[str, int]:
    """Return host and port of the address `name`, written `HOST:PORT` or `[IPv6]:PORT`."""
    value = os.environ.get(name) or default
    wanted = f"{name} must be HOST:PORT, got {value!r}"
    try:
        parts = urlsplit(f"//{value}")
        host, port = parts.hostname, parts.port
    except ValueError:
        raise ImproperlyConfigured(wanted) from None
    if not host or port is None or port == 0 or parts.netloc != value or "@" in value:
        raise ImproperlyConfigured(wanted)
    return host, port


def env_networks(name: str, *, default: str) -> tuple[IPv4Network | IPv6Network, ...]:
    """Return the networks `name`, separated by commas: `10.0.0.0/8, ::1`; `none` for none."""
    value = (os.environ.get(name) or default).strip()
    if value == "none":
        return ()
    try:
        return tuple(ip_network(part.strip()) for part in value.split(","))
    except ValueError:
        wanted = f"{name} must be networks like 10.0.0.0/8, ::1, or none, got {value!r}"
        raise ImproperlyConfigured(wanted) from None


def env_roles(name: str, *, default: str) -> frozenset[str] | None:
    """Return the roles `name`, slugs separated by commas; None for `all`."""
    value = (os.environ.get(name) or default).strip()
    if value == "all":
        return None
    roles = frozenset() if value == "none" else frozenset(one.strip() for one in value.split(","))
    for role in roles:
        if not re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", role):
            wanted = f"{name} must be roles like admin, koordinator, or all, or none, got {role!r}"
            raise ImproperlyConfigured(wanted)
    return roles


def env_secret(name: str) -> str:
    """Return the secret `name`, or the content of the file that `name`_FILE names; "" if absent.

    Blanks around it are dropped, because editors end files with a line feed. No message
    ever shows the value.
    """
    value = os.environ.get(name, "").strip()
    file = os.environ.get(f"{name}_FILE")
    if value and file:
        raise ImproperlyConfigured(f"{name} and {name}_FILE are both set; set one of them")
    if not file:
        return value
    try:
        value = Path(file).read_text(encoding="utf-8").strip()
    except OSError as error:
        reason = f"{name}_FILE names {file}, which can't be read: {error.strerror}"
        raise ImproperlyConfigured(reason) from None
    except UnicodeDecodeError:
        raise ImproperlyConfigured(f"{name}_FILE names {file}, which is not text") from None
    if not value:
        raise ImproperlyConfigured(f"{name}_FILE names {file}, which is empty")
    return value


def _path(name: str, default: str) -> Path:
    value = os.environ.get(name) or default
    if "\0" in value:
        raise ImproperlyConfigured(f"{name} must be a path")
    return Path(value).expanduser().absolute()


def _line(name: str, default: str = "") -> str:
    value = (os.environ.get(name) or default).strip()
    if not value.isprintable():
        raise ImproperlyConfigured(f"{name} must be one line without control characters")
    return value
