import pytest

from sigap.core.placeholders import fill, unknown_places


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("Nomor {nomor}.", "Nomor 7."),
        ("{nomor}{nomor}", "77"),
        ("{lain} dan {nomor}", "{lain} dan 7"),
        ("{Nomor} {nomor } {} {{nomor}}", "{Nomor} {nomor } {} {7}"),
        ("%s $nomor {0}", "%s $nomor {0}"),
    ],
)
def test_places_are_filled_and_nothing_else_has_a_meaning(text, filled):
    assert fill(text, {"nomor": "7"}) == filled


def test_what_is_filled_in_is_not_looked_at_again():
    assert fill("{a}", {"a": "{b}", "b": "x"}) == "{b}"


def test_places_that_nothing_fills_are_named_once_in_order():
    assert unknown_places("{b} {a} {c} {a}", {"b"}) == ["a", "c"]
