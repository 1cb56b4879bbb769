"""Which procedure an action follows, and what that procedure asks and may carry.

Rows of the code list, read from memory; an action that was recorded before it had one follows the
procedure of its subpart.
"""

from typing import Any

from jicms.core import clock
from jicms.deadlines import queries as clocks
from jicms.deadlines.terms import Unit
from jicms.discipline.models import DisciplinaryAction
from jicms.refdata.models import ActionType
from jicms.refdata.models_discipline import DouglasUse, Procedure, ProcedureAction
from jicms.refdata.queries import facts

#: What actions follow that carry a subpart and no procedure.
_OF_SUBPART = {"B": "SUBPART_B", "D": "SUBPART_D", "none": "NON_DISCIPLINARY"}


def procedure_of(action: DisciplinaryAction) -> Any | None:
    """The row of the procedure that an action follows; None while none is determined."""
    code = action.procedure_code or _OF_SUBPART.get(action.subpart)
    return facts(Procedure).get(code) if code else None


def settled(action: DisciplinaryAction) -> Any:
    """The procedure of an action that was proposed."""
    row = procedure_of(action)
    assert row is not None, "an action that was proposed follows a procedure"
    return row


def named(code: str) -> Any:
    """The row of a procedure."""
    return facts(Procedure)[code]


def carried(code: str, *, decided: bool = False) -> frozenset[str]:
    """The action types that a procedure may carry, as proposed or as decided."""
    return frozenset(
        row.action_type_code
        for row in facts(ProcedureAction).values()
        if row.procedure_code == code
        and row.valid_to is None
        and (row.may_decide if decided else row.may_propose)
    )


def direct_for(action_type_code: str) -> Any | None:
    """The procedure by which something is decided without notice and without a determination."""
    return next(
        (
            row
            for row in facts(Procedure).values()
            if not row.needs_notice
            and not row.needs_coverage
            and row.valid_to is None
            and action_type_code in carried(row.code, decided=True)
        ),
        None,
    )


def needs_notice(action: DisciplinaryAction) -> bool:
    """Whether a notice comes before the decision; so where nothing is determined."""
    row = procedure_of(action)
    return row is None or bool(row.needs_notice)


def weighs_factors(action: DisciplinaryAction) -> bool:
    """Whether the twelve Douglas factors are weighed before the decision."""
    row = procedure_of(action)
    return row is not None and row.douglas is DouglasUse.REQUIRED


def may_weigh_factors(action: DisciplinaryAction) -> bool:
    """Whether weighing them has a place: not where law fixes the penalty."""
    row = procedure_of(action)
    return row is None or row.douglas is not DouglasUse.DOES_NOT_APPLY


def answer_rule(action: DisciplinaryAction) -> str | None:
    """The clock of the time to answer, where law sets one."""
    row = procedure_of(action)
    return row.answer_rule if row is not None else None


def answer_days(action: DisciplinaryAction) -> int:
    """The whole days that law gives to answer; 1 where it counts in hours or leaves it open."""
    code = answer_rule(action)
    if code is None:
        return 1
    case = action.case
    today = clock.today(case.agency.zone)
    row = clocks.pick(
        clocks.versions([code])[code],
        today,
        agency_id=case.agency_id,
        case_type=case.case_type_code,
    )
    (term, *_others) = row.as_rule().terms
    return term.number if term.unit is Unit.CALENDAR_DAYS else 1


def answer_rules() -> frozenset[str]:
    """The clocks of the time to answer, of all procedures."""
    return frozenset(row.answer_rule for row in facts(Procedure).values() if row.answer_rule)


def effective_rules() -> frozenset[str]:
    """The clocks of the office's default effective date, of all procedures."""
    return frozenset(row.effective_rule for row in facts(Procedure).values() if row.effective_rule)


def why_not(procedure: Any, kind: ActionType, days: int | None, *, decided: bool = False) -> str:
    """Why a procedure can't carry a penalty, as a sentence; empty where it can."""
    if kind.code not in carried(procedure.code, decided=decided):
        why = f" {procedure.description}." if procedure.description else ""
        return (
            f"{kind.label} can’t be {'decided' if decided else 'proposed'} under “"
            f"{procedure.label}” ({procedure.citation}).{why}"
        )
    low, high = procedure.min_days, procedure.max_days
    if days is not None and kind.code in carried(procedure.code):
        if low is not None and days < low:
            return f"“{procedure.label}” asks for {low} days or more, not {days}."
        if high is not None and days > high:
            return f"“{procedure.label}” allows {high} days at most, not {days}."
    return ""
