"""The texts of letters that a new installation begins with. An office edits its own copies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sigap.documents.letters import LetterText

if TYPE_CHECKING:
    from collections.abc import Mapping

_RECEIVED = (
    "Menindaklanjuti pengaduan Saudara Nomor {nomor_pengaduan} yang kami terima pada "
    "{tanggal_pengaduan} mengenai {pokok_pengaduan}, bersama ini kami sampaikan hasil "
    "penelaahan sebagai berikut."
)
_OBJECTION = (
    "Apabila Saudara berkeberatan atas jawaban ini, keberatan dapat disampaikan melalui halaman "
    "pelacakan atau Loket Pengaduan paling lambat {batas_keberatan} sejak surat ini diterima."
)
_ANSWER = "Jawaban atas Pengaduan Nomor {nomor_pengaduan}"
_TRACKING = (
    "Perkembangannya tetap dapat Saudara lacak dengan kode pelacakan pada Tanda Terima Pengaduan."
)


def _paragraph(text: str) -> dict[str, object]:
    return {"type": "paragraph", "text": text}


def _verdict(before: str, verdict: str, after: str) -> dict[str, object]:
    runs = [{"text": before}, {"text": verdict, "bold": True}, {"text": after}]
    return {"type": "paragraph", "runs": runs}


_TEXTS = (
    LetterText(
        id="balasan-terbukti",
        kind="surat-balasan",
        title="Jawaban: terbukti",
        about=_ANSWER,
        body=(
            _paragraph(_RECEIVED),
            _paragraph("{temuan}"),
            _verdict("Berdasarkan hal tersebut, pengaduan Saudara dinyatakan ", "terbukti", "."),
            _paragraph("{pertimbangan}"),
            _paragraph("Tindak lanjut yang telah dan akan kami lakukan:"),
            _paragraph("{tindak_lanjut}"),
            _paragraph(
                "Atas ketidaknyamanan yang Saudara alami, kami menyampaikan permohonan maaf."
            ),
            _paragraph(_OBJECTION),
        ),
    ),
    LetterText(
        id="balasan-sebagian",
        kind="surat-balasan",
        title="Jawaban: terbukti sebagian",
        about=_ANSWER,
        body=(
            _paragraph(_RECEIVED),
            _paragraph("{temuan}"),
            _verdict(
                "Berdasarkan hal tersebut, pengaduan Saudara dinyatakan ",
                "terbukti sebagian",
                ", dengan pertimbangan:",
            ),
            _paragraph("{pertimbangan}"),
            _paragraph("Untuk bagian yang terbukti, tindak lanjut kami adalah:"),
            _paragraph("{tindak_lanjut}"),
            _paragraph(_OBJECTION),
        ),
    ),
    LetterText(
        id="balasan-tidak-terbukti",
        kind="surat-balasan",
        title="Jawaban: tidak terbukti",
        about=_ANSWER,
        body=(
            _paragraph(_RECEIVED),
            _paragraph("{temuan}"),
            _verdict(
                "Berdasarkan hal tersebut, pengaduan Saudara dinyatakan ",
                "tidak terbukti",
                ", dengan pertimbangan:",
            ),
            _paragraph("{pertimbangan}"),
            _paragraph("Dasar hukum:"),
            _paragraph("{dasar_hukum}"),
            _paragraph(_OBJECTION),
        ),
    ),
    LetterText(
        id="balasan-bukan-kewenangan",
        kind="surat-balasan",
        title="Jawaban: bukan kewenangan",
        about=_ANSWER,
        body=(
            _paragraph(_RECEIVED),
            _paragraph("{temuan}"),
            _verdict(
                "Berdasarkan hal tersebut, penyelesaian pengaduan Saudara ",
                "bukan kewenangan",
                " dinas kami, melainkan kewenangan {instansi_berwenang}.",
            ),
            _paragraph("{pertimbangan}"),
            _paragraph(
                "Pengaduan Saudara telah kami teruskan kepada {instansi_berwenang} dengan surat "
                "Nomor {nomor_surat_penerusan}. " + _TRACKING
            ),
            _paragraph(_OBJECTION),
        ),
    ),
    LetterText(
        id="penerusan",
        kind="surat-penerusan",
        title="Penerusan kepada instansi berwenang",
        about="Penerusan Pengaduan Masyarakat Nomor {nomor_pengaduan}",
        body="""
        Bersama ini kami teruskan pengaduan masyarakat Nomor {nomor_pengaduan} yang kami terima
        pada {tanggal_pengaduan} mengenai {pokok_pengaduan}, karena penyelesaiannya berada pada
        kewenangan Saudara. {alasan}

        Mohon Saudara menindaklanjuti dan menyampaikan hasilnya kepada pelapor dengan tembusan
        kepada kami.
        """,
    ),
    LetterText(
        id="pemberitahuan-diteruskan",
        kind="surat-pemberitahuan",
        title="Pemberitahuan: diteruskan",
        about="Pemberitahuan Penerusan Pengaduan Nomor {nomor_pengaduan}",
        body="""
        Pengaduan Saudara Nomor {nomor_pengaduan} mengenai {pokok_pengaduan} telah kami terima pada
        {tanggal_pengaduan}.

        Penyelesaiannya berada pada kewenangan {instansi_berwenang}, sehingga pengaduan kami
        teruskan kepada instansi tersebut. """
        + _TRACKING,
    ),
    LetterText(
        id="pemberitahuan-ditolak",
        kind="surat-pemberitahuan",
        title="Pemberitahuan: tidak dapat ditindaklanjuti",
        about="Pemberitahuan atas Pengaduan Nomor {nomor_pengaduan}",
        body="""
        Pengaduan Saudara Nomor {nomor_pengaduan} mengenai {pokok_pengaduan} telah kami terima pada
        {tanggal_pengaduan} dan kami periksa. Pengaduan tersebut tidak dapat kami tindak lanjuti.

        Saudara dapat mengajukan pengaduan kembali dengan keterangan atau bukti yang baru.
        """,
    ),
    LetterText(
        id="pemberitahuan-digabung",
        kind="surat-pemberitahuan",
        title="Pemberitahuan: digabung dengan pengaduan lain",
        about="Pemberitahuan Penggabungan Pengaduan Nomor {nomor_pengaduan}",
        body="""
        Pengaduan Saudara Nomor {nomor_pengaduan} mengenai {pokok_pengaduan} membahas hal yang sama
        dengan pengaduan Nomor {nomor_induk} yang kami terima lebih dahulu, sehingga keduanya kami
        tangani bersama.

        Saudara tetap akan menerima jawaban. """
        + _TRACKING,
    ),
    LetterText(
        id="pemberitahuan-selesai",
        kind="surat-pemberitahuan",
        title="Pemberitahuan: selesai di loket",
        about="Penyelesaian Pengaduan Nomor {nomor_pengaduan}",
        body="""
        Pengaduan Saudara Nomor {nomor_pengaduan} mengenai {pokok_pengaduan} yang kami terima pada
        {tanggal_pengaduan} telah diselesaikan di loket dengan penyelesaian sebagai berikut.

        {penyelesaian}
        """,
    ),
    LetterText(
        id="pemberitahuan-ditunda",
        kind="surat-pemberitahuan",
        title="Pemberitahuan: ditunda",
        about="Pemberitahuan Penundaan Pengaduan Nomor {nomor_pengaduan}",
        body="""
        Penanganan pengaduan Saudara Nomor {nomor_pengaduan} mengenai {pokok_pengaduan} kami tunda
        dan akan dilanjutkan paling lambat {tanggal_selesai}. """
        + _TRACKING,
    ),
    LetterText(
        id="permintaan-kelengkapan",
        kind="surat-permintaan-kelengkapan",
        title="Permintaan kelengkapan",
        about="Permintaan Kelengkapan Pengaduan Nomor {nomor_pengaduan}",
        body="""
        Pengaduan Saudara Nomor {nomor_pengaduan} mengenai {pokok_pengaduan} telah kami terima pada
        {tanggal_pengaduan}. Agar dapat ditelaah, kami mohon Saudara melengkapi:
        """,
    ),
    LetterText(
        id="pencabutan-oleh-pelapor",
        kind="surat-pencabutan",
        title="Pencabutan atas permintaan pelapor",
        about="Pencabutan Pengaduan Nomor {nomor_pengaduan}",
        body="""
        Sesuai dengan permintaan Saudara, pengaduan Nomor {nomor_pengaduan} mengenai
        {pokok_pengaduan} kami catat sebagai dicabut dan penanganannya kami hentikan.

        Saudara dapat mengajukan pengaduan kembali kapan saja.
        """,
    ),
    LetterText(
        id="pencabutan-tidak-dilengkapi",
        kind="surat-pencabutan",
        title="Pencabutan karena tidak dilengkapi",
        about="Pencabutan Pengaduan Nomor {nomor_pengaduan}",
        body="""
        Kelengkapan pengaduan Saudara Nomor {nomor_pengaduan} mengenai {pokok_pengaduan} tidak kami
        terima sampai dengan {tanggal_batas}. Dengan ini pengaduan tersebut dinyatakan dicabut.

        Saudara dapat mengajukan pengaduan kembali kapan saja.
        """,
    ),
    LetterText(
        id="permintaan-investigasi",
        kind="surat-dinas",
        title="Permintaan investigasi dan undangan telaah",
        about="Permintaan Investigasi dan Undangan Telaah Bersama",
        nature="Segera",
        body=(
            _paragraph(
                "Sehubungan dengan pengaduan masyarakat Nomor {nomor_pengaduan} yang kami terima "
                "pada {tanggal_pengaduan} mengenai {pokok_pengaduan}, kami mohon bantuan Saudara "
                "untuk memeriksa:"
            ),
            _paragraph("{pertanyaan}"),
            _paragraph(
                "Untuk penelaahan bersama, kami mengundang Saudara atau pejabat yang ditunjuk pada:"
            ),
        ),
        closing="Demikian disampaikan, atas kerja sama Saudara diucapkan terima kasih.",
    ),
    LetterText(
        id="pemanggilan",
        kind="informasi-pemanggilan",
        title="Pemanggilan pelapor",
        about="Informasi Pemanggilan",
        body="""
        Sehubungan dengan pengaduan Saudara Nomor {nomor_pengaduan} mengenai {pokok_pengaduan},
        dimohon Saudara hadir pada:
        """,
    ),
)

TEXTS: Mapping[str, LetterText] = {text.id: text for text in _TEXTS}

REPLIES: Mapping[str, str] = {
    "terbukti": "balasan-terbukti",
    "sebagian": "balasan-sebagian",
    "tidak-terbukti": "balasan-tidak-terbukti",
    "bukan-kewenangan": "balasan-bukan-kewenangan",
}
"""The text of the reply for each conclusion of a review."""
