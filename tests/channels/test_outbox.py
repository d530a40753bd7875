"""Notices on their way: by a real mail server and a real service, each once, none lost."""

from datetime import timedelta
from email import message_from_string, policy

import pytest

from sigap.cases.identity import case_key, unseal_text
from sigap.cases.models import Notice
from sigap.cases.operations import jobs, leases
from sigap.cases.operations.notices import notify
from sigap.channels import gateway, mail, outbox, outward
from sigap.core.masking import Identity
from sigap.ledger.models import Entry
from tests.cases.office import JAKARTA, file_complaint

BOTH = Identity(name="Suherman Wijaya", phone="0812-0000-0100", email="suherman@example.id")
PHONE = Identity(name="Suherman Wijaya", phone="0812-0000-0100")
MAIL = Identity(name="Suherman Wijaya", email="suherman@example.id")


def received(office, identity, **changes):
    """Return the notice of receipt of a fresh complaint."""
    case = file_complaint(office, identity=identity, **changes)
    return Notice.objects.get(case=case, kind="received")


def work(office, *, times=1):
    """Let a worker do what is due, as its loop does; return how often it failed."""
    failed = 0
    for _ in range(times):
        row = jobs.claim(outbox.WORK, owner="tests", now=office.now)
        if row is None:
            break
        try:
            outbox.deliver(row.pk, now=office.now)
        except Exception as failure:  # noqa: BLE001 - as the loop does
            failed += 1
            jobs.fail(outbox.WORK, row, failure, now=office.now)
    return failed


def wait(office, **span):
    office.now += timedelta(**span)


def state(notice):
    notice.refresh_from_db()
    return notice.state, notice.fate, notice.carrier


def read(box):
    (to, text), *rest = box.mails
    assert rest == []
    return to, message_from_string(text, policy=policy.default)


def test_a_mail_tells_the_receipt_and_nobody_else_who_complained(office, post):
    notice = received(office, MAIL)

    assert work(office, times=3) == 0

    to, message = read(post)
    code = unseal_text(case_key(notice.case_id), notice.case.complainant.tracking_code)
    assert to == ["suherman@example.id"]
    assert message["Subject"] == f"Pengaduan {notice.case.number} kami terima"
    assert message["Auto-Submitted"] == "auto-generated"
    assert f"/lacak/{code}/" in message.get_content()
    assert "Suherman" not in message.get_content()
    assert "Retribusi" not in message.as_string()
    assert state(notice) == ("done", "sent", "email")
    assert notice.reference == message["Message-ID"]
    sent = Entry.objects.get(stream=notice.case.number, event="notice.sent")
    assert sent.facts == {"notice": notice.pk, "kind": "received", "carrier": "email"}


def test_a_mail_in_english_for_who_filed_in_english(office, post):
    notice = received(office, MAIL, language="en")

    work(office)

    _, message = read(post)
    assert message["Subject"] == f"We have received complaint {notice.case.number}"
    due = notice.case.due_at.astimezone(JAKARTA)
    assert f"answer by {due:%A, %-d %B %Y}." in message.get_content()


def test_a_confidential_case_sends_no_code(office, post):
    notice = received(office, MAIL, confidential=True)

    work(office)

    _, message = read(post)
    code = unseal_text(case_key(notice.case_id), notice.case.complainant.tracking_code)
    assert code not in message.get_content()
    assert "/lacak/\n" in message.get_content().replace("\r", "")


def test_a_short_message_has_neither_code_nor_name_nor_content(office, service):
    notice = received(office, PHONE)

    assert work(office) == 0

    [(path, headers, body)] = service.calls
    code = unseal_text(case_key(notice.case_id), notice.case.complainant.tracking_code)
    assert path == "/send?device=1"
    assert '"to": "+6281200000100"' in body.decode()
    assert notice.case.number in body.decode()
    for secret in (code, "Suherman", "Retribusi", "Wijaya"):
        assert secret not in body.decode()
    assert headers["Idempotency-Key"] in body.decode()
    assert state(notice) == ("done", "sent", "gateway")
    assert notice.reference == "wa-77"


def test_the_body_and_the_secret_are_as_the_service_wants_them(office, service, settings):
    settings.SIGAP_GATEWAY_BODY = {"target": "{digits}", "message": "{text}", "device": 3}
    settings.SIGAP_GATEWAY_FORM = "form"
    settings.SIGAP_GATEWAY_AUTHORIZATION = "token-of-the-office"
    settings.SIGAP_GATEWAY_SUCCESS = "status=true"
    received(office, PHONE)

    assert work(office) == 0

    [(_, headers, body)] = service.calls
    assert headers["Authorization"] == "token-of-the-office"
    assert body.startswith(b"target=6281200000100&message=Pengaduan+PGD-")
    assert body.endswith(b"&device=3")


@pytest.mark.parametrize("mode", ["hangs", "drips", "dies", "nonsense"])
def test_a_service_whose_answer_is_lost_gets_the_same_key_again(office, service, mode, monkeypatch):
    monkeypatch.setattr(gateway, "post", shorter(outward.post))
    notice = received(office, PHONE)

    service.mode = mode
    assert work(office) == 1
    assert state(notice) == ("waiting", "", "")
    assert notice.last_error.startswith("NotNow: gerbang pesan")
    service.mode = "good"
    wait(office, minutes=2)
    assert work(office) == 0

    assert state(notice) == ("done", "sent", "gateway")
    assert len(service.calls) == 2
    assert len(service.taken) == 1


def shorter(post):
    def quick(*args, **kwargs):
        return post(*args, **{**kwargs, "seconds": 0.5})

    return quick


@pytest.mark.parametrize("mode", ["broken", "elsewhere", "declines"])
def test_a_service_that_fails_is_tried_again_and_nothing_is_lost(office, service, mode, settings):
    settings.SIGAP_GATEWAY_SUCCESS = "status=true"
    notice = received(office, PHONE)
    service.mode = mode

    assert work(office, times=3) == 1  # then it rests
    service.mode = "good"
    wait(office, minutes=2)

    assert work(office) == 0
    assert state(notice) == ("done", "sent", "gateway")
    assert [path for path, _, _ in service.calls] == ["/send?device=1"] * 2  # no detour taken


def test_what_fails_five_times_waits_for_a_person_and_can_be_tried_again(office, service):
    notice = received(office, PHONE)
    service.mode = "broken"

    for _ in range(5):
        assert work(office) == 1
        wait(office, hours=2)
    assert state(notice) == ("failed", "", "")
    assert notice.last_error == "NotNow: gerbang pesan menjawab 500"
    service.mode = "good"
    assert leases.try_again(notice, now=office.now)

    assert work(office) == 0
    assert state(notice) == ("done", "sent", "gateway")


def test_others_do_not_wait_out_a_dead_service(office, service):
    first = received(office, PHONE)
    second = received(office, PHONE)
    service.mode = "broken"

    assert work(office, times=4) == 1

    assert len(service.calls) == 1
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.attempts, second.attempts) == (1, 0)
    assert second.next_try_at == office.now + timedelta(seconds=30)


def test_a_service_in_a_private_network_is_called_only_if_that_is_said(office, service, settings):
    settings.SIGAP_GATEWAY_NETWORKS = ()
    notice = received(office, PHONE)

    assert work(office) == 1

    assert service.calls == []
    notice.refresh_from_db()
    assert "tidak boleh dihubungi" in notice.last_error


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/",
        "https://10.0.0.1/",
        "https://169.254.169.254/latest/meta-data/",
        "https://100.64.0.1/",
        "https://0.0.0.0/",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[64:ff9b::a00:1]/",  # 10.0.0.1 behind NAT64
        "https://[2002:a00:1::]/",  # and behind 6to4
        "https://2130706433/",  # 127.0.0.1 as one number
        "http://192.0.2.1/",
    ],
)
def test_no_inner_address_is_called(url):
    with pytest.raises(outward.OutwardFailed, match="tidak boleh dihubungi"):
        outward.post(url, headers={}, body=b"")


def test_an_address_that_is_refused_leads_to_the_next_way(office, post, service):
    post.say["RCPT"] = "550 5.1.1 no such user suherman@example.id"
    notice = received(office, BOTH)

    assert work(office, times=2) == 0

    assert state(notice) == ("done", "sent", "gateway")
    assert [(one["carrier"], one["code"]) for one in notice.refused_by] == [("email", "550")]
    assert len(service.calls) == 1


@pytest.mark.parametrize(
    ("phone", "to"),
    [
        ("(021) 8900-1234 / 0812-0000-0100", "+6281200000100"),
        ("0812 0000 0100", "+6281200000100"),
        ("(021) 8900-1234", ""),
    ],
)
def test_messages_go_to_a_mobile_number_and_a_house_is_called(office, service, phone, to):
    case = received(office, Identity(name="Suherman", phone=phone)).case
    notice = notify(case, "message", now=office.now)

    work(office, times=2)

    assert {to in str(body) for _, _, body in service.calls} == ({True} if to else set())
    assert state(notice)[1] == ("sent" if to else "call")


def test_a_notice_that_every_way_refuses_waits_for_a_person(office, post, service):
    post.say["RCPT"] = "550 no such user"
    service.mode = "unknown_number"
    notice = received(office, BOTH)

    assert work(office, times=3) == 0

    assert state(notice) == ("held", "bounced", "")
    assert [one["carrier"] for one in notice.refused_by] == ["email", "gateway"]
    assert "suherman" not in str(notice.refused_by)


@pytest.mark.parametrize("stage", ["RCPT", "DATA"])
def test_a_mail_server_that_says_later_is_asked_later(office, post, stage):
    post.say[stage] = "451 try again later"
    notice = received(office, MAIL)

    assert work(office) == 1
    assert state(notice) == ("waiting", "", "")
    assert notice.begun_at is None
    post.say.clear()
    wait(office, minutes=2)

    assert work(office) == 0
    assert state(notice) == ("done", "sent", "email")
    assert len(post.mails) == 1


def test_a_mail_server_that_is_down_loses_nothing(office, post, settings):
    settings.SIGAP_SMTP_PORT, port = 1, settings.SIGAP_SMTP_PORT
    notice = received(office, MAIL)

    assert work(office) == 1
    settings.SIGAP_SMTP_PORT = port
    wait(office, minutes=2)

    assert work(office) == 0
    assert state(notice) == ("done", "sent", "email")


def test_a_mail_whose_answer_never_came_is_not_sent_again(office, post):
    post.silent.set()
    notice = received(office, MAIL)

    assert work(office) == 0
    wait(office, hours=2)
    assert work(office, times=3) == 0

    assert state(notice) == ("held", "unsure", "email")
    assert len(post.mails) == 1


def test_a_worker_that_died_over_a_mail_leaves_it_to_a_person(office, post, monkeypatch):
    notice = received(office, MAIL)

    class Killed(BaseException):
        pass

    with monkeypatch.context() as patch:
        patch.setattr(
            mail.smtplib.SMTP, "getreply", slow_to_die(mail.smtplib.SMTP.getreply, Killed)
        )
        row = jobs.claim(outbox.WORK, owner="dead", now=office.now)
        with pytest.raises(Killed):
            outbox.deliver(row.pk, now=office.now)
    wait(office, minutes=6)
    assert work(office, times=2) == 0

    assert state(notice) == ("held", "unsure", "email")
    assert len(post.mails) <= 1


def slow_to_die(usual, killed):
    """Return a reading of answers that dies at the one to the text."""

    def getreply(self):
        answer = usual(self)
        if answer[0] == 250 and getattr(self, "has_data", False):
            raise killed
        self.has_data = answer[0] == 354
        return answer

    return getreply


def test_a_worker_that_died_over_a_message_sends_it_under_the_same_key(office, service):
    notice = received(office, PHONE)
    row = jobs.claim(outbox.WORK, owner="dead", now=office.now)
    gateway.send(outbox.notices.outgoing(row.pk, now=office.now), begin=None, now=office.now)

    wait(office, minutes=6)
    assert work(office, times=2) == 0

    assert state(notice) == ("done", "sent", "gateway")
    assert len(service.calls) == 2
    assert len(service.taken) == 1


@pytest.mark.parametrize("address", ["a@b@c", "ä@example.id", "x", "a b@example.id"])
def test_an_address_that_is_none_is_refused_for_good(office, post, address):
    notice = received(office, Identity(name="X", email=address))

    assert work(office, times=2) == 0

    assert state(notice) == ("held", "bounced", "")
    assert post.mails == []


def test_a_line_of_one_point_does_not_end_the_mail(office, post, monkeypatch):
    from sigap.cases.models import NoticeText

    NoticeText.objects.filter(kind="received", language="id").update(body="Satu\n.\n..dua\ntiga")
    received(office, MAIL)

    work(office)

    _, message = read(post)
    assert message.get_content().split() == ["Satu", ".", "..dua", "tiga"]


def test_nothing_leaves_while_delivery_is_off_however_it_was_before(office, post, settings):
    notice = received(office, MAIL)
    settings.SIGAP_OUTBOUND_DELIVERY = False

    assert work(office) == 0

    assert state(notice) == ("done", "withheld", "")
    assert post.mails == []


def test_what_can_wait_waits_for_the_office_to_be_open(office, post):
    case = file_complaint(office, identity=MAIL)
    Notice.objects.all().delete()
    wait(office, hours=13)  # 22.00

    notice = notify(case, "answered", now=office.now)
    assert work(office) == 0
    assert notice.next_try_at.isoformat() == "2026-11-25T07:30:00+07:00"
    office.now = notice.next_try_at

    assert work(office) == 0
    assert state(notice) == ("done", "sent", "email")
