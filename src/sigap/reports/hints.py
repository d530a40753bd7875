"""Hints in words, each with its figures: where time goes, what is promised in vain, what loops."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from sigap.documents.indonesian import MONTHS, grouped, joined
from sigap.reports.stepping import MINUTES_A_DAY

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sigap.reports.grouping import CaseFigures
    from sigap.reports.stepping import Loop, StepFigures, StepKey

# A promise is called unrealistic when its p90 is above the SOP's time in this many months that
# follow one another, each with at least this many attempts.
MONTHS_IN_A_ROW = 3
LEAST_A_MONTH = 5
_LEAST_SHARE = 10  # percent of all time, or of all decisions, from which on a hint is given
_LEAST_DECISIONS = 10
_MOST_OF_A_KIND = 3
_TWO_DAYS = 2 * MINUTES_A_DAY
_MANY_DAYS = 100


class HintKind(StrEnum):
    """What a hint is about."""

    TIME = "time"
    PROMISE = "promise"
    LIMIT = "limit"
    LOOP = "loop"


@dataclass(frozen=True, slots=True)
class Hint:
    """One hint; `label` names the step it is about, empty for none."""

    kind: HintKind
    label: str
    text: str


def hints(
    whole: CaseFigures, steps: Sequence[StepFigures], loops: Sequence[Loop], titles: dict[str, str]
) -> list[Hint]:
    """Return what the figures suggest, the heaviest of each kind first.

    `titles` are short names of steps by label.
    """
    return [
        *_where_time_goes(whole, steps, titles),
        *_promises_in_vain(steps, titles),
        *_limits_in_vain(steps, titles),
        *_loops(loops, titles),
    ]


def _where_time_goes(
    whole: CaseFigures, steps: Sequence[StepFigures], titles: dict[str, str]
) -> list[Hint]:
    every = whole.waited + whole.worked + whole.outside
    parts: list[tuple[int, str, str]] = []
    for one in steps:
        name = _named(one.key, titles)
        wait = f"menunggu dimulainya {name} (median {span(one.waited.median)}"
        limit = f", batas {one.limit})" if one.limit else ")"
        parts.append((one.waited.total, one.key.label, wait + limit))
        work = f"mengerjakan {name} (median {span(one.worked.median)}, SOP {one.key.step.time})"
        parts.append((one.worked.total, one.key.label, work))
        if one.before.total:
            before = (
                f"menunggu di luar langkah sebelum {name}, terutama tanda tangan "
                f"({grouped(one.before.count)} kali, median {span(one.before.median)})"
            )
            parts.append((one.before.total, one.key.label, before))
    parts.sort(key=lambda part: -part[0])
    return [
        Hint(
            HintKind.TIME,
            label,
            f"{_percent(seconds, every)} waktu kantor dari penerimaan sampai akhir berkas dipakai "
            f"untuk {what}.",
        )
        for seconds, label, what in parts[:_MOST_OF_A_KIND]
        if every and 100 * seconds >= _LEAST_SHARE * every
    ]


def _promises_in_vain(steps: Sequence[StepFigures], titles: dict[str, str]) -> list[Hint]:
    found = []
    for one in steps:
        last = one.months[-MONTHS_IN_A_ROW:]
        if not _in_a_row([m.month for m in last]) or not all(
            # The nearest rank of 90 % lies above the time exactly if more than a tenth does.
            m.count >= LEAST_A_MONTH and m.worked_over > m.count // 10
            for m in last
        ):
            continue
        months = f"{_month(last[0].month)} sampai {_month(last[-1].month)}"
        # In whole minutes upwards: a promise missed by seconds must not read as one kept.
        deciles = joined([span(-(-m.p90 // 60) * 60) for m in last])
        share = _percent(one.worked_over, one.worked.count)
        found.append(
            Hint(
                HintKind.PROMISE,
                one.key.label,
                f"Waktu SOP {_named(one.key, titles)} ({one.key.step.time}) tidak tercapai tiga "
                f"bulan berturut-turut, {months}: sembilan dari sepuluh pengerjaan selesai dalam "
                f"{deciles}. Pada masa ini {share} dari {grouped(one.worked.count)} pengerjaan "
                "melewatinya.",
            )
        )
    return found


def _limits_in_vain(steps: Sequence[StepFigures], titles: dict[str, str]) -> list[Hint]:
    late = [one for one in steps if one.limit and one.waited.count >= _LEAST_DECISIONS]
    late = [one for one in late if 100 * one.waited_over > 2 * _LEAST_SHARE * one.waited.count]
    late.sort(key=lambda one: -one.waited_over / one.waited.count)
    return [
        Hint(
            HintKind.LIMIT,
            one.key.label,
            f"{_percent(one.waited_over, one.waited.count)} dari {grouped(one.waited.count)} "
            f"pengerjaan {_named(one.key, titles)} dimulai setelah batas tunggu {one.limit} lewat "
            f"(median tunggu {span(one.waited.median)}, p90 {span(one.waited.p90)}).",
        )
        for one in late[:_MOST_OF_A_KIND]
    ]


def _loops(loops: Sequence[Loop], titles: dict[str, str]) -> list[Hint]:
    often = [
        one
        for one in loops
        if one.decisions >= _LEAST_DECISIONS and 100 * one.back >= _LEAST_SHARE * one.decisions
    ]
    often.sort(key=lambda one: -one.seconds)
    return [
        Hint(
            HintKind.LOOP,
            one.key.label,
            f"{_percent(one.back, one.decisions)} dari {grouped(one.decisions)} keputusan pada "
            f"{_named(one.key, titles)} kembali ke langkah {one.to} (“{one.outcome}”); "
            f"pengulangannya memakai {span(one.seconds)} dalam tunggu dan kerja.",
        )
        for one in often[:_MOST_OF_A_KIND]
    ]


def span(seconds: int) -> str:
    """Return office time in words: `42 menit`, `2 jam 10 menit`, from two days on `3,5 hari kerja`.

    The days are those of work, of seven and a half hours.
    """
    minutes = round(seconds / 60)
    if minutes >= _TWO_DAYS:
        whole, tenth = divmod(round(10 * minutes / MINUTES_A_DAY), 10)
        shows_tenth = tenth and whole < _MANY_DAYS
        return f"{grouped(whole)}{f',{tenth}' if shows_tenth else ''} hari kerja"
    hours, rest = divmod(minutes, 60)
    parts = [f"{hours} jam"] if hours else []
    if rest or not hours:
        parts.append(f"{rest} menit")
    return " ".join(parts)


def _named(key: StepKey, titles: dict[str, str]) -> str:
    title = titles.get(key.label, "")
    return f"{key.label} {title}" if title else key.label


def _percent(part: int, whole: int) -> str:
    return f"{round(100 * part / whole)}%" if whole else "0%"


def _month(day: date) -> str:
    return f"{MONTHS[day.month - 1]} {day.year}"


def _in_a_row(months: Sequence[date]) -> bool:
    numbers = [12 * day.year + day.month for day in months]
    return len(numbers) == MONTHS_IN_A_ROW and numbers[-1] - numbers[0] == MONTHS_IN_A_ROW - 1
