"""Deadlines, retention, signatories and waiting limits by screen: lines from day to day."""

from datetime import date, timedelta

import pytest
from django.test import Client

from sigap.cases.models import DeadlineRule, RetentionRule, Signatory, StepRun, WaitingLimit
from sigap.cases.operations import (
    deadline_rules,
    retention_rules,
    signatories,
    waiting_limits,
)
from sigap.cases.queries.office import OfficeLists
from sigap.cases.queries.officeday import day_of
from sigap.cases.queries.sops import parse_limit
from sigap.core.errors import InvalidInput, Refused
from sigap.core.sop.definition import Duration, Unit
from sigap.ledger.models import Entry
from tests.cases.office import file_complaint

PAGES = (
    "/kelola/batas-waktu/",
    "/kelola/batas-waktu/baru/",
    "/kelola/retensi/",
    "/kelola/retensi/baru/",
    "/kelola/penanda-tangan/",
    "/kelola/penanda-tangan/baru/",
    "/kelola/waktu-tunggu/",
)


@pytest.fixture
def browser(sign_in):
    return sign_in("koordinator")


def last_entry():
    return Entry.objects.filter(stream="office").order_by("-seq").first()


def errors(page):
    def gather(field):
        found = {field.name: field.error} if field.error else {}
        for child in field.children:
            found |= gather(child)
        return found

    return gather(page.context["form"])


@pytest.mark.parametrize("page", PAGES)
def test_only_those_who_answer_for_the_office_see_the_lines(page, sign_in):
    for role in ("koordinator", "kepala-dinas"):
        assert sign_in(role).get(page).status_code == 200
    for role in ("admin", "analis-pengaduan"):
        assert sign_in(role).get(page).status_code == 404
    assert Client().get(page)["Location"] == f"/masuk/?next={page}"


@pytest.mark.parametrize(
    "page",
    [
        "/kelola/batas-waktu/999999/ubah/",
        "/kelola/batas-waktu/999999/akhiri/",
        "/kelola/batas-waktu/999999/periksa/",
        "/kelola/retensi/999999/ubah/",
        "/kelola/retensi/999999/akhiri/",
        "/kelola/penanda-tangan/999999/akhiri/",
    ],
)
def test_what_is_not_there_does_not_exist(page, browser):
    assert browser.get(page).status_code == 404


class TestDeadlines:
    LINE = {
        "data.amount": "21",
        "data.unit": "hari-kerja",
        "data.source": "PermenPANRB 5/2025",
        "data.verified": "M",
        "data.valid_from": "2027-01-01",
    }

    def test_the_next_line_ends_the_one_before_on_the_day_before(self, browser):
        rule = DeadlineRule.objects.get(slug="keputusan")

        browser.post(f"/kelola/batas-waktu/{rule.pk}/ubah/", self.LINE)

        old, new = DeadlineRule.objects.filter(slug="keputusan").order_by("valid_from")
        assert (old.amount, old.valid_until) == (60, date(2026, 12, 31))
        assert (new.amount, new.unit, new.valid_from) == (21, "hari-kerja", date(2027, 1, 1))
        assert (new.name, new.verified) == (rule.name, "M")
        assert last_entry().event == "office.deadline-changed"

    def test_a_new_limit_gets_a_line(self, browser):
        browser.post("/kelola/batas-waktu/baru/", {**self.LINE, "data.name": "Jawaban Ombudsman"})

        rule = DeadlineRule.objects.get(slug="jawaban-ombudsman")
        assert (rule.amount, rule.verified) == (21, "M")
        assert last_entry().facts["rule"] == "jawaban-ombudsman"

    def test_who_saw_the_text_stands_beside_it(self, office, browser):
        rule = DeadlineRule.objects.get(slug="keputusan")

        browser.post(
            f"/kelola/batas-waktu/{rule.pk}/periksa/",
            {"data.source": "UU 25/2009 Pasal 50, LN 112", "data.seen": "ya"},
        )

        rule.refresh_from_db()
        assert (rule.verified, rule.verified_by) == ("V", f"user:{office.users['koordinator']}")
        assert "Pejabat Koordinator" in browser.get("/kelola/batas-waktu/").text

    def test_a_limit_ends(self, browser):
        rule = DeadlineRule.objects.get(slug="lapor-tutup")

        browser.post(f"/kelola/batas-waktu/{rule.pk}/akhiri/", {"data.valid_until": "2026-12-31"})

        rule.refresh_from_db()
        assert rule.valid_until == date(2026, 12, 31)

    @pytest.mark.parametrize(
        ("act", "data", "field", "words"),
        [
            ("ubah", {**LINE, "data.valid_from": "2009-07-18"}, "data.valid_from", "sesudahnya"),
            ("ubah", {**LINE, "data.valid_from": "1/1/2027"}, "data.valid_from", "bukan tanggal"),
            ("ubah", {**LINE, "data.amount": "0"}, "data.amount", "paling kecil 1"),
            ("ubah", {**LINE, "data.amount": "1,5"}, "data.amount", "bilangan bulat"),
            ("ubah", {**LINE, "data.verified": "V"}, "data.verified", "pilihan"),
            ("akhiri", {"data.valid_until": "2000-01-01"}, "data.valid_until", "sebelum itu"),
            ("akhiri", {}, "data.valid_until", "belum diisi"),
            ("periksa", {"data.source": "UU 25/2009"}, "data.seen", "belum diisi"),
            ("periksa", {"data.seen": "ya"}, "data.source", "belum diisi"),
        ],
    )
    def test_a_wrong_line_is_told_beside_its_field(self, act, data, field, words, browser, traces):  # noqa: PLR0917 - a table
        rule, before = DeadlineRule.objects.get(slug="keputusan"), traces()

        page = browser.post(f"/kelola/batas-waktu/{rule.pk}/{act}/", data)

        assert page.status_code == 422
        assert words in errors(page)[field]
        assert traces() == before

    def test_a_line_that_was_followed_changes_no_more(self, browser, traces):
        rule = DeadlineRule.objects.get(slug="keputusan")
        browser.post(f"/kelola/batas-waktu/{rule.pk}/ubah/", self.LINE)
        before = traces()

        for act, data in (("ubah", self.LINE), ("akhiri", {"data.valid_until": "2028-01-01"})):
            page = browser.post(f"/kelola/batas-waktu/{rule.pk}/{act}/", data)
            assert page.status_code == 422
            assert "sudah diganti" in page.text
        assert traces() == before

    def test_a_known_name_and_a_second_verification_are_refused(self, browser, traces):
        rule = DeadlineRule.objects.get(slug="lapor-tutup")
        seen = {"data.source": "Laman", "data.seen": "ya"}
        browser.post(f"/kelola/batas-waktu/{rule.pk}/periksa/", seen)
        DeadlineRule.objects.filter(pk=rule.pk).update(slug="jawaban-ombudsman")
        before = traces()

        twice = browser.post(f"/kelola/batas-waktu/{rule.pk}/periksa/", seen)
        known = browser.post(
            "/kelola/batas-waktu/baru/", {**self.LINE, "data.name": "Jawaban Ombudsman"}
        )

        assert "sudah diperiksa" in twice.text
        assert "sudah ada" in errors(known)["data.name"]
        assert traces() == before


class TestRetention:
    LINE = {
        "data.name": "Pelayanan Perizinan",
        "data.active_years": "5",
        "data.inactive_years": "5",
        "data.fate": "musnah",
        "data.valid_from": "2026-01-01",
    }

    def test_archiving_offers_only_the_line_that_holds(self, office, browser):
        rule = RetentionRule.objects.get(code="500.16.7.2")

        browser.post(f"/kelola/retensi/{rule.pk}/ubah/", self.LINE)

        rule.refresh_from_db()
        assert rule.valid_until == date(2025, 12, 31)
        offered = OfficeLists(now=office.now).retention
        assert [one.code for one in offered] == ["500.16.7.2", "000.8.3.4", "700.1.2.1"]
        assert (offered[0].active_years, offered[0].is_default) == (5, True)

    def test_another_code_becomes_the_default_and_the_first_can_end(self, office, browser):
        rule = RetentionRule.objects.get(code="000.8.3.4")
        first = RetentionRule.objects.get(code="500.16.7.2")

        browser.post(f"/kelola/retensi/{rule.pk}/bawaan/")
        browser.post(f"/kelola/retensi/{first.pk}/akhiri/", {"data.valid_until": "2025-12-31"})

        offered = OfficeLists(now=office.now).retention
        assert [(one.code, one.is_default) for one in offered] == [
            ("000.8.3.4", True),
            ("700.1.2.1", False),
        ]

    def test_a_code_is_added_once(self, browser, traces):
        line = {**self.LINE, "data.code": "100.1"}
        browser.post("/kelola/retensi/baru/", line)
        assert RetentionRule.objects.filter(code="100.1").count() == 1
        before = traces()

        page = browser.post("/kelola/retensi/baru/", line)

        assert "sudah ada" in errors(page)["data.code"]
        assert traces() == before

    def test_what_cannot_be_leaves_nothing(self, browser, traces):
        default = RetentionRule.objects.get(code="500.16.7.2")
        other = RetentionRule.objects.get(code="700.1.2.1")
        later = RetentionRule.objects.create(
            code="9",
            name="x",
            active_years=1,
            inactive_years=1,
            fate="musnah",
            valid_from=date(2999, 1, 1),
        )
        before = traces()
        tries = (
            (f"{default.pk}/akhiri", {"data.valid_until": "2027-01-01"}, "tetap dipakai"),
            (f"{other.pk}/akhiri", {"data.valid_until": "2023-01-01"}, "sebelum itu"),
            (f"{other.pk}/ubah", {**self.LINE, "data.valid_from": "2024-01-01"}, "sesudahnya"),
            (f"{other.pk}/ubah", {**self.LINE, "data.active_years": "101"}, "paling besar 100"),
            (f"{later.pk}/bawaan", {}, "tidak berlaku hari ini"),
        )

        for address, data, words in tries:
            page = browser.post(f"/kelola/retensi/{address}/", data)
            assert page.status_code == 422
            assert words in page.text
        assert traces() == before


class TestSignatories:
    NEW = {
        "data.standing.~": "0",
        "data.post": "Kepala Dinas",
        "data.name": "Ir. Baru, M.T.",
        "data.valid_from": "2026-01-01",
    }

    def delegation(self, **changes):
        return {
            **self.NEW,
            "data.standing.~": "1",
            "data.standing.~1.on_behalf_of": "Kepala Dinas",
            "data.standing.~1.legal_basis": "Kep. 800/1/2026 tanggal 2 Januari 2026",
            "data.post": "Sekretaris",
            "data.name": "Dra. Wakil",
            "data.valid_from": "2026-02-01",
            "data.valid_until": "2099-12-31",
            **changes,
        }

    def test_a_new_head_follows_the_one_before(self, office, browser):
        old = Signatory.objects.get()

        browser.post("/kelola/penanda-tangan/baru/", self.NEW)

        old.refresh_from_db()
        assert old.valid_until == date(2025, 12, 31)
        assert OfficeLists(now=office.now).signatory()["name"] == "Ir. Baru, M.T."
        assert "Baru" not in str(last_entry().facts)

    def test_a_delegation_goes_first_while_it_lasts(self, office, browser):
        browser.post("/kelola/penanda-tangan/baru/", self.delegation())
        row = Signatory.objects.get(post="Sekretaris")

        signs = OfficeLists(now=office.now).signatory()
        assert (signs["name"], signs["on_behalf"]) == ("Dra. Wakil", "a.n. Kepala Dinas")
        assert "Kep. 800/1/2026" in browser.get("/kelola/penanda-tangan/").text

        yesterday = day_of(office.now) - timedelta(days=1)
        browser.post(
            f"/kelola/penanda-tangan/{row.pk}/akhiri/", {"data.valid_until": yesterday.isoformat()}
        )
        assert OfficeLists(now=office.now).signatory()["on_behalf"] == ""

    def test_what_cannot_be_leaves_nothing(self, browser, traces):
        browser.post("/kelola/penanda-tangan/baru/", self.delegation())
        row = Signatory.objects.get(post="Sekretaris")
        before = traces()
        tries = (
            ("baru", self.delegation(**{"data.valid_from": "2027-01-01"}), "hari yang sama"),
            (
                "baru",
                self.delegation(**{"data.standing.~1.legal_basis": ""}),
                "belum diisi",
            ),
            ("baru", {**self.NEW, "data.valid_from": "2024-01-01"}, "hari sesudahnya"),
            ("baru", {**self.NEW, "data.valid_until": "2025-01-01"}, "sebelum awalnya"),
            ("baru", {**self.NEW, "data.name": ""}, "belum diisi"),
            ("baru", {**self.NEW, "data.user": "999999"}, "pilihan"),
            (f"{row.pk}/akhiri", {"data.valid_until": "2026-01-01"}, "sebelum itu"),
        )

        for address, data, words in tries:
            page = browser.post(f"/kelola/penanda-tangan/{address}/", data)
            assert page.status_code == 422
            assert words in str(errors(page))
        assert traces() == before

    def test_an_office_without_signatory_is_warned(self, browser):
        Signatory.objects.update(valid_until=date(2024, 1, 2))

        assert "belum dapat dipesan" in browser.get("/kelola/penanda-tangan/").text


class TestWaiting:
    PAGE = "/kelola/waktu-tunggu/"
    KEPT = {"data.general": "2 jam", "data.signature": "1 hari"}

    def test_a_literal_office_lets_nothing_wait(self, office, browser):
        browser.post(self.PAGE, {**self.KEPT, "data.general": "0 menit"})

        case = file_complaint(office, by="")
        run = StepRun.objects.get(case=case)
        assert run.start_by == run.opened_at
        assert last_entry().facts["limits"] == [
            {"sop": "", "step": 0, "before": "2 jam", "after": "0 menit"}
        ]

    def test_a_step_gets_a_limit_of_its_own_and_loses_it(self, browser):
        own = {
            "data.own.0.place": "penerimaan-pengaduan:2",
            "data.own.0.limit": "1  hari",
        }
        browser.post(self.PAGE, {**self.KEPT, **own})
        assert WaitingLimit.objects.get(sop="penerimaan-pengaduan").limit == "1 hari"
        assert (
            "1 hari"
            in browser.get(self.PAGE).context["form"].children[2].children[0].children[1].value
        )

        browser.post(self.PAGE, self.KEPT)

        assert WaitingLimit.objects.get(sop="penerimaan-pengaduan").limit == ""
        assert last_entry().facts["limits"][0]["after"] == ""

    @pytest.mark.parametrize(
        ("change", "field", "words"),
        [
            ({"data.general": "sebentar"}, "data.general", "bukan lama waktu"),
            ({"data.general": ""}, "data.general", "belum diisi"),
            ({"data.signature": "-1 hari"}, "data.signature", "bukan lama waktu"),
            (
                {"data.own.0.place": "karangan:1", "data.own.0.limit": "1 jam"},
                "data.own.0.place",
                "pilihan",
            ),
            (
                {
                    "data.own.0.place": "penerimaan-pengaduan:2",
                    "data.own.0.limit": "1 jam",
                    "data.own.1.place": "penerimaan-pengaduan:2",
                    "data.own.1.limit": "2 jam",
                },
                "data.own.1.place",
                "sudah diberi batas",
            ),
        ],
    )
    def test_a_wrong_limit_is_told_beside_its_field(self, change, field, words, browser, traces):
        before = traces()

        page = browser.post(self.PAGE, {**self.KEPT, **change})

        assert page.status_code == 422
        assert words in errors(page)[field]
        assert traces() == before

    def test_nothing_changed_is_told(self, browser, traces):
        before = traces()

        page = browser.post(self.PAGE, self.KEPT)

        assert page.status_code == 422
        assert "Tidak ada yang diubah" in page.text
        assert traces() == before


def test_a_limit_of_nothing_is_no_time_of_an_sop():
    assert parse_limit(" 0 Jam ") == Duration(0, Unit.MINUTES)
    assert parse_limit("2 hari") == Duration(2, Unit.DAYS)
    for text in ("0", "00 menit", "nol jam"):
        with pytest.raises(InvalidInput):
            parse_limit(text)


def test_operations_refuse_other_roles(office, traces):
    before, now = traces(), office.now
    acts = (
        lambda a: deadline_rules.add_deadline(data={}, actor=a, now=now),
        lambda a: deadline_rules.change_deadline(rule_id=1, data={}, actor=a, now=now),
        lambda a: deadline_rules.end_deadline(rule_id=1, data={}, actor=a, now=now),
        lambda a: deadline_rules.verify_deadline(rule_id=1, data={}, actor=a, now=now),
        lambda a: retention_rules.add_retention(data={}, actor=a, now=now),
        lambda a: retention_rules.change_retention(rule_id=1, data={}, actor=a, now=now),
        lambda a: retention_rules.end_retention(rule_id=1, data={}, actor=a, now=now),
        lambda a: retention_rules.make_default(rule_id=1, actor=a, now=now),
        lambda a: signatories.add_signatory(data={}, actor=a, now=now),
        lambda a: signatories.end_signatory(signatory_id=1, data={}, actor=a, now=now),
        lambda a: waiting_limits.change_waiting_limits(data={}, actor=a, now=now),
    )
    for act in acts:
        with pytest.raises(Refused) as refused:
            act(office.holder("analis-pengaduan"))
        assert refused.value.code == "wrong-role"
    assert traces() == before
