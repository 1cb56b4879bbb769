"""Filings about an action whose decision was served, as most of them are."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from jicms.access.actor import current_actor
from jicms.appeals import service
from jicms.appeals.models import Appeal
from jicms.discipline.models import DisciplinaryAction
from tests.factories import discipline
from tests.factories.coverage import covered


def filed(_session: Session, action: DisciplinaryAction, **values: Any) -> Appeal:
    """An appeal to the Board of Apr 2, 2024, by the employee."""
    told: dict[str, Any] = {
        "forum_code": "MSPB",
        "filed_on": date(2024, 4, 2),
        "filed_as": "EMPLOYEE",
        "filed_by": "G. Dunmoor",
        **values,
    }
    return service.file_appeal(action, actor=current_actor(), **told)


def stepped(_session: Session, appeal: Appeal, step: str, on: date, **values: Any) -> Any:
    """A step of its status line; `received_on` brings its proof along."""
    if "received_on" in values:
        values = {"method_code": "CERTIFIED_MAIL", "proof": "Return receipt", **values}
    return service.record_step(appeal, actor=current_actor(), step=step, on=on, **values)


def of_the_union(session: Session) -> Any:
    """A removal served on an employee whom a union agreement covers: grievance and Board are both
    open. As `discipline.lead`."""
    found = discipline.lead(session, "DRAFT")
    action = session.get(DisciplinaryAction, found.action)
    assert action is not None
    covered(session, action, agreement_code="UNIT_STANDARD")
    discipline.proposed(session, action)
    discipline.served(session, action)
    discipline.weighed(session, discipline.answered(session, action))
    discipline.decided(session, action)
    discipline.decision_served(session, action)
    return found
