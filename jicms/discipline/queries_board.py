"""Reads of the review board. Every statement here is scoped by the listener."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import joinedload, selectinload

from jicms.access.actor import Actor
from jicms.auth.models import Office, User
from jicms.cases.models import Case, Party
from jicms.core import unit_of_work
from jicms.discipline.models import ActionStatus, DisciplinaryAction
from jicms.discipline.models_board import (
    BoardChargeVote,
    BoardItem,
    BoardMeeting,
    BoardMember,
    BoardRecusal,
    BoardSeat,
    BoardVote,
    ItemOutcome,
    MeetingState,
    ReviewBoard,
)
from jicms.discipline.models_charges import Charge
from jicms.discipline.service.board import candidates


def board_of(actor: Actor) -> ReviewBoard | None:
    """The board that the actor keeps, works with, or sits on."""
    return unit_of_work.session().scalar(
        select(ReviewBoard)
        .order_by(ReviewBoard.id)
        .limit(1)
        .options(
            joinedload(ReviewBoard.office).joinedload(Office.agency),
            joinedload(ReviewBoard.official),
            selectinload(ReviewBoard.members).joinedload(BoardMember.user),
        )
    )


def meetings(board: ReviewBoard) -> Select[Any]:
    """The meetings of a board, with who sits at them."""
    return (
        select(BoardMeeting)
        .where(BoardMeeting.board_id == board.id)
        .options(
            selectinload(BoardMeeting.seats).joinedload(BoardSeat.user),
            selectinload(BoardMeeting.items),
        )
    )


def member_by_id(member_id: int) -> BoardMember | None:
    """A standing member."""
    return unit_of_work.session().scalar(
        select(BoardMember)
        .where(BoardMember.id == member_id)
        .options(joinedload(BoardMember.board), joinedload(BoardMember.user))
    )


def meeting_by_id(meeting_id: int) -> BoardMeeting | None:
    """A meeting with its agenda, as far as the viewer sees it."""
    action = joinedload(BoardItem.action)
    return unit_of_work.session().scalar(
        select(BoardMeeting)
        .where(BoardMeeting.id == meeting_id)
        .options(
            joinedload(BoardMeeting.board).joinedload(ReviewBoard.office).joinedload(Office.agency),
            joinedload(BoardMeeting.board).joinedload(ReviewBoard.official),
            selectinload(BoardMeeting.seats).joinedload(BoardSeat.user),
            selectinload(BoardMeeting.items).options(
                action.joinedload(DisciplinaryAction.case).joinedload(Case.lead_office),
                action.joinedload(DisciplinaryAction.party).joinedload(Party.person),
                action.selectinload(DisciplinaryAction.charges),
                joinedload(BoardItem.action_type),
                selectinload(BoardItem.recusals).joinedload(BoardRecusal.user),
                selectinload(BoardItem.votes).options(
                    joinedload(BoardVote.user),
                    joinedload(BoardVote.action_type),
                    selectinload(BoardVote.charges).joinedload(BoardChargeVote.charge),
                ),
            ),
        )
    )


def open_meeting(meeting_id: int) -> BoardMeeting | None:
    """A meeting that is not over."""
    found = meeting_by_id(meeting_id)
    return found if found is not None and found.is_open else None


def item_by_id(item_id: int) -> BoardItem | None:
    """An action on an agenda, with its meeting and all votes."""
    meeting_id = unit_of_work.session().scalar(
        select(BoardItem.meeting_id).where(BoardItem.id == item_id)
    )
    meeting = meeting_by_id(meeting_id) if meeting_id is not None else None
    items = meeting.items if meeting is not None else []
    return next((item for item in items if item.id == item_id), None)


def pending(item_id: int) -> BoardItem | None:
    """An action on which the board has still to decide."""
    found = item_by_id(item_id)
    waits = found is not None and found.meeting.is_open and found.outcome is ItemOutcome.PENDING
    return found if waits else None


def may_sit(board: ReviewBoard) -> Sequence[User]:
    """Who may be made a member."""
    found = select(User).where(User.id.in_(candidates(board.office))).order_by(User.name)
    return unit_of_work.session().scalars(found).all()


def for_agenda(actor: Actor) -> Sequence[DisciplinaryAction]:
    """Drafts of the office with charges that wait for no board."""
    waits = (
        exists()
        .where(
            BoardItem.action_id == DisciplinaryAction.id,
            BoardItem.outcome == ItemOutcome.PENDING,
            BoardItem.meeting_id == BoardMeeting.id,
            BoardMeeting.state == MeetingState.PLANNED,
        )
        .correlate(DisciplinaryAction)
    )
    return (
        unit_of_work.session()
        .scalars(
            select(DisciplinaryAction)
            .join(Case, Case.id == DisciplinaryAction.case_id)
            .where(
                DisciplinaryAction.office_id == actor.office_id,
                DisciplinaryAction.status == ActionStatus.DRAFT,
                exists().where(Charge.action_id == DisciplinaryAction.id),
                ~waits,
            )
            .order_by(Case.fiscal_year, Case.sequence, DisciplinaryAction.n)
            .limit(200)
            .options(
                joinedload(DisciplinaryAction.case),
                joinedload(DisciplinaryAction.party).joinedload(Party.person),
            )
        )
        .all()
    )


def of_action(action: DisciplinaryAction) -> Sequence[BoardItem]:
    """The agendas that an action was on, as far as the viewer sees."""
    return (
        unit_of_work.session()
        .scalars(
            select(BoardItem)
            .where(BoardItem.action_id == action.id)
            .options(joinedload(BoardItem.meeting), joinedload(BoardItem.action_type))
            .order_by(BoardItem.id)
        )
        .all()
    )
