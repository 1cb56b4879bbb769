"""Numbers of cases and of their parts, taken from rows that are locked until the commit."""

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import object_session

from jicms.cases.models import Case, CaseCounter, Party
from jicms.core import unit_of_work

_MARK = "_made_in"


def next_sequence(fiscal_year: int) -> int:
    """The next number of the fiscal year: gap-free, because a rollback gives it back.

    One statement; concurrent writers of the same year wait for each other's commit.
    """
    session = unit_of_work.session()
    insert = (postgresql if session.get_bind().dialect.name == "postgresql" else sqlite).insert
    statement = (
        insert(CaseCounter)
        .values(fiscal_year=fiscal_year, last=1)
        .on_conflict_do_update(
            index_elements=[CaseCounter.fiscal_year], set_={"last": CaseCounter.last + 1}
        )
        .returning(CaseCounter.last)
    )
    return int(session.execute(statement).scalar_one())


def mark_new(case: Case) -> None:
    """Remember that the case was made in this transaction: nobody else can add to it yet."""
    setattr(case, _MARK, unit_of_work.session().get_transaction())


def is_new(case: Case) -> bool:
    """Whether the case was made in this very transaction."""
    made_in = getattr(case, _MARK, None)
    return made_in is not None and made_in is unit_of_work.session().get_transaction()


def lock(case: Case) -> None:
    """Hold the case against other writers until the commit. SQLite has one writer anyway."""
    session = unit_of_work.session()
    if is_new(case) or session.get_bind().dialect.name == "sqlite":
        return
    statement = select(Case.id).where(Case.id == case.id).with_for_update()
    session.execute(statement.execution_options(unscoped="a lock reads nothing"))


def next_party(case: Case) -> int:
    """The next number of a party. The caller holds the case."""
    if is_new(case):
        return len(case.parties) + 1
    return next_part(case, Party)


def next_part(case: Case, model: Any) -> int:
    """The next `n` of a numbered part of the case; hidden and withdrawn ones count."""
    session = object_session(case)
    assert session is not None
    found = session.scalar(
        select(func.max(model.n))
        .where(model.case_id == case.id)
        .execution_options(unscoped="numbers count hidden parts")
    )
    return (found or 0) + 1
