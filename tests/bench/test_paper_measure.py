"""The measure of papers: both renderers draw the same letter with the same fonts."""

import argparse
import json
import re
import subprocess
import sys
from io import BytesIO

import pypdfium2
import pytest
from pypdf import PdfReader

from sigap.bench import papers
from tests.documents.papers import text_of


def drawn(name, folder):
    """Return what one renderer's process tells, and its last letter."""
    done = subprocess.run(
        [sys.executable, "-m", "sigap.bench.paper_work", name, "0.01", str(folder)],
        stdout=subprocess.PIPE,
        check=True,
    )
    return json.loads(done.stdout), (folder / f"{name}.pdf").read_bytes()


def words(pdf):
    return sorted(re.findall(r"[\w.,/@:()-]+", text_of(pdf)))


def fonts_of(pdf):
    reader = PdfReader(BytesIO(pdf))
    objects = map(reader.get_object, range(1, reader.trailer["/Size"]))
    names = {str(one["/BaseFont"]) for one in objects if hasattr(one, "get") and "/BaseFont" in one}
    return {name.partition("+")[2].replace("-", "").removesuffix("Regular") for name in names}


def test_the_two_letters_say_the_same(tmp_path):
    ours, our_pdf = drawn("typst", tmp_path)
    theirs, their_pdf = drawn("weasyprint", tmp_path)
    number = re.compile(r"500\.16\.7\.2/\d+/DPMPTSP/2026")
    one, other = (
        [number.sub("NOMOR", word) for word in words(pdf)] for pdf in (our_pdf, their_pdf)
    )
    # List marks are words in one file and not in the other.
    marks = {"1.", "2.", "3.", "a.", "b.", ":"}
    assert [word for word in one if word not in marks] == [
        word for word in other if word not in marks
    ]
    for pdf in (our_pdf, their_pdf):
        with pypdfium2.PdfDocument(pdf) as opened:
            assert len(opened) == 1
        assert {"NotoSerif", "NotoSans"} <= fonts_of(pdf)
    for told in (ours, theirs):
        assert told["letters"] >= 1
        # No letter is drawn in less than a millisecond: the renderer's process is counted in.
        assert told["cpu_seconds"] / told["letters"] > 0.001
    # So is its memory: the fonts alone take more than Python without it.
    assert ours["memory_bytes"] > 60 * 2**20


def test_it_is_measured_in_processes_of_their_own(capsys):
    parser = argparse.ArgumentParser()
    papers.add_arguments(parser)
    assert papers.run(parser.parse_args(["--seconds", "0.05", "--json"])) == 0
    found = json.loads(capsys.readouterr().out)
    assert [row["name"] for row in found["rows"]] == ["typst", "weasyprint"]
    assert found["ratio"] == pytest.approx(
        found["rows"][0]["letters_per_second"] / found["rows"][1]["letters_per_second"]
    )
    assert all(row["memory_bytes"] > 2**20 for row in found["rows"])
