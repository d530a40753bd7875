"""The decree's text, as it was pasted, cut into its annexes; nothing here knows `import_text`."""

import re
from pathlib import Path

from sigap.core.sop.parse import parse
from sigap.sops import shipped

DECREE = (
    Path(__file__).parents[2] / "data" / "keputusan-bupati-bekasi-465-2024-lampiran-iii-v.txt"
).read_text("utf-8")
SHIPPED = {sop_id: parse(text, name=sop_id)[0] for sop_id, text in shipped().items()}
ROLES = {lane.role: lane.name for sop in SHIPPED.values() for lane in sop.lanes}

_SIGNATURE = re.compile(r"\n\s*Pj\. BUPATI BEKASI\s*\n\s*DANI RAMDAN\s*(?=\n|$)")
ANNEXES = dict(
    zip(
        SHIPPED,
        (f"LAMPIRAN {part}" for part in re.split(r"(?m)^LAMPIRAN ", DECREE)[1:]),
        strict=True,
    )
)


def printed_words(text):
    """Return what has to be printed word for word: no signature block, no tags, no blanks."""
    return re.sub(r"</?[a-z][^>]*>", "", _SIGNATURE.sub("\n", text)).split()
