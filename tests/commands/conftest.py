import pytest

from tests.commands.installation import Installation


@pytest.fixture(scope="session")
def prepared(tmp_path_factory):
    """Return an installation that `sigap init` has prepared; tests must not spoil it."""
    made = Installation(tmp_path_factory.mktemp("installation") / "home")
    done = made.run("init")
    assert done.returncode == 0, done.stderr
    return made
