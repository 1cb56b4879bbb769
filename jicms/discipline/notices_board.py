"""What members of a review board are told of, and the supervisors who keep it."""

from jicms.access.actor import Role
from jicms.audit.events import Event
from jicms.auth.members import users_of
from jicms.cases.notices import fetch
from jicms.discipline.models_board import BoardItem, BoardMeeting
from jicms.discipline.service.board import recused_of
from jicms.notices import kinds
from jicms.notices.following import Step, on
from jicms.notices.kinds import Group, Kind
from jicms.notices.service import About, clear, tell

AGENDA, DECIDED = "BOARD_AGENDA", "BOARD_DECIDED"


def _on_agenda(step: Step) -> None:
    """The members who take part; whom the rules keep out is told nothing."""
    item = fetch(BoardItem, step.about.entity_id)
    if item is not None:
        gone = recused_of(item)
        users = {seat.user_id for seat in item.meeting.seats} - gone
        tell(AGENDA, users=users, about=step.about, case_id=item.case_id, but=step.by)


def _recused(step: Step) -> None:
    user = step.detail.get("user")
    if user is not None:
        clear(step.about, events=(AGENDA,), users=[int(user)])


def _decided(step: Step) -> None:
    clear(step.about, events=(AGENDA,))
    item = fetch(BoardItem, step.about.entity_id)
    if item is not None:
        users = users_of(item.action.office_id, Role.LR_SUPERVISOR) | {item.action.specialist_id}
        tell(DECIDED, users=users, about=step.about, case_id=item.case_id, but=step.by)


def _ended(step: Step) -> None:
    meeting = fetch(BoardMeeting, step.about.entity_id)
    for item in meeting.items if meeting is not None else ():
        clear(About(BoardItem.__tablename__, item.id), events=(AGENDA,))


def register() -> None:
    """Add the kinds, and listen."""
    kinds.add(
        Kind(
            *(AGENDA, "An action is on the agenda of your board", "packages.index"),
            *("the board has decided", Group.DISCIPLINE),
        ),
        Kind(
            *(DECIDED, "The review board decided on an action", "discipline.of_case"),
            *("you took note", Group.DISCIPLINE),
            by_hand=True,
        ),
    )
    on(Event.AGENDA_SET, _on_agenda)
    on(Event.MEMBER_RECUSED, _recused)
    on(Event.BOARD_DECIDED, _decided)
    on(Event.MEETING_ENDED, _ended)
