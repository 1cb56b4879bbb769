"""What labor relations do beside the steps of an action: another specialist, leave, the board."""

from datetime import date, timedelta

from sqlalchemy import select

from jicms.allegations.models import AllegationSubject
from jicms.auth.models import User
from jicms.core import clock, unit_of_work
from jicms.deadlines import queries as clocks
from jicms.deadlines.calendar import ONE_DAY, Holidays
from jicms.deadlines.tours import Tour
from jicms.demo.stage import Stage
from jicms.discipline import leave as counting
from jicms.discipline import service as discipline
from jicms.discipline.models import DisciplinaryAction
from jicms.discipline.models_board import BoardItem
from jicms.discipline.models_leave import LeaveEnd, LeaveGround, LeaveKind, LeavePeriod
from jicms.discipline.service import board, board_votes, leave, reassigning

BOSS, SPECIALIST, SECOND = "supervisor.ler", "specialist.ler", "specialist2.ler"
#: The workday of investigative leave on which the demonstration stands.
DAY = 25
_WEIGHED = leave.Weighed(
    ground=LeaveGround.EVIDENCE,
    determination="The employee keeps the records that the investigation still has to copy.",
    other_duties="Looked at two other posts and at telework: both reach the same system.",
    own_leave="Offered; the employee has forty hours left and declined.",
    absence="The employee is ready to work.",
)
#: Actions on the agenda of the board: the first is decided, the second waits.
_BEFORE = ("before board", "on leave")
_SUBSTANTIATING = ("SUBSTANTIATED", "PARTIALLY_SUBSTANTIATED")
_MEMBERS = ("board.cbp", "board2.cbp", "board3.cbp", "board4.cbp")
_VOTES = (
    ("board.cbp", "SUSPENSION_1_14", 14, ""),
    ("board2.cbp", "SUSPENSION_1_14", 14, ""),
    ("board3.cbp", "REMOVAL", None, "The duties can’t be given back after this."),
)
_BY = "Lorne Hespeler, Office of Field Operations"


def add(stage: Stage) -> None:
    """Give an action to the second specialist, put an employee on leave, and let the board meet."""
    with stage.acting(BOSS, days=6) as actor:
        choice = reassigning.chosen([_action(stage, "handed on").number])
        choice.versions = {row.number: str(row.version) for row in choice.actions}
        reason = "Workload of the unit"
        reassigning.reassign(choice, actor=actor, user=_user(SECOND), reason=reason)
    _leave(stage)
    _board(stage)


def _action(stage: Stage, name: str) -> DisciplinaryAction:
    found = unit_of_work.session().get(DisciplinaryAction, stage.named[name].keys["action"])
    assert found is not None
    return found


def _user(username: str) -> User:
    return unit_of_work.session().scalars(select(User).where(User.username == username)).one()


def _board(stage: Stage) -> None:
    """A board of four meets today: one action is decided by a split vote, one waits."""
    for name in _BEFORE:
        with stage.acting(SPECIALIST, days=1) as actor:
            action = _action(stage, name)
            links = select(AllegationSubject).where(
                AllegationSubject.party_id == action.party_id,
                AllegationSubject.finding_code.in_(_SUBSTANTIATING),
            )
            link = unit_of_work.session().scalars(links.order_by(AllegationSubject.id)).first()
            assert link is not None
            theme = stage.named[name].theme
            says = stage.named[name].says(theme.specification)
            text = discipline.ChargeText(link, theme.charge, says)
            discipline.draft_charge(action, actor=actor, text=text)
    with stage.acting(BOSS, days=1) as actor:
        made = board.keep_board(
            _action(stage, _BEFORE[0]).office,
            actor=actor,
            name="Discipline Review Board",
            quorum=3,
            official=_user("official.cbp"),
        )
        today = clock.local_date(stage.now, "America/New_York")
        for place, username in enumerate(_MEMBERS):
            board.add_member(
                made,
                actor=actor,
                user=_user(username),
                from_on=today - timedelta(days=200),
                is_chair=not place,
            )
        meeting = board.call_meeting(
            made, actor=actor, held_on=today, members=made.members, place="Room 4.2"
        )
        for name in _BEFORE:
            board.put_on_agenda(meeting, actor=actor, action=_action(stage, name))
        board.record_present(meeting, actor=actor, users={seat.user_id for seat in meeting.seats})
        item_id = meeting.items[0].id
    _votes(stage, item_id)


def _votes(stage: Stage, item_id: int) -> None:
    """The fourth member steps back; two of three want a suspension, one dissents."""
    with stage.acting(_MEMBERS[3]) as actor:
        board.recuse(
            _item(item_id),
            actor=actor,
            user=_user(_MEMBERS[3]),
            reason="Once supervised the employee.",
        )
    for username, code, days, dissent in _VOTES:
        with stage.acting(username) as actor:
            board_votes.vote(
                _item(item_id),
                actor=actor,
                sustained={1},
                action_type_code=code,
                days=days,
                dissent=dissent,
            )
    with stage.acting(BOSS) as actor:
        board_votes.settle_item(_item(item_id), actor=actor)


def _item(item_id: int) -> BoardItem:
    found = unit_of_work.session().get(BoardItem, item_id)
    assert found is not None
    return found


def _leave(stage: Stage) -> None:
    """Ten workdays of administrative leave, then investigative leave: today is day 25."""
    today = clock.local_date(stage.now, "America/New_York")
    with stage.acting(BOSS):
        holidays = clocks.holidays_in(today.year - 1, today.year + 1)
    begins = _back(today, DAY, holidays)
    first = _back(begins - ONE_DAY, 10, holidays)
    last = counting.last_of(begins - ONE_DAY, 30, Tour(), holidays)
    _begin(stage, first, begins - ONE_DAY, LeaveKind.ADMIN_LEAVE, today)
    with stage.acting(SPECIALIST, days=_recorded(begins, today)) as actor:
        period = unit_of_work.session().scalars(select(LeavePeriod)).one()
        leave.end_leave(period, actor=actor, ended_on=begins - ONE_DAY, how=LeaveEnd.NEXT_LEAVE)
    _begin(stage, begins, last, LeaveKind.INVESTIGATIVE_LEAVE, today)


def _back(last: date, workdays: int, holidays: Holidays) -> date:
    """The first of so many workdays, Monday to Friday, of which the last is on or before `last`."""
    day, left = last, workdays
    while True:
        left -= holidays.why_off(day, closings_count=False) is None
        if not left:
            return day
        day -= timedelta(days=1)


def _recorded(on: date, today: date) -> int:
    """Days back: what happened on a day is written down on the next."""
    return max((today - on).days - 1, 0)


def _begin(stage: Stage, first: date, last: date, kind: LeaveKind, today: date) -> None:
    with stage.acting(SPECIALIST, days=_recorded(first, today)) as actor:
        leave.begin_leave(
            _action(stage, "on leave"),
            actor=actor,
            kind=kind,
            begins_on=first,
            until_on=last,
            weighed=_WEIGHED,
            authorized_by=_BY,
            authorized_on=first,
            tour=Tour(),
        )
