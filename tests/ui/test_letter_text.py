"""The text of a letter and its blocks."""

from hypothesis import given
from hypothesis import strategies as st

from sigap.ui.letter_text import to_blocks, to_text

TEXT = """Menindaklanjuti pengaduan Saudara, **terbukti**.

## Temuan

1. Pembayaran tercatat.
2. Validasi tertunda.

- KTP
- Bukti bayar

| Berkas | Keadaan |
| KTP | ada \\| asli |
|  | *tidak ada* |"""


def test_a_table_and_its_neighbours_come_back_as_typed():
    blocks = to_blocks(TEXT)

    assert [block["type"] for block in blocks] == [
        "paragraph",
        "heading",
        "numbered",
        "list",
        "table",
    ]
    assert blocks[-1] == {
        "type": "table",
        "columns": ["Berkas", "Keadaan"],
        "rows": [["KTP", "ada | asli"], ["", "*tidak ada*"]],
    }
    assert to_text(blocks) == TEXT


def test_a_table_of_another_program_is_read():
    blocks = to_blocks("Daftar:\n| A | B |\n|---|:--|\n| 1 |\n| 2 | 3 | 4 |")

    assert blocks == [
        {"type": "paragraph", "text": "Daftar:"},
        {"type": "table", "columns": ["A", "B", ""], "rows": [["1", "", ""], ["2", "3", "4"]]},
    ]


@given(st.text(alphabet="ab|-1. #*\n", max_size=40))
def test_what_is_read_reads_the_same_again(text):
    blocks = to_blocks(text)

    assert to_blocks(to_text(blocks)) == blocks


def test_a_row_of_dashes_further_down_is_what_somebody_wrote():
    blocks = to_blocks("| Berkas | Keadaan |\n| KTP | ada |\n| - | - |\n|---|---|")

    assert blocks[0]["rows"] == [["KTP", "ada"], ["-", "-"], ["---", "---"]]
