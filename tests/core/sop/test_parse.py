from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sigap.core.sop.definition import Duration, Lane, Outcome, Unit
from sigap.core.sop.findings import Finding, Level
from sigap.core.sop.parse import parse
from sigap.sops import shipped
from tests.core.sop.sample_files import GOOD, MINIMAL

ALL_GOOD = {**shipped(), **GOOD, "minimal": MINIMAL}


def faults(text):
    sop, findings = parse(text, name="sop.toml")
    assert (sop is None) == bool(findings)
    assert all(found.level is Level.ERROR and found.file == "sop.toml" for found in findings)
    return {found.where: found.what for found in findings}


@pytest.mark.parametrize("name", ALL_GOOD)
def test_a_good_file_is_read_without_findings(name):
    sop, findings = parse(ALL_GOOD[name], name=name)
    assert findings == []
    assert sop is not None


def test_the_smallest_file_has_the_documented_defaults():
    sop, _ = parse(MINIMAL, name="")
    assert (sop.then, sop.decree.instrument, sop.decree.sop_number) == ("", "", "1/2025")
    assert sop.decree.date == date(2025, 1, 2)
    assert sop.lanes == (Lane("petugas", "Petugas", "Petugas"),)
    step = sop.steps[0]
    assert step.time == Duration(30, Unit.MINUTES)
    assert not step.executor_inferred
    assert (step.gates, step.note, step.form, step.produces, step.consults) == ((), "", "", (), ())
    assert (step.separate_from, step.outcomes, dict(step.lane_text)) == ((), (), {})


def test_the_end_is_no_number():
    sop, _ = parse(GOOD["peminjaman-arsip"], name="")
    assert sop.steps[1].outcomes == (
        Outcome("diizinkan", "Diizinkan", 3),
        Outcome("ditanyakan-lagi", "Ditanyakan lagi", 1, note_required=True),
        Outcome("ditolak", "Ditolak", None, note_required=True),
    )


def test_times_keep_their_letters():
    sop, _ = parse(shipped()["penerimaan-pengaduan"], name="")
    assert [str(step.time) for step in sop.steps][-1] == "2 Jam"
    assert sop.steps[4].time == Duration(2, Unit.HOURS)


def replaced(old, new, text=MINIMAL):
    assert text.count(old) >= 1
    return text.replace(old, new, 1)


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("format = 1\n", "", "format"),
        ("format = 1", "format = 2", "format"),
        ("format = 1", 'format = "1"', "format"),
        ("format = 1", "format = true", "format"),
        ('id = "minimal"\n', "", "id"),
        ('id = "minimal"', 'id = "Kecil Sekali"', "id"),
        ('id = "minimal"', "id = 5", "id"),
        ('title = "Contoh"\n', "", "title"),
        ('title = "Contoh"', 'title = "  "', "title"),
        ('title = "Contoh"', 'titel = "x"\ntitle = "Contoh"', "titel"),
        ('title = "Contoh"', '"judul\\nnya" = 1\ntitle = "Contoh"', '"judul nya"'),
        ("[decree]\n", "[decree]\ncolour = 1\n", "decree.colour"),
        ('number = "1/2025"\n', "", "decree.number"),
        ("date = 2025-01-02", 'date = "2 Januari 2025"', "decree.date"),
        ("date = 2025-01-02", "date = 2025-01-02T08:00:00", "decree.date"),
        ("related = []", 'related = "Bidang"', "decree.related"),
        ("related = []", 'related = ["Bidang", ""]', "decree.related"),
        ("related = []", "related = [3]", "decree.related"),
        ('role = "petugas"\n', "", "lanes[1].role"),
        ('title = "Petugas"\n', "", "lanes[1].title"),
        ('title = "Petugas"', 'title = ""', "lanes[1].title"),
        ("no = 1", "no = 2", "steps[1].no"),
        ("no = 1", "no = 1.0", "steps[1].no"),
        ("no = 1\n", "", "steps[1].no"),
        ('activity = "Bekerja"', 'activity = ""', "steps[1].activity"),
        ('activity = "Bekerja"', 'activity = " \\t"', "steps[1].activity"),
        ('activity = "Bekerja"\n', "", "steps[1].activity"),
        ('executors = ["petugas"]', "executors = []", "steps[1].executors"),
        ('executors = ["petugas"]', 'executors = ["kepala"]', "steps[1].executors"),
        ('executors = ["petugas"]', 'executors = ["petugas", "petugas"]', "steps[1].executors"),
        ('executors = ["petugas"]', 'executors = "petugas"', "steps[1].executors"),
        ("requirements = []\n", "", "steps[1].requirements"),
        ("outputs = []\n", "", "steps[1].outputs"),
        ('time = "30 menit"\n', "", "steps[1].time"),
        ('time = "30 menit"', "time = 30", "steps[1].time"),
        ('time = "30 menit"', 'time = "0 menit"', "steps[1].time"),
        ('time = "30 menit"', 'time = "-1 menit"', "steps[1].time"),
        ('time = "30 menit"', 'time = "1,5 jam"', "steps[1].time"),
        ('time = "30 menit"', 'time = "1 jam 30 menit"', "steps[1].time"),
        ('time = "30 menit"', 'time = "30 minutes"', "steps[1].time"),
        ('time = "30 menit"', 'time = "٣ hari"', "steps[1].time"),
        ("no = 1", 'no = 1\nlane_text = { kepala = "ya" }', "steps[1].lane_text"),
        ("no = 1", 'no = 1\nlane_text = { "Kepala Dinas" = "ya" }', "steps[1].lane_text"),
        ("no = 1", "no = 1\nlane_text = { petugas = 1 }", "steps[1].lane_text"),
        ("no = 1", 'no = 1\nlane_text = "ya"', "steps[1].lane_text"),
        ("no = 1", "no = 1\nseparate_from = [1]", "steps[1].separate_from"),
        ("no = 1", "no = 1\nseparate_from = [2]", "steps[1].separate_from"),
        ("no = 1", 'no = 1\nexecutor_inferred = "ya"', "steps[1].executor_inferred"),
        ("no = 1", 'no = 1\nproduces = ["Surat Balasan"]', "steps[1].produces"),
        ("no = 1", "no = 1\noutcomes = 3", "steps[1].outcomes"),
        ('then = "x"', 'then = "minimal"', "then"),
    ],
)
def test_each_fault_is_found_at_its_place_alone(old, new, where):
    text = replaced('title = "Contoh"', 'then = "x"\ntitle = "Contoh"')
    assert list(faults(replaced(old, new, text))) == [where]


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("next = 2", "next = 9", "steps[1].outcomes[1].next"),
        ("next = 2", "next = 0", "steps[1].outcomes[1].next"),
        ("next = 2", 'next = "akhir"', "steps[1].outcomes[1].next"),
        ("next = 2\n", "", "steps[1].outcomes[1].next"),
        ('id = "ya"', 'id = "tidak"', "steps[1].outcomes[2].id"),
        ('id = "ya"\n', "", "steps[1].outcomes[1].id"),
        ('label = "Ya"\n', "", "steps[1].outcomes[1].label"),
        ('label = "Ya"', 'label = ""', "steps[1].outcomes[1].label"),
        ('label = "Ya"', 'label = "Ya"\nnote = 1', "steps[1].outcomes[1].note"),
        ("next = 2", "next = 1", "steps[2]"),
        ('next = "end"\n', "", "steps[1].outcomes[2].next"),
        (
            '[[steps.outcomes]]\nid = "tidak"\nlabel = "Tidak"\nnext = "end"\n',
            "",
            "steps[1].outcomes",
        ),
    ],
)
def test_each_fault_of_a_decision_is_found_at_its_place_alone(old, new, where):
    assert list(faults(replaced(old, new, DECISION))) == [where]


DECISION = (
    MINIMAL
    + """
[[steps.outcomes]]
id = "ya"
label = "Ya"
next = 2
[[steps.outcomes]]
id = "tidak"
label = "Tidak"
next = "end"
[[steps]]
no = 2
activity = "Menutup"
executors = ["petugas"]
requirements = []
time = "1 HARI"
outputs = []
"""
)


def test_a_step_that_cannot_reach_the_end_is_an_error():
    ring = replaced('next = "end"', "next = 1", DECISION).replace("next = 2", "next = 1")
    assert {"steps[1]", "steps[2]"} == set(faults(ring))


def test_a_lane_role_given_twice_is_an_error():
    twice = replaced("[[steps]]", '[[lanes]]\nrole = "petugas"\ntitle = "Lain"\n\n[[steps]]')
    assert list(faults(twice)) == ["lanes[2].role"]


def test_without_steps_there_is_no_sop():
    head = MINIMAL[: MINIMAL.index("[[steps]]")]
    assert list(faults(head)) == ["steps"]
    assert list(faults("steps = []\n" + head)) == ["steps"]
    assert list(faults(replaced("[[steps]]", "[steps]"))) == ["steps"]


def test_all_faults_come_at_once():
    text = replaced("no = 1", 'no = 4\noutputz = []\ngates = "x"')
    text = replaced('time = "30 menit"', 'time = "sebentar"', text)
    text = replaced('title = "Contoh"\n', "", text)
    text += '\n[[steps.outcomes]]\nid = "ya"\nlabel = "Ya"\nnext = 7\n'
    assert set(faults(text)) == {
        "title",
        "steps[1].no",
        "steps[1].outputz",
        "steps[1].gates",
        "steps[1].time",
        "steps[1].outcomes",
        "steps[1].outcomes[1].next",
    }


def test_an_unknown_key_is_told_its_likely_spelling():
    assert (
        '"requirements"'
        in faults(replaced("no = 1", "no = 1\nrequirement = []"))["steps[1].requirement"]
    )


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("", "format"),
        ("format = = 1", "baris 1, kolom 10"),
        ('format = 1\nid = "x', "akhir berkas"),
        ("format = 1\nformat = 1", "akhir berkas"),
        ("[[steps]]\n[steps]\n", "baris 2, kolom 7"),
        ("a = 2025-02-30", "baris 1, kolom 5"),
        ("a = " + "9" * 5000, "berkas"),
        ("a = " + "[" * 5000, "berkas"),
        ("a = 'x' # \x00", "baris 1, kolom 11"),
        ("x" * 2_000_001, "berkas"),
        ("LAMPIRAN III\n\nKEPUTUSAN BUPATI", "baris 1, kolom 10"),
    ],
)
def test_what_is_not_toml_is_told_in_one_line(text, where):
    found = faults(text)
    assert next(iter(found)) == where
    assert all("\n" not in what for what in found.values())


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm():
    plain, _ = parse(MINIMAL, name="")
    assert parse("\ufeff" + MINIMAL.replace("\n", "\r\n"), name="") == (plain, [])


def test_a_finding_prints_on_one_line():
    found = Finding(Level.ERROR, "steps[1].time", 'waktu\n"x"; betulkan', "a.toml")
    assert str(found) == 'a.toml: error: steps[1].time: waktu "x"; betulkan'


@settings(max_examples=300)
@given(st.text())
def test_no_text_raises(text):
    parse(text, name="x")


@st.composite
def mutilated(draw):
    """Return a good file with lines dropped, doubled, swapped or overwritten."""
    lines = draw(st.sampled_from(sorted(ALL_GOOD.values()))).split("\n")
    values = st.sampled_from(
        [
            *("0", "-1", "99999999999", "true", '""', '"x"', "[]", "[1]", '["x"]', "{}"),
            *("{ a = 1 }", "2025-01-01", "1.5", "nan", '"end"', "[[]]", "12:00:00"),
            *('"0 hari"', '"\\u0000"'),
        ]
    )
    for _ in range(draw(st.integers(1, 4))):
        index = draw(st.integers(0, len(lines) - 1))
        match draw(st.sampled_from(["drop", "double", "swap", "value", "noise"])):
            case "drop":
                lines[index] = ""
            case "double":
                lines.insert(index, lines[index])
            case "swap":
                other = draw(st.integers(0, len(lines) - 1))
                lines[index], lines[other] = lines[other], lines[index]
            case "value":
                lines[index] = lines[index].split(" = ")[0] + " = " + draw(values)
            case "noise":
                lines[index] += draw(st.text(max_size=3))
    return "\n".join(lines)


@settings(max_examples=500)
@given(mutilated())
def test_no_mutilated_file_raises_or_is_half_loaded(text):
    sop, findings = parse(text, name="x")
    assert (sop is None) == bool(findings)
    assert all("\n" not in str(found) and found.where for found in findings)
