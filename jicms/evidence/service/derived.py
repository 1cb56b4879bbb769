"""What came of a compelled statement: marked by hand, and compelled to the end of the chain."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sqlalchemy import and_, literal, or_, select, union_all

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.cases.handling import COMPELLED, Handling
from jicms.cases.models import Case, LogEntry
from jicms.cases.scope_links import same_matter
from jicms.cases.service import lock
from jicms.core import unit_of_work
from jicms.core.errors import RuleBroken
from jicms.evidence.models import Document, EvidenceItem, Exhibit, Statement
from jicms.evidence.models_derived import CompelledMark, Derivation
from jicms.investigations.guards import reads_compelled, whole
from jicms.investigations.models import Report
from jicms.prosecution.gate import SHUT

#: A record as grants and the trail name it: its table, and its id.
Name = tuple[str, int]
#: What can be derived from a compelled statement.
MODELS: dict[str, type[Any]] = {
    model.__tablename__: model
    for model in (Statement, EvidenceItem, Document, Exhibit, LogEntry, Report)
}
#: Called as fn(row) when the marks of an item, statement or document changed.
when_marked: list[Callable[[Any], None]] = []
_POINTS = {
    Statement.__tablename__: Exhibit.statement_id,
    EvidenceItem.__tablename__: Exhibit.item_id,
    Document.__tablename__: Exhibit.document_id,
}


def name_of(row: Any) -> Name:
    """The name of a record."""
    return row.__tablename__, row.id


def mark_derived(row: Any, *, actor: Actor, source: Any, reason: str) -> Derivation:
    """Say that a record came of a compelled one, of its case or of one merged or linked with it: it
    is compelled from now on, with what came of it, its exhibits and the reports that hold them. It
    is never taken back. Raises `RuleBroken`."""
    policy.require(actor, Action.STATEMENT_EDIT, row)
    case = row.case
    if not reads_compelled(actor, case):
        raise RuleBroken(SHUT, field="source")
    flags = Handling(source.handling) & COMPELLED
    if not flags or not is_of_matter(source, case):
        raise RuleBroken(
            "Choose a compelled record of this case, or of one linked.", field="source"
        )
    if not reason.strip():
        raise RuleBroken("Write how the one came of the other.", field="reason")
    lock(case)
    if name_of(source) in offspring([name_of(row)]):
        raise RuleBroken("The one came of the other already.", field="row")
    if derivations_of(row, source):
        raise RuleBroken("This is recorded already.", field="row")
    made = Derivation(
        case_id=case.id,
        source_entity=source.__tablename__,
        source_id=source.id,
        entity=row.__tablename__,
        entity_id=row.id,
        reason=reason.strip(),
        handling=int(flags),
        user_id=actor.user_id,
    )
    unit_of_work.session().add(made)
    unit_of_work.session().flush()
    spread(name_of(row), flags)
    recorder.record(
        Event.DERIVED_MARKED,
        case=case,
        obj=made,
        of=f"{made.source_entity} {made.source_id}",
        row=f"{made.entity} {made.entity_id}",
    )
    return made


def is_of_matter(source: Any, case: Case) -> bool:
    """Whether a record is of the case, or of one merged or linked with it and that the actor
    sees."""
    if source.case_id == case.id:
        return True
    session, model = unit_of_work.session(), type(source)
    joined = select(Case.id).where(Case.id == case.id, same_matter(Case.id, source.case_id))
    is_seen = session.scalar(select(model.id).where(model.id == source.id)) is not None
    return is_seen and session.scalar(whole(joined)) is not None


def crosses(one: int, other: int) -> bool:
    """Whether something in one of two cases came of a record of the other. Whoever asks."""
    for table, model in MODELS.items():
        source = select(model.id).where(
            model.id == Derivation.source_id, Derivation.source_entity == table
        )
        pairs = [
            and_(Derivation.case_id == made, source.where(model.case_id == root).exists())
            for made, root in ((one, other), (other, one))
        ]
        found = select(Derivation.id).where(or_(*pairs)).limit(1)
        if unit_of_work.session().scalar(whole(found)) is not None:
            return True
    return False


def derivations_of(row: Any, source: Any) -> Sequence[Derivation]:
    """The mark that the one came of the other."""
    found = unit_of_work.session().scalars(
        whole(
            select(Derivation).where(
                Derivation.entity == row.__tablename__,
                Derivation.entity_id == row.id,
                Derivation.source_entity == source.__tablename__,
                Derivation.source_id == source.id,
            )
        )
    )
    return found.all()


def is_derived(row: Any) -> bool:
    """Whether a record came of a compelled one."""
    found = unit_of_work.session().scalar(
        whole(
            select(Derivation.id)
            .where(Derivation.entity == row.__tablename__, Derivation.entity_id == row.id)
            .limit(1)
        )
    )
    return found is not None


def offspring(roots: Iterable[Name]) -> set[Name]:
    """The records themselves and everything that came of them: marked as derived, corrections,
    exhibits that point to them, reports that hold such an exhibit. A few statements a step."""
    found: set[Name] = set()
    front = set(roots)
    while front:
        found |= front
        made = _derived_from(front) | _corrections_of(front)
        front = (made | _exhibits_of(front) | _reports_of(front)) - found
    return found


def ancestry(names: Iterable[Name]) -> set[Name]:
    """The records themselves and those that they were marked to come of, to the roots."""
    found: set[Name] = set()
    front = set(names)
    while front:
        found |= front
        front = _sources_of(front) - found
    return found


def spread(root: Name, flags: Handling) -> None:
    """Set the flags on a record and on everything that came of it; whatever rests on it follows."""
    names = offspring([root])
    session = unit_of_work.session()
    for table, model in MODELS.items():
        ids = {key for entity, key in names if entity == table}
        rows = session.scalars(whole(select(model).where(model.id.in_(ids)))).all() if ids else ()
        for row in rows:
            row.handling |= int(flags)
            for follow in when_marked if table in _POINTS else ():
                follow(row)
    marks = select(CompelledMark).where(
        named_in(CompelledMark.entity, CompelledMark.entity_id, names)
    )
    for statement in (select(Derivation).where(_from_any(names)), marks):
        for row in session.scalars(whole(statement)):
            row.handling |= int(flags)
    session.flush()


def _from_any(names: set[Name]) -> Any:
    return named_in(Derivation.source_entity, Derivation.source_id, names)


def named_in(entity: Any, key: Any, names: set[Name]) -> Any:
    """Criterion: the columns name one of the records."""
    return or_(
        *(
            and_(entity == table, key.in_({each for named, each in names if named == table}))
            for table in {named for named, _key in names}
        )
    )


def _sources_of(names: set[Name]) -> set[Name]:
    rows = unit_of_work.session().execute(
        whole(
            select(Derivation.source_entity, Derivation.source_id).where(
                named_in(Derivation.entity, Derivation.entity_id, names)
            )
        )
    )
    return {(row.source_entity, row.source_id) for row in rows}


def _derived_from(names: set[Name]) -> set[Name]:
    rows = unit_of_work.session().execute(
        whole(select(Derivation.entity, Derivation.entity_id).where(_from_any(names)))
    )
    return {(row.entity, row.entity_id) for row in rows}


def _corrections_of(names: set[Name]) -> set[Name]:
    """What was recorded in their place: it says the same, or of the same thing."""
    parts = [
        select(literal(table), MODELS[table].id).where(
            MODELS[table].corrects_id.in_({key for entity, key in names if entity == table})
        )
        for table in _POINTS
        if any(entity == table for entity, _key in names)
    ]
    if not parts:
        return set()
    rows = unit_of_work.session().execute(whole(union_all(*parts)))
    return {(entity, key) for entity, key in rows}


def _exhibits_of(names: set[Name]) -> set[Name]:
    pointing = [
        column.in_({key for entity, key in names if entity == table})
        for table, column in _POINTS.items()
        if any(entity == table for entity, _key in names)
    ]
    if not pointing:
        return set()
    found = unit_of_work.session().scalars(whole(select(Exhibit.id).where(or_(*pointing))))
    return {(Exhibit.__tablename__, key) for key in found}


def _reports_of(names: set[Name]) -> set[Name]:
    ids = {key for entity, key in names if entity == Exhibit.__tablename__}
    if not ids:
        return set()
    found = unit_of_work.session().scalars(
        whole(select(Exhibit.report_id).where(Exhibit.id.in_(ids)))
    )
    return {(Report.__tablename__, key) for key in found}
