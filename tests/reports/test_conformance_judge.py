"""pm4py as judge: what our event log and the net of our BPMN say, it says of 200 cases too.

pm4py knows nothing of our replay. It reads the log (XES) and the BPMN that we export, makes a
Petri net of the BPMN itself and searches the cheapest alignment of each case. Its fitness and
ours are the same number for every case, whole or not: one minus the moves that only one side
makes over the most there could be.

Twice, because BPMN leaves open what a decision was: by control flow alone, where a decision may
be followed by any of its ways, and with the decision a task of its own for each outcome, where
only the way of its outcome may follow.
"""

import re
from dataclasses import dataclass
from random import Random
from xml.etree import ElementTree as ET

import pm4py
import pytest
from pm4py.algo.conformance.alignments.petri_net import algorithm as alignments
from pm4py.objects.petri_net.obj import PetriNet
from pm4py.objects.petri_net.utils.petri_utils import add_arc_from_to

from sigap.core.sop.bpmn import to_bpmn
from sigap.core.sop.replay import Course, Done, Kind
from sigap.reports import REPORTS
from sigap.reports.audience import Audience
from sigap.reports.naming import DEPARTURES as WORDS
from sigap.reports.period import Period
from sigap.reports.writers import write
from sigap.reports.writers.data import as_data
from tests.cases.office import JAKARTA
from tests.core.sop.shipped import SHIPPED
from tests.reports.history import BACK, STRAIGHT, at, closed

# pm4py's own: that logs could be read quicker, and that it uses matrices of NumPy.
pytestmark = [
    pytest.mark.filterwarnings("ignore:Install the optional requirement"),
    pytest.mark.filterwarnings("ignore:the matrix subclass:PendingDeprecationWarning"),
]
CASES, SEED = 200, 465
HOW = ("skip", "repeat", "swap", "foreign", "stop early", "decide otherwise")
BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
REDRAFTED = "V.3/perlu-perbaikan V.2 V.3/sesuai"
REFUSED = "V.4/perlu-perbaikan V.2 V.3/sesuai V.4/tidak-perlu-perbaikan"
ALLOWED = (
    STRAIGHT,
    STRAIGHT.replace("IV.3/lengkap", BACK),
    STRAIGHT.replace("V.3/sesuai", REDRAFTED),
    STRAIGHT.replace("V.4/tidak-perlu-perbaikan", REFUSED),
    STRAIGHT.replace("IV.3/lengkap", f"IV.3/tidak-lengkap IV.1 IV.2 {BACK}"),
)
OUTCOMES = {
    "IV.3": {"lengkap": "IV.4", "tidak-lengkap": "IV.1"},
    "V.3": {"sesuai": "V.4", "perlu-perbaikan": "V.2"},
    "V.4": {"tidak-perlu-perbaikan": "V.5", "perlu-perbaikan": "V.2"},
}


@dataclass(frozen=True)
class Injected:
    """A deviation put into a case.

    `exact` is what has to be told of it, word for word; of one that can be explained in several
    ways as short as each other, one of the steps `near` has to be told.
    """

    how: str
    near: frozenset[str]
    exact: tuple[Kind, str] | None = None


def injure(way, random):
    """Return a way with one deviation put into it, and what that is."""
    steps = way.split()
    how = random.choice(HOW)
    at_ = random.randrange(1, len(steps) - 2)
    here, exact = name(steps[at_]), None
    near = {name(one) for one in steps[at_ - 1 : at_ + 3]}
    if how == "skip":
        exact = Kind.SKIPPED, here
        del steps[at_]
    elif how == "repeat":
        exact = Kind.UNEXPECTED, here
        steps.insert(at_, steps[at_])
    elif how == "swap":
        steps[at_ : at_ + 2] = reversed(steps[at_ : at_ + 2])
    elif how == "foreign":
        # From the other end of the chain, where nothing could lead to it.
        stranger = "V.5" if here.startswith("III.") else "III.2"
        exact = Kind.UNEXPECTED, stranger
        steps.insert(at_, stranger)
    elif how == "stop early":
        exact = Kind.SKIPPED, name(steps.pop())
    else:
        at_ = random.choice([index for index, one in enumerate(steps) if "/" in one])
        place, _, outcome = steps[at_].partition("/")
        [(other, asked)] = ((o, to) for o, to in OUTCOMES[place].items() if o != outcome)
        steps[at_] = f"{place}/{other}"
        near = {name(one) for one in steps[at_ - 1 : at_ + 3]} | {asked}
    is_plain = way == STRAIGHT or how in ("foreign", "stop early")
    return " ".join(steps), Injected(how, frozenset(near), exact if is_plain else None)


def name(step):
    return step.partition("/")[0]


def injured_cases():
    """Return 200 ways, each with what was put into it; every fifth is left whole."""
    random, found = Random(SEED), []
    for number in range(CASES):
        way = random.choice(ALLOWED)
        found.append(injure(way, random) if number % 5 else (way, None))
    return found


@pytest.fixture(scope="module")
def ways():
    return injured_cases()


@pytest.fixture
def report(office, ways):
    """Return the report over one closed case for each way, the first the earliest."""
    for number, (way, _) in enumerate(ways):
        closed(way, at(f"{2 + number % 5} 08:{number % 60:02}"), wait=1, work=1)
    period = Period(at("1 00:00").date(), at("30 00:00").date(), JAKARTA)
    return REPORTS["conformance"].build(Audience(), period, now=at("30 09:00"))


@pytest.fixture
def log(report, tmp_path):
    """Return our event log as pm4py reads it."""
    file = tmp_path / "kasus.xes"
    file.write_bytes(b"".join(write(report, "xes", table="")))
    return pm4py.read_xes(str(file)).sort_values("case:concept:name", kind="stable")


def place_of(sop, transition):
    """Return the label of a transition: `penelaahan-substansi/3`, with an outcome if it has one."""
    found = re.fullmatch(r"Step_(\d+)(?:\.([\w-]+))?", transition.name)
    return f"{sop.id}/{found[1]}{f' {found[2]}' if found[2] else ''}" if found else None


def net_of(texts, tmp_path):
    """Return the nets that pm4py makes of the BPMN of each SOP, one behind the other."""
    whole, end, start = PetriNet("SOP"), None, None
    for sop, text in zip(SHIPPED, texts, strict=True):
        file = tmp_path / f"{sop.id}.bpmn"
        file.write_text(text, encoding="utf-8")
        net, first, last = pm4py.convert_to_petri_net(pm4py.read_bpmn(str(file)))
        for transition in net.transitions:
            # pm4py's label is the activity; two SOPs may name theirs alike.
            place = place_of(sop, transition)
            assert (place is None) == (transition.label is None)
            transition.label = place
        for part in ("places", "transitions", "arcs"):
            getattr(whole, part).update(getattr(net, part))
        if end is not None:
            then = PetriNet.Transition(f"then {sop.id}", None)
            whole.transitions.add(then)
            add_arc_from_to(end, then, whole)
            add_arc_from_to(then, next(iter(first)), whole)
        start, end = start or first, next(iter(last))
    return whole, start, last


def with_outcomes(text):
    """Return BPMN in which a decision and its step are a task for each outcome.

    The gateway comes first, then for each of its ways a task that is named after the outcome
    of the way's condition.
    """
    root = ET.fromstring(text)
    process = root.find(f"{BPMN}process")
    flows = {one.get("id"): one for one in process.iter(f"{BPMN}sequenceFlow")}
    for gateway in list(process.iter(f"{BPMN}exclusiveGateway")):
        number = gateway.get("id").removeprefix("Decision_")
        task = next(one for one in process if one.get("id") == f"Step_{number}")
        [between] = [one for one in flows.values() if one.get("targetRef") == gateway.get("id")]
        assert between.get("sourceRef") == task.get("id")
        for flow in flows.values():
            if flow.get("targetRef") == task.get("id"):
                flow.set("targetRef", gateway.get("id"))
        for flow in [one for one in flows.values() if one.get("sourceRef") == gateway.get("id")]:
            condition = flow.findtext(f"{BPMN}conditionExpression")
            [outcome] = re.findall(r"outcome == ['\"]([\w-]+)['\"]", condition)
            own = f"Step_{number}.{outcome}"
            ET.SubElement(process, f"{BPMN}userTask", id=own, name=own)
            enter = {"sourceRef": gateway.get("id"), "targetRef": own}
            ET.SubElement(process, f"{BPMN}sequenceFlow", id=f"To_{own}", **enter)
            flow.set("sourceRef", own)
        process.remove(task)
        process.remove(between)
        del flows[between.get("id")]
    for one in process:
        for old in [*one.findall(f"{BPMN}incoming"), *one.findall(f"{BPMN}outgoing")]:
            one.remove(old)
    for diagram in root.findall("{http://www.omg.org/spec/BPMN/20100524/DI}BPMNDiagram"):
        root.remove(diagram)
    return ET.tostring(root, "unicode")


def judged(log, net, activity):
    """Return the fitness that pm4py finds for each case, by its number."""
    key = alignments.Parameters
    answers = alignments.apply_log(
        log,
        *net,
        parameters={
            key.ACTIVITY_KEY: activity,
            key.CASE_ID_KEY: "case:concept:name",
            "show_progress_bar": False,
        },
    )
    numbers = log["case:concept:name"].drop_duplicates()
    return dict(zip(numbers, (round(one["fitness"], 9) for one in answers), strict=True))


def test_pm4py_finds_the_same_fitness_and_every_injected_deviation_is_told(
    ways, report, log, tmp_path
):
    ours = {
        number: float(fitness)
        for number, fitness in zip(log["case:concept:name"], log["case:sigap:fitness"], strict=True)
    }
    assert len(ours) == CASES
    log["decided"] = (log["sigap:place"] + " " + log["sigap:outcome"]).str.strip()
    net = net_of([with_outcomes(to_bpmn(sop)) for sop in SHIPPED], tmp_path)

    theirs = judged(log, net, "decided")

    assert {one: round(fitness, 6) for one, fitness in theirs.items()} == ours
    rows = {row["case"]: row for row in as_data(report, "cases")["tables"]["cases"]}
    for number, (way, injected) in zip(sorted(rows), ways, strict=True):
        told = rows[number]["departures"]
        assert (theirs[number] == 1.0) is (injected is None) is (told == ""), way
        if injected and injected.exact:
            kind, place = injected.exact
            assert told == f"{WORDS[kind]}: {place}", (way, injected)
        elif injected:
            places = {one.partition(": ")[2] for one in told.split("; ")}
            assert places & injected.near, (way, injected, told)
    assert {injected.how for _, injected in ways if injected} == set(HOW)


def test_pm4py_agrees_by_control_flow_alone_on_the_bpmn_as_it_is_exported(log, tmp_path):
    course = Course({sop.id: sop for sop in SHIPPED}, SHIPPED[0].id)
    ours = {}
    for number, events in log.groupby("case:concept:name"):
        places = [place.split("/") for place in events["sigap:place"]]
        replay = course.replay([Done((sop, int(no))) for sop, no in places], complete=True)
        ours[number] = round(replay.fitness, 9)

    theirs = judged(log, net_of(map(to_bpmn, SHIPPED), tmp_path), "sigap:place")

    assert theirs == ours
    # Not told apart from the whole ones are only those where a decision was another.
    assert 1.0 > sum(fitness == 1.0 for fitness in ours.values()) / CASES > 0.2
