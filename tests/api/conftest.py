"""An office with its officers, and clients that hold every answer against the OpenAPI."""

import pytest
from django.utils import timezone


@pytest.fixture
def office(db):
    """Return an office fresh from `init` with one officer for each role."""
    from tests.cases.office import open_office

    return open_office()


@pytest.fixture
def api(office, monkeypatch):
    """Return a function from a role (or None for the public) to a client of the API.

    The entry points read the clock of the office, so that no test depends on the day.
    """
    from tests.api.clients import Clients

    monkeypatch.setattr(timezone, "now", lambda: office.now)
    return Clients(office)


@pytest.fixture
def busy_api(transactional_db, monkeypatch):
    """Return clients as `api` does, on a database that several threads see."""
    from tests.api.clients import Clients
    from tests.cases.office import open_office

    office = open_office()
    monkeypatch.setattr(timezone, "now", lambda: office.now)
    return Clients(office)
