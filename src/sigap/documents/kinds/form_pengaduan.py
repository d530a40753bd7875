"""Form Pengaduan (III.1): what the complainant says, signed by both sides."""

from dataclasses import dataclass
from typing import Any

from sigap.documents.facts import (
    NO_MOMENT,
    UNCLASSIFIED,
    Case,
    Classification,
    ComplainantKind,
    Moment,
    Signature,
)
from sigap.documents.kinds import samples
from sigap.documents.kinds.kind import Kind, Part, Text


@dataclass(frozen=True)
class Complainant:
    """Who complains, as told. `on_behalf_of`: whom a proxy stands for."""

    name: str
    kind: ComplainantKind
    company: str = ""
    nik: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    on_behalf_of: str = ""
    letter_of_authority: str = ""
    contact_note: str = ""


@dataclass(frozen=True)
class Evidence:
    """One thing handed in: a file, a copy, an original."""

    name: str
    note: str = ""


@dataclass(frozen=True)
class FormPengaduan:
    """UU 25/2009 Ps 42 asks for name, address, service, loss, settlement, place, time, signature.

    The decree (III.1) adds permit type, registration number and channel, which `case` holds.
    """

    case: Case
    complainant: Complainant
    text: str
    loss: str = ""
    wanted: str = ""
    place: str = ""
    service_time: str = ""
    permit_applicant: str = ""
    classification: Classification = UNCLASSIFIED
    evidence: tuple[Evidence, ...] = ()
    filed_at: Moment = NO_MOMENT
    complainant_signature: Signature | None = None
    officer_signature: Signature | None = None


def sample() -> dict[str, Any]:
    """Return sample facts."""
    return {
        "case": samples.case(),
        "complainant": {
            "name": "Suherman Wijaya",
            "kind": "perorangan",
            "phone": "0812-0000-0100",
            "email": "suherman.wijaya@example.id",
            "address": "Kp. Gardu Sawah RT 003/007, Desa Kalijaya, Kecamatan Cikarang Barat",
        },
        "text": "Pelapor datang membawa bukti setor retribusi PBG ruko dua lantai tertanggal "
        "11 Desember 2025 sebesar Rp14.250.000. Di SIMBG status masih “menunggu pembayaran "
        "retribusi”.\n\nSudah tiga kali bertanya, petugas loket menjawab menunggu validasi. "
        "Pelapor melampirkan fotokopi SSRD dan tangkapan layar SIMBG.",
        "loss": "Pembangunan ruko tertunda; tukang sudah dikontrak sejak Januari.",
        "wanted": "Pembayaran divalidasi dan dokumen PBG diterbitkan.",
        "place": "Loket pelayanan PBG",
        "service_time": "11 Desember 2025",
        "permit_applicant": "Suherman Wijaya",
        "evidence": [
            {"name": "Surat Setoran Retribusi Daerah (SSRD)", "note": "fotokopi, 1 lembar"},
            {"name": "Tangkapan layar SIMBG", "note": "berkas PNG"},
        ],
        "filed_at": "2026-11-24T09:12:00+07:00",
        "complainant_signature": {"name": "Suherman Wijaya", "position": "Pelapor", "way": "ink"},
        "officer_signature": samples.clerk(),
    }


KIND = Kind(
    id="form-pengaduan",
    title="Form Pengaduan",
    facts=FormPengaduan,
    sample=sample,
    carries_identity=True,
    at_once=True,
    signed_by="petugas-loket",
    texts=(
        Text("identity", "Judul bagian identitas", "A. Identitas pelapor"),
        Text("permit", "Judul bagian perizinan", "B. Perizinan yang diajukan"),
        Text("contents", "Judul bagian isi pengaduan", "C. Isi pengaduan"),
        Text("evidence", "Judul bagian bukti", "D. Bukti yang diserahkan"),
        Text("no_evidence", "Bila tidak ada bukti", "Tidak ada."),
        Text(
            "declaration",
            "Pernyataan pelapor",
            "Saya menyatakan bahwa keterangan di atas benar dan bersedia dimintai "
            "keterangan tambahan dalam penanganan pengaduan ini.",
            longest=600,
            is_needed=True,
        ),
        Text("left", "Di atas tanda tangan petugas", "Yang menerima,"),
    ),
    parts=(Part("evidence", "Daftar bukti yang diserahkan"),),
)
