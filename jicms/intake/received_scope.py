"""Who sees a report of the public page: the desk of its office while it waits or was dismissed,
then whoever reads its case in full."""

from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, true

from jicms.access.actor import Actor, Role
from jicms.access.scope import alias_of, those_of
from jicms.cases.scope import of_full_case
from jicms.intake.models_received import ReceivedReport

DESK = (Role.INTAKE_SPECIALIST, Role.INVESTIGATIONS_SUPERVISOR)
_report = ReceivedReport.__table__
_of_its_case = of_full_case("received_report")


def of_report(actor: Actor, report: Any) -> ColumnElement[bool]:
    """At the desk of its office, or in a case that is read in full."""
    if actor.is_system:
        return true()
    at_desk: ColumnElement[bool] = false()
    if actor.role in DESK and actor.office_id is not None:
        at_desk = and_(report.case_id.is_(None), report.office_id == actor.office_id)
    return or_(at_desk, _of_its_case(actor, report))


def of_its_report(actor: Actor, child: Any) -> ColumnElement[bool]:
    """Messages and files are seen where their report is."""
    if actor.is_system:
        return true()
    report = alias_of(_report, "scope_report")
    seen = those_of(report.c.id, report, of_report(actor, report.c))
    found: ColumnElement[bool] = child.report_id.in_(seen)
    return found
