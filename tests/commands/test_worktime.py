"""`sigap worktime`: as a person or a script calls it."""

import argparse
import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from sigap.commands import worktime

ROOT = Path(__file__).parents[2]
BEYOND = "di luar kalender, yang memuat tahun 1946 sampai 2100; data hari libur tidak memuat lebih"
EARLY, LATE = "2026-11-27T15:39", "2026-11-27T15:40"
DURATION = 'tulis satu bilangan bulat positif dengan menit, jam atau hari, misalnya "30 menit"'
OFFICE = 'time_zone = "Europe/Berlin"\n[hours]\nmon = ["09:00-17:00"]\n'


def call(capsys, *arguments):
    """Return (exit code, output, errors) of one call within this process."""
    parser = argparse.ArgumentParser(prog="sigap")
    worktime.add_parser(parser.add_subparsers())
    args = parser.parse_args(["worktime", *arguments])
    code = args.run(args)
    return code, *capsys.readouterr()


@pytest.mark.parametrize(
    ("start", "take", "due"),
    [
        ("2026-11-27T15:40+07:00", "30 menit", "2026-11-27T16:10:00+07:00"),
        ("2026-11-27T15:40+07:00", "2 hari", "2026-12-01T16:00:00+07:00"),
        ("2026-12-23T15:50+07:00", "30 menit", "2026-12-28T07:50:00+07:00"),
        ("2026-02-23T06:00:00Z", "60 menit", "2026-02-23T14:00:00+07:00"),  # Ramadan hours
        ("2026-11-27T08:40Z", "1 Jam", "2026-11-30T07:40:00+07:00"),
    ],
)
def test_due_prints_the_moment_in_the_calendars_zone(capsys, start, take, due):
    assert call(capsys, "due", "--start", start, "--take", take) == (0, f"{due}\n", "")


@pytest.mark.parametrize(
    ("end", "minutes"),
    [
        ("2026-11-27T16:10+07:00", "30"),
        ("2026-11-27T16:10:30+07:00", "30.5"),
        ("2026-11-27T15:40:01+07:00", "0.016666666666666666"),
        ("2026-11-27T15:40+07:00", "0"),
        ("2026-11-30T01:00Z", "80"),
    ],
)
def test_elapsed_prints_minutes_as_a_decimal_number(capsys, end, minutes):
    answer = call(capsys, "elapsed", "--start", "2026-11-27T15:40+07:00", "--end", end)
    assert answer == (0, f"{minutes}\n", "")


def test_years_whose_holidays_are_estimated_are_pointed_out(capsys):
    answer = call(capsys, "due", "--start", "2035-11-27T15:40+07:00", "--take", "1 menit")
    note = "catatan: hari libur tahun 2035 sebagian masih perkiraan\n"
    assert answer == (0, "2035-11-27T15:41:00+07:00\n", note)


def test_a_long_duration_reaches_over_as_many_years_as_it_takes(capsys):
    code, answer, note = call(
        capsys, "due", "--start", "2026-01-05T08:00+07:00", "--take", "9000 hari"
    )
    assert (code, answer[:4]) == (0, "2062")
    assert note == "catatan: hari libur tahun 2027 sampai 2062 sebagian masih perkiraan\n"


@pytest.mark.parametrize(
    ("arguments", "code", "error"),
    [
        (
            ("due", "--start", "2026-11-27T15:40", "--take", "2 hari"),
            2,
            "2026-11-27T15:40:00 tanpa zona waktu; tambahkan misalnya +07:00",
        ),
        (
            ("due", "--start", "kemarin", "--take", "2 hari"),
            2,
            '"kemarin" bukan waktu ISO 8601; tulis misalnya 2026-11-27T15:40+07:00',
        ),
        (
            ("due", "--start", "2026-11-27T15:40Z", "--take", "2 minggu"),
            2,
            f'"2 minggu" bukan lama waktu; {DURATION}',
        ),
        (
            ("due", "--start", "-", "--take", "2 hari"),
            2,
            "tulis - untuk kedua nilai, atau nilainya sendiri untuk keduanya",
        ),
        (
            ("elapsed", "--start", f"{LATE}Z", "--end", f"{EARLY}Z"),
            1,
            f"akhir {EARLY}:00+00:00 lebih awal daripada awal {LATE}:00+00:00; tukar keduanya",
        ),
        (
            ("due", "--start", "2101-01-03T15:40Z", "--take", "2 hari"),
            1,
            f"2101-01-03T15:40:00+00:00 {BEYOND}",
        ),
        (
            ("due", "--start", "2026-11-27T15:40Z", "--take", "99999 hari"),
            1,
            f"99999 hari berakhir {BEYOND}",
        ),
    ],
    ids=["no-zone", "no-moment", "no-duration", "half", "backwards", "beyond", "too-long"],
)
def test_what_cannot_be_answered_is_told_in_one_line(capsys, arguments, code, error):
    assert call(capsys, *arguments) == (code, "", f"sigap worktime: error: {error}\n")


def test_another_calendar_may_be_used(capsys, tmp_path):
    file = tmp_path / "kalender.toml"
    file.write_bytes(b"\xef\xbb\xbf" + OFFICE.replace("\n", "\r\n").encode())
    answer = call(
        capsys, "due", "--start", "2026-10-26T16:00+01:00", "--take", "90 menit",
        "--calendar", str(file),
    )  # fmt: skip
    assert answer == (0, "2026-11-02T09:30:00+01:00\n", "")


def test_a_calendar_whose_only_working_day_is_years_away_is_searched_for_it(capsys, tmp_path):
    file = tmp_path / "kalender.toml"
    opening = 'open = [{date = 2034-05-01, hours = ["09:00-10:00"]}]'
    file.write_text(f'time_zone = "UTC"\n[hours]\n[holidays]\n{opening}\n')
    arguments = ("--start", "2026-01-01T00:00Z", "--calendar", str(file))
    answer = call(capsys, "due", "--take", "1 menit", *arguments)
    assert answer == (0, "2034-05-01T09:01:00+00:00\n", "")
    code, _, error = call(capsys, "due", "--take", "61 menit", *arguments)
    assert code == 1
    assert error.count("\n") == 1


@pytest.mark.parametrize(
    ("content", "errors"),
    [
        (b"", ["time_zone: wajib ada", "hours: wajib ada"]),
        (b"[hours\n", ["baris 1, kolom 7: bukan TOML yang sah"]),
        (b"\xff\xfe", ["berkas: bukan teks UTF-8; simpan ulang"]),
        (None, ["berkas: tidak dapat dibaca (No such file or directory)"]),
        (
            OFFICE.replace("17:00", "07:00").encode() + b'tue = ["x"]\n',
            ['hours.mon[1]: "09:00-07:00" tutup', 'hours.tue[1]: "x" tidak terbaca'],
        ),
        (
            OFFICE.encode() + b'[holidays]\ncountry = "ZZ"\n',
            ['holidays.country: hari libur negara "ZZ" tidak diketahui; pakai "ID"'],
        ),
    ],
    ids=["empty", "no-toml", "no-text", "absent", "two-faults", "no-country"],
)
def test_a_faulty_calendar_is_told_a_line_a_fault(capsys, tmp_path, content, errors):
    file = tmp_path / "kalender.toml"
    if content is not None:
        file.write_bytes(content)
    code, answer, told = call(
        capsys, "due", "--start", "2026-11-27T15:40Z", "--take", "1 hari", "--calendar", str(file)
    )
    lines = told.splitlines()
    assert (code, answer) == (1, "")
    expected = [f"{file}: error: {error}" for error in errors]
    assert [line[: len(e)] for line, e in zip(lines, expected, strict=True)] == expected


def test_standard_input_is_answered_line_by_line(capsys, monkeypatch):
    lines = [
        "2026-11-27T15:40+07:00\t30 menit",
        "2026-11-27T15:40\t30 menit",
        "",
        "2026-11-27T15:40+07:00 30 menit",
        "2026-11-27T15:40+07:00\t30 menit\t",
        "2101-11-27T15:40+07:00\t30 menit",
        "2026-11-27T15:40+07:00\t2 hari\r",
        "1999-11-26T15:40+07:00\t2 hari",
    ]
    monkeypatch.setattr(sys, "stdin", io.StringIO("\n".join(lines)))
    code, answers, told = call(capsys, "due", "--start", "-", "--take", "-")
    two = "error: tulis dua nilai dipisah satu tab dalam satu baris"
    assert (code, told) == (0, "")
    assert answers.splitlines() == [
        "2026-11-27T16:10:00+07:00",
        "error: 2026-11-27T15:40:00 tanpa zona waktu; tambahkan misalnya +07:00",
        two,
        two,
        two,
        f"error: 2101-11-27T15:40:00+07:00 {BEYOND}",
        "2026-12-01T16:00:00+07:00",
        "1999-11-30T16:00:00+07:00",
    ]


@pytest.mark.parametrize(("text", "code"), [("", 0), ("x\n", 1), ("x\ny\tz\n", 1)])
def test_standard_input_without_one_good_line_fails(capsys, monkeypatch, text, code):
    monkeypatch.setattr(sys, "stdin", io.StringIO(text))
    found, answers, _ = call(capsys, "elapsed", "--start", "-", "--end", "-")
    assert found == code
    assert [line[:7] for line in answers.splitlines()] == ["error: "] * text.count("\n")


def sigap(*arguments, **options):
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT / "src")}
    return subprocess.run(
        [sys.executable, "-m", "sigap", "worktime", *arguments],
        env=environment | options.pop("env", {}),
        capture_output=True,
        check=False,
        timeout=60,
        **options,
    )


def test_the_command_runs_alone_and_leaves_nothing_behind(tmp_path):
    done = sigap(
        "due", "--start", "2026-11-27T15:40+07:00", "--take", "2 hari",
        cwd=tmp_path, env={"SIGAP_HOME": str(tmp_path / "var")},
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (0, b"2026-12-01T16:00:00+07:00\n", b"")
    assert list(tmp_path.iterdir()) == []


def test_the_command_reads_a_pipe_and_survives_bytes_that_are_no_text(tmp_path):
    pairs = b"2026-11-27T15:40+07:00\t2026-11-27T16:10+07:00\n\xff\xfe\t\xff\n"
    done = sigap("elapsed", "--start", "-", "--end", "-", cwd=tmp_path, input=pairs)
    first, second = done.stdout.decode().splitlines()
    assert (done.returncode, done.stderr) == (0, b"")
    assert first == "30"
    assert second.startswith("error: ")
    assert second.endswith("tulis misalnya 2026-11-27T15:40+07:00")


def test_the_command_starts_without_django(tmp_path):
    program = (
        "import sys; from sigap.__main__ import main; "
        "main(['worktime', 'due', '--start', '2026-11-27T15:40Z', '--take', '1 hari']); "
        "sys.exit('django' in sys.modules)"
    )
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, cwd=tmp_path, check=False, timeout=60
    )
    assert done.returncode == 0


def test_wrong_use_ends_with_two():
    done = sigap("due", "--start", "2026-11-27T15:40Z")
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr
