"""The BPMN export: valid by the OMG's schema, stable, and whole whatever the texts hold."""

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import SpiffWorkflow
import xmlschema
from hypothesis import Phase, given, settings

from sigap.core.sop.bpmn import EXTENSION, process_id, to_bpmn
from tests.core.sop.examples import sop, step
from tests.core.sop.shipped import FOREIGN, SHIPPED
from tests.core.sop.strategies import sops, wild_text

# The schema of the OMG for BPMN 2.0, as SpiffWorkflow brings it along.
SCHEMA = Path(SpiffWorkflow.__file__).parent / "bpmn" / "parser" / "schema" / "BPMN20.xsd"
NAMES = {
    "bpmn": "http://www.omg.org/spec/BPMN/20100524/MODEL",
    "bpmndi": "http://www.omg.org/spec/BPMN/20100524/DI",
    "sigap": EXTENSION,
}


@pytest.fixture(scope="module")
def schema():
    return xmlschema.XMLSchema(SCHEMA)


def tree(one):
    return ET.fromstring(to_bpmn(one))


def ids(root, path):
    return [found.get("id") for found in root.findall(path, NAMES)]


@pytest.mark.parametrize("one", [*SHIPPED, *FOREIGN], ids=lambda one: one.id)
def test_export_is_valid_by_the_schema_of_the_omg(schema, one):
    assert list(schema.iter_errors(to_bpmn(one))) == []


def test_schema_finds_a_fault(schema):
    broken = to_bpmn(SHIPPED[0]).replace("<bpmn:incoming>Flow_0</bpmn:incoming>", "<bpmn:in/>")

    assert list(schema.iter_errors(broken)) != []


# Without shrinking: a whole SOP takes minutes to shrink and is read as it is.
@settings(max_examples=40, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(one=sops(text=wild_text(), max_steps=5))
def test_export_is_valid_and_keeps_the_words_whatever_they_are(schema, one):
    text = to_bpmn(one)

    assert list(schema.iter_errors(text)) == []
    tasks = ET.fromstring(text).findall(".//bpmn:userTask", NAMES)
    assert [task.get("name") for task in tasks] == [
        f"{row.no}. {''.join(map(xml_letter, row.activity))}" for row in one.steps
    ]


def xml_letter(letter):
    """Return what XML 1.0 can hold of a letter (section 2.2)."""
    point = ord(letter)
    is_allowed = point in (9, 10, 13) or (point >= 32 and not 0xFFFE <= point <= 0xFFFF)
    return letter if is_allowed else "\N{REPLACEMENT CHARACTER}"


def test_each_step_is_one_task_and_each_decision_one_gateway():
    root = tree(SHIPPED[1])

    assert ids(root, ".//bpmn:userTask") == [f"Step_{no}" for no in range(1, 7)]
    assert ids(root, ".//bpmn:exclusiveGateway") == ["Decision_3"]
    assert len(root.findall(".//bpmn:startEvent", NAMES)) == 1
    assert len(root.findall(".//bpmn:endEvent", NAMES)) == 1
    flows = [
        (f.get("sourceRef"), f.get("targetRef"), f.get("name"))
        for f in root.findall(".//bpmn:sequenceFlow", NAMES)
    ]
    assert flows == [
        ("StartEvent", "Step_1", None),
        ("Step_1", "Step_2", None),
        ("Step_2", "Step_3", None),
        ("Step_3", "Decision_3", None),
        ("Decision_3", "Step_4", "Lengkap"),
        ("Decision_3", "Step_1", "Tidak lengkap"),
        ("Step_4", "Step_5", None),
        ("Step_5", "Step_6", None),
        ("Step_6", "EndEvent", None),
    ]


def test_every_node_stands_in_the_lane_of_its_lead_and_in_the_drawing():
    root = tree(SHIPPED[1])
    lanes = {
        lane.find(".//sigap:lane", NAMES).get("role"): [
            ref.text for ref in lane.findall("bpmn:flowNodeRef", NAMES)
        ]
        for lane in root.findall(".//bpmn:lane", NAMES)
    }
    drawn = [s.get("bpmnElement") for s in root.findall(".//bpmndi:BPMNShape", NAMES)]
    process = root.find("bpmn:process", NAMES)
    elements = [e.get("id") for e in process if e.get("id") not in (None, "Lanes")]
    edges = [e.get("bpmnElement") for e in root.findall(".//bpmndi:BPMNEdge", NAMES)]

    assert lanes == {
        "analis-pengaduan": ["StartEvent", "Step_1", "Step_2", "Step_5"],
        "penata-perizinan": ["Step_3", "Decision_3", "Step_4"],
        "koordinator": ["Step_6", "EndEvent"],
    }
    assert sorted([*drawn[4:], *edges]) == sorted(elements)
    assert drawn[:4] == ["Participant", "Lane_1", "Lane_2", "Lane_3"]


def test_joint_work_consultation_and_separation_stand_in_words_and_for_programs():
    joint = tree(SHIPPED[1]).find(".//bpmn:userTask[@id='Step_4']", NAMES)
    draft = tree(SHIPPED[2]).find(".//bpmn:userTask[@id='Step_2']", NAMES)
    review = tree(SHIPPED[2]).find(".//bpmn:userTask[@id='Step_3']", NAMES)

    assert "Bersama (mengonfirmasi): Analis Pengaduan" in joint.findtext(
        "bpmn:documentation", "", NAMES
    )
    assert joint.find(".//sigap:step", NAMES).get("executors") == (
        "penata-perizinan analis-pengaduan"
    )
    assert draft.find(".//sigap:step", NAMES).get("consults") == "analis-hukum"
    assert review.find(".//sigap:step", NAMES).get("separateFrom") == "2"
    assert "Bukan orang yang mengerjakan langkah: 2" in review.findtext(
        "bpmn:documentation", "", NAMES
    )


def test_same_sop_gives_the_same_text_and_a_changed_label_changes_one_line():
    one = sop("a", step("x", "maju:end", "mundur:1"))
    other = sop("a", step("x", "maju:end", "kembali:1"))
    lines, changed = to_bpmn(one).splitlines(), to_bpmn(other).splitlines()

    assert to_bpmn(one) == "\n".join(lines) + "\n"
    different = [a for a, b in zip(lines, changed, strict=True) if a != b]
    assert [line.strip()[:30] for line in different] == [
        '<bpmn:sequenceFlow id="Flow_1_',
        "<bpmn:conditionExpression xsi:",
    ]


def test_process_id_is_an_xml_name_and_the_sop_keeps_its_own():
    one = sop("izin reklame/2", step("x"), then="arsip")
    root = tree(one)

    assert process_id(one) == "Process_izin_reklame_2"
    kept = root.find(".//sigap:sop", NAMES)
    assert (kept.get("id"), kept.get("then")) == ("izin reklame/2", "arsip")
    assert root.findtext(".//bpmn:endEvent/bpmn:documentation", "", NAMES) == (
        "Dilanjutkan dengan SOP arsip."
    )
