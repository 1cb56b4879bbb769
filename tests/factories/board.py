"""A review board with members, and a meeting that has an action on its agenda."""

from datetime import date
from types import SimpleNamespace

from sqlalchemy.orm import Session

from jicms.access.actor import Role, current_actor
from jicms.auth import service as auth
from jicms.auth.models import User
from jicms.discipline import service as lr
from jicms.discipline.models import DisciplinaryAction
from jicms.discipline.models_board import BoardMeeting, ReviewBoard
from jicms.discipline.service import board as service
from tests.factories import accounts, discipline

MEMBERS = ("board.cbp", "board2.cbp", "board3.cbp", "board4.cbp")
MEETS = date(2024, 4, 2)


def member(session: Session, username: str) -> User:
    """An account that may sit on a board of CBP."""
    if username == MEMBERS[0]:
        return discipline.user(username, session)
    office = discipline.user(MEMBERS[0], session).memberships[0].office
    made = auth.create_user(
        session,
        username=username,
        name=f"Member {username[5]}",
        password=accounts.PASSWORD,
        must_change_password=False,
    )
    auth.add_membership(
        session,
        user=made,
        office=office,
        role=Role.DRB_MEMBER,
        valid_from=accounts.EMPLOYED_SINCE,
        is_confirmed=True,
    )
    session.flush()
    return made


def board(session: Session) -> ReviewBoard:
    """The board of LER: four members, a quorum of three, official.cbp proposes."""
    actor = current_actor()
    office = discipline.user("supervisor.ler", session).memberships[0].office
    official = discipline.user("official.cbp", session)
    found = service.keep_board(
        office, actor=actor, name="Discipline Review Board", quorum=3, official=official
    )
    for place, username in enumerate(MEMBERS):
        user = member(session, username)
        service.add_member(
            found, actor=actor, user=user, from_on=date(2024, 1, 1), is_chair=not place
        )
    return found


def charged(session: Session, action: DisciplinaryAction) -> DisciplinaryAction:
    """The draft with two charges."""
    for label in ("Misuse", "Lack of candor"):
        link = discipline.link_of(session, action)
        text = lr.ChargeText(link, label, "On Dec 1, 2023, …")
        lr.draft_charge(action, actor=current_actor(), text=text)
    return action


def meeting(session: Session, *actions: DisciplinaryAction) -> BoardMeeting:
    """A meeting of all four with the actions on its agenda, all of them present."""
    actor, found = current_actor(), board(session)
    made = service.call_meeting(
        found, actor=actor, held_on=MEETS, members=found.members, place="Room 4"
    )
    for action in actions:
        service.put_on_agenda(made, actor=actor, action=charged(session, action))
    service.record_present(made, actor=actor, users={seat.user_id for seat in made.seats})
    return made


def led(session: Session, action: DisciplinaryAction) -> SimpleNamespace:
    """A meeting about one action: the ids of both."""
    made = meeting(session, action)
    return SimpleNamespace(meeting=made.id, item=made.items[0].id)
