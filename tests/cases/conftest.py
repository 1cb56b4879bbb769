"""What the tests of the case share: records made by the services, and counted statements."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select

from jicms.auth.models import Office
from jicms.cases import directory, service
from jicms.cases.models import Case, Party
from jicms.extensions import db

RECEIVED = datetime(2026, 3, 4, 15, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _fresh_directory(app: Flask) -> None:
    """Names that an earlier test left in memory are of another database."""
    with app.app_context():
        directory.forget()


def create(session: Any, **values: Any) -> Case:
    """A case recorded by the session's actor for the office of that actor."""
    actor = session.info["actor"]
    code = values.pop("office", actor.office_code or "IA")
    office = session.scalar(select(Office).where(Office.code == code))
    values = {
        "received_at": RECEIVED,
        "title": "Queries without a reason",
        "case_type_code": "ADMIN_INVESTIGATION",
        **values,
    }
    return service.create_case(actor=actor, office=office, **values)


def found(session: Any, number: str) -> Case:
    """The case of that number, whoever asks."""
    case = session.scalar(
        select(Case).where(Case.number == number).execution_options(unscoped="test")
    )
    assert case is not None
    return case


def numbers(session: Any) -> set[str]:
    """The numbers of the cases that the session's actor sees."""
    return set(session.scalars(select(Case.number)))


def party(session: Any, case: Case, n: int) -> Party:
    """A party of the case, whoever asks."""
    row = session.scalar(
        select(Party)
        .where(Party.case_id == case.id, Party.n == n)
        .execution_options(unscoped="test")
    )
    assert row is not None
    return row


@pytest.fixture
def statements(app: Flask) -> Callable[[], Any]:
    """`with statements() as seen:` the SQL of the block, transaction control left out."""

    @contextmanager
    def counting() -> Iterator[list[str]]:
        seen: list[str] = []

        def note(_conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            if not statement.startswith(("BEGIN", "PRAGMA", "SAVEPOINT", "RELEASE")):
                seen.append(statement)

        with app.app_context():
            engine = db.engine
        event.listen(engine, "before_cursor_execute", note)
        try:
            yield seen
        finally:
            event.remove(engine, "before_cursor_execute", note)

    return counting
