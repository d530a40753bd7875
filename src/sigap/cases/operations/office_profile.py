"""The office's profile: letterhead, numbering and choices. A change makes a new version.

Papers keep the version they were ordered with, so a letter that is printed again looks as it
did.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from django.db import transaction

from sigap.accounts.roles import ROLES
from sigap.cases.access import AUDITOR, TECHNICAL_ROLES
from sigap.cases.events import record_office
from sigap.cases.models import OfficeProfile
from sigap.cases.operations.authority import OFFICE, require
from sigap.cases.queries.alerts import AlertRules
from sigap.cases.queries.evidence import canonical
from sigap.cases.queries.sops import in_force, office_profile, sop_of_version
from sigap.cases.steps.fields import LINE, SHORT, choice, choices, group, rows, whole, words
from sigap.cases.steps.fields import text_field as text
from sigap.cases.steps.validate import validate
from sigap.core import numbering
from sigap.core.errors import InvalidInput, Refused
from sigap.documents.kinds import KINDS
from sigap.documents.pictures import drawn_image

if TYPE_CHECKING:
    from datetime import datetime

    from sigap.cases.actor import Actor
    from sigap.cases.steps.fields import Data, Schema

_ZONES = [
    ("Asia/Jakarta", "WIB (Asia/Jakarta)"),
    ("Asia/Makassar", "WITA (Asia/Makassar)"),
    ("Asia/Jayapura", "WIT (Asia/Jayapura)"),
]
_EMBLEM_BYTES = 500_000


def letterhead_schema() -> Schema:
    """Return the part of the form that letters show."""
    parts = {
        "government": words("Pemerintah", longest=120),
        "name": words("Nama dinas", longest=LINE),
        "unit": words("Singkatan", longest=40, description="Dipakai dalam nomor surat"),
        "city": words("Tempat", longest=80, description="Di depan tanggal surat"),
        "address": text("Alamat", longest=300, description="Jalan, desa, kecamatan"),
        "postal_code": text("Kode pos", longest=10),
        "phone": text("Telepon", longest=SHORT),
        "fax": text("Faksimile", longest=SHORT),
        "website": text("Laman", longest=120),
        "email": text("Surel", longest=120),
        "time_zone": choice(_ZONES, "Zona waktu"),
    }
    needed = ["government", "name", "unit", "city", "time_zone"]
    return group(parts, required=needed, title="Kop surat")


def profile_schema(*, now: datetime) -> Schema:
    """Return the form of the whole profile."""
    sops = [(sop, sop_of_version(pk).title) for sop, pk in in_force(now).items()]
    kinds = [(kind.id, kind.title) for kind in KINDS.values() if kind.numbered]
    readers = [(r, name) for r, name in ROLES.items() if r not in TECHNICAL_ROLES | {AUDITOR}]
    how = "Bagian: {kode} {nomor} {unit} {tahun} {bulan}; {nomor} dan {tahun} wajib ada"
    own = {
        "kind": choice(kinds, "Jenis surat"),
        "pattern": words("Pola", longest=80, description=how),
    }
    letters = {
        "default": words("Pola nomor surat", longest=80, description=how),
        "own": rows(group(own, required=["kind", "pattern"]), "Pola sendiri untuk jenis tertentu"),
        "by_records_unit": choices(
            kinds,
            "Dinomori bagian tata usaha",
            description="Surat jenis ini menunggu nomor dari TU atau SRIKANDI",
        ),
        "signing_ways": choices(
            [("file", "Berkas bertanda tangan elektronik yang diunggah")],
            "Cara tanda tangan selain tinta basah",
        ),
    }
    course = {
        "first_sop": choice(sops, "SOP pertama", "Dimulai setiap pengaduan baru"),
        "objection_sop": choice(sops, "SOP keberatan", "Dimulai bila pelapor berkeberatan"),
        "completion_days": whole(
            "Hari bagi pelapor untuk melengkapi", least=1, most=365, description="Hari kalender"
        ),
        "objection_working_days": whole(
            "Hari bagi pelapor untuk berkeberatan", least=1, most=365, description="Hari kerja"
        ),
        "alert_minutes": whole(
            "Ingatkan petugas sebelum jatuh tempo",
            least=15,
            most=2250,
            description="Menit kerja; langkah yang singkat baru diingatkan setelah lewat sekian",
        ),
        "escalate_days": whole(
            "Beri tahu koordinator setelah terlambat",
            least=0,
            most=60,
            description="Hari kerja; 0: tidak pernah",
        ),
        "escalate_head_days": whole(
            "Beri tahu kepala dinas setelah terlambat",
            least=0,
            most=60,
            description="Hari kerja; 0: tidak pernah",
        ),
        "confidential_roles": choices(
            readers, "Melihat semua berkas rahasia", description="Tanpa identitas pelapor"
        ),
        "instructions": rows(
            words("Instruksi", longest=LINE), "Instruksi pada Lembar Disposisi", at_least=1
        ),
    }
    return group(
        {
            "short": words("Nama pendek kantor", longest=120, description="Di halaman untuk umum"),
            "letterhead": letterhead_schema(),
            "letters": group(letters, required=["default"], title="Surat"),
            "course": group(
                course,
                required=[
                    "first_sop",
                    "objection_sop",
                    "completion_days",
                    "objection_working_days",
                    "instructions",
                ],
                title="Penanganan",
            ),
        },
        required=["short", "letterhead", "letters", "course"],
    )


def profile_form(profile: OfficeProfile) -> Data:
    """Return a stored profile as the form's data."""
    data, first = profile.data, AlertRules()
    patterns = dict(data.get("number_patterns", {}))
    default = patterns.pop("default", "")
    letterhead = {name: value for name, value in data["letterhead"].items() if name != "emblem"}
    return {
        "short": data["short"],
        "letterhead": letterhead,
        "letters": {
            "default": default,
            "own": [{"kind": kind, "pattern": pattern} for kind, pattern in patterns.items()],
            "by_records_unit": data.get("numbered_by_records_unit", []),
            "signing_ways": data.get("signing_ways", []),
        },
        "course": {
            "first_sop": data["first_sop"],
            "objection_sop": data["objection_sop"],
            "completion_days": data["completion_days"],
            "objection_working_days": data["objection_working_days"],
            "alert_minutes": data.get("alert_minutes", first.soon_minutes),
            "escalate_days": data.get("escalate_days", first.coordinator_days),
            "escalate_head_days": data.get("escalate_head_days", first.head_days),
            "confidential_roles": data.get("confidential_roles", []),
            "instructions": data.get("instructions", []),
        },
    }


def change_office_profile(
    *, edition: int, data: Data, emblem: str | None = None, actor: Actor, now: datetime
) -> OfficeProfile:
    """Put a new version of the profile in force for papers ordered from now on.

    `edition` is the version that was changed. `emblem` is SVG, or PNG or JPEG in base64; None
    keeps the one there is, an empty text goes back to the neutral one.

    :raises Refused: `wrong-role`, `invalid-data`, `emblem`, `pattern` (unusable, or two kinds
        would bear one number), `stale`, `unchanged`.
    """
    require(actor, OFFICE, "Mengubah profil kantor")
    filled = validate(profile_schema(now=now), data)
    patterns = _patterns(filled["letters"], filled["letterhead"]["unit"])
    if emblem:
        _check_emblem(emblem)
    with transaction.atomic():
        # The row that everybody changes next is the lock.
        last = OfficeProfile.objects.select_for_update().order_by("-version").first()
        last = last or office_profile()
        if last.version != edition:
            raise Refused(
                "stale",
                "Profil sudah diubah orang lain sementara Anda mengisi. Buka lagi, lalu ulangi "
                "perubahan Anda.",
            )
        kept = last.data["letterhead"].get("emblem", "")
        made = _stored(last.data, filled, patterns, kept if emblem is None else emblem)
        changed = _changed(last.data, made)
        if not changed:
            raise Refused("unchanged", "Tidak ada yang diubah.")
        profile = OfficeProfile.objects.create(version=edition + 1, data=made, made_at=now)
        facts = {
            "version": profile.version,
            "changed": changed,
            "sha256": hashlib.sha256(canonical(made)).hexdigest(),
        }
        record_office("office.profile", actor=actor, at=now, data=facts)
    return profile


def _stored(before: Data, filled: Data, patterns: dict[str, str], emblem: str) -> dict[str, Any]:
    letters, course = filled["letters"], filled["course"]
    letterhead = {name: value.strip() for name, value in filled["letterhead"].items()}
    if emblem:
        letterhead["emblem"] = emblem
    return {
        **before,
        **course,
        "short": filled["short"].strip(),
        "letterhead": letterhead,
        "number_patterns": patterns,
        "numbered_by_records_unit": letters.get("by_records_unit", []),
        "signing_ways": letters.get("signing_ways", []),
        "confidential_roles": course.get("confidential_roles", []),
    }


def _changed(before: Data, after: Data) -> list[str]:
    """Return the names of what differs, those of the letterhead one by one."""
    old = {**before, **{f"letterhead.{k}": v for k, v in before["letterhead"].items()}}
    new = {**after, **{f"letterhead.{k}": v for k, v in after["letterhead"].items()}}
    names = (old.keys() | new.keys()) - {"letterhead"}
    return sorted(name for name in names if (old.get(name) or None) != (new.get(name) or None))


def _patterns(letters: Data, unit: str) -> dict[str, str]:
    """Return the patterns by kind; each must be usable and give numbers no other kind bears.

    A kind with a pattern of its own counts for itself, so two kinds whose patterns come out
    alike would give two letters one number.
    """
    places = {"default": "data.letters.default"}
    patterns = {"default": letters["default"].strip()}
    for index, row in enumerate(letters.get("own", ())):
        place = f"data.letters.own.{index}"
        if row["kind"] in patterns:
            raise Refused("pattern", "Jenis surat ini sudah mempunyai pola.", field=f"{place}.kind")
        patterns[row["kind"]] = row["pattern"].strip()
        places[row["kind"]] = f"{place}.pattern"
    seen: dict[str, str] = {}
    for kind, pattern in patterns.items():
        try:
            number = numbering.format_letter_number(
                pattern, code=_code(kind), sequence=1, unit=unit.strip(), year=2026, month=1
            )
        except InvalidInput as fault:
            raise Refused("pattern", f"{fault}.", field=places[kind]) from None
        if number in seen:
            title = "pola umum" if seen[number] == "default" else KINDS[seen[number]].title
            raise Refused(
                "pattern",
                f"Nomornya akan sama dengan {title}; bedakan polanya.",
                field=places[kind],
            )
        seen[number] = kind
    return patterns


def _code(kind: str) -> str:
    numbered = KINDS[kind].numbered if kind in KINDS else None
    return (
        numbered.code if numbered else next(k.numbered.code for k in KINDS.values() if k.numbered)
    )


def _check_emblem(emblem: str) -> None:
    if len(emblem) > _EMBLEM_BYTES:
        raise Refused(
            "emblem", "Lambang terlalu besar; paling banyak sekitar 350 KB.", field="emblem"
        )
    try:
        drawn_image(emblem, "lambang")
    except InvalidInput as fault:
        raise Refused("emblem", f"{fault}.", field="emblem") from None
