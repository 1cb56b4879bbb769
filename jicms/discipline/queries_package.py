"""Reads of what came after the notice, and of what the officials received and opened."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from jicms.access.actor import current_actor
from jicms.audit.events import Event
from jicms.audit.models import AuditEvent
from jicms.core import unit_of_work
from jicms.discipline.models import DisciplinaryAction
from jicms.discipline.models_comparators import ComparatorSet
from jicms.discipline.models_package import (
    NewMaterial,
    NewMaterialUse,
    PackageAct,
    PackagePart,
    PackageReceipt,
)
from jicms.discipline.policy import works_on
from jicms.discipline.queries import action_by_number
from jicms.discipline.service.whole import opened
from jicms.evidence.models import Document, Exhibit

#: What a page of the package shows whole: opening the package opens it.
_ON_THE_PAGE = ("answer", "new_material")
_LOOKS = (Event.PACKAGE_VIEWED, Event.FILE_DOWNLOADED)
ACTS = {
    PackageAct.NAMED: "Named as official",
    PackageAct.COMPARATORS_KEPT: "Comparators chosen",
    PackageAct.NOTICE_SERVED: "Notice served",
    PackageAct.ANSWER_RECORDED: "Answer recorded",
    PackageAct.NEW_SERVED: "New material served on the employee",
    PackageAct.NEW_MITIGATION: "New material, mitigation only",
    PackageAct.ON_RECORD: "On record before this log",
}


def inner_action(number: str, n: int) -> DisciplinaryAction | None:
    """The action of labor relations and counsel; None for all who see it from outside."""
    action = action_by_number(number, n)
    return action if action is not None and works_on(current_actor(), action) else None


def new_of(action: DisciplinaryAction) -> Sequence[NewMaterial]:
    """What came after the notice, in order, as far as the viewer sees it."""
    return (
        unit_of_work.session()
        .scalars(
            select(NewMaterial)
            .where(NewMaterial.action_id == action.id)
            .order_by(NewMaterial.n)
            .options(
                joinedload(NewMaterial.use).joinedload(NewMaterialUse.decided_by),
                joinedload(NewMaterial.exhibit),
                joinedload(NewMaterial.document),
                joinedload(NewMaterial.added_by),
            )
        )
        .all()
    )


def new_item(number: str, n: int, new: int) -> NewMaterial | None:
    """An item of new material within its action."""
    action = action_by_number(number, n)
    if action is None:
        return None
    return next((row for row in new_of(action) if row.n == new), None)


def new_file(number: str, n: int, new: int) -> NewMaterial | None:
    """An item of new material that came as a file of its own, for labor relations and counsel."""
    found = new_item(number, n, new)
    inside = found is not None and works_on(current_actor(), found.action)
    return found if found is not None and inside and found.file_id is not None else None


def new_proof(number: str, n: int, new: int) -> NewMaterial | None:
    """New material with a file that proves its service, for labor relations and counsel."""
    found = new_item(number, n, new)
    inside = found is not None and works_on(current_actor(), found.action)
    proved = found is not None and found.use is not None and found.use.proof_file_id is not None
    return found if inside and proved else None


def may_become_new(action: DisciplinaryAction) -> list[Exhibit | Document]:
    """Exhibits and documents of the case that the viewer reads and the notice does not hold."""
    session = unit_of_work.session()
    taken = {(row.exhibit_id, row.document_id) for row in action.material}
    taken |= {(row.exhibit_id, row.document_id) for row in new_of(action)}
    exhibits = session.scalars(
        select(Exhibit)
        .where(Exhibit.case_id == action.case_id)
        .order_by(Exhibit.report_id, Exhibit.n)
        .options(joinedload(Exhibit.report))
    ).all()
    behind = {row.document_id for row in exhibits}
    documents = session.scalars(
        select(Document).where(Document.case_id == action.case_id).order_by(Document.n)
    ).all()
    held = {key for key, _ in taken}, {key for _, key in taken}
    return [
        *(row for row in exhibits if row.id not in held[0]),
        *(row for row in documents if row.id not in held[1] and row.id not in behind),
    ]


# The log


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the log: what was received, and when it was first opened."""

    receipt: PackageReceipt
    opened_at: datetime | None


def log_of(action: DisciplinaryAction) -> list[Line]:
    """All that the officials of an action received, in order, with when they opened it."""
    return [Line(row[0], row[1]) for row in unit_of_work.session().execute(log_rows(action))]


def log_rows(action: DisciplinaryAction) -> Select[Any]:
    """The log as a statement: each receipt with the first time that the official opened it."""
    looks = opened(_first_looks(action)).subquery()
    return opened(
        select(PackageReceipt, looks.c.at)
        .outerjoin(looks, looks.c.receipt_id == PackageReceipt.id)
        .where(PackageReceipt.action_id == action.id)
        .order_by(PackageReceipt.part, PackageReceipt.official_id, PackageReceipt.id)
        .options(
            joinedload(PackageReceipt.official, innerjoin=True),
            joinedload(PackageReceipt.given_by),
        )
    )


def _first_looks(action: DisciplinaryAction) -> Select[Any]:
    itself = and_(
        AuditEvent.entity == PackageReceipt.entity, AuditEvent.entity_id == PackageReceipt.entity_id
    )
    shown = and_(
        PackageReceipt.entity.in_(_ON_THE_PAGE),
        AuditEvent.entity == DisciplinaryAction.__tablename__,
        AuditEvent.entity_id == PackageReceipt.action_id,
    )
    columns: list[Any] = [
        PackageReceipt.id.label("receipt_id"),
        func.min(AuditEvent.at).label("at"),
    ]
    return (
        select(*columns)
        .join(AuditEvent, AuditEvent.case_id == PackageReceipt.case_id)
        .where(
            PackageReceipt.action_id == action.id,
            AuditEvent.user_id == PackageReceipt.official_id,
            AuditEvent.at >= PackageReceipt.received_at,
            AuditEvent.event.in_(_LOOKS),
            or_(itself, shown),
        )
        .group_by(PackageReceipt.id)
    )


def opened_by_viewer(action: DisciplinaryAction) -> Mapping[tuple[str, int], datetime]:
    """What the viewer, an official, opened of his package: (table, key) → when first."""
    mine = log_rows(action).where(PackageReceipt.official_id == current_actor().user_id)
    return {
        (row[0].entity, row[0].entity_id): row[1]
        for row in unit_of_work.session().execute(mine)
        if row[1] is not None
    }


def part_of_viewer(action: DisciplinaryAction) -> PackagePart:
    """What the viewer, an official, is in the action."""
    deciding = action.deciding_official_id == current_actor().user_id
    return PackagePart.DECIDING if deciding else PackagePart.PROPOSING


def received_by_viewer(action: DisciplinaryAction) -> Sequence[PackageReceipt]:
    """What the viewer, an official, received in his present part."""
    return (
        unit_of_work.session()
        .scalars(
            select(PackageReceipt)
            .where(
                PackageReceipt.action_id == action.id,
                PackageReceipt.official_id == current_actor().user_id,
                PackageReceipt.part == part_of_viewer(action),
            )
            .order_by(PackageReceipt.id)
        )
        .all()
    )


def kept_search(number: str, n: int, kept: int) -> ComparatorSet | None:
    """A kept search of an action, for labor relations and counsel."""
    action = inner_action(number, n)
    return search_of(action, kept) if action is not None else None


def search_of(action: DisciplinaryAction, n: int) -> ComparatorSet | None:
    """A kept search with its rows, as far as the viewer sees it."""
    return unit_of_work.session().scalar(
        select(ComparatorSet)
        .where(ComparatorSet.action_id == action.id, ComparatorSet.n == n)
        .options(selectinload(ComparatorSet.rows), joinedload(ComparatorSet.taken_by))
    )
