"""One complaint through all 17 steps by a client that only fills schemas."""

import pytest

from sigap.cases.models import Case
from tests.cases.office import file_complaint, play

pytestmark = pytest.mark.django_db


def test_a_client_that_only_fills_schemas_takes_a_complaint_to_its_end(office):
    case = file_complaint(office)

    done = play(office, case)

    assert done == [
        "intake",
        "distribute",
        "accept",
        "disposition",
        "identify",
        "memo",
        "collect",
        "hand-over",
        "completeness",
        "plan",
        "confirm",
        "invite",
        "review",
        "order-answer",
        "consult",
        "draft",
        "examine",
        "approve",
        "signature",
        "dispatch",
        "archive",
    ]
    assert case.status == Case.Status.CLOSED
