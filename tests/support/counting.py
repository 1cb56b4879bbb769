"""How many statements something costs."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from jicms.extensions import db

Count = Callable[[Callable[[], Any]], int]


@pytest.fixture
def statements(app: Flask) -> Count:
    """`statements(lambda: client.get("/"))`: the statements of the second of two calls."""
    with app.app_context():
        engine = db.engine

    def count(call: Callable[[], Any]) -> int:
        call()
        seen: list[str] = []

        def note(_link: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            if not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "PRAGMA")):
                seen.append(statement)

        event.listen(engine, "before_cursor_execute", note)
        try:
            call()
        finally:
            event.remove(engine, "before_cursor_execute", note)
        return len(seen)

    return count
