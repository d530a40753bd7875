"""All 240 sample complaints as form and receipt: chat language, emoji, line breaks, long texts."""

import json
from pathlib import Path

import sigap.documents
from sigap.documents.kinds import KINDS
from sigap.documents.text import clean
from tests.documents.papers import drawn, squeezed, text_of

COMPLAINTS = Path(sigap.documents.__file__).parents[1] / "bench/data/pengaduan-contoh.jsonl"


def complaints():
    return [json.loads(line) for line in COMPLAINTS.read_text().splitlines()]


def facts_of(complaint):
    said = complaint["complainant"]
    case = {
        "number": complaint["id"],
        "received_at": complaint["received_at"],
        "channel": complaint["channel"],
        "permit_type": complaint["permit_type"],
        "subject": complaint["subject"],
        "registration_number": complaint["registration_number"],
        "outside_number": complaint["outside_number"],
        "confidential": complaint["confidential"],
        "anonymous": complaint["anonymous"],
    }
    form = {
        "case": case,
        "complainant": said,
        "text": complaint["text"],
        "wanted": complaint["wanted"],
        "classification": complaint["class"],
    }
    receipt = {**KINDS["tanda-terima"].sample(), "case": case, "complainant_name": said["name"]}
    return form, receipt


def test_every_complaint_is_printed_whole():
    assert len(complaints()) == 240
    for index, complaint in enumerate(complaints()):
        form, receipt = facts_of(complaint)
        said = complaint["complainant"].values()
        printed = squeezed(text_of(drawn("form-pengaduan", form).pdf))
        for text in (complaint["text"], complaint["subject"], complaint["wanted"] or "", *said):
            if text in {"perorangan", "badan-usaha", "kuasa", "tanpa-identitas", None}:
                continue
            lost = [word for word in clean(text).split() if word not in printed]
            assert (complaint["id"], lost) == (complaint["id"], [])
        paper = drawn("tanda-terima", receipt)
        # Reading back takes longer than drawing, and the receipt holds less than the form.
        if index % 8 == 0:
            assert squeezed(clean(complaint["subject"])) in squeezed(text_of(paper.pdf))


def test_the_samples_hold_what_makes_them_hard():
    texts = [complaint["text"] for complaint in complaints()]
    assert any("[" in clean(text) and "[" not in text for text in texts)
    assert any("\n" in text for text in texts)
    assert max(map(len, texts)) > 1500
