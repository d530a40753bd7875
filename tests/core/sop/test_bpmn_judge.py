"""A BPMN engine as judge: SpiffWorkflow, executing our export, takes the steps our runner takes.

SpiffWorkflow knows nothing of our SOPs; it reads the XML, evaluates the conditions itself and
says which task is ready. Decisions are drawn at random and given to both alike.
"""

import logging
from dataclasses import replace
from io import BytesIO
from random import Random

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from sigap.core.sop.bpmn import process_id, to_bpmn
from sigap.core.sop.run import TaskType
from tests.core.sop.casefile import CaseFile, person
from tests.core.sop.shipped import FOREIGN, SHIPPED
from tests.core.sop.strategies import sops

LONGEST = 25  # steps; a case that loops on is compared so far


@pytest.fixture(autouse=True, scope="module")
def quiet():
    """Keep SpiffWorkflow from logging every task: that takes longer than the tasks."""
    logger = logging.getLogger("spiff")
    before = logger.level
    logger.setLevel(logging.WARNING)
    yield
    logger.setLevel(before)


def spec_of(one, text=""):
    parser = BpmnParser()
    parser.add_bpmn_io(BytesIO((text or to_bpmn(one)).encode()))
    return parser.get_spec(process_id(one))


def judged(spec, decisions):
    """Return the steps that SpiffWorkflow takes, and whether it came to the end."""
    workflow = BpmnWorkflow(spec)
    workflow.do_engine_steps()
    passed = []
    for outcome in decisions:
        ready = workflow.get_tasks(state=TaskState.READY, manual=True)
        if not ready:
            break
        [task] = ready
        passed.append(int(task.task_spec.name.removeprefix("Step_")))
        task.data["outcome"] = outcome
        task.run()
        workflow.do_engine_steps()
    return passed, workflow.completed


def decided(one, people, random):
    """Return the steps and outcomes of one random case by our runner, and whether it ended."""
    file = CaseFile([replace(one, then="")], people, one.id)
    passed, decisions = [], []
    while not file.ended and len(passed) < LONGEST:
        task = next((t for t in file.open if t.type is not TaskType.STEP), None)
        if task is not None:
            file.do(task, "ani", "agree")
            continue
        task = file.task()
        step = one.step(task.place[1])
        outcome = random.choice([o.id for o in step.outcomes] or [""])
        file.do(task, next_person(file, task), outcome, note="catatan")
        passed.append(step.no)
        decisions.append(outcome)
    return passed, decisions, file.ended


def next_person(file, task):
    """Return somebody who has done no step yet that this one must be separate from."""
    sop, step = file.sops[task.place[0]], file.sops[task.place[0]].step(task.place[1])
    spent = {who for no in step.separate_from for who in file.history.who_did((sop.id, no))}
    return next(one for one in file.people[1:] if one.id not in spent)


def office(one):
    """Return one person for opinions and as many for the steps as separation can need."""
    roles = {lane.role for lane in one.lanes}
    consulted = {role for step in one.steps for role in step.consults}
    return [
        person("ani", *consulted),
        *[person(f"pegawai-{no}", *roles) for no in range(LONGEST)],
    ]


def compare(one, spec, random):
    passed, decisions, ended = decided(one, office(one), random)

    assert judged(spec, decisions) == (passed, ended)
    return passed


@pytest.mark.parametrize("one", SHIPPED, ids=lambda one: one.id)
def test_judge_takes_the_same_steps_in_a_thousand_random_cases(one):
    ways = random_ways(one, 1000)

    has_decisions = any(step.outcomes for step in one.steps)
    assert len(ways) > 3 if has_decisions else len(ways) == 1


@pytest.mark.parametrize("one", FOREIGN, ids=lambda one: one.id)
def test_judge_takes_the_same_steps_on_sops_of_other_offices(one):
    assert len(random_ways(one, 200)) > 3


def random_ways(one, count):
    """Compare `count` random cases; return the different ways that they took."""
    spec, random = spec_of(one), Random(f"judge {one.id}")
    return {tuple(compare(one, spec, random)) for _ in range(count)}


# Without shrinking: a whole SOP takes minutes to shrink and is read as it is.
@settings(max_examples=50, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(sops(text=st.just("x"), min_steps=2), st.integers(0, 2**32))
def test_judge_takes_the_same_steps_on_random_sops(one, seed):
    spec = spec_of(one)
    for offset in range(20):
        compare(one, spec, Random(seed + offset))


def test_judge_goes_another_way_when_the_export_is_bent():
    one, decisions = SHIPPED[1], ["", "", "tidak-lengkap", ""]
    bent = to_bpmn(one).replace('"tidak-lengkap"', '"x"').replace('"lengkap"', '"tidak-lengkap"')

    assert judged(spec_of(one), decisions) == ([1, 2, 3, 1], False)
    assert judged(spec_of(one, bent), decisions) == ([1, 2, 3, 4], False)
