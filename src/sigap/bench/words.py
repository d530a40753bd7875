"""What bulk cases say: the sample complaints' own sentences, mixed, and made-up people."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sigap.bench.sample_office import sample_complaints
from sigap.core.masking import MASK, Identity, mask
from sigap.core.numbering import tracking_code

if TYPE_CHECKING:
    from random import Random

# Stands in one case of a thousand, and in no sample complaint: what a search should find.
RARE_WORD = "sarang walet"
RARE_EVERY = 1000
_RARE = f"Yang kami urus adalah bangunan {RARE_WORD}."
_FIRST = (
    "Ade Adi Agus Ahmad Aisyah Aminah Andri Anisa Arif Asep Ayu Bambang Budi Cahya Citra Dadang "
    "Dedeh Deni Desi Dewi Dian Dina Eka Elis Endang Erna Euis Fajar Fitri Gilang Hadi Hani Hendra "
    "Herman Iis Ika Indra Intan Irfan Iwan Joko Kartika Komarudin Lestari Lilis Maman Maria Maya "
    "Mulyadi Nana Neneng Nia Nurul Putri Rahmat Ratna Rini Rizal Rudi Siti Sri Suparman Surya "
    "Taufik Tuti Udin Wahyu Wati Wulan Yanti Yudi Yuli Zainal"
).split()
_LAST = (
    "Abdullah Anggraini Apriyani Aritonang Ginting Gunawan Hakim Handayani Harahap Hartono Hasan "
    "Hidayat Irawan Kurnia Kusuma Lubis Maharani Mahendra Manurung Marpaung Maulana Mulyana "
    "Nasution Novianti Nugraha Nugroho Pangestu Permana Pratama Prasetyo Purnama Puspita Rahayu "
    "Ramadhan Rosadi Safitri Saputra Sari Setiawan Sihombing Simanjuntak Siregar Situmorang "
    "Suganda Sukmana Suryana Susanto Sutrisno Syahputra Tarigan Utami Wibowo Wijaya Wulandari "
    "Yulianto Yusuf"
).split()
_TRADES = (
    "Jaya Abadi|Karya Mandiri|Sumber Makmur|Mitra Sejahtera|Citra Boga|Bina Usaha|Graha Sentosa|"
    "Tirta Lestari|Cipta Logistik|Maju Bersama"
).split("|")
_PLACES = (
    "Cikarang Barat|Cikarang Utara|Cikarang Selatan|Tambun Selatan|Tambun Utara|Cibitung|Setu|"
    "Serang Baru|Cibarusah|Babelan|Tarumajaya|Sukatani|Karangbahagia|Kedungwaringin|Pebayuran"
).split("|")


@lru_cache(maxsize=1)
def _samples() -> dict[str, list[dict[str, Any]]]:
    """Return the sample complaints by permit type, their own people masked."""
    samples: dict[str, list[dict[str, Any]]] = {}
    for one in sample_complaints():
        person = one["complainant"]
        known = {name: person[name] or "" for name in ("company", "phone", "email", "address")}
        own = Identity(name=person["name"], **known)
        masked: dict[str, Any] = {
            name: mask(one[name] or "", own)
            for name in ("subject", "text", "wanted", "registration_number")
        }
        masked["sentences"] = re.split(r"(?<=[.!?]) ", masked["text"])
        samples.setdefault(one["permit_type"], []).append(masked)
    return samples


def words_of(permit_type: str, *, index: int, rng: Random) -> dict[str, str]:
    """Return the words of the `index`-th bulk case: what is complained of, and by whom."""
    samples = _samples()[permit_type]
    sample = rng.choice(samples)
    others = [rng.choice(samples) for _ in range(rng.randrange(4))]
    sentences = [sample["text"], *(rng.choice(other["sentences"]) for other in others)]
    if index % RARE_EVERY == 0:
        sentences.insert(1, _RARE)
    masked = {
        "masked_subject": sample["subject"],
        "masked_text": " ".join(sentences),
        "masked_wanted": sample["wanted"],
    }
    name = f"{rng.choice(_FIRST)} {rng.choice(_LAST)}"
    number = f"{rng.randrange(10_000):04}"
    return {
        **masked,
        **{key.removeprefix("masked_"): text.replace(MASK, name) for key, text in masked.items()},
        "name": name,
        "company": f"PT {rng.choice(_TRADES)} {rng.choice(_LAST)}",
        "phone": f"0812-0000-{number}",
        "email": f"{name.lower().replace(' ', '.')}{number}@example.id",
        "address": f"Kp. {rng.choice(_LAST)} RT {rng.randint(1, 9):03}/{rng.randint(1, 20):03}, "
        f"{rng.choice(_PLACES)}",
        "registration_number": re.sub(
            r"\d", lambda _: str(rng.randrange(10)), sample["registration_number"]
        ),
        "tracking_code": tracking_code(rng.randbytes(12)),
    }
