import ast
import re
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from sigap.config import env

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("value", ["true", "1", "YES", " yes", "ja"])
def test_switch_takes_only_yes_and_no(monkeypatch, value):
    monkeypatch.setenv("SIGAP_X", value)

    with pytest.raises(ImproperlyConfigured, match="SIGAP_X must be yes or no, got"):
        env.env_bool("SIGAP_X", default=True)


@pytest.mark.parametrize(("value", "expected"), [("yes", True), ("no", False), ("", True)])
def test_switch_is_read(monkeypatch, value, expected):
    monkeypatch.setenv("SIGAP_X", value)

    assert env.env_bool("SIGAP_X", default=True) is expected


@pytest.mark.parametrize("value", ["0", "65", "-1", "1.5", "two", "٣", " 3", "1_0"])
def test_number_outside_its_bounds_or_no_number_is_refused(monkeypatch, value):
    monkeypatch.setenv("SIGAP_X", value)

    with pytest.raises(ImproperlyConfigured, match="whole number from 1 to 64"):
        env.env_int("SIGAP_X", default=1, minimum=1, maximum=64)


@pytest.mark.parametrize(("value", "expected"), [("1", 1), ("64", 64), ("", 7)])
def test_number_is_read_with_both_bounds(monkeypatch, value, expected):
    monkeypatch.setenv("SIGAP_X", value)

    assert env.env_int("SIGAP_X", default=7, minimum=1, maximum=64) == expected


def test_choice_lists_what_it_takes(monkeypatch):
    monkeypatch.setenv("SIGAP_X", "xml")

    with pytest.raises(ImproperlyConfigured, match="one of json, console, got 'xml'"):
        env.env_choice("SIGAP_X", default="json", choices=("json", "console"))


@pytest.mark.parametrize(
    "value",
    [
        "ftp://a.example",
        "a.example",
        "https://",
        "https://a.example/path",
        "https://a.example?x=1",
        "https://u:p@a.example",
        "http://a.example:port",
        "http://[::1",
    ],
)
def test_address_of_the_site_has_a_scheme_and_a_host_and_no_more(monkeypatch, value):
    monkeypatch.setenv("SIGAP_X", value)

    with pytest.raises(ImproperlyConfigured, match="SIGAP_X must look like"):
        env.env_url("SIGAP_X", default="http://a.example")


def test_address_of_the_site_loses_its_last_slash(monkeypatch):
    monkeypatch.setenv("SIGAP_X", "https://sigap.example:8443/")

    assert env.env_url("SIGAP_X", default="") == "https://sigap.example:8443"


@pytest.mark.parametrize("value", ["8000", "localhost", "a:b", "a:0", "a:70000", "a:1/x", "u@a:1"])
def test_bad_bind_address_is_refused(monkeypatch, value):
    monkeypatch.setenv("SIGAP_X", value)

    with pytest.raises(ImproperlyConfigured, match="SIGAP_X must be HOST:PORT"):
        env.env_address("SIGAP_X", default="127.0.0.1:1")


@pytest.mark.parametrize(
    ("value", "expected"), [("0.0.0.0:80", ("0.0.0.0", 80)), ("[::1]:8000", ("::1", 8000))]
)
def test_bind_address_is_read(monkeypatch, value, expected):
    monkeypatch.setenv("SIGAP_X", value)

    assert env.env_address("SIGAP_X", default="") == expected


def test_secret_comes_from_the_variable_or_from_a_file(monkeypatch, tmp_path):
    file = tmp_path / "key"
    file.write_text("from a file\n")
    monkeypatch.setenv("SIGAP_X_FILE", str(file))
    from_file = env.env_secret("SIGAP_X")
    monkeypatch.delenv("SIGAP_X_FILE")
    monkeypatch.setenv("SIGAP_X", "direct")

    assert (from_file, env.env_secret("SIGAP_X")) == ("from a file", "direct")


def test_secret_given_twice_is_refused_without_showing_it(monkeypatch, tmp_path):
    monkeypatch.setenv("SIGAP_X", "hush-hush")
    monkeypatch.setenv("SIGAP_X_FILE", str(tmp_path))

    with pytest.raises(ImproperlyConfigured) as refusal:
        env.env_secret("SIGAP_X")

    assert "both set" in str(refusal.value)
    assert "hush" not in str(refusal.value)


@pytest.mark.parametrize(
    ("content", "reason"),
    [(None, "can't be read: No such file"), (b"\xff\xfe", "not text"), (b" \n", "is empty")],
)
def test_unusable_secret_file_says_why(monkeypatch, tmp_path, content, reason):
    file = tmp_path / "key"
    if content is not None:
        file.write_bytes(content)
    monkeypatch.setenv("SIGAP_X_FILE", str(file))

    with pytest.raises(ImproperlyConfigured, match=reason):
        env.env_secret("SIGAP_X")


def test_every_variable_stands_in_the_table_of_the_operators():
    read = set()
    for source in (ROOT / "src").rglob("*.py"):
        for node in ast.walk(ast.parse(source.read_text())):
            called = getattr(getattr(node, "func", None), "id", "")
            if re.fullmatch(r"env_[a-z]+", called):
                name = node.args[0]
                assert isinstance(name, ast.Constant), f"{source}: a computed variable name"
                read.add(name.value)
    table = (ROOT / "docs" / "operations.md").read_text()

    assert set(re.findall(r"^\| `([A-Z_]+)` \|", table, re.MULTILINE)) == read
    assert read == env.VARIABLES
