"""Every field of the citizen's pages with everything people and machines put into one.

What can be understood is normalised, the rest refused beside its field, and all else stays.
"""

import re
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sigap.accounts.models import User
from sigap.cases.identity import case_key, office_key, unseal_json, unseal_text
from sigap.cases.models import Attachment, Case, Message, SurveyAnswer, SurveyTaken
from tests.cases.office import file_complaint, open_office
from tests.cases.side_exits import code_of, take

FORM = {
    "permit_type": "pbg",
    "subject": "Retribusi PBG belum divalidasi",
    "text": "Sudah dibayar tiga minggu lalu.",
    "wanted": "Validasi segera.",
    "loss": "Pembangunan tertunda.",
    "registration_number": "PBG-3216-0001",
    "name": "Wawan Setiadi",
    "kind": "kuasa",
    "company": "CV Maju Jaya",
    "on_behalf_of": "Siti Aminah",
    "phone": "0812-0000-9999",
    "email": "wawan@example.id",
    "address": "Jl. Merdeka No. 1",
    "anonymous": "on",
    "confidential": "on",
}
EMPTY, HUGE, EMOJI = "", "A" * 30_000, "\N{GRINNING FACE}\N{THUMBS UP SIGN}"
CONTROLS, HTML = "Wa\x00wa\x1bn\x07\u202e", "<script>alert(1)</script>"
MISSING, LONG = "Belum diisi.", "Terlalu panjang"
LINES = ("subject", "registration_number", "name", "company", "on_behalf_of", "address")
TEXTS = ("text", "wanted", "loss")

# Field, what is typed, what stands beside it; nothing: it is taken.
CASES = [
    *((name, EMPTY, MISSING) for name in ("subject", "text", "name", "kind")),
    *((name, EMPTY, "") for name in ("wanted", "loss", "registration_number", "company")),
    *((name, EMPTY, "") for name in ("phone", "email", "address", "anonymous", "confidential")),
    ("on_behalf_of", EMPTY, "Siapa yang Anda wakili?"),
    *((name, HUGE, LONG) for name in (*LINES, *TEXTS, "phone")),
    ("email", HUGE, "Alamat surel belum benar"),
    *((name, EMOJI, "") for name in (*TEXTS, "subject", "company", "address")),
    ("registration_number", EMOJI, ""),
    *((name, EMOJI, "Tulis nama dengan huruf.") for name in ("name", "on_behalf_of")),
    *((name, CONTROLS, "") for name in (*LINES, *TEXTS)),
    *((name, "\x00\u200b\t", MISSING) for name in ("subject", "text", "name")),
    *((name, HTML, "") for name in (*LINES, *TEXTS)),
    *(("phone", wrong, "Nomor telepon belum benar") for wrong in (EMOJI, HTML, "0812", "abc")),
    *(("email", wrong, "Alamat surel belum benar") for wrong in (EMOJI, HTML, "wawan@", "a@b")),
    *(("permit_type", wrong, "Pilih") for wrong in (EMPTY, HUGE, EMOJI, CONTROLS, HTML)),
    *(("kind", wrong, "Pilih") for wrong in (HUGE, EMOJI, CONTROLS, HTML)),
]


class Page(HTMLParser):
    """What stands in the fields of a page, and the message beside each."""

    def __init__(self, text):
        super().__init__()
        self.values, self.beside, self._text, self._select, self._field = {}, {}, None, None, None
        self._message, self._waiting = False, ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        one = dict(attrs)
        name = one.get("name")
        if "field" in one.get("class", "").split():
            self._waiting = ""
        self._message = self._message or one.get("class") == "message"
        if name and tag in ("input", "textarea", "select") and self._waiting:
            self.beside.setdefault(name, self._waiting)
        if tag == "input" and name:
            is_choice = one.get("type") in ("checkbox", "radio")
            if "checked" in one or not (is_choice or one.get("type") == "file"):
                self.values[name] = one.get("value", "on" if is_choice else "")
        elif tag == "textarea":
            self._text, self.values[name] = name, ""
        elif tag == "select":
            self._select = name
        elif tag == "option" and "selected" in one:
            self.values[self._select] = one["value"]

    def handle_endtag(self, tag):
        if tag == "textarea":
            # Browsers drop the one line break that a page may put first.
            self.values[self._text] = self.values[self._text].removeprefix("\n")
            self._text = None
        if tag == "span":
            self._message = False

    def handle_data(self, data):
        if self._text:
            self.values[self._text] += data
        if self._message:
            self._waiting += data.strip()


@pytest.fixture
def office(db):
    return open_office(now=datetime.now(tz=UTC) - timedelta(hours=2))


@pytest.fixture
def browser(office):
    return Client()


def test_each_field_takes_what_it_can_and_refuses_the_rest_beside_it(browser):
    wrong = []
    for name, typed, words in CASES:
        answer = browser.post("/lapor/", {**FORM, name: typed, "check": "1"})
        page = Page(answer.text)
        said = page.beside.get(name, "")
        told = (answer.status_code, said if not words else said.startswith(words))
        if told != ((422, True) if words else (200, "")):
            wrong.append((name, typed[:30], *told, said))
        others = {n: page.values.get(n) for n in FORM if n not in (name, "phone")}
        if others != {n: v for n, v in FORM.items() if n not in (name, "phone")}:
            wrong.append((name, typed[:30], "others lost"))
        if HTML in answer.text or "\x1b" in answer.text.replace(CONTROLS, ""):
            wrong.append((name, typed[:30], "raw"))
    assert wrong == []
    assert not Case.objects.exists()


def test_what_was_typed_wrong_stays_in_its_field_too(browser):
    for name, typed in (("phone", "0812"), ("email", "wawan@"), ("subject", "B" * 300)):
        page = Page(browser.post("/lapor/", {**FORM, name: typed, "check": "1"}).text)
        assert page.values[name] == typed


def test_all_at_once_is_told_all_at_once(browser):
    bad = {"subject": "", "text": "", "name": EMOJI, "phone": "12", "email": "x", "permit_type": ""}

    page = Page(browser.post("/lapor/", {**FORM, **bad, "check": "1"}).text)

    assert sorted(page.beside) == sorted(bad)


def test_emoji_html_and_lines_are_kept_to_the_letter_and_shown_as_text(office, browser):
    text = f"Baris satu\n{HTML} & {EMOJI}\nbaris tiga"

    assert browser.post("/lapor/", {**FORM, "text": text, "send": "1"}).status_code == 302

    case = Case.objects.get()
    assert case.complaint.text == text
    browser.force_login(User.objects.get(pk=office.users["petugas-loket"]))
    shown = browser.get(f"/berkas/{case.number}/").text
    assert HTML not in shown


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("081234567890", "0812-3456-7890"),
        ("0812 3456 7890", "0812-3456-7890"),
        ("0812.3456.7890", "0812-3456-7890"),
        ("+62 812-3456-7890", "0812-3456-7890"),
        ("6281234567890", "0812-3456-7890"),
        ("+62 (0)812 3456 7890", "0812-3456-7890"),
        ("(0812) 3456 7890", "0812-3456-7890"),
        ("81234567890", "0812-3456-7890"),
        ("WA 0812-3456-7890", "0812-3456-7890"),
        ("(021) 89001234", "(021) 8900-1234"),
        ("021 8900 1234", "(021) 8900-1234"),
        ("+62 21 89001234", "(021) 8900-1234"),
        ("021-89001234 ext 12", "021-89001234 ext 12"),
        ("0812-3456-7890 / 0813 1111 2222", "0812-3456-7890 / 0813-1111-2222"),
        ("+65 9123 4567", "+6591234567"),
        ("0812345", None),
        ("081234567890123", None),
        ("0012", None),
        ("nomor saya", None),
        ("------", None),
    ],
)
def test_a_phone_number_in_any_spelling_is_one_or_refused(browser, typed, kept):
    answer = browser.post("/lapor/", {**FORM, "phone": typed, "send": "1"})

    if kept is None:
        page = Page(answer.text)
        assert (answer.status_code, page.values["phone"]) == (422, typed)
        assert page.beside["phone"].startswith("Nomor telepon belum benar; hitung lagi")
        return
    case = Case.objects.get()
    person = unseal_json(case_key(case.pk), case.complainant.sealed)
    assert person["phone"] == kept


def test_a_form_sent_again_with_other_words_is_not_lost_in_silence(browser):
    ticket = {"ticket": "t" * 30, "send": "1"}
    first = browser.post("/lapor/", {**FORM, **ticket})
    again = browser.post("/lapor/", {**FORM, **ticket})
    other = browser.post("/lapor/", {**FORM, **ticket, "subject": "Perkara lain"})

    assert [first.status_code, again.status_code, other.status_code] == [302, 302, 409]
    assert "sudah dikirim dan diterima" in other.text
    assert Page(other.text).values["subject"] == "Perkara lain"
    assert Case.objects.count() == 1
    fresh = Page(other.text).values["ticket"]
    sent = browser.post("/lapor/", {**FORM, "subject": "Perkara lain", "ticket": fresh, "send": 1})
    assert sent.status_code == 302
    assert Case.objects.count() == 2


def test_good_files_stay_when_one_beside_them_is_refused(browser):
    files = [
        SimpleUploadedFile("satu.txt", b"bukti satu"),
        SimpleUploadedFile("virus.exe", b"MZ\x90\x00" * 30),
        SimpleUploadedFile("dua.txt", b"bukti dua"),
    ]

    page = browser.post("/lapor/", {**FORM, "files": files, "check": "1"})

    assert page.status_code == 422
    assert [one["name"] for one in page.context["tray"].files] == ["satu.txt", "dua.txt"]
    assert "“virus.exe” bukan jenis yang diterima" in page.text


# ── Following ────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def case(office):
    return file_complaint(office)


def answered(case, office):
    Case.objects.filter(pk=case.pk).update(answered_at=office.now)
    return code_of(case)


def written(case):
    rows = Message.objects.filter(case=case, direction="in").order_by("pk")
    return [unseal_text(case_key(case.pk), bytes(row.body)) for row in rows]


WORDS = [
    (EMPTY, "Belum ada yang ditulis."),
    ("\x00\u200b ", "Belum ada yang ditulis."),
    (HUGE, "Terlalu panjang; paling banyak 5000 huruf."),
    (EMOJI, ""),
    (CONTROLS, ""),
    (HTML, ""),
]


@pytest.mark.parametrize("what", ["messages", "completion", "objection", "withdraw", "rating"])
@pytest.mark.parametrize("typed_and_words", WORDS)
def test_words_of_every_kind_are_taken_or_refused_beside_the_field(
    office, case, browser, what, typed_and_words
):
    typed, words = typed_and_words
    if what == "completion":
        take(office, case, "request-completion", by="analis-pengaduan", missing=[{"what": "Bukti"}])
    code = answered(case, office) if what in ("objection", "rating") else code_of(case)
    if what == "rating" and typed == EMPTY:
        words = ""  # a comment is not necessary
    rating = {"rating": "tidak-puas"} if what == "rating" else {}

    answer = browser.post(f"/lacak/{code}/{what}/", {"text": typed, **rating})

    if words:
        assert answer.status_code == 422
        part = answer.text.split(f'id="{what}"')[1].split("</form>")[0]
        page = Page(part)
        assert page.beside == {"text": words}
        assert page.values["text"] == typed
        assert page.values.get("rating", "tidak-puas") == "tidak-puas"
        case.refresh_from_db()
        assert (case.rating, Case.objects.count(), written(case)) == ("", 1, [])
        return
    assert answer.status_code == 302
    page = browser.get(f"/lacak/{code}/").text
    assert HTML not in page
    assert "\x1b" not in page


@pytest.mark.parametrize("rating", ["", "sangat-puas", EMOJI, HTML, HUGE])
def test_a_rating_is_one_of_two(office, case, browser, rating):
    code = answered(case, office)

    page = browser.post(f"/lacak/{code}/rating/", {"text": "Lama sekali.", "rating": rating})

    assert page.status_code == 422
    read = Page(page.text.split('id="rating"')[1].split("</form>")[0])
    assert read.beside == {"rating": "Pilih puas atau tidak puas."}
    assert read.values["text"] == "Lama sekali."


def test_a_photo_needs_no_words_and_stays_when_the_words_are_refused(case, browser):
    code = code_of(case)

    def photo():
        return SimpleUploadedFile("bukti.txt", b"Bukti setor")

    refused = browser.post(f"/lacak/{code}/messages/", {"text": HUGE, "files": photo()})
    read = Page(refused.text)
    kept = browser.post(f"/lacak/{code}/messages/", {"text": "Ini.", "tray": read.values["tray"]})
    alone = browser.post(f"/lacak/{code}/messages/", {"text": "", "files": photo()})

    assert refused.status_code == 422
    assert "✓ bukti.txt" in refused.text
    assert (kept.status_code, alone.status_code) == (302, 302)
    assert Attachment.objects.filter(message__direction="in").count() == 2
    assert written(case) == ["Ini.", ""]
    assert browser.get(f"/lacak/{code}/").text.count("bukti.txt") == 2


def test_files_of_one_case_never_come_to_another_by_their_token(office, case, browser):
    other = file_complaint(office, by=None)
    refused = browser.post(
        f"/lacak/{code_of(case)}/messages/",
        {"text": HUGE, "files": SimpleUploadedFile("bukti.txt", b"Bukti setor")},
    )
    token = Page(refused.text).values["tray"]

    browser.post(f"/lacak/{code_of(other)}/messages/", {"text": "Halo.", "tray": token})

    assert written(other) == ["Halo."]
    assert not Attachment.objects.filter(case=other).exists()


def test_pressing_twice_writes_once_and_other_words_are_another_message(case, browser):
    code = code_of(case)
    for text in ("Tolong dipercepat.", "Tolong dipercepat.", "Sudah seminggu."):
        sent = browser.post(f"/lacak/{code}/messages/", {"text": text, "ticket": "t" * 30})
        assert sent.status_code == 302

    assert written(case) == ["Tolong dipercepat.", "Sudah seminggu."]


@pytest.mark.parametrize("typed", [EMPTY, HUGE, EMOJI, CONTROLS, HTML, "K7QM", "../../etc"])
def test_what_is_no_code_is_told_beside_the_field(browser, typed):
    answer = browser.post("/lacak/", {"code": typed})

    assert answer.status_code == 422
    page = Page(answer.text)
    assert page.beside["code"].startswith("Kode belum benar. Periksa lagi huruf demi huruf")
    assert HTML not in answer.text


def test_wrong_codes_cost_the_same_and_say_the_same_whether_a_case_exists_or_not(case, browser):
    right = code_of(case)
    near = right[:-1] + ("3" if right[-1] != "3" else "4")
    codes = ("ZZZZ", "K7QM-4T2X-9HWD-3B6N", "0000-0000-0000-0000", near, "x", "a" * 200)
    ways = {
        "read": browser.get,
        "write": lambda at: browser.post(f"{at}messages/", {"text": "x"}),
    }
    for name, way in ways.items():
        seen = set()
        way("/lacak/ZZZZ/")  # the first one also makes the rows that count
        for code in codes:
            with CaptureQueriesContext(connection) as queries:
                answer = way(f"/lacak/{code}/")
            plain = re.sub(r'value="[^"]*"', "", answer.text)
            seen.add((answer.status_code, plain, len(queries)))
        assert len(seen) == 1, name
        assert {one[0] for one in seen} == {404}


# ── The survey ───────────────────────────────────────────────────────────────────────────────

ANSWERS = {f"u{n}": "3" for n in range(1, 10)}
ABOUT = {"age": "25-34", "gender": "perempuan", "education": "sma", "occupation": "swasta"}


@pytest.mark.parametrize(
    "wrong",
    [
        *((f"u{n}", "", "Pilih salah satu jawaban.") for n in (1, 5, 9)),
        *(("u3", bad, "Pilih salah satu jawaban.") for bad in ("0", "5", EMOJI, HTML, HUGE, "\0")),
        *((name, HTML, "Pilih salah satu.") for name in ABOUT),
        ("suggestion", HUGE, "Terlalu panjang"),
    ],
)
def test_the_survey_refuses_beside_the_field_and_keeps_the_rest(office, case, browser, wrong):
    name, typed, words = wrong
    code = answered(case, office)
    form = {**ANSWERS, **ABOUT, "suggestion": "Lebih cepat."}

    answer = browser.post(f"/survei/{code}/", {**form, name: typed})

    page = Page(answer.text)
    assert answer.status_code == 422
    assert page.beside[name].startswith(words)
    kept = {n: v for n, v in form.items() if n != name}
    assert {n: page.values.get(n) for n in kept} == kept
    assert not SurveyTaken.objects.exists()


def test_the_survey_keeps_a_suggestion_without_what_cannot_be_seen(office, case, browser):
    code = answered(case, office)
    said = f"{CONTROLS} {EMOJI} {HTML}"

    browser.post(f"/survei/{code}/", {**ANSWERS, "suggestion": said})

    kept = unseal_text(office_key(), bytes(SurveyAnswer.objects.get().suggestion))
    assert kept == f"Wawan {EMOJI} {HTML}"


def test_a_number_longer_than_any_takes_no_file_away(browser):
    page = browser.post("/lapor/", {**FORM, "drop": "9" * 5000})

    assert page.status_code == 200
    assert FORM["subject"] in page.text
