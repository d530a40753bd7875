"""E-mails to officers by a real mail server: once, in office hours, in the office's words."""

from datetime import timedelta
from email import message_from_string, policy

import pytest

from sigap.accounts.models import User
from sigap.cases.models import Alert, StaffMail, Task
from sigap.cases.operations.alerts import sweep_alerts
from sigap.cases.operations.notice_texts import write_notice_text
from sigap.cases.operations.staff_mail import begin_mail
from sigap.channels.carried import NotNow
from sigap.channels.staff_post import post as deliver
from tests.cases.office import file_complaint, play, task_of


@pytest.fixture
def ordered(office, post):
    """Return the reminder to the analyst whose two days are nearly over, and the moment."""
    User.objects.filter(username="analis-pengaduan").update(email="rina@example.id")
    case = file_complaint(office)
    play(office, case, until="collect")
    task = task_of(case, "collect")
    Task.objects.filter(pk=task.pk).update(assignee=office.users["analis-pengaduan"])
    at = task.due_at - timedelta(minutes=30)
    sweep_alerts(now=at)
    return StaffMail.objects.get(), at


def test_a_reminder_names_case_and_step_and_nobody_who_complained(office, ordered, post):
    mail, at = ordered

    deliver(mail.pk, now=at)
    deliver(mail.pk, now=at)

    mail.refresh_from_db()
    assert (mail.state, mail.fate) == ("done", "sent")
    [(to, content)] = post.mails
    message = message_from_string(content, policy=policy.default)
    text = message.get_content()
    number = Alert.objects.get().task.case.number
    assert to == ["rina@example.id"]
    assert message["Subject"] == "Pengingat: 1 tugas hampir atau sudah jatuh tempo"
    assert f"- {number} · IV.1 " in text
    assert " … · " in text  # a long activity ends after a whole word
    assert "/meja/" in text
    assert "Suherman" not in content
    assert "etribusi" not in text.replace(number, "")


def test_the_office_s_own_words_are_sent(office, ordered, post):
    mail, at = ordered
    write_notice_text(
        kind="staff-reminder",
        language="id",
        data={
            "subject": "Ingat: {jumlah}",
            "body": "Yth. {nama}\n{daftar}",
            "valid_from": at.date().isoformat(),
        },
        actor=office.holder("koordinator"),
        now=office.now,
    )

    deliver(mail.pk, now=at)

    message = message_from_string(post.mails[0][1], policy=policy.default)
    assert message["Subject"] == "Ingat: 1"
    assert message.get_content().startswith("Yth. Pejabat Analis Pengaduan")


def test_nothing_is_sent_while_the_office_is_closed(ordered, post):
    mail, at = ordered
    night = at.replace(hour=22)

    deliver(mail.pk, now=night)

    mail.refresh_from_db()
    assert post.mails == []
    assert mail.state == "waiting"
    assert mail.next_try_at > night


def test_a_server_that_is_busy_is_asked_again_and_one_that_refuses_is_not(ordered, post):
    mail, at = ordered
    post.say["RCPT"] = "450 later"
    with pytest.raises(NotNow):
        deliver(mail.pk, now=at)
    assert StaffMail.objects.get().begun_at is None

    from sigap.channels.outbox import RESTS

    RESTS["email"].end()
    post.say["RCPT"] = "550 nobody here"
    deliver(mail.pk, now=at)
    assert StaffMail.objects.get().fate == "bounced"


def test_what_may_have_been_sent_is_not_sent_again(ordered, post):
    mail, at = ordered
    begin_mail(mail.pk, now=at)  # and the worker died

    deliver(mail.pk, now=at + timedelta(minutes=6))

    assert post.mails == []
    assert StaffMail.objects.get().fate == "unsure"
