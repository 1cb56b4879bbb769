"""The pages of a board: set up, called together, voted on, minuted."""

import io

import pikepdf
from sqlalchemy import select

from jicms.audit.models import AuditEvent
from jicms.discipline.models import DisciplinaryAction
from jicms.discipline.models_board import (
    BoardItem,
    ReviewBoard,
)
from tests.factories import board as boards
from tests.factories import discipline
from tests.support.pdf import text_of

FIRST, SECOND, _THIRD, _FOURTH = boards.MEMBERS


def test_the_pages_set_up_a_board_and_lead_through_a_meeting(at, acting, sign_in, reading):
    number = at("DRAFT").number
    with acting() as session:
        boards.charged(session, session.scalars(select(DisciplinaryAction)).one())
        ids = {name: boards.member(session, name).id for name in boards.MEMBERS[:2]}
        official = discipline.user("official.cbp", session).id
    boss = sign_in("supervisor.ler")
    assert "no review board" in boss.get("/board").text
    board = {"name": "DRB", "quorum": "2", "official": str(official), "version": "0"}
    for bad in ({"name": ""}, {"quorum": "0"}, {"quorum": "x" * 400}, {"official": "999"}):
        assert boss.post("/board/settings", data=board | bad).status_code == 422, bad
    assert boss.post("/board/settings", data=board).status_code == 302
    for place, user in enumerate(ids.values()):
        data = {"user": str(user), "from_on": "01/02/2024", "is_chair": "" if place else "1"}
        assert boss.post("/board/members/new", data=data).status_code == 302
        assert boss.post("/board/members/new", data=data).status_code == 422
    with reading() as session:
        members = [str(row.id) for row in session.scalars(select(ReviewBoard)).one().members]
    call = {"held_on": "04/02/2024", "members": members}
    assert boss.post("/board/meetings/new", data=call | {"members": members[:1]}).status_code == 422
    assert (
        boss.post("/board/meetings/new", data=call | {"held_on": "13/13/2024"}).status_code == 422
    )
    answer = boss.post("/board/meetings/new", data=call)
    assert answer.status_code == 302
    meeting = answer.headers["Location"]
    with reading() as session:
        action_id = session.scalars(select(DisciplinaryAction.id)).one()
    assert boss.post(f"{meeting}/agenda", data={"action": "0"}).status_code == 422
    assert boss.post(f"{meeting}/agenda", data={"action": str(action_id)}).status_code == 302
    with reading() as session:
        item = f"/board/items/{session.scalars(select(BoardItem.id)).one()}"
    first, second = sign_in(FIRST), sign_in(SECOND)
    assert ">Vote</a>" not in first.get(item).text, "not recorded as present"
    present = {"present": [str(key) for key in ids.values()]}
    stale = boss.post(f"{meeting}/present", data=present | {"version": "0"})
    assert stale.status_code == 409
    shown = boss.get(f"{meeting}/present").text
    version = shown.split('name="version" value="')[1].split('"')[0]
    assert boss.post(f"{meeting}/present", data=present | {"version": version}).status_code == 302
    assert ">Vote</a>" in first.get(item).text
    assert ">Vote</a>" not in boss.get(item).text
    vote = {"sustained": ["1", "2"], "action_type_code": "SUSPENSION_1_14", "days": "5"}
    vote |= {"version": "0"}
    for bad in (
        *({"days": ""}, {"days": "99"}, {"days": "x"}, {"action_type_code": "NOPE"}),
        *({"sustained": ["9"]}, {"sustained": []}, {"action_type_code": "NONE"}),
        {"dissent": "x" * 5000},
    ):
        assert first.post(f"{item}/vote", data=vote | bad).status_code == 422, bad
    assert first.post(f"{item}/vote", data=vote).status_code == 302
    assert first.post(f"{item}/vote", data=vote).status_code == 409, "changed since"
    none = {"action_type_code": "SUSPENSION_1_14", "days": "5", "sustained": ["1"], "version": "0"}
    assert second.post(f"{item}/vote", data=none | {"dissent": "Charge 2 fails"}).status_code == 302
    page = boss.get(f"{item}/decision").text
    assert "Suspension, 5 days" in page
    version = page.split('name="version" value="')[1].split('"')[0]
    decided = {"how": "votes", "version": version}
    assert boss.post(f"{item}/decision", data=decided | {"how": "defer"}).status_code == 422
    assert boss.post(f"{item}/decision", data=decided).status_code == 302
    assert boss.post(f"{item}/decision", data=decided).status_code == 404
    assert "Proposes suspension, 5 days" in boss.get(meeting).text
    told = boss.get(f"/cases/{number}/actions/1").text
    assert "The board proposes suspension, 5 days" in told.replace("\n", " ")
    minutes = boss.get(f"{meeting}/minutes.pdf")
    assert minutes.status_code == 200
    words = text_of(minutes.data)
    for said in (
        "Charge 2 fails",
        "Proposes: Suspension, 5 days",
        f"{number}-D01",
        "Chair",
        "Draft",
    ):
        assert said in words, said
    check_accessible(minutes.data)
    check_accessible(first.get(f"{meeting}/agenda.pdf").data)
    with reading() as session:
        names = session.scalars(select(AuditEvent.event)).all()
        for event, times in (("BOARD_VOTED", 2), ("BOARD_DECIDED", 1), ("AGENDA_SET", 1)):
            assert names.count(event) == times, event


def check_accessible(pdf):
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert opened.Root.MarkInfo.Marked
        assert "/StructTreeRoot" in opened.Root
        assert str(opened.Root.Lang).startswith("en")
        assert opened.docinfo.get("/Title")
