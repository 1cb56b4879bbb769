"""What a board decided stands; a tie is broken by the chair where the board says so."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from jicms.access.actor import current_actor
from jicms.cases.models import PartyRole
from jicms.core import clock, unit_of_work
from jicms.core.errors import TransitionRefused
from jicms.discipline import service as lr
from jicms.discipline.models_board import BoardItem, BoardMeeting, ItemOutcome, ReviewBoard
from jicms.discipline.service import board as service
from jicms.discipline.service import board_votes as votes
from jicms.people.models import UserPerson
from tests.discipline.test_board import cast, settle
from tests.factories import board as boards
from tests.factories import cases, discipline
from tests.support.pdf import text_of

CHAIR, SECOND, THIRD, FOURTH = boards.MEMBERS
REMOVAL = ("REMOVAL", None)
THIRTY = ("SUSPENSION_15_PLUS", 30)


@pytest.fixture
def before(at, acting, action_of):
    """A drafted action before a board of four: the meeting and the place on its agenda."""
    at("DRAFT")
    with acting("supervisor.ler") as session:
        return boards.led(session, action_of(session))


def vote_all(acting, item, *wanted):
    """Each member's vote, the chair's first."""
    for username, (code, days) in zip(boards.MEMBERS, wanted, strict=False):
        cast(acting, item, username, code, days=days, sustained=() if code is None else (1, 2))


def chair_breaks_ties(acting):
    with acting("supervisor.ler") as session:
        found = session.scalars(select(ReviewBoard)).one()
        keep = {"name": found.name, "quorum": found.quorum, "official": found.official}
        me, office = current_actor(), found.office
        service.keep_board(office, actor=me, board=found, chair_breaks_ties=True, **keep)


def called_again(acting, before, action_of):
    """The meeting is cancelled and another one called under the rules of now: its item."""
    with acting("supervisor.ler") as session:
        me, found = current_actor(), session.scalars(select(ReviewBoard)).one()
        service.cancel_meeting(session.get(BoardMeeting, before.meeting), actor=me)
        made = service.call_meeting(
            found, actor=me, held_on=boards.MEETS, members=found.members, place=""
        )
        service.put_on_agenda(made, actor=me, action=action_of(session))
        service.record_present(made, actor=me, users={seat.user_id for seat in made.seats})
        return made.items[0].id


def test_a_tie_is_no_majority_unless_the_board_lets_its_chair_break_it(
    before, acting, action_of, sign_in
):
    chair_breaks_ties(acting)
    vote_all(acting, before.item, REMOVAL, REMOVAL, THIRTY, THIRTY)
    discipline.refused(lambda: settle(acting, before.item), "more than half")
    item = called_again(acting, before, action_of)
    vote_all(acting, item, REMOVAL, THIRTY, THIRTY, (None, None))
    discipline.refused(lambda: settle(acting, item), "more than half")
    cast(acting, item, FOURTH, "REMOVAL")
    client = sign_in("supervisor.ler")
    assert "casting vote" in client.get(f"/board/items/{item}").text
    settle(acting, item)
    with acting("supervisor.ler") as session:
        row = session.get(BoardItem, item)
        assert (row.outcome, row.action_type_code) == (ItemOutcome.PROPOSES, "REMOVAL")
        meeting = row.meeting_id
    pdf = client.get(f"/board/meetings/{meeting}/minutes.pdf").data
    assert "by the chair’s casting vote" in " ".join(text_of(pdf).split())


def test_without_the_chair_s_vote_a_tie_stays_a_tie(before, acting, action_of):
    chair_breaks_ties(acting)
    item = called_again(acting, before, action_of)
    with acting(CHAIR) as session:
        row, me = session.get(BoardItem, item), current_actor()
        service.recuse(row, actor=me, user=discipline.user(CHAIR, session), reason="A friend")
    for username, code in ((SECOND, "REMOVAL"), (THIRD, None), (FOURTH, None)):
        cast(acting, item, username, code, sustained=(1,) if code else ())
    settle(acting, item)
    with acting() as session:
        assert session.get(BoardItem, item).outcome is ItemOutcome.NO_PROPOSAL


def test_the_setting_is_a_field_of_the_board(before, sign_in):
    client = sign_in("supervisor.ler")
    assert "votes again or defers" in client.get("/board").text
    page = client.get("/board/settings").text
    version = page.partition('name="version" value="')[2].partition('"')[0]
    told = {"name": "Board", "quorum": "3", "version": version, "chair_breaks_ties": "y"}
    assert client.post("/board/settings", data=told).status_code == 302
    assert "The chair’s vote breaks it" in client.get("/board").text


def test_who_was_named_in_the_case_after_voting_is_not_counted(before, acting, action_of):
    vote_all(acting, before.item, REMOVAL, REMOVAL, THIRTY, REMOVAL)
    with acting() as session:
        case = action_of(session).case
        person = cases.party(session, case, role=PartyRole.WITNESS, description="")
        employee = discipline.person(session, "Ada", "Quill")
        person.person_id = employee.id
        boards_link(session, FOURTH, employee.id)
    with acting("supervisor.ler") as session:
        item = session.get(BoardItem, before.item)
        votes.settle_item(item, actor=current_actor())
        fourth = discipline.user(FOURTH, session).id
        assert service.recused_of(item) == {fourth}
        assert votes.tally(item).voted == 3


def boards_link(session, username, person_id):
    """The account belongs to that person."""
    user, now = discipline.user(username, session), clock.now()
    row = UserPerson(user_id=user.id, person_id=person_id, valid_from=now, confirmed_at=now)
    session.add(row)
    session.flush()


def test_a_proposal_against_a_board_that_proposes_none_needs_a_reason(before, acting, action_of):
    vote_all(acting, before.item, (None, None), (None, None), (None, None), REMOVAL)
    settle(acting, before.item)
    with acting("supervisor.ler") as session:
        action, third = action_of(session), discipline.official(session, "third.cbp")
        told = {"charges": (), "range_reason": "A guide", "proposing": third}
        discipline.refused(
            lambda: discipline.proposed(session, action, **told), "the board’s: no discipline"
        )
        discipline.proposed(session, action, reason="A second case came up.", **told)


def test_no_action_as_the_board_wanted_it_needs_no_reason(before, acting, action_of):
    vote_all(acting, before.item, (None, None), (None, None), (None, None))
    settle(acting, before.item)
    with acting("supervisor.ler") as session:
        action = action_of(session)
        lr.record_decision(
            action,
            actor=current_actor(),
            action_type_code="NO_ACTION",
            no_action_code="NO_CLEAR_RULE",
            deciding=discipline.user("official2.cbp", session),
        )


def test_charges_stand_while_the_board_votes_and_voted_ones_stay(before, acting, action_of):
    cast(acting, before.item, CHAIR, "REMOVAL")
    with acting("supervisor.ler") as session:
        action, me = action_of(session), current_actor()
        charge = action.charges[0]
        for attempt in (
            lambda: lr.change_charge(charge, actor=me, title="Something else"),
            lambda: lr.remove(charge, actor=me),
            lambda: boards.charged(session, action),
        ):
            with pytest.raises(TransitionRefused, match="voting on these charges"):
                attempt()
        item = session.get(BoardItem, before.item)
        votes.defer_item(item, actor=me, reason="More facts are needed.")
        lr.change_charge(charge, actor=me, title="Misuse of a system")
        with pytest.raises(TransitionRefused, match="voted on charge 1"):
            lr.remove(charge, actor=me)


RECUSAL = (
    "INSERT INTO board_recusal (item_id, action_id, case_id, user_id, is_automatic, reason,"
    " created_at) SELECT item_id, action_id, case_id, user_id, true, '', created_at"
    " FROM board_vote WHERE days IS NULL"
)
SEAT = (
    "INSERT INTO board_seat (meeting_id, user_id, is_chair, is_present, version, created_at)"
    " SELECT meeting_id, 1, false, true, 1, created_at FROM board_seat WHERE is_chair"
)
VOTE = "UPDATE board_vote SET action_type_code = 'REMOVAL', days = NULL"
AFTER_DECISION = (
    VOTE,
    "UPDATE board_vote SET dissent = 'x'",
    "DELETE FROM board_charge_vote",
    "UPDATE board_charge_vote SET is_sustained = NOT is_sustained",
    "UPDATE board_item SET action_type_code = 'REMOVAL', days = NULL",
    "UPDATE board_item SET outcome = 'PENDING', action_type_code = NULL, days = NULL",
    "DELETE FROM board_item",
    RECUSAL,
)
AFTER_MEETING = (
    "UPDATE board_seat SET is_present = false",
    "UPDATE board_seat SET is_chair = NOT is_chair",
    "DELETE FROM board_seat",
    "UPDATE board_meeting SET quorum = 1",
    "UPDATE board_meeting SET state = 'PLANNED', closed_at = NULL",
    SEAT,
)
REPLACED = (
    "INSERT OR REPLACE INTO board_vote SELECT * FROM board_vote",
    "INSERT OR REPLACE INTO board_seat SELECT * FROM board_seat",
    "INSERT OR REPLACE INTO board_item SELECT * FROM board_item",
    "INSERT OR REPLACE INTO board_meeting SELECT * FROM board_meeting",
)


def write(app, statement):
    with app.app_context(), unit_of_work.write() as session:
        session.connection().execute(text(statement))


def test_no_statement_changes_what_a_board_decided(before, acting, app, database_kind):
    vote_all(acting, before.item, THIRTY, THIRTY, THIRTY, REMOVAL)
    write(app, "UPDATE board_vote SET dissent = 'Until then it may be changed.'")
    settle(acting, before.item)
    for statement in AFTER_DECISION:
        with pytest.raises(DatabaseError, match="the board has decided"):
            write(app, statement)
    write(app, "UPDATE board_meeting SET place = 'Room 7'")
    with acting("supervisor.ler") as session:
        service.close_meeting(session.get(BoardMeeting, before.meeting), actor=current_actor())
    replaced = REPLACED if database_kind == "sqlite" else ()
    for statement in (*AFTER_DECISION, *AFTER_MEETING, *replaced):
        with pytest.raises(DatabaseError, match="decided"):
            write(app, statement)
