"""What may be done in discipline. Predicates take a case, a party, a referral or an action."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import object_session

from jicms.access.actions import Action
from jicms.access.actor import Actor, Role
from jicms.access.policy import Rule, has_role
from jicms.cases.models import Case, Party
from jicms.cases.policy import (
    LR,
    LR_SUPERVISOR,
    SUPERVISOR,
    is_another,
    is_of_lead_office,
    is_open_for_work,
    reads_in_full,
)
from jicms.discipline.kinds import ReferralStatus
from jicms.discipline.models import DisciplinaryAction, LrReferral
from jicms.discipline.models_board import BoardItem

INVESTIGATING = has_role(Role.INVESTIGATOR, Role.INVESTIGATIONS_SUPERVISOR)
COUNSEL = has_role(Role.COUNSEL)
OFFICIAL = has_role(Role.MANAGEMENT_OFFICIAL)
LR_SPECIALIST = has_role(Role.LR_SPECIALIST)
BOARD_MEMBER = has_role(Role.DRB_MEMBER)


def is_addressed_to_office(actor: Actor, record: Any) -> bool:
    """The referral, or the one that waits for an answer about the party, went to the office."""
    if isinstance(record, LrReferral):
        return record.to_office_id == actor.office_id
    if not isinstance(record, Party):
        return False
    session = object_session(record)
    waiting = select(LrReferral.id).where(
        LrReferral.party_id == record.id,
        LrReferral.status == ReferralStatus.SENT,
        LrReferral.to_office_id == actor.office_id,
    )
    return session is not None and session.scalar(waiting.limit(1)) is not None


def _actions(record: Any) -> list[DisciplinaryAction]:
    """The action itself, that of one of its parts, or those of a party."""
    action = getattr(record, "action", record)
    if isinstance(action, DisciplinaryAction):
        return [action]
    session = object_session(record) if isinstance(record, Party) else None
    if session is None:
        return []
    of_party = select(DisciplinaryAction).where(DisciplinaryAction.party_id == record.id)
    return list(session.scalars(of_party))


def is_of_office(actor: Actor, record: Any) -> bool:
    """The action is the office's; of a party, one of its actions is."""
    return any(action.office_id == actor.office_id for action in _actions(record))


def is_its_specialist(actor: Actor, record: Any) -> bool:
    """The actor is the action's specialist, in its office."""
    return any(
        action.specialist_id == actor.user_id and action.office_id == actor.office_id
        for action in _actions(record)
    )


def has_no_specialist(_actor: Actor, record: Any) -> bool:
    """Nobody works the action yet."""
    return any(action.specialist_id is None for action in _actions(record))


def is_its_official(actor: Actor, record: Any) -> bool:
    """The actor proposes or decides; without a record, the list of one's own packages."""
    if record is None:
        return True
    action = getattr(record, "action", record)
    return isinstance(action, DisciplinaryAction) and actor.user_id in {
        action.proposing_official_id,
        action.deciding_official_id,
    }


def works_on(actor: Actor, action: DisciplinaryAction) -> bool:
    """Whether the actor sees the inside of an action that he sees: labor relations, counsel."""
    if actor.is_system or actor.role is Role.COUNSEL:
        return True
    return actor.role in {Role.LR_SPECIALIST, Role.LR_SUPERVISOR} and (
        action.office_id == actor.office_id
    )


def was_asked(actor: Actor, record: Any) -> bool:
    """Counsel was asked about this departure."""
    return getattr(record, "asked_id", None) == actor.user_id


def is_kept_by_agency(actor: Actor, record: Any) -> bool:
    """What was recorded from outside the system is kept by the actor's agency; of a person, and
    without a record, yes: the agency's own is begun there."""
    kept = getattr(record, "entered_by_id", None) is not None
    return not kept or record.agency_id == actor.agency_id


def did_not_enter(actor: Actor, record: Any) -> bool:
    """Another person entered it."""
    return is_another(actor, getattr(record, "entered_by_id", None))


def keeps_board(actor: Actor, record: Any) -> bool:
    """The board, or that of a meeting or of an action before it, is the office's; without a
    record, one's own."""
    meeting = getattr(record, "meeting", record)
    board = getattr(meeting, "board", meeting)
    return board is None or getattr(board, "office_id", None) == actor.office_id


def sits_at(actor: Actor, record: Any) -> bool:
    """The member sits at the meeting of this action, and is not recused from it."""
    if not isinstance(record, BoardItem):
        return record is None
    seated = {seat.user_id for seat in record.meeting.seats}
    return actor.user_id in seated - {row.user_id for row in record.recusals}


def is_in_open_case(actor: Actor, record: Any) -> bool:
    """The case has not ended, as far as the actor sees it."""
    case = record if isinstance(record, Case) else record.case
    return case is not None and is_open_for_work(actor, case)


RULES: dict[Action, Rule] = {
    Action.REFER_TO_LR: ((SUPERVISOR, is_of_lead_office, is_open_for_work),),
    Action.REFERRAL_ANSWER: ((LR, is_addressed_to_office, is_in_open_case),),
    Action.DISCIPLINE_QUEUE: ((LR,),),
    Action.DISCIPLINE_VIEW: ((LR,), (INVESTIGATING, reads_in_full), (COUNSEL,)),
    Action.DISCIPLINE_EDIT: (
        (LR_SUPERVISOR, is_of_office, is_in_open_case),
        (LR_SPECIALIST, is_its_specialist, is_in_open_case),
    ),
    Action.DISCIPLINE_ASSIGN: (
        (LR_SUPERVISOR, is_of_office, is_in_open_case),
        (LR_SPECIALIST, is_of_office, has_no_specialist, is_in_open_case),
    ),
    Action.DISCIPLINE_REASSIGN: ((LR_SUPERVISOR,),),
    Action.DEPARTURE_DETERMINE: ((COUNSEL, was_asked, is_in_open_case),),
    # An agreement may outlive its case.
    Action.AGREEMENT_FOLLOW: ((LR_SUPERVISOR, is_of_office), (LR_SPECIALIST, is_its_specialist)),
    Action.DISCIPLINE_APPROVE: ((LR_SUPERVISOR, is_of_office, is_in_open_case),),
    Action.RECORD_CLEAR: ((LR_SUPERVISOR, is_of_office),),
    Action.DISCIPLINE_HISTORY: ((LR,),),
    Action.OUTSIDE_RECORD: ((LR, is_kept_by_agency),),
    Action.OUTSIDE_VERIFY: ((LR, is_kept_by_agency, did_not_enter),),
    Action.BOARD_VIEW: ((LR,), (BOARD_MEMBER,)),
    Action.BOARD_MANAGE: ((LR_SUPERVISOR, keeps_board),),
    Action.BOARD_VOTE: ((BOARD_MEMBER, sits_at),),
    Action.BOARD_RECUSE: ((LR_SUPERVISOR, keeps_board), (BOARD_MEMBER, sits_at)),
    # A member finds no action but those of an open agenda at which he sits: `scope_board`.
    Action.PACKAGE_VIEW: ((OFFICIAL, is_its_official), (BOARD_MEMBER,)),
    Action.PACKAGE_WORK: ((OFFICIAL, is_its_official, is_in_open_case),),
}
