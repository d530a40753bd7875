"""The second factor itself: what binds it, what opens, and that a code opens once."""

from datetime import UTC, datetime, timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

from sigap.accounts import second_factor
from sigap.accounts.models import FactorReset
from sigap.accounts.operations import create_user
from sigap.accounts.sessions import browser_name, sweep_sessions, visits
from sigap.core.errors import Refused
from sigap.ledger.models import Entry
from tests.accounts.apps import code_at

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
HALF_MINUTE = timedelta(seconds=30)
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def budi():
    return create_user(name="budi", roles=["koordinator"], now=NOW)[0].pk


def bind(user, *, now=NOW):
    return second_factor.add_app(user_id=user, secret=SECRET, code=code_at(SECRET, now), now=now)


def events():
    return [entry.event for entry in Entry.objects.order_by("pk")][1:]


def refusal(act):
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.code


def test_the_app_of_these_tests_is_the_one_of_the_standard():
    # RFC 6238, appendix B, cut to six figures.
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"

    assert code_at(secret, datetime.fromtimestamp(59, tz=UTC)) == "287082"
    assert code_at(secret, datetime.fromtimestamp(1111111109, tz=UTC)) == "081804"


def test_an_app_is_bound_by_its_code_and_brings_ten_codes_for_paper(budi):
    codes = bind(budi)

    assert len({*codes}) == 10
    assert {len(one) for one in codes} == {10}
    found = second_factor.factors_of(budi)
    assert (found.app.added_at, found.passkeys, found.codes_left) == (NOW, (), 10)
    assert events() == ["account.second-factor-added", "account.recovery-codes-made"]


def test_neither_secret_nor_codes_lie_in_the_database_in_the_clear(budi):
    codes = bind(budi)

    stored = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert SECRET not in stored
    assert not [one for one in codes if one in stored]


def test_a_wrong_code_binds_nothing(budi):
    code = code_at(SECRET, NOW + timedelta(minutes=5))

    assert (
        refusal(lambda: second_factor.add_app(user_id=budi, secret=SECRET, code=code, now=NOW))
        == "factor-code"
    )
    assert not Authenticator.objects.exists()
    assert events() == []


def test_a_code_opens_once_and_none_before_it_again(budi):
    bind(budi)
    later = NOW + timedelta(minutes=10)

    assert second_factor.use_code(user_id=budi, code=code_at(SECRET, later), now=later) == "app"
    for moment in (later, later - HALF_MINUTE):
        code = code_at(SECRET, moment)
        assert (
            refusal(lambda c=code: second_factor.use_code(user_id=budi, code=c, now=later))
            == "factor-code"
        )
    after = later + HALF_MINUTE
    assert second_factor.use_code(user_id=budi, code=code_at(SECRET, after), now=after) == "app"


@pytest.mark.parametrize("slow", [-1, 1])
def test_a_watch_may_be_half_a_minute_wrong(slow, budi):
    bind(budi)
    later = NOW + timedelta(minutes=10)
    code = code_at(SECRET, later + slow * HALF_MINUTE)

    assert second_factor.use_code(user_id=budi, code=code, now=later) == "app"
    assert (
        refusal(
            lambda: second_factor.use_code(
                user_id=budi, code=code_at(SECRET, later + 3 * slow * HALF_MINUTE), now=later
            )
        )
        == "factor-code"
    )


def test_a_code_from_paper_opens_once_however_it_is_typed(budi):
    codes = bind(budi)
    typed = f" {codes[3][:5]} {codes[3][5:]} "

    assert second_factor.use_code(user_id=budi, code=typed, now=NOW) == "paper"
    assert (
        refusal(lambda: second_factor.use_code(user_id=budi, code=typed, now=NOW)) == "factor-code"
    )
    assert second_factor.factors_of(budi).codes_left == 9
    assert events()[-1] == "account.recovery-code-used"


def test_new_codes_close_the_old_ones(budi):
    old = bind(budi)
    new = second_factor.renew_codes(user_id=budi, now=NOW)

    assert not {*old} & {*new}
    assert (
        refusal(lambda: second_factor.use_code(user_id=budi, code=old[0], now=NOW)) == "factor-code"
    )
    assert second_factor.use_code(user_id=budi, code=new[0], now=NOW) == "paper"


def test_without_another_factor_there_are_no_codes(budi):
    assert refusal(lambda: second_factor.renew_codes(user_id=budi, now=NOW)) == "factor-none"


def test_the_last_factor_stays_where_a_role_demands_one(budi):
    bind(budi)
    app = second_factor.factors_of(budi).app.pk

    def remove(*, required):
        second_factor.remove_factor(user_id=budi, factor_id=app, required=required, now=NOW)

    assert refusal(lambda: remove(required=True)) == "factor-last"
    remove(required=False)

    assert not Authenticator.objects.exists()  # the paper went with it
    assert events()[-1] == "account.second-factor-removed"


def test_a_reset_takes_everything_ends_the_sessions_and_says_why(budi):
    bind(budi)
    stays_in("budi-1", budi)

    second_factor.reset_factors(user_id=budi, reason="Ponsel hilang", now=NOW, actor="user:1")

    assert not second_factor.factors_of(budi)
    assert not UserSession.objects.exists()
    assert not Session.objects.exists()
    row = FactorReset.objects.get()
    assert (row.user_id, row.reason, row.reset_by, row.reset_at) == (
        budi,
        "Ponsel hilang",
        "user:1",
        NOW,
    )
    entry = Entry.objects.latest("pk")
    assert entry.event == "account.second-factor-reset"
    assert "Ponsel" not in str(Entry.objects.values())


@pytest.mark.parametrize(("reason", "code"), [(" ", "reset-reason"), ("Hilang", "factor-none")])
def test_a_reset_that_could_not_be_leaves_no_trace(reason, code, budi):
    assert (
        refusal(
            lambda: second_factor.reset_factors(
                user_id=budi, reason=reason, now=NOW, actor="user:1"
            )
        )
        == code
    )
    assert not FactorReset.objects.exists()
    assert events() == []


def stays_in(key, user, *, until=NOW + timedelta(hours=8)):
    Session.objects.create(session_key=key, session_data="x", expire_date=until)
    UserSession.objects.create(
        user_id=user, ip="10.0.0.7", session_key=key, user_agent="Firefox", created_at=NOW
    )


def test_sessions_that_are_over_are_neither_shown_nor_kept(budi):
    stays_in("now", budi)
    stays_in("over", budi, until=NOW)

    shown = visits(user_id=budi, here="now", now=NOW)
    assert [(one.address, one.browser, one.is_this) for one in shown] == [
        ("10.0.0.7", "Firefox", True)
    ]
    sweep_sessions(now=NOW)
    assert [one.session_key for one in UserSession.objects.all()] == ["now"]


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
            "Firefox · Linux",
        ),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge · Windows"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile Safari/537.36", "Chrome · Android"),
        ("curl/8", "curl/8"),
    ],
)
def test_a_browser_is_called_as_people_call_it(agent, name):
    assert browser_name(agent) == name
