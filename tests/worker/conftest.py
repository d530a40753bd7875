import pytest
from django.db import connection

from tests.worker.parcels import Parcel


@pytest.fixture(scope="session")
def parcel_table(django_db_setup, django_db_blocker):
    """Make the table of the work that only the tests know."""
    with django_db_blocker.unblock():
        with connection.schema_editor() as editor:
            editor.create_model(Parcel)
        yield
        with connection.schema_editor() as editor:
            editor.delete_model(Parcel)


@pytest.fixture
def make(parcel_table, db):
    """Return what makes a parcel."""

    def make_parcel(**fields):
        return Parcel.objects.create(**fields)

    return make_parcel
