"""Which step of an action is open, which is next, and how its road looks."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.discipline import procedures
from jicms.discipline.models import (
    AFTER_SERVICE,
    ActionStatus,
    DisciplinaryAction,
)
from jicms.discipline.service import (
    analysis_of,
    missing_factors,
    missing_of_proposing,
    needs_analysis,
    takes_new_material,
    unsettled,
)
from jicms.discipline.service.furnishing import OPEN, material_of
from jicms.discipline.service.holding import holding
from jicms.discipline.service.pending import open_oral, open_request, without_summary
from jicms.discipline.service.personnel import in_effect, takes_nature
from jicms.discipline.workflow import BEFORE_SERVICE, ENDED

A = ActionStatus
DECIDING = (A.ANSWER, A.DECISION)


@dataclass(frozen=True, slots=True)
class Step:
    """A form of the action: its endpoint, what its link says, who may, and when it is open."""

    key: str
    label: str
    is_open: Callable[[DisciplinaryAction], bool]
    action: Action = Action.DISCIPLINE_EDIT
    blueprint: str = "discipline"
    #: Whether the menu offers it at all, open or not.
    suits: Callable[[DisciplinaryAction], bool] = lambda _action: True

    @property
    def endpoint(self) -> str:
        """The view's name."""
        return f"{self.blueprint}.{self.key}"


def _undecided(action: DisciplinaryAction, *statuses: ActionStatus) -> bool:
    return action.status in statuses and action.decided_on is None


def _may_be_early(action: DisciplinaryAction) -> bool:
    procedure = procedures.procedure_of(action)
    has_default = procedure is not None and procedure.floor_rule and not action.crime_provision
    undecided = _undecided(action, *DECIDING) and action.earliest_effective_on is not None
    return bool(has_default) and undecided and action.override_by_id is None


def _may_propose(action: DisciplinaryAction) -> bool:
    return action.status is A.DRAFT and _is_determined(action) and procedures.needs_notice(action)


def _is_determined(action: DisciplinaryAction) -> bool:
    return action.procedure_code is not None


def _is_no_employee(action: DisciplinaryAction) -> bool:
    """Contracting officers have no say over an employee, present or former."""
    person = action.party.person if action.party is not None else None
    return person is None or person.kind_code not in {"EMPLOYEE", "FORMER_EMPLOYEE"}


def _takes_material(action: DisciplinaryAction) -> bool:
    return _undecided(action, *OPEN) and bool(material_of(action))


def _may_ask_time(action: DisciplinaryAction) -> bool:
    return _time_runs(action) and open_request(action) is None


def _may_extend(action: DisciplinaryAction) -> bool:
    """More time may be granted while the time runs; a request may be refused after it, too."""
    return _time_runs(action) or (
        _undecided(action, A.DECISION) and open_request(action) is not None
    )


def _time_runs(action: DisciplinaryAction) -> bool:
    return action.status is A.ANSWER and procedures.answer_rule(action) is not None


def _hears(action: DisciplinaryAction) -> bool:
    return _undecided(action, *DECIDING) and _was_noticed(action)


def _asked(action: DisciplinaryAction) -> bool:
    return open_oral(action) is not None


def _is_set(action: DisciplinaryAction) -> bool:
    oral = open_oral(action)
    return oral is not None and oral.scheduled_at is not None


def _is_processed(action: DisciplinaryAction) -> bool:
    kind = in_effect(action)
    return kind is not None and takes_nature(kind) and action.effective_on is not None


STEPS = (
    Step("coverage", "Determine the coverage", lambda a: a.status in {A.DRAFT, A.PROPOSED}),
    Step("charges", "Draft the charges", lambda a: a.status is A.DRAFT),
    Step("prior_discipline", "Look up prior discipline", lambda a: a.status is A.DRAFT),
    Step("analysis", "Record the case analysis", lambda a: a.status is A.DRAFT),
    Step(
        "waive_analysis",
        "Go without a case analysis",
        lambda a: a.status is A.DRAFT and _lacks_analysis(a),
        Action.DISCIPLINE_APPROVE,
    ),
    Step("proposal", "Record the proposal", _may_propose),
    Step("notice", "Record service of the notice", lambda a: a.status is A.PROPOSED),
    Step("furnished", "Record what was furnished", _takes_material),
    Step(
        "answer", "Record a written answer", lambda a: _undecided(a, *DECIDING) and _was_noticed(a)
    ),
    Step(
        "worksheet",
        "Douglas worksheet",
        lambda a: _undecided(a, *DECIDING) and _was_noticed(a) and procedures.may_weigh_factors(a),
    ),
    Step(
        "proposing_worksheet",
        "Proposing official’s worksheet",
        lambda a: a.status in {A.DRAFT, A.PROPOSED} and procedures.may_weigh_factors(a),
    ),
    Step("new_material", "New material", takes_new_material),
    Step("decision", "Record the decision", lambda a: _undecided(a, A.DRAFT, A.DECISION)),
    Step(
        "decision_service",
        "Record service of the decision",
        lambda a: a.status is A.DECISION and a.decided_on is not None,
    ),
    Step("effective", "Record that it took effect", lambda a: a.status is A.SERVED),
    Step(
        "nature",
        "Record the personnel action",
        lambda a: a.status in {A.EFFECTIVE, A.FINAL} and _is_processed(a),
    ),
    Step("final", "Make final", lambda a: a.status is A.EFFECTIVE),
    Step(
        "assign",
        "Assign a specialist",
        lambda a: a.status not in ENDED,
        Action.DISCIPLINE_ASSIGN,
    ),
    Step(
        "officials",
        "Name the officials",
        lambda a: a.decided_on is None and a.status not in ENDED,
    ),
    Step(
        "legal_review",
        "Record the legal review",
        lambda a: a.status in {A.DRAFT, A.PROPOSED, A.ANSWER},
    ),
    Step("ask_extension", "Record a request for more time", _may_ask_time),
    Step("extension", "Extend the time to answer", _may_extend),
    Step("request_oral", "Oral answer: request", lambda a: _hears(a) and open_oral(a) is None),
    Step("schedule_oral", "Oral answer: set the hearing", lambda a: _hears(a) and _asked(a)),
    Step("hold_oral", "Oral answer: summary", lambda a: _hears(a) and _is_set(a)),
    Step("end_oral", "Oral answer: waived or missed", lambda a: _hears(a) and _asked(a)),
    Step(
        "furnish_summary",
        "Oral answer: summary furnished",
        lambda a: _was_noticed(a) and bool(a.answers) and without_summary(a) is not None,
    ),
    Step("early_date", "Approve an earlier date", _may_be_early, Action.DISCIPLINE_APPROVE),
    Step("draft_agreement", "Draft an agreement", lambda a: a.status not in ENDED),
    Step(
        "contractor",
        "Record a contractor outcome",
        lambda a: a.status is A.DRAFT,
        Action.AGREEMENT_FOLLOW,
        suits=_is_no_employee,
    ),
    Step("leave", "Leave pending action", lambda a: a.status not in ENDED),
    Step("left", "The employee left", lambda a: a.status in BEFORE_SERVICE),
    Step(
        "effective_date",
        "Change the effective date",
        lambda a: a.status is A.DECISION and a.decided_on is not None,
    ),
    Step(
        "record",
        "Record of the action",
        lambda a: a.status in AFTER_SERVICE,
        Action.RECORD_CLEAR,
    ),
    Step("conclude", "End without a decision", lambda a: a.status is A.DRAFT),
    Step("withdraw", "Withdraw", lambda a: a.status in {*BEFORE_SERVICE, A.SERVED}),
)
#: What may be done while an agreement holds the action.
WHILE_HELD = ("assign", "officials", "leave", "left", "conclude", "withdraw")
BY_KEY = {step.key: step for step in STEPS}
#: Steps of features above: see `added`.
added: list[Step] = []


def _lacks_analysis(action: DisciplinaryAction) -> bool:
    return needs_analysis(action) and analysis_of(action) is None


def _was_noticed(action: DisciplinaryAction) -> bool:
    return action.notice_received_at is not None


def offered(action: DisciplinaryAction, actor: Actor) -> list[Step]:
    """The steps that are open and that the actor may take, in the order of the road. While an
    agreement holds the action, those alone that end it or say who works it."""
    held = action.notice_received_at is not None and holding(action) is not None
    return [
        step
        for step in (*STEPS, *added)
        if step.is_open(action)
        and step.suits(action)
        and not (held and step.key not in WHILE_HELD)
        and policy.allows(actor, step.action, action)
    ]


def next_step(action: DisciplinaryAction, actor: Actor) -> Step | None:
    """The one step that the action waits for, if the actor may take it."""
    wanted = _waits_for(action)
    return next((step for step in offered(action, actor) if step.key == wanted), None)


def _waits_for(action: DisciplinaryAction) -> str:
    if action.specialist_id is None and action.status not in ENDED:
        return "assign"
    if action.status is A.DECISION:
        return _in_decision(action)
    if action.status is A.DRAFT:
        return _after_draft(action)
    if action.status is A.ANSWER and (waiting := _pending(action)):
        return waiting
    return {
        A.PROPOSED: "notice",
        A.ANSWER: "answer",
        A.SERVED: "effective",
        A.EFFECTIVE: "final",
    }.get(action.status, "")


def _in_decision(action: DisciplinaryAction) -> str:
    if action.decided_on is not None:
        return "decision_service"
    if unsettled(action):
        return "new_material"
    if waiting := _pending(action):
        return waiting
    weighs = procedures.weighs_factors(action) and missing_factors(action)
    return "worksheet" if weighs else "decision"


def _pending(action: DisciplinaryAction) -> str:
    """The step by which a request of the employee is settled; empty where none waits."""
    if open_request(action) is not None:
        return "extension"
    oral = open_oral(action)
    if oral is None:
        return ""
    return "schedule_oral" if oral.scheduled_at is None else "hold_oral"


def _after_draft(action: DisciplinaryAction) -> str:
    if not _is_determined(action):
        return "coverage"
    if not procedures.needs_notice(action):
        return "decision"
    if not action.charges:
        return "charges"
    if _lacks_analysis(action):
        return "analysis"
    weighs = procedures.weighs_factors(action) and missing_of_proposing(action)
    return "proposing_worksheet" if weighs else "proposal"


LABELS = {
    A.DRAFT: "Draft",
    A.PROPOSED: "Proposed, not served",
    A.ANSWER: "Answer period",
    A.DECISION: "Decision pending",
    A.SERVED: "Decision served",
    A.EFFECTIVE: "Effective",
    A.FINAL: "Final",
    A.WITHDRAWN: "Withdrawn",
}


def procedure_name(action: DisciplinaryAction) -> str:
    """The procedure that the action follows, in words."""
    row = procedures.procedure_of(action)
    return str(row.label) if row is not None else "Not determined yet"


def stage(action: Any) -> str:
    """The stage in words: a decision that was made waits for its service."""
    decided = getattr(action, "decided_on", None) is not None
    if action.status is A.DECISION and decided:
        return "Decided, not served"
    return LABELS[action.status]


def why_not(action: DisciplinaryAction, key: str) -> str:
    """Why a step can't be taken now, as a sentence."""
    if key == "proposal" and action.status is A.DRAFT:
        if not _is_determined(action):
            return "Determine the coverage first: it says which procedure and which notice apply."
        return "This procedure has no notice of proposed action: record the decision."
    return f"The action stands at: {stage(action)}. This step is of another stage."
