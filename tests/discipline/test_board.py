"""The review board: members, agenda, recusals, votes, what it proposes, and who reads it."""

import pytest
from sqlalchemy import select

from jicms.access.actor import current_actor
from jicms.allegations.models import AllegationDetail
from jicms.auth.models import User
from jicms.cases.models import Case, CaseGrant, LogEntry, Party, Recusal
from jicms.core.errors import Denied, TransitionRefused
from jicms.discipline.models import ActionStatus, DisciplinaryAction, DouglasEntry, PenaltyStage
from jicms.discipline.models_board import (
    BoardChargeVote,
    BoardItem,
    BoardMeeting,
    BoardRecusal,
    BoardSeat,
    BoardVote,
    ItemOutcome,
    ReviewBoard,
)
from jicms.discipline.models_charges import Charge
from jicms.discipline.models_coverage import CoverageDetermination
from jicms.discipline.models_leave import LeavePeriod
from jicms.discipline.service import board as service
from jicms.discipline.service import board_votes as votes
from jicms.evidence.models import Exhibit
from jicms.investigations.models import Report
from jicms.notices.models import Notice
from tests.factories import board as boards
from tests.factories import discipline
from tests.support.pdf import text_of

FIRST, SECOND, THIRD, FOURTH = boards.MEMBERS
INSIDE = (BoardItem, BoardRecusal, BoardVote, BoardChargeVote)


@pytest.fixture
def before(at, acting, action_of):
    """A drafted action on the agenda of a meeting of four: the ids of both, and its number."""
    number = at("DRAFT").number
    with acting("supervisor.ler") as session:
        made = boards.led(session, action_of(session))
    made.number = number
    return made


def cast(acting, item, username, code, *, days=None, sustained=(1, 2), dissent=""):
    with acting(username) as session:
        votes.vote(
            session.get(BoardItem, item),
            actor=current_actor(),
            sustained=sustained,
            action_type_code=code,
            days=days,
            dissent=dissent,
        )


def settle(acting, item):
    with acting("supervisor.ler") as session:
        votes.settle_item(session.get(BoardItem, item), actor=current_actor())


def seen(session, model):
    return len(session.scalars(select(model)).all())


def recuse(acting, item, username, by=None):
    with acting(by or username) as session:
        user = discipline.user(username, session)
        service.recuse(
            session.get(BoardItem, item), actor=current_actor(), user=user, reason="A friend"
        )


def test_a_split_vote_becomes_the_proposal_and_a_departure_needs_a_reason(
    before, acting, action_of, sign_in
):
    recuse(acting, before.item, FOURTH)
    cast(acting, before.item, FIRST, "SUSPENSION_15_PLUS", days=30)
    discipline.refused(lambda: settle(acting, before.item), "1 voted; the quorum is 3")
    cast(acting, before.item, SECOND, "REMOVAL", dissent="Trust is gone.")
    cast(acting, before.item, THIRD, None, sustained=())
    discipline.refused(lambda: settle(acting, before.item), "more than half")
    # A member may change his vote until the board has decided.
    cast(acting, before.item, THIRD, "SUSPENSION_15_PLUS", days=30, sustained=(1,))
    with acting("supervisor.ler") as session:
        action = action_of(session)
        discipline.refused(
            lambda: discipline.proposed(session, action), "on its agenda of Apr 2, 2024"
        )
    settle(acting, before.item)
    with pytest.raises(TransitionRefused):
        cast(acting, before.item, FIRST, "REMOVAL")
    with acting("supervisor.ler") as session:
        item, action = session.get(BoardItem, before.item), action_of(session)
        assert item.outcome is ItemOutcome.PROPOSES
        assert (item.action_type_code, item.days) == ("SUSPENSION_15_PLUS", 30)
        found = votes.tally(item)
        assert [found.sustained[charge.id] for charge in action.charges] == [(3, 0), (2, 1)]
        assert action.proposing_official.username == "official.cbp", "as the board's data say"
        third = discipline.official(session, "third.cbp")
        more = {"charges": (), "range_reason": "The table is a guide"}
        discipline.refused(
            lambda: discipline.proposed(session, action, proposing=third, reason="Why", **more),
            "board’s official",
        )
        discipline.refused(
            lambda: discipline.proposed(session, action, **more),
            "differs from the board’s: Suspension, 30 days",
        )
        discipline.proposed(session, action, reason="A second case came up", **more)
        discipline.served(session, action)
        discipline.weighed(session, discipline.answered(session, action))
        # As proposed, but not as the board proposed: still a reason.
        told = {"sustained": {1, 2}}
        refused = discipline.refused(
            lambda: discipline.decided(session, action, **told), "differs from the board’s"
        )
        assert refused.field == "reason"
        discipline.decided(session, action, **told, reason="The second case weighs")
        assert action.penalty(PenaltyStage.DECIDED).reason == "The second case weighs"
    page = sign_in("specialist.ler").get(f"/cases/{before.number}/actions/1").text
    assert "The board proposes suspension, 30 days" in page
    assert "The second case weighs" in page


def test_an_action_that_no_board_had_is_not_held_to_one(at, acting, action_of):
    at("DRAFT")
    with acting("supervisor.ler") as session:
        action = discipline.proposed(session, action_of(session))
        assert action.status is ActionStatus.PROPOSED


def test_a_member_reads_the_package_and_nothing_else(before, acting, reading, sign_in, action_of):
    with reading(FIRST) as session:
        for model, number in (
            *((Case, 1), (DisciplinaryAction, 1), (Charge, 2), (Report, 1), (Exhibit, 1)),
            *((BoardItem, 1), (BoardMeeting, 1), (BoardSeat, 4), (ReviewBoard, 1)),
            *((LogEntry, 0), (DouglasEntry, 0), (CoverageDetermination, 0), (LeavePeriod, 0)),
            *((AllegationDetail, 0), (User, seen(session, User))),
        ):
            assert seen(session, model) == number, model
    client = sign_in(FIRST)
    package, number = f"/packages/{before.number}/1", before.number
    page = client.get(package).text
    assert "Board member" in page
    assert "Misuse" in page
    assert "Weigh the factors" not in page
    assert f'href="/board/items/{before.item}"' in page
    assert client.get(f"{package}/report/1").status_code == 200
    assert client.get(f"{package}/exhibits/1").status_code == 200
    assert client.get(f"{package}/exhibits/2").status_code == 404, "not released"
    assert number in client.get("/packages").text
    for path in (
        *(f"/cases/{number}", f"/cases/{number}/discipline", f"/cases/{number}/actions/1"),
        *(f"/cases/{number}/actions/1/leave", f"/cases/{number}/timeline", "/discipline"),
        *("/board/settings", f"/board/meetings/{before.meeting}/minutes.pdf", "/cases"),
        *(f"{package}/worksheet", f"{package}/factors/deciding", "/people", "/audit"),
        f"/board/meetings/{before.meeting}/end",
    ):
        answer = client.get(path)
        assert answer.status_code in {403, 404} or number not in answer.text, path
    assert number not in client.get(f"/search?q={number}").text.split("<main", 1)[-1].replace(
        f'value="{number}"', ""
    )


def test_a_recused_member_sees_nothing_of_the_action(before, acting, reading, sign_in):
    client, item = sign_in(SECOND), f"/board/items/{before.item}"
    assert client.get(item).status_code == 200
    cast(acting, before.item, SECOND, "REMOVAL")
    recuse(acting, before.item, SECOND)
    for path in (
        *(item, f"{item}/vote", f"{item}/recusal", f"/packages/{before.number}/1"),
        *(f"/packages/{before.number}/1/report/1", f"/packages/{before.number}/1/exhibits/1"),
    ):
        assert client.get(path).status_code == 404, path
    listed = client.get(f"/board/meetings/{before.meeting}").text
    assert before.number not in listed
    assert before.number not in client.get("/packages").text
    assert before.number not in client.get("/notices").text
    agenda = client.get(f"/board/meetings/{before.meeting}/agenda.pdf")
    assert before.number not in text_of(agenda.data)
    with reading(SECOND) as session:
        for model in (Case, DisciplinaryAction, Charge, Report, Exhibit, Party, *INSIDE):
            assert seen(session, model) == 0, model
    with acting("supervisor.ler") as session:
        found = session.get(BoardItem, before.item)
        assert votes.counted(found) == [], "what he voted before does not count"


def test_the_conflict_rules_recuse_by_themselves(at, acting, action_of, reading, sign_in):
    number = at("DRAFT").number
    with acting("supervisor.ler") as session:
        action = action_of(session)
        board = boards.board(session)
        second, third = (discipline.user(name, session) for name in (SECOND, THIRD))
        session.add(Recusal(case_id=action.case_id, user_id=second.id, reason="Neighbors"))
        action.deciding_official_id = third.id
        session.flush()
        made = service.call_meeting(
            board,
            actor=current_actor(),
            held_on=boards.MEETS,
            members=board.members,
            place="",
        )
        item = service.put_on_agenda(
            made, actor=current_actor(), action=boards.charged(session, action)
        )
        gone = {row.user.username: (row.is_automatic, row.reason) for row in item.recusals}
        assert gone == {SECOND: (True, ""), THIRD: (True, "")}
        meeting_id, item_id = made.id, item.id
    for name, status in ((FIRST, 200), (SECOND, 404), (THIRD, 404), (FOURTH, 200)):
        assert sign_in(name).get(f"/board/items/{item_id}").status_code == status, name
        page = sign_in(name).get(f"/board/meetings/{meeting_id}").text
        assert (number in page) is (status == 200), name
    with reading() as session:
        told = session.scalars(
            select(User.username)
            .join(Notice, Notice.user_id == User.id)
            .where(Notice.event == "BOARD_AGENDA")
        ).all()
        assert sorted(told) == [FIRST, FOURTH]
        held = session.scalars(
            select(User.username)
            .join(CaseGrant, CaseGrant.principal_id == User.principal_id)
            .where(CaseGrant.reason.like("Board meeting%"))
        ).all()
        assert sorted(held) == [FIRST, FOURTH]


def test_who_becomes_a_party_later_loses_sight_and_vote(before, acting, sign_in):
    with acting() as session:
        action = session.scalars(select(DisciplinaryAction)).one()
        first = discipline.user(FIRST, session)
        session.add(Recusal(case_id=action.case_id, user_id=first.id, reason="Kin"))
    assert sign_in(FIRST).get(f"/board/items/{before.item}").status_code == 404
    with acting("supervisor.ler") as session:
        item = session.get(BoardItem, before.item)
        assert service.must_recuse(item.action, discipline.user(FIRST, session))


def test_a_closed_meeting_shuts_its_package(before, acting, sign_in, reading):
    with acting("supervisor.ler") as session:
        meeting = session.get(BoardMeeting, before.meeting)
        discipline.refused(
            lambda: service.close_meeting(meeting, actor=current_actor()), "Not settled yet"
        )
        votes.defer_item(meeting.items[0], actor=current_actor(), reason="No quorum")
        service.close_meeting(meeting, actor=current_actor())
        with pytest.raises(TransitionRefused):
            service.record_present(meeting, actor=current_actor(), users=())
    client = sign_in(FIRST)
    assert client.get(f"/board/meetings/{before.meeting}").status_code == 200
    assert client.get(f"/board/items/{before.item}").status_code == 404
    assert client.get(f"/packages/{before.number}/1").status_code == 404
    with reading(FIRST) as session:
        for model in (Case, DisciplinaryAction, Charge, Report, *INSIDE):
            assert seen(session, model) == 0, model
    with reading() as session:
        grants = session.scalars(
            select(CaseGrant).where(CaseGrant.reason.like("Board meeting%"))
        ).all()
        assert len(grants) == 4
        assert all(row.revoked_at for row in grants)
        open_ones = select(Notice).where(
            Notice.event == "BOARD_AGENDA", Notice.cleared_at.is_(None)
        )
        assert session.scalars(open_ones).all() == []


def test_only_members_vote_and_only_the_office_keeps_the_board(before, acting, sign_in):
    item, meeting = f"/board/items/{before.item}", f"/board/meetings/{before.meeting}"
    form = {"action_type_code": "REMOVAL", "sustained": ["1"], "version": "0"}
    for name in ("supervisor.ler", "specialist.ler", "official.cbp", "supervisor.ia", "auditor"):
        assert sign_in(name).post(f"{item}/vote", data=form).status_code in {403, 404}, name
    for name in ("specialist.ler", FIRST, "official.cbp", "counsel.cbp", "admin"):
        client = sign_in(name)
        for path in (
            "/board/settings",
            "/board/meetings/new",
            f"{meeting}/end",
            f"{item}/decision",
        ):
            assert client.get(path).status_code in {403, 404}, (name, path)
            assert client.post(path).status_code in {403, 404}, (name, path)
    for name in ("supervisor.elr", "specialist.elr"):
        client = sign_in(name)
        assert before.number not in client.get("/board").text
        for path in (meeting, item, f"{meeting}/agenda.pdf", f"{meeting}/minutes.pdf"):
            assert client.get(path).status_code == 404, (name, path)
    for name in ("supervisor.ia", "official.cbp", "auditor", "counsel.cbp"):
        assert sign_in(name).get("/board").status_code == 403, name
    with acting("specialist.ler") as session:
        board, actor = session.scalars(select(ReviewBoard)).one(), current_actor()
        told = {"held_on": boards.MEETS, "members": board.members, "place": ""}
        with pytest.raises(Denied):
            service.call_meeting(board, actor=actor, **told)
