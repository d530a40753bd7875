"""The office's own data: loaded once, versioned, in force from a moment on."""

from datetime import UTC, date, datetime, timedelta

import pytest

from sigap.cases.actor import SYSTEM
from sigap.cases.models import (
    Agency,
    CalendarVersion,
    DeadlineRule,
    LetterTemplate,
    NoticeText,
    OfficeProfile,
    PermitType,
    Regulation,
    RetentionRule,
    Signatory,
    SopVersion,
    StepRun,
    WaitingLimit,
)
from sigap.cases.operations.office import (
    activate_sop,
    load_reference_data,
    new_calendar_version,
)
from sigap.cases.queries.sops import calendar_of_version, current_calendar_id, in_force
from sigap.core.errors import InvalidInput
from sigap.ledger.models import Entry
from sigap.sops import shipped, text
from tests.cases.office import TUESDAY, file_complaint, play
from tests.cases.traces import ledger_holds, trace

pytestmark = pytest.mark.django_db

LISTS = (
    PermitType,
    Agency,
    Signatory,
    Regulation,
    WaitingLimit,
    DeadlineRule,
    RetentionRule,
    NoticeText,
    LetterTemplate,
)


def office_events():
    rows = Entry.objects.filter(stream="office").order_by("seq")
    return [row.event for row in rows]


def test_a_fresh_office_gets_all_that_ships():
    loaded = load_reference_data(actor=SYSTEM, now=TUESDAY)

    assert loaded == [
        "profile",
        "calendar",
        *shipped(),
        *[model._meta.model_name for model in LISTS],
    ]
    assert all(model.objects.exists() for model in LISTS)
    assert sorted(in_force(TUESDAY)) == sorted(shipped())
    # What came in before the office was set up can be entered.
    assert sorted(in_force(datetime(2026, 1, 5, tzinfo=UTC))) == sorted(shipped())
    assert office_events() == [
        "calendar.versioned",
        *["sop.activated"] * 3,
        "office.loaded",
    ]
    assert ledger_holds()


def test_loading_again_touches_nothing():
    load_reference_data(actor=SYSTEM, now=TUESDAY)
    PermitType.objects.filter(slug="pbg").update(name="Nama kantor sendiri")
    Agency.objects.exclude(slug="bapenda").delete()
    before = trace()

    assert load_reference_data(actor=SYSTEM, now=TUESDAY + timedelta(days=9)) == []

    assert trace() == before


def test_a_new_version_holds_for_cases_that_begin_the_sop_from_now_on(office):
    early = file_complaint(office)
    source = shipped()["penerimaan-pengaduan"].replace('time = "30 menit"', 'time = "40 menit"', 1)
    office.later()

    version = activate_sop(
        source=source, name="baru.toml", actor=office.holder("koordinator"), now=office.now
    )

    late = file_complaint(office)
    play(office, early, until="accept")
    play(office, late, until="accept")
    first = SopVersion.objects.get(sop="penerimaan-pengaduan", version=1)
    used = {
        case.pk: set(StepRun.objects.filter(case=case).values_list("sop_version", flat=True))
        for case in (early, late)
    }
    assert used == {early.pk: {first.pk}, late.pk: {version.pk}}
    assert (version.version, version.in_force_from) == (2, late.registered_at)
    entry = Entry.objects.filter(stream="office", event="sop.activated").latest("seq")
    assert entry.facts == {"sop": version.sop, "version": 2, "sha256": version.digest}
    assert entry.actor == office.holder("koordinator").id


@pytest.mark.parametrize(
    "source",
    [
        "bukan toml [",
        "format = 1",
        shipped()["penelaahan-substansi"].replace("next = ", "next = 99 #"),
        shipped()["penelaahan-substansi"].replace("no = 3", "no = 4"),
    ],
)
def test_a_broken_sop_is_refused_a_line_a_fault_and_nothing_loaded(office, source):
    assert source not in shipped().values()
    before = trace()
    with pytest.raises(InvalidInput) as caught:
        activate_sop(source=source, name="rusak.toml", actor=SYSTEM, now=office.now)
    lines = str(caught.value).splitlines()
    assert lines
    assert all(line.startswith("rusak.toml: error: ") for line in lines)
    assert trace() == before


def test_a_corrected_calendar_is_a_new_version_for_new_cases(office):
    case = file_complaint(office)
    old = current_calendar_id()
    source = text("calendar.toml").replace(
        "[holidays]", '[holidays]\nclosed = [{ date = 2026-11-25, name = "Kegiatan" }]', 1
    )
    assert source.count("closed") >= 1

    version = new_calendar_version(source=source, actor=SYSTEM, now=office.now)

    assert (version.version, current_calendar_id()) == (2, version.pk)
    late = file_complaint(office)
    assert (case.calendar_id, late.calendar_id) == (old, version.pk)
    assert calendar_of_version(old).is_working_day(date(2026, 11, 25))
    assert not calendar_of_version(version.pk).is_working_day(date(2026, 11, 25))
    assert late.due_at > case.due_at
    assert CalendarVersion.objects.get(pk=old).digest != version.digest


@pytest.mark.parametrize(
    "source",
    ["[hours", 'time_zone = "Asia/Entah"', 'time_zone = "Asia/Jakarta"\n[hours]\nmon = []'],
)
def test_a_broken_calendar_is_refused_and_nothing_kept(office, source):
    before = trace()
    with pytest.raises(InvalidInput):
        new_calendar_version(source=source, actor=SYSTEM, now=office.now)
    assert trace() == before


def test_the_profile_in_force_is_the_newest():
    load_reference_data(actor=SYSTEM, now=TUESDAY)
    assert OfficeProfile.objects.get().version == 1
