"""The compelled-statement wall: which team an actor is on decides what the actor may read."""

from typing import Any

from sqlalchemy import ColumnElement, and_, not_, or_, true

from jicms.access.actor import Actor, Role
from jicms.access.scope import alias_of, fixed, there_is, those_of
from jicms.cases.scope import of_full_case, of_summary_case
from jicms.cases.scope_links import same_matter
from jicms.investigations.models import Assignment, Investigation, InvestigationType, Report

_in_summary = of_summary_case("investigation")
report_scope = of_full_case("report", handled=True)

_report = Report.__table__
_investigation = Investigation.__table__
_assignment = Assignment.__table__


def off_criminal_side(actor: Actor, case_id: Any) -> ColumnElement[bool]:
    """Not on, nor reviewing, a criminal investigation of the case, or of one merged or linked with
    it. Follows the person over all memberships: an assignment ended yesterday shuts out today."""
    criminal = alias_of(_investigation, "wall_criminal")
    other = alias_of(_investigation, "wall_reviewed_criminal")
    team = alias_of(_assignment, "wall_team")
    on_team = there_is(
        criminal,
        team,
        where=(
            same_matter(team.c.case_id, case_id),
            criminal.c.id == team.c.investigation_id,
            criminal.c.type == fixed(InvestigationType.CRIMINAL),
            or_(team.c.user_id == actor.user_id, team.c.person_id.in_(actor.person_ids)),
        ),
    )
    reviews_it = there_is(
        other,
        where=(
            same_matter(other.c.case_id, case_id),
            other.c.type == fixed(InvestigationType.CRIMINAL),
            other.c.reviewer_id == actor.user_id,
        ),
    )
    return and_(not_(on_team), not_(reviews_it))


def compelled_wall(actor: Actor, case_id: Any) -> ColumnElement[bool]:
    """Off the criminal side of the matter; a supervisor reviews another investigation."""
    if actor.is_system:
        return true()
    shut = off_criminal_side(actor, case_id)
    if actor.role is not Role.INVESTIGATIONS_SUPERVISOR:
        return shut
    reviewed = alias_of(_investigation, "wall_reviewed")
    reviews_another = there_is(
        reviewed,
        where=(
            reviewed.c.case_id == case_id,
            reviewed.c.type != fixed(InvestigationType.CRIMINAL),
            reviewed.c.reviewer_id == actor.user_id,
        ),
    )
    return and_(shut, reviews_another)


def investigation_scope(actor: Actor, investigation: Any) -> ColumnElement[bool]:
    """Investigations in the summary of a case. Whoever reads named items only (labor relations,
    an official) sees the investigation of a report that is named, and no criminal one beside it."""
    if actor.is_system:
        return true()
    report = alias_of(_report, "named_report")
    named = there_is(
        report,
        where=(report.c.investigation_id == investigation.id, report_scope(actor, report.c)),
    )
    return or_(_in_summary(actor, investigation), named)


def reviewed_by(actor: Actor, investigation_id: Any) -> ColumnElement[bool]:
    """The investigation is the actor's to review: says nothing that the actor does not know."""
    own = alias_of(_investigation, "own_reviewed")
    return investigation_id.in_(those_of(own.c.id, own, own.c.reviewer_id == actor.user_id))


def worked_by(actor: Actor, investigation_id: Any) -> ColumnElement[bool]:
    """The actor is on the team of the investigation now, and not as its reviewer."""
    own = alias_of(_assignment, "own_assignment")
    mine = (own.c.user_id == actor.user_id, own.c.until.is_(None), own.c.is_reviewer.is_(False))
    return investigation_id.in_(those_of(own.c.investigation_id, own, *mine))


def of_visible_report(actor: Actor, child: Any) -> ColumnElement[bool]:
    """Scope of what belongs to a report: the report itself is visible."""
    if actor.is_system:
        return true()
    report = alias_of(_report, "scope_report")
    return there_is(report, where=(report.c.id == child.report_id, report_scope(actor, report.c)))


def own_draft(actor: Actor, draft: Any) -> ColumnElement[bool]:
    """Scope of what somebody types and has not saved: that person, while the report is visible."""
    if actor.is_system:
        return true()
    return and_(draft.user_id == actor.user_id, of_visible_report(actor, draft))
