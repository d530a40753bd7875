import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[2] / "src"
KEYS = {
    name: name[-10:] * 4 for name in ("SIGAP_SECRET_KEY", "SIGAP_MASTER_KEY", "SIGAP_LEDGER_KEY")
}
SHOWN = (
    "SIGAP_BASE_URL",
    "ALLOWED_HOSTS",
    "SESSION_COOKIE_SECURE",
    "SECURE_HSTS_SECONDS",
    "SECURE_PROXY_SSL_HEADER",
)


def load(home: Path, **environment: str) -> dict:
    """Return some settings as a fresh process sees them, or the reason why it does not start."""
    code = (
        "import json\n"
        "from django.core.exceptions import ImproperlyConfigured\n"
        "try:\n"
        "    from sigap.config import settings\n"
        "except ImproperlyConfigured as wrong:\n"
        "    print(json.dumps({'refused': str(wrong)}))\n"
        "else:\n"
        f"    print(json.dumps({{name: getattr(settings, name) for name in {SHOWN!r}}}))\n"
    )
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SIGAP_")}
    kept.pop("DATABASE_URL", None)
    kept |= {"SIGAP_HOME": str(home), "PYTHONPATH": str(SOURCE), **environment}
    done = subprocess.run(
        [sys.executable, "-c", code], env=kept, capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


def test_loopback_needs_no_other_setting_than_keys(tmp_path):
    assert load(tmp_path, **KEYS) == {
        "SIGAP_BASE_URL": "http://127.0.0.1:8000",
        "ALLOWED_HOSTS": ["127.0.0.1", "[::1]", "localhost"],
        "SESSION_COOKIE_SECURE": False,
        "SECURE_HSTS_SECONDS": 0,
        "SECURE_PROXY_SSL_HEADER": None,
    }


def test_listening_on_every_interface_does_not_name_the_site_so(tmp_path):
    loaded = load(tmp_path, **KEYS, SIGAP_BIND="0.0.0.0:9000")

    assert loaded["SIGAP_BASE_URL"] == "http://127.0.0.1:9000"


def test_https_address_makes_cookies_secure_and_trusts_the_proxy(tmp_path):
    loaded = load(tmp_path, **KEYS, SIGAP_PRODUCTION="yes", SIGAP_BASE_URL="https://sigap.example")

    assert loaded == {
        "SIGAP_BASE_URL": "https://sigap.example",
        "ALLOWED_HOSTS": ["127.0.0.1", "[::1]", "localhost", "sigap.example"],
        "SESSION_COOKIE_SECURE": True,
        "SECURE_HSTS_SECONDS": 365 * 24 * 3600,
        "SECURE_PROXY_SSL_HEADER": ["HTTP_X_FORWARDED_PROTO", "https"],
    }


@pytest.mark.parametrize(
    ("environment", "reason"),
    [
        ({}, "there is no SIGAP_SECRET_KEY yet"),
        ({**KEYS, "SIGAP_PRODUCTION": "true"}, "SIGAP_PRODUCTION must be yes or no, got 'true'"),
        ({"SIGAP_PRODUCTION": "yes"}, "SIGAP_PRODUCTION=yes needs SIGAP_SECRET_KEY"),
        (
            {**KEYS, "SIGAP_PRODUCTION": "yes", "SIGAP_BASE_URL": "http://sigap.example"},
            "SIGAP_PRODUCTION=yes needs an https:// SIGAP_BASE_URL",
        ),
        ({**KEYS, "SIGAP_WORKERS": "many"}, "SIGAP_WORKERS must be a whole number"),
        ({**KEYS, "DATABASE_URL": "oracle://h/n"}, "DATABASE_URL must begin with"),
    ],
)
def test_wrong_value_stops_the_start_with_its_reason(tmp_path, environment, reason):
    assert load(tmp_path, **environment)["refused"].startswith(reason)
    assert list(tmp_path.iterdir()) == []
