"""Who came to know a compelled statement, or what came of it: whoever sat in its interview, wrote
it, read it or received it. Whoever did joins no criminal investigation of the matter."""

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import and_, literal, or_, select, union_all

from jicms.auth.models import User
from jicms.cases.handling import COMPELLED
from jicms.cases.models import Case
from jicms.cases.scope_links import same_matter
from jicms.core import clock, unit_of_work
from jicms.evidence import exposure_ways as ways
from jicms.evidence.exposure_log import by_log
from jicms.evidence.exposure_ways import Exposure
from jicms.evidence.models import Statement
from jicms.evidence.models_drafts import StatementDraft, StatementPrint
from jicms.evidence.service.derived import MODELS, Name, ancestry, name_of, offspring
from jicms.interviews.models import Interview, InterviewStatus
from jicms.interviews.queries import chains_of
from jicms.investigations.guards import whole
from jicms.people.models import UserPerson

__all__ = [
    "Exposure",
    "exposures_in",
    "exposures_of",
    "holds_compelled",
    "is_exposed",
    "shown_in",
    "sources",
]

#: What features above know of: fn(names) gives further exposures to those records.
sources: list[Callable[[set[Name]], Iterable[Exposure]]] = []


def exposures_of(*rows: Any) -> list[Exposure]:
    """Everybody who came to know the records or what came of them, the latest first."""
    names = offspring({name_of(row) for row in rows})
    return _gathered(names | _written_as(names) | _interviews_of(names))


def exposures_in(case: Case, *, alone: bool = False) -> list[Exposure]:
    """Everybody who came to know anything compelled of the case and (unless it is taken `alone`) of
    those merged or linked with it: from the interview and the first word of a draft on."""
    names = offspring(ancestry(_compelled_in(case, alone=alone)))
    return _gathered(names | _written_as(names) | _interviews_of(names))


def is_exposed(case: Case, user: User, *, alone: bool = False) -> bool:
    """Whether the person behind an account came to know anything compelled of the matter."""
    accounts = _accounts_of(user)
    return any(one.user_id in accounts for one in exposures_in(case, alone=alone))


def holds_compelled(case: Case) -> bool:
    """Whether the case, or one merged or linked with it, holds anything compelled, marked on a
    record, being written, or said in an interview."""
    return bool(_compelled_in(case))


def shown_in(case: Case, found: Sequence[Exposure], known: Collection[Name]) -> list[Exposure]:
    """What a page of the case may tell: all of its own records, and of other cases' those alone
    that the viewer sees."""
    homes = ways.homes_of({one.what for one in found})
    return [one for one in found if one.what in known or homes.get(one.what) == case.id]


def _gathered(names: set[Name]) -> list[Exposure]:
    if not names:
        return []
    found = [*ways.by_trail(names), *ways.by_grants(names), *ways.by_presence(names)]
    found += [*ways.by_writing(names), *by_log(names)]
    for source in sources:
        found += source(names)
    earliest: dict[Any, Exposure] = {}
    for one in found:
        key = (one.user_id, one.who, one.how, one.what)
        kept = earliest.get(key)
        if kept is None or (one.at and kept.at and one.at < kept.at):
            earliest[key] = one
    return sorted(
        earliest.values(), key=lambda one: (one.at is not None, one.at or 0), reverse=True
    )


def _compelled_in(case: Case, *, alone: bool = False) -> set[Name]:
    """Everything compelled in the matter, in one statement. An interview counts once its time has
    come, recorded or not: whoever sat in it knows what was said."""
    due = and_(Interview.status == InterviewStatus.SCHEDULED, Interview.scheduled_at <= clock.now())
    models: tuple[tuple[Any, Any], ...] = (
        *((model, True) for model in (*MODELS.values(), StatementDraft)),
        (Interview, or_(Interview.status == InterviewStatus.HELD, due)),
    )
    parts = []
    for model, also in models:
        own = model.case_id == case.id
        part = select(literal(model.__tablename__), model.id).where(
            own if alone else same_matter(model.case_id, case.id),
            model.handling.op("&")(int(COMPELLED)) != 0,
        )
        parts.append(part if also is True else part.where(also))
    rows = unit_of_work.session().execute(whole(union_all(*parts)))
    return {(entity, key) for entity, key in rows}


def _written_as(names: set[Name]) -> set[Name]:
    """What statements were written in and printed from, the drafts of their corrections, and the
    prints of drafts: it holds the same words."""
    statements, drafts = _ids(names, Statement), _ids(names, StatementDraft)
    rows = unit_of_work.session().execute(
        whole(
            select(StatementDraft.id, StatementPrint.id)
            .outerjoin(StatementPrint, StatementPrint.draft_id == StatementDraft.id)
            .where(
                or_(
                    StatementDraft.statement_id.in_(statements),
                    StatementDraft.corrects_id.in_(statements),
                    StatementDraft.id.in_(drafts),
                )
            )
        )
    )
    found: set[Name] = set()
    for draft_id, print_id in rows:
        found.add((StatementDraft.__tablename__, draft_id))
        if print_id is not None:
            found.add((StatementPrint.__tablename__, print_id))
    return found


def _interviews_of(names: set[Name]) -> set[Name]:
    """The interviews in which the statements were given, with what corrects or is corrected by
    them: whoever stands in either record was there."""
    ids = [*_ids(names, Interview)]
    for model in (Statement, StatementDraft):
        ids += unit_of_work.session().scalars(
            whole(
                select(model.interview_id).where(
                    model.id.in_(_ids(names, model)), model.interview_id.is_not(None)
                )
            )
        )
    known = chains_of({key for key in ids if key is not None})
    return {(Interview.__tablename__, key) for key in known}


def _ids(names: set[Name], model: Any) -> Sequence[int]:
    return [key for entity, key in names if entity == model.__tablename__]


def _accounts_of(user: User) -> set[int]:
    """Every account of the person behind one."""
    persons = select(UserPerson.person_id).where(UserPerson.user_id == user.id)
    found = unit_of_work.session().scalars(
        whole(select(UserPerson.user_id).where(UserPerson.person_id.in_(persons)))
    )
    return {user.id, *found}
