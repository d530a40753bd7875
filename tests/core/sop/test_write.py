import re
import tomllib

import pytest
from hypothesis import given, settings

from sigap.core.sop.parse import parse
from sigap.core.sop.write import write
from sigap.sops import shipped
from tests.core.sop.sample_files import GOOD, MINIMAL
from tests.core.sop.strategies import sops, wild_text

ALL_GOOD = {**shipped(), **GOOD, "minimal": MINIMAL}


@settings(max_examples=60, deadline=None)
@given(sops(text=wild_text()))
def test_what_is_written_is_read_back_as_it_was(sop):
    assert parse(write(sop), name="") == (sop, [])


@settings(max_examples=20, deadline=None)
@given(sops(text=wild_text()))
def test_the_text_is_canonical(sop):
    text = write(sop)
    assert write(parse(text, name="")[0]) == text


@pytest.mark.parametrize("name", ALL_GOOD)
def test_good_files_survive_writing(name):
    sop, _ = parse(ALL_GOOD[name], name=name)
    again, findings = parse(write(sop), name=name)
    assert (again, findings) == (sop, [])
    assert [str(step.time) for step in again.steps] == [str(step.time) for step in sop.steps]


@pytest.mark.parametrize("name", shipped())
def test_shipped_files_are_canonical_but_for_their_comments(name):
    text = shipped()[name]
    without_comments = re.sub(r"(?m)^#.*\n", "", text)
    assert write(parse(text, name=name)[0]) == without_comments


def test_defaults_are_left_out():
    text = write(parse(MINIMAL, name="")[0])
    assert text.split() == MINIMAL.split()


def test_an_own_sop_number_and_the_end_are_written():
    text = MINIMAL.replace('annex = "I"', 'sop_number = "SOP-7"\nannex = "I"')
    assert 'sop_number = "SOP-7"' in write(parse(text, name="")[0])
    assert 'next = "end"' in write(parse(GOOD["peminjaman-arsip"], name="")[0])


def test_remarks_stand_above_what_they_are_named_for():
    sop, _ = parse(GOOD["pengarsipan-izin"], name="")
    text = write(
        sop,
        remarks={
            "": "Naskah contoh.",
            "then": "Belum ada lanjutan.",
            "lanes[2].role": "Diusulkan.",
            "steps[2].outcomes[1].next": "Baris satu.\nBaris dua.",
        },
    )
    assert text.startswith("# Naskah contoh.\nformat = 1\n")
    assert "# Belum ada lanjutan.\n\n[decree]" in text
    assert '# Diusulkan.\nrole = "arsiparis"' in text
    assert "# Baris satu.\n# Baris dua.\nnext = 3" in text
    assert parse(text, name="") == (sop, [])


def test_a_remark_may_hold_anything():
    sop, _ = parse(MINIMAL, name="")
    assert parse(write(sop, remarks={"id": "a\x00b\rc\n[x]"}), name="") == (sop, [])


@pytest.mark.parametrize("letter", ['"', "\\", "\n", "\r", "\t", "\x00", "\x7f", "\u2028", "🙏"])
def test_every_letter_can_be_written(letter):
    sop, _ = parse(MINIMAL.replace("Bekerja", "Beker\\u006Aa"), name="")
    changed, findings = parse(write(sop).replace("Bekerja", _toml_escape(letter)), name="")
    assert findings == []
    assert tomllib.loads(write(changed))["steps"][0]["activity"] == f"a{letter}b"


def _toml_escape(letter):
    return f"a\\U{ord(letter):08X}b"
