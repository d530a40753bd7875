"""An office with its officers, and clients that hold every answer against the OpenAPI."""

import pytest


@pytest.fixture
def office(db):
    """Return an office fresh from `init` with one officer for each role."""
    from tests.cases.office import open_office

    return open_office()


@pytest.fixture
def api(office):
    """Return a function from a role (or None for the public) to a client of the API."""
    from tests.api.clients import Clients

    return Clients(office)
