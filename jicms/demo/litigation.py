"""Beside an action: counsel with a note, requests of the union, a file that was made, discovery."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select

from jicms.access.actor import Actor
from jicms.appeals import service as appeals
from jicms.appeals.models import FiledAs
from jicms.auth.models import Office, User
from jicms.core import clock, unit_of_work
from jicms.demo.papers import pdf_file
from jicms.demo.stage import LostThread, Stage
from jicms.discipline.models import ActionStatus, DisciplinaryAction
from jicms.litigation import producing
from jicms.litigation.models_discovery import Direction, DiscoveryKind, DueBasis, Privilege
from jicms.litigation.models_requests import InformationRequest, ItemOutcome
from jicms.litigation.service import counsel, discovery, production, requests

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
    """Counsel is assigned to a served action, the union asks about it twice, its file is made, and
    where it can be appealed, discovery begins."""
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

    with stage.acting(SPECIALIST, days=4) as actor:
        _produce(_found(key), actor)
    with stage.acting(SPECIALIST, days=3) as actor:
        if _found(key).subpart == "D":
            _discover(_found(key), actor)


def _produce(action: DisciplinaryAction, actor: Actor) -> None:
    """The file of the action, with the order that is no record here."""
    told = production.Addressed(
        forum_code="MSPB",
        recipient_name="Administrative judge",
        recipient_address="Western Regional Office",
        docket="SF-0752-26-0417-I-1",
    )
    made = production.begin(action, told, actor=actor)
    today = clock.today(actor.zone)
    paper = pdf_file("SF-50.pdf", "Notification of personnel action", by=actor.user_id)
    production.add_paper(
        made, actor=actor, part_code="ORDER", title="SF-50", dated_on=today, file=paper
    )
    job = producing.Job(made)
    without = "What is missing follows with the prehearing submission."
    bound = producing.make(job, by=actor.user_id)
    production.close(made, bound, actor=actor, version=made.version, without=without)


def _discover(action: DisciplinaryAction, actor: Actor) -> None:
    """An appeal to the Board, what it lacks, one request, and one line of the privilege log."""
    today = clock.today(actor.zone)
    filed = next(iter(appeals.appeals_of(action)), None) or appeals.file_appeal(
        action,
        actor=actor,
        forum_code="MSPB",
        filed_on=today,
        filed_as=FiledAs.EMPLOYEE,
        filed_by="The appellant",
        acknowledged_why="Filed with the Board, which decides whether it may hear it.",
    )
    held = [code for code in discovery.elements(filed) if code not in {"RELIEF", "HEARING"}]
    discovery.check_appeal(filed, actor=actor, present=held, looked_on=today)
    asked = discovery.Asked(
        direction=Direction.RECEIVED,
        kind=DiscoveryKind.DOCUMENTS,
        party_name="L. Marsh, for the appellant",
        address="4 Quay Street, Alder Bend",
        served_on=today,
        items=_ASKED[:2],
        due_on=today + timedelta(days=20),
        due_basis=DueBasis.ORDERED,
    )
    made = discovery.record_request(filed, asked, actor=actor)
    told = discovery.Withheld(
        document="E-mail 4",
        author="W. Stroud, counsel",
        recipients="C. Whitmarsh",
        privilege=Privilege.ATTORNEY_CLIENT,
        description="Request for legal advice about the wording of the charge",
    )
    discovery.withhold(made, told, actor=actor)


def _ask(
    action: DisciplinaryAction, actor: Actor, items: Sequence[str], *, agreed: int | None
) -> InformationRequest:
    today = clock.today(actor.zone)
    asked = requests.Asked(
        union_name="Border Officers’ Union, Local 12",
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
        .order_by((DisciplinaryAction.subpart == "D").desc(), DisciplinaryAction.id.desc())
        .limit(1)
    )


def _found(key: int) -> DisciplinaryAction:
    found = unit_of_work.session().get(DisciplinaryAction, key)
    if found is None:
        raise LostThread(f"action {key} is out of sight")
    return found
