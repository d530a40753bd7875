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
_COMPLAINT = (
    "Sehubungan dengan pengaduan masyarakat Nomor {nomor_pengaduan} yang kami terima pada "
    "{tanggal_pengaduan} mengenai {jenis_perizinan}, dengan pokok “{pokok_pengaduan}”, "
)
_THANKS = "Demikian disampaikan, atas kerja sama Saudara diucapkan terima kasih."
_WITHDRAWN = """
        Dengan ini kami beritahukan bahwa pengaduan Saudara Nomor {nomor_pengaduan} mengenai
        {pokok_pengaduan} dinyatakan dicabut.

        Saudara dapat mengajukan pengaduan kembali kapan saja.
        """


def _paragraphs(*texts: str) -> tuple[dict[str, object], ...]:
    return tuple({"type": "paragraph", "text": text} for text in texts)


_TEXTS = (
    LetterText(
        id="balasan-terbukti",
        purpose="balasan-terbukti",
        title="Jawaban: terbukti",
        about=_ANSWER,
        body=_paragraphs(
            _RECEIVED,
            "{temuan}",
            "Berdasarkan hal tersebut, pengaduan Saudara dinyatakan **terbukti**, dengan "
            "pertimbangan:",
            "{pertimbangan}",
            "Dasar hukum:",
            "{dasar_hukum}",
            "Tindak lanjut yang telah dan akan kami lakukan:",
            "{tindak_lanjut}",
            "Atas ketidaknyamanan yang Saudara alami, kami menyampaikan permohonan maaf.",
            _OBJECTION,
        ),
    ),
    LetterText(
        id="balasan-sebagian",
        purpose="balasan-sebagian",
        title="Jawaban: terbukti sebagian",
        about=_ANSWER,
        body=_paragraphs(
            _RECEIVED,
            "{temuan}",
            "Berdasarkan hal tersebut, pengaduan Saudara dinyatakan **terbukti sebagian**, dengan "
            "pertimbangan:",
            "{pertimbangan}",
            "Dasar hukum:",
            "{dasar_hukum}",
            "Untuk bagian yang terbukti, tindak lanjut kami adalah:",
            "{tindak_lanjut}",
            _OBJECTION,
        ),
    ),
    LetterText(
        id="balasan-tidak-terbukti",
        purpose="balasan-tidak-terbukti",
        title="Jawaban: tidak terbukti",
        about=_ANSWER,
        body=_paragraphs(
            _RECEIVED,
            "{temuan}",
            "Berdasarkan hal tersebut, pengaduan Saudara dinyatakan **tidak terbukti**, dengan "
            "pertimbangan:",
            "{pertimbangan}",
            "Dasar hukum:",
            "{dasar_hukum}",
            _OBJECTION,
        ),
    ),
    LetterText(
        id="balasan-bukan-kewenangan",
        purpose="balasan-bukan-kewenangan",
        title="Jawaban: bukan kewenangan",
        about=_ANSWER,
        body=_paragraphs(
            _RECEIVED,
            "{temuan}",
            "Berdasarkan hal tersebut, penyelesaian pengaduan Saudara **bukan kewenangan** dinas "
            "kami, melainkan kewenangan {instansi_berwenang}, dengan pertimbangan:",
            "{pertimbangan}",
            "Dasar hukum:",
            "{dasar_hukum}",
            "Pengaduan Saudara kami sampaikan kepada {instansi_berwenang} untuk ditindaklanjuti. "
            + _TRACKING,
            _OBJECTION,
        ),
    ),
    LetterText(
        id="balasan-penyelesaian",
        purpose="balasan",
        title="Jawaban: sudah diselesaikan",
        about="Penyelesaian Pengaduan Nomor {nomor_pengaduan}",
        body=_paragraphs(
            "Menindaklanjuti pengaduan Saudara Nomor {nomor_pengaduan} yang kami terima pada "
            "{tanggal_pengaduan} mengenai {pokok_pengaduan}, bersama ini kami sampaikan bahwa "
            "permasalahan tersebut **telah diselesaikan**.",
            "{temuan}",
            "Penyelesaiannya sebagai berikut:",
            "{tindak_lanjut}",
            _OBJECTION,
        ),
    ),
    LetterText(
        id="permintaan-investigasi",
        purpose="permintaan-investigasi",
        title="Permintaan investigasi dan undangan telaah",
        about="Permintaan Investigasi dan Undangan Telaah Bersama",
        body=_paragraphs(
            _COMPLAINT + "kami mohon bantuan Saudara untuk memeriksa:",
            "{pertanyaan}",
            "{identitas_pelapor}",
            "Untuk penelaahan bersama, kami mengundang Saudara atau pejabat yang ditunjuk pada "
            "waktu dan tempat di bawah ini.",
        ),
        closing=_THANKS,
    ),
    LetterText(
        id="undangan-telaah",
        purpose="surat-dinas",
        title="Undangan telaah bersama",
        about="Undangan Telaah Bersama",
        body=_paragraphs(
            _COMPLAINT + "kami mengundang Saudara atau pejabat yang ditunjuk untuk menelaah "
            "bersama pada waktu dan tempat di bawah ini.",
            "Yang akan dibahas:",
            "{pertanyaan}",
        ),
        closing=_THANKS,
    ),
    LetterText(
        id="permintaan-data",
        purpose="surat-dinas",
        title="Permintaan data dan dokumen",
        about="Permintaan Data dan Dokumen",
        body=_paragraphs(
            _COMPLAINT + "kami mohon bantuan Saudara menyampaikan data dan dokumen mengenai:",
            "{pertanyaan}",
            "{identitas_pelapor}",
            "Data dan dokumen tersebut mohon disampaikan kepada kami paling lambat pada penelaahan "
            "bersama, pada waktu dan tempat di bawah ini.",
        ),
        closing=_THANKS,
    ),
    LetterText(
        id="penerusan",
        purpose="penerusan",
        title="Pelimpahan kepada instansi berwenang",
        about="Penerusan Pengaduan Masyarakat Nomor {nomor_pengaduan}",
        body=_paragraphs(
            "Bersama ini kami teruskan pengaduan masyarakat Nomor {nomor_pengaduan} yang kami "
            "terima pada {tanggal_pengaduan}, karena pokok pengaduan berada pada kewenangan "
            "Saudara.",
            "{identitas_pelapor}",
            "Pokok pengaduan: {pokok_pengaduan}",
            "{isi_pengaduan}",
            "Mohon Saudara menindaklanjuti dan menyampaikan hasilnya kepada pelapor dengan "
            "tembusan kepada kami.",
        ),
    ),
    LetterText(
        id="pemberitahuan-diteruskan",
        purpose="pemberitahuan-diteruskan",
        title="Pemberitahuan: diteruskan",
        about="Pemberitahuan Penerusan Pengaduan Nomor {nomor_pengaduan}",
        body="""
        Pengaduan Saudara Nomor {nomor_pengaduan} mengenai {pokok_pengaduan} telah kami terima pada
        {tanggal_pengaduan}.

        Penyelesaiannya berada pada kewenangan {instansi_berwenang}, sehingga pengaduan kami
        teruskan kepada instansi tersebut dengan {surat_penerusan}. """
        + _TRACKING,
    ),
    LetterText(
        id="pemberitahuan-ditolak",
        purpose="pemberitahuan-ditolak",
        title="Pemberitahuan: tidak ditindaklanjuti",
        about="Pemberitahuan Hasil Pemeriksaan Pengaduan Nomor {nomor_pengaduan}",
        body="""
        Pengaduan Saudara Nomor {nomor_pengaduan} mengenai {pokok_pengaduan} telah kami terima pada
        {tanggal_pengaduan} dan kami periksa. Pengaduan tersebut tidak kami tindak lanjuti karena
        {dasar_penolakan}.

        Saudara dapat mengajukan keberatan melalui halaman pelacakan, atau melapor kepada
        Ombudsman Republik Indonesia.
        """,
    ),
    LetterText(
        id="pemberitahuan-digabung",
        purpose="pemberitahuan-digabung",
        title="Pemberitahuan: digabung dengan pengaduan lain",
        about="Pemberitahuan Penggabungan Pengaduan Nomor {nomor_pengaduan}",
        body="""
        Pengaduan Saudara Nomor {nomor_pengaduan} mengenai {pokok_pengaduan} memuat pokok yang sama
        dengan pengaduan yang sedang kami tangani, sehingga keduanya ditangani bersama.

        Saudara tetap dapat melacaknya dengan kode yang sama, dan jawabannya juga disampaikan
        kepada Saudara.
        """,
    ),
    LetterText(
        id="pemberitahuan-dijawab-bersama",
        purpose="pemberitahuan-dijawab-bersama",
        title="Jawaban atas berkas yang digabung",
        about=_ANSWER,
        body=_paragraphs(
            "Pengaduan Saudara Nomor {nomor_pengaduan} memuat pokok yang sama dengan pengaduan "
            "lain dan ditangani bersama. Atas pokok tersebut kami sampaikan jawaban sebagai "
            "berikut.",
            "{jawaban}",
        ),
    ),
    LetterText(
        id="pemberitahuan-ditunda",
        purpose="pemberitahuan-ditunda",
        title="Pemberitahuan: ditunda",
        about="Pemberitahuan Penundaan Pengaduan Nomor {nomor_pengaduan}",
        body="""
        Penanganan pengaduan Saudara Nomor {nomor_pengaduan} mengenai {pokok_pengaduan} kami tunda
        sampai dengan {tanggal_selesai}. Setelah itu penanganan dilanjutkan tanpa Saudara perlu
        mengajukan permintaan. """
        + _TRACKING,
    ),
    LetterText(
        id="permintaan-kelengkapan",
        purpose="permintaan-kelengkapan",
        title="Permintaan kelengkapan",
        about="Permintaan Kelengkapan Pengaduan Nomor {nomor_pengaduan}",
        body="""
        Pengaduan Saudara Nomor {nomor_pengaduan} mengenai {pokok_pengaduan} telah kami terima pada
        {tanggal_pengaduan}.

        {alasan}

        Agar dapat ditelaah, kami mohon Saudara melengkapi:
        """,
    ),
    LetterText(
        id="pencabutan-oleh-pelapor",
        purpose="pencabutan-oleh-pelapor",
        title="Pencabutan atas permintaan pelapor",
        about="Pencabutan Pengaduan Nomor {nomor_pengaduan}",
        body=_WITHDRAWN,
    ),
    LetterText(
        id="pencabutan-tidak-dilengkapi",
        purpose="pencabutan-tidak-dilengkapi",
        title="Pencabutan karena tidak dilengkapi",
        about="Pencabutan Pengaduan Nomor {nomor_pengaduan}",
        body=_WITHDRAWN,
    ),
    LetterText(
        id="pemanggilan",
        purpose="pemanggilan",
        title="Pemanggilan pelapor",
        about="Pemanggilan untuk Menerima Jawaban Pengaduan",
        body="""
        Sehubungan dengan pengaduan Saudara Nomor {nomor_pengaduan} mengenai {pokok_pengaduan},
        {surat_balasan} telah selesai. Dimohon Saudara hadir untuk menerimanya {waktu_datang}
        """,
    ),
)

TEXTS: Mapping[str, LetterText] = {text.id: text for text in _TEXTS}
