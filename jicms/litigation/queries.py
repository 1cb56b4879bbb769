"""Reads of the litigation file. Scoped by the listener."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from jicms.access.actor import current_actor
from jicms.auth.models import Office
from jicms.cases.models import Case, Party
from jicms.core import unit_of_work
from jicms.deadlines.models import CaseClock, ClockState
from jicms.discipline.models import DisciplinaryAction
from jicms.discipline.queries_letters import action_inside
from jicms.evidence.models import Document, Exhibit
from jicms.litigation.models import AccountedDisclosure, CounselAssignment, PrivilegedNote
from jicms.litigation.models_requests import GivenRecord, InformationItem, InformationRequest
from jicms.litigation.service.requests import open_to_union

__all__ = ["action_inside"]

ACTION = (
    joinedload(DisciplinaryAction.case).joinedload(Case.lead_office),
    joinedload(DisciplinaryAction.office).joinedload(Office.agency),
    joinedload(DisciplinaryAction.party).joinedload(Party.person),
)


def counsel_of(action: DisciplinaryAction) -> Sequence[CounselAssignment]:
    """Who is and was counsel of an action."""
    found = select(CounselAssignment).where(CounselAssignment.action_id == action.id)
    loaded = (CounselAssignment.counsel, CounselAssignment.assigned_by)
    found = found.order_by(CounselAssignment.n).options(*(joinedload(one) for one in loaded))
    return unit_of_work.session().scalars(found).all()


def assignment_of(number: str, n: int, counsel: int) -> CounselAssignment | None:
    """An assignment within its action."""
    action = action_inside(number, n)
    rows = counsel_of(action) if action is not None else ()
    return next((row for row in rows if row.n == counsel), None)


def notes_of(action: DisciplinaryAction) -> Sequence[PrivilegedNote]:
    """The privileged notes that the viewer may read."""
    found = select(PrivilegedNote).where(PrivilegedNote.action_id == action.id)
    found = found.order_by(PrivilegedNote.n).options(joinedload(PrivilegedNote.author))
    return unit_of_work.session().scalars(found).all()


def desk() -> Select[Any]:
    """The actions that the viewer is counsel of."""
    return (
        select(CounselAssignment)
        .where(
            CounselAssignment.counsel_id == current_actor().user_id,
            CounselAssignment.ended_at.is_(None),
        )
        .options(
            joinedload(CounselAssignment.action).options(
                *ACTION, joinedload(DisciplinaryAction.specialist)
            )
        )
    )


def next_dates(actions: Sequence[DisciplinaryAction]) -> Mapping[int, list[CaseClock]]:
    """The running clocks of each action, the nearest first."""
    found = unit_of_work.session().scalars(
        select(CaseClock)
        .where(
            CaseClock.entity_type == "disciplinary_action",
            CaseClock.entity_id.in_([action.id for action in actions]),
            CaseClock.state == ClockState.RUNNING,
        )
        .order_by(CaseClock.due_on, CaseClock.id)
    )
    rows: dict[int, list[CaseClock]] = {}
    for row in found:
        assert row.entity_id is not None
        rows.setdefault(row.entity_id, []).append(row)
    return rows


_ITEMS = selectinload(InformationRequest.items).options(
    selectinload(InformationItem.given).options(
        joinedload(GivenRecord.file),
        joinedload(GivenRecord.document).joinedload(Document.file),
        joinedload(GivenRecord.exhibit).options(
            joinedload(Exhibit.report),
            joinedload(Exhibit.item),
            joinedload(Exhibit.statement),
            joinedload(Exhibit.document),
        ),
    )
)


def requests_of(action: DisciplinaryAction) -> Sequence[InformationRequest]:
    """The information requests of an action."""
    found = select(InformationRequest).where(InformationRequest.action_id == action.id)
    found = found.order_by(InformationRequest.n).options(selectinload(InformationRequest.items))
    return unit_of_work.session().scalars(found).all()


def request_of(number: str, n: int, information: int) -> InformationRequest | None:
    """A request within its action."""
    action = action_inside(number, n)
    if action is None:
        return None
    found: InformationRequest | None = unit_of_work.session().scalar(
        select(InformationRequest)
        .where(InformationRequest.action_id == action.id, InformationRequest.n == information)
        .options(
            _ITEMS,
            joinedload(InformationRequest.file),
            joinedload(InformationRequest.letter),
            joinedload(InformationRequest.answered_by),
        )
    )
    return found


def request_file(number: str, n: int, information: int) -> InformationRequest | None:
    """A request that came as a file."""
    found = request_of(number, n, information)
    return found if found is not None and found.file is not None else None


def answer_letter(number: str, n: int, information: int) -> InformationRequest | None:
    """A request that was answered."""
    found = request_of(number, n, information)
    return found if found is not None and found.letter is not None else None


def item_of(number: str, n: int, information: int, asked: int) -> InformationItem | None:
    """An item within its request."""
    found = request_of(number, n, information)
    rows = found.items if found is not None else []
    return next((row for row in rows if row.n == asked), None)


def listed(values: Mapping[str, Any]) -> Select[Any]:
    """Information requests of every action that the viewer works on."""
    found = select(InformationRequest).options(
        joinedload(InformationRequest.action).options(*ACTION),
        selectinload(InformationRequest.items),
    )
    if values.get("state", "open") == "open":
        found = found.where(InformationRequest.answered_on.is_(None))
    elif values["state"] == "answered":
        found = found.where(InformationRequest.answered_on.is_not(None))
    return found


def records_for(action: DisciplinaryAction) -> list[Exhibit | Document]:
    """What of the case the viewer may give to a union: exhibits and documents that he sees, and
    that were released to labor relations or served on the employee."""
    session = unit_of_work.session()
    loaded = (Exhibit.item, Exhibit.statement, Exhibit.document, Exhibit.report)
    exhibits = (
        select(Exhibit)
        .where(Exhibit.case_id == action.case_id)
        .order_by(Exhibit.report_id, Exhibit.n)
        .options(*(joinedload(one) for one in loaded))
    )
    documents = select(Document).where(Document.case_id == action.case_id).order_by(Document.n)
    documents = documents.options(joinedload(Document.file))
    rows: list[Exhibit | Document] = [*session.scalars(exhibits)]
    behind = {row.document_id for row in rows if isinstance(row, Exhibit)}
    rows += [row for row in session.scalars(documents) if row.id not in behind]
    may_go = open_to_union(action)
    return [row for row in rows if (row.__tablename__, row.id) in may_go]


_ENTRY = (
    joinedload(AccountedDisclosure.action).options(*ACTION),
    joinedload(AccountedDisclosure.party).joinedload(Party.person),
    joinedload(AccountedDisclosure.by),
    joinedload(AccountedDisclosure.condition),
    joinedload(AccountedDisclosure.routine_use),
)


def accounted() -> Select[Any]:
    """Every entry of the accounting that the viewer sees."""
    return select(AccountedDisclosure).options(*_ENTRY)


def accounted_in(action: DisciplinaryAction) -> Sequence[AccountedDisclosure]:
    """The entries of one action."""
    found = accounted().where(AccountedDisclosure.action_id == action.id)
    return unit_of_work.session().scalars(found.order_by(AccountedDisclosure.n)).all()


def accounted_about(person_id: int) -> Sequence[AccountedDisclosure]:
    """The entries about a person, the latest first."""
    found = accounted().join(Party, Party.id == AccountedDisclosure.party_id)
    found = found.where(Party.person_id == person_id)
    latest = found.order_by(AccountedDisclosure.disclosed_on.desc(), AccountedDisclosure.id.desc())
    return unit_of_work.session().scalars(latest).all()
