"""What the head's view shows: figures with their trend, their words and their lists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.safestring import SafeString, mark_safe

from sigap.cases.queries.office import OfficeLists, officers
from sigap.cases.queries.soplist import chain_in_force
from sigap.cases.queries.standing import at_steps, waited_for
from sigap.cases.queries.worklog import permit_names
from sigap.core.sop.chart import NotDrawable
from sigap.core.sop.svg import Mark, to_svg
from sigap.desk.charts import parts, spark
from sigap.desk.narrowed import list_link
from sigap.documents.indonesian import MONTHS, grouped
from sigap.reports.conformance import short_title
from sigap.reports.hints import span
from sigap.reports.naming import DEPARTURES, NOTED, role_name

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

    from sigap.cases.actor import Actor
    from sigap.core.sop.definition import Sop
    from sigap.desk.charts import Part, Spark
    from sigap.reports.conformance import Figures
    from sigap.reports.grouping import CaseFigures
    from sigap.reports.headline import Five, Headline
    from sigap.reports.period import Period
    from sigap.reports.stepping import StepFigures

_VARIANTS = 8
_HANDOVERS = 12
_NOTHING = "–"


@dataclass(frozen=True, slots=True)
class Figure:
    """One of the five: what it counts, its value, its trend, and the list behind it."""

    title: str
    value: str
    unit: str
    note: str
    link: str
    spark: Spark
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class StepMap:
    """The drawing of an SOP with volumes and lateness on it; None if it cannot be drawn."""

    title: str
    drawing: SafeString | None
    steps: list[dict[str, Any]]

    @property
    def count(self) -> int:
        """Return how many cases stand on it."""
        return sum(one["count"] for one in self.steps)

    @property
    def late(self) -> int:
        """Return at how many of them the step is overdue."""
        return sum(one["late"] for one in self.steps)


def five_figures(found: Headline) -> list[Figure]:
    """Return the five figures; the last month may still run."""
    whole, period = found.whole, found.period
    ended = {"berakhir_dari": _iso(period.first), "berakhir_sampai": _iso(period.last)}
    answered = {"dijawab_dari": _iso(period.first), "dijawab_sampai": _iso(period.last)}
    received = {"dari_tanggal": _iso(period.first), "sampai": _iso(period.last)}
    late = whole.ended - whole.kept

    def trend(value: Callable[[Five], float | None], unit: str = "") -> Spark:
        values = [value(five) for _, five in found.months]
        shown = [_NOTHING if v is None else f"{_number(v)}{unit}" for v in values]
        return spark(values, [month_words(month) for month, _ in found.months], shown)

    return [
        Figure(
            "Diterima",
            grouped(whole.received),
            "berkas",
            "",
            list_link(**received),
            trend(lambda five: five.received),
        ),
        Figure(
            "Dijawab",
            grouped(whole.answered),
            "berkas",
            "",
            list_link(**answered),
            trend(lambda five: five.answered),
        ),
        Figure(
            "Tepat janji",
            percent(whole.kept, whole.ended),
            "dari yang berakhir",
            f"{grouped(late)} dari {grouped(whole.ended)} melewati janji" if late else "",
            list_link(janji="dilewati", **ended) if late else list_link(**ended),
            trend(lambda five: 100 * five.kept / five.ended if five.ended else None, "%"),
            is_late=bool(late),
        ),
        Figure(
            "Sampai jawaban",
            _NOTHING if whole.days is None else grouped(whole.days),
            "hari kerja, median",
            "",
            list_link(**answered),
            trend(lambda five: five.days),
        ),
        Figure(
            "Terbuka dan lewat janji",
            grouped(whole.open_late),
            "berkas sekarang",
            "",
            list_link(lewat_janji="ya"),
            trend(lambda five: five.open_late),
            is_late=bool(whole.open_late),
        ),
    ]


def maps(actor: Actor, *, now: datetime) -> list[StepMap]:
    """Return the SOPs in force with what lies at each step now, in the order of the chain."""
    standing = at_steps(actor, now=now)
    chain = chain_in_force(now=now)
    fullest = max([1, *(count for count, _ in standing.values())])
    return [_map(sop, standing, fullest) for sop in chain]


def _map(sop: Sop, standing: dict[tuple[str, int], tuple[int, int]], fullest: int) -> StepMap:
    marks: dict[int, Mark] = {}
    links: dict[int, str] = {}
    steps: list[dict[str, Any]] = []
    for step in sop.steps:
        count, late = standing.get((sop.id, step.no), (0, 0))
        marks[step.no] = Mark(count=count, late=late)
        place = f"{sop.id}.{step.no}"
        links[step.no] = list_link(langkah=place)
        steps.append(
            {
                "no": step.no,
                "title": short_title(step),
                "count": count,
                "late": late,
                "link": links[step.no],
                "late_link": list_link(langkah=place, langkah_lewat="ya"),
            }
        )
    names: dict[int, str] = {one["no"]: one["title"] for one in steps}
    title = f"{sop.decree.annex} {sop.title}".strip()
    try:
        drawn = to_svg(sop, marks=marks, names=names, links=links, title=title, full_bar=fullest)
    except NotDrawable:
        return StepMap(title, None, steps)
    return StepMap(title, mark_safe(drawn), steps)  # noqa: S308 - drawn by us, its words escaped


def steps_rows(found: Figures) -> list[dict[str, Any]]:
    """Return a row for each step: where its time went, beside what was promised."""
    fullest = max((_all_of(one) for one in found.steps), default=0)
    whole = found.whole.waited + found.whole.worked + found.whole.outside
    return [
        {
            "label": one.key.label,
            "title": found.titles[one.key.label],
            "promised": str(one.key.step.time),
            "limit": str(one.limit or _NOTHING),
            "attempts": grouped(one.attempts),
            "repeats": one.repeats,
            "share": percent(_all_of(one), whole),
            "bar": _bar(one, fullest),
            "waited": span(one.waited.median),
            "waited_p90": span(one.waited.p90),
            "worked": span(one.worked.median) if one.worked.count else _NOTHING,
            "worked_p90": span(one.worked.p90) if one.worked.count else _NOTHING,
            "in_limit": percent(one.attempts - one.waited_over, one.attempts),
            "in_limit_then": percent(one.attempts - one.waited_then, one.attempts),
            "in_time": percent(one.worked.count - one.worked_over, one.worked.count),
            "in_time_then": percent(one.worked.count - one.worked_then, one.worked.count),
            "is_waited_over": one.waited_over > one.attempts // 10,
            "is_worked_over": one.worked_over > one.worked.count // 10,
            "before": span(one.before.median) if one.before.count else "",
        }
        for one in found.steps
    ]


def _all_of(one: StepFigures) -> int:
    return one.before.total + one.waited.total + one.worked.total


def _bar(one: StepFigures, full: int) -> list[Part]:
    amounts = [
        ("outside", one.before.total),
        ("waited", one.waited.total),
        ("worked", one.worked.total),
    ]
    return parts(amounts, full)


def permit_rows(found: Figures, headline: Headline) -> list[dict[str, Any]]:
    """Return a row for each permit type: what came in, and how its ended cases went."""
    names, ended = permit_names(), {slug: of for slug, _, of in found.permit_types}
    days = _days_of(found.period)
    received = {"dari_tanggal": days[0], "sampai": days[1]}
    rows = []
    for pk, five in headline.permit_types:
        slug, name = names[pk]
        of = ended.get(slug)
        if not (five.received or five.ended or five.open_late):
            continue
        closed = {"berakhir_dari": days[0], "berakhir_sampai": days[1], "izin": slug}
        rows.append(
            {
                "name": name,
                "received": five.received,
                "received_link": list_link(izin=slug, **received),
                "ended": five.ended,
                "ended_link": list_link(**closed),
                "kept": percent(five.kept, five.ended),
                "late_link": list_link(janji="dilewati", **closed),
                "days": _NOTHING if five.days is None else five.days,
                "open_late": five.open_late,
                "open_late_link": list_link(lewat_janji="ya", izin=slug),
                **_times(of),
            }
        )
    return rows


def _times(of: CaseFigures | None) -> dict[str, Any]:
    if of is None or not of.count:
        return {"waited": _NOTHING, "worked": _NOTHING, "repeated": _NOTHING}
    return {
        "waited": span(of.waited // of.count),
        "worked": span(of.worked // of.count),
        "repeated": percent(of.repeated, of.count),
    }


def person_rows(found: Figures, *, now: datetime) -> list[dict[str, Any]]:
    """Return a row for each person who led steps."""
    users, days = officers(now=now).users, _days_of(found.period)
    rows = []
    for one in found.persons:
        user = users.get(int(one.person))
        if user is None:
            continue
        rows.append(
            {
                "name": user.name,
                "position": user.position,
                "attempts": one.attempts,
                "cases": one.cases,
                "link": list_link(
                    petugas=user.username, berakhir_dari=days[0], berakhir_sampai=days[1]
                ),
                "in_time": percent(one.attempts - one.worked_over, one.attempts),
                "share": f"{one.share}%",
                "waited": span(one.waited.median),
                "repeats": one.repeats,
            }
        )
    return rows


def agency_rows(found: Figures, actor: Actor, *, now: datetime) -> list[dict[str, Any]]:
    """Return a row for each agency: waited for in the period, and now."""
    days, waiting = _days_of(found.period), waited_for(actor)
    slugs = {one.name: one.slug for one in OfficeLists(now=now).agencies}
    past = {one.agency: one for one in found.agencies}
    names = list(past) + [name for name, _ in waiting.values() if name not in past]
    rows = []
    for name in names:
        one, slug = past.get(name), slugs.get(name, "")
        ended = {"berakhir_dari": days[0], "berakhir_sampai": days[1]}
        rows.append(
            {
                "name": name,
                "cases": one.cases if one else 0,
                "link": list_link(disurati=slug, **ended) if slug else "",
                "median": span(one.waited.median) if one and one.waited.count else _NOTHING,
                "p90": span(one.waited.p90) if one and one.waited.count else _NOTHING,
                "waiting": waiting.get(slug, ("", 0))[1],
                "waiting_link": list_link(menunggu=slug),
            }
        )
    return rows


def handover_rows(found: Figures) -> list[dict[str, Any]]:
    """Return who waited for whom, the longest waiting in all first."""
    return [
        {
            "giver": role_name(one.giver),
            "taker": role_name(one.taker),
            "count": grouped(one.waited.count),
            "median": span(one.waited.median),
            "p90": span(one.waited.p90),
            "total": span(one.waited.total),
        }
        for one in found.handovers[:_HANDOVERS]
    ]


def variant_rows(found: Figures) -> list[dict[str, Any]]:
    """Return the most frequent ways."""
    return [
        {
            "way": found.way(index),
            "count": grouped(one.count),
            "share": percent(one.count, found.whole.count),
            "fitness": f"{float(found.course.fitness[one.cases].mean()):.2f}".replace(".", ","),
            "is_complete": one.is_complete,
        }
        for index, one in enumerate(found.course.variants[:_VARIANTS])
    ]


def conformance_words(found: Figures) -> dict[str, Any]:
    """Return how well the cases followed their SOPs, and what departed."""
    whole, days = found.whole, _days_of(found.period)
    ended = {"berakhir_dari": days[0], "berakhir_sampai": days[1]}
    return {
        "fitness": f"{whole.fitness:.3f}".replace(".", ","),
        "cases": grouped(whole.count),
        "cases_link": list_link(**ended),
        "follow": percent(whole.follow, whole.count),
        "exits": grouped(whole.exits),
        "exits_link": list_link(keluar_sop="ya", **ended),
        "repeated": percent(whole.repeated, whole.count),
        "repeated_link": list_link(diulang="ya", **ended),
        "kept": percent(whole.kept, whole.count),
        "kept_then": percent(whole.kept_then, whole.count),
        "departures": [
            {"what": DEPARTURES[kind], "step": found.label(place), "count": grouped(count)}
            for kind, place, count in found.departures
        ],
        "noted": [{"what": NOTED.get(code, code), "times": n} for code, n in found.noted],
        "variants": variant_rows(found),
        "variants_left": max(0, len(found.course.variants) - _VARIANTS),
        "unknown": int(found.found.unknown.sum()),
    }


def month_words(day: date) -> str:
    """Return `Nov 2026`."""
    return f"{MONTHS[day.month - 1][:3]} {day.year}"


def percent(part: int, whole: int) -> str:
    """Return a share in words; a dash of nothing."""
    return f"{round(100 * part / whole)}%" if whole else _NOTHING


def _number(value: float) -> str:
    return grouped(round(value))


def _iso(day: date) -> str:
    return day.isoformat()


def _days_of(period: Period) -> tuple[str, str]:
    return _iso(period.first), _iso(period.last)
