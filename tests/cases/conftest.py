"""Offices for tests of cases."""

import pytest


@pytest.fixture
def office(db):
    """Return an office fresh from `init` with one officer for each role."""
    # Imported late: pytest reads this file before Django has its models.
    from tests.cases.office import open_office

    return open_office()
