"""The notice about personal data: true to the office's own schedule, and no law that nobody saw."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from sigap.cases.models import DeadlineRule, RetentionRule
from tests.cases.office import open_office


@pytest.fixture
def office(db):
    return open_office(now=datetime.now(tz=UTC))


def test_the_notice_says_what_becomes_of_personal_data(office):
    page = Client().get("/privasi/")

    assert page.status_code == 200
    for name in RetentionRule.objects.values_list("name", flat=True):
        assert name in page.text
    assert "72 jam sejak permintaan diterima (UU 27/2022 Pasal 32 dan 41)" in page.text
    assert "72 jam (UU 27/2022 Pasal 46)" in page.text
    assert "pengaduan@dpmptsp.example.id" in page.text
    assert "/privasi/" in Client().get("/").text


def test_it_speaks_english_too(office):
    assert "Your personal data" in Client().get("/privasi/?lang=en").text


def test_a_limit_that_nobody_has_seen_in_print_is_not_told_as_law(office):
    DeadlineRule.objects.filter(slug="pdp-akses").update(verified="M")

    page = Client().get("/privasi/").text

    assert "sejak permintaan diterima" not in page
    assert "72 jam (UU 27/2022 Pasal 46)" in page


def test_it_costs_the_same_with_any_number_of_cases(office, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        Client().get("/privasi/")
