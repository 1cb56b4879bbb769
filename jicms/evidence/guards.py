"""Keeps whoever could read compelled statements off the criminal team."""

from sqlalchemy import select

from jicms.auth.models import User
from jicms.cases.handling import Handling
from jicms.cases.models import Case
from jicms.cases.scope_links import same_matter
from jicms.core import unit_of_work
from jicms.evidence.exposure import is_exposed
from jicms.evidence.models import Statement
from jicms.evidence.service import derived
from jicms.evidence.service.handling import leave_lists
from jicms.evidence.service.weighing import follow_marks
from jicms.investigations import guards
from jicms.investigations.models import InvestigationType

SHUT = "Not open for this person. Ask the reviewing supervisor."


def keeps_off_criminal_team(case: Case, type_: InvestigationType, user: User) -> str | None:
    """Refuse a member of another team once the case, or one linked with it, holds a compelled
    statement, and whoever came to know one."""
    if type_ is not InvestigationType.CRIMINAL:
        return None
    if is_exposed(case, user):
        return SHUT
    return SHUT if guards.is_on_the_other_side(case, type_, user) and _is_compelled(case) else None


def _is_compelled(case: Case) -> bool:
    compelled = unit_of_work.session().scalar(
        guards.whole(
            select(Statement.id)
            .where(
                same_matter(Statement.case_id, case.id),
                Statement.handling.op("&")(int(Handling.GARRITY_COMPELLED)) != 0,
            )
            .limit(1)
        )
    )
    return compelled is not None


def install() -> None:
    """Register the hold, and what leaving a team means. Twice is once."""
    if follow_marks not in derived.when_marked:
        derived.when_marked.append(follow_marks)
    if leave_lists not in guards.when_left:
        guards.when_left.append(leave_lists)
    if keeps_off_criminal_team not in guards.team_holds:
        guards.team_holds.append(keeps_off_criminal_team)
