"""A case kept in memory: stores what the runner decides, exactly as its contract says."""

from dataclasses import replace

from sigap.core.sop.run import (
    History,
    Person,
    Run,
    Task,
    TaskOrder,
    TaskType,
    begin,
    complete,
    open_step,
)


def person(name, *roles, acts_for=None):
    return Person(name, frozenset(roles), acts_for or {})


class CaseFile:
    """One case, its people and the SOPs that it began with."""

    def __init__(self, sops, people, first, **history):
        self.sops = {sop.id: sop for sop in sops}
        self.people = tuple(people)
        self.history = History(**history)
        self.ended = False
        self.deviations = []
        self.steps = []  # (SOP id, number) in the order opened
        self._store(begin(self.sops[first], self.history, self.people))

    @property
    def open(self):
        return list(self.history.open_tasks())

    def task(self, task_type=TaskType.STEP, role=""):
        """Return the one open task of this type (and role)."""
        [found] = [t for t in self.open if t.type is task_type and role in ("", t.role)]
        return found

    def person(self, name):
        [found] = [one for one in self.people if one.id == name]
        return found

    def do(self, task, who, outcome="", **options):
        """Complete a task, given itself or by its type, and store what is decided."""
        task = self.task(task) if isinstance(task, TaskType) else task
        actor = self.person(who) if isinstance(who, str) else who
        decision = complete(
            self.sops, self.history, task, actor, self.people, outcome=outcome, **options
        )
        done = replace(task, is_open=False, completed_by=actor.id, outcome=outcome)
        tasks = tuple(done if t.id == task.id else t for t in self.history.tasks)
        self.history = replace(self.history, tasks=tasks)
        self._store(decision, done)
        return decision

    def order(self, *orders):
        """Make tasks that an action outside the steps orders."""
        tasks = [
            Task(
                id=str(len(self.history.tasks) + index),
                type=order.type,
                role=order.role,
                place=order.place,
                attempt=order.attempt,
                is_open=True,
                assignee=order.assignee,
                holds=order.holds,
                held=order.held,
                reason=order.reason,
            )
            for index, order in enumerate(orders, start=1)
        ]
        self.history = replace(self.history, tasks=(*self.history.tasks, *tasks))

    def reopen(self, sop, no, **options):
        """Open a step by a reasoned act outside the flow."""
        self._store(open_step(self.sops[sop], no, self.history, self.people, **options))

    def _store(self, decision, done=None):
        runs = [self._run_after(run, decision, done) for run in self.history.runs]
        if decision.opens:
            runs.append(Run(decision.opens, decision.attempt, is_open=True))
            self.steps.append(decision.opens)
        self.history = replace(
            self.history, runs=tuple(runs), tasks=self.history.without(decision.lapses).tasks
        )
        self.order(*decision.tasks)
        self.ended = self.ended or decision.case_ended
        self.deviations += decision.deviations

    @staticmethod
    def _run_after(run, decision, done):
        if done is None or (run.place, run.attempt) != (done.place, done.attempt):
            return run
        if done.type in (TaskType.STEP, TaskType.CONFIRM):
            run = replace(run, completed_by=run.completed_by | {done.completed_by})
        if decision.run_ended:
            run = replace(run, is_open=False, outcome=decision.outcome)
        return run


def order(task_type, role, task, **options):
    """Return a task that the form of `task` orders."""
    return TaskOrder(task_type, role, task.place, task.attempt, **options)
