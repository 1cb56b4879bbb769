"""Who sees what of a review board. A member sees the actions of an open agenda at whose meeting he
sits, unless recused; when the meeting is closed, nothing."""

from typing import Any

from sqlalchemy import ColumnElement, and_, false, true

from jicms.access.actor import Actor, Role
from jicms.access.scope import alias_of, fixed, there_is
from jicms.discipline.models_board import (
    BoardItem,
    BoardMeeting,
    BoardMember,
    BoardRecusal,
    BoardSeat,
    MeetingState,
    ReviewBoard,
)

LABOR = (Role.LR_SPECIALIST, Role.LR_SUPERVISOR)
_board, _member = ReviewBoard.__table__, BoardMember.__table__
_meeting, _seat = BoardMeeting.__table__, BoardSeat.__table__
_item, _recusal = BoardItem.__table__, BoardRecusal.__table__


def on_agenda(actor: Actor, action_id: Any) -> ColumnElement[bool]:
    """The action is on the agenda of an open meeting at which the member sits, not recused."""
    if actor.role is not Role.DRB_MEMBER or actor.user_id is None:
        return false()
    item, meeting = alias_of(_item, "agenda_item"), alias_of(_meeting, "agenda_meeting")
    seat, recusal = alias_of(_seat, "agenda_seat"), alias_of(_recusal, "agenda_recusal")
    recused = there_is(
        recusal, where=(recusal.c.item_id == item.c.id, recusal.c.user_id == actor.user_id)
    )
    sits = there_is(
        seat, where=(seat.c.meeting_id == meeting.c.id, seat.c.user_id == actor.user_id)
    )
    opened = there_is(
        meeting,
        where=(
            meeting.c.id == item.c.meeting_id,
            meeting.c.state == fixed(MeetingState.PLANNED),
            sits,
        ),
    )
    return there_is(item, where=(item.c.action_id == action_id, opened, ~recused))


def board_scope(actor: Actor, board: Any) -> ColumnElement[bool]:
    """The board: labor relations of its office, and who is or was a member."""
    return _of_board(actor, board.id, board.office_id)


def member_scope(actor: Actor, member: Any) -> ColumnElement[bool]:
    """Its members: as the board."""
    return _in_board(actor, member.board_id)


def meeting_scope(actor: Actor, meeting: Any) -> ColumnElement[bool]:
    """A meeting: as the board. It holds no content of a case."""
    return _in_board(actor, meeting.board_id)


def seat_scope(actor: Actor, seat: Any) -> ColumnElement[bool]:
    """Who sits at it: as the meeting."""
    if actor.is_system:
        return true()
    meeting = alias_of(_meeting, "seat_meeting")
    return there_is(
        meeting, where=(meeting.c.id == seat.meeting_id, _in_board(actor, meeting.c.board_id))
    )


def _in_board(actor: Actor, board_id: Any) -> ColumnElement[bool]:
    if actor.is_system:
        return true()
    board = alias_of(_board, "scope_board")
    return there_is(
        board, where=(board.c.id == board_id, _of_board(actor, board.c.id, board.c.office_id))
    )


def _of_board(actor: Actor, board_id: Any, office_id: Any) -> ColumnElement[bool]:
    if actor.is_system:
        return true()
    if actor.role in LABOR:
        return and_(office_id == actor.office_id, true())
    if actor.role is not Role.DRB_MEMBER or actor.user_id is None:
        return false()
    member = alias_of(_member, "board_member_of")
    return there_is(
        member, where=(member.c.board_id == board_id, member.c.user_id == actor.user_id)
    )
