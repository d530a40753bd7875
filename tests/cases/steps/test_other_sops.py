"""SOPs that are not ours run with the generic form, and no new code."""

from pathlib import Path

import pytest

from sigap.accounts.operations import revoke_role
from sigap.cases.actor import SYSTEM
from sigap.cases.models import Case, Document, StepRun
from sigap.cases.operations.office import activate_sop
from sigap.cases.steps import form_for
from tests.cases.office import file_complaint, open_office, play, schema_of

pytestmark = pytest.mark.django_db

SOPS = Path(__file__).resolve().parents[2] / "data/sops"
ROLES = (
    "petugas-pendaftaran",
    "tim-teknis",
    "kepala-bidang",
    "analis-hukum",
    "arsiparis",
    "pengelola-layanan",
    "kepala-subbagian",
    "juru-antar",
    "pejabat-informasi",
)


def office_with(*names):
    office = open_office(roles=ROLES)
    for name in names:
        source = (SOPS / f"{name}.toml").read_text()
        activate_sop(source=source, name=f"{name}.toml", actor=SYSTEM, now=office.now)
    return office


def test_a_joint_first_step_and_a_three_way_decision_run_to_the_end(db):
    office = office_with("izin-reklame", "pengarsipan-izin")
    case = file_complaint(office, by=None, channel="web", first_sop="izin-reklame")

    play(office, case, outcomes={"generic": ["", "", "perlu-dilengkapi"]})

    assert case.status == Case.Status.CLOSED
    done = [(run.sop, run.number) for run in StepRun.objects.order_by("pk")]
    first = [("izin-reklame", no) for no in (1, 2, 3, 4, 2, 3, 5, 6, 8)]
    assert done == [*first, *(("pengarsipan-izin", no) for no in (1, 2, 3))]


def test_a_gate_must_be_ticked(db):
    office = office_with("izin-reklame", "pengarsipan-izin")
    case = file_complaint(office, by=None, channel="web", first_sop="izin-reklame")

    schema = schema_of(office, case, "generic")

    assert schema["required"] == ["requirements"]
    assert schema["properties"]["requirements"]["required"] == ["Gambar Konstruksi"]
    assert list(schema["properties"]["outputs"]["properties"]) == [
        "Berkas Permohonan Reklame",
        "Tanda Terima Permohonan",
    ]


def test_an_sop_that_ends_by_a_decision_ends_the_case(db):
    office = office_with("peminjaman-arsip")
    case = file_complaint(office, by=None, channel="web", first_sop="peminjaman-arsip")

    play(office, case, outcomes={"generic": ["", "ditolak"]})

    assert case.status == Case.Status.CLOSED
    assert [run.number for run in StepRun.objects.order_by("pk")] == [1, 2]


def test_whoever_is_consulted_but_not_there_is_recorded_by_the_executor(db):
    office = office_with("izin-reklame", "pengarsipan-izin")
    revoke_role(user_id=office.users["analis-hukum"], role="analis-hukum", now=office.now)
    case = file_complaint(office, by=None, channel="web", first_sop="izin-reklame")
    asked = []

    def look(work):
        form = form_for(work.task, work.step)
        asked.append(form.schema(work)["properties"].get("opinions", {}).get("required"))

    play(office, case, watch=look)

    assert case.status == Case.Status.CLOSED
    assert [one for one in asked if one] == [["analis-hukum"]]
    assert not Document.objects.filter(kind="catatan-konsultasi-hukum").exists()
