"""One data folder, one set of keys and one database for each process of a test run.

Set before Django reads its settings. `DATABASE_URL` is taken as it comes, so the same tests
run on SQLite (a file in that folder) and on PostgreSQL.
"""

import os
import shutil
import tempfile
from pathlib import Path

import django
import hypothesis
import pytest
from django.conf import settings

HOME = Path(tempfile.mkdtemp(prefix="sigap-test-"))

for _name in [name for name in os.environ if name.startswith("SIGAP_")]:
    del os.environ[_name]
os.environ |= {
    "DJANGO_SETTINGS_MODULE": "sigap.config.settings",
    "SIGAP_HOME": str(HOME),
    "SIGAP_SECRET_KEY": "only-for-tests-secret-0123456789abcdef",
    "SIGAP_MASTER_KEY": "only-for-tests-master-0123456789abcdef",
    "SIGAP_LEDGER_KEY": "only-for-tests-ledger-0123456789abcdef",
    # Tests sign in without one, but for those about it.
    "SIGAP_SECOND_FACTOR_ROLES": "none",
}

# A process of a parallel run inherits the environment of the one that began it, and the settings
# may have been read from that before this file: each then has its own folder all the same.
if settings.configured:
    settings.SIGAP_HOME = HOME

# A machine that does other things too must not fail a test by being slow once.
hypothesis.settings.register_profile(
    "suite", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("suite")

ASKS_FOR_DATABASE = {"db", "transactional_db", "django_db_setup", "live_server"}


def pytest_configure():
    django.setup()

    # Known from the start, so that no test counts the one query that finds it out.
    from sigap.cases.identity import ROOTS

    ROOTS[settings.SIGAP_MASTER_KEY, ""] = settings.SIGAP_MASTER_KEY


def pytest_unconfigure():
    shutil.rmtree(HOME, ignore_errors=True)


@pytest.hookimpl(tryfirst=True)  # before -m chooses by these marks
def pytest_collection_modifyitems(items):
    for item in items:
        asks = ASKS_FOR_DATABASE & set(getattr(item, "fixturenames", ()))
        if asks or item.get_closest_marker("django_db"):
            item.add_marker("database")


@pytest.fixture(scope="session")
def sigap_home():
    """Return the data folder that the settings of this process point at."""
    return HOME


@pytest.fixture(scope="session", autouse=True)
def _emptying_the_test_database_passes_the_ledger():
    """Let the emptying after a transactional test get past the triggers of the ledger.

    Django announces a migration afterwards, and then the triggers are made again.
    """
    from django.db.backends.base.operations import BaseDatabaseOperations

    from sigap.ledger.triggers import drop_triggers

    usual = BaseDatabaseOperations.execute_sql_flush

    def execute_sql_flush(self, sql_list):
        drop_triggers(self.connection)
        return usual(self, sql_list)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseOperations, "execute_sql_flush", execute_sql_flush)
        yield
