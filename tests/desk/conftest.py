"""An office whose officers sign in at their desks."""

import pytest
from django.test import Client


@pytest.fixture
def office(db):
    """Return an office fresh from `init` with one officer for each role."""
    # The pages know no other moment than the present one; what is played before they are
    # opened moves on by office hours, and must not overtake it on any day of the week.
    from datetime import UTC, datetime, timedelta

    from tests.cases.office import open_office

    return open_office(now=datetime.now(tz=UTC) - timedelta(days=60))


@pytest.fixture
def sign_in(office):
    """Return a function that gives the browser of a role's officer."""
    from sigap.accounts.models import User

    def browser(role):
        client = Client()
        client.force_login(User.objects.get(pk=office.users[role]))
        return client

    return browser


@pytest.fixture
def traces():
    """Return a function that gives every row that an act could have left or changed.

    Signing in notes its moment with the user, and is no act of the pages.
    """
    from django.db import connection

    def look():
        found = {}
        with connection.cursor() as cursor:
            for table in connection.introspection.table_names(cursor):
                if table.startswith(("accounts_", "cases_", "ledger_")):
                    cursor.execute(f'SELECT * FROM "{table}"')
                    names = [column[0] for column in cursor.description]
                    rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
                    for row in rows:
                        row.pop("last_login", None)
                    found[table] = sorted(rows, key=str)
        return found

    return look
