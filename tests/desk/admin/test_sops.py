"""SOPs by screen: versions, drafts, findings, four eyes, and cases that stay or move."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from sigap.accounts.operations import create_user
from sigap.cases.models import (
    Deviation,
    ExecutorConfirmation,
    SideExit,
    SopDraft,
    SopVersion,
    StepRun,
)
from sigap.cases.operations import sop_decisions, sop_drafts, sop_moves
from sigap.cases.queries.officeday import day_begins, day_of
from sigap.cases.queries.sops import in_force, sop_of_version
from sigap.core.errors import Refused
from sigap.ledger.models import Entry
from sigap.sops import shipped
from tests.cases.office import file_complaint, open_office, play

HOME = "/kelola/sop/"
INTAKE, REVIEW = "penerimaan-pengaduan", "penelaahan-substansi"


@pytest.fixture
def office(db):
    """Return an office that has been working for some weeks: cases can be played before now."""
    office = open_office(now=datetime.now(tz=UTC) - timedelta(days=40))
    user, _ = create_user(name="admin", roles=["admin"], now=office.now)
    office.users["admin"] = user.pk
    return office


@pytest.fixture
def writer(sign_in):
    return sign_in("koordinator")


@pytest.fixture
def head(sign_in):
    return sign_in("kepala-dinas")


def sent(page, **changes):
    """Return what a browser sends back of the table on `page`."""
    found = {"edition": str(page.context["edition"])}
    for number, row in enumerate(page.context["table"]["rows"], start=1):
        for cell in ("activity", "requirements", "gates", "time", "outputs", "note", "form"):
            found[f"s{number}.{cell}"] = row[cell]
        for cell in ("produces", "consults", "separate_from", "outcomes"):
            found[f"s{number}.{cell}"] = row[cell]
        found[f"s{number}.lead"] = row["executors"][0] if row["executors"] else "-"
        found[f"s{number}.joint"] = row["executors"][1:]
    return {**found, **changes}


def begun(browser, sop=REVIEW):
    """Begin a draft of an SOP and return its address."""
    return browser.post(f"{HOME}{sop}/1/konsep/")["Location"]


def proposed(browser, sop=REVIEW, reason="Waktu terlalu pendek", **changes):
    """Begin, change and propose a draft; return its address."""
    address = begun(browser, sop)
    changes = changes or {"s2.time": "20 menit"}
    browser.post(address, sent(browser.get(address), **changes))
    edition = browser.get(address).context["edition"]
    page = browser.post(f"{address}usulkan/", {"edition": str(edition), "data.reason": reason})
    assert page.status_code == 302, page.context and page.context.get("refused")
    return address


def last_event():
    return Entry.objects.filter(stream="office").order_by("-seq").first()


class TestPages:
    def test_sops_are_for_those_who_answer_for_the_office(self, writer, sign_in):
        address = begun(writer)
        pages = (
            HOME,
            f"{HOME}baru/",
            f"{HOME}{REVIEW}/",
            f"{HOME}{REVIEW}/1/pelaksana/",
            f"{HOME}{REVIEW}/1/berkas.toml",
            f"{HOME}{REVIEW}/berkas/",
            address,
            *(f"{address}{part}/" for part in ("naskah", "kepala", "coba", "usulkan", "buang")),
        )
        browsers = {
            role: sign_in(role) for role in ("koordinator", "kepala-dinas", "admin", "analis-hukum")
        }
        for page in pages:
            statuses = {role: browser.get(page).status_code for role, browser in browsers.items()}
            assert statuses == {
                "koordinator": 200,
                "kepala-dinas": 200,
                "admin": 404,
                "analis-hukum": 404,
            }, page
            assert Client().get(page)["Location"] == f"/masuk/?next={page}"

    @pytest.mark.parametrize(
        "page",
        [
            "karangan/",
            f"{REVIEW}/?versi=9",
            f"{REVIEW}/9/pelaksana/",
            f"{REVIEW}/9/berkas.toml",
            "konsep/999999/",
            "konsep/999999/usulkan/",
        ],
    )
    def test_what_is_not_there_does_not_exist(self, page, writer):
        assert writer.get(f"{HOME}{page}").status_code == 404

    def test_a_version_is_shown_as_printed_and_as_drawn(self, writer):
        page = writer.get(f"{HOME}{REVIEW}/")

        sop = page.context["sop"]
        assert page.text.count('class="sop-map"') == 1
        for step in sop.steps:
            assert step.activity in page.text
        for lane in sop.lanes:
            assert f'<th scope="col">{lane.title}</th>' in page.text
        assert writer.get(f"{HOME}{REVIEW}/1/berkas.toml").text == shipped()[REVIEW]

    def test_the_list_costs_the_same_with_one_draft_and_with_many(
        self, writer, django_assert_max_num_queries
    ):
        for _ in range(12):
            begun(writer)

        with django_assert_max_num_queries(12):
            assert writer.get(HOME).status_code == 200


class TestExecutors:
    ADDRESS = f"{HOME}{INTAKE}/1/pelaksana/"

    def test_a_person_confirms_what_was_inferred(self, office, writer):
        inferred = sop_of_version(SopVersion.objects.get(sop=INTAKE).pk).steps
        numbers = [step.no for step in inferred if step.executor_inferred]
        assert f"{len(numbers)} pelaksana" in writer.get(HOME).text

        writer.post(self.ADDRESS, {"steps": [str(no) for no in numbers[:2]]})
        writer.post(self.ADDRESS, {"steps": [str(no) for no in numbers]})

        rows = ExecutorConfirmation.objects.order_by("step")
        assert [row.step for row in rows] == numbers
        assert {row.by_id for row in rows} == {office.users["koordinator"]}
        assert last_event().facts == {"sop": INTAKE, "version": 1, "steps": numbers[2:]}
        assert "sudah pasti" in writer.get(self.ADDRESS).text

    @pytest.mark.parametrize("steps", [[], ["99"], ["x"]])
    def test_nothing_and_nonsense_are_refused(self, steps, writer, traces):
        before = traces()

        page = writer.post(self.ADDRESS, {"steps": steps})

        assert page.status_code == 422
        assert traces() == before


class TestImport:
    def test_an_sop_file_becomes_a_draft(self, writer):
        page = writer.post(f"{HOME}baru/", {"text": shipped()[REVIEW].replace("10 menit", "x")})

        draft = SopDraft.objects.get()
        assert page["Location"] == f"{HOME}konsep/{draft.pk}/"
        assert (draft.sop, draft.based_on.version, draft.state) == (REVIEW, 1, "writing") or (
            draft.sop,
            draft.state,
        ) == (REVIEW, "writing")
        assert writer.get(page["Location"]).context["errors"]

    def test_a_decree_becomes_a_draft_for_each_sop(self, writer):
        from sigap.core.sop.parse import parse
        from sigap.core.sop.print_text import print_text

        text = "\n\n".join(
            print_text(parse(source, name=name)[0]) for name, source in shipped().items()
        )

        page = writer.post(
            f"{HOME}baru/", {"text": "", "file": SimpleUploadedFile("kep.txt", text.encode())}
        )

        assert page["Location"] == HOME
        assert [one.sop for one in SopDraft.objects.order_by("pk")] == list(shipped())
        assert {one.based_on.version for one in SopDraft.objects.all()} == {1}
        assert last_event().event == "sop.draft-begun"

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("", "Tempel atau unggah"),
            ("  \n ", "Tempel atau unggah"),
            ("Halo, ini bukan keputusan. 🙏<script>", "belum dapat dibaca"),
            ("No.\tKegiatan\x00", "karakter"),
        ],
    )
    def test_what_is_no_decree_stays_on_the_page_with_what_is_missing(
        self, text, words, writer, traces
    ):
        before = traces()

        page = writer.post(f"{HOME}baru/", {"text": text})

        assert page.status_code == 422
        assert words in page.text
        assert page.context["text"] == text
        assert "<script>" not in page.text
        assert traces() == before

    def test_a_broken_file_can_be_mended_as_text(self, writer):
        broken = shipped()[REVIEW].replace('id = "', "id = ", 1)
        writer.post(f"{HOME}baru/", {"text": broken})
        draft = SopDraft.objects.get()
        address = f"{HOME}konsep/{draft.pk}/"

        page = writer.get(address)
        assert page["Location"] == f"{address}naskah/"
        assert "Betulkan bentuk berkasnya" in writer.get(page["Location"]).text
        writer.post(page["Location"], {"source": shipped()[REVIEW], "edition": str(draft.edition)})

        draft.refresh_from_db()
        assert (draft.source, draft.sop, draft.edition) == (shipped()[REVIEW], REVIEW, 2)
        assert writer.get(address).status_code == 200


class TestEditor:
    def test_what_is_typed_is_kept_and_compared(self, office, writer):
        address = begun(writer)

        page = writer.post(
            address, sent(writer.get(address), **{"s2.time": "20 menit", "s2.lead": "koordinator"})
        )

        assert page["Location"] == address
        shown = writer.get(address)
        assert shown.context["errors"] == []
        assert [step for step, _ in shown.context["differences"]] == [2]
        told = {
            row["what"]: (row["before"], row["after"]) for row in shown.context["differences"][0][1]
        }
        assert told["Waktu"] == ("10 menit", "20 menit")
        assert told["Pelaksana"] == ("analis-pengaduan", "koordinator")
        assert shown.context["changed"] == {2}

    def test_errors_stand_beside_the_table_and_nothing_typed_is_lost(self, writer):
        address = begun(writer)
        odd = {"s2.time": "sebentar <b>", "s3.outcomes": "Lengkap → 99", "s1.activity": "🙏" * 500}

        writer.post(address, sent(writer.get(address), **odd))

        page = writer.get(address)
        places = [one["where"] for one in page.context["errors"]]
        assert "Langkah 2, Waktu" in places
        assert "Langkah 3, Hasil 1, tujuan" in places
        assert "sebentar &lt;b&gt;" in page.text
        assert "🙏" * 500 in page.text
        assert '<small class="fault" id="s2.time-fault">' in page.text
        assert '<small class="fault" id="s3.outcomes-fault">' in page.text
        assert page.text.count('aria-invalid="true"') == 2
        assert '<a href="#s2.time">Langkah 2, Waktu</a>' in page.text

    def test_words_in_a_lane_are_typed_in_the_table(self, writer):
        address = begun(writer)

        writer.post(
            address, sent(writer.get(address), **{"s2.lane.koordinator": "tidak <ada> paraf"})
        )

        page = writer.get(address)
        assert 'name="s2.lane.koordinator" value="tidak &lt;ada&gt; paraf"' in page.text
        told = {row["what"] for row in page.context["differences"][0][1]}
        assert told == {"Tulisan dalam lajur"}

    def test_rows_are_inserted_moved_and_removed(self, writer):
        address = begun(writer)

        page = writer.post(address, sent(writer.get(address), _after="2"))
        assert page["Location"] == f"{address}#langkah-2"
        table = writer.get(address).context["table"]["rows"]
        assert [bool(row["activity"]) for row in table] == [True, True, False, *[True] * 4]
        writer.post(address, sent(writer.get(address), _up="3"))
        assert not writer.get(address).context["table"]["rows"][1]["activity"]
        writer.post(address, sent(writer.get(address), _remove="2"))

        assert writer.get(address).context["differences"] == []

    def test_looking_draws_and_judges_without_saving(self, writer, traces):
        address = begun(writer)
        page, before = writer.get(address), traces()

        fine = writer.post(f"{address}tinjau/", sent(page, **{"s2.time": "25 menit"}))
        wrong = writer.post(f"{address}tinjau/", sent(page, **{"s2.time": "nanti"}))

        assert 'class="sop-map"' in fine.text
        assert "25 menit" in fine.text
        assert "Langkah 2, Waktu" in wrong.text
        assert "<html" not in fine.text
        assert traces() == before

    def test_who_writes_over_somebody_else_is_told_and_keeps_the_text(self, writer, head):
        address = begun(writer)
        mine, theirs = writer.get(address), head.get(address)
        head.post(address, sent(theirs, **{"s2.time": "25 menit"}))

        page = writer.post(address, sent(mine, **{"s1.note": "Catatan saya"}))

        assert page.status_code == 409
        assert "diubah orang lain" in page.text
        assert "Catatan saya" in page.text
        assert "25 menit" in SopDraft.objects.get().source

    def test_the_head_is_changed_by_form(self, writer):
        address = begun(writer)
        form = writer.get(f"{address}kepala/")
        filled = _fields(form.context["form"])

        page = writer.post(
            f"{address}kepala/",
            {**filled, "edition": "1", "data.decree.number": "HK.99/2027", "data.then": ""},
        )

        assert page["Location"] == address
        told = {row["what"] for row in dict(writer.get(address).context["differences"])[0]}
        assert told == {"Nomor keputusan", "Dilanjutkan oleh"}

    def test_a_lane_that_is_used_stays(self, writer, traces):
        address = begun(writer)
        filled = _fields(writer.get(f"{address}kepala/").context["form"])
        before = traces()

        page = writer.post(
            f"{address}kepala/", {**filled, "edition": "1", "data.lanes.0.role": "orang-lain"}
        )

        assert page.status_code == 422
        assert "masih dipakai langkah" in page.text
        assert traces() == before

    def test_a_trial_run_asks_at_each_decision(self, writer):
        address = begun(writer)

        first = writer.get(f"{address}coba/")
        loop = writer.get(f"{address}coba/?jawab=tidak-lengkap")
        odd = writer.get(f"{address}coba/?jawab=karangan,<b>")

        assert [choice.id for choice, _ in first.context["choices"]] == [
            "lengkap",
            "tidak-lengkap",
        ]
        assert loop.context["asks"].attempt == 2
        assert odd.context["asks"].attempt == 1
        assert "<b>" not in odd.text.split("<h1>")[1].split("<ol")[0]

    def test_a_draft_is_put_away_with_a_reason(self, writer, traces):
        address = begun(writer)
        before = traces()
        assert writer.post(f"{address}buang/", {"data.reason": ""}).status_code == 422
        assert traces() == before

        writer.post(f"{address}buang/", {"data.reason": "Tidak jadi"})

        assert SopDraft.objects.get().state == "dropped"
        page = writer.get(address)
        assert "Tidak jadi" in page.text
        assert writer.post(address, {"edition": "1", "s1.time": "1 jam"}).status_code == 200
        assert SopDraft.objects.get().edition == 1


def _fields(field):
    found = {}
    if field.children:
        for child in field.children:
            found |= _fields(child)
    elif field.options:
        found[field.name] = next((one.value for one in field.options if one.chosen), "")
    else:
        found[field.name] = field.value
    return found


class TestFourEyes:
    def test_a_second_person_puts_it_in_force(self, office, writer, head):
        address = proposed(writer)
        old = file_complaint(office)
        play(office, old, until="collect")

        shown = head.get(address)
        page = head.post(f"{address}setujui/")

        version = SopVersion.objects.get(sop=REVIEW, version=2)
        assert "Waktu terlalu pendek" in shown.text
        assert 'class="is-new"' in shown.text
        assert page["Location"] == f"{HOME}{REVIEW}/?versi=2"
        assert sop_of_version(version.pk).step(2).time.printed == "20 menit"
        assert SopDraft.objects.get().version == version
        events = list(Entry.objects.filter(stream="office").order_by("-seq")[:3])
        assert [one.event for one in events] == [
            "sop.draft-approved",
            "sop.activated",
            "sop.draft-proposed",
        ]
        assert events[0].actor == f"user:{office.users['kepala-dinas']}"
        # The old case stays, a new one runs on the new version.
        office.now = datetime.now(tz=UTC)
        play(office, old, until="completeness")
        assert StepRun.objects.get(case=old, sop=REVIEW, number=2).sop_version.version == 1
        new = file_complaint(office)
        play(office, new, until="completeness")
        assert StepRun.objects.get(case=new, sop=REVIEW, number=2).sop_version == version

    def test_who_wrote_in_it_cannot_approve(self, writer, head, traces):
        address = begun(head)  # the head begins it, the coordinator goes on and proposes
        writer.post(address, sent(writer.get(address), **{"s2.time": "20 menit"}))
        writer.post(f"{address}usulkan/", {"edition": "2", "data.reason": "x"})
        before = traces()

        for browser in (writer, head):
            page = browser.post(f"{address}setujui/")
            assert page.status_code == 422
            assert "orang lain" in page.text
        assert "orang lain yang memutuskan" in head.get(address).text
        assert traces() == before

    def test_a_third_person_can(self, office, writer, head, sign_in):
        user, _ = create_user(name="kepala2", roles=["kepala-dinas"], now=office.now)
        office.users["kepala2"] = user.pk
        address = begun(head)
        writer.post(address, sent(writer.get(address), **{"s2.time": "20 menit"}))
        writer.post(f"{address}usulkan/", {"edition": "2", "data.reason": "x"})

        assert sign_in("kepala2").post(f"{address}setujui/").status_code == 302
        assert SopVersion.objects.filter(sop=REVIEW).count() == 2

    def test_a_draft_sent_back_is_written_on(self, writer, head):
        address = proposed(writer)

        head.post(f"{address}kembalikan/", {"data.reason": "Jelaskan angkanya"})
        late = head.post(f"{address}setujui/")

        assert late.status_code == 409
        page = writer.get(address)
        assert "Jelaskan angkanya" in page.text
        assert page.context["draft"].state == "writing"
        assert SopVersion.objects.filter(sop=REVIEW).count() == 1

    def test_a_proposed_draft_is_not_written_in(self, writer, traces):
        address = begun(writer)
        open_page = writer.get(address)
        writer.post(address, sent(open_page, **{"s2.time": "20 menit"}))
        writer.post(f"{address}usulkan/", {"edition": "2", "data.reason": "x"})
        before = traces()

        page = writer.post(f"{address}naskah/", {"edition": "2", "source": "x"})

        assert page.status_code == 409
        assert traces() == before

    @pytest.mark.parametrize(
        ("change", "data", "words"),
        [
            ({"s2.time": "nanti"}, {"data.reason": "x"}, "berisi kesalahan"),
            ({}, {"data.reason": "x"}, "sama dengan versi terakhirnya"),
            ({"s2.time": "20 menit"}, {"data.reason": ""}, "belum diisi"),
            (
                {"s2.time": "20 menit"},
                {"data.reason": "x", "data.effective_on": "2020-01-01"},
                "sudah lewat",
            ),
            (
                {"s2.time": "20 menit"},
                {"data.reason": "x", "data.effective_on": "kelak"},
                "bukan tanggal",
            ),
        ],
    )
    def test_what_cannot_be_proposed_is_told(self, change, data, words, writer, traces):
        address = begun(writer)
        if change:
            writer.post(address, sent(writer.get(address), **change))
        edition, before = writer.get(address).context["edition"], traces()

        page = writer.post(f"{address}usulkan/", {"edition": str(edition), **data})

        assert page.status_code == 422
        assert words in page.text
        assert traces() == before

    def test_a_proposal_over_somebody_elses_change_is_told(self, writer, head, traces):
        address = begun(writer)
        head.post(address, sent(head.get(address), **{"s2.time": "20 menit"}))
        before = traces()

        page = writer.post(f"{address}usulkan/", {"edition": "1", "data.reason": "x"})

        assert page.status_code == 409
        assert traces() == before

    def test_a_later_day_leaves_the_old_version_in_force_until_then(self, writer, head):
        address = begun(writer)
        writer.post(address, sent(writer.get(address), **{"s2.time": "20 menit"}))
        day = day_of(datetime.now(tz=UTC)) + timedelta(days=10)
        writer.post(
            f"{address}usulkan/",
            {"edition": "2", "data.reason": "x", "data.effective_on": day.isoformat()},
        )
        head.post(f"{address}setujui/")

        version = SopVersion.objects.get(sop=REVIEW, version=2)
        assert version.in_force_from == day_begins(day)
        assert in_force(day_begins(day) - timedelta(seconds=1))[REVIEW] != version.pk
        assert in_force(day_begins(day))[REVIEW] == version.pk
        assert "versi 2 mulai" in writer.get(HOME).text

    def test_what_was_confirmed_holds_on_where_nothing_changed(self, office, writer, head):
        inferred = [
            step.no
            for step in sop_of_version(SopVersion.objects.get(sop=REVIEW).pk).steps
            if step.executor_inferred
        ]
        writer.post(f"{HOME}{REVIEW}/1/pelaksana/", {"steps": [str(no) for no in inferred]})
        address = proposed(writer, **{"s2.lead": "koordinator", "s1.time": "3 hari"})

        head.post(f"{address}setujui/")

        kept = ExecutorConfirmation.objects.filter(version__version=2, version__sop=REVIEW)
        assert sorted(one.step for one in kept) == [no for no in inferred if no != 2]
        # Who changed the executor has said who: nothing is left to confirm.
        assert (
            "belum dikonfirmasi"
            not in re.search(rf'{REVIEW}/">.*?</tr>', head.get(HOME).text, re.DOTALL).group()
        )


class TestRunningCases:
    @pytest.fixture
    def case(self, office, writer, head):
        """Return a case at IV.2 by version 1 while version 2 is in force."""
        case = file_complaint(office)
        play(office, case, until="hand-over")
        head.post(f"{proposed(writer)}setujui/")
        return case

    def test_it_stays_until_it_is_moved_with_a_reason(self, office, case, writer):
        listed = writer.get(f"{HOME}{REVIEW}/berkas/")
        assert [row["case__number"] for row in listed.context["rows"]] == [case.number]

        page = writer.post(
            f"{HOME}{REVIEW}/berkas/{case.number}/", {"data.reason": "Waktunya tidak cukup"}
        )

        run = StepRun.objects.get(case=case, sop=REVIEW, completed_at=None)
        assert page.status_code == 302, page.context["refused"]
        assert page["Location"] == f"{HOME}{REVIEW}/berkas/"
        assert (run.number, run.sop_version.version) == (2, 2)
        assert Deviation.objects.get(case=case, code="move-sop").sop == REVIEW
        assert SideExit.objects.get(case=case).action == "move-sop"
        entry = Entry.objects.filter(stream=case.number).order_by("-seq").first()
        assert (entry.event, entry.facts) == (
            "case.move-sop",
            {"sop": REVIEW, "step": 2, "from": 1, "to": 2},
        )
        assert "Waktunya" not in entry.data
        office.now = datetime.now(tz=UTC)
        play(office, case, until="plan")
        later = StepRun.objects.filter(case=case, sop=REVIEW, number__gt=2)
        assert {one.sop_version.version for one in later} == {2}

    def test_no_reason_no_move(self, case, writer, traces):
        before = traces()

        page = writer.post(f"{HOME}{REVIEW}/berkas/{case.number}/", {"data.reason": " "})

        assert page.status_code == 422
        assert traces() == before

    def test_a_step_that_differs_is_ended_first(self, office, case, writer, head, traces):
        address = begun(writer)
        changes = {"s2.lead": "koordinator", "s2.time": "40 menit"}
        writer.post(address, sent(writer.get(address), **changes))
        writer.post(f"{address}usulkan/", {"edition": "2", "data.reason": "x"})
        head.post(f"{address}setujui/")
        before = traces()

        page = writer.post(f"{HOME}{REVIEW}/berkas/{case.number}/", {"data.reason": "x"})

        assert page.status_code == 422
        assert "selesaikan langkah ini dahulu" in page.text
        assert traces() == before

    def test_a_case_on_the_newest_version_and_a_closed_one_stay(self, office, case, traces):
        actor, office.now = office.holder("koordinator"), datetime.now(tz=UTC)
        sop_moves.move_case(number=case.number, data={"reason": "x"}, actor=actor, now=office.now)
        before = traces()
        with pytest.raises(Refused) as refused:
            sop_moves.move_case(
                number=case.number, data={"reason": "x"}, actor=actor, now=office.now
            )
        assert refused.value.code == "newest"
        assert traces() == before
        play(office, case)
        case.refresh_from_db()
        assert case.status == "closed"
        with pytest.raises(Refused) as refused:
            sop_moves.move_case(
                number=case.number, data={"reason": "x"}, actor=actor, now=office.now
            )
        assert refused.value.code == "closed"


def test_operations_refuse_other_roles(office, traces):
    before, now = traces(), office.now
    version = SopVersion.objects.first().pk
    acts = (
        lambda a: sop_drafts.begin_draft(version_id=version, actor=a, now=now),
        lambda a: sop_drafts.import_drafts(text="x", actor=a, now=now),
        lambda a: sop_drafts.save_draft_source(draft_id=1, edition=1, source="", actor=a, now=now),
        lambda a: sop_decisions.propose_draft(draft_id=1, edition=1, data={}, actor=a, now=now),
        lambda a: sop_decisions.approve_draft(draft_id=1, actor=a, now=now),
        lambda a: sop_decisions.return_draft(draft_id=1, data={}, actor=a, now=now),
        lambda a: sop_decisions.drop_draft(draft_id=1, data={}, actor=a, now=now),
        lambda a: sop_decisions.confirm_executors(version_id=version, steps=[1], actor=a, now=now),
        lambda a: sop_moves.move_case(number="x", data={}, actor=a, now=now),
    )
    for act in acts:
        for role in ("admin", "petugas-loket"):
            with pytest.raises(Refused) as refused:
                act(office.holder(role))
            assert refused.value.code == "wrong-role"
    assert traces() == before
