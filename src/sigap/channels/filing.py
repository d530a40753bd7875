"""The fields of a complaint, checked one by one, and the filing they make."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from sigap.cases.operations.register import Filing as FilingOrder
from sigap.core.masking import Identity, normal_phones, spelled_phones
from sigap.core.plain_text import plain_line, plain_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import QueryDict

    from sigap.cases.models import Attachment
    from sigap.channels.tray import Tray

KINDS = [
    ("perorangan", _("Diri sendiri")),
    ("badan-usaha", _("Badan usaha")),
    ("kuasa", _("Kuasa orang lain")),
]


class Line(forms.CharField):
    """One line of text without what can't be seen."""

    def to_python(self, value: object) -> str:
        """Return the line as it is kept."""
        return plain_line(str(super().to_python(value)))


class Text(forms.CharField):
    """Several lines of text without what can't be seen."""

    widget = forms.Textarea

    def to_python(self, value: object) -> str:
        """Return the text as it is kept."""
        return plain_text(str(super().to_python(value)))


class Email(forms.EmailField):
    """An e-mail address; blanks that slipped in are dropped."""

    def to_python(self, value: object) -> str:
        """Return the address as it is kept."""
        plain = unicodedata.normalize("NFKC", plain_line(str(super().to_python(value))))
        return "".join(plain.split()).removeprefix("mailto:")


class Filing(forms.Form):
    """The complaint in four short sections; necessary is only what the law calls necessary."""

    subject = Line(label=_("Pokok pengaduan"), max_length=200)
    text = Text(label=_("Apa yang terjadi?"), max_length=20_000)
    wanted = Text(
        label=_("Apa yang Anda minta?"),
        max_length=5_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    loss = Text(
        label=_("Kerugian Anda"),
        max_length=5_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    permit_type = forms.ChoiceField(label=_("Tentang izin apa?"))
    registration_number = Line(
        label=_("Nomor pendaftaran berkas izin"), max_length=80, required=False
    )
    name = Line(label=_("Nama lengkap"), max_length=120)
    kind = forms.ChoiceField(
        label=_("Anda mengadu sebagai"),
        choices=KINDS,
        initial="perorangan",
        widget=forms.RadioSelect,
    )
    company = Line(label=_("Nama badan usaha"), max_length=160, required=False)
    on_behalf_of = Line(label=_("Nama yang Anda wakili"), max_length=120, required=False)
    phone = Line(label=_("Nomor telepon atau WhatsApp"), max_length=60, required=False)
    email = Email(label=_("Surel"), max_length=200, required=False)
    address = Line(label=_("Alamat"), max_length=300, required=False)
    anonymous = forms.BooleanField(label=_("Sembunyikan nama saya"), required=False)
    confidential = forms.BooleanField(label=_("Rahasiakan pengaduan ini"), required=False)

    helps: ClassVar[dict[str, Any]] = {
        "subject": _(
            "Satu kalimat, misalnya “Retribusi PBG sudah dibayar tetapi belum divalidasi”."
        ),
        "text": _("Ceritakan urutannya: kapan, di mana, dilayani siapa, apa akibatnya."),
        "wanted": _("Penyelesaian yang Anda harapkan."),
        "registration_number": _("Tercetak pada bukti pendaftaran. Kosongkan bila tidak ada."),
        "phone": _("Isi pengaduan tidak pernah disebut dalam SMS atau WhatsApp."),
        "email": _("Kabar perkembangan dikirim ke sini."),
        "address": _("Untuk surat jawaban bila Anda tidak memakai telepon atau surel."),
        "anonymous": _(
            "Nama Anda tidak diberitahukan kepada instansi lain. Petugas yang menangani tetap "
            "dapat membacanya; setiap pembacaan tercatat."
        ),
        "confidential": _(
            "Hanya petugas yang menangani yang dapat melihat pengaduan ini. Kode pelacakan tidak "
            "kami kirim lewat pesan, jadi simpan tanda terimanya."
        ),
    }

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        permit_types: Iterable[tuple[str, str]],
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        kinds = [("", _("Pilih jenis izin")), *permit_types]
        self.fields["permit_type"] = forms.ChoiceField(label=_("Tentang izin apa?"), choices=kinds)
        for name, one in self.fields.items():
            one.help_text = self.helps.get(name, "")
            one.error_messages |= {"required": _("Belum diisi.")}
            if isinstance(one, forms.CharField):
                one.error_messages |= {
                    "max_length": _("Terlalu panjang; paling banyak %(limit_value)d huruf.")
                }
        self.fields["permit_type"].error_messages |= {
            "required": _("Pilih jenis izin; pilih “Perizinan lainnya” bila ragu."),
            "invalid_choice": _("Pilih salah satu jenis izin."),
        }
        self.fields["kind"].error_messages |= {"invalid_choice": _("Pilih salah satu.")}
        self.fields["email"].error_messages |= {
            "invalid": _("Alamat surel belum benar, misalnya nama@contoh.id.")
        }

    def clean_name(self) -> str:
        """Return the name, or refuse what nobody can be called by."""
        return _with_letters(self.cleaned_data["name"])

    def clean_on_behalf_of(self) -> str:
        """Return the name of the other person, by the same rule."""
        return _with_letters(self.cleaned_data["on_behalf_of"])

    def clean_phone(self) -> str:
        """Return the numbers as they will be called, or refuse what is none."""
        phone = str(self.cleaned_data["phone"])
        if not phone:
            return ""
        if not normal_phones(phone):
            raise ValidationError(
                _(
                    "Nomor telepon belum benar; hitung lagi angkanya. Contoh: 0812-3456-7890 atau "
                    "(021) 8900-1234."
                )
            )
        return spelled_phones(phone)

    def reach_required(self, data: dict[str, Any]) -> bool:
        """Whether one way to reach the person must be given here."""
        return bool(data)

    def clean(self) -> dict[str, Any]:
        """Ask for one way to reach the person, and for whom a proxy speaks."""
        data = super().clean() or {}
        known = any(data.get(way) for way in ("phone", "email", "address"))
        wrong = {"phone", "email"} & set(self.errors)
        if self.reach_required(data) and not known and not wrong:
            self.add_error("phone", _("Isi salah satu: telepon, surel, atau alamat."))
        if data.get("kind") == "kuasa" and not data.get("on_behalf_of"):
            self.add_error("on_behalf_of", _("Siapa yang Anda wakili?"))
        return data


def _with_letters(name: str) -> str:
    if name and not any(sign.isalpha() for sign in name):
        raise ValidationError(_("Tulis nama dengan huruf."))
    return name


_PERSON = ("name", "company", "phone", "email", "address", "on_behalf_of")


def identity_of(data: dict[str, Any]) -> Identity:
    """Return who complains by the checked fields."""
    return Identity(**{name: data[name] for name in _PERSON})


def order_of(
    data: dict[str, Any],
    tray: Tray,
    attachments: tuple[Attachment, ...],
    *,
    channel: str,
    language: str = "id",
    **more: Any,  # noqa: ANN401 - further parts of a filing
) -> FilingOrder:
    """Return the checked fields with the files of the tray as a filing."""
    return FilingOrder(
        channel=channel,
        permit_type=data["permit_type"],
        subject=data["subject"],
        text=data["text"],
        wanted=data["wanted"],
        loss=data["loss"],
        registration_number=data["registration_number"],
        identity=identity_of(data),
        complainant_kind=data["kind"],
        anonymous=data["anonymous"],
        confidential=data["confidential"],
        language=language,
        attachments=attachments,
        key=tray.key,
        **more,
    )
