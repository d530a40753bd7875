"""English is whole: no text without a translation, none outside of a tag, compiled as written."""

import re
from pathlib import Path

import messages as keeper  # tools/messages.py
import polib
import pytest
from django.template.base import Lexer, TokenType

ROOT = Path(__file__).resolve().parents[2] / "src/sigap"
TRANSLATED = [
    *sorted((ROOT / "portal/templates").rglob("*.html")),
    ROOT / "ui/templates/ui/base.html",
    ROOT / "desk/templates/desk/staff.html",
    ROOT / "desk/templates/desk/sign_in.html",
]
# The languages' own names, and names that are the same in both.
SAME = {"English", "Bahasa", "Indonesia", "WIB", "Sigap", "CSV", "JSON", "SOP"}


@pytest.fixture(scope="module")
def catalogue():
    return polib.pofile(str(keeper.CATALOGUE))


def test_every_text_has_its_english(catalogue):
    assert keeper.missing(catalogue) == []


def test_no_text_is_kept_that_nobody_asks_for(catalogue):
    wanted = {message[0] for message in keeper.wanted()}

    assert [entry.msgid for entry in catalogue if entry.msgid not in wanted] == []


def test_what_is_compiled_is_what_is_written(catalogue):
    compiled = keeper.CATALOGUE.with_suffix(".mo").read_bytes()

    assert compiled == keeper.compiled(catalogue), "run `python tools/messages.py`"


def test_both_languages_fill_the_same_places(catalogue):
    place = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
    for entry in catalogue:
        for text in keeper._translations(entry):
            assert sorted(place.findall(text)) == sorted(place.findall(entry.msgid)), entry.msgid


def test_a_missing_text_is_found(catalogue):
    shorter = polib.POFile()
    shorter.extend(catalogue[1:])

    assert keeper.missing(shorter) == [catalogue[0].msgid]


def literal_words(source):
    """Return the words of a template that stand outside of every tag that translates."""
    inside, found = False, []
    for token in Lexer(source).tokenize():
        if token.token_type == TokenType.BLOCK:
            if token.contents.startswith(("blocktranslate", "block main_class")):
                inside = True
            elif token.contents.startswith(("endblocktranslate", "endblock")):
                inside = False
        elif token.token_type == TokenType.TEXT and not inside:
            found.append(token.contents)
        else:
            found.append("0")  # so that what stood around a tag is not taken for one word
    text = "".join(found)
    spoken = re.findall(r'\s(?:alt|title|placeholder|aria-label)="([^"]*)"', text)
    bare = re.sub(r"&\w+;", " ", re.sub(r"<[^>]*>", " ", text))
    return [
        word
        for part in (bare, *spoken)
        for word in re.findall(r"[A-Za-z]{2,}", part)
        if word not in SAME
    ]


@pytest.mark.parametrize("template", TRANSLATED, ids=lambda one: one.name)
def test_no_word_of_a_translated_page_stands_outside_of_a_tag(template):
    assert literal_words(template.read_text()) == []


@pytest.mark.parametrize(
    "source",
    ["<p>Halo dunia</p>", '<img alt="gambar">', "{% if a %}ya{% endif %}", "{{ a }} lagi"],
)
def test_a_word_outside_of_a_tag_is_found(source):
    assert literal_words(source)


def test_words_inside_of_tags_are_not_found():
    source = (
        '{% translate "Halo" %}<a class="kelas">{% blocktranslate %}Halo{% endblocktranslate %}'
    )

    assert literal_words(source) == []
