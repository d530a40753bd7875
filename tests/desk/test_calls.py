"""Perlu dihubungi: who is listed, the one tap, and that every reading is on the record."""

from urllib.parse import parse_qs, urlsplit

import pytest

from sigap.cases.models import Notice
from sigap.cases.operations.notices import notify
from sigap.cases.queries.notices import KINDS
from sigap.core.masking import Identity
from sigap.desk.told import WHAT
from tests.cases.office import PERSON, file_complaint
from tests.cases.traces import events, last_entry

POST = Identity(name="Suherman Wijaya", address="Kp. Gardu Sawah RT 003/007")


@pytest.fixture
def late(office):
    """Return the notice of a delay that no machine can tell."""

    def make(identity=PERSON, **changes):
        case = file_complaint(office, identity=identity, **changes)
        facts = {"promised": case.due_at.isoformat(), "expected": "2026-12-28T23:59:59+07:00"}
        return notify(case, "late", now=office.now, facts={**facts, "reason": "x", "title": "y"})

    return make


def test_nobody_to_call_says_so(sign_in):
    page = sign_in("petugas-loket").get("/meja/hubungi/")

    assert "Tidak ada yang perlu dihubungi" in page.text


def test_who_waits_is_listed_without_identity(sign_in, late):
    notice = late()

    page = sign_in("petugas-loket").get("/meja/hubungi/")

    assert notice.case.number in page.text
    assert "tanggal baru Senin, 28 Desember 2026" in page.text
    assert "pengiriman otomatis dimatikan" in page.text
    for secret in ("Suherman", "0812", "Gardu"):
        assert secret not in page.text


def test_one_tap_opens_whatsapp_with_the_message_and_is_on_the_record(sign_in, late):
    notice = late()

    answer = sign_in("petugas-loket").get(f"/meja/hubungi/{notice.pk}/wa/")

    parts = urlsplit(answer["Location"])
    assert (parts.netloc, parts.path) == ("wa.me", "/6281200000100")
    [text] = parse_qs(parts.query)["text"]
    assert notice.case.number in text
    assert "Suherman" not in text
    assert answer["Referrer-Policy"] == "no-referrer"
    read = last_entry(notice.case, "identity.read")
    assert read == {"complainant": True, "notice": notice.pk}


def test_who_has_no_telephone_has_no_tap_but_an_address(sign_in, late):
    notice = late(POST)
    browser = sign_in("petugas-loket")

    page = browser.get("/meja/hubungi/")
    shown = browser.post(f"/meja/hubungi/{notice.pk}/")

    assert "/wa/" not in page.text
    assert browser.get(f"/meja/hubungi/{notice.pk}/wa/").status_code == 404
    assert "Gardu Sawah" in shown.text
    assert "identity.read" in [event for event, _ in events(notice.case)]


def test_a_telephone_of_a_house_has_no_whatsapp(sign_in, late):
    notice = late(Identity(name="Suherman Wijaya", phone="(021) 8900-1234"))

    page = sign_in("petugas-loket").get(f"/meja/hubungi/{notice.pk}/wa/")

    assert page.status_code == 409
    assert "Hubungi lewat telepon." in page.text


def test_told_once_all_that_waited_in_the_case_is_told(sign_in, late, office):
    notice = late()
    more = notify(notice.case, "message", now=office.now)
    browser = sign_in("petugas-loket")
    assert "dan 1 kabar lain" in browser.get("/meja/hubungi/").text

    browser.post(f"/meja/hubungi/{notice.pk}/selesai/", {"how": "telephone"})
    again = browser.post(f"/meja/hubungi/{notice.pk}/selesai/", {"how": "letter"}, follow=True)

    notice.refresh_from_db()
    assert (notice.state, notice.fate, notice.reference) == ("done", "told", "telephone")
    assert last_entry(notice.case, "notice.told") == {
        "notices": [notice.pk, more.pk],
        "how": "telephone",
    }
    assert "sudah disampaikan" in again.text
    assert "Tidak ada yang perlu dihubungi" in again.text


def test_an_unknown_way_is_refused(sign_in, late):
    notice = late()

    sign_in("petugas-loket").post(f"/meja/hubungi/{notice.pk}/selesai/", {"how": "merpati"})

    notice.refresh_from_db()
    assert notice.state == "held"


def test_what_failed_can_be_sent_again(sign_in, late):
    notice = late()
    Notice.objects.filter(pk=notice.pk).update(state="failed", fate="", attempts=5)
    browser = sign_in("petugas-loket")
    assert "Kirim ulang" in browser.get("/meja/hubungi/").text

    browser.post(f"/meja/hubungi/{notice.pk}/ulang/")

    notice.refresh_from_db()
    assert (notice.state, notice.attempts) == ("waiting", 0)


@pytest.mark.parametrize("role", ["penata-perizinan", "analis-hukum"])
def test_others_have_no_such_page(sign_in, late, role):
    notice = late()
    browser = sign_in(role)

    assert browser.get("/meja/hubungi/").status_code == 404
    assert browser.get(f"/meja/hubungi/{notice.pk}/wa/").status_code == 404
    assert browser.post(f"/meja/hubungi/{notice.pk}/").status_code == 404


def test_a_confidential_case_is_not_opened_by_a_tap(sign_in, late):
    notice = late(confidential=True)
    seen, unseen = sign_in("koordinator"), sign_in("analis-pengaduan")

    page = seen.get("/meja/hubungi/")

    assert "tertutup bagi peran Anda" in page.text
    assert seen.get(f"/meja/hubungi/{notice.pk}/wa/").status_code == 403
    assert notice.case.number not in unseen.get("/meja/hubungi/").text
    assert unseen.get(f"/meja/hubungi/{notice.pk}/wa/").status_code == 404
    assert "identity.read" not in [event for event, _ in events(notice.case)]


def test_the_list_costs_the_same_with_one_and_with_many(
    sign_in, late, django_assert_max_num_queries
):
    browser = sign_in("petugas-loket")
    late()
    browser.get("/meja/hubungi/")
    for _ in range(4):
        late()

    with django_assert_max_num_queries(14):
        page = browser.get("/meja/hubungi/")
    assert "5 orang perlu dihubungi" in page.text


def test_every_kind_of_notice_has_its_words():
    assert WHAT.keys() >= KINDS.keys()


BACK = {"carrier": "email", "code": "550", "at": "2026-11-24T09:00:00+07:00"}


@pytest.mark.parametrize(
    ("became", "said"),
    [
        ({"state": "waiting"}, "menunggu dikirim"),
        ({"state": "waiting", "attempts": 2}, "pengiriman gagal, dicoba lagi"),
        ({"state": "done", "fate": "sent", "carrier": "email"}, "terkirim lewat surel"),
        (
            {"state": "done", "fate": "sent", "carrier": "gateway", "refused_by": [BACK]},
            "terkirim lewat WhatsApp/SMS; ditolak surel",
        ),
        (
            {"state": "held", "fate": "bounced", "refused_by": [BACK]},
            "belum sampai: alamat atau nomornya menolak; ditolak surel",
        ),
        ({"state": "failed"}, "belum sampai: pengiriman gagal berulang kali"),
        (
            {"state": "done", "fate": "told", "carrier": "person", "reference": "letter"},
            "disampaikan petugas (Surat)",
        ),
        ({"state": "done", "fate": "no-way"}, "tidak dikirim"),
    ],
)
def test_what_became_of_a_notice_is_said_on_the_case(sign_in, late, became, said):
    notice = late()
    plain = {"fate": "", "carrier": "", "reference": "", "refused_by": [], "attempts": 0}
    Notice.objects.filter(pk=notice.pk).update(**plain | became)

    page = sign_in("petugas-loket").get(f"/berkas/{notice.case.number}/")

    [row] = [one for one in page.context["told"] if one.what == "Terlambat dijawab"]
    assert (row.fate, row.needs_person) == (said, became["state"] in ("held", "failed"))
    assert f"Terlambat dijawab: {said}" in page.text
    assert ("Perlu dihubungi petugas." in page.text) is row.needs_person
