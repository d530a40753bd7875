import pytest

from sigap.cases.steps.fields import (
    choice,
    choices,
    group,
    moment,
    one_of,
    rows,
    way,
    whole,
    words,
)
from sigap.cases.steps.validate import validate
from sigap.core.errors import Refused

SCHEMA = group(
    {
        "name": words("Nama", longest=5),
        "kind": choice([("a", "A"), ("b", "B")], "Jenis"),
        "count": whole("Jumlah", least=0, most=9),
        "at": moment("Waktu"),
        "lines": rows(words("Baris"), "Baris", at_least=1),
        "result": one_of(
            [
                way("state", "yes", "Ya", {"place": words("Tempat")}, ["place"]),
                way("state", "no", "Tidak", {"reason": words("Alasan")}, ["reason"]),
            ]
        ),
    },
    required=["name"],
)


def told(data):
    with pytest.raises(Refused) as refused:
        validate(SCHEMA, data)
    assert refused.value.code == "invalid-data"
    return refused.value.detail["fields"]


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({}, "data.name"),
        ({"name": ""}, "data.name"),
        ({"name": "panjang"}, "data.name"),
        ({"name": 3}, "data.name"),
        ({"name": "x", "more": 1}, "data.more"),
        ({"name": "x", "kind": "c"}, "data.kind"),
        ({"name": "x", "count": 10}, "data.count"),
        ({"name": "x", "count": 1.5}, "data.count"),
        ({"name": "x", "count": True}, "data.count"),
        ({"name": "x", "lines": []}, "data.lines"),
        ({"name": "x", "lines": ["a", ""]}, "data.lines.1"),
        ([], "data"),
        (None, "data"),
    ],
)
def test_a_fault_names_its_field(data, field):
    assert list(told(data)) == [field]


def test_every_fault_is_told_at_once():
    assert list(told({"kind": "c", "count": -1})) == ["data.name", "data.count", "data.kind"]


@pytest.mark.parametrize(
    ("result", "field"),
    [
        ({"state": "yes"}, "data.result.place"),
        ({"state": "no", "place": "di rak"}, "data.result.reason"),
        ({"state": "no", "reason": ""}, "data.result.reason"),
        ({"state": "maybe"}, "data.result"),
        ({"place": "di rak"}, "data.result"),
        ("yes", "data.result"),
    ],
)
def test_a_fault_in_a_choice_of_shapes_is_told_of_the_shape_that_was_meant(result, field):
    assert next(iter(told({"name": "x", "result": result}))) == field


def test_an_unknown_shape_is_told_with_those_that_there_are():
    fields = told({"name": "x", "result": {"state": "maybe"}})

    assert fields["data.result"].endswith("state yes atau state no")


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-27T09:00:00+07:00",
        "2026-11-27T09:00+07:00",
        "2026-11-27T02:00:00Z",
        "2026-11-27T02:00:00.123456789Z",
    ],
)
def test_a_moment_with_its_zone_is_taken(text):
    assert validate(SCHEMA, {"name": "x", "at": text})["at"] == text


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-27T09:00:00",
        "2026-11-27",
        "2026-11-27 09:00:00+07:00",
        "2026-02-30T09:00:00+07:00",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-12:00",
        "besok",
    ],
)
def test_what_is_no_moment_with_its_zone_is_refused(text):
    assert list(told({"name": "x", "at": text})) == ["data.at"]


def test_a_whole_number_written_with_a_point_is_one():
    count = validate(SCHEMA, {"name": "x", "count": 3.0})["count"]

    assert (count, type(count)) == (3, int)


@pytest.mark.parametrize("text", ["a\0b", "\ud800"])
def test_what_no_database_can_hold_is_refused(text):
    with pytest.raises(Refused, match="tidak dapat disimpan"):
        validate(SCHEMA, {"name": text})


def test_endless_data_is_refused():
    schema = group({"lines": rows(words("Baris", longest=20_000), "Baris")})

    with pytest.raises(Refused, match="terlalu panjang"):
        validate(schema, {"lines": ["x" * 20_000] * 101})


def test_a_list_with_nothing_in_it_is_not_required():
    empty = group(
        {"one": choice([], "Satu"), "many": choices([], "Banyak", at_least=1)},
        required=["one", "many"],
    )

    assert "required" not in empty
    assert validate(empty, {}) == {}
