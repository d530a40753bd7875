"""An SOP as BPMN 2.0 with diagram: lanes, one user task a step, a gateway after a decision.

Conditions compare the variable `outcome`, which completing a task sets, with the outcome's
id. What BPMN has no element for (joint work, consultation, separation of persons) stands in
words in the documentation and for programs in an extension element.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from sigap.core.sop.flow import Arrow, Flow, Node, NodeKind, flow_of
from sigap.core.sop.layout import Box, Layout, Line, layout_of

if TYPE_CHECKING:
    from sigap.core.sop.definition import Sop, Step

EXTENSION = "urn:sigap:sop:1"
"""Namespace of the extension elements."""

_NAMESPACES = {
    "xmlns:bpmn": "http://www.omg.org/spec/BPMN/20100524/MODEL",
    "xmlns:bpmndi": "http://www.omg.org/spec/BPMN/20100524/DI",
    "xmlns:dc": "http://www.omg.org/spec/DD/20100524/DC",
    "xmlns:di": "http://www.omg.org/spec/DD/20100524/DI",
    "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
    "xmlns:sigap": EXTENSION,
}
# The conditions read the same in Python and in JavaScript.
_EXPRESSIONS = "https://www.python.org/"
_TAGS = {
    NodeKind.START: "bpmn:startEvent",
    NodeKind.STEP: "bpmn:userTask",
    NodeKind.DECISION: "bpmn:exclusiveGateway",
    NodeKind.END: "bpmn:endEvent",
}
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def to_bpmn(sop: Sop) -> str:
    """Return a checked SOP as BPMN 2.0 XML. The same SOP always gives the same text.

    Ids keep to the step numbers (`Step_3`, `Decision_3`, `Flow_3_1`), so that two versions
    compare well. The SOP that follows (`then`) is named, not drawn.
    """
    flow = flow_of(sop)
    process = process_id(sop)
    xml = _Xml()
    xml.open(
        "bpmn:definitions",
        **_NAMESPACES,
        id="Definitions",
        name=sop.title,
        targetNamespace=EXTENSION,
        expressionLanguage=_EXPRESSIONS,
        exporter="Sigap",
    )
    xml.open("bpmn:collaboration", id="Collaboration")
    xml.leaf("bpmn:participant", id="Participant", name=sop.title, processRef=process)
    xml.close()
    xml.open("bpmn:process", id=process, name=sop.title, isExecutable="true")
    _extension(xml, "sigap:sop", id=sop.id, then=sop.then)
    _lane_set(xml, sop, flow)
    for node in flow.nodes:
        _node(xml, sop, flow, node)
    for arrow in flow.arrows:
        _sequence_flow(xml, arrow)
    xml.close()
    _diagram(xml, sop, flow, layout_of(sop))
    xml.close()
    return xml.text()


def process_id(sop: Sop) -> str:
    """Return the id of the process in the BPMN of `sop`."""
    return "Process_" + re.sub(r"[^A-Za-z0-9_.-]", "_", sop.id)


class _Xml:
    """Writes indented XML, element by element."""

    def __init__(self) -> None:
        self._lines = ['<?xml version="1.0" encoding="UTF-8"?>']
        self._open: list[str] = []

    def open(self, tag: str, **attributes: str) -> None:
        self._line(f"<{tag}{_attributes(attributes)}>")
        self._open.append(tag)

    def close(self) -> None:
        tag = self._open.pop()
        self._line(f"</{tag}>")

    def leaf(self, tag: str, text: str | None = None, **attributes: str) -> None:
        head = f"{tag}{_attributes(attributes)}"
        self._line(f"<{head}/>" if text is None else f"<{head}>{_content(text)}</{tag}>")

    def text(self) -> str:
        return "\n".join(self._lines) + "\n"

    def _line(self, line: str) -> None:
        self._lines.append("  " * len(self._open) + line)


def _attributes(attributes: dict[str, str]) -> str:
    return "".join(f' {name}="{_quoted(value)}"' for name, value in attributes.items() if value)


def _quoted(text: str) -> str:
    return escape(_xml_only(text), {'"': "&quot;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"})


def _content(text: str) -> str:
    return escape(_xml_only(text), {"\r": "&#13;"})


def _xml_only(text: str) -> str:
    """Return `text` with a mark for each character that XML cannot hold."""
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)


def _extension(xml: _Xml, tag: str, **attributes: str) -> None:
    xml.open("bpmn:extensionElements")
    xml.leaf(tag, **attributes)
    xml.close()


def _lane_set(xml: _Xml, sop: Sop, flow: Flow) -> None:
    xml.open("bpmn:laneSet", id="Lanes")
    for index, lane in enumerate(sop.lanes, start=1):
        xml.open("bpmn:lane", id=f"Lane_{index}", name=lane.name)
        _extension(xml, "sigap:lane", role=lane.role, title=lane.title)
        for node in flow.nodes:
            if node.role == lane.role:
                xml.leaf("bpmn:flowNodeRef", node.id)
        xml.close()
    xml.close()


def _node(xml: _Xml, sop: Sop, flow: Flow, node: Node) -> None:
    attributes = {"id": node.id}
    if node.kind is NodeKind.START:
        attributes["name"] = "Mulai"
    elif node.kind is NodeKind.END:
        attributes["name"] = "Selesai"
    elif node.kind is NodeKind.DECISION:
        attributes["gatewayDirection"] = "Diverging"
    elif node.step is not None:
        attributes["name"] = f"{node.step.no}. {node.step.activity}"
    xml.open(_TAGS[node.kind], **attributes)
    if node.kind is NodeKind.STEP and node.step is not None:
        xml.leaf("bpmn:documentation", _in_words(sop, node.step))
        _extension(xml, "sigap:step", **_for_programs(node.step))
    elif node.kind is NodeKind.END and sop.then:
        xml.leaf("bpmn:documentation", f"Dilanjutkan dengan SOP {sop.then}.")
    for arrow in flow.arrows_to(node.id):
        xml.leaf("bpmn:incoming", arrow.id)
    for arrow in flow.arrows_from(node.id):
        xml.leaf("bpmn:outgoing", arrow.id)
    xml.close()


def _in_words(sop: Sop, step: Step) -> str:
    """Return what the printed table says of a step, and who must and must not do it."""

    def name(role: str) -> str:
        lane = sop.lane(role)
        return lane.name if lane else role

    lead, *others = step.executors
    rows = [
        ("Pelaksana", name(lead)),
        ("Bersama (mengonfirmasi)", "; ".join(map(name, others))),
        ("Konsultasi", "; ".join(map(name, step.consults))),
        ("Bukan orang yang mengerjakan langkah", ", ".join(map(str, step.separate_from))),
        ("Kelengkapan", "; ".join(step.requirements)),
        ("Waktu", str(step.time)),
        ("Output", "; ".join(step.outputs)),
        ("Keterangan", step.note),
    ]
    return "\n".join(f"{title}: {text}" for title, text in rows if text)


def _for_programs(step: Step) -> dict[str, str]:
    return {
        "no": str(step.no),
        "executors": " ".join(step.executors),
        "amount": str(step.time.amount),
        "unit": str(step.time.unit),
        "consults": " ".join(step.consults),
        "separateFrom": " ".join(map(str, step.separate_from)),
        "form": step.form,
    }


def _sequence_flow(xml: _Xml, arrow: Arrow) -> None:
    attributes = {"id": arrow.id, "sourceRef": arrow.source, "targetRef": arrow.target}
    if arrow.outcome is None:
        xml.leaf("bpmn:sequenceFlow", **attributes)
        return
    xml.open("bpmn:sequenceFlow", **attributes, name=arrow.outcome.label)
    xml.leaf(
        "bpmn:conditionExpression",
        f"outcome == {json.dumps(arrow.outcome.id)}",
        **{"xsi:type": "bpmn:tFormalExpression"},
    )
    xml.close()


def _diagram(xml: _Xml, sop: Sop, flow: Flow, layout: Layout) -> None:
    xml.open("bpmndi:BPMNDiagram", id="Diagram")
    xml.open("bpmndi:BPMNPlane", id="Plane", bpmnElement="Collaboration")
    _shape(xml, "Participant", layout.pool, isHorizontal="true")
    for index, lane in enumerate(sop.lanes, start=1):
        _shape(xml, f"Lane_{index}", layout.lanes[lane.role], isHorizontal="true")
    for node in flow.nodes:
        _node_shape(xml, node, layout.nodes[node.id])
    for arrow in flow.arrows:
        _edge(xml, arrow.id, layout.lines[arrow.id])
    xml.close()
    xml.close()


def _node_shape(xml: _Xml, node: Node, box: Box) -> None:
    if node.kind is NodeKind.DECISION:
        _shape(xml, node.id, box, isMarkerVisible="true")
    elif node.kind is NodeKind.STEP:
        _shape(xml, node.id, box)
    else:  # the name of an event stands above it: arrows that skip steps come from below
        _shape(xml, node.id, box, label=Box(box.x - 7, box.y - 21, box.width + 14, 15))


def _shape(xml: _Xml, element: str, box: Box, label: Box | None = None, **attributes: str) -> None:
    xml.open("bpmndi:BPMNShape", id=f"Shape_{element}", bpmnElement=element, **attributes)
    _bounds(xml, box)
    _label(xml, label)
    xml.close()


def _edge(xml: _Xml, element: str, line: Line) -> None:
    xml.open("bpmndi:BPMNEdge", id=f"Edge_{element}", bpmnElement=element)
    for point in line.points:
        xml.leaf("di:waypoint", x=str(point.x), y=str(point.y))
    _label(xml, line.label)
    xml.close()


def _label(xml: _Xml, box: Box | None) -> None:
    if box is not None:
        xml.open("bpmndi:BPMNLabel")
        _bounds(xml, box)
        xml.close()


def _bounds(xml: _Xml, box: Box) -> None:
    xml.leaf(
        "dc:Bounds",
        x=str(box.x),
        y=str(box.y),
        width=str(box.width),
        height=str(box.height),
    )
