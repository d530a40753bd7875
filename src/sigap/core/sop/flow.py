"""An SOP as a graph: one node a step, a diamond after each decision, one start and one end."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sigap.core.sop.definition import Outcome, Sop, Step


class NodeKind(StrEnum):
    """What a node of the flow is."""

    START = "start"
    STEP = "step"
    DECISION = "decision"
    END = "end"


@dataclass(frozen=True, slots=True)
class Node:
    """A symbol of the flow; `role` is the lane it stands in, that of the step's lead."""

    id: str
    kind: NodeKind
    role: str
    step: Step | None = None


@dataclass(frozen=True, slots=True)
class Arrow:
    """A way from one node to another; `outcome` is the answer that takes it."""

    id: str
    source: str
    target: str
    outcome: Outcome | None = None


@dataclass(frozen=True, slots=True)
class Flow:
    """Nodes in reading order, arrows in the order of the steps and their outcomes."""

    nodes: tuple[Node, ...]
    arrows: tuple[Arrow, ...]

    def arrows_from(self, node: str) -> tuple[Arrow, ...]:
        """Return the arrows that leave `node`."""
        return tuple(arrow for arrow in self.arrows if arrow.source == node)

    def arrows_to(self, node: str) -> tuple[Arrow, ...]:
        """Return the arrows that lead to `node`."""
        return tuple(arrow for arrow in self.arrows if arrow.target == node)


def flow_of(sop: Sop) -> Flow:
    """Return the graph of a checked SOP; ids are XML names and stay the same for a number."""
    # Not plain "Start" and "End": workflow engines have tasks of their own by these names.
    nodes = [Node("StartEvent", NodeKind.START, sop.steps[0].executors[0])]
    arrows = [Arrow("Flow_0", "StartEvent", _step_id(1))]
    for step in sop.steps:
        lead = step.executors[0]
        nodes.append(Node(_step_id(step.no), NodeKind.STEP, lead, step))
        if not step.outcomes:
            target = _step_id(sop.following(step.no))
            arrows.append(Arrow(f"Flow_{step.no}", _step_id(step.no), target))
            continue
        decision = f"Decision_{step.no}"
        nodes.append(Node(decision, NodeKind.DECISION, lead, step))
        arrows.append(Arrow(f"Flow_{step.no}", _step_id(step.no), decision))
        arrows += [
            Arrow(f"Flow_{step.no}_{index}", decision, _step_id(outcome.next), outcome)
            for index, outcome in enumerate(step.outcomes, start=1)
        ]
    nodes.append(Node("EndEvent", NodeKind.END, sop.steps[-1].executors[0]))
    return Flow(tuple(nodes), tuple(arrows))


def _step_id(no: int | None) -> str:
    return "EndEvent" if no is None else f"Step_{no}"
