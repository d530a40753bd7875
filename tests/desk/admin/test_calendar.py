"""The calendar by screen: effects before saving, new cases by it, open ones moved by two."""

import tomllib
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from sigap.cases.models import CalendarMove, CalendarVersion, Case, StepRun, Task
from sigap.cases.operations import calendar_moves, calendar_versions
from sigap.cases.operations.calendar_form import calendar_data, calendar_schema, calendar_source
from sigap.cases.operations.exits import act
from sigap.cases.operations.progress import set_clocks
from sigap.cases.queries.casefile import load
from sigap.cases.queries.sops import calendar_of_version
from sigap.core.errors import Refused
from sigap.ledger.models import Entry
from sigap.sops import text
from tests.cases.office import JAKARTA, TUESDAY, file_complaint, open_office, play

HOME = "/kelola/kalender/"
SHIPPED = text("calendar.toml")
PAGES = (HOME, f"{HOME}ubah/", f"{HOME}berkas/")


def closed_on(*days):
    """Return the shipped calendar with closures of this office."""
    rows = ", ".join(f'{{ date = {day}, name = "Kegiatan" }}' for day in days)
    return SHIPPED.replace('country = "ID"', f'country = "ID"\nclosed = [{rows}]')


def in_days(now, *amounts):
    """Return working days to come, so that closing them moves something."""
    calendar = calendar_of_version(CalendarVersion.objects.latest("version").pk)
    today = calendar.local_day(now)
    return [calendar.add_working_days(today, amount) for amount in amounts]


def form_of(source):
    """Return what a browser sends of the form that holds `source`."""
    sent = {}

    def flatten(name, value):
        if isinstance(value, dict):
            for key, part in value.items():
                flatten(f"{name}.{key}", part)
        elif isinstance(value, list):
            for at, part in enumerate(value):
                flatten(f"{name}.{at}", part)
        elif value is True:
            sent[name] = "ya"
        elif value is not False:
            sent[name] = value

    flatten("data", calendar_data(source))
    return sent


def errors(page):
    def gather(field):
        found = {field.name: field.error} if field.error else {}
        for child in field.children:
            found |= gather(child)
        return found

    return gather(page.context["form"])


class TestForm:
    def test_a_calendar_comes_through_the_form_unchanged(self):
        source = closed_on("2026-08-14").replace(
            "[[periods]]",
            '[[periods]]\nname = "Audit"\nfrom = 2026-05-04\nto = 2026-05-08\nsat = []\n'
            'mon = ["08:00-12:00"]\n\n[[periods]]',
        )

        assert tomllib.loads(calendar_source(calendar_data(source))) == tomllib.loads(source) | {
            "hours": {**tomllib.loads(source)["hours"]}
        }

    @pytest.mark.parametrize(
        ("change", "field", "words"),
        [
            ({"hours": {"mon": "pagi"}}, "data.hours.mon", "bukan jam"),
            ({"hours": {"mon": "13.00–12.00"}}, "data.hours.mon", "tukar"),
            ({"hours": {"mon": "07.30–12.00, 11.00–13.00"}}, "data.hours.mon", "tumpang"),
            ({"closed": [{"date": "2026-02-30"}]}, "data.closed.0.date", "bukan tanggal"),
            (
                {"closed": [{"date": "2026-03-02"}, {"date": "2026-03-02"}]},
                "data.closed",
                "lebih dari sekali",
            ),
            ({"open": [{"date": "2026-03-02", "hours": "tutup"}]}, "data.open.0.hours", "wajib"),
            (
                {"periods": [{"name": "x", "from": "2026-03-02", "to": "2026-03-01"}]},
                "data.periods.0.to",
                "sebelum",
            ),
            (
                {
                    "periods": [
                        {"name": "x", "from": "2026-03-02", "to": "2026-03-09"},
                        {"name": "y", "from": "2026-03-09", "to": "2026-03-12", "fri": "x"},
                    ]
                },
                "data.periods.1.fri",
                "bukan jam",
            ),
            ({"time_zone": "Mars/Olympus"}, "data.time_zone", "pilihan"),
        ],
    )
    def test_each_fault_stands_beside_its_field(self, change, field, words):
        data = {**calendar_data(SHIPPED), **change}

        with pytest.raises(Refused) as refused:
            calendar_source(data)

        assert words in refused.value.detail["fields"][field]

    def test_the_schema_uses_the_words_of_the_contract(self):
        assert set(calendar_schema()) == {"type", "properties", "required"}


@pytest.mark.parametrize("page", PAGES)
def test_the_calendar_is_for_those_who_answer_for_the_office(page, sign_in):
    for role in ("koordinator", "kepala-dinas"):
        assert sign_in(role).get(page).status_code == 200
    for role in ("admin", "analis-hukum"):
        assert sign_in(role).get(page).status_code == 404
    assert Client().get(page)["Location"] == f"/masuk/?next={page}"


def test_estimated_holidays_are_marked(office, sign_in):
    year = office.now.year + 2

    page = sign_in("koordinator").get(f"{HOME}?tahun={year}")

    assert "perkiraan</span>" in page.text
    assert sign_in("koordinator").get(f"{HOME}?versi=99").status_code == 404


def test_effects_are_shown_before_anything_is_saved(office, sign_in, traces):
    case = file_complaint(office, by="")
    browser, before = sign_in("koordinator"), traces()
    days = in_days(office.now, 1, 2)

    page = browser.post(f"{HOME}berkas/", {"source": closed_on(*days), "edition": "1"})

    assert page.status_code == 200
    assert page.context["day_count"] == 2
    assert [number for number, _, _ in page.context["shifts"]] == [case.number]
    _, shift, direction = page.context["shifts"][0]
    assert (shift.due_at, direction) == (Case.objects.get().due_at, "mundur")
    assert shift.new_due_at > shift.due_at
    assert traces() == before


def test_form_and_file_bring_the_same_effects(office, sign_in):
    file_complaint(office, by="")
    browser, source = sign_in("koordinator"), closed_on(*in_days(office.now, 1))

    by_file = browser.post(f"{HOME}berkas/", {"source": source, "edition": "1"})
    by_form = browser.post(f"{HOME}ubah/", {**form_of(source), "edition": "1"})

    assert by_form.context["changes"] == by_file.context["changes"]
    assert by_form.context["shifts"] == by_file.context["shifts"]
    again = browser.post(f"{HOME}ubah/", {"again": "ya", "source": by_form.context["source"]})
    assert again.status_code == 200
    assert errors(again) == {}
    assert "Kegiatan" in again.text


def test_an_uploaded_file_takes_the_place_of_what_is_typed(office, sign_in):
    source = closed_on(*in_days(office.now, 1))
    handed = SimpleUploadedFile("kalender.toml", source.encode())

    page = sign_in("koordinator").post(
        f"{HOME}berkas/", {"source": SHIPPED, "edition": "1", "file": handed}
    )

    assert page.context["source"] == source


@pytest.mark.parametrize(
    ("source", "where", "what"),
    [
        ("ini bukan TOML", "baris 1", "TOML"),
        ("", "hours", "wajib ada"),
        (SHIPPED.replace("16:00", "25:00"), "hours.mon[2]", "tidak terbaca"),
        (SHIPPED.replace('"ID"', '"XX"'), "holidays", "tidak diketahui"),
        (SHIPPED + "\nlibur = 1\n", "periods[1].libur", "tidak dikenal"),
        ("x" * 200_001, "berkas", "terlalu panjang"),
    ],
)
def test_faults_of_a_file_are_told_with_their_places(source, where, what, sign_in, traces):
    browser, before = sign_in("koordinator"), traces()

    page = browser.post(f"{HOME}berkas/", {"source": source, "edition": "1"})

    assert page.status_code == 422
    told = [one for one in page.context["faults"] if one["where"].startswith(where)]
    assert told
    assert what in told[0]["what"]
    assert page.context["source"] == source
    assert traces() == before


def test_a_wrong_form_keeps_what_was_typed(sign_in, traces):
    browser, before = sign_in("koordinator"), traces()

    page = browser.post(f"{HOME}ubah/", {**form_of(SHIPPED), "data.hours.mon": "pagi-pagi"})

    assert page.status_code == 422
    assert "bukan jam" in errors(page)["data.hours.mon"]
    assert "pagi-pagi" in page.text
    assert traces() == before


def test_saving_counts_for_new_cases_only(office, sign_in):
    old = file_complaint(office, by="")
    source = closed_on(*in_days(office.now, 1, 2, 3))

    page = sign_in("koordinator").post(f"{HOME}simpan/", {"source": source, "edition": "1"})
    office.now += timedelta(minutes=1)
    new = file_complaint(office, by="")

    assert page["Location"] == HOME
    old.refresh_from_db()
    assert (old.calendar.version, new.calendar.version) == (1, 2)
    assert new.due_at > old.due_at
    entry = Entry.objects.filter(stream="office", event="calendar.versioned").last()
    assert entry.facts["version"] == 2


def test_saving_twice_over_others_or_nothing_is_refused(office, sign_in, traces):
    browser = sign_in("koordinator")
    browser.post(f"{HOME}simpan/", {"source": closed_on("2026-08-14"), "edition": "1"})
    before = traces()

    stale = browser.post(f"{HOME}simpan/", {"source": closed_on("2026-08-13"), "edition": "1"})
    same = browser.post(f"{HOME}simpan/", {"source": closed_on("2026-08-14"), "edition": "2"})
    wrong = browser.post(f"{HOME}simpan/", {"source": "x", "edition": "2"})
    odd = browser.post(f"{HOME}simpan/", {"source": SHIPPED, "edition": "dua"})

    statuses = [one.status_code for one in (stale, same, wrong, odd)]
    assert statuses == [409, 422, 422, 409]
    assert traces() == before


class TestMoving:
    """Open due moments move by a proposal that a second person confirms."""

    @pytest.fixture
    def proposed(self, office, sign_in):
        """Return the page of a proposal by the coordinator, over one running case."""
        self.case = file_complaint(office, by="")
        source = closed_on(*in_days(office.now, 1, 2))
        sign_in("koordinator").post(f"{HOME}simpan/", {"source": source, "edition": "1"})
        page = sign_in("koordinator").post(f"{HOME}pindah/", {"data.reason": "Libur daerah"})
        return page["Location"]

    def test_a_second_person_confirms_and_the_case_moves(self, office, proposed, sign_in):
        before = Case.objects.get(pk=self.case.pk)
        told = sign_in("kepala-dinas").get(proposed).context["shifts"][0][1]

        page = sign_in("kepala-dinas").post(f"{proposed}setujui/")

        case, run = Case.objects.get(pk=self.case.pk), StepRun.objects.get(case=self.case)
        assert page["Location"] == proposed
        assert (case.due_at, run.due_at) == (told.new_due_at, told.new_step_due_at)
        assert (case.calendar.version, run.calendar.version) == (2, 2)
        assert case.first_due_at == before.first_due_at == before.due_at
        entry = Entry.objects.filter(stream=case.number).order_by("-seq").first()
        assert (entry.event, entry.actor) == (
            "case.rescheduled",
            f"user:{office.users['kepala-dinas']}",
        )
        calendar_moves.carry_out(now=office.now)
        move = CalendarMove.objects.get()
        assert (move.state, move.cases) == ("done", 1)
        events = Entry.objects.filter(stream="office").order_by("-seq")[:3]
        assert [one.event for one in events] == [
            "calendar.move-done",
            "calendar.move-confirmed",
            "calendar.move-proposed",
        ]

    def test_who_proposed_cannot_confirm(self, proposed, sign_in, traces):
        before = traces()

        page = sign_in("koordinator").post(f"{proposed}setujui/")

        assert page.status_code == 422
        assert "orang lain" in page.text
        assert "Orang lain yang menyetujui" in sign_in("koordinator").get(proposed).text
        assert traces() == before

    def test_a_refused_proposal_moves_nothing(self, proposed, sign_in):
        before = Case.objects.values().get(pk=self.case.pk)

        sign_in("kepala-dinas").post(f"{proposed}tolak/", {"data.reason": "Janji tetap janji"})
        late = sign_in("kepala-dinas").post(f"{proposed}setujui/")

        assert late.status_code == 409
        assert Case.objects.values().get(pk=self.case.pk) == before
        assert "Janji tetap janji" in sign_in("koordinator").get(proposed).text

    def test_one_proposal_at_a_time_and_none_for_nothing(self, proposed, sign_in, traces):
        before = traces()

        second = sign_in("kepala-dinas").post(f"{HOME}pindah/", {"data.reason": "Lagi"})
        empty = sign_in("kepala-dinas").post(f"{proposed}tolak/", {"data.reason": ""})

        assert second.status_code == empty.status_code == 422
        assert "Masih ada usulan" in second.text
        assert traces() == before
        sign_in("kepala-dinas").post(f"{proposed}setujui/")
        calendar_moves.carry_out(now=self.case.received_at)
        nothing = sign_in("koordinator").post(f"{HOME}pindah/", {"data.reason": "Lagi"})
        assert "kalender terbaru" in nothing.text
        assert sign_in("koordinator").get(f"{HOME}pindah/")["Location"] == HOME

    def test_a_newer_calendar_makes_a_proposal_old(self, office, proposed, sign_in, traces):
        source = closed_on(*in_days(office.now, 5))
        sign_in("koordinator").post(f"{HOME}simpan/", {"source": source, "edition": "2"})
        before = traces()

        page = sign_in("kepala-dinas").post(f"{proposed}setujui/")

        assert page.status_code == 422
        assert "lebih baru" in page.text
        assert traces() == before

    def test_a_move_that_was_broken_off_goes_on(self, office, proposed, sign_in):
        others = [file_complaint(office, by="") for _ in range(2)]
        first = CalendarVersion.objects.get(version=1)
        Case.objects.filter(pk__in=[one.pk for one in others]).update(calendar=first)
        move = CalendarMove.objects.get()
        calendar_moves.confirm_move(
            move_id=move.pk, actor=office.holder("kepala-dinas"), now=office.now
        )

        assert calendar_moves.carry_out(now=office.now, most=1) == 1
        assert "2 lagi" in sign_in("koordinator").get(proposed).text
        sign_in("koordinator").post(f"{proposed}lanjut/")

        move.refresh_from_db()
        assert (move.state, move.cases) == ("done", 3)
        assert calendar_moves.carry_out(now=office.now) == 0

    def test_strangers_see_no_move(self, proposed, sign_in):
        assert sign_in("admin").get(proposed).status_code == 404
        assert Client().get(proposed).status_code == 302
        assert sign_in("koordinator").get(f"{HOME}pindah/999999/").status_code == 404

    def test_hidden_cases_are_counted_and_not_named(self, office, sign_in):
        file_complaint(office, by="", confidential=True)
        Task.objects.update(assignee=office.users["petugas-loket"])
        from sigap.cases.models import OfficeProfile

        profile = OfficeProfile.objects.get()
        profile.data["confidential_roles"] = []
        profile.save()

        page = sign_in("koordinator").post(
            f"{HOME}berkas/", {"source": closed_on(*in_days(office.now, 1)), "edition": "1"}
        )

        assert (page.context["shift_count"], page.context["shifts"]) == (1, [])
        assert "PGD-" not in page.text


@pytest.mark.django_db
class TestMovedMoments:
    """What a move writes is what the clocks say by the other calendar."""

    def moved(self, office, case, source):
        """Move `case` to `source` and return what was told of it before."""
        coordinator, head = office.holder("koordinator"), office.holder("kepala-dinas")
        calendar_versions.save_calendar(source=source, edition=1, actor=coordinator, now=office.now)
        version = CalendarVersion.objects.get(version=2)
        told = calendar_moves.shifts(calendar_of_version(version.pk), beside=version.pk)
        move = calendar_moves.propose_move(data={"reason": "x"}, actor=coordinator, now=office.now)
        calendar_moves.confirm_move(move_id=move.pk, actor=head, now=office.now)
        calendar_moves.carry_out(now=office.now)
        case.refresh_from_db()
        return told

    def clocks(self, case):
        rows = [
            row for kind in (StepRun, Task) for row in kind.objects.filter(case=case).order_by("pk")
        ]
        return [(row.start_by, row.due_at) for row in rows]

    @pytest.mark.parametrize("until", ["distribute", "disposition", "memo", "plan", "signature"])
    def test_recomputing_afterwards_changes_nothing(self, until):
        office = open_office(now=TUESDAY)
        case = file_complaint(office)
        play(office, case, until=until)
        days = in_days(office.now, 1, 2, 4)

        told = self.moved(office, case, closed_on(*days))

        written = self.clocks(case)
        assert [one.case_id for one in told] == [case.pk]
        set_clocks(load(case, now=office.now))
        assert self.clocks(case) == written

    def test_a_day_closed_within_a_pause_moves_no_promise(self):
        office = open_office(now=TUESDAY)
        case = file_complaint(office)
        play(office, case, until="identify")
        hold = {"reason": "Menunggu data", "until": "2026-12-04"}
        act(
            number=case.number,
            action="hold",
            data=hold,
            actor=office.holder("koordinator"),
            now=office.now,
        )
        office.now = datetime(2026, 12, 2, 9, 0, tzinfo=JAKARTA)
        act(
            number=case.number,
            action="resume",
            data={"reason": "Data ada"},
            actor=office.holder("koordinator"),
            now=office.now,
        )
        case.refresh_from_db()
        promise = case.due_at

        # Closed while the case stood still anyway: a day longer to work, a day less paused.
        self.moved(office, case, closed_on("2026-12-01"))

        assert case.due_at == promise
        assert case.first_due_at < case.due_at

    def test_a_closed_day_moves_the_promise_by_a_day(self):
        office = open_office(now=TUESDAY)
        case = file_complaint(office, by="")
        promise = case.due_at.astimezone(JAKARTA)

        self.moved(office, case, closed_on("2026-11-26"))

        calendar = calendar_of_version(CalendarVersion.objects.get(version=1).pk)
        next_day = calendar.add_working_days(promise.date(), 1)
        assert case.due_at.astimezone(JAKARTA).date() == next_day

    def test_a_promise_that_cannot_be_told_again_keeps_its_working_time(self):
        office = open_office(now=TUESDAY)
        case = file_complaint(office, by="")
        odd = datetime(2026, 12, 3, 10, 17, tzinfo=ZoneInfo("Asia/Jakarta"))
        Case.objects.filter(pk=case.pk).update(due_at=odd)
        old = calendar_of_version(case.calendar_id)
        given = old.elapsed(case.received_at, odd)

        self.moved(office, case, closed_on("2026-11-26"))

        new = calendar_of_version(case.calendar_id)
        assert new.elapsed(case.received_at, case.due_at) == pytest.approx(given, abs=1)

    def test_looking_costs_the_same_for_one_case_and_for_many(self, django_assert_num_queries):
        office = open_office(now=TUESDAY)
        file_complaint(office, by="")
        calendar = calendar_of_version(CalendarVersion.objects.get().pk)
        calendar_moves.shifts(calendar)
        with django_assert_num_queries(7):
            calendar_moves.shifts(calendar)
        for _ in range(5):
            office.later()
            file_complaint(office, by="")

        with django_assert_num_queries(7):
            assert len(calendar_moves.shifts(calendar)) == 6


def test_operations_refuse_other_roles(office, traces):
    before, now = traces(), office.now
    acts = (
        lambda a: calendar_versions.save_calendar(source="", edition=1, actor=a, now=now),
        lambda a: calendar_moves.propose_move(data={}, actor=a, now=now),
        lambda a: calendar_moves.confirm_move(move_id=1, actor=a, now=now),
        lambda a: calendar_moves.drop_move(move_id=1, data={}, actor=a, now=now),
    )
    for one in acts:
        with pytest.raises(Refused) as refused:
            one(office.holder("admin"))
        assert refused.value.code == "wrong-role"
    assert traces() == before
