import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from sigap.__main__ import main
from sigap.core.sop.parse import parse
from sigap.core.sop.print_text import print_text
from sigap.sops import SHIPPED, shipped
from tests.core.sop.decree import DECREE
from tests.core.sop.sample_files import GOOD, MINIMAL


@pytest.fixture
def run(capsys):
    """Run a command; return its exit status, its output and what it complains of."""

    def run_command(*arguments):
        try:
            status = main(["sop", *map(str, arguments)])
        except SystemExit as wrong_use:
            status = wrong_use.code
        printed = capsys.readouterr()
        return status, printed.out, printed.err

    return run_command


@pytest.fixture
def files(tmp_path):
    """Write texts to files; return their paths."""

    def write_files(**texts):
        for name, text in texts.items():
            (tmp_path / f"{name}.toml").write_text(text, "utf-8")
        return [tmp_path / f"{name}.toml" for name in texts]

    return write_files


def test_check_takes_the_shipped_sops(run, files):
    paths = files(**{name.replace("-", "_"): text for name, text in shipped().items()})
    status, out, err = run("check", *paths)
    assert (status, err) == (0, "")
    assert [line.split(": ")[1] for line in out.splitlines()] == ["warning"] * 4


def test_check_says_nothing_about_clean_sops(run, files):
    paths = files(**{name.replace("-", "_"): text for name, text in GOOD.items()})
    assert run("check", *paths) == (0, "", "")
    assert run("check", paths[0], paths[0], paths[1]) == (0, "", "")


def test_check_names_file_place_reason_and_mend(run, files):
    good, bad = files(good=MINIMAL, bad=MINIMAL.replace("30 menit", "0 menit"))
    status, out, _ = run("check", good, bad)
    assert status == 1
    (line,) = out.splitlines()
    assert line.startswith(f'{bad}: error: steps[1].time: "0 menit" bukan lama waktu; tulis ')


def test_check_looks_at_the_chain_between_files(run, files):
    first = MINIMAL.replace('title = "Contoh"', 'title = "Contoh"\nthen = "kedua"')
    second = first.replace('"minimal"', '"kedua"').replace('then = "kedua"', 'then = "minimal"')
    second = second.replace("Bekerja", "Menyimpan arsip")
    one, two = files(one=first, two=second)
    assert run("check", one)[:2] == (0, f"{one}: warning: then: {_unknown_follower('kedua')}\n")
    status, out, _ = run("check", one, two)
    assert status == 1
    assert [line.split(": ")[1:3] for line in out.splitlines()] == [["error", "then"]] * 2


def _unknown_follower(sop_id):
    return (
        f'SOP lanjutan "{sop_id}" tidak ada di antara berkas yang diperiksa; '
        "periksa bersama berkasnya atau betulkan id-nya"
    )


UNREADABLE = {
    "nothing": None,
    "a folder": "folder",
    "bytes that are no text": b"\xff\x00\xfe",
    "text of another encoding": "id = 'é'".encode("latin-1"),
    "too much": b"#" * 10_000_001,
}


@pytest.mark.parametrize("name", UNREADABLE)
@pytest.mark.parametrize("command", [["check"], ["print"], ["import"]])
def test_a_file_that_cannot_be_read_is_told_in_one_line(run, tmp_path, command, name):
    path = tmp_path / "x.toml"
    if UNREADABLE[name] == "folder":
        path.mkdir()
    elif UNREADABLE[name]:
        path.write_bytes(UNREADABLE[name])
    status, out, err = run(*command, path)
    assert status == 1
    (line,) = (out + err).splitlines()
    assert line.startswith(f"{path}: error: berkas: ")
    assert "; " in line


@pytest.mark.parametrize("sop_id", SHIPPED)
def test_print_takes_an_id_or_a_file(run, files, sop_id):
    (path,) = files(sop=shipped()[sop_id])
    sop, _ = parse(shipped()[sop_id], name="")
    assert run("print", sop_id) == (0, print_text(sop), "")
    assert run("print", path, "--as", "text") == (0, print_text(sop), "")


def test_print_as_toml_is_read_back(run):
    _, out, _ = run("print", SHIPPED[0], "--as", "toml")
    assert parse(out, name="") == parse(shipped()[SHIPPED[0]], name="")


def test_print_as_bpmn_is_xml(run):
    _, out, _ = run("print", SHIPPED[2], "--as", "bpmn")
    assert ET.fromstring(out).tag.endswith("definitions")


def test_print_as_svg_is_a_flowchart(run):
    _, out, _ = run("print", SHIPPED[2], "--as", "svg")
    assert ET.fromstring(out).tag == "{http://www.w3.org/2000/svg}svg"


def test_print_as_pdf_writes_the_same_bytes_to_a_file_and_to_a_pipe(run, tmp_path):
    target = tmp_path / "sop.pdf"
    command = [sys.executable, "-m", "sigap", "sop", "print", SHIPPED[0], "--as", "pdf"]
    piped = subprocess.run(command, check=True, capture_output=True)
    assert run("print", SHIPPED[0], "--as", "pdf", "-o", target) == (0, "", "")
    assert target.read_bytes() == piped.stdout
    assert piped.stdout.startswith(b"%PDF-1.7")


def test_print_writes_to_a_file(run, tmp_path):
    target = tmp_path / "new" / "sop.txt"
    assert run("print", SHIPPED[1], "-o", target) == (0, "", "")
    assert target.read_text("utf-8") == run("print", SHIPPED[1])[1]


def test_print_does_not_print_a_broken_file(run, files):
    (path,) = files(bad=MINIMAL.replace("[[lanes]]", "[[lane]]"))
    status, out, err = run("print", path)
    assert (status, out) == (1, "")
    assert [line.split(": ")[2] for line in err.splitlines()] == ["lane", "lanes"]


def test_print_names_the_ids_when_it_finds_nothing(run):
    status, out, err = run("print", "penerimaan")
    assert (status, out) == (1, "")
    assert err.startswith("penerimaan: error: berkas: tidak ditemukan; ")
    assert SHIPPED[2] in err


def test_print_offers_only_what_works(run):
    assert run("print", SHIPPED[0], "--as", "doc")[0] == 2


def test_a_place_that_cannot_be_written_is_told_in_one_line(run, tmp_path):
    (tmp_path / "file").write_text("")
    for target in (tmp_path, tmp_path / "file" / "x"):
        status, out, err = run("print", SHIPPED[0], "-o", target)
        assert (status, out, len(err.splitlines())) == (1, "", 1)
        assert str(target) in err


def test_import_writes_a_file_for_each_sop(run, tmp_path):
    decree = tmp_path / "decree.txt"
    decree.write_text(DECREE, "utf-8")
    status, out, err = run("import", decree, "-o", tmp_path / "out")
    paths = [Path(line) for line in out.splitlines()]
    assert (status, err) == (0, "")
    assert [path.stem for path in paths] == list(SHIPPED)
    for path in paths:
        assert run("print", path) == run("print", path.stem)
    status, out, _ = run("check", *paths)
    assert (status, len(out.splitlines())) == (0, 7)
    assert run("import", decree, "-o", tmp_path / "out")[0] == 0


def test_import_reads_what_an_office_program_saves(run, tmp_path):
    decree = tmp_path / "decree.txt"
    decree.write_text(DECREE.replace("\n", "\r\n"), "utf-16")
    assert run("import", decree, "-o", tmp_path)[0] == 0


def test_import_leaves_a_file_alone_that_says_something_else(run, tmp_path):
    decree, mended = tmp_path / "decree.txt", tmp_path / f"{SHIPPED[1]}.toml"
    decree.write_text(DECREE, "utf-8")
    mended.write_text("# mended by hand\n")
    status, out, err = run("import", decree, "-o", tmp_path)
    assert (status, out) == (1, "")
    assert err.startswith(f"{mended}: error: berkas: sudah ada dan isinya lain; ")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["decree.txt", mended.name]


@pytest.mark.parametrize("cut", ["KEPUTUSAN BUPATI", "TENTANG", "Disahkan", "Kegiatan", "6\t"])
def test_import_of_a_truncated_text_writes_nothing(run, tmp_path, cut):
    decree = tmp_path / "decree.txt"
    decree.write_text(DECREE[: DECREE.rindex(cut) + len(cut)], "utf-8")
    status, out, err = run("import", decree, "-o", tmp_path / "out")
    assert (status, out) == (1, "")
    assert all(line.startswith(f"{decree}: error: baris ") for line in err.splitlines())
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("arguments", [[], ["check"], ["print"], ["import"], ["frobnicate"]])
def test_wrong_use_is_status_two(run, arguments):
    assert run(*arguments)[0] == 2


def test_the_commands_load_no_django():
    script = "import sys, sigap.commands.sop; sys.exit('django' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
