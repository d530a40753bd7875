"""What there is to administer, and who may."""

from __future__ import annotations

from dataclasses import dataclass

from sigap.cases.operations.authority import ACCOUNTS, ACTING, OFFICE


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the administration pages; `about` says what is changed there."""

    slug: str
    title: str
    about: str
    roles: frozenset[str]

    @property
    def address(self) -> str:
        """Return the address of its first page."""
        return f"/kelola/{self.slug}/"


_OFFICE = [
    Section("kantor", "Profil kantor", "Kop surat, penomoran, pilihan kantor", OFFICE),
    Section("templat", "Templat surat", "Kata-kata setiap surat, konsep dan riwayatnya", OFFICE),
    Section("naskah", "Kata-kata naskah", "Judul, pengantar, catatan dan bagian naskah", OFFICE),
    Section("kalender", "Kalender", "Jam kerja, hari libur, hari tutup, masa khusus", OFFICE),
    Section("sop", "SOP", "Prosedur yang berlaku, perubahan dan persetujuannya", OFFICE),
    Section("jenis-izin", "Jenis perizinan", "Daftar jenis izin dan analis yang menangani", OFFICE),
    Section("instansi", "Instansi", "Bidang, perangkat daerah, APIP", OFFICE),
    Section(
        "penanda-tangan", "Penanda tangan", "Pejabat penanda tangan surat, pelimpahan a.n.", OFFICE
    ),
    Section("peraturan", "Peraturan", "Pustaka peraturan untuk telaah dan surat", OFFICE),
    Section("batas-waktu", "Batas waktu", "Batas menurut peraturan, dan yang diperiksa", OFFICE),
    Section("waktu-tunggu", "Waktu tunggu", "Berapa lama langkah boleh menunggu", OFFICE),
    Section("kabar", "Kabar dan pengingat", "Kata-kata SMS, WhatsApp, surel", OFFICE),
    Section("retensi", "Retensi arsip", "Kode klasifikasi dan jadwal retensi", OFFICE),
    Section("kegagalan-data", "Kegagalan data", "Data pribadi yang terungkap dan suratnya", OFFICE),
    Section("pemusnahan", "Pemusnahan arsip", "Usulan, persetujuan, berita acara", OFFICE),
    Section("pdp", "Data pribadi", "Data apa diproses, untuk apa, berapa lama", OFFICE),
]
_PEOPLE = [
    Section("pengguna", "Pengguna", "Akun, peran, kata sandi, token", ACCOUNTS),
    Section("plh", "Pelaksana harian", "Siapa mewakili siapa, sampai kapan", ACTING),
]
_MACHINE = [
    Section("pekerjaan", "Pekerjaan gagal", "Dokumen dan pesan yang gagal dibuat", ACCOUNTS),
    Section("riwayat", "Riwayat perubahan", "Siapa mengubah apa, kapan", ACTING),
    Section("komponen", "Komponen tampilan", "Bagian halaman dalam setiap keadaan", ACCOUNTS),
]
_GROUPS = (("Kantor", _OFFICE), ("Orang", _PEOPLE), ("Sistem", _MACHINE))


def groups_for(roles: frozenset[str]) -> list[tuple[str, list[Section]]]:
    """Return the sections that a holder of `roles` may open, by group; none for anybody else."""
    found = [(title, [one for one in sections if one.roles & roles]) for title, sections in _GROUPS]
    return [(title, sections) for title, sections in found if sections]
