"""From a decree's pasted text to SOPs: the printed part whole, the rest proposed and marked.

The text is cut at its tables of steps; the head before each belongs to it, and what follows
a table up to the next head (the signature) does not. No outcomes are invented.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from sigap.core.durations import parse_duration
from sigap.core.errors import InvalidInput
from sigap.core.sop.decree_head import Head, begins_annex, has_labels, read_head
from sigap.core.sop.decree_table import is_table_title, read_table
from sigap.core.sop.definition import Decree, Duration, Lane, Sop, Step, Unit
from sigap.core.sop.findings import Finding, Level
from sigap.core.sop.print_layout import (
    APPROVER,
    CREATED,
    EFFECTIVE,
    LIST_LABELS,
    NUMBER,
    REVISED,
    TITLE,
    cell_items,
    clean,
    list_items,
    read_date,
    without_tags,
)
from sigap.core.sop.proposals import propose_executors, propose_role, unique_slug
from sigap.core.sop.write import write

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping, Sequence

    from sigap.core.sop.decree_table import Row, Table

_DECREE_LABELS = {"number": "NOMOR", "date": "TANGGAL", "about": "TENTANG"} | {
    "institution": "lembaga (PEMERINTAH …)"
}
_ALL_LISTS = [label for pair in LIST_LABELS for label in pair]
_LISTS = dict(
    zip(("legal_basis", "qualifications", "related", "equipment"), _ALL_LISTS, strict=False)
)
WARNING, RECORDING = LIST_LABELS[-1]
_JOINING = ("dan", "atau", "serta", "di", "ke", "dari", "pada", "untuk", "dengan", "dan/atau")
_PROPOSED = "Diusulkan, tidak tertulis di naskah"


@dataclass(frozen=True, slots=True)
class Imported:
    """One SOP read from a decree, with remarks on what is proposed, by place."""

    sop: Sop
    remarks: Mapping[str, str]

    def toml(self) -> str:
        """Return the SOP file, the remarks as comments."""
        return write(self.sop, remarks=self.remarks)


def import_text(
    text: str, *, name: str = "", roles: Mapping[str, str] | None = None
) -> tuple[list[Imported], list[Finding]]:
    """Return the SOPs of a decree's text in their order, or none and every error found.

    `roles` are roles that the office has already, with their names: lanes of the same title
    get them. Places in findings are lines of the text.
    """
    lines = text.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}").replace("\r\n", "\n")
    decree = _Import(lines.replace("\r", "\n").split("\n"), dict(roles or {}))
    decree.read()
    findings = [
        Finding(Level.ERROR, f"baris {line}", what, name) for line, what in sorted(decree.faults)
    ]
    return ([] if findings else decree.chained()), findings


@dataclass(slots=True)
class _Import:
    lines: list[str]
    known: dict[str, str]
    faults: list[tuple[int, str]] = field(default_factory=list)
    imported: list[tuple[Sop, dict[str, str]]] = field(default_factory=list)
    seen: dict[str, str] = field(default_factory=dict)  # lane titles of the SOPs so far, by role

    def read(self) -> None:
        begin = 0
        titles = [index for index, line in enumerate(self.lines) if is_table_title(line)]
        for index in titles:
            table = read_table(self.lines, index)
            head = read_head(self.lines, begin, index, is_first=begin == 0)
            following = next((other for other in titles if other > index), len(self.lines))
            self.faults += table.faults
            self._add(head, table, self.lines[table.end : following])
            self._tell_lost_table(begin, head.line - 1, has_labels)
            begin = table.end
        if not titles:
            what = "tabel langkah tidak ditemukan; judul tabelnya harus memuat No., Kegiatan"
            self.faults.append((1, f"{what}, Pelaksana, Mutu Baku dan Keterangan, dipisah tab"))
        else:
            self._tell_lost_table(begin, len(self.lines), begins_annex)

    def chained(self) -> list[Imported]:
        """Return the SOPs, each followed by the next one of the text."""
        chained = []
        for index, (sop, remarks) in enumerate(self.imported, start=1):
            if index < len(self.imported):
                then = self.imported[index][0].id
                remark = f"{_PROPOSED}: SOP berikutnya dalam naskah. Hapus bila perkara selesai."
            else:
                then, remark = "", "Naskah tidak menyebut SOP lanjutan; tambahkan then bila ada."
            chained.append(Imported(replace(sop, then=then), remarks | {"then": remark}))
        return chained

    def _tell_lost_table(self, begin: int, end: int, is_head: Callable[[str], bool]) -> None:
        lost = next((index for index in range(begin, end) if is_head(self.lines[index])), None)
        if lost is not None:
            what = "kepala SOP ini tidak diikuti tabel langkah; naskah terpotong, lengkapi"
            self.faults.append((lost + 1, what))

    def _add(self, head: Head, table: Table, signature: Sequence[str]) -> None:
        remarks: dict[str, str] = {}
        title = clean(head.labelled.get(TITLE, "")) or head.table_title
        if not title:
            self.faults.append((table.begin + 1, _missing(TITLE, "judul SOP")))
        if head.table_title and head.table_title.casefold() != title.casefold():
            remarks["title"] = f"Di atas tabel naskah mencetak: SOP {head.table_title}"
        decree = self._decree(head, signature, remarks)
        lanes = self._lanes(table.lanes, remarks)
        steps = self._steps(table.rows, lanes, remarks)
        words = title.split()
        shorter = [" ".join(words[:count]) for count in range(min(2, len(words)), len(words) + 1)]
        taken = {sop.id for sop, _ in self.imported}
        sop_id = unique_slug(shorter, taken, "sop")
        remarks["id"] = f"{_PROPOSED}: kata pertama judul."
        place = f"Lampiran {decree.annex} " if decree and decree.annex else ""
        remarks[""] = (
            f"Diimpor dari naskah {place}{decree.instrument if decree else ''}".rstrip()
            + ". Bagian tercetak utuh seperti naskah;\n"
            "yang bertanda Diusulkan harus diperiksa sebelum SOP ini diberlakukan."
        )
        if decree:
            self.imported.append((Sop(sop_id, title, decree, lanes, steps), remarks))

    def _decree(
        self, head: Head, signature: Sequence[str], remarks: dict[str, str]
    ) -> Decree | None:
        for key, label in _DECREE_LABELS.items():
            if not head.decree.get(key):
                self.faults.append((head.place(key), _missing(label, f"{label} : …")))
        for label in (NUMBER, APPROVER):
            if not clean(head.labelled.get(label, "")):
                self.faults.append((head.place(label), _missing(label, f"{label}⇥…")))
        for label in _ALL_LISTS:
            if label not in head.lists:
                self.faults.append((head.line, _missing(label, f"{label}, isinya di bawahnya")))
        day = self._date("TANGGAL", head.decree.get("date", ""), head.place("date"))
        created, revised, effective = (
            self._date(label, clean(head.labelled.get(label, "")), head.place(label))
            for label in (CREATED, REVISED, EFFECTIVE)
        )
        lists = {
            key: self._list(head.lists.get(label, ""), key, remarks)
            for key, label in _LISTS.items()
        }
        if not (day and created and revised and effective):
            return None
        approver, approver_name = _approver(head.labelled.get(APPROVER, ""), signature)
        if not approver_name:
            remarks["decree.approver_name"] = (
                "Nama tidak terpisah dari jabatan di naskah; pisahkan."
            )
        return Decree(
            number=head.decree["number"],
            annex=head.decree.get("annex", ""),
            date=day,
            about=head.decree["about"],
            institution=head.decree["institution"],
            created=created,
            revised=revised,
            effective=effective,
            approver=approver,
            approver_name=approver_name,
            legal_basis=lists["legal_basis"],
            qualifications=lists["qualifications"],
            related=lists["related"],
            equipment=lists["equipment"],
            warning=clean(head.lists.get(WARNING, "")),
            recording=clean(head.lists.get(RECORDING, "")),
            instrument=head.decree["instrument"],
            sop_number=clean(head.labelled.get(NUMBER, "")),
        )

    def _date(self, label: str, text: str, line: int) -> dt.date | None:
        day = read_date(text)
        if day is None and text:
            what = f'{label} "{text}" bukan tanggal; tulis seperti 08 AGUSTUS 2024'
            self.faults.append((line, what))
        elif day is None and label != "TANGGAL":
            self.faults.append((line, _missing(label, f"{label}⇥08 AGUSTUS 2024")))
        return day

    def _list(self, text: str, key: str, remarks: dict[str, str]) -> tuple[str, ...]:
        items = list_items(text)
        has_lost_items = re.search(r"<[ou]l\b", text) and not re.search(r"<li\b", text)
        if has_lost_items and len(items) == 1:
            remarks[f"decree.{key}"] = f"{_PROPOSED}: batas antarbutir."
            return _guessed_items(items[0])
        return items

    def _lanes(self, titles: Sequence[str], remarks: dict[str, str]) -> tuple[Lane, ...]:
        lanes: list[Lane] = []
        for index, title in enumerate(titles, start=1):
            taken = {lane.role for lane in lanes}
            role = propose_role(title, self.known, self.seen, taken)
            lanes.append(Lane(role, title, self.known.get(role, title)))
            remarks[f"lanes[{index}].role"] = f"{_PROPOSED}: dari judul lajur."
        self.seen |= {lane.role: lane.title for lane in lanes if lane.role not in self.seen}
        return tuple(lanes)

    def _steps(
        self, rows: Sequence[Row], lanes: Sequence[Lane], remarks: dict[str, str]
    ) -> tuple[Step, ...]:
        if not lanes:
            return ()
        proposals = propose_executors([clean(row.activity) for row in rows], lanes)
        steps = []
        for row, proposal in zip(rows, proposals, strict=True):
            if not proposal.is_said:
                remarks[f"steps[{row.no}].executors"] = f"{_PROPOSED}: {proposal.reason}."
            texts = {
                lane.role: clean(text)
                for lane, text in zip(lanes, row.lane_texts, strict=True)
                if clean(text)
            }
            steps.append(
                Step(
                    no=row.no,
                    activity=clean(row.activity),
                    executors=proposal.executors,
                    executor_inferred=not proposal.is_said,
                    requirements=cell_items(row.requirements),
                    time=self._time(row),
                    outputs=cell_items(row.outputs),
                    note=clean(row.note),
                    lane_text=texts,
                )
            )
        return tuple(steps)

    def _time(self, row: Row) -> Duration:
        try:
            return parse_duration(clean(row.time))
        except InvalidInput as fault:
            self.faults.append((row.line, f"langkah {row.no}, kolom Waktu: {fault}"))
            return Duration(1, Unit.MINUTES)


def _missing(label: str, example: str) -> str:
    return f'{label} tidak ditemukan atau kosong; tambahkan "{example}" sebelum tabel'


def _approver(text: str, signature: Sequence[str]) -> tuple[str, str]:
    """Part the approver's post from the name, by two blanks or by the signature's last line."""
    parts = [clean(part) for part in re.split(r"\s{2,}", without_tags(text).strip())]
    signed = [clean(line) for line in signature if clean(line)]
    for line in signed:
        if len(parts) == 1 and line != parts[0] and parts[0].endswith(f" {line}"):
            parts = [parts[0].removesuffix(line).strip(), line]
    return " ".join(parts[:-1]) or parts[-1], parts[-1] if len(parts) > 1 else ""


def _guessed_items(text: str) -> tuple[str, ...]:
    """Part a list whose items were run together.

    An item begins where the list's first word stands again, or a capital after a closing
    bracket, unless a joining word or a comma stands before.
    """
    words = text.split()
    items: list[list[str]] = [[]]
    for index, word in enumerate(words):
        before = words[index - 1] if index else ""
        is_joined = before.casefold() in _JOINING or before.endswith(",")
        starts_again = word == words[0] or (before.endswith(")") and word[0].isupper())
        if index and starts_again and not is_joined:
            items.append([])
        items[-1].append(word)
    return tuple(map(" ".join, items))
