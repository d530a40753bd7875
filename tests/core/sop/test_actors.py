"""Who may act: roles, assignees, exclusion, four eyes, and the head's stand-ins."""

from dataclasses import replace

import pytest

from sigap.core.errors import Refused
from sigap.core.sop.run import (
    NOBODY_MAY_ACT,
    NOBODY_MAY_ANSWER,
    Holds,
    TaskOrder,
    TaskType,
    eligible,
    may_act,
    may_answer,
    may_stand_in,
    stand_ins_needed,
)
from tests.core.sop.casefile import CaseFile, order, person
from tests.core.sop.examples import sop, step

STEP, DECISION = TaskType.STEP, TaskType.DECISION

# Drafting, then an approval by another person that may send the draft back.
LETTER = sop(
    "a",
    step("analis"),
    step("koordinator", "setuju:end", "perbaiki:1", separate_from=(1,)),
)
ANALYST = person("analyst", "analis")
COORDINATOR = person("coordinator", "koordinator")
HEAD = person("head", "kepala-dinas")


def case(*people, letter=LETTER, **history):
    return CaseFile([letter], people, "a", **history)


def refused_code(file, who, task=None):
    with pytest.raises(Refused) as refused:
        may_act(file.sops["a"], task or file.task(), file.history, who)
    return refused.value.code


def test_holder_of_the_role_may_act():
    file = case(ANALYST, COORDINATOR)

    may_act(LETTER, file.task(), file.history, ANALYST)


def test_wrong_role_is_named_on_screen_by_its_lane():
    file = case(ANALYST, COORDINATOR)

    with pytest.raises(Refused, match="Analis") as refused:
        may_act(LETTER, file.task(), file.history, COORDINATOR)

    assert (refused.value.code, refused.value.detail) == ("wrong-role", {"role": "analis"})


def test_role_outside_the_lanes_is_named_too():
    file = case(ANALYST)
    file.order(order(TaskType.MEMO, "kepala-dinas", file.task()))

    with pytest.raises(Refused, match="Kepala Dinas"):
        may_act(LETTER, file.task(TaskType.MEMO), file.history, ANALYST)


def test_excluded_person_may_do_nothing_in_the_case():
    everything = person("all", "analis", "hukum", "kepala-dinas")
    file = case(everything, excluded=frozenset({"all"}))
    file.order(
        *[order(kind, "hukum", file.task()) for kind in TaskType if kind is not TaskType.STEP]
    )

    assert {refused_code(file, everything, task) for task in file.open} == {"excluded"}


def test_barred_person_may_do_other_steps_only():
    barred = {("a", 1): frozenset({"analyst"})}
    file = case(ANALYST, person("second", "analis"), barred=barred)

    assert refused_code(file, ANALYST) == "barred"
    may_act(LETTER, file.task(), file.history, file.person("second"))


class TestAssignee:
    def test_only_the_assignee_may_act(self):
        file = case(ANALYST, person("second", "analis"))
        file.reopen("a", 1, assignee="second")
        [task] = [t for t in file.open if t.assignee]

        assert refused_code(file, ANALYST, task) == "wrong-person"
        may_act(LETTER, task, file.history, file.person("second"))

    def test_acting_officer_may_act_for_the_assignee(self):
        deputy = person("deputy", "analis", acts_for={"analis": "analyst"})
        file = case(ANALYST, deputy)
        file.reopen("a", 1, assignee="analyst")
        [task] = [t for t in file.open if t.assignee]

        may_act(LETTER, task, file.history, deputy)

    def test_acting_for_somebody_in_another_role_does_not_count(self):
        deputy = person("deputy", "analis", "koordinator", acts_for={"koordinator": "analyst"})
        file = case(ANALYST, deputy)
        file.reopen("a", 1, assignee="analyst")
        [task] = [t for t in file.open if t.assignee]

        assert refused_code(file, deputy, task) == "wrong-person"


class TestFourEyes:
    def test_drafter_never_approves(self):
        both = person("both", "analis", "koordinator")
        file = case(both, COORDINATOR)
        file.do(STEP, "both")

        assert refused_code(file, both) == "not-separate"
        may_act(LETTER, file.task(), file.history, COORDINATOR)

    def test_drafter_of_an_earlier_attempt_does_not_approve_a_later_one(self):
        both = person("both", "analis", "koordinator")
        file = case(both, ANALYST, COORDINATOR)
        file.do(STEP, "both")
        file.do(STEP, "coordinator", "perbaiki")
        file.do(STEP, "analyst")

        assert refused_code(file, both) == "not-separate"

    def test_approver_who_then_drafts_cannot_approve_any_more(self):
        both = person("both", "analis", "koordinator")
        file = case(both, ANALYST, COORDINATOR)
        file.do(STEP, "analyst")
        file.do(STEP, "both", "perbaiki")
        file.do(STEP, "both")

        assert refused_code(file, both) == "not-separate"

    def test_acting_coordinator_who_drafted_does_not_approve(self):
        acting = person("acting", "analis", "koordinator", acts_for={"koordinator": "coordinator"})
        file = case(acting, COORDINATOR)
        file.do(STEP, "acting")

        assert refused_code(file, acting) == "not-separate"

    def test_who_is_stood_in_for_at_the_draft_may_approve(self):
        deputy = person("deputy", "analis", acts_for={"analis": "chief"})
        chief = person("chief", "analis", "koordinator")
        file = case(deputy, chief)
        file.do(STEP, "deputy")

        may_act(LETTER, file.task(), file.history, chief)

    def test_who_confirmed_the_joint_draft_did_a_part_of_it(self):
        joint = sop("a", step("analis penata"), step("koordinator", separate_from=(1,)))
        officer = person("officer", "penata", "koordinator")
        file = case(ANALYST, officer, COORDINATOR, letter=joint)
        file.do(STEP, "analyst")
        file.do(TaskType.CONFIRM, "officer")

        assert refused_code(file, officer) == "not-separate"

    def test_who_saved_a_draft_that_another_completed_did_a_part_of_it(self):
        both = person("both", "analis", "koordinator")
        file = case(ANALYST, both, COORDINATOR)
        [run] = file.history.runs
        drafted = replace(run, completed_by=frozenset({"both"}))
        file.history = replace(file.history, runs=(drafted,))
        file.do(STEP, "analyst")

        assert refused_code(file, both) == "not-separate"

    def test_who_gave_an_opinion_on_the_draft_may_approve_it(self):
        consulted = sop("a", step("analis", consults=("hukum",)),
                        step("koordinator", separate_from=(1,)))  # fmt: skip
        lawyer = person("lawyer", "hukum", "koordinator")
        file = case(ANALYST, lawyer, letter=consulted)
        file.do(TaskType.CONSULT, "lawyer", "agree")
        file.do(STEP, "analyst")

        may_act(consulted, file.task(), file.history, lawyer)

    def test_signature_and_memo_are_no_step_work(self):
        both = person("both", "analis", "kepala-dinas")
        file = case(both, COORDINATOR)
        file.do(STEP, "both")
        file.order(order(TaskType.SIGNATURE, "kepala-dinas", file.task(), holds=Holds.NEXT))

        may_act(LETTER, file.task(TaskType.SIGNATURE), file.history, both)

    def test_eligible_are_holders_without_drafter_excluded_and_barred(self):
        people = [person(name, "koordinator", "analis") for name in ("p", "q", "r", "s")]
        file = case(
            *people,
            excluded=frozenset({"q"}),
            barred={("a", 2): frozenset({"r"}), ("a", 1): frozenset({"s"})},
        )
        file.do(STEP, "p")

        able = eligible(LETTER, LETTER.step(2), "koordinator", file.history, file.people)

        assert [one.id for one in able] == ["s"]


class TestStandIn:
    BOTH = person("both", "analis", "koordinator")

    def stuck(self, *others):
        """Return a case whose only coordinator has drafted."""
        file = case(self.BOTH, *others)
        file.do(STEP, "both")
        return file

    def test_nobody_may_act_asks_the_head_beside_the_step(self):
        file = self.stuck(HEAD)

        assert [(t.type, t.role, t.reason) for t in file.open] == [
            (STEP, "koordinator", ""),
            (DECISION, "kepala-dinas", NOBODY_MAY_ACT),
        ]
        assert [code for code, _ in file.deviations] == [NOBODY_MAY_ACT]

    @pytest.mark.parametrize(
        ("others", "excluded", "role"),
        [
            ((), (), "koordinator"),
            ((HEAD,), ("head",), "koordinator"),
            ((HEAD,), ("head", "both"), "kepala-dinas"),
        ],
    )
    def test_decision_goes_to_whoever_can_decide(self, others, excluded, role):
        file = case(self.BOTH, ANALYST, *others)
        file.do(STEP, "analyst")
        file.history = replace(
            file.history,
            excluded=frozenset(excluded),
            barred={("a", 2): frozenset({"both"})},
        )

        [needed] = stand_ins_needed(file.sops, file.history, file.people)

        assert needed.role == role

    def test_role_without_any_holder_just_waits(self):
        file = case(ANALYST, HEAD)

        file.do(STEP, "analyst")

        assert [t.type for t in file.open] == [STEP]
        assert file.deviations == []

    def test_named_person_may_act_without_the_role(self):
        file = self.stuck(HEAD)
        file.do(DECISION, "head", "tetapkan")
        file.history = replace(file.history, stand_ins={("a", 2): "head"})

        decision = file.do(STEP, "head", "setuju")

        assert decision.case_ended

    def test_head_may_be_named_but_the_drafter_may_not(self):
        file = self.stuck(HEAD)

        may_stand_in(LETTER, 2, file.history, HEAD)
        with pytest.raises(Refused) as refused:
            may_stand_in(LETTER, 2, file.history, self.BOTH)
        assert refused.value.code == "not-separate"

    def test_excluded_and_barred_may_not_be_named(self):
        file = case(ANALYST, HEAD, excluded=frozenset({"head"}), barred={("a", 2): {"analyst"}})

        codes = []
        for who in (HEAD, ANALYST):
            with pytest.raises(Refused) as refused:
                may_stand_in(LETTER, 2, file.history, who)
            codes.append(refused.value.code)
        assert codes == ["excluded", "barred"]

    def test_stand_in_who_drafted_meanwhile_cannot_approve(self):
        second = person("second", "analis")
        file = self.stuck(HEAD, second)
        file.history = replace(file.history, stand_ins={("a", 2): "second"})
        file.do(DECISION, "head", "tetapkan")
        file.do(STEP, "second", "perbaiki")
        file.do(STEP, "second")

        assert refused_code(file, second) == "not-separate"
        assert file.task(DECISION).attempt == 2

    def test_decision_lapses_when_somebody_could_act_after_all(self):
        file = self.stuck(HEAD)
        decision = file.task(DECISION)
        file.people = (*file.people, COORDINATOR)

        done = file.do(STEP, "coordinator", "setuju")

        assert (done.lapses, done.case_ended, file.open) == ((decision.id,), True, [])

    def test_stand_in_does_not_take_over_assigned_work(self):
        file = self.stuck(HEAD)
        file.people = (*file.people, COORDINATOR)
        file.reopen("a", 2, assignee="coordinator")
        file.history = replace(file.history, stand_ins={("a", 2): "head"})
        [task] = [t for t in file.open if t.assignee]

        assert refused_code(file, HEAD, task) == "wrong-person"


class TestChangeOfStaff:
    def test_later_exclusion_asks_for_a_stand_in_once(self):
        file = case(ANALYST, COORDINATOR, HEAD)
        file.do(STEP, "analyst")
        assert stand_ins_needed(file.sops, file.history, file.people) == ()

        history = replace(file.history, excluded=frozenset({"coordinator"}))
        needed = stand_ins_needed(file.sops, history, file.people)
        file.history = history
        file.order(*needed)

        assert needed == (TaskOrder(DECISION, "kepala-dinas", ("a", 2), 1, reason=NOBODY_MAY_ACT),)
        assert stand_ins_needed(file.sops, file.history, file.people) == ()

    def test_two_confirmations_of_one_step_ask_once(self):
        joint = sop("a", step("analis penata loket"))
        file = case(ANALYST, person("x", "penata"), person("y", "loket"), HEAD, letter=joint)
        file.do(STEP, "analyst")
        history = replace(file.history, excluded=frozenset({"x", "y"}))

        assert len(stand_ins_needed(file.sops, history, file.people)) == 1


class TestOpinionNobodyMayGive:
    CONSULTED = sop("a", step("analis", consults=("hukum",)), step("koordinator"))
    LAWYER = person("lawyer", "hukum")
    CLERK = person("clerk", "loket")
    ASKS = TaskOrder(DECISION, "kepala-dinas", ("a", 1), 1, reason=NOBODY_MAY_ANSWER)

    def stuck(self):
        """Return a case whose only lawyer was excluded after the opinion was asked."""
        people = (ANALYST, self.LAWYER, COORDINATOR, HEAD, self.CLERK)
        file = case(*people, letter=self.CONSULTED)
        file.history = replace(file.history, excluded=frozenset({"lawyer"}))
        needed = stand_ins_needed(file.sops, file.history, file.people)
        assert needed == (self.ASKS,)
        file.order(*needed)
        assert stand_ins_needed(file.sops, file.history, file.people) == ()
        return file

    def named(self):
        file = self.stuck()
        file.do(DECISION, "head", "tetapkan")
        file.history = replace(file.history, answerers={("a", 1): "clerk"})
        return file

    def test_who_is_named_gives_it_without_the_role_and_the_step_waits_for_it(self):
        file = self.named()
        with pytest.raises(Refused) as refused:
            file.do(STEP, "analyst")
        assert refused.value.code == "consult-missing"

        file.do(TaskType.CONSULT, "clerk", "agree")

        assert file.do(STEP, "analyst").opens == ("a", 2)

    def test_being_named_for_the_opinion_gives_no_right_to_the_step(self):
        file = self.named()

        assert refused_code(file, self.CLERK) == "wrong-role"
        assert refused_code(file, HEAD, file.task(TaskType.CONSULT)) == "wrong-role"

    def test_until_somebody_is_named_the_step_goes_on_and_both_fall_away(self):
        file = self.stuck()
        falls_away = {file.task(TaskType.CONSULT).id, file.task(DECISION).id}

        done = file.do(STEP, "analyst")

        assert set(done.lapses) == falls_away
        assert [(t.type, t.role) for t in file.open] == [(STEP, "koordinator")]

    def test_the_decision_falls_away_when_another_lawyer_answers(self):
        file = self.stuck()
        decision = file.task(DECISION)
        file.people = (*file.people, person("second", "hukum"))

        done = file.do(TaskType.CONSULT, "second", "agree")

        assert done.lapses == (decision.id,)
        assert [t.type for t in file.open] == [STEP]

    def test_neither_the_excluded_nor_the_drafter_may_be_named(self):
        file = self.stuck()
        [run] = file.history.runs
        drafted = replace(run, completed_by=frozenset({"clerk"}))
        tasks = tuple(
            replace(t, assignee="analyst") if t.type is STEP else t for t in file.history.tasks
        )
        file.history = replace(file.history, runs=(drafted,), tasks=tasks)

        codes = {}
        for who in file.people:
            try:
                may_answer(("a", 1), file.history, who)
            except Refused as refused:
                codes[who.id] = refused.code
        assert codes == {
            "lawyer": "excluded",
            "clerk": "not-separate",  # saved a draft
            "analyst": "not-separate",  # holds the step
        }

    def test_who_is_named_and_then_excluded_is_no_answer_any_more(self):
        file = self.named()
        file.history = replace(file.history, excluded=frozenset({"lawyer", "clerk"}))

        assert refused_code(file, self.CLERK, file.task(TaskType.CONSULT)) == "excluded"
        assert stand_ins_needed(file.sops, file.history, file.people) == (self.ASKS,)
