"""The office of the pages, with somebody who runs its accounts."""

import pytest


@pytest.fixture
def office(office):
    """Return the office of the pages with an administrator."""
    from sigap.accounts.operations import create_user

    user, _ = create_user(name="admin", roles=["admin"], now=office.now, full_name="Admin Sistem")
    office.users["admin"] = user.pk
    return office
