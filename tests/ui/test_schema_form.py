"""A schema becomes fields, and what is typed comes back as data that fits the schema."""

from zoneinfo import ZoneInfo

import pytest
from django.http import QueryDict

from sigap.core.errors import Refused
from sigap.ui import letter_text, schema_form

JAKARTA = ZoneInfo("Asia/Jakarta")


def typed(**fields):
    post = QueryDict(mutable=True)
    for name, value in fields.items():
        key = name.replace("__", ".")
        post.setlist(key, value if isinstance(value, list) else [value])
    return post


def read(schema, **fields):
    return schema_form.read(schema, typed(**fields), zone=JAKARTA)


def obj(**properties):
    return {"type": "object", "properties": properties}


TEXT = {"type": "string", "maxLength": 100}
ONE_OF = {
    "oneOf": [
        {**obj(way={"type": "string", "const": "ink"}, place=TEXT), "title": "Tinta"},
        {**obj(way={"type": "string", "const": "file"}, name=TEXT), "title": "Berkas"},
    ]
}


@pytest.mark.parametrize(
    ("schema", "fields", "data"),
    [
        (obj(a=TEXT), {"data__a": "  halo "}, {"a": "halo"}),
        (obj(a=TEXT), {"data__a": "   "}, {}),
        (obj(a={"type": "integer"}), {"data__a": "12"}, {"a": 12}),
        (obj(a={"type": "integer"}), {"data__a": "dua"}, {"a": "dua"}),
        (obj(a={"type": "boolean"}), {}, {"a": False}),
        (obj(a={"type": "boolean"}), {"data__a": "ya"}, {"a": True}),
        (obj(a={"type": "boolean", "const": True}), {}, {}),
        (obj(a={"type": "boolean", "const": True}), {"data__a": "ya"}, {"a": True}),
        (
            obj(a={"type": "string", "format": "date-time"}),
            {"data__a": "2026-11-27T09:30"},
            {"a": "2026-11-27T09:30:00+07:00"},
        ),
        (
            obj(a={"type": "string", "format": "time"}),
            {"data__a": "09:30"},
            {"a": "09:30:00+07:00"},
        ),
        (
            obj(a={"type": "array", "items": {"type": "string", "enum": ["x", "y"]}}),
            {"data__a": ["x", "y"]},
            {"a": ["x", "y"]},
        ),
        (
            obj(a={"type": "array", "items": TEXT}),
            {"data__a__0": "satu", "data__a__1": "", "data__a__2": "tiga"},
            {"a": ["satu", "tiga"]},
        ),
        (
            obj(a={"type": "array", "items": obj(b=TEXT)}),
            {"data__a__0__b": "satu", "data__a__10__b": "sebelas", "data__a__2__b": "tiga"},
            {"a": [{"b": "satu"}, {"b": "tiga"}, {"b": "sebelas"}]},
        ),
        (obj(a=obj(b=TEXT)), {"data__a__b": ""}, {}),
        (
            obj(a=ONE_OF),
            {"data__a__~": "1", "data__a__~0__place": "rak", "data__a__~1__name": "x"},
            {"a": {"name": "x", "way": "file"}},
        ),
        (
            obj(a={"type": "array", "items": obj(b=TEXT, c=ONE_OF)}),
            {"data__a__0__b": "", "data__a__0__c__~": "0", "data__a__0__c__~0__place": ""},
            {},
        ),
        (
            obj(a={"type": "array", "items": obj(b=TEXT, c=ONE_OF)}),
            {"data__a__0__b": "", "data__a__0__c__~": "0", "data__a__0__c__~0__place": "rak"},
            {"a": [{"c": {"place": "rak", "way": "ink"}}]},
        ),
        (obj(a=ONE_OF), {}, {"a": {"way": "ink"}}),
        (obj(a=ONE_OF), {"data__a__~": "99"}, {"a": {"way": "ink"}}),
    ],
)
def test_typed_fields_become_data(schema, fields, data):
    assert read(schema, **fields) == data


def test_a_branch_shows_what_was_chosen_and_not_its_mark():
    field = schema_form.build(
        obj(a=ONE_OF), {"a": {"way": "file", "name": "surat.pdf"}}, zone=JAKARTA
    )

    (choice,) = field.children
    assert [option.chosen for option in choice.options] == [False, True]
    assert [part.name for part in choice.children[1].children] == ["data.a.~1.name"]
    assert choice.children[1].children[0].value == "surat.pdf"


def test_what_was_emptied_stays_empty_and_a_new_row_begins_with_its_defaults():
    preset = {**TEXT, "default": "semula"}
    rows = {"type": "array", "items": obj(b=preset)}
    schema = obj(a=preset, rows=rows)

    def shown(value, **how):
        field = schema_form.build(schema, value, zone=JAKARTA, **how)
        first, second = field.children
        return first.value, [row.children[0].value for row in second.children]

    assert shown(None) == ("semula", ["semula"])
    assert shown({"rows": [{}, None]}) == ("semula", ["semula", "semula"])
    assert shown({"rows": [{}, None]}, is_typed=True) == ("", ["", "semula"])


def test_labels_come_from_the_description():
    schema = {
        "type": "string",
        "enum": ["pos", "pos-tercatat"],
        "description": "Cara kirim. pos = Pos biasa; pos-tercatat = Pos tercatat, dengan resi",
    }

    field = schema_form.build(obj(a=schema), None, zone=JAKARTA).children[0]

    assert [(one.value, one.label) for one in field.options] == [
        ("pos", "Pos biasa"),
        ("pos-tercatat", "Pos tercatat, dengan resi"),
    ]
    assert field.help == "Cara kirim"


def test_an_error_stands_beside_its_field_and_marks_the_groups_around_it():
    errors = {"data.a.b": "belum diisi"}

    field = schema_form.build(obj(a=obj(b=TEXT)), {}, errors=errors, zone=JAKARTA)

    assert field.children[0].children[0].error == "belum diisi"
    assert field.has_error


def test_an_error_in_a_branch_stands_beside_its_field():
    errors = {"data.a.name": "belum diisi"}

    field = schema_form.build(obj(a=ONE_OF), {"a": {"way": "file"}}, errors=errors, zone=JAKARTA)

    ink, file = field.children[0].children
    assert (ink.has_error, file.children[0].error) == (False, "belum diisi")


def test_rows_are_added_and_removed_with_all_else_kept():
    data = {"a": [{"b": "satu"}, {"b": "dua"}], "c": "tetap"}

    schema_form.change_rows(data, typed(_remove="data.a.0"))
    schema_form.change_rows(data, typed(_add="data.a"))
    schema_form.change_rows(data, typed(_add="data.d"))

    # A list that was empty showed one row already, so two are there now.
    assert data == {"a": [{"b": "dua"}, None], "c": "tetap", "d": [None, None]}


@pytest.mark.parametrize("name", ["data.a.7", "data.x.0", "data", "", "data.c.0", "data.a.satu"])
def test_a_row_that_is_not_there_changes_nothing(name):
    data = {"a": ["satu"], "c": "tetap"}

    schema_form.change_rows(data, typed(_remove=name))

    assert data == {"a": ["satu"], "c": "tetap"}


def test_errors_of_a_refusal_are_told_by_field():
    refused = Refused("invalid-data", "salah", detail={"fields": {"data.a": "belum diisi"}})

    assert schema_form.errors_of(refused) == {"data.a": "belum diisi"}
    assert schema_form.errors_of(Refused("x", "salah", field="note")) == {"note": "salah"}


LETTER = (
    "Alinea satu\nbaris dua.\n\n- butir a\n- butir b\n\n1. satu\n2. dua\n\n## Judul\n\nPenutup."
)


def test_a_letter_is_typed_as_text_and_kept_as_blocks():
    assert letter_text.to_blocks(LETTER) == [
        {"type": "paragraph", "text": "Alinea satu\nbaris dua."},
        {"type": "list", "items": ["butir a", "butir b"]},
        {"type": "numbered", "items": ["satu", "dua"]},
        {"type": "heading", "text": "Judul"},
        {"type": "paragraph", "text": "Penutup."},
    ]


def test_a_letter_comes_back_as_it_was_typed():
    assert letter_text.to_text(letter_text.to_blocks(LETTER)) == LETTER


def test_nothing_typed_is_no_letter():
    assert letter_text.to_blocks(" \n\n ") is None
