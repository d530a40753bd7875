"""Officers hear once of what grows late, superiors of what is late for long, in office hours."""

from datetime import datetime, timedelta

import pytest

from sigap.accounts.models import User
from sigap.accounts.operations import create_user
from sigap.cases.models import Alert, Exclusion, StaffMail, Task
from sigap.cases.operations import alerts
from sigap.cases.operations.alerts import sweep_alerts, sweep_digests
from sigap.ledger.models import Entry
from tests.cases.office import JAKARTA, file_complaint, play, task_of

# Tuesday 24 November 2026, and the working days after it.
NINE = datetime(2026, 11, 24, 9, 0, tzinfo=JAKARTA)


@pytest.fixture
def collecting(office):
    """Return the task of two days at IV.1, held by the analyst."""
    case = file_complaint(office)
    play(office, case, until="collect")
    task = task_of(case, "collect")
    Task.objects.filter(pk=task.pk).update(assignee=office.users["analis-pengaduan"])
    return Task.objects.get(pk=task.pk)


def told(kind=None):
    """Return who was told what, by role."""
    rows = Alert.objects.order_by("pk").values_list("kind", "to__username")
    return sorted((k, to) for k, to in rows if kind in (None, k))


def test_a_task_is_told_of_before_it_is_due_and_when_it_is_late_once_each(office, collecting):
    before = collecting.due_at - timedelta(minutes=30)

    assert sweep_alerts(now=before) == 1
    assert sweep_alerts(now=before + timedelta(minutes=10)) == 0
    assert told() == [("soon", "analis-pengaduan")]

    # It was due at closing; nobody is told before the office opens again.
    assert sweep_alerts(now=collecting.due_at + timedelta(minutes=5)) == 0
    morning = morning_after(collecting.due_at)
    sweep_alerts(now=morning)
    assert told("late") == [("late", "analis-pengaduan")]


def morning_after(moment, days=1):
    """Return nine o'clock, so many working days after the day of `moment`."""
    from sigap.cases.queries.sops import calendar_of_version, current_calendar_id

    calendar = calendar_of_version(current_calendar_id())
    day = calendar.add_working_days(calendar.local_day(moment), days)
    return calendar.blocks(day)[0][0] + timedelta(minutes=30)


def test_what_is_late_for_long_goes_to_the_coordinator_then_to_the_head(office, collecting):
    sweep_alerts(now=morning_after(collecting.due_at, 1))
    assert told() == [("escalated", "koordinator"), ("late", "analis-pengaduan")]

    sweep_alerts(now=morning_after(collecting.due_at, 3))
    assert told("escalated-again") == [("escalated-again", "kepala-dinas")]
    events = Entry.objects.filter(event="task.escalated").order_by("seq")
    assert [entry.actor for entry in events] == ["system", "system"]


def test_in_a_backlog_superiors_hear_of_what_is_late_longest_too(office, monkeypatch):
    monkeypatch.setattr(alerts, "_BATCH", 2)
    cases = [file_complaint(office) for _ in range(5)]
    late = Task.objects.get(case=cases[0])
    morning = morning_after(late.due_at, 3)
    # The others fell due later than the first one.
    newer = Task.objects.filter(case__in=cases[1:])
    newer.update(due_at=late.due_at + timedelta(minutes=30))

    new = sweep_alerts(now=morning)

    heard = Alert.objects.filter(kind="escalated-again").order_by("task")
    assert [one.task.case_id for one in heard] == [case.pk for case in cases]
    assert (new, sweep_alerts(now=morning)) == (Alert.objects.count(), 0)


def test_a_short_step_alarms_nobody_before_half_a_day(office):
    case = file_complaint(office)
    task = Task.objects.get(case=case)  # III.1, 30 minutes

    sweep_alerts(now=task.due_at + timedelta(minutes=20))
    assert told() == []

    sweep_alerts(now=morning_after(task.due_at, 1))
    assert ("late", "petugas-loket") in told()


def test_a_free_task_is_told_to_all_who_may_take_it(office):
    create_user(name="lia", roles=["petugas-loket"], now=office.now, sign_in=False)
    task = Task.objects.get(case=file_complaint(office, by=""))

    sweep_alerts(now=morning_after(task.due_at, 1))

    assert told("late") == [("late", "lia"), ("late", "petugas-loket")]


def test_nobody_is_told_of_a_case_that_is_none_of_their_business(office, collecting):
    lina, _ = create_user(name="lina", roles=["koordinator"], now=office.now, sign_in=False)
    Exclusion.objects.create(
        case=collecting.case, user=lina, reason=b"sealed", by="system", at=office.now
    )

    sweep_alerts(now=morning_after(collecting.due_at, 1))

    # The complaint is about the other coordinator's own work.
    assert told() == [("escalated", "koordinator"), ("late", "analis-pengaduan")]


def test_a_paused_or_finished_task_is_told_to_nobody(office, collecting):
    collecting.case.status = "held"
    collecting.case.save(update_fields=["status"])
    sweep_alerts(now=morning_after(collecting.due_at, 3))

    assert told() == []


def test_a_due_moment_that_was_moved_is_told_of_again(office, collecting):
    sweep_alerts(now=collecting.due_at - timedelta(minutes=30))
    later = morning_after(collecting.due_at, 4)
    Task.objects.filter(pk=collecting.pk).update(due_at=later)

    sweep_alerts(now=later - timedelta(minutes=20))

    assert told() == [("soon", "analis-pengaduan")] * 2


def test_the_office_sets_its_own_limits(office, collecting):
    from sigap.cases.operations.office_profile import change_office_profile, profile_form
    from sigap.cases.queries.sops import office_profile

    profile = office_profile()
    data = profile_form(profile)
    data["course"] |= {"escalate_days": 2, "escalate_head_days": 0}
    change_office_profile(
        edition=profile.version, data=data, actor=office.holder("kepala-dinas"), now=office.now
    )

    sweep_alerts(now=morning_after(collecting.due_at, 1))
    assert told("escalated") == []
    sweep_alerts(now=morning_after(collecting.due_at, 5))
    assert told("escalated") == [("escalated", "koordinator")]
    assert told("escalated-again") == []


def test_the_digest_comes_once_a_day_and_says_what_waits(office, collecting, settings):
    settings.SIGAP_OUTBOUND_DELIVERY, settings.SIGAP_SMTP_HOST = True, "127.0.0.1"
    User.objects.filter(username="analis-pengaduan").update(email="rina@example.id")
    at = morning_after(collecting.due_at, 1)
    closed = at - timedelta(hours=3)

    assert sweep_digests(now=closed) == 0
    assert sweep_digests(now=at) == 1
    assert sweep_digests(now=at + timedelta(minutes=10)) == 0

    mail = StaffMail.objects.get(to__username="analis-pengaduan")
    assert (mail.state, mail.facts) == (
        "waiting",
        {"all": 1, "late": 1, "today": 0, "escalated": 0},
    )
    assert [line["number"] for line in mail.lines] == [collecting.case.number]
    fates = StaffMail.objects.exclude(pk=mail.pk).values_list("fate", flat=True)
    assert set(fates) <= {"no-way", "nothing"}


def test_without_a_mail_server_the_desk_alone_tells(office, collecting):
    User.objects.filter(username="analis-pengaduan").update(email="rina@example.id")

    sweep_alerts(now=collecting.due_at - timedelta(minutes=30))

    assert list(StaffMail.objects.values_list("kind", "state", "fate")) == [
        ("staff-reminder", "done", "withheld")
    ]
