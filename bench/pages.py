"""The pages that are measured, each with its actor and its targets."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from bench.load import Client
from jicms.auth.models import Office
from jicms.cases.models import Case
from jicms.extensions import db
from tests.factories.complaints import typed

Answer = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Page:
    """What to request, as whom, and what it may cost."""

    name: str
    actor: str
    act: Callable[[Client], Answer]
    most_statements: int
    most_ratio: float
    reads: bool = True


def get(path: str) -> Callable[[Client], Answer]:
    """A page at a fixed address."""
    return lambda client: client.get(path)


def record(client: Client) -> Answer:
    """A complaint by telephone about an unknown officer, as the desk's form sends it."""
    yesterday = datetime.now(UTC) - timedelta(days=1)
    page = typed(
        record="1",
        key=uuid.uuid4().hex[:16],
        received_on=f"{yesterday:%m/%d/%Y}",
        **{"subjects-0-description": f"Officer with badge {uuid.uuid4().hex[:6]}"},
    )
    return client.post("/intake/new", page, expect=302)


def pages(app: Flask) -> list[Page]:
    """The pages for the database as it is filled now."""
    with app.app_context():
        case = Case.__table__
        with db.engine.connect() as connection:
            number: Any = connection.scalar(
                select(case.c.number)
                .where(case.c.lead_office_id == _office(connection, "IA"))
                .order_by(case.c.id.desc())
                .offset(40)
                .limit(1)
            )
            middle: Any = connection.scalar(
                select(case.c.received_on).where(
                    case.c.id == select(func.max(case.c.id) / 2).scalar_subquery()
                )
            )
    far = f"/cases?to={middle:%m/%d/%Y}"
    return [
        Page("list, first page (S)", "supervisor.ia", get("/cases"), 8, 12),
        Page("list, first page (I)", "investigator.ia", get("/cases"), 8, 12),
        Page("list, first page (L)", "supervisor.ler", get("/cases"), 8, 12),
        Page("list, first page (P)", "investigator2.ia", get("/cases"), 8, 12),
        Page("list, far in (S)", "supervisor.ia", get(far), 8, 12),
        Page(
            "list, status and text (S)",
            "supervisor.ia",
            get("/cases?status=OPEN&words=radio"),
            8,
            12,
        ),
        Page("case page (S)", "supervisor.ia", get(f"/cases/{number}"), 12, 15),
        Page("recording a case", "intake.ia", record, 12, 15, reads=False),
    ]


def _office(connection: Any, code: str) -> Any:
    return connection.scalar(select(Office.id).where(Office.code == code))
