"""III.1: the complaint is checked, completed, signed by both sides and entered in the book."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sigap.cases.identity import NAMELESS, findable, unseal_json
from sigap.cases.steps.facts import attachment_names, case_facts, receipt
from sigap.cases.steps.fields import (
    ESSAY,
    LINE,
    PASSAGE,
    choice,
    day,
    group,
    must_be_true,
    one_of,
    rows,
    text_field,
    way,
    words,
    yes_no,
)
from sigap.cases.steps.form import Effects, Order, Paper, StepForm
from sigap.cases.steps.signatory import COORDINATOR
from sigap.cases.steps.signing import signed, ways_to_sign
from sigap.core.masking import MASK, mask
from sigap.core.sop.run import Holds, TaskType
from sigap.documents.facts import Channel, ComplainantKind
from sigap.documents.indonesian import day_and_date
from sigap.documents.labels import LABELS

if TYPE_CHECKING:
    from sigap.cases.models import Complaint
    from sigap.cases.steps.fields import Schema
    from sigap.cases.steps.form import Data
    from sigap.cases.steps.work import Work
    from sigap.core.masking import Identity

COUNTER = "counter"
_CHANNELS = [(key, label) for key, label in LABELS[Channel].items()]
_KINDS = [(key, label) for key, label in LABELS[ComplainantKind].items()]
_CASE_TEXTS = ("registration_number", "outside_number")
_IN_THE_CLEAR = {*_CASE_TEXTS, "place"}
_MARKS = ("anonymous", "confidential")
_SAID = ("place", "loss", "wanted")
_CORRECTABLE_TEXTS = ("subject", "text", "wanted", "loss")
_PERSON = {
    "name": ("Nama", 120),
    "company": ("Badan usaha", 160),
    "phone": ("Telepon", 40),
    "email": ("Surel", 120),
    "nik": ("NIK (tidak wajib)", 20),
    "address": ("Alamat", 400),
    "on_behalf_of": ("Mewakili", 160),
}
_RECEIPT_SHOWS = {"permit_type", "subject", "name"}


class Intake(StepForm):
    """What is known already is not asked again; it may be corrected until it is signed."""

    id = "intake"
    title = "Terima dan catat pengaduan"

    def properties(self, work: Work) -> dict[str, Schema]:
        """Return what is still missing first, then corrections, then signatures."""
        case, complaint = work.file.case, work.file.case.complaint
        fields: dict[str, Schema] = {}
        if self._asks_contact(work):
            fields["contact"] = _contact()
        if not case.registration_number:
            fields["registration_number"] = text_field(
                "Nomor pendaftaran berkas perizinan", longest=80
            )
        fields["permit_applicant"] = text_field("Nama pemohon izin, bila lain", longest=160)
        if not case.outside_number:
            fields["outside_number"] = text_field(
                "Nomor dari luar", longest=80, description="SP4N-LAPOR!, Lapor AA, Ombudsman"
            )
        fields["place"] = text_field("Tempat kejadian", longest=LINE)
        fields["service_on"] = day("Tanggal pelayanan yang diadukan")
        for name, title in (("loss", "Kerugian"), ("wanted", "Penyelesaian yang diinginkan")):
            if not getattr(complaint, name):
                fields[name] = text_field(title, longest=PASSAGE)
        if case.complainant_kind == "kuasa":
            fields["letter_of_authority"] = text_field(
                "Surat kuasa", longest=LINE, description="Nomor dan tanggal, atau tempat kertasnya"
            )
        if not case.anonymous:
            fields["anonymous"] = yes_no("Sembunyikan nama dari instansi lain")
        if not case.confidential:
            fields["confidential"] = yes_no("Rahasia: hanya petugas yang menangani")
        fields["evidence"] = rows(
            group(
                {"name": words("Nama bukti"), "note": text_field("Keterangan", longest=LINE)},
                required=["name"],
            ),
            "Bukti di kertas",
            description="Fotokopi atau asli yang diserahkan; berkas diunggah terpisah",
        )
        fields["corrections"] = _corrections(work)
        fields["declaration"] = must_be_true(
            "Pelapor menyatakan keterangannya benar", "Bacakan isi pengaduan sebelum menandai"
        )
        at_counter = case.channel == COUNTER
        fields["signatures"] = group(
            {
                "complainant": ways_to_sign("Pelapor", at_counter=at_counter),
                "officer": ways_to_sign("Petugas"),
            },
            required=["complainant", "officer"],
            title="Tanda tangan",
        )
        return fields

    def required(self, work: Work) -> list[str]:
        """Return how to reach the person if unknown, the declaration and the signatures."""
        contact = ["contact"] if self._asks_contact(work) else []
        return [*contact, "declaration", "signatures"]

    def apply(self, work: Work, data: Data, *, outcome: str = "", note: str = "") -> Effects:
        """Return the completed complaint, its papers, and for a letter without name a decision.

        :raises Refused: `in-the-future`, `invalid-data` for a drawing that is none.
        """
        work.not_future(data, "service_on")
        taken = _Taken(work, data)
        effects = Effects(
            case={**taken.case, "accepted_at": work.now},
            complaint=taken.complaint,
            identity=taken.identity,
            papers=taken.papers(),
            event={"corrected": taken.corrected, "evidence": len(data.get("evidence", ()))},
        )
        if taken.kind == NAMELESS:
            effects.orders.append(
                Order(
                    type=TaskType.DECISION,
                    role=COORDINATOR,
                    form="take-up",
                    holds=Holds.NEXT,
                    reason="Pengaduan tanpa identitas.",
                )
            )
        return effects

    def _asks_contact(self, work: Work) -> bool:
        case = work.file.case
        return not case.complainant.reachable and case.complainant_kind != NAMELESS


def _contact() -> Schema:
    return one_of(
        [
            way(
                "way", "phone", "Telepon", {"phone": words("Nomor telepon", longest=40)}, ["phone"]
            ),
            way("way", "address", "Alamat", {"address": words("Alamat", longest=400)}, ["address"]),
            way(
                "way",
                "email",
                "Surel",
                {"email": {"type": "string", "format": "email", "title": "Alamat surel"}},
                ["email"],
            ),
            way(
                "way",
                "none",
                "Tidak ada; akan datang kembali",
                {"come_back_on": day("Datang kembali pada")},
                ["come_back_on"],
            ),
        ]
    )


def _corrections(work: Work) -> Schema:
    case, complaint = work.file.case, work.file.case.complaint
    types = [(one.slug, one.name) for one in work.lists.permit_types]
    fields = {
        "permit_type": choice(types, "Jenis perizinan", default=case.permit_type.slug),
        "channel": choice(_CHANNELS, "Kanal", default=case.channel),
        "kind": choice(_KINDS, "Pelapor", default=case.complainant_kind),
        "subject": text_field("Pokok pengaduan", longest=LINE, default=case.subject),
        "text": text_field("Isi pengaduan", longest=ESSAY, default=complaint.text),
    }
    for name, title in (("wanted", "Penyelesaian yang diinginkan"), ("loss", "Kerugian")):
        if getattr(complaint, name):
            fields[name] = text_field(title, longest=PASSAGE, default=getattr(complaint, name))
    for name, (title, longest) in _PERSON.items():
        # What is known of the person is never shown here: reading it is logged.
        fields[name] = text_field(title, longest=longest, description="Isi hanya bila berubah")
    return group(fields, title="Perbaikan")


class _Taken:
    """What was filled in, put together with what was known."""

    def __init__(self, work: Work, data: Data) -> None:
        self.work, self.data = work, data
        self.case: dict[str, Any] = {}
        self.complaint: dict[str, Any] = {}
        self.identity: dict[str, str] = {}
        self.corrected: list[str] = []
        self._read()

    @property
    def kind(self) -> str:
        """Return the kind of complainant as it is now known."""
        return str(self.case.get("complainant_kind") or self.work.file.case.complainant_kind)

    def _read(self) -> None:
        case, data = self.work.file.case, self.data
        told = {name: data[name] for name in (*_CASE_TEXTS, *_MARKS, *_SAID) if data.get(name)}
        self.case |= {name: told[name] for name in (*_CASE_TEXTS, *_MARKS) if name in told}
        self.complaint |= {name: told[name] for name in _SAID if name in told}
        self.place = self.complaint.get("place", "")
        if data.get("service_on"):
            self.complaint["service_on"] = self.work.day_of(data["service_on"])
        contact = data.get("contact", {})
        if contact.get("way") in ("phone", "email", "address"):
            self.identity[contact["way"]] = contact[contact["way"]]
        given = data.get("corrections", {})
        for name in _PERSON:
            if given.get(name, "").strip():
                self.identity[name] = given[name].strip()
                self.corrected.append(name)
        self._correct_choices(given)
        self._correct_texts(given)
        self._hide_identity()
        if case.subject != self.subject:
            self.corrected.append("subject")

    def _correct_choices(self, given: Data) -> None:
        case = self.work.file.case
        if given.get("permit_type", case.permit_type.slug) != case.permit_type.slug:
            wanted = given["permit_type"]
            chosen = next(one for one in self.work.lists.permit_types if one.slug == wanted)
            self.case["permit_type_id"] = chosen.pk
            self.corrected.append("permit_type")
        for name, column in (("channel", "channel"), ("kind", "complainant_kind")):
            if given.get(name, getattr(case, column)) != getattr(case, column):
                self.case[column] = given[name]
                self.corrected.append(name)

    def _correct_texts(self, given: Data) -> None:
        """Take over texts that were changed; one sent back as it was shown is no change."""
        case = self.work.file.case
        name_now = self.identity.get("name") or self.work.file.identity().name
        for name in _CORRECTABLE_TEXTS:
            shown = case.subject if name == "subject" else getattr(case.complaint, name)
            text = given.get(name, "")
            if text.strip() and text != shown:
                # The sealed original never takes the mask for the person's own word.
                self.complaint[name] = text.replace(MASK, name_now)
                if name != "subject":
                    self.corrected.append(name)

    def _hide_identity(self) -> None:
        """Mask the person's own words in what is kept in the clear."""
        known_by = findable(self.person, self.kind)
        for columns in (self.case, self.complaint):
            for name in columns.keys() & _IN_THE_CLEAR:
                columns[name] = mask(columns[name], known_by)

    @property
    def subject(self) -> str:
        """Return the subject as working copies show it, the person's own name masked."""
        corrected = self.complaint.get("subject")
        if not corrected:
            return self.work.file.case.subject
        return mask(corrected, findable(self.person, self.kind))[:LINE]

    @property
    def person(self) -> Identity:
        """Return who complains as it is now known."""
        return replace(self.work.file.identity(), **self.identity)

    def case_facts(self) -> dict[str, Any]:
        """Return what papers say of the case, with what was filled in now."""
        facts = {**case_facts(self.work.file), "subject": self.subject}
        for name in facts.keys() & self.case.keys():
            facts[name] = self.case[name]
        if "permit_type_id" in self.case:
            types = self.work.lists.permit_types
            chosen = next(one for one in types if one.pk == self.case["permit_type_id"])
            facts["permit_type"] = chosen.name
        return facts

    def papers(self) -> list[Paper]:
        """Return form and cover, and another receipt if what it shows has changed."""
        at = self.work.now.isoformat()
        person, sides = self.person, self.data["signatures"]
        where = "data.signatures"
        complainant = signed(
            {"name": person.name, "position": "Pelapor"},
            sides["complainant"],
            at=at,
            where=f"{where}.complainant",
        )
        officer = signed(self.work.signature, sides["officer"], at=at, where=f"{where}.officer")
        signatures = {"complainant_signature": complainant, "officer_signature": officer}
        papers = [
            Paper("form-pengaduan", {**self._form_facts(person), **signatures}),
            Paper("map-pengaduan", {**self._cover_facts(person), **signatures}),
        ]
        if _RECEIPT_SHOWS & set(self.corrected) or self.data.get("evidence"):
            paper = receipt(self.work.file)
            handed = [*paper.facts["received"], *self._evidence_lines()]
            facts = {**paper.facts, "case": self.case_facts(), "complainant_name": person.name}
            papers.append(
                Paper(paper.kind, {**facts, "received": handed, "officer_signature": officer})
            )
        return papers

    def _form_facts(self, person: Identity) -> dict[str, Any]:
        complaint: Complaint = self.work.file.case.complaint
        # The form shows what was said, as it was said: it belongs to the one who says it.
        said = {**unseal_json(self.work.file.key, complaint.original), **self.complaint}
        told = {name: said.get(name) or "" for name in ("text", "loss", "wanted")}
        service = self.complaint.get("service_on")
        files = [{"name": name} for name in attachment_names(self.work.file)]
        return {
            "case": self.case_facts(),
            "complainant": self._complainant(person),
            **told,
            "place": self.place,
            "service_time": day_and_date(service) if service else "",
            "permit_applicant": self.data.get("permit_applicant", ""),
            "evidence": [*files, *self.data.get("evidence", ())],
            "filed_at": self.work.file.case.received_at.isoformat(),
        }

    def _complainant(self, person: Identity) -> dict[str, str]:
        contact = self.data.get("contact", {})
        note = ""
        if contact.get("way") == "none":
            back = self.work.day_of(contact["come_back_on"])
            note = f"Tidak ada; akan datang kembali pada {day_and_date(back)}"
        return {
            **person.as_dict(),
            "name": person.name,
            "kind": self.kind,
            "letter_of_authority": self.data.get("letter_of_authority", ""),
            "contact_note": note,
        }

    def _cover_facts(self, person: Identity) -> dict[str, Any]:
        facts = self.case_facts()
        hidden = facts["anonymous"] or facts["confidential"]
        listed = [*attachment_names(self.work.file), *self._evidence_lines()]
        return {
            "case": facts,
            "complainant_name": "" if hidden else person.name,
            "contents": ["Form Pengaduan", "Tanda Terima Pengaduan", *listed],
        }

    def _evidence_lines(self) -> list[str]:
        rows_ = self.data.get("evidence", ())
        return [", ".join(filter(None, (one["name"], one.get("note")))) for one in rows_]
