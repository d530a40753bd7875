"""Every form of the administration with input that cannot be: told beside the field, all kept."""

import pytest
from django.utils.html import escape

from sigap.cases.models import (
    DeadlineRule,
    LetterTemplate,
    PermitType,
    Regulation,
    RetentionRule,
    Signatory,
)
from tests.cases.office import file_complaint
from tests.desk.wrongly import (
    EMOJI,
    HTML,
    Hidden,
    assert_told_and_kept,
    errors,
    leaves,
    takes_text,
    untold,
    wrong,
)


def forms():
    """Return the addresses of every form, by the role that opens it."""

    def one(model, **wanted):
        return model.objects.filter(**wanted).order_by("pk").first().pk

    deadline, retention = one(DeadlineRule), one(RetentionRule)
    template = LetterTemplate.objects.get(slug="balasan-terbukti").slug
    office = [
        "kantor/",
        "kalender/ubah/",
        "jenis-izin/baru/",
        f"jenis-izin/{one(PermitType)}/",
        "instansi/baru/",
        "peraturan/baru/",
        f"peraturan/{one(Regulation)}/",
        "penanda-tangan/baru/",
        f"penanda-tangan/{one(Signatory)}/akhiri/",
        "batas-waktu/baru/",
        f"batas-waktu/{deadline}/ubah/",
        f"batas-waktu/{deadline}/akhiri/",
        f"batas-waktu/{deadline}/periksa/",
        "retensi/baru/",
        f"retensi/{retention}/ubah/",
        f"retensi/{retention}/akhiri/",
        "waktu-tunggu/",
        "kabar/received/id/",
        "kabar/late/en/",
        "templat/baru/?untuk=balasan",
        f"templat/{template}/ubah/",
        "plh/baru/",
    ]
    accounts = ["pengguna/baru/", "pengguna/{user}/data/", "pengguna/{user}/token/", "plh/baru/"]
    return [("koordinator", one) for one in office] + [("admin", one) for one in accounts]


@pytest.fixture
def sent_wrongly(office, sign_in, traces):
    """Return a function that fills in every form wrongly in one way; gives (address, page)."""

    def run(kind):
        file_complaint(office)
        found = []
        for role, path in forms():
            browser = sign_in(role)
            address = f"/kelola/{path}".replace("{user}", str(office.users["petugas-loket"]))
            opened = browser.get(address)
            assert opened.status_code == 200, address
            form = opened.context["form"]
            sent = wrong(kind, form)
            if not sent:
                continue
            before = traces()
            page = browser.post(address, {**Hidden(opened.text).values, **sent})
            if page.status_code in (409, 422):
                try:
                    assert_told_and_kept(page, sent, form)
                    assert traces() == before
                except AssertionError as fault:
                    pytest.fail(f"{kind} at {address}: {fault}")
            else:
                assert page.status_code in (200, 302), address
            found.append((address, form, page))
        return found

    return run


def test_empty_forms_name_every_field_that_must_be_filled_in(sent_wrongly):
    for address, form, page in sent_wrongly("empty"):
        if untold(form, ()):
            assert page.status_code == 422, address
            assert untold(form, errors(page.context["form"])) == [], address


@pytest.mark.parametrize("kind", ["huge", "control"])
def test_what_cannot_be_kept_is_refused_everywhere(sent_wrongly, kind):
    for address, form, page in sent_wrongly(kind):
        if takes_text(form):
            assert page.status_code == 422, address


def test_dates_that_there_are_not_are_refused_beside_their_field(sent_wrongly):
    found = sent_wrongly("date")
    assert len(found) > 8
    for address, form, page in found:
        assert page.status_code == 422, address
        days = {one.name for one in leaves(form) if one.widget in ("date", "moment", "time")}
        assert days <= errors(page.context["form"]).keys(), address


@pytest.mark.parametrize(("kind", "typed"), [("html", HTML), ("emoji", EMOJI)])
def test_strange_letters_are_shown_as_letters(sent_wrongly, kind, typed):
    for address, form, page in sent_wrongly(kind):
        assert "<script>alert" not in page.text, address
        if page.status_code == 422 and takes_text(form):
            assert escape(typed) in page.text, address
