"""Words both ways with their files, who has the case, and an appointment, on the tracking page."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from sigap.accounts.models import User
from sigap.cases.models import Agency, Attachment, Case, Message, Notice
from sigap.cases.operations.correspondence import write_to_complainant
from sigap.core.errors import Refused
from sigap.ledger.models import Entry
from tests.cases.office import file_complaint, open_office, play
from tests.cases.side_exits import code_of

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n"


@pytest.fixture
def office(db):
    return open_office(now=datetime.now(tz=UTC) - timedelta(days=30))


@pytest.fixture
def case(office):
    return file_complaint(office)


@pytest.fixture
def citizen(office):
    return Client()


@pytest.fixture
def officer(office):
    def browser(role):
        client = Client()
        client.force_login(User.objects.get(pk=office.users[role]))
        return client

    return browser


def paper():
    return SimpleUploadedFile("jadwal.pdf", PDF, content_type="application/pdf")


def test_an_officer_writes_and_the_complainant_reads_and_keeps_the_file(case, citizen, officer):
    sent = officer("analis-pengaduan").post(
        f"/berkas/{case.number}/pesan/", {"text": "Mohon lihat jadwalnya.", "files": [paper()]}
    )

    assert sent["Location"] == f"/berkas/{case.number}/"
    code = code_of(case)
    page = citizen.get(f"/lacak/{code}/").text
    assert "Mohon lihat jadwalnya." in page
    file = Attachment.objects.get(message__direction="out")
    kept = citizen.get(f"/lacak/{code}/berkas/{file.pk}/")
    assert (kept.status_code, kept.content) == (200, PDF)
    assert kept["Content-Disposition"] == 'attachment; filename="jadwal.pdf"'
    assert kept["Cache-Control"] == "no-store"
    assert [n.kind for n in Notice.objects.filter(case=case).order_by("pk")][-1] == "message"
    entry = Entry.objects.filter(stream=case.number).order_by("-seq").first()
    assert (entry.event, entry.facts["attachments"]) == ("message.sent", 1)


def test_what_the_complainant_sent_is_named_but_only_the_offices_file_is_handed_out(case, citizen):
    code = code_of(case)
    citizen.post(f"/lacak/{code}/messages/", {"text": "Ini buktinya.", "files": [paper()]})

    assert "jadwal.pdf" in citizen.get(f"/lacak/{code}/").text
    own = Attachment.objects.get(message__direction="in")
    assert citizen.get(f"/lacak/{code}/berkas/{own.pk}/").status_code == 404


def test_a_file_of_another_case_is_not_found(office, case, citizen, officer):
    other = file_complaint(office)
    officer("koordinator").post(
        f"/berkas/{other.number}/pesan/", {"text": "Untuk orang lain.", "files": [paper()]}
    )
    file = Attachment.objects.get(message__direction="out")

    assert citizen.get(f"/lacak/{code_of(case)}/berkas/{file.pk}/").status_code == 404
    assert citizen.get(f"/lacak/0000-0000-0000-0000/berkas/{file.pk}/").status_code == 404


def test_a_file_that_the_scanner_has_not_seen_waits(case, citizen, officer, settings):
    officer("koordinator").post(
        f"/berkas/{case.number}/pesan/", {"text": "Lihat berkas.", "files": [paper()]}
    )
    settings.SIGAP_CLAMD = ("tcp", "127.0.0.1", 9)
    file = Attachment.objects.get(message__direction="out")

    page = citizen.get(f"/lacak/{code_of(case)}/berkas/{file.pk}/")

    assert page.status_code == 409
    assert "belum dipindai" in page.text


@pytest.mark.parametrize(("text", "files"), [(" ", []), ("a" * 5001, []), ("Baik.", ["exe"])])
def test_what_is_refused_stays_typed_and_leaves_nothing(case, officer, text, files):
    sent = [SimpleUploadedFile("x.exe", b"MZ\x90\x00" * 20) for _ in files]

    page = officer("petugas-loket").post(
        f"/berkas/{case.number}/pesan/", {"text": text, "files": sent}
    )

    assert page.status_code == 422
    assert text.strip()[:50] in page.text
    assert not Message.objects.filter(direction="out", kind="message").exists()
    assert not Attachment.objects.exists()


def test_others_have_no_such_page_and_no_such_act(office, case, officer):
    assert officer("analis-hukum").get(f"/berkas/{case.number}/pesan/").status_code == 404
    with pytest.raises(Refused) as refused:
        write_to_complainant(
            number=case.number, text="Halo", actor=office.holder("analis-hukum"), now=office.now
        )
    assert refused.value.code == "wrong-role"
    assert Client().get(f"/berkas/{case.number}/pesan/").status_code == 302


def test_a_secret_case_is_not_there_for_others(office, officer):
    hidden = file_complaint(office, by=None, confidential=True)

    page = officer("penata-perizinan").get(f"/berkas/{hidden.number}/pesan/")

    assert page.status_code == 404


def test_the_page_tells_who_has_it_since_when_and_whom_it_waits_for(office, case, citizen):
    play(office, case, until="plan")
    agency = Agency.objects.exclude(kind="internal").first()
    Case.objects.filter(pk=case.pk).update(waits_for=agency)

    page = citizen.get(f"/lacak/{code_of(case)}/")

    found = page.context["case"]["under_way"]
    assert (found["unit"], found["sop_days"]) == ("JF Penata Perizinan", 6)
    assert found["day"] > 15
    assert f"Kami menunggu keterangan dari {agency.name}." in page.text
    assert "Menurut SOP dikerjakan 6 hari kerja" in page.text
    units = [one["unit"] for one in page.context["case"]["stages"]]
    assert units == ["Analis Pengaduan", "JF Penata Perizinan", "", "", ""]


def test_an_appointment_stands_on_the_page(office, case, citizen):
    at = (office.now + timedelta(days=40)).isoformat()
    data = {"appointment": {"at": at, "place": "Loket 3", "bring": ["KTP"]}}
    play(office, case, until="dispatch")
    play(office, case, until="archive", data={"dispatch": data})

    page = citizen.get(f"/lacak/{code_of(case)}/")

    assert page.context["meeting"]["place"] == "Loket 3"
    assert "Anda diminta datang" in page.text
    assert "KTP" in page.text


def test_pressing_twice_sends_once_and_other_words_are_another_message(case, officer):
    browser = officer("petugas-loket")
    where = f"/berkas/{case.number}/pesan/"
    sending = browser.get(where).context["sending"]

    for text in ("Mohon lihat jadwalnya.", "Mohon lihat jadwalnya.", "Jadwalnya berubah."):
        sent = browser.post(where, {"text": text, "files": [paper()], "sending": sending})
        assert sent["Location"] == f"/berkas/{case.number}/"

    assert Message.objects.filter(direction="out", kind="message").count() == 2
    assert Attachment.objects.count() == 2


def test_a_message_typed_when_the_session_ended_comes_back(case, officer):
    browser = officer("petugas-loket")
    where = f"/berkas/{case.number}/pesan/"
    ticket = browser.get(where).context["ticket"]
    officer_id = browser.session["_auth_user_id"]
    browser.cookies.pop("sessionid")

    browser.post(where, {"text": "Jangan hilang.", "_ticket": ticket})
    assert not Message.objects.filter(direction="out", kind="message").exists()
    browser.force_login(User.objects.get(pk=officer_id))

    assert "Jangan hilang.</textarea>" in browser.get(where).text


def test_a_message_drawn_for_another_officer_is_not_sent_in_ones_name(case, officer):
    where = f"/berkas/{case.number}/pesan/"
    ticket = officer("petugas-loket").get(where).context["ticket"]

    sent = officer("koordinator").post(where, {"text": "Dari loket", "_ticket": ticket})

    assert sent.status_code == 409
    assert not Message.objects.filter(direction="out", kind="message").exists()
