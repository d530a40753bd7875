"""What is ordered when, for whom, and what becomes of it without a carrier."""

from datetime import timedelta

import pytest

from sigap.cases.actor import PUBLIC
from sigap.cases.identity import case_key
from sigap.cases.models import Notice, NoticeText
from sigap.cases.operations import citizen
from sigap.cases.operations.exits import act
from sigap.cases.operations.notices import notify
from sigap.cases.queries.notices import (
    KINDS,
    LANGUAGES,
    MAIL_PLACES,
    PLACES,
    STAFF_PLACES,
    STAFF_TEXTS,
    TEXTS,
    words_of,
)
from sigap.core.errors import Refused
from sigap.core.masking import Identity
from sigap.core.placeholders import unknown_places
from tests.cases.office import file_complaint, play
from tests.cases.side_exits import code_of

PHONE = Identity(name="Suherman Wijaya", phone="0812-0000-0100")
MAIL = Identity(name="Suherman Wijaya", email="suherman@example.id")
POST = Identity(name="Suherman Wijaya", address="Kp. Gardu Sawah RT 003/007")
NOBODY = Identity(name="Tanpa nama")


def fates(case):
    rows = Notice.objects.filter(case=case).order_by("pk")
    return [(row.kind, row.state, row.fate) for row in rows]


@pytest.fixture
def carried(settings):
    settings.SIGAP_OUTBOUND_DELIVERY = True
    settings.SIGAP_SMTP_HOST = "mail.example.id"
    settings.SIGAP_GATEWAY_URL = "https://wa.example.id/"


def test_a_case_tells_its_receipt_its_stages_and_its_answer(office):
    case = file_complaint(office)

    play(office, case)

    rows = Notice.objects.filter(case=case).order_by("pk")
    assert [(row.kind, row.facts.get("sop")) for row in rows] == [
        ("received", None),
        ("stage", "penelaahan-substansi"),
        ("stage", "penyampaian-jawaban"),
        ("answered", None),
    ]


@pytest.mark.parametrize(
    ("identity", "kind", "ended"),
    [
        (PHONE, "received", ("done", "withheld")),
        (PHONE, "late", ("held", "withheld")),
        (POST, "received", ("done", "no-way")),
        (POST, "late", ("held", "call")),
        (NOBODY, "late", ("done", "no-way")),
    ],
)
def test_in_a_new_installation_nothing_waits_for_a_carrier(office, identity, kind, ended):
    case = file_complaint(office, identity=identity, by=None)
    Notice.objects.all().delete()

    notify(case, kind, now=office.now)

    assert fates(case) == [(kind, *ended)]


@pytest.mark.parametrize(
    ("identity", "carrier", "ended"),
    [
        (MAIL, "SIGAP_SMTP_HOST", ("waiting", "")),
        (PHONE, "SIGAP_GATEWAY_URL", ("waiting", "")),
        (PHONE, "SIGAP_SMTP_HOST", ("held", "call")),
        (MAIL, "SIGAP_GATEWAY_URL", ("held", "call")),
    ],
)
def test_a_way_is_taken_only_where_there_is_one(office, settings, identity, carrier, ended):
    settings.SIGAP_OUTBOUND_DELIVERY = True
    setattr(settings, carrier, "set.example.id")
    case = file_complaint(office, identity=identity)
    Notice.objects.all().delete()

    notify(case, "late", now=office.now)

    assert fates(case) == [("late", *ended)]


def test_only_the_answer_to_ones_own_act_goes_out_at_night(office, carried):
    office.now += timedelta(hours=13)  # 22.00
    case = file_complaint(office, identity=PHONE, by=None)

    notify(case, "late", now=office.now)

    moments = Notice.objects.filter(case=case).order_by("pk").values_list("next_try_at", flat=True)
    assert [f"{at.astimezone(office.now.tzinfo):%d %H.%M}" for at in moments] == [
        "24 22.00",
        "25 07.30",
    ]


def test_a_refused_act_orders_nothing(office, carried):
    case = file_complaint(office)
    before = Notice.objects.count()

    with pytest.raises(Refused):
        citizen.object_to_answer(code=code_of(case), reason="Tidak setuju.", now=office.now)

    assert Notice.objects.count() == before


def test_what_was_asked_for_and_came_needs_no_call(office):
    case = file_complaint(office, identity=POST)
    play(office, case, until="distribute")
    data = {"missing": [{"what": "Bukti bayar"}], "reason": "Belum terlampir."}
    who = office.holder("petugas-loket")
    act(number=case.number, action="request-completion", data=data, actor=who, now=office.now)
    asked = Notice.objects.get(case=case, kind="completion-requested")
    assert (asked.state, asked.fate) == ("held", "call")

    citizen.answer_completion(code=code_of(case), text="Terlampir.", now=office.later())

    asked.refresh_from_db()
    assert asked.state == "done"


def test_an_objection_is_written_to_in_the_same_language(office):
    case = file_complaint(office, identity=MAIL, language="en")
    play(office, case)

    made = citizen.object_to_answer(code=code_of(case), reason="Not true.", now=office.later())

    assert made.case.complainant.language == "en"


def test_every_kind_has_a_text_in_both_languages_with_known_places(office):
    have = set(NoticeText.objects.values_list("kind", "language"))
    told = {(kind, language) for kind in TEXTS for language in LANGUAGES}
    assert have == told | {(kind, "id") for kind in STAFF_TEXTS}

    for text in NoticeText.objects.filter(kind__in=STAFF_TEXTS):
        assert unknown_places(text.subject + text.body, STAFF_PLACES) == []
    for text in NoticeText.objects.filter(kind__in=TEXTS):
        assert unknown_places(text.subject + text.short, PLACES) == []
        assert unknown_places(text.body, MAIL_PLACES) == []
        assert len(text.short) <= 200


@pytest.mark.parametrize("kind", sorted(KINDS))
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_notice_names_the_person_or_the_matter(office, kind, language):
    identity = Identity(name="Suherman Wijaya", phone="0812-0000-0100", email="s@example.id")
    case = file_complaint(office, identity=identity, language=language)
    facts = {"sop": "penelaahan-substansi", "reason": "waits-for", "agency": "Dinas Kesehatan"}
    notice = notify(case, kind, now=office.now, facts=facts)

    words = words_of(notice, key=case_key(case.pk), on=office.now.date())

    everything = words.subject + words.body + words.short
    assert case.number in words.subject
    assert case.number in words.short
    assert "{" not in everything
    for secret in ("Suherman", "Wijaya", "0812", "Retribusi", "s@example.id", "PBG"):
        assert secret not in everything
    assert code_of(case) not in words.short


def test_a_text_changes_from_a_day_on(office):
    case = file_complaint(office)
    notice = Notice.objects.get(case=case)
    old = NoticeText.objects.get(kind="received", language="id")
    NoticeText.objects.create(
        kind="received",
        language="id",
        subject="Baru {nomor}",
        body="b",
        short="s",
        valid_from=office.now.date(),
    )
    key = case_key(case.pk)

    before = words_of(notice, key=key, on=office.now.date() - timedelta(days=1))
    after = words_of(notice, key=key, on=office.now.date())

    assert before.subject == old.subject.replace("{nomor}", case.number)
    assert after.subject == f"Baru {case.number}"


def test_an_anonymous_letter_orders_nobody_to_be_called(office):
    case = file_complaint(
        office, identity=NOBODY, by="petugas-loket", complainant_kind="tanpa-identitas"
    )
    assert fates(case) == [("received", "done", "no-way")]
    assert PUBLIC.id == "public"
