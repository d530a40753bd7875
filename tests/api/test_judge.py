"""A judge from outside: Schemathesis sends what the description allows, and what it does not.

Bounded and seeded: the same requests in every run, once to any address and once to addresses
of what is there, so that more than 404 is tried.
"""

import hypothesis
import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given
from schemathesis import GenerationMode

from sigap.cases.models import Case
from sigap.config.wsgi import application
from tests.api.clients import COMPLAINT
from tests.cases.office import open_tasks, play

EXAMPLES = 6
# The other roles ask the same calls; what differs is what they may see.
OTHERS = (
    "petugas-loket",
    "penata-perizinan",
    "koordinator",
    "analis-hukum",
    "kepala-dinas",
    "auditor",
    "admin",
)
FEW = 1
# A complaint may be right by the description and still be refused (received in the future,
# a task's own schema), so what is valid need not be accepted; it must not fail.
NOT_ASKED = ["positive_data_acceptance"]


@pytest.fixture
def there(api, office):
    """Return path parameters that name what is there."""
    told = api().post("/complaints", {**COMPLAINT, "channel": "web"}).json()
    case = Case.objects.get(number=told["number"])
    play(office, case, until="accept")
    paper = api("koordinator").get(f"/cases/{case.number}/documents").json()["items"][0]
    return {
        "number": case.number,
        "code": told["tracking_code"],
        "task_id": open_tasks(case)[0].pk,
        "document_id": paper["id"],
        "attachment_id": 1,
        "sop_id": "penerimaan-pengaduan",
        "book": "buku-penerimaan-laporan",
        "action": "withdraw",
    }


@pytest.fixture
def asked(role, api):
    """Return the headers of an officer of the role; none for the public."""
    return {"Authorization": f"Bearer {api.token(role)}"} if role else {}


@pytest.fixture
def judged(asked, there):
    """Return the description as the judge loads it from the application.

    The test's transaction lasts over its requests; Django's own client, used before, sees to
    that for itself alone.
    """
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.mark.parametrize("role", ["analis-pengaduan", None])
@pytest.mark.parametrize("where", ["anywhere", "there"])
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_the_judge_finds_nothing(asked, there, judged, mode, where):
    for result in judged.get_all_operations():
        operation = result.ok()
        fixed = {}
        if where == "there":
            names = {one.name for one in operation.path_parameters}
            fixed = {name: value for name, value in there.items() if name in names}
            if not fixed:
                continue
        let_judge(operation, mode=mode, path_parameters=fixed or None, headers=asked)


@pytest.mark.once
@pytest.mark.parametrize("role", OTHERS)
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_the_judge_finds_nothing_as_any_other_role(asked, there, judged, mode):
    for result in judged.get_all_operations():
        operation = result.ok()
        names = {one.name for one in operation.path_parameters}
        fixed = {name: value for name, value in there.items() if name in names}
        let_judge(operation, mode=mode, path_parameters=fixed or None, headers=asked, examples=FEW)


def let_judge(operation, *, mode, path_parameters, headers, examples=EXAMPLES):
    excluded = [schemathesis.checks.CHECKS.get_one(one) for one in NOT_ASKED]
    cases = operation.as_strategy(
        generation_mode=mode, path_parameters=path_parameters, headers=headers or None
    )

    @hypothesis.settings(
        max_examples=examples,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=cases)
    def judge(case):
        response = case.call(headers=headers)
        case.validate_response(response, excluded_checks=excluded, headers=headers)

    try:
        judge()
    except hypothesis.errors.Unsatisfiable:
        # Nothing wrong can be sent to a call that takes nothing.
        assert mode is GenerationMode.NEGATIVE
