"""`sigap doctor`: look at an installation and explain each finding. Changes nothing."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from sigap.config import keys
from sigap.config.start import data_folder, explain_fault, start_django
from sigap.core.errors import InvalidInput, Refused

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator

_LEAST_FREE_BYTES = 512 * 2**20
_SMALL_FREE_BYTES = 5 * 2**30
_WORKER_SILENT = timedelta(seconds=90)  # three signs of life missed
_CLOCK_SLACK = timedelta(minutes=2)
_CERTIFICATE_NOTICE = timedelta(days=30)
_CERTIFICATE = "sertifikat kantor"


class Level(StrEnum):
    """How a finding reads; only `BAD` makes the command end with 1."""

    GOOD = "baik"
    WARN = "ingat"
    BAD = "GAGAL"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, how it is, and what to do about it."""

    level: Level
    subject: str
    text: str
    mend: str = ""

    def __str__(self) -> str:
        mend = f"\n      → {self.mend}" if self.mend else ""
        return f"{self.level:5} {self.subject}: {self.text}{mend}"


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `doctor`."""
    parser = subparsers.add_parser("doctor", help="periksa pemasangan dan jelaskan tiap temuan")
    parser.add_argument(
        "--files", action="store_true", help="baca juga setiap berkas tersimpan sampai habis"
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print every finding; 1 if any is bad."""
    bad = 0
    for finding in examine(now=datetime.now(tz=UTC), files=args.files):
        print(finding, flush=True)
        bad += finding.level is Level.BAD
    print(f"{bad} kegagalan." if bad else "Tidak ada kegagalan.")
    return 1 if bad else 0


def examine(*, now: datetime, files: bool = False) -> Iterator[Finding]:
    """Yield the findings; what can't be looked at without the one before is left out."""
    home = data_folder()
    yield from _folder(home)
    try:
        start_django()
    except InvalidInput as wrong:
        yield Finding(Level.BAD, "pengaturan", str(wrong), "betulkan lingkungan, lalu ulangi")
        return
    yield from _settings(home)
    yield from _guarded("huruf", _fonts)
    yield from _guarded(_CERTIFICATE, lambda: _certificate(now))
    yield from _guarded("basis data", lambda: _database(now))
    if files:
        yield from _guarded("berkas tersimpan", _files)


def _guarded(subject: str, look: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
    try:
        yield from look()
    except Refused as refused:
        yield Finding(Level.BAD, subject, refused.message)
    except Exception as fault:
        reason = explain_fault(fault)
        if not reason:
            raise
        yield Finding(Level.BAD, subject, reason)


def _folder(home: Path) -> Iterator[Finding]:
    if not home.is_dir():
        yield Finding(Level.BAD, "folder data", f"{home} tidak ada", "jalankan `sigap init`")
        return
    try:
        with tempfile.TemporaryFile(dir=home) as probe:
            probe.write(b"x")
            probe.flush()
            os.fsync(probe.fileno())
    except OSError as error:
        text = f"{home} tidak dapat ditulisi: {error.strerror}"
        yield Finding(Level.BAD, "folder data", text, "beri hak tulis, atau lapangkan diska")
        return
    if home.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        mend = f"chmod 700 {home}"
        yield Finding(Level.WARN, "folder data", f"{home} terbuka bagi pengguna lain", mend)
    else:
        yield Finding(Level.GOOD, "folder data", str(home))
    free = shutil.disk_usage(home).free
    text = f"{free / 2**30:.1f} GiB kosong"
    if free < _LEAST_FREE_BYTES:
        yield Finding(Level.BAD, "diska", text, "lapangkan segera: pengaduan baru akan ditolak")
    elif free < _SMALL_FREE_BYTES:
        yield Finding(Level.WARN, "diska", text, "lapangkan, atau pindahkan SIGAP_HOME")
    else:
        yield Finding(Level.GOOD, "diska", text)


def _settings(home: Path) -> Iterator[Finding]:
    from django.conf import settings

    from sigap.config.env import VARIABLES

    for name in sorted(os.environ):
        if name.startswith("SIGAP_") and name.removesuffix("_FILE") not in VARIABLES:
            text = f"{name} tidak dikenal dan tidak dibaca"
            yield Finding(Level.WARN, "lingkungan", text, "salah tulis? lihat docs/operations.md")
    kept = keys.kept_keys(home)
    for name in kept:
        mode = stat.S_IMODE(keys.kept_file(home, name).stat().st_mode)
        if mode & (stat.S_IRWXG | stat.S_IRWXO):
            text = f"{name} dapat dibaca pengguna lain"
            mend = f"chmod 600 {keys.kept_file(home, name)}"
            yield Finding(Level.BAD, "kunci", text, mend)
    if kept:
        text = f"{', '.join(kept)} disimpan di folder data"
        mend = "cukup untuk percobaan; untuk pemakaian nyata berikan dari luar"
        yield Finding(Level.WARN, "kunci", text, mend)
    else:
        yield Finding(Level.GOOD, "kunci", "semua diberikan dari luar folder data")
    if settings.SIGAP_BASE_URL.startswith("https://"):
        yield Finding(Level.GOOD, "alamat", settings.SIGAP_BASE_URL)
    else:
        text = f"{settings.SIGAP_BASE_URL} tanpa HTTPS"
        mend = "cukup di komputer ini saja; bagi orang lain pasang HTTPS dan SIGAP_BASE_URL"
        yield Finding(Level.WARN, "alamat", text, mend)


def _fonts() -> Iterator[Finding]:
    from sigap.documents.fonts import covered, font_folders

    absent = [str(folder) for folder in font_folders() if not any(folder.glob("*.ttf"))]
    if absent:
        mend = "pasang ulang pustaka Python: ./sigap demo atau pip install"
        yield Finding(Level.BAD, "huruf", f"tidak ada huruf di {absent[0]}", mend)
    else:
        yield Finding(Level.GOOD, "huruf", f"{len(covered())} aksara dapat dicetak")


def _certificate(now: datetime) -> Iterator[Finding]:
    """Look at the office's own certificate, if it has one."""
    from django.conf import settings

    from sigap.documents.certificate import open_certificate

    if settings.SIGAP_CERTIFICATE is None:
        yield Finding(Level.GOOD, _CERTIFICATE, "tidak dipasang; surat ditandatangani cara lain")
        return
    mends = {
        "certificate-missing": "periksa SIGAP_CERTIFICATE: berkasnya ada dan boleh dibaca",
        "certificate-password": "betulkan SIGAP_CERTIFICATE_PASSWORD",
        "certificate-expired": "pasang sertifikat baru pada SIGAP_CERTIFICATE",
        "certificate-unusable": "pasang PKCS#12 yang memuat kunci dan sertifikat penanda tangan",
    }
    try:
        found = open_certificate(
            settings.SIGAP_CERTIFICATE, settings.SIGAP_CERTIFICATE_PASSWORD, now=now
        )
    except Refused as refused:
        text = refused.message.removesuffix(" Hubungi pengelola sistem.")
        yield Finding(Level.BAD, _CERTIFICATE, text, mends.get(refused.code, ""))
        return
    days = (found.until - now).days
    text = f"{found.holder}, berlaku sampai {found.until.date().isoformat()}"
    if found.until - now <= _CERTIFICATE_NOTICE:
        mend = "mintalah yang baru sekarang; sesudah habis surat tidak dapat ditandatangani"
        yield Finding(Level.WARN, _CERTIFICATE, f"{text}, {days} hari lagi", mend)
    else:
        yield Finding(Level.GOOD, _CERTIFICATE, text)


def _database(now: datetime) -> Iterator[Finding]:
    from sigap.cases.queries.health import readiness

    mends = {
        "database": "periksa DATABASE_URL dan apakah servernya hidup",
        "migrations": "jalankan `sigap init`",
        "ledger-triggers": "jalankan `sigap init`, lalu `sigap ledger verify`",
        "worker": "jalankan `sigap worker`",
    }
    subjects = {
        "database": "basis data",
        "migrations": "tabel",
        "ledger-triggers": "penjaga jejak",
        "worker": "pekerjaan tertua yang menunggu",
    }
    found = readiness(now=now)
    for one in found:
        level = Level.GOOD if one.is_well else Level.BAD
        mend = "" if one.is_well else mends.get(one.name, "")
        yield Finding(level, subjects.get(one.name, one.name), one.text, mend)
    if {one.name: one.is_well for one in found}.get("migrations"):
        yield from _key_change()
        yield from _durability()
        yield from _workers(now)
        yield from _copies()
        yield from _calendar(now)
        yield from _search()


def _key_change() -> Iterator[Finding]:
    """Tell of a next master key beside the present one: a change that has not ended."""
    from sigap.cases.queries.masterkey import key_change

    change = key_change()
    if change is None:
        return
    if change.is_same:
        text = f"{keys.NEXT} sama dengan SIGAP_MASTER_KEY; pergantian sudah selesai"
        mend = f"hapus {keys.NEXT}, lalu jalankan ulang web dan worker"
    elif not change.is_begun:
        text = f"{keys.NEXT} dipasang, tetapi pergantian belum dimulai"
        mend = f"jalankan `sigap keys rotate`; bila tidak jadi, hapus {keys.NEXT}"
    elif change.left:
        text = f"pergantian belum selesai: {change.left} kunci berkas masih memakai kunci lama"
        mend = "jalankan `sigap keys rotate` sampai selesai; sebelum itu simpan kedua kunci"
    else:
        text = "semua sudah memakai kunci baru, tetapi kunci lama masih terpasang"
        is_outside = bool(os.environ.keys() & {keys.NEXT, f"{keys.NEXT}_FILE"})
        mend = (
            f"jadikan kunci baru SIGAP_MASTER_KEY, hapus {keys.NEXT}, jalankan ulang web dan worker"
            if is_outside
            else "jalankan `sigap keys rotate` sekali lagi, lalu jalankan ulang web dan worker"
        )
    yield Finding(Level.WARN, "kunci induk", text, mend)


def _durability() -> Iterator[Finding]:
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA journal_mode")
            (mode,) = cursor.fetchone()
            cursor.execute("PRAGMA synchronous")
            (synchronous,) = cursor.fetchone()
            safe, text = synchronous >= 2, f"{mode}, synchronous={synchronous}"
        else:
            cursor.execute("SELECT current_setting('fsync'), current_setting('synchronous_commit')")
            fsync, commit = cursor.fetchone()
            safe = fsync == "on" and commit not in {"off", "local"}
            text = f"fsync={fsync}, synchronous_commit={commit}"
    mend = "" if safe else "tanpa ini langkah yang sudah diterima dapat hilang saat listrik padam"
    yield Finding(Level.GOOD if safe else Level.BAD, "ketahanan", text, mend)


def _copies() -> Iterator[Finding]:
    from django.conf import settings

    from sigap.ledger.copies import behind

    subject = "salinan titik periksa"
    if not settings.SIGAP_LEDGER_COPIES:
        mend = "setel SIGAP_LEDGER_COPIES ke folder mesin lain yang dijaga pihak lain"
        yield Finding(Level.WARN, subject, "tidak ada tempat kedua", mend)
        return
    try:
        count = behind(Path(settings.SIGAP_LEDGER_COPIES))
    except OSError as failure:
        mend = "periksa SIGAP_LEDGER_COPIES; selama itu jejak hanya tersimpan di sini"
        yield Finding(Level.BAD, subject, f"tidak terjangkau: {failure.strerror}", mend)
        return
    # One may have been signed just now.
    level = Level.GOOD if count <= 1 else Level.WARN
    mend = "" if count <= 1 else "jalankan `sigap worker`, dan lihat Kelola › Pekerjaan gagal"
    text = f"{settings.SIGAP_LEDGER_COPIES}, {count} belum tersalin" if count else "lengkap"
    yield Finding(level, subject, text, mend)


def _workers(now: datetime) -> Iterator[Finding]:
    from sigap.cases.queries.workers import failed_rounds, failed_work, last_sign_of_life

    seen = last_sign_of_life()
    if seen is None or now - seen > _WORKER_SILENT:
        text = "tidak ada yang berjalan" if seen is None else f"diam sejak {seen.isoformat()}"
        mend = "jalankan `sigap worker`; tanpanya surat tidak dibuat"
        yield Finding(Level.WARN, "pekerja", text, mend)
    else:
        yield Finding(
            Level.GOOD, "pekerja", f"hidup {(now - seen).total_seconds():.0f} s yang lalu"
        )
    if seen is not None and seen - now > _CLOCK_SLACK:
        text = f"mundur: tanda hidup terakhir {seen.isoformat()} masih di depan"
        yield Finding(Level.BAD, "jam", text, "setel jam mesin ini (NTP) dan periksa zona waktunya")
    for one in failed_work():
        text = f"{one.what} {one.id} ({one.kind}, {one.case}): {one.error}"
        yield Finding(Level.WARN, "gagal dikerjakan", text, "lihat di meja, lalu ulangi")
    for name, error in failed_rounds():
        yield Finding(Level.WARN, "tugas berkala", f"{name}: {error}")


def _calendar(now: datetime) -> Iterator[Finding]:
    from sigap.cases.queries.sops import calendar_of_version, current_calendar_id

    last = calendar_of_version(current_calendar_id()).version.last_year
    text = f"memuat hari libur sampai {last}"
    if last <= now.year:
        mend = "aktifkan versi kalender yang lebih panjang"
        yield Finding(Level.WARN, "kalender", text, mend)
    else:
        yield Finding(Level.GOOD, "kalender", text)


def _search() -> Iterator[Finding]:
    from sigap.cases.queries.searching import unindexed

    absent = unindexed()
    if absent:
        text = f"{absent} berkas belum dapat dicari menurut isinya"
        mend = "tunggu pekerja menyusulkannya, atau jalankan `sigap reindex`"
        yield Finding(Level.WARN, "pencarian", text, mend)
    else:
        yield Finding(Level.GOOD, "pencarian", "semua berkas ada dalam indeks")


def _files() -> Iterator[Finding]:
    from sigap.cases.queries.filecheck import check_files

    whole = 0
    for where, file, holds in check_files():
        whole += holds
        if not holds:
            mend = f"ambil files/{file[:2]}/{file} dari cadangan terakhir yang memuatnya"
            yield Finding(Level.BAD, "berkas tersimpan", f"{where}: hilang atau rusak", mend)
    yield Finding(Level.GOOD, "berkas tersimpan", f"{whole} berkas utuh")
