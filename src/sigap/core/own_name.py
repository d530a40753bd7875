"""Tell where a text names one certain person, and where it names somebody else alike.

Indonesian names share their words: Siti, Ahmad and Setiawan are everywhere, and an officer
complained about may be called Ahmad too. So single words are told by their neighbours.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise, zip_longest
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

Span = tuple[int, int]

# Titles, degrees and callings say nothing about who somebody is, and stand beside other names.
TITLES = frozenset(
    "h hj haji hajah hajjah dr drg drs dra ir prof ns apt bidan bd suster perawat ustadz ustad "
    "ustadzah kh kyai kiai tb rr rd raden nyai neng bapak bpk pak ibu bu sdr sdri saudara saudari "
    "tn ny nn tuan nyonya nona se sh st mm mt mh msi mkes skep skm spd sag sip skom ssi sfarm amd "
    "amdkeb amdkep str keb kep farm si pd ag mpd sp spog spa om tante bang abang mas mbak mba mpok "
    "kang teh koh ko cik ci ketua wakil kepala pengurus anggota warga karyawan pegawai wartawan "
    "pedagang nelayan petani sopir penghuni perwakilan rombongan akun komentar admin staf "
    "manajer manager direktur alm almh bin binti".split()
)
# A name with one of these is that of a body: its words are ordinary ones, and places.
_BODIES = frozenset(
    "pt cv ud pd tb toko yayasan koperasi paguyuban forum ikatan klinik rs rsia rsud rumah lembaga "
    "komunitas warga panitia badan kelompok tim bagian perkumpulan perhimpunan aliansi lsm majelis "
    "hotel universitas sekolah pemerintah desa dkm masjid mushola gereja himpunan asosiasi "
    "persatuan serikat organisasi pengurus perwakilan rombongan environmental".split()
)
# A word after one of these is the name of a place or of a body.
_BEFORE_PLACES = frozenset(
    "desa ds kelurahan kel kecamatan kec kabupaten kab kota provinsi kampung kp dusun jalan jl jln "
    "gang gg perum perumahan komplek kompleks cluster blok ruko pasar terminal stasiun masjid "
    "mushola sd sdn smp smpn sma sman rs rsud rsia klinik puskesmas toko warung bank dinas pt cv "
    "ud yayasan koperasi kawasan sungai kali situ jembatan".split()
)
# Who speaks of himself may write his name in any case.
_INTRODUCES = frozenset(
    "saya sy sya aku ak gue gua gw ane nama nm namanya namaku bernama pelapor pengadu penelepon "
    "pemohon".split()
)
# Written with a capital at the head of a sentence or in a greeting, and no name.
_ORDINARY = _INTRODUCES | frozenset(
    "kami kita ini itu dari dengan untuk oleh atas kepada yth halo hai hi hello selamat pagi "
    "siang sore malam salam hormat mohon tolong terima kasih assalamualaikum assalamu alaikum "
    "ttd tertanda an dan atau yang bahwa karena saat ketika setelah hp wa telp telepon email nik "
    "alamat".split()
)
_NO_NAMES = TITLES | _ORDINARY
_WORD = re.compile(r"[^\W\d_]+(?:['\u2018\u2019\u02bc`][^\W\d_]+)*")
_APOSTROPHES = dict.fromkeys(map(ord, "'\u2018\u2019\u02bc`"))
_BESIDE = re.compile(r"[ \t\xa0.]{1,3}")  # between two words of one name on one line
_LOOSE_GAP = re.compile(r"[\W_]{1,4}")
_LONGEST_NAME = 4  # words looked at on either side
_LEAST_LETTERS = 4  # of a single word that stands for a whole name
_LEAST_GLUED = 10  # letters of a name written in one, as in addresses of e-mail


class _Word(NamedTuple):
    start: int
    end: int
    folded: str
    is_like_a_name: bool  # begins with a capital
    is_shouted: bool  # all in capitals
    touches_next: bool  # only blanks or a dot stand before the next word


class OwnName:
    """A person's name, to be found in texts.

    Told are: the whole name with any punctuation and case; written in one; any two of its
    words that stand together; a single word that is written like a name, unless it stands
    beside a word of another name or names a place; any word after "saya" or "nama". A
    person of one word is told in any case. Of a body (Yayasan …, Forum …) only the whole
    name is told, and two words together that are written like names.
    """

    def __init__(self, name: str) -> None:
        self._name = unicodedata.normalize("NFC", name)
        self._written = [found[0] for found in _WORD.finditer(self._name)]
        self._in_order = self._telling_words()
        self._own = frozenset(self._in_order)
        self._follows = frozenset(pairwise(self._in_order))
        self._is_body = self._names_body()
        self._patterns = [re.compile(one, re.IGNORECASE) for one in self._whole_name()]

    def spans(self, text: str) -> Iterator[Span]:
        """Yield where `text` (NFC) names this person; spans may overlap."""
        if not self._written:
            return
        for pattern in self._patterns:
            for found in pattern.finditer(text):
                yield found.span()
        words = _words(text)
        if self._own.isdisjoint(word.folded for word in words):
            return
        yield from self._pairs(text, words)
        if not self._is_body:
            yield from self._singles(words)

    def _telling_words(self) -> tuple[str, ...]:
        """Return the telling words, folded, in their order.

        "Ibu Hasanah, juru masak katering" is Hasanah: where anything is written with a
        capital, the rest is description.
        """
        has_capitals = any(word[0].isupper() for word in self._written)
        return tuple(
            _fold(word)
            for word in self._written
            if len(word) > 1
            and (word[0].isupper() or not has_capitals)
            and _fold(word) not in TITLES
        )

    def _names_body(self) -> bool:
        """Whether this is no person's name: a body, or people who speak for one."""
        for word in map(_fold, self._written):
            if word in _BODIES:
                return True
            if word not in TITLES:
                return False
        return False

    def _whole_name(self) -> Iterator[str]:
        """Yield patterns of the whole name, of it in one, and of accounts ("@tambunupdate")."""
        for handle in re.findall(r"@[\w.]*\w", self._name):
            yield rf"(?<!\w){re.escape(handle)}(?!\w)"
        parts = re.findall(r"\w+", self._name)
        if len(parts) > 1:
            dot = r"\.?" if self._name.rstrip().endswith(".") else ""
            yield r"\b" + r"[\W_]+".join(map(re.escape, parts)) + r"\b" + dot
        letters = "".join(self._in_order)
        if len(self._in_order) > 1 and len(letters) >= _LEAST_GLUED:
            yield rf"(?<![^\W\d_]){re.escape(letters)}(?![^\W\d_])"

    def _pairs(self, text: str, words: list[_Word]) -> Iterator[Span]:
        """Yield two words of the name that stand together: as in it, or turned round."""
        own = self._own
        for one, other in pairwise(words):
            if one.folded not in own or other.folded not in own or one.folded == other.folded:
                continue
            if (one.folded, other.folded) in self._follows:
                together = _LOOSE_GAP.fullmatch(text, one.end, other.start) is not None
            else:
                together = one.touches_next
            written = one.is_like_a_name and other.is_like_a_name
            if together and (written or not self._is_body):
                yield one.start, other.end

    def _singles(self, words: list[_Word]) -> Iterator[Span]:
        own = self._own - _BODIES - _BEFORE_PLACES - _ORDINARY
        alone = len(own) == 1
        for at, word in enumerate(words):
            if word.folded not in own:
                continue
            long_enough = len(word.folded) >= _LEAST_LETTERS
            if _is_introduced(words, at) or (
                long_enough
                and (alone or word.is_like_a_name)
                and not _names_place(words, at)
                and not _is_anothers(words, at, own)
            ):
                yield word.start, word.end


def _words(text: str) -> list[_Word]:
    found = [(*one.span(), one[0]) for one in _WORD.finditer(text)]
    starts = [start for start, _, _ in found[1:]]
    return [
        _Word(
            start,
            end,
            _fold(raw),
            raw[0].isupper(),
            len(raw) > 1 and raw.isupper(),
            after is not None and _BESIDE.fullmatch(text, end, after) is not None,
        )
        for (start, end, raw), after in zip_longest(found, starts)
    ]


def _fold(word: str) -> str:
    if word.isascii() and word.isalpha():
        return word.lower()
    plain = unicodedata.normalize("NFKD", word.translate(_APOSTROPHES)).casefold()
    return "".join(c for c in plain if not unicodedata.combining(c))


def _is_introduced(words: list[_Word], at: int) -> bool:
    """Whether "saya" or "nama" leads to this word, titles between them or not."""
    before = at - 1
    while before >= 0 and words[before].touches_next:
        if words[before].folded in _INTRODUCES:
            return True
        if words[before].folded not in TITLES:
            return False
        before -= 1
    return False


def _names_place(words: list[_Word], at: int) -> bool:
    before = words[at - 1] if at else None
    return before is not None and before.touches_next and before.folded in _BEFORE_PLACES


def _is_anothers(words: list[_Word], at: int, own: frozenset[str]) -> bool:
    """Whether a neighbour belongs to another name, and no second word of this one is there."""
    strange = False
    for step in (-1, 1):
        for here in range(at + step, at + step * (_LONGEST_NAME + 1), step):
            if not (0 <= here < len(words) and words[min(here, here - step)].touches_next):
                break
            word = words[here]
            if not word.is_like_a_name or word.folded in _NO_NAMES:
                break
            if word.folded in own and word.folded != words[at].folded:
                return False
            # In a text all in capitals nothing tells a name from the rest.
            strange = strange or not word.is_shouted
    return strange
