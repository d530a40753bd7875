import pytest
from django.core.exceptions import ImproperlyConfigured

from sigap.config.databases import parse_database_url


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("postgres://u:p%40ss@db.example:5433/sigap", ("sigap", "u", "p@ss", "db.example", "5433")),
        ("postgresql:///sigap?host=/run/postgresql", ("sigap", "", "", "/run/postgresql", "")),
        ("postgres://u@%2Frun%2FPg:1/sigap", ("sigap", "u", "", "/run/Pg", "1")),
        ("postgres://[::1]/a%2Fb", ("a/b", "", "", "::1", "")),
    ],
)
def test_postgres_addresses(tmp_path, url, expected):
    entry = parse_database_url(url, home=tmp_path)

    assert tuple(entry[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT")) == expected
    assert entry["ENGINE"] == "django.db.backends.postgresql"


def test_options_of_the_address_come_after_ours(tmp_path):
    entry = parse_database_url("postgres://h/n?options=-c%20lock_timeout%3D1s", home=tmp_path)

    assert entry["OPTIONS"]["options"] == "-c lock_timeout=30s -c lock_timeout=1s"


def test_postgres_options_are_handed_on(tmp_path):
    entry = parse_database_url("postgres://h/n?sslmode=verify-full&sslrootcert=/ca", home=tmp_path)

    assert entry["OPTIONS"] == {
        "application_name": "sigap",
        "options": "-c lock_timeout=30s",
        "sslmode": "verify-full",
        "sslrootcert": "/ca",
    }


@pytest.mark.parametrize(
    ("url", "name"),
    [("", "{home}/sigap.sqlite3"), ("sqlite:////a/b.db", "/a/b.db"), ("sqlite:///b.db", "b.db")],
)
def test_sqlite_addresses(tmp_path, url, name):
    entry = parse_database_url(url, home=tmp_path)

    assert entry["NAME"] == name.format(home=tmp_path)
    assert entry["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "synchronous=FULL" in entry["OPTIONS"]["init_command"]


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("mysql://u:hush@h/n", "must begin with"),
        ("postgres://u:hush@h:x/n", "is the port a number"),
        ("postgres://u:hush@h", "names no database"),
        ("postgres://u:hush@h/n?sslmod=require", "unknown option 'sslmod'"),
        ("sqlite://host/n", "sqlite:///PATH"),
        ("hush", "names no database|must begin with"),
    ],
)
def test_wrong_address_says_why_without_the_password(tmp_path, url, reason):
    with pytest.raises(ImproperlyConfigured, match=reason) as refusal:
        parse_database_url(url, home=tmp_path)

    assert "hush" not in str(refusal.value)
