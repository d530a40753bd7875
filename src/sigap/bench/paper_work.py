"""One renderer in a process of its own, letters of one text for some seconds; see `papers`.

`python -m sigap.bench.paper_work typst|weasyprint SECONDS FOLDER`: prints letters, seconds and the
largest memory as JSON, and leaves the last letter in FOLDER.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from datetime import datetime
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sigap.documents.fonts import font_folders
from sigap.documents.kinds import KINDS
from sigap.documents.office import sample_office
from sigap.documents.pictures import qr_code

if TYPE_CHECKING:
    from collections.abc import Callable

    Draw = Callable[[str], bytes]

KIND = "surat-balasan"
ISSUED_AT = datetime.fromisoformat("2026-12-09T10:00:00+07:00")
CODE = "7KQM-4T2X-9HWD"
ADDRESS = f"https://sigap.example.id/verifikasi/{CODE}"
_KIBIBYTES = 1024

_STYLE = """
@page { size: A4; margin: 15mm 20mm 30mm 25mm;
  @bottom-left { content: element(foot); width: 100% } }
body { font: 10.5pt/1.35 "Noto Serif"; }
header { text-align: center; border-bottom: 2pt solid; position: relative; padding: 0 6mm 2mm 21mm }
header img { position: absolute; left: 0; top: 0; width: 19mm }
header p { margin: 1mm 0; font-size: 8.5pt } h1 { font-size: 14pt; margin: 1mm 0 }
h2 { font-size: 13pt; font-weight: 500; margin: 0 }
.date { text-align: right } dl { display: grid; grid-template-columns: 20mm 1fr; margin: 0 }
dd { margin: 0 } dd::before { content: ": " } p { text-align: justify; margin: 1.6mm 0 }
li, ol { margin: 0 }
.to { display: grid; grid-template-columns: 10mm 100mm }
.sign { margin-left: 87mm; break-inside: avoid } .sign p { text-align: left; margin: .5mm 0 }
.space { height: 18mm } ol ol { list-style: lower-alpha }
footer { position: running(foot); font: 7.5pt "Noto Sans"; border-top: .4pt solid #444 }
footer img { float: left; width: 15mm; margin-right: 3mm }
"""


def facts_of(number: str) -> dict[str, Any]:
    """Return the facts of the sample letter under a number of its own."""
    return {**KINDS[KIND].sample(), "number": number}


def _typst() -> Draw:
    from sigap.documents.render import render

    office = sample_office()

    def draw(number: str) -> bytes:
        paper = render(
            KIND, facts_of(number), office, issued_at=ISSUED_AT, code=CODE, verify_url=ADDRESS
        )
        return paper.pdf

    return draw


def _weasyprint() -> Draw:
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    faces = [
        f'@font-face {{ font-family: "{family}"; font-weight: 100 900; '
        f'src: url("{(folder / f"{stem}[wdth,wght].ttf").as_uri()}") }}'
        for folder, family, stem in zip(
            font_folders(), ("Noto Serif", "Noto Sans"), ("NotoSerif", "NotoSans"), strict=False
        )
    ]
    style = CSS(string="\n".join([*faces, _STYLE]), font_config=fonts, base_url="/")

    def draw(number: str) -> bytes:
        page = HTML(string=page_of(facts_of(number)), base_url="/")
        pdf: bytes = page.write_pdf(stylesheets=[style], font_config=fonts, pdf_variant="pdf/a-2a")
        return pdf

    return draw


def page_of(facts: dict[str, Any]) -> str:
    """Return the letter as HTML, with the words that our template prints."""
    office, to, who = sample_office(), facts["to"], facts["signatory"]
    emblem = Path(__file__).parents[1] / "documents/templates/parts/emblem.svg"
    contact = f"Telepon {office['phone']}, Laman {office['website']}, Surel {office['email']}"
    copies = "".join(f"<li>{escape(copy)}</li>" for copy in facts["copies"])
    return f"""<html lang="id"><title>Surat Balasan</title><body>
<footer><img alt="" src="data:image/svg+xml;utf8,{_quoted(qr_code(ADDRESS))}">Periksa keaslian
naskah ini di {ADDRESS}<br>Kode pemeriksaan: <b>{CODE}</b><br>Surat Balasan ·
{facts["case"]["number"]} · Nomor {facts["number"]}<br>Halaman 1 dari 1</footer>
<header><img alt="" src="{emblem}"><h2>{office["government"]}</h2><h1>{office["name"]}</h1>
<p>{office["address"]} {office["postal_code"]}</p><p>{contact}</p></header>
<p class="date">{office["city"]}, 9 Desember 2026</p>
<dl><dt>Nomor</dt><dd>{facts["number"]}</dd><dt>Sifat</dt><dd>Biasa</dd><dt>Lampiran</dt><dd>-</dd>
<dt>Hal</dt><dd><b>{escape(facts["about"])}</b></dd></dl>
<div class="to"><span>Yth.</span><span>{escape(to["name"])}<br>{escape(to["address"])}<br>di
{escape(to["place"])}</span></div><p>Dengan hormat,</p>{_blocks(facts["body"])}
<p>Demikian disampaikan, atas perhatiannya diucapkan terima kasih.</p>
<div class="sign"><p>{escape(who["position"])},</p><div class="space"></div>
<p><b>{escape(who["name"])}</b></p><p>{escape(who["rank"])}</p><p>NIP {who["nip"]}</p></div>
<p>Tembusan:</p><ol>{copies}</ol></body></html>"""


def _blocks(blocks: list[Any]) -> str:
    parts = []
    for block in blocks:
        if block["type"] == "paragraph":
            parts.append(f"<p>{_words(block)}</p>")
        else:
            parts.append(f"<ol>{''.join(_item(item) for item in block['items'])}</ol>")
    return "".join(parts)


def _item(item: Any) -> str:  # noqa: ANN401 - a text or a block with items
    if isinstance(item, str):
        return f"<li>{escape(item)}</li>"
    inner = "".join(_item(one) for one in item.get("items", ()))
    return f"<li>{_words(item)}{f'<ol>{inner}</ol>' if inner else ''}</li>"


def _words(block: dict[str, Any]) -> str:
    if "text" in block:
        return escape(block["text"])
    return "".join(
        f"<b>{escape(run['text'])}</b>" if run.get("bold") else escape(run["text"])
        for run in block["runs"]
    )


def _quoted(svg: str) -> str:
    from urllib.parse import quote

    return quote(svg)


class Spent:
    """What this process and those it started have used: our renderer draws in one of its own."""

    def seconds(self) -> float:
        """Return the processor time so far, of children that ended too."""
        ended = resource.getrusage(resource.RUSAGE_CHILDREN)
        ticks = sum(sum(map(int, self._stat(pid)[11:13])) for pid in self._children())
        alive = ticks / os.sysconf("SC_CLK_TCK")
        return time.process_time() + ended.ru_utime + ended.ru_stime + alive

    def memory_bytes(self) -> int:
        """Return the largest memory of each added up, as if all had it at once."""
        own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return (own + sum(map(self._most, self._children()))) * _KIBIBYTES

    def _children(self) -> list[str]:
        tasks = Path("/proc/self/task").iterdir()
        return [pid for one in tasks for pid in (one / "children").read_text().split()]

    def _stat(self, pid: str) -> list[str]:
        # Behind the name, which may hold anything.
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()

    def _most(self, pid: str) -> int:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))


def main() -> int:
    """Draw letters on one core until the time is over."""
    name, seconds, folder = sys.argv[1], float(sys.argv[2]), Path(sys.argv[3])
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    draw = {"typst": _typst, "weasyprint": _weasyprint}[name]()
    # The first reads fonts and templates, as a worker does once a day.
    spent = Spent()
    pdf, drawn, begun = draw("500.16.7.2/0/DPMPTSP/2026"), 0, spent.seconds()
    while (used := spent.seconds() - begun) < seconds or not drawn:
        drawn += 1
        # Each letter is another: nothing of one may serve the next.
        pdf = draw(f"500.16.7.2/{drawn}/DPMPTSP/2026")
    (folder / f"{name}.pdf").write_bytes(pdf)
    told = {
        "letters": drawn,
        "cpu_seconds": used,
        "memory_bytes": spent.memory_bytes(),
        "pdf_bytes": len(pdf),
    }
    print(json.dumps(told))
    return 0


if __name__ == "__main__":
    sys.exit(main())
