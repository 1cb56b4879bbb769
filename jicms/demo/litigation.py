"""Beside an action: counsel with a note, and a request of the union that is answered in part."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select

from jicms.access.actor import Actor
from jicms.auth.models import Office, User
from jicms.core import clock, unit_of_work
from jicms.demo.papers import pdf_file
from jicms.demo.stage import LostThread, Stage
from jicms.discipline.models import ActionStatus, DisciplinaryAction
from jicms.litigation.models_requests import InformationRequest, ItemOutcome
from jicms.litigation.service import counsel, requests

BOSS, COUNSEL, SPECIALIST = "supervisor.ler", "counsel.cbp", "specialist.ler"
_NOTE = (
    "The notice cites the right rows of the table. Ask the deciding official to say in the"
    " decision why a lesser penalty would not do."
)
_ASKED = (
    "The report of investigation with its exhibits",
    "Discipline for the same offense in the sector since 2023",
    "The proposing official’s appointment calendar",
)


def add(stage: Stage) -> None:
    """Counsel is assigned to a served action, and the union asks about it twice."""
    with stage.acting(BOSS, days=9) as actor:
        action = _action()
        if action is None:
            raise LostThread("no action of labor relations was served")
        key = action.id
        who = unit_of_work.session().scalar(select(User).where(User.username == COUNSEL))
        assert who is not None
        counsel.assign_counsel(action, actor=actor, counsel=who)
    with stage.acting(COUNSEL, days=8) as actor:
        counsel.write_note(_found(key), actor=actor, text=_NOTE)
    with stage.acting(SPECIALIST, days=7) as actor:
        _ask(_found(key), actor, _ASKED, agreed=21)
        second = _ask(_found(key), actor, _ASKED[2:], agreed=None).id
    with stage.acting(SPECIALIST, days=5) as actor:
        row = unit_of_work.session().get(InformationRequest, second)
        assert row is not None
        told = requests.ItemAnswer(
            ItemOutcome.GIVEN, answer="Enclosed, without entries about other matters."
        )
        requests.answer_item(row.items[0], told, actor=actor)
        paper = pdf_file("Answer.pdf", "Answer", "The calendar is enclosed.", by=actor.user_id)
        today = clock.today(actor.zone)
        requests.answer_request(row, actor=actor, answered_on=today, letter=paper)


def _ask(
    action: DisciplinaryAction, actor: Actor, items: Sequence[str], *, agreed: int | None
) -> InformationRequest:
    today = clock.today(actor.zone)
    asked = requests.Asked(
        union_name="National Border Patrol Council, Local 2544",
        requester="R. Vance, chief steward",
        address="12 Ferry Road, Alder Bend",
        received_on=today - timedelta(days=1),
        need="To judge whether the employee was treated as others were for the same offense.",
        items=items,
        due_on=today + timedelta(days=agreed) if agreed else None,
    )
    return requests.record_request(action, asked, actor=actor)


def _action() -> DisciplinaryAction | None:
    """A served action of labor relations whose specialist works it."""
    return unit_of_work.session().scalar(
        select(DisciplinaryAction)
        .join(Office, Office.id == DisciplinaryAction.office_id)
        .join(User, User.id == DisciplinaryAction.specialist_id)
        .where(
            Office.code == "LER",
            User.username == SPECIALIST,
            DisciplinaryAction.status.in_(
                (ActionStatus.SERVED, ActionStatus.EFFECTIVE, ActionStatus.FINAL)
            ),
            DisciplinaryAction.notice_received_at.is_not(None),
            DisciplinaryAction.legacy_key.is_(None),
        )
        .order_by(DisciplinaryAction.id.desc())
        .limit(1)
    )


def _found(key: int) -> DisciplinaryAction:
    found = unit_of_work.session().get(DisciplinaryAction, key)
    if found is None:
        raise LostThread(f"action {key} is out of sight")
    return found
