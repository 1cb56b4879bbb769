"""The personnel action that gives effect to an outcome, by its nature-of-action code."""

from datetime import date
from typing import Any

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.core import unit_of_work
from jicms.core.errors import RuleBroken, TransitionRefused
from jicms.discipline import procedures
from jicms.discipline.models import ActionStatus, DisciplinaryAction, PenaltyStage
from jicms.discipline.models_answers import PersonnelAction
from jicms.discipline.service.before import next_of
from jicms.files.models import StoredFile
from jicms.refdata.models import ActionTier, ActionType, NatureOfAction, PenaltyGroup
from jicms.refdata.models_discipline import ProcedureAction
from jicms.refdata.queries import entries, facts

#: What is processed on no SF-50.
_NONE = (PenaltyGroup.NO_ACTION, PenaltyGroup.COUNSELING, PenaltyGroup.REPRIMAND)
_PROCESSED = (ActionTier.ADVERSE, ActionTier.PROBATION, ActionTier.STATUTORY)


def default_nature(action: DisciplinaryAction, kind: ActionType, on: date) -> str | None:
    """The code that the action’s procedure gives a penalty on a day; None where it gives none."""
    procedure = procedures.procedure_of(action)
    rows: list[Any] = [
        row
        for row in facts(ProcedureAction).values()
        if procedure is not None
        and row.procedure_code == procedure.code
        and row.action_type_code == kind.code
        and row.valid_from <= on
        and (row.valid_to is None or row.valid_to >= on)
    ]
    return rows[0].nature_code if rows else None


def takes_nature(kind: ActionType) -> bool:
    """Whether a penalty is processed as a personnel action: a reprimand and less are not."""
    return kind.penalty_group not in _NONE and kind.tier in _PROCESSED


def process(
    action: DisciplinaryAction,
    kind: ActionType,
    *,
    actor: Actor,
    effective_on: date,
    nature_code: str | None = None,
    reason: str = "",
    file: StoredFile | None = None,
) -> PersonnelAction | None:
    """Keep the personnel action of what takes effect: the procedure’s code unless another is chosen
    with a reason. None where there is none to process. The caller has checked who may."""
    if not takes_nature(kind):
        if nature_code:
            raise RuleBroken(f"{kind.label} is no personnel action.", field="nature_code")
        return None
    default = default_nature(action, kind, effective_on)
    code = nature_code or default
    if code is None:
        return None
    row = entries(NatureOfAction).get(code)
    if row is None or not row.is_offered(effective_on):
        raise RuleBroken("Choose a code of the list.", field="nature_code")
    if default is not None and code != default and not reason.strip():
        raise RuleBroken(
            f"The procedure gives {default}. Write why another code is used.", field="nature_reason"
        )
    made = PersonnelAction(
        action=action,
        case_id=action.case_id,
        n=next_of(PersonnelAction, action),
        nature_code=code,
        default_code=default,
        effective_on=effective_on,
        reason=reason.strip(),
        file=file,
        recorded_by_id=actor.user_id,
    )
    unit_of_work.session().add(made)
    unit_of_work.session().flush()
    recorder.record(Event.PERSONNEL_ACTION_RECORDED, obj=action, nature=code, on=effective_on)
    return made


def record_personnel_action(
    action: DisciplinaryAction,
    *,
    actor: Actor,
    nature_code: str,
    reason: str = "",
    file: StoredFile | None = None,
) -> PersonnelAction:
    """Record the personnel action of an outcome in effect anew: corrected, or with its SF-50."""
    policy.require(actor, Action.DISCIPLINE_EDIT, action)
    if action.status not in {ActionStatus.EFFECTIVE, ActionStatus.FINAL}:
        raise TransitionRefused("A personnel action follows the effective date.")
    last = in_effect(action)
    if last is None or action.effective_on is None:
        raise TransitionRefused("Nothing took effect.")
    kind, on = last, action.effective_on
    made = process(
        action,
        kind,
        actor=actor,
        effective_on=on,
        nature_code=nature_code,
        reason=reason,
        file=file,
    )
    if made is None:
        raise RuleBroken("Choose a code of the list.", field="nature_code")
    return made


def in_effect(action: DisciplinaryAction) -> ActionType | None:
    """The outcome in effect: the final one, else what was decided."""
    for stage in (PenaltyStage.FINAL, PenaltyStage.DECIDED):
        found = action.penalty(stage)
        if found is not None:
            return found.action_type
    return None
