"""Decided actions that are contested: before the Board, and by grievance with a second filing."""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from jicms.appeals import hearings, outcomes, service
from jicms.appeals.models import Appeal, AppealStep, FiledAs
from jicms.appeals.models_hearing import (
    AppealDate,
    AppealHearing,
    CalledBy,
    DateKind,
    DateState,
    HearingMode,
    HearingState,
)
from jicms.appeals.queries_hearing import rows_of
from jicms.demo.stage import Scene
from jicms.discipline.models import DisciplinaryAction
from jicms.discipline.service.ending import last_word

_PROOF: dict[str, Any] = {"method_code": "CERTIFIED_MAIL", "proof": "Return receipt in the file."}


def _file(scene: Scene, forum_code: str, **said: Any) -> None:
    """A filing; where something speaks against it, it is recorded all the same."""
    scene.looked()
    action = scene.get(DisciplinaryAction, "action")
    employee = action.party.name if action.party is not None else "The employee"
    against = service.warnings(action, forum_code=forum_code).against
    made = service.file_appeal(
        action,
        actor=scene.actor,
        forum_code=forum_code,
        filed_on=scene.today,
        filed_as=FiledAs.EMPLOYEE,
        filed_by=employee,
        representative="Halloran & Pike, attorneys",
        acknowledged_why="It was filed; the forum will decide on it." if against else "",
        **said,
    )
    scene.matter.keys["appeal"] = made.id


def to_board(scene: Scene) -> None:
    """The employee appeals to the Board."""
    _file(scene, "MSPB", docket=f"DC-0752-{scene.today:%y}-0{scene.rng.randint(100, 999)}-I-1")


def grieve(scene: Scene) -> None:
    """The employee grieves, step 1."""
    _file(scene, "GRIEVANCE", judge="Port Director")


def acknowledge(scene: Scene) -> None:
    """The Board acknowledges, orders the close of the record and sets a hearing."""
    appeal = scene.get(Appeal, "appeal")
    service.edit_appeal(
        appeal,
        actor=scene.actor,
        representative=appeal.representative,
        docket=appeal.docket,
        judge="Administrative Judge M. Oyelaran",
    )
    step = AppealStep.ACKNOWLEDGED
    service.record_step(appeal, actor=scene.actor, step=step, on=scene.today)
    hearings.order_date(
        appeal,
        actor=scene.actor,
        kind=DateKind.CLOSE_OF_RECORD,
        ordered_on=scene.today,
        due_on=scene.today + timedelta(days=60),
        order="Acknowledgment order",
    )
    at = datetime.combine(scene.today + timedelta(days=45), time(9, 30), ZoneInfo(scene.actor.zone))
    hearings.schedule_hearing(
        appeal, actor=scene.actor, starts_at=at, mode=HearingMode.VIDEO, days=1
    )
    hearings.add_witness(
        appeal,
        actor=scene.actor,
        name="The deciding official",
        called_by=CalledBy.AGENCY,
        proves="How the twelve factors were weighed, and why no lesser penalty would do.",
    )


def respond(scene: Scene) -> None:
    """The agency files its response and the file."""
    appeal = scene.get(Appeal, "appeal")
    step = AppealStep.AGENCY_RESPONSE
    service.record_step(appeal, actor=scene.actor, step=step, on=scene.today)


def hear(scene: Scene) -> None:
    """The hearing is held and the record closes."""
    appeal, me = scene.get(Appeal, "appeal"), scene.actor
    for hearing in rows_of(appeal, AppealHearing):
        hearings.end_hearing(hearing, actor=me, state=HearingState.HELD)
    step = AppealStep.HEARING_HELD
    service.record_step(appeal, actor=me, step=step, on=scene.today)
    _met(scene, appeal)


def comply(scene: Scene) -> None:
    """What the judge ordered is done."""
    _met(scene, scene.get(Appeal, "appeal"))


def _met(scene: Scene, appeal: Appeal) -> None:
    for row in rows_of(appeal, AppealDate):
        if row.state is DateState.STANDS:
            hearings.end_date(row, actor=scene.actor, state=DateState.MET, on=scene.today)


def mitigate(scene: Scene) -> None:
    """The judge sustains the charge and mitigates the penalty."""
    appeal = scene.get(Appeal, "appeal")
    stood = last_word(appeal.action)
    removed = stood is not None and stood.action_type_code == "REMOVAL"
    outcomes.record_outcome(
        appeal,
        actor=scene.actor,
        outcome_code="MITIGATED",
        on=scene.today,
        received_on=scene.today,
        action_type_code="SUSPENSION_15_PLUS" if removed else "SUSPENSION_1_14",
        days=30 if removed else 14,
        reason="The charge is sustained; the penalty exceeds the bounds of reasonableness.",
        comply_by=scene.today + timedelta(days=20),
        **_PROOF,
    )


def second_step(scene: Scene) -> None:
    """Step 1 was denied; the grievance goes to step 2."""
    appeal, me, today = scene.get(Appeal, "appeal"), scene.actor, scene.today
    service.record_step(
        appeal,
        actor=me,
        step=AppealStep.STEP_1_DECISION,
        on=today,
        received_on=today,
        note="Denied.",
        **_PROOF,
    )
    service.record_step(appeal, actor=me, step=AppealStep.STEP_2, on=today)
