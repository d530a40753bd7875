"""The SOPs that come with Sigap and the three of other offices, parsed."""

from pathlib import Path

import sigap
from sigap.core.sop.parse import parse
from tests.core.sop.sample_files import GOOD

_FOLDER = Path(sigap.__file__).parent / "sops"
SHIPPED_IDS = ("penerimaan-pengaduan", "penelaahan-substansi", "penyampaian-jawaban")


def _sop(text, name):
    sop, findings = parse(text, name=name)
    assert sop is not None, findings
    return sop


SHIPPED = [_sop((_FOLDER / f"{name}.toml").read_text("utf-8"), name) for name in SHIPPED_IDS]
FOREIGN = [_sop(text, name) for name, text in GOOD.items()]
