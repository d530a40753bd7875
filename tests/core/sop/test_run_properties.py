"""What holds in every case of every SOP, whoever does whatever in whatever order."""

from dataclasses import replace
from itertools import pairwise
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from sigap.core.errors import Refused
from sigap.core.sop.run import (
    NOBODY_MAY_ACT,
    Holds,
    TaskOrder,
    TaskType,
    eligible,
    may_act,
    may_stand_in,
    offered_outcomes,
    remaining,
    stand_ins_needed,
)
from tests.core.sop.casefile import CaseFile, person
from tests.core.sop.strategies import CONSULTED_ROLES, sops

STEP_WORK = (TaskType.STEP, TaskType.CONFIRM)
OUTSIDE = ("kepala-dinas", "koordinator", *CONSULTED_ROLES)
NAMES = ("ani", "budi", "citra", "dewi", "eko")


@st.composite
def chains(draw):
    """Return one to three SOPs, each leading to the next."""
    count = draw(st.integers(1, 3))
    return [
        replace(
            draw(sops(text=st.just("x"), min_steps=2, max_steps=7)),
            id=f"sop-{index}",
            then=f"sop-{index + 1}" if index + 1 < count else "",
        )
        for index in range(count)
    ]


def office_case(chain, random):
    """Return a new case in an office of one to five persons, in which most roles are held."""
    roles = sorted({lane.role for one in chain for lane in one.lanes} | set(OUTSIDE))
    names = NAMES[: random.randint(1, len(NAMES))]
    holders = {
        role: random.sample(names, random.randint(random.random() < 0.9, len(names)))
        for role in roles
    }
    people = [
        person(
            name,
            *[role for role in roles if name in holders[role]],
            acts_for={random.choice(roles): random.choice(NAMES)},
        )
        for name in names
    ]
    return CaseFile(
        chain,
        people,
        "sop-0",
        excluded=frozenset(random.sample(NAMES, random.random() < 0.2)),
        barred={("sop-0", 1): frozenset(random.sample(NAMES, random.random() < 0.2))},
    )


def act(file, random):
    """Try one completion at random; return the decision, or None if it was refused."""
    task = random.choice(file.open)
    who = random.choice(file.people)
    step = file.sops[task.place[0]].step(task.place[1])
    outcomes = offered_outcomes(step, task) or ("", "lain")
    outcome = random.choice([*outcomes, *outcomes, ""])
    options = {"note": random.choice(["", "catatan"]), "consult_again": random.random() < 0.3}
    if random.random() < 0.3:
        options["assignee"] = random.choice(file.people).id
    if random.random() < 0.2 and task.type in STEP_WORK:
        options["orders"] = [random_order(file, task, random)]
    before = file.history
    try:
        decision = file.do(task, who, outcome, **options)
    except Refused:
        assert file.history == before
        return task, who, None
    if task.reason == NOBODY_MAY_ACT:
        name_stand_in(file, task.place, random)
    return task, who, decision


def exclude_somebody(file, random):
    excluded = file.history.excluded | {random.choice(NAMES)}
    file.history = replace(file.history, excluded=excluded)
    file.order(*stand_ins_needed(file.sops, file.history, file.people))


def name_stand_in(file, place, random):
    """Let the head name whoever may stand in, if there is anybody."""
    able = [one for one in file.people if may_be_named(file, place, one)]
    if able:
        stand_ins = {**file.history.stand_ins, place: random.choice(able).id}
        file.history = replace(file.history, stand_ins=stand_ins)


def may_be_named(file, place, who):
    try:
        may_stand_in(file.sops[place[0]], place[1], file.history, who)
    except Refused:
        return False
    return True


def random_order(file, task, random):
    """Return an order for a memo or signature; one that holds an end names a later step."""
    sop = file.sops[task.place[0]]
    later = [no for no in range(1, len(sop.steps) + 1) if no != task.place[1]]
    holds = random.choice([h for h in Holds if later or h is not Holds.END])
    return TaskOrder(
        random.choice([TaskType.MEMO, TaskType.SIGNATURE]),
        random.choice(OUTSIDE),
        task.place,
        task.attempt,
        holds=holds,
        held=(sop.id, random.choice(later)) if holds is Holds.END else None,
    )


def played(file, random, tries=200):
    """Yield (history before, task, person, decision) for every completion that goes through."""
    for _ in range(tries):
        if file.ended:
            return
        if random.random() < 0.02:
            exclude_somebody(file, random)
        before = file.history
        task, who, decision = act(file, random)
        if decision is not None:
            yield before, task, who, decision


@settings(max_examples=60)
@given(chains(), st.integers(0, 2**32))
def test_every_completion_in_random_cases_keeps_the_rules(chain, seed):
    for offset in range(5):
        random = Random(seed + offset)
        file = office_case(chain, random)
        assert file.open
        for before, task, who, decision in played(file, random):
            one_task_ends_and_the_record_only_grows(file, before, task, decision)
            a_task_is_open_until_the_end(file)
            attempts_count_up_by_one(file)
            persons_stay_separate(file, before, task, who)
            head_is_asked_where_holders_exist_and_none_may_act(file)


def one_task_ends_and_the_record_only_grows(file, before, task, decision):
    after = {t.id: t for t in file.history.tasks}
    ended = [t.id for t in before.open_tasks() if not after[t.id].is_open]
    assert sorted(ended) == sorted([task.id, *decision.lapses])
    assert all(was == after[was.id] or was.id in ended for was in before.tasks)
    runs = file.history.runs
    assert len(runs) - len(before.runs) == (decision.opens is not None)
    for was, now in zip(before.runs, runs, strict=False):
        assert was == now or (was.is_open and was.completed_by <= now.completed_by)


def a_task_is_open_until_the_end(file):
    assert bool(file.open) is not file.ended
    running = [run for run in file.history.runs if run.is_open]
    assert len(running) <= 1
    assert not (file.ended and running)
    for run in running:
        assert any(t.is_open for t in file.history.step_work(run.place, run.attempt))


def attempts_count_up_by_one(file):
    for place in {run.place for run in file.history.runs}:
        attempts = [run.attempt for run in file.history.runs if run.place == place]
        assert attempts == list(range(1, len(attempts) + 1))


def persons_stay_separate(file, before, task, who):
    """Nobody does a step who did one that it must be separate from, stand-ins included."""
    assert who.id not in before.excluded
    if task.type not in STEP_WORK:
        assert task.role in who.roles
        return
    assert task.role in who.roles or before.stand_ins[task.place] == who.id
    assert who.id not in before.barred.get(task.place, ())
    done_before = {
        (t.place[1], t.completed_by)
        for t in before.tasks
        if t.type in STEP_WORK and t.place[0] == task.place[0]
    }
    step = file.sops[task.place[0]].step(task.place[1])
    assert not {(no, who.id) for no in step.separate_from} & done_before
    if task.type is TaskType.CONFIRM and task.role not in who.roles:
        lead = before.step_work(task.place, task.attempt)[0].completed_by
        assert who.id != lead


def head_is_asked_where_holders_exist_and_none_may_act(file):
    for task in file.open:
        if task.type is not TaskType.STEP:
            continue
        sop = file.sops[task.place[0]]
        step = sop.step(task.place[1])
        able = {one.id for one in eligible(sop, step, task.role, file.history, file.people)}
        asked = [
            t
            for t in file.history.tasks
            if (t.place, t.attempt, t.reason) == (task.place, task.attempt, NOBODY_MAY_ACT)
        ]
        holders = any(task.role in one.roles for one in file.people)
        named = task.place in file.history.stand_ins
        assert bool(asked) == (holders and not able) or named
        if not task.assignee:
            assert able == {
                one.id for one in file.people if is_allowed(sop, task, file.history, one)
            }


def is_allowed(sop, task, history, who):
    try:
        may_act(sop, task, history, who)
    except Refused:
        return False
    return True


@settings(max_examples=60)
@given(chains())
def test_one_willing_person_with_every_role_takes_the_straight_way_to_the_end(chain):
    chain = [replace(one, steps=tuple(map(unseparated, one.steps))) for one in chain]
    roles = {lane.role for one in chain for lane in one.lanes} | set(OUTSIDE)
    file = CaseFile(chain, [person("ani", *roles)], "sop-0")
    way = remaining(file.sops, ("sop-0", 1))
    passed = 0

    while not file.ended:
        task = next((t for t in file.open if t.type is TaskType.CONSULT), None) or file.task()
        if task.type is TaskType.CONSULT:
            file.do(task, "ani", "agree")
            continue
        step = file.sops[task.place[0]].step(task.place[1])
        file.do(task, "ani", straight_outcome(step, file), note="catatan")
        passed += 1
        assert passed < 100

    assert set(file.steps) == {(sop.id, step.no) for sop, step in way}


def unseparated(step):
    return replace(step, separate_from=())


def straight_outcome(step, file):
    """Return the outcome that goes the way of `remaining`, found without asking it."""
    if not step.outcomes:
        return ""
    sop, no = file.steps[-1]
    been_back = any(b[0] == a[0] and b[1] <= a[1] for a, b in pairwise(file.steps) if a[0] == sop)
    forward = [o for o in step.outcomes if o.next is None or o.next > no]
    if forward and not been_back:
        return forward[0].id
    return min(step.outcomes, key=lambda o: steps_to_end(file.sops[sop], o.next, frozenset())).id


def steps_to_end(sop, no, seen):
    if no is None:
        return 0
    if no in seen:
        return 1000
    step = sop.step(no)
    nexts = [o.next for o in step.outcomes] or [sop.following(no)]
    return 1 + min(steps_to_end(sop, n, seen | {no}) for n in nexts)
