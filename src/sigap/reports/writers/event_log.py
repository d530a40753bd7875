"""XES (IEEE 1849): the event log of ended cases, for process mining by anybody's program.

One trace a case, one event an attempt that was completed, at the moment it was. The name of
an event is that of the task in the SOP's BPMN export.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import quoteattr

from sigap.core.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sigap.reports.table import EventTrace, Report

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849-2016" xes.features="" xmlns="http://www.xes-standard.org/">
<extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
<extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
<extension name="Lifecycle" prefix="lifecycle" uri="http://www.xes-standard.org/lifecycle.xesext"/>
<extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>
<global scope="trace"><string key="concept:name" value=""/></global>
<global scope="event"><string key="concept:name" value=""/><date key="time:timestamp" \
value="1970-01-01T00:00:00+00:00"/><string key="lifecycle:transition" value="complete"/></global>
<classifier name="Kegiatan" keys="concept:name"/>
<classifier name="Kegiatan dan keputusan" keys="concept:name sigap:outcome"/>
"""


def write(report: Report, table: str) -> Iterator[bytes]:  # noqa: ARG001 - all forms alike
    """Return the log in pieces, a trace each.

    :raises Refused: `invalid-data` for a report that is not about single cases.
    """
    if report.event_log is None:
        raise Refused(
            "invalid-data",
            "Laporan ini tidak mempunyai log kejadian; pilih conformance.",
            field="as",
        )
    return _pieces(report.event_log())


def _pieces(traces: Iterator[EventTrace]) -> Iterator[bytes]:
    yield _HEAD.encode()
    for trace in traces:
        lines = ["<trace>", *_attributes(trace.attributes)]
        for event in trace.events:
            lines += ["<event>", *_attributes(event), "</event>"]
        yield "\n".join([*lines, "</trace>", ""]).encode()
    yield b"</log>\n"


def _attributes(attributes: dict[str, str | int | bool]) -> Iterator[str]:
    for key, value in attributes.items():
        if isinstance(value, bool):
            kind, text = "boolean", str(value).lower()
        elif isinstance(value, int):
            kind, text = "int", str(value)
        else:
            kind, text = ("date" if key in _DATES else "string"), value
        yield f"<{kind} key={quoteattr(key)} value={quoteattr(text)}/>"


_DATES = frozenset({"time:timestamp", "start_timestamp", "sigap:opened"})
