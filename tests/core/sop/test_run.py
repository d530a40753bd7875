"""What follows a completed task: order of steps, decisions, loops, joint work, chains, holds."""

import pytest

from sigap.core.errors import Refused
from sigap.core.sop.run import Decision, Holds, TaskOrder, TaskType
from tests.core.sop.casefile import CaseFile, order, person
from tests.core.sop.examples import sop, step

CLERK = person("clerk", "loket")
ANALYST = person("analyst", "analis")
OFFICER = person("officer", "penata")
COORDINATOR = person("coordinator", "koordinator")
LAWYER = person("lawyer", "hukum")
HEAD = person("head", "kepala-dinas")
OFFICE = (CLERK, ANALYST, OFFICER, COORDINATOR, LAWYER, HEAD)

STEP, CONFIRM, CONSULT = TaskType.STEP, TaskType.CONFIRM, TaskType.CONSULT


def case(*steps, people=OFFICE, then="", others=(), **history):
    return CaseFile([sop("a", *steps, then=then), *others], people, "a", **history)


def refusal(call, *args, **options):
    """Return the refusal, having seen that the case is as before."""
    file = call.__self__
    before = file.history
    with pytest.raises(Refused) as refused:
        call(*args, **options)
    assert file.history == before
    assert refused.value.message
    return refused.value


def test_first_step_opens_in_the_pool_of_its_lead():
    file = case(step("loket"))

    assert file.task().role == "loket"
    assert file.task().assignee == ""
    assert (file.task().place, file.task().attempt) == (("a", 1), 1)


def test_next_number_follows_and_the_last_step_ends_the_case():
    file = case(step("loket"), step("analis"))

    assert file.do(STEP, "clerk") == Decision(
        run_ended=True, opens=("a", 2), attempt=1, tasks=(TaskOrder(STEP, "analis", ("a", 2), 1),)
    )
    assert file.do(STEP, "analyst") == Decision(run_ended=True, sop_ended="a", case_ended=True)
    assert file.open == []


def test_decision_leads_where_its_outcome_says():
    steps = (
        step("loket", "terima:2", "tolak:end", "ulang:1"),
        step("analis"),
        step("penata", "maju:end", "mundur:2"),
    )
    there = case(*steps)
    there.do(STEP, "clerk", "terima")
    out = case(*steps)
    again = case(*steps)

    assert there.task().place == ("a", 2)
    assert out.do(STEP, "clerk", "tolak").case_ended
    assert again.do(STEP, "clerk", "ulang").attempt == 2


def test_loop_counts_attempts_of_each_place_apart():
    file = case(step("loket"), step("analis"), step("penata", "maju:end", "mundur:2", "awal:1"))
    for outcome in ("mundur", "mundur", "awal"):
        while file.task().place != ("a", 3):
            file.do(STEP, {1: "clerk", 2: "analyst"}[file.task().place[1]])
        file.do(STEP, "officer", outcome)

    assert [(run.place[1], run.attempt) for run in file.history.runs] == [
        (1, 1), (2, 1), (3, 1), (2, 2), (3, 2), (2, 3), (3, 3), (1, 2)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("outcome", "note", "code", "field"),
    [
        ("", "", "outcome-required", "outcome"),
        ("entah", "", "outcome-unknown", "outcome"),
        ("mundur", "", "note-required", "note"),
        ("mundur", " \n", "note-required", "note"),
    ],
)
def test_decision_without_a_proper_answer_is_refused(outcome, note, code, field):
    file = case(step("loket", "maju:end", "mundur:1", notes=["mundur"]))

    refused = refusal(file.do, STEP, "clerk", outcome, note=note)

    assert (refused.code, refused.field) == (code, field)
    assert file.do(STEP, "clerk", "mundur", note="lampiran kurang").opens == ("a", 1)


def test_outcome_on_a_plain_step_is_refused():
    file = case(step("loket"))

    assert refusal(file.do, STEP, "clerk", "maju").code == "no-outcomes"


def test_assignee_gets_the_step_that_opens():
    second = person("second", "analis")
    file = case(step("loket"), step("analis"), people=(*OFFICE, second))
    file.do(STEP, "clerk", assignee="second")

    assert file.task().assignee == "second"
    assert refusal(file.do, STEP, "analyst").code == "wrong-person"


@pytest.mark.parametrize("assignee", ["coordinator", "nobody-known", "clerk"])
def test_assignee_who_may_not_do_the_step_is_refused(assignee):
    file = case(step("loket"), step("analis"))

    refused = refusal(file.do, STEP, "clerk", assignee=assignee)

    assert (refused.code, refused.field) == ("assignee-not-eligible", "assignee")
    assert refused.detail["eligible"] == ["analyst"]


class TestJointStep:
    def test_each_further_executor_confirms_and_the_last_ends_the_run(self):
        file = case(step("penata analis loket"), step("koordinator"))
        first = file.do(STEP, "officer")

        assert first.tasks == (
            TaskOrder(CONFIRM, "analis", ("a", 1), 1),
            TaskOrder(CONFIRM, "loket", ("a", 1), 1),
        )
        assert not first.run_ended
        assert file.do(file.task(CONFIRM, "loket"), "clerk", "agree") == Decision()
        assert file.do(CONFIRM, "analyst").opens == ("a", 2)
        assert file.history.runs[0].completed_by == {"officer", "clerk", "analyst"}

    def test_lead_who_holds_the_other_role_confirms_at_once(self):
        both = person("both", "penata", "analis")
        file = case(step("penata analis loket"), people=(both, CLERK))

        decision = file.do(STEP, "both")

        assert decision.confirmed_by_lead == ("analis",)
        assert [t.role for t in file.open] == ["loket"]

    def test_lead_who_holds_every_role_ends_it_with_one_act(self):
        acting = person("acting", "penata", "analis", acts_for={"analis": "analyst"})
        file = case(step("penata analis"), people=(acting, ANALYST))

        decision = file.do(STEP, "acting")

        assert (decision.case_ended, decision.confirmed_by_lead) == (True, ("analis",))

    def test_outcome_of_the_lead_counts_after_the_confirmation(self):
        file = case(step("penata analis", "maju:2", "mundur:1"), step("loket"))
        file.do(STEP, "officer", "maju")

        decision = file.do(CONFIRM, "analyst")

        assert (decision.opens, decision.outcome) == (("a", 2), "maju")

    def test_difference_opens_the_step_anew_once_all_have_answered(self):
        file = case(step("penata analis loket", "maju:end", "mundur:1"))
        file.do(STEP, "officer", "maju")
        waiting = file.do(file.task(CONFIRM, "analis"), "analyst", "differs", note="jadwal lain")

        decision = file.do(CONFIRM, "clerk")

        assert waiting == Decision()
        assert (decision.opens, decision.attempt, decision.outcome) == (("a", 1), 2, "differs")
        assert [t.type for t in file.open] == [STEP]

    def test_difference_needs_words(self):
        file = case(step("penata analis"))
        file.do(STEP, "officer")

        assert refusal(file.do, CONFIRM, "analyst", "differs").code == "note-required"
        assert refusal(file.do, CONFIRM, "analyst", "entah").code == "outcome-unknown"

    def test_what_a_differing_attempt_ordered_for_later_falls_away(self):
        file = case(step("penata analis"), step("loket"))
        task = file.task()
        file.do(STEP, "officer", orders=[order(TaskType.SIGNATURE, "kepala-dinas", task,
                                               holds=Holds.NEXT)])  # fmt: skip
        letter = file.task(TaskType.SIGNATURE)

        decision = file.do(CONFIRM, "analyst", "differs", note="jadwal lain")

        assert decision.lapses == (letter.id,)
        assert refusal(file.do, letter, "head").code == "task-done"

    def test_confirmation_without_any_holder_waits_in_its_pool(self):
        file = case(step("penata analis"), people=(OFFICER, HEAD))

        file.do(STEP, "officer")

        assert [(t.type, t.role) for t in file.open] == [(CONFIRM, "analis")]
        assert file.deviations == []

    def test_confirmation_that_no_holder_may_give_goes_to_the_head(self):
        file = case(step("penata analis"), people=OFFICE, excluded=frozenset({"analyst"}))

        file.do(STEP, "officer")

        assert [(t.type, t.role) for t in file.open] == [
            (CONFIRM, "analis"),
            (TaskType.DECISION, "kepala-dinas"),
        ]
        assert [code for code, _ in file.deviations] == ["nobody-may-act"]

    def test_lead_standing_in_for_the_other_cannot_confirm_alone(self):
        file = case(
            step("penata analis"),
            excluded=frozenset({"analyst"}),
            stand_ins={("a", 1): "officer"},
        )
        file.do(STEP, "officer")

        assert refusal(file.do, CONFIRM, "officer").code == "not-separate"

    def test_lead_who_got_the_other_role_meanwhile_may_confirm(self):
        file = case(step("penata analis"))
        file.do(STEP, "officer")

        decision = file.do(CONFIRM, person("officer", "penata", "analis"))

        assert decision.case_ended


class TestChain:
    def test_next_sop_opens_at_its_first_step(self):
        file = case(step("loket"), then="b", others=[sop("b", step("analis"))])

        decision = file.do(STEP, "clerk")

        assert (decision.sop_ended, decision.opens) == ("a", ("b", 1))
        assert file.do(STEP, "analyst") == Decision(run_ended=True, sop_ended="b", case_ended=True)

    def test_outcome_end_leads_on_into_the_chain(self):
        file = case(
            step("loket", "cukup:end", "lanjut:2"), step("loket"),
            then="b", others=[sop("b", step("analis"))],
        )  # fmt: skip

        assert file.do(STEP, "clerk", "cukup").opens == ("b", 1)

    def test_next_sop_that_is_not_loaded_refuses_the_end(self):
        file = case(step("loket"), then="b")

        refused = refusal(file.do, STEP, "clerk")

        assert (refused.code, refused.detail) == ("sop-missing", {"sop": "b"})


class TestConsultation:
    STEPS = (step("analis", consults=("hukum",)), step("penata", "sesuai:end", "perbaiki:1"))

    def test_opens_with_the_run_and_must_be_done_before_its_end(self):
        file = case(*self.STEPS)
        opinion = file.task(CONSULT)

        refused = refusal(file.do, STEP, "analyst")

        assert (refused.code, refused.detail["tasks"]) == ("consult-missing", [opinion.id])
        assert file.do(opinion, "lawyer", "agree") == Decision()
        assert file.do(STEP, "analyst").opens == ("a", 2)

    @pytest.mark.parametrize(
        ("opinion", "again", "asked"),
        [
            ("agree", False, []),
            ("agree", True, ["hukum"]),
            ("agree-with-changes", False, ["hukum"]),
            ("disagree", False, ["hukum"]),
        ],
    )
    def test_new_attempt_asks_again_only_if_wanted(self, opinion, again, asked):
        file = case(*self.STEPS)
        file.do(CONSULT, "lawyer", opinion)
        file.do(STEP, "analyst")

        file.do(STEP, "officer", "perbaiki", consult_again=again)

        assert [t.role for t in file.open if t.type is CONSULT] == asked

    def test_last_opinion_counts_even_from_an_attempt_before_the_last(self):
        file = case(*self.STEPS)
        for opinion in ("disagree", "agree", ""):
            if opinion:
                file.do(CONSULT, "lawyer", opinion)
            file.do(STEP, "analyst")
            file.do(STEP, "officer", "perbaiki")

        assert [t.type for t in file.open] == [STEP]

    @pytest.mark.parametrize("outcome", ["", "setuju"])
    def test_opinion_is_one_of_three(self, outcome):
        file = case(*self.STEPS)
        code = "outcome-unknown" if outcome else "outcome-required"

        assert refusal(file.do, CONSULT, "lawyer", outcome).code == code

    def test_without_a_holder_the_executor_records_it(self):
        file = case(*self.STEPS, people=(ANALYST, OFFICER))

        assert [t.type for t in file.open] == [STEP]
        assert file.do(STEP, "analyst").opens == ("a", 2)

    def test_opinion_that_nobody_can_give_any_more_lapses(self):
        file = case(*self.STEPS)
        opinion = file.task(CONSULT)
        file.people = (ANALYST, OFFICER)

        decision = file.do(STEP, "analyst")

        assert (decision.lapses, decision.opens) == ((opinion.id,), ("a", 2))


class TestHolds:
    def test_memo_holds_only_the_end_of_the_step_it_names(self):
        file = case(step("loket"), step("analis"), step("analis"))
        memo = order(TaskType.MEMO, "koordinator", file.task(), holds=Holds.END, held=("a", 2))

        opened = file.do(STEP, "clerk", orders=[memo])
        refused = refusal(file.do, STEP, "analyst")

        assert opened.opens == ("a", 2)
        assert (refused.code, refused.detail) == (
            "held-up",
            {"tasks": [file.task(TaskType.MEMO).id], "types": ["memo"]},
        )
        assert file.do(TaskType.MEMO, "coordinator") == Decision()
        assert file.do(STEP, "analyst").opens == ("a", 3)

    def test_memo_for_a_later_step_does_not_hold_this_one(self):
        file = case(step("loket"), step("analis"))
        memo = order(TaskType.MEMO, "koordinator", file.task(), holds=Holds.END, held=("a", 2))
        file.order(memo)

        assert file.do(STEP, "clerk").opens == ("a", 2)
        assert refusal(file.do, STEP, "analyst").code == "held-up"

    def test_memo_held_by_its_own_step_when_it_names_none(self):
        file = case(step("loket"), step("analis"))
        file.order(order(TaskType.MEMO, "koordinator", file.task(), holds=Holds.END))

        assert refusal(file.do, STEP, "clerk").code == "held-up"

    def test_what_follows_opens_when_the_signature_is_given(self):
        file = case(step("koordinator"), step("analis"))
        letter = order(TaskType.SIGNATURE, "kepala-dinas", file.task(), holds=Holds.NEXT)

        ended = file.do(STEP, "coordinator", orders=[letter])

        assert ended == Decision(run_ended=True, waits=True, tasks=(letter,))
        assert file.do(TaskType.SIGNATURE, "head", assignee="analyst") == Decision(
            opens=("a", 2),
            attempt=1,
            tasks=(TaskOrder(STEP, "analis", ("a", 2), 1, assignee="analyst"),),
        )

    def test_several_holding_tasks_must_all_be_done(self):
        file = case(step("koordinator", "setuju:2", "ulang:1"), step("analis"))
        holding = [
            order(TaskType.SIGNATURE, "kepala-dinas", file.task(), holds=Holds.NEXT),
            order(TaskType.MEMO, "koordinator", file.task(), holds=Holds.NEXT),
            order(TaskType.SIGNATURE, "hukum", file.task()),
        ]
        file.do(STEP, "coordinator", "setuju", orders=holding)
        signature, memo, free = file.open

        assert file.do(free, "lawyer") == Decision()
        first = file.do(signature, "head")
        assert (first.opens, first.waits, first.waits_for) == (None, True, (memo.id,))
        assert file.do(memo, "coordinator").opens == ("a", 2)

    @pytest.mark.parametrize("signed_first", [False, True])
    def test_signature_ordered_before_a_later_confirmation_holds_too(self, signed_first):
        file = case(step("penata analis"), step("loket"))
        letter = order(TaskType.SIGNATURE, "kepala-dinas", file.task(), holds=Holds.NEXT)
        file.do(STEP, "officer", orders=[letter])
        acts = [(CONFIRM, "analyst"), (TaskType.SIGNATURE, "head")]

        first, last = [file.do(*act) for act in (reversed(acts) if signed_first else acts)]

        assert (first.opens, first.run_ended) == (None, not signed_first)
        assert (last.opens, last.run_ended) == (("a", 2), signed_first)

    def test_task_that_holds_nothing_holds_the_end_of_the_case(self):
        file = case(step("loket"), step("analis"))
        file.do(STEP, "clerk", orders=[order(TaskType.SIGNATURE, "kepala-dinas", file.task())])
        letter = file.task(TaskType.SIGNATURE)

        last = file.do(STEP, "analyst")

        assert (last.run_ended, last.case_ended, last.sop_ended) == (True, False, "")
        assert (last.waits, last.waits_for) == (True, (letter.id,))
        assert file.do(letter, "head") == Decision(sop_ended="a", case_ended=True)

    def test_task_ordered_by_the_very_last_step_holds_the_end_too(self):
        file = case(step("loket"))
        letter = order(TaskType.SIGNATURE, "kepala-dinas", file.task())

        last = file.do(STEP, "clerk", orders=[letter])

        assert last == Decision(run_ended=True, waits=True, tasks=(letter,))
        assert file.do(TaskType.SIGNATURE, "head").case_ended

    @pytest.mark.parametrize("left_at", [1, 2])
    def test_letter_of_a_side_exit_does_not_set_the_case_going_again(self, left_at):
        file = case(step("loket"), step("analis"))
        if left_at == 2:
            file.do(STEP, "clerk")
        letter = order(TaskType.SIGNATURE, "kepala-dinas", file.task())
        # The case is forwarded: run and step task end without having been done.
        file.history = file.history.with_run_ended(("a", left_at), 1, "")
        file.history = file.history.without([file.task().id])
        file.order(letter)

        assert file.do(TaskType.SIGNATURE, "head") == Decision()

    @pytest.mark.parametrize("blocked", ["held", "waiting-complainant", "closed", "lain"])
    def test_blocked_case_completes_nothing(self, blocked):
        file = case(step("analis", consults=("hukum",)), blocked=blocked)

        assert refusal(file.do, STEP, "analyst").code == blocked
        assert refusal(file.do, CONSULT, "lawyer", "agree").code == blocked


def test_task_completed_twice_is_refused_even_from_a_stale_copy():
    file = case(step("loket"), step("analis"))
    stale = file.task()
    file.do(STEP, "clerk")

    refused = refusal(file.do, stale, "clerk")

    assert (refused.code, refused.detail) == ("task-done", {"completed_by": "clerk"})


def test_reasoned_act_opens_any_step_as_its_next_attempt():
    file = case(step("loket"), step("analis"), step("penata"))
    file.do(STEP, "clerk")
    file.do(STEP, "analyst")
    file.history = file.history.with_run_ended(("a", 3), 1, "").without([file.task().id])

    file.reopen("a", 2, assignee="analyst")

    assert (file.task().place, file.task().attempt, file.task().assignee) == (
        ("a", 2), 2, "analyst"
    )  # fmt: skip


def test_decision_task_needs_an_outcome():
    file = case(step("loket"))
    file.order(order(TaskType.DECISION, "koordinator", file.task()))

    assert refusal(file.do, TaskType.DECISION, "coordinator").code == "outcome-required"
    assert file.do(TaskType.DECISION, "coordinator", "diterima") == Decision()
