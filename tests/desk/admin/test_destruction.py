"""The page of destruction: what is due is proposed, another person destroys, all can see it."""

import pytest
from django.utils import timezone

from sigap.cases.models import CaseKey, Destruction, Document, RetentionRule, Task
from tests.cases.office import file_complaint, play

pytestmark = pytest.mark.django_db


def test_the_way_from_the_list_to_the_certificate(office, sign_in):
    RetentionRule.objects.update(fate="musnah", active_years=0, inactive_years=0)
    case = file_complaint(office)
    play(office, case)
    Document.objects.filter(case=case).update(state="done")
    Task.objects.filter(case=case, state="open").update(state="cancelled")
    assert office.now < timezone.now()
    chief, head = sign_in("koordinator"), sign_in("kepala-dinas")
    page = "/kelola/pemusnahan/"
    assert case.number in chief.get(page).text

    wrong = chief.post(f"{page}usul/", {"cases": [case.pk], "reason": ""})
    assert (wrong.status_code, "Tulis alasan" in wrong.text) == (422, True)
    assert (
        chief.post(f"{page}usul/", {"cases": [case.pk], "reason": "Menurut JRA"}).status_code == 302
    )
    row = Destruction.objects.get()
    own = chief.post(f"{page}{row.pk}/setujui/")
    assert (own.status_code, "orang lain" in own.text) == (422, True)
    assert "Musnahkan 1 berkas" in head.get(page).text
    assert head.post(f"{page}{row.pk}/setujui/").status_code == 302

    assert bytes(CaseKey.objects.get(pk=case.pk).wrapped) == b""
    assert "Berita acara BA/1/" in chief.get(page).text
    paper = chief.get(f"{page}{row.pk}/berita-acara/")
    assert (paper["Content-Type"], paper.content[:5]) == ("application/pdf", b"%PDF-")
    assert chief.get(f"/berkas/{case.number}/").status_code == 200
    assert chief.post(f"/berkas/{case.number}/identitas/").status_code == 410
    for role in ("petugas-loket", "analis-hukum"):
        assert sign_in(role).get(page).status_code == 404
