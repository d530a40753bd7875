"""The office of the pages, with somebody who runs its accounts."""

import pytest


@pytest.fixture
def office(office):
    """Return the office of the pages with an administrator."""
    from sigap.accounts.operations import create_user

    user, _ = create_user(name="admin", roles=["admin"], now=office.now, full_name="Admin Sistem")
    office.users["admin"] = user.pk
    return office


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
