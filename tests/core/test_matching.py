"""Texts that are alike, and labels that their words call for."""

import pytest

from sigap.core.matching import Proposer, Weights, features, likeness, shared_words, words_of

TERMS = {"pbg": ["pbg", "retribusi pbg"], "reklame": ["reklame", "papan nama"], "slf": ["slf"]}


def test_words_are_read_in_plain_letters():
    assert words_of("Retribusi PBG, “É” n°3 🙏") == ["retribusi", "pbg", "e", "n", "3"]


@pytest.mark.parametrize("text", ["", "🙏🙏", "<script>", "\x00\x1f"])
def test_nothing_to_read_proposes_nothing(text):
    assert Proposer(TERMS).ranked([(text, 1.0)]) == []


def test_terms_of_the_office_speak_without_any_example():
    first, *others = Proposer(TERMS).ranked([("Papan nama dan reklame toko", 1.0)])

    assert (first.label, first.terms) == ("reklame", ("papan nama", "reklame"))
    assert others == []


def test_a_term_is_a_whole_word():
    assert Proposer(TERMS).ranked([("pbgx slfy", 1.0)]) == []


def test_examples_teach_what_no_term_says():
    known = [
        (features([("tiang baliho menutup jalan", 1.0)]), "reklame"),
        (features([("denah bangunan ditolak", 1.0)]), "pbg"),
        (features([("gedung belum layak huni", 1.0)]), "slf"),
    ]

    ranked = Proposer(TERMS, known).ranked([("ada baliho roboh di jalan", 1.0)])

    assert (ranked[0].label, ranked[0].terms) == ("reklame", ())


def test_an_example_with_a_label_no_longer_in_use_is_left_out():
    known = [(features([("sumur bor", 1.0)]), "air-tanah")]

    assert Proposer(TERMS, known).ranked([("sumur bor", 1.0)]) == []


def test_the_same_words_are_wholly_alike_and_others_not_at_all():
    texts = [features([(text, 1.0)]) for text in ("validasi retribusi", "asap pabrik", "jalan")]
    weights = Weights(texts)
    one, other, _ = map(weights.vector, texts)

    assert likeness(one, one) == pytest.approx(1)
    assert likeness(one, other) == 0
    assert shared_words(one, one) == ["retribusi", "validasi"]


def test_a_huge_text_is_read_only_at_its_beginning():
    assert len(words_of("kata " * 100_000)) == 1200
