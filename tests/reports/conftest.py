"""An office whose ended cases are written down as they are wanted."""

import pytest


@pytest.fixture
def office(db):
    """Return an office fresh from `init` with one officer for each role."""
    from tests.cases.office import open_office

    return open_office()
