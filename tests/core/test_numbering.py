"""Numbers of cases and letters, and codes that are typed by hand."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sigap.core.errors import InvalidInput
from sigap.core.numbering import (
    ALPHABET,
    check_pattern,
    format_case_number,
    format_letter_number,
    normalise_code,
    parse_case_number,
    parse_letter_number,
    tracking_code,
    verify_code,
)

DEFAULT = "{kode}/{nomor}/{unit}/{tahun}"


@pytest.mark.parametrize(
    ("year", "sequence", "number"),
    [
        (2026, 1, "PGD-2026-00001"),
        (2026, 123, "PGD-2026-00123"),
        (2026, 99_999, "PGD-2026-99999"),
        (2026, 100_000, "PGD-2026-100000"),
    ],
)
def test_case_numbers_are_formed_and_read(year, sequence, number):
    assert format_case_number(year, sequence) == number
    assert parse_case_number(number) == (year, sequence)
    assert parse_case_number(f" {number.lower()}\n") == (year, sequence)


@given(st.integers(1000, 9999), st.integers(1, 10**9 - 1))
def test_reading_undoes_forming(year, sequence):
    assert parse_case_number(format_case_number(year, sequence)) == (year, sequence)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "PGD-2026-123",
        "PGD-2026-00000",
        "PGD-2026-000123",
        "PGD-0026-00123",
        "ABC-2026-00123",
        "PGD/2026/00123",
        "PGD-2026-٠٠١٢٣",
        "PGD-2026-" + "9" * 5000,
        "PGD-2026-00123\n1",
    ],
    ids=itertools.count(),
)
def test_what_is_no_case_number_is_refused_in_one_line(text):
    with pytest.raises(InvalidInput, match="bukan nomor berkas; tulis seperti PGD") as refused:
        parse_case_number(text)
    assert str(refused.value).isprintable()
    assert len(str(refused.value)) < 150


@pytest.mark.parametrize(("year", "sequence"), [(2026, 0), (2026, -1), (26, 1), (10_000, 1)])
def test_no_case_number_exists_below_one_or_without_a_full_year(year, sequence):
    with pytest.raises(ValueError, match="no case number"):
        format_case_number(year, sequence)


@pytest.mark.parametrize(
    ("pattern", "code", "number"),
    [
        (DEFAULT, "500.16.7.2", "500.16.7.2/101/DPMPTSP/2026"),
        ("{kode}/SE-{nomor}/{unit}/{tahun}", "800.1.6.2", "800.1.6.2/SE-101/DPMPTSP/2026"),
        ("{kode}/KEP.{nomor}/{unit}/{tahun}", "HK.02.02", "HK.02.02/KEP.101/DPMPTSP/2026"),
        ("{nomor}/{unit}/{bulan}/{tahun}", "", "101/DPMPTSP/XI/2026"),
    ],
)
def test_letter_numbers_follow_the_pattern_and_are_read_by_it(pattern, code, number):
    formed = format_letter_number(
        pattern, code=code, sequence=101, unit="DPMPTSP", year=2026, month=11
    )
    assert formed == number
    read = parse_letter_number(pattern, number)
    expected = {"kode": code, "nomor": "101", "unit": "DPMPTSP", "tahun": "2026", "bulan": "XI"}
    assert read == {name: expected[name] for name in read}
    assert {"nomor", "tahun"} <= set(read)


def test_another_number_is_not_read():
    with pytest.raises(InvalidInput, match="bukan nomor surat menurut pola"):
        parse_letter_number(DEFAULT, "500.16.7.2/101")


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("{kode}/{unit}/{tahun}", "perlu {nomor} tepat satu kali agar nomor tidak berulang"),
        ("{kode}/{nomor}", "perlu {tahun} tepat satu kali agar nomor tidak berulang"),
        ("{nomor}/{nomor}/{tahun}", "perlu {nomor} tepat satu kali agar nomor tidak berulang"),
        ("", "perlu {nomor} tepat satu kali agar nomor tidak berulang"),
        ("{nomor}/{year}", "{year} tidak dikenal; pakai {kode}, {nomor}, {unit}, {tahun}, {bulan}"),
        ("{nomor}/{}", "{} tidak dikenal; pakai {kode}, {nomor}, {unit}, {tahun}, {bulan}"),
        ("{nomor.real}/{tahun}", "{nomor.real} tidak dikenal; pakai {kode}, {nomor}, …"),
        ("{nomor:>9}/{tahun}", "isi kurung kurawal hanya nama, tanpa tanda lain"),
        ("{nomor!r}/{tahun}", "isi kurung kurawal hanya nama, tanpa tanda lain"),
        ("{nomor/{tahun}", "kurung kurawal tidak berpasangan"),
        ("{nomor}}/{tahun}", "kurung kurawal tidak berpasangan"),
        ("{kode}{nomor}/{tahun}", "beri pemisah di antara bagiannya, misalnya garis miring"),
        ("{nomor}{tahun}", "beri pemisah di antara bagiannya, misalnya garis miring"),
        ("{nomor}/\n{tahun}", "harus satu baris, paling panjang 80 huruf"),
        ("x" * 81 + "{nomor}/{tahun}", "harus satu baris, paling panjang 80 huruf"),
    ],
    ids=itertools.count(),
)
def test_an_unusable_pattern_is_refused_with_the_mend(pattern, reason):
    with pytest.raises(InvalidInput) as refused:
        check_pattern(pattern)
    told = str(refused.value).split(": ", 1)[1]
    if reason.endswith("…"):
        told = told[: len(reason) - 1] + "…"
    assert told == reason


@given(st.text(max_size=30) | st.text("{}nomrtahu:!/.", max_size=30))
def test_any_pattern_is_refused_in_one_line_or_usable(pattern):
    try:
        check_pattern(pattern)
    except InvalidInput as refused:
        message = str(refused)
    else:
        message = format_letter_number(
            pattern, code="500", sequence=1, unit="X", year=2026, month=1
        )
    assert message.isprintable()


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"code": ""}, "nomor surat perlu kode; isi kode di data kantor"),
        ({"unit": " "}, "nomor surat perlu unit; isi unit di data kantor"),
        ({"code": "1" * 80}, "nomor surat lebih panjang dari 80 huruf; pendekkan pola"),
    ],
    ids=itertools.count(),
)
def test_values_that_spoil_the_number_are_refused(values, reason):
    with pytest.raises(InvalidInput, match=reason):
        format_letter_number(
            DEFAULT, **({"code": "500", "unit": "DPMPTSP", "sequence": 1, "year": 2026} | values)
        )


def test_a_month_is_asked_for_where_the_pattern_prints_one():
    with pytest.raises(ValueError, match="no letter number"):
        format_letter_number("{nomor}/{bulan}/{tahun}", code="", unit="", sequence=1, year=2026)


codes = st.binary(min_size=16, max_size=16).map(tracking_code) | st.binary(
    min_size=9, max_size=9
).map(verify_code)


@given(codes)
def test_codes_are_grouped_by_four_and_read_as_given(code):
    assert {len(group) for group in code.split("-")} == {4}
    assert set(code) <= set(ALPHABET) | {"-"}
    assert normalise_code(code) == code


@given(codes, st.sampled_from(["", " ", "–", ". ", "_"]))
def test_codes_are_read_as_people_type_them(code, between):
    typed = between.join(code.split("-")).lower()
    assert normalise_code(f" {typed}\n") == code
    assert normalise_code(typed.replace("0", "o").replace("1", "l").replace("2", "z")) == code
    assert normalise_code(code.replace("0", "O").replace("1", "I")) == code
    wide = "".join(chr(ord(c) + 0xFEE0) if c.isalnum() else c for c in code)
    assert normalise_code(wide) == code


@settings(max_examples=30)
@given(codes)
def test_every_wrong_letter_and_every_swap_of_two_is_noticed(code):
    letters = code.replace("-", "")
    spoilt = [
        letters[:n] + other + letters[n + 1 :]
        for n, letter in enumerate(letters)
        for other in ALPHABET
        if other != letter
    ]
    for a, b in itertools.combinations(range(len(letters)), 2):
        swapped = list(letters)
        swapped[a], swapped[b] = swapped[b], swapped[a]
        if swapped != list(letters):
            spoilt.append("".join(swapped))
    unnoticed = []
    for wrong in spoilt:
        try:
            unnoticed.append(normalise_code(wrong))
        except InvalidInput:
            continue
    assert unnoticed == []


@pytest.mark.parametrize(
    "text", ["", "K7QM", "K7QM-4T2X-9HWD-3B6", "U" * 16, "🙏" * 16, "0" * 10**6]
)
def test_codes_of_a_wrong_length_or_alphabet_are_refused(text):
    with pytest.raises(InvalidInput, match="kode tidak lengkap atau berisi huruf"):
        normalise_code(text)


def test_codes_need_enough_chance():
    with pytest.raises(ValueError, match="need 10 random bytes"):
        tracking_code(b"123456789")
    with pytest.raises(ValueError, match="need 7 random bytes"):
        verify_code(b"123456")


def test_codes_use_every_letter_at_every_place():
    seen = [set() for _ in range(15)]
    for n in range(3000):
        bits = (n * 0x9E3779B97F4A7C15F39CC0605CEDC835 + 0x1234567) % 2**128
        for place, letter in enumerate(tracking_code(bits.to_bytes(16)).replace("-", "")[:15]):
            seen[place].add(letter)
    assert all(letters == set(ALPHABET) for letters in seen)
