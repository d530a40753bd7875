"""The complainant's own identity goes from what he wrote; everybody else's stays."""

import json
import time
import unicodedata
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigap.core.masking import (
    MASK,
    Identity,
    is_mobile,
    mask,
    name_tokens,
    normal_email,
    normal_nik,
    normal_phone,
    normal_phones,
    spelled_phones,
)

SUHERMAN = Identity(
    name="H. Suherman Wijaya, S.E.",
    phone="0812-0000-0100",
    email="suherman@example.id",
    nik="3216 0101 0180 0007",
    address="Kp. Gardu Sawah RT 003/007, Desa Kalijaya, Cikarang Barat",
)


@pytest.mark.parametrize(
    ("spelled", "normal"),
    [
        ("0812-0000-0117", "+6281200000117"),
        ("+62 812 0000 0117", "+6281200000117"),
        ("+62 (0)812-0000-0117", "+6281200000117"),
        ("6281200000117", "+6281200000117"),
        ("006281200000117", "+6281200000117"),
        ("(0812) 0000.0117", "+6281200000117"),
        ("81200000117", "+6281200000117"),
        ("(021) 8900-1234", "+622189001234"),
        ("+65 9123 4567", "+6591234567"),
        ("0065 9123 4567", "+6591234567"),
        ("0812.0000.0117", "+6281200000117"),
        ("0812 0000 0117", "+6281200000117"),
        ("+62812-0000-0117", "+6281200000117"),
        ("(+62) 812 0000 0117", "+6281200000117"),
        ("62 0812 0000 0117", "+6281200000117"),
        ("0812\u20130000\u20130117", "+6281200000117"),
        (
            "\uff10\uff18\uff11\uff12\uff10\uff10\uff10\uff10\uff10\uff11\uff11\uff17",
            "+6281200000117",
        ),
        ("\u0660\u0668\u0661\u0662 0000 0117", "+6281200000117"),
        ("WA: 0812-0000-0117 (istri)", "+6281200000117"),
        ("O812 0000 0117", "+6281200000117"),
        ("0812-345-678", "+62812345678"),
        ("0895-3456-78901", "+628953456 78901".replace(" ", "")),
        ("021-8900123", "+62218900123"),
        ("021 8900 1234 ext. 12", "+622189001234"),
        ("(021) 8900-1234 pesawat 305", "+622189001234"),
        ("(0267) 641234", "+62267641234"),
        ("622189001234", "+622189001234"),
        ("0622-21234", "+6262221234"),
        ("+1 (555) 010-9999", "+15550109999"),
        ("0812-3456", ""),
        ("0812-3456-7890-12", ""),
        ("000000000000", ""),
        ("0112345678", ""),
        ("+0812 0000 0117", ""),
        ("+62 12", ""),
        ("0812-0000-0117 0813-0000-0200", ""),
        ("rumah 0812-0000-0117 kantor 0813-0000-0200", ""),
        ("\N{GRINNING FACE}", ""),
        ("110", ""),
        ("3216010101800007", ""),
        ("belum ada", ""),
        ("", ""),
    ],
)
def test_spellings_of_one_phone_are_one(spelled, normal):
    assert normal_phone(spelled) == normal


@pytest.mark.parametrize(
    ("field", "numbers"),
    [
        ("0812-0000-0117", ("+6281200000117",)),
        ("0812-0000-0117/0813-0000-0200", ("+6281200000117", "+6281300000200")),
        ("0812 0000 0117 atau 021-8900123", ("+6281200000117", "+62218900123")),
        ("08120000117; 08120000117", ("+628120000117",)),
        ("(021) 8900-1234/35", ("+622189001234",)),
        ("-", ()),
    ],
)
def test_a_field_may_hold_two_phones(field, numbers):
    assert normal_phones(field) == numbers


@pytest.mark.parametrize(
    ("field", "spelled"),
    [
        ("+62 812 0000 0117", "0812-0000-0117"),
        ("08953456789", "0895-3456-789"),
        ("62 21 8900 1234", "(021) 8900-1234"),
        ("0267641234", "(0267) 64-1234"),
        ("0812 0000 0117 / 021-8900123", "0812-0000-0117 / (021) 890-0123"),
        ("(021) 8900-1234  ext 12", "(021) 8900-1234 ext 12"),
        ("0065 9123 4567", "+6591234567"),
        ("belum ada", ""),
    ],
)
def test_a_number_is_shown_as_it_is_read_aloud(field, spelled):
    assert spelled_phones(field) == spelled
    assert normal_phones(spelled) == normal_phones(field)


def test_a_message_goes_to_a_mobile_number():
    numbers = ("+6281200000117", "+622189001234", "+6591234567")

    assert [is_mobile(one) for one in numbers] == [True, False, True]


def test_email_and_nik_have_one_spelling():
    assert normal_email("  Suherman@Example.ID ") == "suherman@example.id"
    assert normal_nik("32.16-01 010180 0007") == "3216010101800007"
    assert normal_nik("321601010180000") == ""


@pytest.mark.parametrize(
    ("name", "tokens"),
    [
        ("H. Suherman Wijaya, S.E.", ("suherman", "wijaya")),
        ("Ns. Ratna Purwaningsih", ("ratna", "purwaningsih")),
        ("Nur’aini", ("nuraini",)),
        ("Nur'Aini binti Aini", ("nuraini", "aini")),
        ("José Ñandú", ("jose", "nandu")),
        ("Ibu Bapak Pak", ()),
        ("Siti Siti", ("siti",)),
        ("", ()),
    ],
)
def test_words_of_a_name_without_titles(name, tokens):
    assert name_tokens(name) == tokens


@pytest.mark.parametrize(
    "spelled",
    [
        "0812-0000-0100",
        "08120000 0100",
        "0812.0000.0100",
        "0812 0000 0100",
        "(0812) 00000100",
        "+62 812 0000 0100",
        "+62812-0000-0100",
        "6281200000100",
        "0062 812 0000 0100",
        "+62 (0)812 0000 0100",
        "81200000100",
        "0812 - 0000 - 0100",
        "0812–0000–0100",
        "3216 0101 0180 0007",
        "3216.0101.0180.0007",
        "3216010101800007",
        "suherman@example.id",
        "Suherman@Example.ID",
        "H. Suherman Wijaya, S.E.",
        "Suherman Wijaya",
        "suherman wijaya",
        "SUHERMAN WIJAYA",
        "Wijaya Suherman",
        "suherman_wijaya",
        "suherman.wijaya",
        "suhermanwijaya",
        "Suherman",
        "WIJAYA",
        "Kp. Gardu Sawah RT 003/007, Desa Kalijaya, Cikarang Barat",
        "Kp Gardu Sawah RT 003/007 Desa Kalijaya Cikarang Barat",
        "kampung gardu sawah, rt 03 rw 07, ds. kalijaya - cikarang barat",
        "Kampung Gardu Sawah RT.3/RW.7",
    ],
)
def test_every_spelling_of_the_own_identity_is_masked(spelled):
    assert mask(f"yang lapor ({spelled}) tinggal di sana", SUHERMAN) == (
        f"yang lapor ({MASK}) tinggal di sana"
    )


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("HP0812-0000-0100/0813-0000-0200", f"HP{MASK}/0813-0000-0200"),
        ("kirim ke suhermanwijaya88@gmail.com", f"kirim ke {MASK}88@gmail.com"),
        ("h suherman wijaya se", f"h {MASK} se"),
        ("Pak Suherman, hormat kami", f"Pak {MASK}, hormat kami"),
        ("Saya Suherman Wijaya (0812-0000-0100)", f"Saya {MASK} ({MASK})"),
        ("Suherman Wijaya, 0812-0000-0100.", f"{MASK}."),
        ("SAYA SUHERMAN MAU LAPOR", f"SAYA {MASK} MAU LAPOR"),
        ("sy suherman dr cikarang", f"sy {MASK} dr cikarang"),
        ("nama: suherman", "nama: suherman"),
        ("nama saya bapak wijaya", f"nama saya bapak {MASK}"),
        ("Hormat saya,\n\nSuherman Wijaya", f"Hormat saya,\n\n{MASK}"),
        ("NIK saya 3216999999999999", f"NIK saya {MASK}"),
        ("no hp sy: 0857 1111 2222 ya", f"no hp sy: {MASK} ya"),
        ("WA saya 085711112222", f"WA saya {MASK}"),
        ("hubungi saya di lain.lagi@example.id.", f"hubungi saya di {MASK}."),
        ("Suhe\u0301rman", unicodedata.normalize("NFC", "Suhe\u0301rman")),
    ],
)
def test_the_own_identity_in_its_surroundings(text, masked):
    identity = SUHERMAN if "\u0301" not in text else Identity(name="X")
    assert mask(text, identity) == masked


@pytest.mark.parametrize(
    "text",
    [
        "Petugas Suherman Effendi minta uang",
        "Pak Ahmad Suherman di loket 3",
        "Pak Dedi Wijaya Kusuma",
        "di Perum Wijaya dan Jl. Wijaya",
        "Toko Wijaya di Kecamatan Wijaya",
        "Suhermanto dan Prawijaya",
        "wijaya kusuma mekar",
        "nomor dia 0812-0000-0101",
        "0812-0000-01000",
        "10812-0000-0100",
        "nomor petugas yang saya hubungi 0812-0000-9917",
        "lain.suherman@example.id",
        "suherman@example.id.org",
        "NIK istri 3216999999999999",
        "Rp14.250.000 pada 11 Desember 2025",
        "PBG-321608-21102025-960",
        "Desa Kalijaya, Cikarang Barat",
        "Kp. Gardu Sawah",
        "PT Lintas Gudang Makmur",
    ],
)
def test_what_is_not_the_own_identity_stays(text):
    assert mask(text, SUHERMAN) == text


@pytest.mark.parametrize(
    ("name", "text", "masked"),
    [
        ("Wawan", "wawan lapor; punya pak wawan", f"{MASK} lapor; punya pak {MASK}"),
        ("Wawan", "Wawan Hermawan si petugas", "Wawan Hermawan si petugas"),
        ("Mas Tri", "mas tri, bukan tripleks", f"{MASK}, bukan tripleks"),
        (
            "Dwi Handoko",
            "saya Dwi yang kemarin, dwi bahasa",
            f"saya {MASK} yang kemarin, dwi bahasa",
        ),
        ("Siti Maryam Hasanah", "Siti Nurjanah dan Maryam", f"Siti Nurjanah dan {MASK}"),
        ("Siti Maryam Hasanah", "Siti Maryati Hasanah", f"{MASK} Maryati {MASK}"),
        ("Nur'aini Putri", "nur’aini putri, NURAINI", f"{MASK}, {MASK}".replace(f", {MASK}", "")),
        ("Ibu Hasanah, juru masak katering", "Hasanah buka katering", f"{MASK} buka katering"),
        ("@tambunupdate (Reza Fahlevi)", "cek @TambunUpdate ya", f"cek {MASK} ya"),
        ("Forum Peduli Setu", "di Setu, Forum Peduli Setu", f"di Setu, {MASK}"),
        (
            "Ikatan Arsitek Muda Bekasi",
            "Kabupaten Bekasi, arsitek muda",
            "Kabupaten Bekasi, arsitek muda",
        ),
        (
            "Koperasi Mitra Tani",
            "unit Mitra Tani kami, mitra tani lain",
            f"unit {MASK} kami, mitra tani lain",
        ),
        ("Pedagang Pasar", "sewa kios Pasar naik", "sewa kios Pasar naik"),
        ("Nelayan tambak", "Tambak kami", "Tambak kami"),
        ("Tan", "Tan minta tanda", "Tan minta tanda"),
        ("Tan", "saya Tan minta tanda", f"saya {MASK} minta tanda"),
        ("Anne-Marie Tan", "anne marie", MASK),
        ("李小龙", "saya 李小龙", f"saya {MASK}"),
        ("", "apa saja", "apa saja"),
    ],
)
def test_names_of_many_kinds(name, text, masked):
    assert mask(text, Identity(name=name)) == masked


def test_who_is_represented_is_masked_like_the_one_who_writes():
    person = Identity(name="Rahmat Basuki", on_behalf_of="Endang Sulastri")
    text = "Saya Rahmat Basuki mewakili Endang Sulastri dan Bu Endang"
    assert mask(text, person) == f"Saya {MASK} mewakili {MASK} dan Bu {MASK}"


def test_two_phones_of_one_person_are_both_masked():
    person = Identity(name="X", phone="0812-0000-0100 / 0813-0000-0200")
    assert mask("0813 0000 0200 lalu 081200000100", person) == f"{MASK} lalu {MASK}"


def test_no_text_stays_no_text():
    assert mask("", SUHERMAN) == ""


def samples():
    source = files("sigap.bench").joinpath("data/pengaduan-contoh.jsonl")
    return [json.loads(line) for line in source.read_text("utf-8").splitlines()]


def identity_of(sample):
    person = sample["complainant"]
    parts = ("name", "company", "phone", "email", "address")
    return Identity(**{part: person[part] or "" for part in parts})


def test_no_sample_keeps_its_complainant_in_its_words():
    left = []
    for sample in samples():
        person = identity_of(sample)
        for part in ("subject", "text", "wanted"):
            masked = mask(sample[part] or "", person).casefold()
            digits = "".join(filter(str.isdigit, masked))
            left += [
                (sample["id"], part, what)
                for what in (person.name, person.email, person.address)
                if what and what.casefold() in masked
            ]
            if normal_phone(person.phone).removeprefix("+62") in digits:
                left.append((sample["id"], part, "phone"))
    assert left == []


def test_the_samples_name_their_complainant_often_enough_to_test():
    touched = [
        sample["id"]
        for sample in samples()
        for part in ("subject", "text", "wanted")
        if MASK in mask(sample[part] or "", identity_of(sample))
    ]
    assert touched == [
        "C-0008",
        "C-0014",
        "C-0018",
        "C-0075",
        "C-0092",
        "C-0099",
        "C-0145",
        "C-0148",
        "C-0161",
        "C-0198",
        "C-0234",
        "C-0237",
    ]


PIECES = [
    "Suherman",
    "suherman",
    "Wijaya",
    "WIJAYA",
    "S.E.",
    "H.",
    "0812",
    "-0000-",
    "0100",
    "62",
    "suherman@example.id",
    "Kp.",
    "Gardu",
    "Sawah",
    "RT",
    "003/007",
    "Fauzi",
    "saya",
    "Pak",
    "3216 0101 0180 0007",
    MASK,
    "[",
    "]",
    "pelapor",
    "Pelapor",
    " ",
    " ",
    "\n",
    ",",
    ".",
    "e\u0301",
    "/",
    "a",
    "@",
]
PEOPLE = st.sampled_from(
    [
        SUHERMAN,
        Identity(name="Suherman"),
        Identity(name="pelapor warga", phone="62 812 0000 0100"),
        Identity(name="Pelapor Pak", address="Gardu Fauzi 3"),
        Identity(name="[pelapor]", on_behalf_of="Fauzi Wijaya"),
    ]
)


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join), PEOPLE)
def test_masking_again_changes_nothing(text, person):
    masked = mask(text, person)
    assert mask(masked, person) == masked


@given(st.text(max_size=200), st.text(max_size=40), st.text(max_size=40))
def test_any_text_and_any_name_can_be_masked(text, name, address):
    person = Identity(name=name, address=address, email=name, phone=address, nik=address)
    masked = mask(text, person)
    assert mask(masked, person) == masked


LONG = 20_000
HARD = {
    "prose": "Saya Suherman Wijaya sudah membayar retribusi PBG sebesar Rp14.250.000. ",
    "own words": "Suherman ",
    "own and strange words": "Suherman Fauzi ",
    "capitals": "SUHERMAN FAUZI ",
    "digits": "0",
    "phone begun": "0812-0000-010",
    "blanks": "Suherman" + " " * 400,
    "punctuation": "Kp" + "." * 300,
    "masks": MASK + "," * 50,
    "mail": "suherman@",
    "letters": "a",
    "said own": "hp saya ",
    "brackets": "(0",
}


@pytest.mark.parametrize("kind", HARD)
def test_twenty_thousand_letters_take_less_than_fifty_milliseconds(kind):
    text = (HARD[kind] * LONG)[:LONG]
    mask(text, SUHERMAN)  # patterns are compiled once

    taken = []
    for _ in range(3):
        begun = time.thread_time()
        mask(text, SUHERMAN)
        taken.append(time.thread_time() - begun)

    assert min(taken) < 0.05
