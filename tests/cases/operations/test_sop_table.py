"""The table of an SOP as rows of text: nothing lost, references follow their steps."""

import pytest

from sigap.cases.operations import sop_table
from sigap.core.sop.parse import parse
from sigap.core.sop.write import write
from sigap.sops import shipped

REVIEW = shipped()["penelaahan-substansi"]


def answers(table):
    """Return where the decision of the review (step 3 as shipped) leads, by label."""
    row = next(row for row in table["rows"] if row["outcomes"])
    return {one["label"]: one["next"] for one in sop_table.read_answers(row["outcomes"])}


@pytest.mark.parametrize("source", shipped().values(), ids=list(shipped()))
def test_a_table_that_is_not_touched_gives_the_same_sop(source):
    written = sop_table.with_table(source, sop_table.table_of(source))

    assert parse(written, name="x") == parse(source, name="x")
    assert written == write(parse(source, name="x")[0])


def test_references_follow_an_inserted_row():
    table = sop_table.table_of(REVIEW)

    sop_table.insert_row(table, 1)

    assert [row["activity"] == "" for row in table["rows"]] == [False, True, *[False] * 5]
    assert answers(table) == {"Lengkap": 5, "Tidak lengkap": 1}
    assert table["rows"][1]["executors"] == ["analis-pengaduan"]


def test_a_row_can_come_first():
    table = sop_table.table_of(REVIEW)

    sop_table.insert_row(table, 0)

    assert answers(table) == {"Lengkap": 5, "Tidak lengkap": 2}


def test_what_led_to_a_removed_row_leads_to_the_one_after_it():
    table = sop_table.table_of(REVIEW)

    sop_table.remove_row(table, 4)

    assert len(table["rows"]) == 5
    assert answers(table) == {"Lengkap": 4, "Tidak lengkap": 1}


def test_what_led_to_the_last_row_leads_to_the_end_once_it_is_gone():
    table = sop_table.table_of(REVIEW)
    for _ in range(2):
        sop_table.remove_row(table, 5)

    sop_table.remove_row(table, 4)

    assert answers(table) == {"Lengkap": "end", "Tidak lengkap": 1}


def test_rows_change_places_with_all_that_points_at_them():
    table = sop_table.table_of(REVIEW)
    table["rows"][5]["separate_from"] = "3, 4"

    sop_table.move_row(table, 4, -1)

    assert table["rows"][3]["outcomes"]
    assert answers(table) == {"Lengkap": 3, "Tidak lengkap": 1}
    assert table["rows"][5]["separate_from"] == "4, 3"


@pytest.mark.parametrize("act", [(sop_table.move_row, 1, -1), (sop_table.move_row, 6, 1)])
def test_rows_do_not_leave_the_table(act):
    table, (move, no, by) = sop_table.table_of(REVIEW), act

    move(table, no, by)

    assert table == sop_table.table_of(REVIEW)


def test_separate_steps_forget_a_removed_one():
    table = sop_table.table_of(REVIEW)
    table["rows"][5]["separate_from"] = "2, 5"

    sop_table.remove_row(table, 2)

    assert table["rows"][4]["separate_from"] == "4"


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("Lengkap → 4", {"id": "lengkap", "label": "Lengkap", "next": 4}),
        ("Tidak lengkap -> 1 *", {"id": "tidak-lengkap", "next": 1, "note_required": True}),
        ("Setuju [ok] => selesai", {"id": "ok", "label": "Setuju", "next": "end"}),
        ("Setuju", {"label": "Setuju", "next": ""}),
        ("Setuju → besok", {"next": "besok"}),
        ("→ 4", {"id": "", "label": "", "next": 4}),
    ],
)
def test_answers_are_read_as_they_are_typed(typed, read):
    (answer,) = sop_table.read_answers(typed)

    assert {key: answer.get(key) for key in read} == read


def test_a_half_written_table_is_kept_with_its_faults():
    table = sop_table.table_of(REVIEW)
    table["rows"][0] |= {"time": "sebentar", "activity": "", "executors": ["siapa"]}
    table["rows"][2]["outcomes"] = "Lengkap → besok"

    written = sop_table.with_table(REVIEW, table)

    again = sop_table.table_of(written)
    assert again["rows"][0]["time"] == "sebentar"
    assert again["rows"][2]["outcomes"] == "Lengkap → besok"
    sop, findings = parse(written, name="x")
    assert sop is None
    assert {one.where for one in findings} >= {
        "steps[1].time",
        "steps[1].activity",
        "steps[3].outcomes[1].next",
    }


@pytest.mark.parametrize(
    "source", ["bukan toml [", 'lanes = "x"', "steps = [1, 2]", "steps = 3", 'lanes = ["x"]']
)
def test_what_is_no_table_is_edited_as_text(source):
    assert sop_table.table_of(source) is None


def test_cells_of_the_wrong_kind_become_text():
    table = sop_table.table_of(
        '[[steps]]\nno = "satu"\nactivity = 5\nrequirements = "Map"\nlane_text = 3\noutcomes = "x"'
    )

    row = table["rows"][0]
    assert (row["activity"], row["requirements"], row["lane_text"]) == ("5", "Map", {})
