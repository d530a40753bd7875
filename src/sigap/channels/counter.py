"""The counter: an officer reads aloud and types; also for letters and calls that came in."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms

from sigap.channels.filing import KINDS, Filing

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import QueryDict

CHANNELS = [
    ("counter", "Tatap muka di loket"),
    ("telephone", "Telepon"),
    ("letter", "Surat"),
    ("whatsapp", "WhatsApp"),
    ("email", "Pos-el"),
    ("lapor", "SP4N-LAPOR!"),
    ("lapor-aa", "Lapor AA"),
    ("social-media", "Media sosial"),
    ("ombudsman", "Ombudsman/DPRD"),
    ("other", "Lainnya"),
]
NAMELESS = "tanpa-identitas"


class CounterFiling(Filing):
    """The same complaint, with its channel, its outside number and when it came in."""

    channel = forms.ChoiceField(label="Kanal", choices=CHANNELS, initial="counter")
    outside_number = forms.CharField(label="Nomor dari luar", max_length=80, required=False)
    received_at = forms.DateTimeField(
        label="Diterima pada",
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
    )

    helps: ClassVar[dict[str, Any]] = {
        **Filing.helps,
        "outside_number": "Nomor LAPOR!, Lapor AA, surat Ombudsman atau DPRD.",
        "received_at": "Kosongkan bila baru saja; isi untuk surat atau telepon yang lebih dahulu.",
        "phone": "Satu cara menghubungi cukup.",
    }

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        permit_types: Iterable[tuple[str, str]],
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, permit_types=permit_types, initial=initial)
        kind = self.fields["kind"]
        kinds = [*KINDS, (NAMELESS, "Tanpa identitas (surat kaleng)")]
        kind.choices = kinds  # type: ignore[attr-defined]

    def clean_received_at(self) -> datetime | None:
        """Return the moment, or None for now."""
        value = self.cleaned_data["received_at"]
        return value if isinstance(value, datetime) else None

    def reach_required(self, data: dict[str, Any]) -> bool:
        """At the counter the person may have none: III.1 asks how they come back."""
        return False
