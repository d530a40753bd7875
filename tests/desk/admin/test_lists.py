"""Permit types, agencies and regulations by screen."""

import pytest
from django.test import Client

from sigap.accounts.operations import create_user
from sigap.cases.models import Agency, PermitType, Regulation
from sigap.cases.operations import office_lists
from sigap.cases.queries.office import OfficeLists
from sigap.core.errors import Refused
from sigap.ledger.models import Entry
from tests.cases.office import file_complaint, play, schema_of

LISTS = {
    "jenis-izin": (PermitType, {"data.name": "Izin Praktik Dokter Hewan"}),
    "instansi": (Agency, {"data.name": "Dinas Pertanian", "data.kind": "pd"}),
    "peraturan": (
        Regulation,
        {"data.short": "PP 5/2021", "data.title": "Peraturan Pemerintah Nomor 5 Tahun 2021"},
    ),
}


def last_event():
    entry = Entry.objects.filter(stream="office").order_by("-seq").first()
    return entry.event, entry.facts


def edition(browser, address):
    return browser.get(address).context["edition"]


@pytest.mark.parametrize("name", LISTS)
def test_lists_are_for_those_who_answer_for_the_office(name, sign_in):
    row = LISTS[name][0].objects.order_by("pk").first()
    for page in (f"/kelola/{name}/", f"/kelola/{name}/baru/", f"/kelola/{name}/{row.pk}/"):
        for role in ("koordinator", "kepala-dinas"):
            assert sign_in(role).get(page).status_code == 200
        for role in ("admin", "petugas-loket"):
            assert sign_in(role).get(page).status_code == 404
        assert Client().get(page)["Location"] == f"/masuk/?next={page}"
    assert sign_in("koordinator").get(f"/kelola/{name}/999999/").status_code == 404


@pytest.mark.parametrize("name", LISTS)
def test_a_row_is_added_and_recorded(name, sign_in):
    model, data = LISTS[name]
    before = model.objects.count()

    page = sign_in("koordinator").post(f"/kelola/{name}/baru/", data)

    row = model.objects.order_by("-pk").first()
    assert page["Location"] == f"/kelola/{name}/"
    assert model.objects.count() == before + 1
    event, facts = last_event()
    assert (event, facts["list"], facts["entry"]) == ("office.list-added", name, row.pk)
    assert str(row) in sign_in("koordinator").get(f"/kelola/{name}/").text


@pytest.mark.parametrize("name", LISTS)
def test_a_row_is_changed_and_only_what_changed_is_told(name, sign_in):
    model, data = LISTS[name]
    browser, row = sign_in("kepala-dinas"), model.objects.order_by("pk").first()
    address = f"/kelola/{name}/{row.pk}/"

    page = browser.post(address, {**data, "edition": edition(browser, address)})

    event, facts = last_event()
    assert page["Location"] == f"/kelola/{name}/"
    assert (event, facts["entry"]) == ("office.list-changed", row.pk)
    assert facts["fields"]
    again = browser.post(address, {**data, "edition": edition(browser, address)})
    assert again.status_code == 422 or name == "jenis-izin"


@pytest.mark.parametrize("name", LISTS)
def test_who_changes_a_row_that_somebody_changed_meanwhile_is_told(name, sign_in, traces):
    model, data = LISTS[name]
    browser, row = sign_in("koordinator"), model.objects.order_by("pk").first()
    address = f"/kelola/{name}/{row.pk}/"
    old = edition(browser, address)
    browser.post(address, {**data, "edition": old})
    before = traces()

    page = browser.post(address, {**data, "edition": old})

    assert page.status_code == 409
    assert "diubah orang lain" in page.text
    assert traces() == before


@pytest.mark.parametrize(
    ("name", "change", "field", "words"),
    [
        ("jenis-izin", {"data.name": ""}, "data.name", "belum diisi"),
        ("jenis-izin", {"data.name": "izin trayek ANGKUTAN"}, "data.name", "sudah ada"),
        ("jenis-izin", {"data.analyst": "999999"}, "data.analyst", "pilihan"),
        ("jenis-izin", {"data.order": "-1"}, "data.order", "paling kecil 0"),
        ("instansi", {"data.kind": ""}, "data.kind", "belum diisi"),
        ("instansi", {"data.kind": "swasta"}, "data.kind", "pilihan"),
        ("instansi", {"data.name": "dinas kesehatan"}, "data.name", "sudah ada"),
        ("instansi", {"data.phone": "0" * 41}, "data.phone", "terlalu panjang"),
        ("peraturan", {"data.short": "uu 25/2009"}, "data.short", "sudah ada"),
        ("peraturan", {"data.title": "x" * 401}, "data.title", "terlalu panjang"),
    ],
)
def test_a_wrong_row_is_told_beside_its_field(name, change, field, words, sign_in, traces):  # noqa: PLR0917 - a table
    before = traces()

    page = sign_in("koordinator").post(f"/kelola/{name}/baru/", {**LISTS[name][1], **change})

    errors = {f.name: f.error for f in page.context["form"].children if f.error}
    assert page.status_code == 422
    assert list(errors) == [field]
    assert words in errors[field]
    assert traces() == before


def test_what_is_out_of_use_is_offered_no_more_and_comes_back(office, sign_in):
    browser = sign_in("koordinator")
    row = PermitType.objects.get(slug="reklame")
    browser.post(f"/kelola/jenis-izin/{row.pk}/pakai/", {"dipakai": "tidak"})

    assert "reklame" not in {one.slug for one in OfficeLists(now=office.now).permit_types}
    assert last_event()[0] == "office.list-closed"
    assert "tidak dipakai" in browser.get("/kelola/jenis-izin/").text
    with pytest.raises(Refused, match="tidak dikenal"):
        file_complaint(office, permit_type="reklame")

    browser.post(f"/kelola/jenis-izin/{row.pk}/pakai/", {"dipakai": "ya"})
    assert "reklame" in {one.slug for one in OfficeLists(now=office.now).permit_types}
    assert browser.post(f"/kelola/jenis-izin/{row.pk}/pakai/", {}).status_code == 404


def test_one_permit_type_always_remains(sign_in, traces):
    last = PermitType.objects.get(slug="lainnya")
    PermitType.objects.exclude(pk=last.pk).update(is_active=False)
    before = traces()

    page = sign_in("koordinator").post(f"/kelola/jenis-izin/{last.pk}/pakai/", {"dipakai": "tidak"})

    assert page.status_code == 422
    assert "Paling sedikit satu" in page.text
    assert traces() == before


def test_slugs_are_made_once_and_never_twice(office):
    actor = office.holder("koordinator")
    made = [
        office_lists.add_entry(
            name="jenis-izin", data={"name": name}, actor=actor, now=office.now
        ).slug
        for name in ("Izin Édar", "Izin: Edar", "許可", "A" * 120)
    ]

    assert made == ["izin-edar", "izin-edar-2", "jenis-izin", "a" * 40]


def test_the_analyst_of_the_permit_type_is_proposed_at_the_counter(office, sign_in):
    other, _ = create_user(
        name="rina", roles=["analis-pengaduan"], now=office.now, full_name="Rina Maulida"
    )
    browser, row = sign_in("koordinator"), PermitType.objects.get(slug="pbg")
    address = f"/kelola/jenis-izin/{row.pk}/"
    browser.post(
        address,
        {
            "data.name": row.name,
            "data.analyst": str(other.pk),
            "edition": edition(browser, address),
        },
    )

    case = file_complaint(office)
    play(office, case, until="distribute")

    analyst = schema_of(office, case, "distribute")["properties"]["analyst"]
    assert analyst["default"] == str(other.pk)
    assert "Rina Maulida" in browser.get("/kelola/jenis-izin/").text


def test_an_analyst_who_is_none_any_more_is_pointed_out(office, sign_in):
    PermitType.objects.filter(slug="pbg").update(analyst=office.users["koordinator"])

    page = sign_in("koordinator").get("/kelola/jenis-izin/")

    assert "bukan analis lagi" in page.text


def test_a_plan_still_finds_an_agency_that_went_out_of_use(office, sign_in):
    row = Agency.objects.get(slug="bapenda")
    sign_in("koordinator").post(f"/kelola/instansi/{row.pk}/pakai/", {"dipakai": "tidak"})

    lists = OfficeLists(now=office.now)
    assert lists.agency("bapenda") == row
    assert row not in lists.agencies


def test_operations_refuse_other_roles(office, traces):
    before, now = traces(), office.now
    entry = Agency.objects.first().pk
    acts = (
        lambda actor: office_lists.add_entry(name="instansi", data={}, actor=actor, now=now),
        lambda actor: office_lists.change_entry(
            name="instansi", entry=entry, edition="", data={}, actor=actor, now=now
        ),
        lambda actor: office_lists.set_entry_active(
            name="instansi", entry=entry, active=False, actor=actor, now=now
        ),
    )
    for act in acts:
        with pytest.raises(Refused) as refused:
            act(office.holder("admin"))
        assert refused.value.code == "wrong-role"
    assert traces() == before


@pytest.mark.parametrize("name", LISTS)
def test_a_list_costs_the_same_however_long(name, office, sign_in, django_assert_max_num_queries):
    browser, actor = sign_in("koordinator"), office.holder("koordinator")
    data = {field.removeprefix("data."): value for field, value in LISTS[name][1].items()}
    column = "short" if name == "peraturan" else "name"
    for n in range(20):
        office_lists.add_entry(
            name=name, data={**data, column: f"Baris {n}"}, actor=actor, now=office.now
        )

    with django_assert_max_num_queries(12):
        assert browser.get(f"/kelola/{name}/").status_code == 200
