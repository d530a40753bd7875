import re
from datetime import UTC, datetime, timedelta

import pytest

from sigap.accounts import operations
from sigap.accounts.models import ActingAssignment, ApiToken, RoleGrant, User
from sigap.accounts.own import own_tokens
from sigap.accounts.queries import people, person_of
from sigap.core.errors import Refused
from sigap.core.sop.run import Person
from sigap.ledger.models import Chain, Entry

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
pytestmark = pytest.mark.django_db


def make(name, *roles):
    return operations.create_user(name=name, roles=roles, now=NOW, sign_in=False)[0]


def events():
    return [(entry.event, entry.facts) for entry in Entry.objects.order_by("seq")]


def test_a_new_user_signs_in_with_the_password_that_was_returned():
    user, password = operations.create_user(
        name="siti", roles=["analis-pengaduan"], full_name="Siti A.", now=NOW
    )

    assert re.fullmatch(r"([a-z2-9]{5}-){3}[a-z2-9]{5}", password)
    stored = User.objects.get()
    assert (stored.username, stored.name, stored.check_password(password)) == (
        "siti",
        "Siti A.",
        True,
    )
    assert password not in stored.password
    assert events() == [("account.created", {"user": user.pk, "roles": ["analis-pengaduan"]})]


def test_a_user_of_tokens_only_has_no_password():
    user, password = operations.create_user(name="bot", roles=[], now=NOW, sign_in=False)

    assert (password, user.has_usable_password()) == ("", False)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"name": "Siti"}, "user-name"),
        ({"name": ""}, "user-name"),
        ({"name": "-siti"}, "user-name"),
        ({"name": "siti\n"}, "user-name"),
        ({"name": "a" * 61}, "user-name"),
        ({"name": "taken"}, "user-exists"),
        ({"roles": ["Analis Pengaduan"]}, "role-name"),
        ({"roles": ["analis-"]}, "role-name"),
        ({"email": "nobody"}, "user-email"),
    ],
)
def test_refused_user_leaves_no_trace(given, code):
    make("taken")
    before = events()

    with pytest.raises(Refused) as refusal:
        operations.create_user(**{"name": "siti", "roles": ["admin"], "now": NOW, **given})

    assert refusal.value.code == code
    assert [user.username for user in User.objects.all()] == ["taken"]
    assert (events(), RoleGrant.objects.count()) == (before, 0)


def test_no_entry_holds_the_name_of_a_person():
    user, _ = operations.create_user(
        name="rahmi",
        roles=["admin"],
        full_name="Rahmi Aminah",
        nip="NIP 1987",
        now=NOW,
        sign_in=False,
    )
    changes = {"position": "Analis Madya"}
    operations.change_profile(user_id=user.pk, changes=changes, now=NOW, actor="system")

    written = " ".join(f"{e.data}{e.digests}{e.actor}" for e in Entry.objects.all())
    assert not re.search("rahmi|aminah|nip|madya", written, re.IGNORECASE)
    first, second = (entry.digests for entry in Entry.objects.order_by("seq"))
    assert first != second  # the change of the profile is committed to


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"password": "x"}, "profile-field"),
        ({"is_active": "x"}, "profile-field"),
        ({"name": "  "}, "name-empty"),
        ({"email": "x"}, "user-email"),
    ],
)
def test_profile_takes_only_what_is_printed(changes, code):
    user = make("siti")

    with pytest.raises(Refused) as refusal:
        operations.change_profile(user_id=user.pk, changes=changes, now=NOW, actor="system")

    assert refusal.value.code == code


def test_roles_are_held_between_grant_and_revocation():
    user = make("siti", "koordinator")
    operations.grant_role(user_id=user.pk, role="auditor", now=NOW + HOUR)
    operations.revoke_role(user_id=user.pk, role="koordinator", now=NOW + HOUR)
    operations.grant_role(user_id=user.pk, role="koordinator", now=NOW + 2 * HOUR)
    operations.revoke_role(user_id=user.pk, role="koordinator", now=NOW + 3 * HOUR)

    assert person_of(user, NOW + 4 * HOUR).roles == {"auditor"}
    assert RoleGrant.objects.count() == 3
    assert [event for event, _ in events()] == [
        "account.created",
        "account.role-granted",
        "account.role-revoked",
        "account.role-granted",
        "account.role-revoked",
    ]


def test_role_held_twice_or_not_held_is_refused():
    user = make("siti", "koordinator")

    with pytest.raises(Refused, match="sudah memegang"):
        operations.grant_role(user_id=user.pk, role="koordinator", now=NOW)
    with pytest.raises(Refused, match="tidak memegang"):
        operations.revoke_role(user_id=user.pk, role="auditor", now=NOW)


def test_people_are_the_active_ones_with_roles_acting_ones_included():
    head, clerk, closed = make("head", "kepala-dinas"), make("clerk", "petugas-loket"), make("gone")
    make("nobody")
    operations.grant_role(user_id=closed.pk, role="petugas-loket", now=NOW)
    operations.set_active(user_id=closed.pk, active=False, now=NOW, actor="system")
    appoint(clerk, head, NOW, NOW + HOUR)
    head_person = Person(id=str(head.pk), roles=frozenset({"kepala-dinas"}))
    both = Person(
        id=str(clerk.pk),
        roles=frozenset({"petugas-loket", "kepala-dinas"}),
        acts_for={"kepala-dinas": str(head.pk)},
    )
    alone = Person(id=str(clerk.pk), roles=frozenset({"petugas-loket"}))

    assert people(now=NOW) == [head_person, both]
    assert people("kepala-dinas", now=NOW) == [head_person, both]
    assert people("petugas-loket", now=NOW) == [both]
    assert people(now=NOW + HOUR) == [head_person, alone]  # the end is excluded
    assert person_of(clerk, NOW) == both
    assert person_of(closed, NOW) == Person(id=str(closed.pk), roles=frozenset())


def test_who_holds_a_role_acts_in_it_for_nobody():
    first, second = make("first", "koordinator"), make("second", "koordinator")
    appoint(second, first, NOW, NOW + HOUR, role="koordinator")

    assert dict(person_of(second, NOW).acts_for) == {}


def appoint(deputy, principal, starts_at, ends_at, *, role="kepala-dinas", basis="SP 12/2026"):
    return operations.appoint_acting(
        deputy_id=deputy.pk,
        principal_id=principal.pk,
        role=role,
        starts_at=starts_at,
        ends_at=ends_at,
        legal_basis=basis,
        now=NOW,
    )


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"ends_at": NOW}, "acting-span"),
        ({"basis": " "}, "acting-basis"),
        ({"role": "koordinator"}, "acting-role"),
        ({"self": True}, "acting-self"),
    ],
)
def test_refused_appointment_leaves_no_trace(given, code):
    head, clerk = make("head", "kepala-dinas"), make("clerk")
    before = events()
    arguments = {"starts_at": NOW, "ends_at": NOW + HOUR, **given}
    deputy = head if arguments.pop("self", False) else clerk

    with pytest.raises(Refused) as refusal:
        appoint(deputy, head, **arguments)

    assert refusal.value.code == code
    assert (events(), ActingAssignment.objects.count()) == (before, 0)


def test_nobody_acts_for_two_in_one_role_at_once():
    head, other, clerk = make("head", "kepala-dinas"), make("other", "kepala-dinas"), make("clerk")
    appoint(clerk, head, NOW, NOW + 2 * HOUR)

    with pytest.raises(Refused, match="sudah menjadi plh"):
        appoint(clerk, other, NOW + HOUR, NOW + 3 * HOUR)
    appoint(clerk, other, NOW + 2 * HOUR, NOW + 3 * HOUR)

    assert dict(person_of(clerk, NOW + 2 * HOUR).acts_for) == {"kepala-dinas": str(other.pk)}


def test_acting_can_be_ended_early_and_before_it_begins():
    head, clerk = make("head", "kepala-dinas"), make("clerk")
    running = appoint(clerk, head, NOW, NOW + 2 * HOUR)
    coming = appoint(clerk, head, NOW + 3 * HOUR, NOW + 4 * HOUR)

    operations.end_acting(assignment_id=running.pk, now=NOW + HOUR)
    operations.end_acting(assignment_id=coming.pk, now=NOW + HOUR)

    assert people("kepala-dinas", now=NOW + HOUR) == people("kepala-dinas", now=NOW + 3.5 * HOUR)
    with pytest.raises(Refused, match="sudah berakhir"):
        operations.end_acting(assignment_id=running.pk, now=NOW + HOUR)


def test_token_opens_for_its_user_and_is_kept_as_a_hash_only():
    user = make("siti")
    token, plain = operations.issue_token(user_id=user.pk, label="CRM", now=NOW)

    assert operations.open_token(plain, NOW).user == user
    row = ApiToken.objects.values().get()
    assert plain.startswith(token.prefix)
    assert plain not in str(row)
    assert len(plain) == len("sigap_") + 43


@pytest.mark.parametrize("wrong", ["", "sigap_", "sigap_" + "A" * 43, "Bearer x", "sigap_\udcff"])
def test_unknown_token_opens_nothing(wrong):
    operations.issue_token(user_id=make("siti").pk, label="CRM", now=NOW)

    assert operations.open_token(wrong, NOW) is None


def test_token_ends_with_its_date_its_revocation_or_its_user():
    user = make("siti")
    _, plain = operations.issue_token(user_id=user.pk, label="CRM", now=NOW, expires_at=NOW + HOUR)
    revoked, gone = operations.issue_token(user_id=user.pk, label="CRM", now=NOW)
    operations.revoke_token(token_id=revoked.pk, now=NOW)

    assert operations.open_token(gone, NOW) is None
    assert operations.open_token(plain, NOW + HOUR - timedelta(seconds=1)).user == user
    assert operations.open_token(plain, NOW + HOUR) is None
    operations.set_active(user_id=user.pk, active=False, now=NOW, actor="system")
    assert operations.open_token(plain, NOW) is None


def test_token_from_before_there_was_an_end_ends_a_year_after_its_issue():
    user = make("siti")
    token, plain = operations.issue_token(user_id=user.pk, label="CRM", now=NOW)
    ApiToken.objects.filter(pk=token.pk).update(expires_at=None)
    end = NOW + timedelta(days=366)

    assert operations.open_token(plain, end - HOUR).pk == token.pk
    assert operations.open_token(plain, end) is None
    assert [one.pk for one in own_tokens(user_id=user.pk, now=end - HOUR)] == [token.pk]
    assert own_tokens(user_id=user.pk, now=end) == []


def test_token_costs_one_query_and_a_write_once_a_day(django_assert_num_queries):
    _, plain = operations.issue_token(user_id=make("siti").pk, label="CRM", now=NOW)
    tomorrow = NOW + 24 * HOUR

    with django_assert_num_queries(1):
        operations.open_token(plain, NOW + HOUR)
    with django_assert_num_queries(2):
        operations.open_token(plain, tomorrow)
    with django_assert_num_queries(1):
        operations.open_token(plain, tomorrow)
    assert ApiToken.objects.get().last_seen_on == tomorrow.date()


@pytest.mark.parametrize("users", [1, 3, 30])
def test_asking_who_works_here_costs_one_query(django_assert_num_queries, users):
    made = [make(f"u{n}", "admin", "auditor") for n in range(users)]

    with django_assert_num_queries(1):
        assert len(people(now=NOW)) == users
    with django_assert_num_queries(1):
        assert person_of(made[0], NOW).roles == {"admin", "auditor"}


def test_changes_of_accounts_share_one_stream():
    user = make("siti")
    operations.set_password(user_id=user.pk, now=NOW, actor="user:1")
    operations.set_active(user_id=user.pk, active=True, now=NOW, actor="user:1")  # no change

    assert [chain.stream for chain in Chain.objects.all()] == ["office"]
    assert [event for event, _ in events()] == ["account.created", "account.password-set"]
