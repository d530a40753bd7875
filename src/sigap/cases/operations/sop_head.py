"""What stands above an SOP's table, as a form: title, decree, lanes, and the SOP that follows."""

from __future__ import annotations

import tomllib
from datetime import date
from typing import TYPE_CHECKING, Any

from sigap.cases.operations.sop_table import canonical_file
from sigap.cases.queries.sops import in_force, sop_of_version
from sigap.cases.steps.fields import choice, day, group, rows, text_field, words
from sigap.cases.steps.validate import validate
from sigap.core.errors import Refused

if TYPE_CHECKING:
    from datetime import datetime

    from sigap.cases.steps.fields import Data, Schema

_LINE, _LONG = 200, 1_000
_LISTS = {
    "legal_basis": "Dasar hukum",
    "qualifications": "Kualifikasi pelaksana",
    "related": "Keterkaitan",
    "equipment": "Peralatan dan perlengkapan",
}
_DATES = {
    "date": "Tanggal keputusan",
    "created": "Tanggal pembuatan",
    "revised": "Tanggal revisi",
    "effective": "Tanggal efektif",
}
_TEXTS = {
    "instrument": ("Naskah", False),
    "number": ("Nomor keputusan", True),
    "sop_number": ("Nomor SOP", False),
    "annex": ("Lampiran", True),
    "about": ("Tentang", True),
    "institution": ("Lembaga", True),
    "approver": ("Disahkan oleh (jabatan)", True),
    "approver_name": ("Nama yang mengesahkan", True),
}


def head_schema(*, now: datetime) -> Schema:
    """Return the form of the head."""
    sops = [(sop, sop_of_version(pk).title) for sop, pk in in_force(now).items()]
    decree: dict[str, Schema] = {
        name: words(title, longest=_LONG) if needed else text_field(title, longest=_LONG)
        for name, (title, needed) in _TEXTS.items()
    }
    decree |= {name: day(title) for name, title in _DATES.items()}
    decree |= {
        name: rows(text_field(title, longest=_LONG), title) for name, title in _LISTS.items()
    }
    decree |= {
        "warning": text_field("Peringatan", longest=5_000),
        "recording": text_field("Pencatatan dan pendataan", longest=5_000),
    }
    needed = [name for name, (_, is_needed) in _TEXTS.items() if is_needed] + list(_DATES)
    lane = {
        "role": words("Peran", longest=60, description="Huruf kecil dan tanda hubung"),
        "title": words("Judul tercetak", longest=_LINE),
        "name": text_field("Nama di layar", longest=_LINE, description="Kosong: seperti tercetak"),
    }
    return group(
        {
            "title": words("Judul SOP", longest=_LINE),
            "id": words("Id", longest=60, description="Tetap sama untuk versi baru SOP yang sama"),
            "then": choice(sops, "Dilanjutkan oleh", "Kosong: perkara selesai"),
            "lanes": rows(group(lane, required=["role", "title"]), "Lajur (pelaksana)", at_least=1),
            "decree": group(decree, required=needed, title="Kepala tercetak"),
        },
        required=["title", "id", "lanes", "decree"],
    )


def head_form(source: str) -> Data:
    """Return the head of a draft as the form's data; what has the wrong kind is left out."""
    document = tomllib.loads(source)
    decree = document.get("decree", {})
    decree = decree if isinstance(decree, dict) else {}
    shown: dict[str, Any] = {}
    for name, value in decree.items():
        if isinstance(value, date):
            shown[name] = value.isoformat()
        elif isinstance(value, (str, list)):
            shown[name] = value
    return {
        "title": str(document.get("title", "")),
        "id": str(document.get("id", "")),
        "then": str(document.get("then", "")),
        "lanes": [
            {key: str(lane[key]) for key in ("role", "title", "name") if lane.get(key)}
            for lane in document.get("lanes", [])
        ],
        "decree": shown,
    }


def with_head(source: str, data: Data, *, now: datetime) -> str:
    """Return a draft's file with another head; its steps stay.

    :raises Refused: `invalid-data`, `lane-used` (a lane that goes, while steps name it).
    """
    filled = validate(head_schema(now=now), data)
    document = tomllib.loads(source)
    roles = [lane["role"].strip() for lane in filled["lanes"]]
    used = {
        role
        for step in document.get("steps", [])
        for role in [*_texts(step.get("executors")), *_keys(step.get("lane_text"))]
    }
    lost = sorted(used - set(roles))
    if lost:
        raise Refused(
            "lane-used",
            f"Lajur {', '.join(lost)} masih dipakai langkah; ubah langkahnya dahulu.",
            field="data.lanes",
        )
    decree = filled["decree"]
    head: dict[str, Any] = {name: decree.get(name, "").strip() for name in _TEXTS}
    head |= {name: date.fromisoformat(decree[name]) for name in _DATES}
    head |= {name: decree.get(name, []) for name in _LISTS}
    head |= {name: decree.get(name, "") for name in ("warning", "recording")}
    optional = ("instrument", "sop_number")
    made = {"format": 1, "id": filled["id"].strip(), "title": filled["title"].strip()}
    if "then" in filled:
        made["then"] = filled["then"]
    made["decree"] = {k: v for k, v in head.items() if v or k not in optional}
    made["lanes"] = [
        {key: lane[key].strip() for key in ("role", "title", "name") if lane.get(key)}
        for lane in filled["lanes"]
    ]
    made["steps"] = document.get("steps", [])
    return canonical_file(made)


def _texts(value: object) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def _keys(value: object) -> list[str]:
    return list(value) if isinstance(value, dict) else []
