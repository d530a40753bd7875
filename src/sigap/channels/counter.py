"""The counter: an officer reads aloud and types; also for letters and calls that came in."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms

from sigap.channels.filing import KINDS, Filing

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import QueryDict

COUNTER = "counter"
CHANNELS = [
    (COUNTER, "Tatap muka di loket"),
    ("telephone", "Telepon"),
    ("letter", "Surat"),
    ("whatsapp", "WhatsApp"),
    ("email", "Surel"),
    ("lapor", "SP4N-LAPOR!"),
    ("lapor-aa", "Lapor AA"),
    ("social-media", "Media sosial"),
    ("ombudsman", "Ombudsman/DPRD"),
    ("other", "Lainnya"),
]
NAMELESS = "tanpa-identitas"
PAPER, DRAWN, DECLARED = "paper", "drawn", "declaration"
_WAYS = [
    (PAPER, "Di kertas: form dicetak, lalu ditandatangani"),
    (DRAWN, "Di layar"),
    (DECLARED, "Dinyatakan lewat telepon atau pesan"),
]
_FOLDER = "Map Pengaduan"
# Where III.1 names a field otherwise than this form does.
_BY_STEP_FIELD = {
    "contact": "come_back_on",
    "evidence": "paper_evidence",
    "signatures.complainant.image": "complainant_image",
    "signatures.officer.image": "officer_image",
    "signatures": "sign",
    "declaration": "declared",
}
_SAID_AT_STEP = ("place", "permit_applicant", "letter_of_authority")


class CounterFiling(Filing):
    """The same complaint, with its channel, its outside number and when it came in.

    With `is_signing` it holds what III.1 asks beside: the declaration and both signatures.
    """

    channel = forms.ChoiceField(label="Kanal", choices=CHANNELS, initial=COUNTER)
    outside_number = forms.CharField(label="Nomor dari luar", max_length=80, required=False)
    received_at = forms.DateTimeField(
        label="Diterima pada",
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
    )
    come_back_on = forms.DateField(
        label="Datang kembali pada",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    place = forms.CharField(label="Tempat kejadian", max_length=200, required=False)
    service_on = forms.DateField(
        label="Tanggal pelayanan yang diadukan",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    permit_applicant = forms.CharField(
        label="Nama pemohon izin, bila lain", max_length=160, required=False
    )
    letter_of_authority = forms.CharField(label="Surat kuasa", max_length=200, required=False)
    paper_evidence = forms.CharField(
        label="Bukti di kertas", max_length=2_000, required=False, widget=forms.Textarea
    )
    declared = forms.BooleanField(label="Pelapor menyatakan keterangannya benar", required=False)
    sign = forms.ChoiceField(
        label="Tanda tangan pelapor dan petugas",
        choices=_WAYS,
        initial=PAPER,
        required=False,
        widget=forms.RadioSelect,
    )
    on_paper_at = forms.CharField(
        label="Tempat kertas yang ditandatangani", max_length=200, required=False, initial=_FOLDER
    )
    complainant_image = forms.CharField(
        label="Tanda tangan pelapor", max_length=400_000, required=False, widget=forms.Textarea
    )
    officer_image = forms.CharField(
        label="Tanda tangan petugas", max_length=400_000, required=False, widget=forms.Textarea
    )

    helps: ClassVar[dict[str, Any]] = {
        **Filing.helps,
        "outside_number": "Nomor LAPOR!, Lapor AA, surat Ombudsman atau DPRD.",
        "received_at": "Kosongkan bila baru saja; isi untuk surat atau telepon yang lebih dahulu.",
        "phone": "Satu cara menghubungi cukup.",
        "come_back_on": "Hanya bila tidak ada telepon, surel, maupun alamat.",
        "letter_of_authority": "Nomor dan tanggal, atau tempat kertasnya.",
        "paper_evidence": "Fotokopi atau asli yang diserahkan, satu tiap baris. Tercetak pada "
        "tanda terima.",
        "declared": "Bacakan isi pengaduan sebelum menandai.",
    }

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        permit_types: Iterable[tuple[str, str]],
        initial: dict[str, Any] | None = None,
        is_signing: bool = False,
    ) -> None:
        super().__init__(data, permit_types=permit_types, initial=initial)
        self.is_signing = is_signing
        self.fields["phone"].label = "Telepon atau WhatsApp"
        kind = self.fields["kind"]
        kinds = [*KINDS, (NAMELESS, "Tanpa identitas (surat kaleng)")]
        kind.choices = kinds  # type: ignore[attr-defined]
        for name in ("come_back_on", "service_on", "received_at"):
            self.fields[name].error_messages |= {"invalid": "Tanggal belum benar."}

    def clean_received_at(self) -> datetime | None:
        """Return the moment, or None for now."""
        value = self.cleaned_data["received_at"]
        return value if isinstance(value, datetime) else None

    def reach_required(self, data: dict[str, Any]) -> bool:
        """At the counter the person may have none: III.1 asks how they come back."""
        return False

    def clean(self) -> dict[str, Any]:
        """Ask for what the signing needs, if it is to be signed now."""
        data = super().clean()
        if self.is_signing:
            self._check_signing(data)
        return data

    def _check_signing(self, data: dict[str, Any]) -> None:
        reached = any(data.get(way) for way in ("phone", "email", "address"))
        wrong = {"phone", "email", "come_back_on"} & set(self.errors)
        if not (reached or wrong or data.get("come_back_on") or data.get("kind") == NAMELESS):
            self.add_error(
                "come_back_on", "Isi telepon, surel, atau alamat; bila tidak ada, tanggal ini."
            )
        if not data.get("declared"):
            self.add_error("declared", "Bacakan isinya, lalu tandai.")
        way = data.get("sign") or PAPER
        if way == DECLARED and data.get("channel") == COUNTER:
            self.add_error("sign", "Pelapor di loket menandatangani di kertas atau di layar.")
        if way == DRAWN:
            for name in ("complainant_image", "officer_image"):
                if not data.get(name):
                    self.add_error(name, "Belum ditandatangani.")

    def step_data(self) -> dict[str, Any]:
        """Return what III.1 records of the checked fields."""
        data = self.cleaned_data
        told = {name: data[name] for name in _SAID_AT_STEP if data[name]}
        if data["kind"] != "kuasa":
            told.pop("letter_of_authority", None)
        if data["service_on"]:
            told["service_on"] = data["service_on"].isoformat()
        lines = [line.strip() for line in data["paper_evidence"].splitlines()]
        if any(lines):
            told["evidence"] = [{"name": line[:200]} for line in lines if line]
        reached = any(data[way] for way in ("phone", "email", "address"))
        if not reached and data["kind"] != NAMELESS:
            told["contact"] = {"way": "none", "come_back_on": data["come_back_on"].isoformat()}
        return {**told, "declaration": True, "signatures": self._signatures()}

    def _signatures(self) -> dict[str, Any]:
        data = self.cleaned_data
        way = data["sign"] or PAPER
        if way == DRAWN:
            return {
                side: {"way": DRAWN, "image": data[f"{side}_image"]}
                for side in ("complainant", "officer")
            }
        on_paper = {"way": PAPER, "on_paper_at": data["on_paper_at"] or _FOLDER}
        return {
            "complainant": {"way": DECLARED} if way == DECLARED else on_paper,
            "officer": on_paper,
        }

    def field_of(self, refused_field: str) -> str | None:
        """Return the field of this form for one that an operation refused; None for the form."""
        name = refused_field.removeprefix("data.")
        if name in self.fields:
            return name
        known = [one for one in _BY_STEP_FIELD if name == one or name.startswith(f"{one}.")]
        return _BY_STEP_FIELD[known[0]] if known else None
