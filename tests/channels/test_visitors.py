"""Whom a limit counts: the visitor behind proxies, never the proxy, never a claimed address."""

from ipaddress import ip_network

import pytest
from django.test import RequestFactory

from sigap.channels.visitors import address_of


def request(here, *forwarded):
    headers = {"X-Forwarded-For": ", ".join(forwarded)} if forwarded else {}
    return RequestFactory().get("/", REMOTE_ADDR=here, headers=headers)


@pytest.mark.parametrize(
    ("here", "forwarded", "counted"),
    [
        ("203.0.113.9", (), "203.0.113.9"),
        ("127.0.0.1", (), "machine"),
        ("::1", (), "machine"),
        ("127.0.0.1", ("203.0.113.9",), "203.0.113.9"),
        # Not from a proxy that is trusted: a stranger's own word.
        ("203.0.113.9", ("198.51.100.7",), "203.0.113.9"),
        # What stands before the first address that no trusted proxy wrote is not believed.
        ("127.0.0.1", ("198.51.100.7", "203.0.113.9"), "203.0.113.9"),
        ("127.0.0.1", ("127.0.0.1", "203.0.113.9"), "203.0.113.9"),
        # A second trusted proxy in between is passed.
        ("127.0.0.1", ("203.0.113.9", "10.1.2.3"), "203.0.113.9"),
        # Ports, as some proxies write them, are no part of the address.
        ("127.0.0.1", ("203.0.113.9:51312",), "203.0.113.9"),
        ("127.0.0.1", ("[2001:db8:1:2::7]:443",), "2001:db8:1:2::/64"),
        # One house, one network.
        ("2001:db8:1:2::7", (), "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", (), "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.9", (), "203.0.113.9"),
        # Nonsense counts for the proxy that passed it on.
        ("10.1.2.3", ("unknown",), "10.1.2.3"),
        ("", (), "machine"),
    ],
)
def test_the_visitor_behind_the_proxies_is_counted(settings, here, forwarded, counted):
    settings.SIGAP_TRUSTED_PROXIES = tuple(
        ip_network(one) for one in ("127.0.0.0/8", "::1", "10.0.0.0/8")
    )

    assert address_of(request(here, *forwarded)) == counted


def test_without_trusted_proxies_nobody_is_believed(settings):
    settings.SIGAP_TRUSTED_PROXIES = ()

    assert address_of(request("203.0.113.1", "203.0.113.9")) == "203.0.113.1"
