"""Steps as rows, tasks and drafts: what has been done and what is to do, by whom, until when."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Index, Q, UniqueConstraint


class StepRun(models.Model):
    """One attempt at one SOP step of one case.

    Loops add attempts, nothing is overwritten; elapsed times are derived, never stored.
    `data` and `note` are sealed under the case key, since letters and notes carry names.
    """

    case = models.ForeignKey(
        "cases.Case", on_delete=models.PROTECT, related_name="runs", db_index=False
    )
    sop_version = models.ForeignKey("cases.SopVersion", on_delete=models.PROTECT, db_index=False)
    sop = models.SlugField(max_length=60, db_index=False)
    number = models.PositiveSmallIntegerField()
    attempt = models.PositiveSmallIntegerField(default=1)
    role = models.SlugField(max_length=60, db_index=False)
    calendar = models.ForeignKey("cases.CalendarVersion", on_delete=models.PROTECT, db_index=False)
    opened_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)  # null: waiting; the SOP's time has not begun
    start_by = models.DateTimeField(null=True)  # null while a pause is open
    due_at = models.DateTimeField(null=True)
    completed_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)  # ended by a side exit, not by its work
    outcome = models.SlugField(max_length=60, blank=True, db_index=False)
    note = models.BinaryField(default=b"")
    data = models.BinaryField(default=b"")
    completed_by = models.JSONField(default=list)  # ids of all persons who did a part of it

    class Meta:
        constraints = [
            UniqueConstraint(fields=["case", "sop", "number", "attempt"], name="step_run_once"),
            # A case is worked on at one place at a time.
            UniqueConstraint(
                fields=["case"],
                condition=Q(completed_at=None, cancelled_at=None),
                name="one_open_run",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sop} {self.number} ({self.attempt}) of case {self.case_id}"


class Task(models.Model):
    """What one person has to do; `type` is the contract of the API (see core.sop.run.TaskType)."""

    class State(models.TextChoices):
        """A cancelled task fell away with a side exit or an outcome."""

        OPEN = "open"
        DONE = "done"
        CANCELLED = "cancelled"

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="tasks")
    run = models.ForeignKey(StepRun, null=True, on_delete=models.PROTECT, related_name="tasks")
    type = models.CharField(max_length=12)
    form = models.SlugField(max_length=40, blank=True, db_index=False)
    sop = models.SlugField(max_length=60, db_index=False)
    number = models.PositiveSmallIntegerField()
    attempt = models.PositiveSmallIntegerField(default=1)
    role = models.SlugField(max_length=60, db_index=False)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="tasks",
        db_index=False,
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    opened_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    start_by = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)  # null while a pause is open
    completed_at = models.DateTimeField(null=True)
    completed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="done_tasks",
        db_index=False,
    )
    on_behalf_of = models.CharField(max_length=80, blank=True)  # acting officer: for whom
    holds = models.CharField(max_length=4, blank=True)
    held_sop = models.SlugField(max_length=60, blank=True, db_index=False)
    held_step = models.PositiveSmallIntegerField(default=0)
    reason = models.CharField(max_length=300, blank=True)  # why it exists; without names
    document = models.ForeignKey(
        "cases.Document", null=True, on_delete=models.PROTECT, related_name="tasks"
    )  # signature: which paper
    outcome = models.SlugField(max_length=60, blank=True, db_index=False)
    note = models.BinaryField(default=b"")
    data = models.BinaryField(default=b"")

    class Meta:
        indexes = [
            # Serve the desk and GET /tasks: open tasks of a role or a person, soonest due first.
            Index(fields=["role", "due_at", "id"], condition=Q(state="open"), name="task_pool"),
            Index(fields=["assignee", "due_at", "id"], condition=Q(state="open"), name="task_mine"),
            Index(
                fields=["completed_by", "-completed_at"],
                condition=Q(state="done"),
                name="task_done_by",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.sop} {self.number} of case {self.case_id}"


class TaskDraft(models.Model):
    """A saved draft of a task's data, one row a version, sealed."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="drafts", db_index=False)
    version = models.PositiveIntegerField()
    data = models.BinaryField()
    outcome = models.SlugField(max_length=60, blank=True, db_index=False)
    note = models.BinaryField(default=b"")
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)

    class Meta:
        constraints = [UniqueConstraint(fields=["task", "version"], name="task_draft_version")]

    def __str__(self) -> str:
        return f"draft {self.version} of task {self.task_id}"


class OpenForm(models.Model):
    """A window in which somebody has the form of a task open; forgotten soon after it is closed."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="open_forms")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    window = models.CharField(max_length=40)
    since = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [UniqueConstraint(fields=["task", "user", "window"], name="open_form_once")]

    def __str__(self) -> str:
        return f"form of task {self.task_id} in window {self.window}"
