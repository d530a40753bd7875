"""An office by its API, as journeys use it: the same fixtures as the tests of the API."""

from tests.api.conftest import api, office

__all__ = ["api", "office"]
