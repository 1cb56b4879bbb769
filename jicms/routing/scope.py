"""Who sees that a case was sent on."""

from typing import Any

from sqlalchemy import ColumnElement, and_, or_

from jicms.access.actor import Actor
from jicms.cases.scope import of_full_case, of_visible_case

_in_full = of_full_case("case_transfer")


def of_transfer(actor: Actor, row: Any) -> ColumnElement[bool]:
    """Whoever reads the case in full, and the office that sent it as long as it sees the case."""
    sender = and_(of_visible_case(actor, row), row.from_office_id == actor.office_id)
    return or_(_in_full(actor, row), sender)
