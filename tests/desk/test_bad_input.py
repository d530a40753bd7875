"""What stands beside the steps, with input that cannot be: told beside the field, all kept."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from sigap.accounts.models import User
from sigap.sops import shipped
from tests.cases.office import file_complaint, play, task_of
from tests.desk.wrongly import (
    CONTROL,
    EMOJI,
    HTML,
    HUGE,
    NO_DATES,
    Hidden,
    assert_told_and_kept,
    errors,
    leaves,
    takes_text,
    untold,
    wrong,
)

MANY = "/meja/banyak/"
# Who may take each side exit, and the step at which it is offered; "": after the end.
EXITS = {
    "forward": ("koordinator", "disposition"),
    "settle": ("petugas-loket", "distribute"),
    "decline": ("koordinator", "disposition"),
    "withdraw": ("petugas-loket", "distribute"),
    "duplicate": ("koordinator", "disposition"),
    "hold": ("koordinator", "disposition"),
    "request-completion": ("analis-pengaduan", "collect"),
    "reassign": ("koordinator", "disposition"),
    "exclude": ("koordinator", "disposition"),
    "restrict": ("koordinator", "disposition"),
    "widen": ("koordinator", "disposition"),
    "reveal": ("koordinator", "disposition"),
    "object": ("petugas-loket", ""),
}


@pytest.fixture
def exit_pages(office, sign_in, traces):
    """Return what sends every side exit filled in wrongly in one way; gives what came of it."""

    def run(kind):
        cases = {}
        for until in {until for _, until in EXITS.values()}:
            cases[until] = file_complaint(office)
            play(office, cases[until], until=until)
        file_complaint(office)
        found = {}
        for action, (role, until) in EXITS.items():
            address = f"/berkas/{cases[until].number}/tindakan/{action}/"
            browser = sign_in(role)
            opened = browser.get(address)
            assert opened.status_code == 200, address
            form = opened.context["form"]
            sent = wrong(kind, form)
            if not sent:
                continue
            before = traces()
            page = browser.post(address, {**Hidden(opened.text).values, **sent})
            found[action] = (form, page)
            if page.status_code == 422:
                assert_told_and_kept(page, sent, form)
                assert traces() == before, action
            else:
                assert page.status_code == 302, action
        return found

    return run


def test_an_empty_side_exit_names_every_field_that_must_be_filled_in(exit_pages):
    found = exit_pages("empty")
    assert found.keys() == EXITS.keys()
    for action, (form, page) in found.items():
        assert page.status_code == 422, action
        assert untold(form, errors(page.context["form"])) == [], action


@pytest.mark.parametrize("kind", ["huge", "control"])
def test_a_side_exit_keeps_no_text_that_cannot_be(exit_pages, kind):
    for action, (form, page) in exit_pages(kind).items():
        if takes_text(form):
            assert page.status_code == 422, action
            assert errors(page.context["form"]), action


def test_a_side_exit_refuses_dates_that_there_are_not(exit_pages):
    found = exit_pages("date")
    assert found
    for action, (form, page) in found.items():
        days = {one.name for one in leaves(form) if one.widget in ("date", "moment", "time")}
        assert page.status_code == 422, action
        assert days <= errors(page.context["form"]).keys(), action


@pytest.mark.parametrize("kind", ["html", "emoji"])
def test_a_side_exit_shows_strange_letters_as_letters(exit_pages, kind):
    for action, (_, page) in exit_pages(kind).items():
        if page.status_code == 422:
            assert "<script>alert" not in page.text, action


def test_officers_choose_a_task_by_its_name_in_the_decree(office, sign_in):
    case = file_complaint(office)
    play(office, case, until="disposition")

    page = sign_in("koordinator").get(f"/berkas/{case.number}/tindakan/reassign/")

    assert "III.4 Disposisi" in page.text


@pytest.fixture
def waiting(office):
    """Return two cases that wait to be distributed."""
    cases = [file_complaint(office, permit_type=kind) for kind in ("pbg", "reklame")]
    for case in cases:
        play(office, case, until="distribute")
    return cases


@pytest.fixture
def accepting(office, waiting):
    """Return the same two cases, distributed."""
    for case in waiting:
        play(office, case, until="accept")
    return waiting


class TestManyAtOnce:
    @pytest.mark.parametrize(
        ("name", "typed"),
        [("analyst.pbg", "")]
        + [
            (name, typed)
            for name in ("analyst.pbg", "class.pbg")
            for typed in ("0", "99999999", HTML, HUGE, CONTROL)
        ],
    )
    def test_a_choice_that_is_not_offered_is_asked_for_again(
        self, name, typed, waiting, sign_in, traces
    ):
        analyst = str(User.objects.get(grants__role="analis-pengaduan").pk)
        browser, before = sign_in("petugas-loket"), traces()
        sent = {
            "act": "distribute",
            "confirm": "1",
            "task": [task_of(case, "distribute").pk for case in waiting],
            "analyst.pbg": analyst,
            "analyst.reklame": analyst,
            "class.reklame": "aspirasi",
            name: typed,
        }

        page = browser.post(MANY, sent)

        assert page.status_code == 422
        assert page.text.count('aria-invalid="true"') == 1
        kept = {one.permit_type: one for one in page.context["asked"].groups}["reklame"]
        assert (kept.chosen, kept.proposed_class) == (analyst, "aspirasi")
        assert "<script>alert" not in page.text
        assert traces() == before

    @pytest.mark.parametrize("typed", ["x", HTML, HUGE, CONTROL])
    @pytest.mark.parametrize("name", ["class", "risk"])
    def test_a_batch_is_accepted_with_offered_values_only(
        self, name, typed, accepting, sign_in, traces
    ):
        first, second = (task_of(case, "accept").pk for case in accepting)
        browser, before = sign_in("analis-pengaduan"), traces()
        sent = {"act": "accept", "confirm": "1", "task": [first, second]}
        sent |= {f"class.{first}": "aspirasi", f"class.{second}": "aspirasi"}

        page = browser.post(MANY, {**sent, f"{name}.{first}": typed})

        assert page.status_code == 422
        assert [row.error != "" for row in page.context["asked"].rows] == [True, False]
        assert page.context["asked"].rows[1].proposed_class == "aspirasi"
        assert traces() == before

    @pytest.mark.parametrize(
        ("typed", "told"),
        [
            (("", "Cuti tahunan"), "Pilih kepada siapa."),
            (("99999999", "Cuti tahunan"), "Pilih kepada siapa."),
            ((HTML, "Cuti tahunan"), "Pilih kepada siapa."),
            (("antrean", ""), "Tulis alasannya"),
            (("antrean", " \u200b\u200b\u200b\u200b\u200b "), "Tulis alasannya"),
            (("antrean", HUGE), "Paling panjang 2000 huruf"),
            (("antrean", "Cuti\x00 tahunan"), "tidak dapat disimpan"),
        ],
    )
    def test_a_reason_that_cannot_be_kept_moves_nothing_and_stays(
        self, typed, told, waiting, sign_in, traces
    ):
        person, reason = typed
        browser, before = sign_in("koordinator"), traces()
        ids = [task_of(case, "distribute").pk for case in waiting]

        page = browser.post(
            MANY,
            {"act": "reassign", "confirm": "1", "task": ids, "person": person, "reason": reason},
        )

        assert page.status_code == 422
        assert told in page.text
        assert page.context["reason"] == reason.strip()
        assert "<script>alert" not in page.text
        assert traces() == before

    @pytest.mark.parametrize("act", ["distribute", "accept", "reassign", "print"])
    def test_marks_that_are_no_tasks_are_left_out(self, act, waiting, sign_in, traces):
        browser, before = sign_in("koordinator"), traces()

        page = browser.post(
            MANY, {"act": act, "task": ["x", HTML, "-1", "9" * 40, "99999999", EMOJI]}
        )

        assert page.status_code == 200
        assert "Tandai" in page.text
        assert traces() == before


class TestSopEditor:
    @pytest.fixture
    def draft(self, sign_in):
        browser = sign_in("koordinator")
        return browser, browser.post("/kelola/sop/penelaahan-substansi/1/konsep/")["Location"]

    @pytest.mark.parametrize("typed", ["", HTML, EMOJI, "Panjang 🏢 " * 400, NO_DATES[0]])
    def test_any_cell_of_the_table_holds_what_is_typed_and_says_what_is_wrong(self, draft, typed):
        browser, address = draft
        page = browser.get(address)
        sent = {"edition": str(page.context["edition"])}
        cells = ("activity", "requirements", "time", "outputs", "note", "outcomes")
        for number in range(1, 7):
            sent |= {f"s{number}.{cell}": typed for cell in cells}
            sent[f"s{number}.lead"] = "analis-pengaduan"

        browser.post(address, sent)

        page = browser.get(address)
        assert len(page.context["table"]["rows"]) == 6
        assert "Langkah 1, Waktu" in {one["where"] for one in page.context["errors"]}
        assert 'id="s1.time-fault"' in page.text
        kept = page.context["table"]["rows"][0]
        assert kept["note"].strip() == typed.strip()
        assert "<script>alert" not in page.text

    @pytest.mark.parametrize("typed", ["", HTML, EMOJI, CONTROL, "Panjang 🏢 " * 40_000])
    def test_its_text_is_kept_whole_or_refused_whole(self, draft, typed, traces):
        browser, address = draft
        edition = browser.get(address).context["edition"]
        before = traces()

        page = browser.post(f"{address}naskah/", {"edition": str(edition), "source": typed})

        if page.status_code == 302:
            page = browser.get(f"{address}naskah/")
            assert page.context["source"] == typed
            assert page.context["errors"]
        else:
            assert page.status_code == 422
            assert page.context["refused"]
            assert page.context["source"] == typed
            assert traces() == before
        assert "<script>alert" not in page.text

    @pytest.mark.parametrize(
        "content", [b"", b"\xff\xfe\x00", b"PK\x03\x04", HTML.encode(), EMOJI.encode()]
    )
    def test_a_file_that_is_no_sop_takes_nothing_that_was_pasted_away(
        self, content, sign_in, traces
    ):
        browser, before = sign_in("koordinator"), traces()
        handed = SimpleUploadedFile("naskah.toml", content)

        page = browser.post("/kelola/sop/baru/", {"text": "Sudah ditempel", "file": handed})

        assert page.status_code == 422
        assert page.context["refused"]
        is_text = not content.startswith(b"\xff")
        assert page.context["text"] == (content.decode() if is_text else "Sudah ditempel")
        assert "<script>alert" not in page.text
        assert traces() == before

    def test_a_calendar_that_is_no_text_is_refused(self, sign_in, traces):
        browser, before = sign_in("koordinator"), traces()
        source = shipped()["penelaahan-substansi"]

        for content in (b"\xff\xfe\x00", b"PK\x03\x04", HTML.encode(), source.encode()):
            handed = SimpleUploadedFile("kalender.toml", content)
            page = browser.post(
                "/kelola/kalender/berkas/", {"source": source, "edition": "1", "file": handed}
            )
            assert page.status_code == 422
            assert page.context["faults"]
            assert "<script>alert" not in page.text
            assert traces() == before
