"""The review board: its members, meetings, agenda, recusals; what its members may read."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import select

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor, Role
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.auth.members import users_of
from jicms.auth.models import Office, User
from jicms.cases.models import CaseGrant, GrantKind, GrantLevel
from jicms.cases.service import give_grant, lock, revoke_grant
from jicms.core import clock, unit_of_work
from jicms.core.errors import RuleBroken, TransitionRefused
from jicms.discipline.models import ActionStatus, DisciplinaryAction
from jicms.discipline.models_board import (
    BoardItem,
    BoardMeeting,
    BoardMember,
    BoardRecusal,
    BoardSeat,
    ItemOutcome,
    MeetingState,
    ReviewBoard,
)
from jicms.discipline.service import grants
from jicms.discipline.service.actions import is_barred, is_official, proposing_package
from jicms.discipline.service.whole import next_number, whole

#: Said of everybody whom the conflict rules keep out, whatever the reason: it may be a secret.
BY_RULE = "By the conflict rules"
_OVER = "The meeting is closed."
#: A board decided: on a penalty, or that it proposes none.
SETTLED = (ItemOutcome.PROPOSES, ItemOutcome.NO_PROPOSAL)


def candidates(office: Office) -> set[int]:
    """The accounts that may be members: board members of the office's agency."""
    session = unit_of_work.session()
    offices = session.scalars(select(Office.id).where(Office.agency_id == office.agency_id))
    return {user for one in offices.all() for user in users_of(one, Role.DRB_MEMBER)}


def keep_board(
    office: Office,
    *,
    actor: Actor,
    name: str,
    quorum: int,
    official: User | None,
    chair_breaks_ties: bool = False,
    board: ReviewBoard | None = None,
) -> ReviewBoard:
    """Set up the board of an office, or change it. Meetings that were called keep their rules."""
    policy.require(actor, Action.BOARD_MANAGE, board)
    if office.id != actor.office_id:
        raise RuleBroken("A board is kept by its own office.")
    if not name.strip():
        raise RuleBroken("Name the board.", field="name")
    if quorum < 1:
        raise RuleBroken("A quorum is one member or more.", field="quorum")
    if official is not None and not is_official(official, office):
        raise RuleBroken("Choose a management official of the agency.", field="official")
    made = board or ReviewBoard(office=office, members=[])
    made.name, made.quorum, made.official = name.strip(), quorum, official
    made.chair_breaks_ties = chair_breaks_ties
    unit_of_work.session().add(made)
    unit_of_work.session().flush()
    recorder.record(Event.BOARD_KEPT, obj=made, quorum=quorum, chair=chair_breaks_ties)
    return made


def add_member(
    board: ReviewBoard, *, actor: Actor, user: User, from_on: date, is_chair: bool = False
) -> BoardMember:
    """A standing member from a day on. One is the chair."""
    policy.require(actor, Action.BOARD_MANAGE, board)
    if user.id not in candidates(board.office):
        raise RuleBroken("Choose a board member of the agency.", field="user")
    if any(row.user_id == user.id and row.serves(from_on) for row in board.members):
        raise RuleBroken(f"{user.name} is a member already.", field="user")
    if is_chair and any(row.is_chair and row.serves(from_on) for row in board.members):
        raise RuleBroken("The board has a chair. End that membership first.", field="is_chair")
    made = BoardMember(user=user, from_on=from_on, is_chair=is_chair)
    board.members.append(made)
    unit_of_work.session().flush()
    return made


def end_member(member: BoardMember, *, actor: Actor, until_on: date) -> None:
    """The last day on which somebody is a member."""
    policy.require(actor, Action.BOARD_MANAGE, member.board)
    if until_on < member.from_on:
        raise RuleBroken("It ends before it began.", field="until_on")
    member.until_on = until_on
    unit_of_work.session().flush()


def call_meeting(
    board: ReviewBoard, *, actor: Actor, held_on: date, members: Iterable[BoardMember], place: str
) -> BoardMeeting:
    """Call a meeting of some of the board's members."""
    policy.require(actor, Action.BOARD_MANAGE, board)
    sitting = list(members)
    if any(row.board_id != board.id or not row.serves(held_on) for row in sitting):
        raise RuleBroken("Choose members of that day.", field="members")
    if len(sitting) < board.quorum:
        raise RuleBroken(f"The quorum is {board.quorum}: choose as many members.", field="members")
    made = BoardMeeting(
        board=board,
        n=next_number(BoardMeeting, board_id=board.id),
        held_on=held_on,
        place=place.strip(),
        quorum=board.quorum,
        chair_breaks_ties=board.chair_breaks_ties,
    )
    made.seats = [BoardSeat(user=row.user, is_chair=row.is_chair) for row in sitting]
    unit_of_work.session().add(made)
    unit_of_work.session().flush()
    recorder.record(Event.MEETING_CALLED, obj=made, on=held_on, members=len(sitting))
    return made


def put_on_agenda(meeting: BoardMeeting, *, actor: Actor, action: DisciplinaryAction) -> BoardItem:
    """Put a drafted action on the agenda. Whom the conflict rules keep out is recused at once; the
    others get its package."""
    policy.require(actor, Action.BOARD_MANAGE, meeting)
    policy.require(actor, Action.DISCIPLINE_EDIT, action)
    lock(action.case)
    _hold_open(meeting)
    if action.office_id != meeting.board.office_id or action.status is not ActionStatus.DRAFT:
        raise RuleBroken("Choose an action of the office in draft.", field="action")
    if not action.charges:
        raise RuleBroken(f"{action.number}: draft the charges first.", field="action")
    if pending_item(action) is not None:
        raise RuleBroken(f"{action.number} waits for a board already.", field="action")
    made = BoardItem(
        meeting=meeting,
        action=action,
        case_id=action.case_id,
        n=max((row.n for row in meeting.items), default=0) + 1,
        outcome=ItemOutcome.PENDING,
        recusals=[],
        votes=[],
    )
    unit_of_work.session().add(made)
    unit_of_work.session().flush()
    recorder.record(Event.AGENDA_SET, obj=made, n=made.n)
    for seat in meeting.seats:
        if must_recuse(action, seat.user):
            _recuse(made, seat.user, reason="", automatic=True)
    open_package(made, actor=actor)
    return made


def must_recuse(action: DisciplinaryAction, user: User) -> bool:
    """Whether the conflict rules keep a member out: a part in the case, or in the action."""
    working = {action.specialist_id, action.proposing_official_id, action.deciding_official_id}
    return user.id in working or is_barred(action, user)


def recuse(item: BoardItem, *, actor: Actor, user: User, reason: str) -> BoardRecusal:
    """A member takes no part in an action: by his own word, or as labor relations record it. What
    he voted does not count, and its package shuts."""
    own = user.id == actor.user_id
    policy.require(actor, Action.BOARD_VOTE if own else Action.BOARD_MANAGE, item)
    _hold_open(item.meeting)
    if item.outcome is not ItemOutcome.PENDING:
        raise TransitionRefused("The board has decided on this action.")
    if user.id not in {seat.user_id for seat in item.meeting.seats}:
        raise RuleBroken("Choose a member of the meeting.", field="user")
    if user.id in recused_of(item):
        raise RuleBroken(f"{user.name} is recused already.", field="user")
    if not reason.strip():
        raise RuleBroken("Write the reason.", field="reason")
    # Found first: who recuses himself sees nothing of it from then on.
    held = _packages(item, {user.id})
    made = _recuse(item, user, reason=reason, automatic=False)
    for grant in held:
        revoke_grant(grant, actor=actor, reason="Recused")
    return made


def _recuse(item: BoardItem, user: User, *, reason: str, automatic: bool) -> BoardRecusal:
    made = BoardRecusal(
        action_id=item.action_id,
        case_id=item.case_id,
        user=user,
        is_automatic=automatic,
        reason=reason.strip(),
    )
    item.recusals.append(made)
    unit_of_work.session().flush()
    recorder.record(Event.MEMBER_RECUSED, obj=item, user=user.id, automatic=automatic)
    return made


def recuse_barred(item: BoardItem) -> None:
    """Recuse whom the conflict rules keep out by now: a member may have been named in the case, or
    with the action, since the agenda was set."""
    recused = recused_of(item)
    for seat in item.meeting.seats:
        if seat.user_id not in recused and must_recuse(item.action, seat.user):
            _recuse(item, seat.user, reason="", automatic=True)


def recused_of(item: BoardItem) -> set[int]:
    """The accounts that take no part in an action."""
    return {row.user_id for row in item.recusals}


def record_present(meeting: BoardMeeting, *, actor: Actor, users: Iterable[int]) -> None:
    """Who came to the meeting. Nobody else votes."""
    policy.require(actor, Action.BOARD_MANAGE, meeting)
    _hold_open(meeting)
    came = set(users)
    if came - {seat.user_id for seat in meeting.seats}:
        raise RuleBroken("Choose members of the meeting.", field="present")
    voted = {vote.user_id for item in meeting.items for vote in item.votes}
    if voted - came:
        raise RuleBroken("Who voted was present.", field="present")
    for seat in meeting.seats:
        seat.is_present = seat.user_id in came
    unit_of_work.session().flush()
    recorder.record(Event.MEETING_ATTENDED, obj=meeting, present=len(came))


def close_meeting(meeting: BoardMeeting, *, actor: Actor) -> None:
    """The meeting is over, each action decided on or deferred: the packages shut."""
    policy.require(actor, Action.BOARD_MANAGE, meeting)
    _hold_open(meeting)
    left = [item.n for item in meeting.items if item.outcome is ItemOutcome.PENDING]
    if left:
        raise RuleBroken(f"Not settled yet: {', '.join(f'item {n}' for n in left)}.")
    _end(meeting, MeetingState.CLOSED, actor)


def cancel_meeting(meeting: BoardMeeting, *, actor: Actor) -> None:
    """The meeting does not take place: its actions wait for no board any more."""
    policy.require(actor, Action.BOARD_MANAGE, meeting)
    _hold_open(meeting)
    if any(item.outcome is not ItemOutcome.PENDING for item in meeting.items):
        raise TransitionRefused("The board has decided on an action: close the meeting.")
    _end(meeting, MeetingState.CANCELLED, actor)


def _end(meeting: BoardMeeting, state: MeetingState, actor: Actor) -> None:
    meeting.state = state
    if state is MeetingState.CLOSED:
        meeting.closed_at, meeting.closed_by_id = clock.now(), actor.user_id
    unit_of_work.session().flush()
    recorder.record(Event.MEETING_ENDED, obj=meeting, state=state)
    for item in meeting.items:
        sitting = {seat.user_id for seat in meeting.seats}
        shut_package(item, sitting, actor=actor, why="The meeting is over")


def _hold_open(meeting: BoardMeeting) -> None:
    unit_of_work.hold(meeting)
    if not meeting.is_open:
        raise TransitionRefused(_OVER)


def pending_item(action: DisciplinaryAction) -> BoardItem | None:
    """The place of an action on an agenda whose meeting is still to decide, whoever asks."""
    found: BoardItem | None = unit_of_work.session().scalar(
        whole(
            select(BoardItem)
            .join(BoardMeeting, BoardMeeting.id == BoardItem.meeting_id)
            .where(
                BoardItem.action_id == action.id,
                BoardItem.outcome == ItemOutcome.PENDING,
                BoardMeeting.state == MeetingState.PLANNED,
            )
            .limit(1)
        )
    )
    return found


def decided_by_board(action: DisciplinaryAction) -> BoardItem | None:
    """What a board decided on an action last, a penalty or none, whoever asks; None where no board
    decided."""
    found: BoardItem | None = unit_of_work.session().scalar(
        whole(
            select(BoardItem)
            .where(BoardItem.action_id == action.id, BoardItem.outcome.in_(SETTLED))
            .order_by(BoardItem.id.desc())
            .limit(1)
        )
    )
    return found


def open_package(item: BoardItem, *, actor: Actor) -> None:
    """Open what was referred to the members who take part; what was open stays."""
    rows = [item.action, *proposing_package(item.action)]
    recused = recused_of(item)
    for seat in item.meeting.seats:
        if seat.user_id in recused or grants.package_of(item.action, seat.user) is not None:
            continue
        give_grant(
            item.action.case,
            actor=actor,
            principal_id=seat.user.principal_id,
            kind=GrantKind.PACKAGE,
            level=GrantLevel.ITEMS,
            reason=f"Board meeting {item.meeting.n}: {item.action.number}",
            items=rows,
        )


def shut_package(item: BoardItem, users: set[int], *, actor: Actor, why: str) -> None:
    """End what members read of an action. An official of the action keeps his own package."""
    for grant in _packages(item, users):
        revoke_grant(grant, actor=actor, reason=why)


def _packages(item: BoardItem, users: set[int]) -> list[CaseGrant]:
    officials = {item.action.proposing_official_id, item.action.deciding_official_id}
    seats = [seat for seat in item.meeting.seats if seat.user_id in users - officials]
    held = [grants.package_of(item.action, seat.user) for seat in seats]
    return [grant for grant in held if grant is not None]
